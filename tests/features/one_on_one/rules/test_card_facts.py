from __future__ import annotations

from datetime import UTC, date, datetime

from bot.core.assignments.assignment import Act, Stage, Step, Work
from bot.features.one_on_one.rules.card_facts import Change, Open, ended, since, still_open

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def work(assignment: str, stage: Stage, due: date | None = None) -> Work:
    return Work("U1", assignment, stage, due, 1, NOW)


def test_it_looks_back_to_the_last_one_to_one_else_four_weeks() -> None:
    assert since(date(2026, 11, 3), TODAY) == date(2026, 11, 3)
    assert since(None, TODAY) == date(2026, 10, 24)


def test_what_was_signed_off_is_not_told_as_finished_by_ones_own_word_too() -> None:
    steps = {"a": Step(1, NOW, "U2", Act.SIGN_OFF), "b": Step(2, NOW, "U2", Act.SEND_BACK)}
    assert ended(steps, frozenset({"a", "c"}), ()) == Change(finished=("c",), signed=("a",), sent_back=("b",))


def test_open_is_what_is_neither_signed_off_nor_ticked_the_next_due_first() -> None:
    works = (
        work("a", Stage.STARTED),
        work("b", Stage.STARTED, date(2026, 12, 4)),
        work("c", Stage.SIGNED_OFF),
        work("d", Stage.STARTED),
        work("e", Stage.HANDED_IN, date(2026, 11, 1)),
    )
    found = still_open(works, frozenset({"d", "e"}), {each.assignment: TODAY for each in works})
    assert [each.assignment for each in found] == ["e", "b", "a"]
    assert [each.is_overdue(TODAY) for each in found] == [False, False, False]
    assert Open("x", Stage.SENT_BACK, date(2026, 11, 20), TODAY).is_overdue(TODAY)
    assert not Open("x", Stage.SENT_BACK, TODAY, TODAY).is_overdue(TODAY)
