"""What is written from the code is what the code says now; `make reference` writes it anew."""

from __future__ import annotations

import re

import pytest

from bot.delivery.occurrences import DeliveryKind
from reference import transcripts
from reference.message_kinds import KINDS
from reference.writing import ROOT, list_files

FILES = list_files()


@pytest.mark.parametrize("name", FILES)
def test_a_page_says_what_the_code_says(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == FILES[name](), "run `make reference`, and look at what changed"


def test_every_kind_of_message_is_told() -> None:
    assert KINDS.keys() == set(DeliveryKind)


def answer(who: str, typed: str) -> str:
    return f"{who} typed\n> {typed}\nover lines"


def test_a_transcript_gets_the_answers_to_what_is_typed() -> None:
    page = "Before\n\n```text\nana> /log\nold\n\nben> :click 1\n```\n\n```text\nno transcript\n```\n"
    filled = transcripts.fill_transcripts(page, answer)
    assert filled == (
        "Before\n\n```text\nana> /log\nana typed\n> /log\nover lines\n\n"
        "ben> :click 1\nben typed\n> :click 1\nover lines\n```\n\n```text\nno transcript\n```\n"
    )
    assert transcripts.fill_transcripts(filled, answer) == filled


def test_a_long_answer_stays_cut_where_it_was_cut() -> None:
    page = "```text\nana> /plan\none\ntwo\n[...]\n```\n"
    assert transcripts.fill_transcripts(page, answer) == "```text\nana> /plan\nana typed\n> /plan\n[...]\n```\n"


def test_each_command_that_stops_a_message_is_understood() -> None:
    told = {line for text in KINDS.values() for line in re.findall(r"`(/[a-z]+ [^`]+)`", text.stop)}
    assert len(told) > 6
    with transcripts.open_chat(welcomes=False) as answer:
        for line in sorted(told):
            said = answer("ana", line)
            assert "I don't know" not in said, f"{line}: {said}"
