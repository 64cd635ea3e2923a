"""Samples are few, name what they are for an operator, and stand for every kind of block."""

from __future__ import annotations

from bot.doctor.samples import choose_samples, list_kinds, sample_of
from tests.doctor.doctor_driver import make_samples


def test_what_an_operator_calls_them() -> None:
    names = [each.name for each in make_samples()]
    assert names[0] == "the message “Logged”"
    assert names[-2:] == ["the window “Log hours”", "the Home tab"]
    long = sample_of({"text": f"*{'word ' * 20}*\nmore", "blocks": []}).name
    assert long.endswith("...”")
    assert len(long) < 70


def test_the_kinds_of_blocks_and_of_their_parts() -> None:
    kinds = set().union(*map(list_kinds, make_samples()))
    assert {"message: actions > button", "message: data_table > raw_text", "home: section > mrkdwn"} <= {
        kind.partition(" (")[0] for kind in kinds
    }
    assert any(kind.startswith("modal: input > plain_text_input") for kind in kinds)


def test_one_of_each_kind_is_chosen_the_longest_first() -> None:
    samples = make_samples()
    short = sample_of({"text": "Hi", "blocks": samples[0].payload["blocks"]})
    chosen = choose_samples([short, *samples, *samples])
    assert sorted(each.name for each in chosen) == sorted(each.name for each in samples if each.surface != "x")
    assert short not in chosen
    letter = sample_of({"text": "Hi", "blocks": samples[0].payload["blocks"]}, "digest")
    assert letter in choose_samples([letter, *samples]), "each kind of message is shown to Slack"
