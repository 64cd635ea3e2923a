"""One-to-ones: the card opened, hours with each other, praise, a question and its answer, a next step."""

from __future__ import annotations

from collections.abc import Iterator

from bot.demo.cast import HANNA
from bot.demo.flows import answers, asks, notes, on_card, praises
from bot.demo.script import Act, act, presses, says
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA


def acts() -> Iterator[Act]:
    """Return what happens."""
    yield from _priya_and_mei()
    yield from _ana_and_chidi()
    yield from _ben_and_hanna()
    yield act(0, "thu 16:10", PRIYA, says(PRIYA, "/roadmate mentoring on", "on"))
    yield act(0, "fri 09:40", ANA, says(ANA, "/roadmate mentoring on", "on"))


def _priya_and_mei() -> Iterator[Act]:
    for week in (1, 4, 8, 11):
        yield act(week, "thu 13:45", PRIYA, on_card(PRIYA, MEI, presses(PRIYA, "Log 30 min with Mei", "Logged")))
    yield act(3, "fri 12:20", PRIYA, on_card(PRIYA, MEI, asks(PRIYA, "What surprised you most in the DNS week?")))
    answer = "That a delegation can be wrong for a year and nobody notices, because the old servers still answer."
    yield act(3, "fri 16:10", MEI, answers(MEI, answer))
    words = "The tests for the denied paths are the best part. I'd like to show them to the edge team."
    yield act(8, "mon 12:50", PRIYA, on_card(PRIYA, MEI, praises(PRIYA, words)))
    note = "Wants to give a session on captures. Ask again in two weeks, she says yes when she has slides."
    yield act(8, "thu 13:55", PRIYA, on_card(PRIYA, MEI, notes(PRIYA, note)))
    yield act(8, "thu 14:40", MEI, says(MEI, "/roadmate seen-by-mentor", "Priya"))


def _ana_and_chidi() -> Iterator[Act]:
    for week in (2, 6, 10):
        yield act(week, "wed 15:35", ANA, on_card(ANA, CHIDI, presses(ANA, "Log 30 min with Chidi", "Logged")))
    words = "Your drift report found the change before the pager did. Thank you."
    yield act(8, "wed 11:40", ANA, on_card(ANA, CHIDI, praises(ANA, words)))
    yield act(10, "wed 15:45", ANA, on_card(ANA, CHIDI, asks(ANA, "Which module would you hand to another team?")))
    yield act(
        10, "thu 09:50", CHIDI, answers(CHIDI, "The queue module. It has tests and a changelog, the others don't yet.")
    )


def _ben_and_hanna() -> Iterator[Act]:
    for week in (3, 8):
        yield act(week, "wed 10:35", BEN, on_card(BEN, HANNA, presses(BEN, "Log 30 min with Hanna", "Logged")))
    yield act(
        11,
        "tue 10:20",
        BEN,
        on_card(BEN, HANNA, praises(BEN, "90 seconds from alarm to rollback. I'd have been proud of ten minutes.")),
    )
