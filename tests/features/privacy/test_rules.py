from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot import setting_values
from bot.features.privacy import rules

NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("months", "day"), [(3, (2026, 2, 28)), (5, (2025, 12, 31)), (24, (2024, 5, 31)), (120, (2016, 5, 31))]
)
def test_months_go_by_the_calendar(months: int, day: tuple[int, int, int]) -> None:
    assert setting_values.retention_cutoff(NOW, months) == NOW.replace(*day)
    assert setting_values.retention_cutoff(NOW, setting_values.KEEP_FOREVER) is None


LONG = "Maximiliane von und zu Habsburg-Lothringen"


@pytest.mark.parametrize(
    ("name", "said", "left"),
    [
        ("Ana", "Ana: 2 h, Anabel: 3 h", "somebody: 2 h, Anabel: 3 h"),
        ("Ana", "of Ana's plan", "of somebody's plan"),
        ("Ana (SRE)", "asks Ana (SRE), who", "asks somebody, who"),
        (LONG, f"{LONG} and Ben", "somebody and Ben"),
        (LONG, "Maximiliane von und zu…: 2 h", "somebody: 2 h"),
        (LONG, "Maximiliane von und zu Hab… · Ben", "somebody · Ben"),
        ("", "nobody is meant", "nobody is meant"),
    ],
)
def test_a_name_is_found_as_a_word_and_where_it_is_cut(name: str, said: str, left: str) -> None:
    pattern = rules.name_pattern([name])
    assert rules.contains_any(_message(said), pattern) == (said != left)
    assert rules.redact(_message(said), pattern) == _message(left)


def _message(words: str) -> dict[str, Any]:
    return {"text": words, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": words}}]}


def test_an_id_is_found_as_a_mention_and_bare_and_no_form_of_a_block_is_touched() -> None:
    pattern = rules.id_pattern("U1")
    assert rules.redact("<@U1|ana> and <@U1>, U1, U12", pattern) == "somebody and somebody, somebody, U12"
    block = {"type": "U1", "action_id": "U1", "value": '{"member":"U1"}', "elements": [{"n": 1, "text": "U1"}]}
    assert rules.redact(block, pattern) == {
        "type": "U1",
        "action_id": "U1",
        "value": '{"member":"somebody"}',
        "elements": [{"n": 1, "text": "somebody"}],
    }


def test_of_two_spellings_the_longer_one_is_taken_out_whole() -> None:
    for spellings in (["Ana", "Ana Maria"], ["Ana Maria", "Ana"]):
        assert rules.redact("Ana Maria asks, and Ana", rules.name_pattern(spellings)) == "somebody asks, and somebody"


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("with @Mei, @Mei Ling and @Meister", "with somebody, somebody Ling and @Meister"),
        ("@Mei (AB12): bgp", "somebody: bgp"),
        ("Mei and mei@x.example", "Mei and mei@x.example"),
    ],
)
def test_a_name_in_place_of_a_mention_is_found(note: str, left: str) -> None:
    assert rules.handle_pattern("Mei").sub(rules.NAME_REPLACEMENT, note) == left
    assert rules.handle_pattern("").sub("", note) == note
