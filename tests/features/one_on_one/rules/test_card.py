from __future__ import annotations

from datetime import UTC, date, datetime

from bot.core.assignments.workflow import AssignmentAction, AssignmentProgress, AssignmentStage, AssignmentStep
from bot.features.one_on_one.rules.card import (
    OpenAssignment,
    RecentProgress,
    list_open_assignments,
    lookback_start,
    summarize_progress,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def progress(assignment: str, stage: AssignmentStage, due: date | None = None) -> AssignmentProgress:
    return AssignmentProgress("U1", assignment, stage, due, 1, NOW)


def test_it_looks_back_to_the_last_one_to_one_else_four_weeks() -> None:
    assert lookback_start(date(2026, 11, 3), TODAY) == date(2026, 11, 3)
    assert lookback_start(None, TODAY) == date(2026, 10, 24)


def test_what_was_signed_off_does_not_count_as_ticked_too() -> None:
    steps = {
        "a": AssignmentStep(1, NOW, "U2", AssignmentAction.SIGN_OFF),
        "b": AssignmentStep(2, NOW, "U2", AssignmentAction.SEND_BACK),
    }
    assert summarize_progress(steps, frozenset({"a", "c"}), ()) == RecentProgress(
        finished=("c",), signed_off=("a",), sent_back=("b",)
    )


def test_open_is_what_is_neither_signed_off_nor_ticked_the_next_due_first() -> None:
    started = (
        progress("a", AssignmentStage.STARTED),
        progress("b", AssignmentStage.STARTED, date(2026, 12, 4)),
        progress("c", AssignmentStage.SIGNED_OFF),
        progress("d", AssignmentStage.STARTED),
        progress("e", AssignmentStage.HANDED_IN, date(2026, 11, 1)),
    )
    listed = list_open_assignments(started, frozenset({"d", "e"}), {each.assignment: TODAY for each in started})
    assert [each.assignment for each in listed] == ["e", "b", "a"]
    assert [each.is_overdue(TODAY) for each in listed] == [False, False, False]
    assert OpenAssignment("x", AssignmentStage.SENT_BACK, date(2026, 11, 20), TODAY).is_overdue(TODAY)
    assert not OpenAssignment("x", AssignmentStage.SENT_BACK, TODAY, TODAY).is_overdue(TODAY)
