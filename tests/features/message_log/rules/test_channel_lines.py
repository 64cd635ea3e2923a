"""The strict rule: what has the form of a line, and what is talk; `everyday.txt` is read in test_new_message.py."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.core.ledger.activity import parse_activity
from bot.features.message_log.rules import channel_lines, talk_words
from bot.features.message_log.rules.channel_lines import DetectedLine
from tests.examples import examples

TODAY = date(2026, 11, 21)  # a Saturday
NAMES = {"networking", "aws", "docker", "kubernetes"}


def detect(text: str) -> DetectedLine | None:
    return channel_lines.detect_line(text, TODAY, NAMES.__contains__)


def entries_in(text: str) -> list[tuple[int, str, int, str]]:
    line = detect(text)
    return [(each.minutes, each.what, each.day.day, each.note) for each in line.entries] if line else []


LINES = {
    "log 2h networking": [(120, "networking", 21, "")],
    "LOG  1:30 networking": [(90, "networking", 21, "")],
    "+90m aws": [(90, "aws", 21, "")],
    "+half an hour docker": [(30, "docker", 21, "")],
    "log 1h 30m docker.": [(90, "docker", 21, "")],
    "log 2h networking yesterday: what is BGP? see <https://x.example>": [
        (120, "networking", 20, "what is BGP? see <https://x.example>")
    ],
    "+2h networking yesterday: BGP, see <https://x.example>": [(120, "networking", 20, "BGP, see <https://x.example>")],
    "+15m docker": [(15, "docker", 21, "")],
    "log 5m docker": [(5, "docker", 21, "")],
    "log 2h networking: one\ntwo": [(120, "networking", 21, "one\ntwo")],
    "log 1h networking, 30m aws yesterday, 2h k8s: operators": [
        (60, "networking", 21, ""),
        (30, "aws", 20, ""),
        (120, "k8s", 21, "operators"),
    ],
    "+1h networking and +30m docker": [(60, "networking", 21, ""), (30, "docker", 21, "")],
    "log 1h networking: bgp, ospf, 30m aws": [(60, "networking", 21, "bgp, ospf"), (30, "aws", 21, "")],
    "log 1h mentoring <@U0SANDMEI>: reviewed the VPC": [(60, "mentoring", 21, "reviewed the VPC")],
    "+1h mentoring <@U0SANDMEI>": [(60, "mentoring", 21, "")],
    "log 1h talk: GitOps intro": [(60, "talk", 21, "GitOps intro")],
}


@pytest.mark.parametrize("text", LINES)
def test_a_line_says_how_long_on_what_and_when(text: str) -> None:
    assert entries_in(text) == LINES[text]


def test_only_log_may_be_asked_back_about() -> None:
    with_log, with_plus = detect("log 2h netwroking"), detect("+2h netwroking")
    assert with_log
    assert with_plus
    assert (with_log.is_explicit, with_plus.is_explicit) == (True, False)


@pytest.mark.parametrize("when", ["tomorrow", "31 feb", "60 days ago", "2026-12-24"])
def test_an_impossible_day_is_told_after_log_and_ignored_after_a_plus(when: str) -> None:
    line = detect(f"log 2h networking {when}")
    assert line
    assert (line.has_bookable_days, line.entries[0].what) == (False, "networking")
    assert detect(f"+2h networking {when}") is None


@pytest.mark.parametrize(
    "text",
    [
        "2h networking",
        "log 2 networking",
        "+2 networking",
        "log networking 2h",
        "log: 2h networking",
        " log 2h networking",
        "log 2h\nnetworking",
        "log 2h networking\nand that was it",
        "log 2h networking?",
        "log 2h",
        "log 2h: networking",
        "log 2h networking 3h",
        "log 1h or 2h networking",
        "log 13h networking",
        "log 9:15 networking",
        "+1h for networking",
        "+1h on the networking",
        "+1h talk",
        "+1h talk: GitOps intro",
        "+1h mentoring: Ben asked for more time",
        "+2h networking: really?",
        "+14m docker",
        "+1h networking, 10m docker",
        "log 2h networking <@U0SANDMEI>",
        "log 2h <#C0GENERAL> networking",
        "log 2h <https://x.example> networking",
        "log 2h https://x.example",
        "log 2h *networking*",
        "log 2h networking, please",
        "log 2h networking that i forgot",
        "log 2h one two three four five six seven eight",
        "log 2h " + "n" * 300,
        "+2h networking, 1h for docker",
        "+2hours.networking",
        "",
    ],
)
def test_what_is_in_doubt_is_talk(text: str) -> None:
    assert detect(text) is None


def test_no_name_in_the_content_holds_a_word_of_talk(catalog: Catalog) -> None:
    topics = (name for each in catalog.topics for name in (each.topic.name, *each.topic.aliases))
    others = (name for each in (*catalog.areas, *catalog.roadmaps) for name in (each.name, *each.aliases))
    assert [
        name for name in (*topics, *others) if not talk_words.SENTENCE_WORDS.isdisjoint(name.casefold().split())
    ] == []


def test_no_name_of_a_topic_is_what_one_does_for_others(catalog: Catalog) -> None:
    names = (name for each in catalog.topics for name in (each.topic.name, *each.topic.aliases))
    assert [name for name in names if parse_activity(name)] == []


PIECES = st.sampled_from(
    (
        *("log", "+", " ", "2h", "1:30", "networking", ",", " and ", ":", "\n", "?", "<@U0SANDMEI>", "½"),
        *("yesterday", "(", "é"),
    )
)


@settings(max_examples=examples(100))
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join)))
@example("+1h" + " (" * 140 + "!")
@example("log 1h " + "a.b," * 70 + "!")
def test_any_text_is_a_line_or_talk(text: str) -> None:
    line = detect(text)
    assert line is None or (
        channel_lines.has_line_opening(text) and all(0 < each.minutes <= 12 * 60 for each in line.entries)
    )
