"""Assignments in the database: every step kept, each act taken once, the tick with the sign-off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.clock import AdjustableClock
from bot.core.assignments import assignments
from bot.core.assignments.workflow import ActionOutcome, AssignmentAction, AssignmentHistory, AssignmentStage
from bot.core.plan import member_plan
from bot.db.engine import Database

CDN = "networking.cdn"
MEI = {"workspace": "T1", "member": "U2"}
FRIDAY = date(2026, 12, 4)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def take(people: Database, clock: AdjustableClock) -> Any:
    def take(act: AssignmentAction, actor: str = "U2", **values: Any) -> ActionOutcome:
        clock.advance(timedelta(minutes=1))
        with people.begin() as conn:
            arguments = {"assignment": CDN, "actor": actor, "now": clock.now(), **values}
            return assignments.apply_action(conn, **MEI, action=act, **arguments)

    return take


def history(people: Database) -> AssignmentHistory | None:
    with people.read() as conn:
        return assignments.read_history(conn, **MEI, assignment=CDN)


def is_ticked(people: Database) -> bool:
    with people.read() as conn:
        return CDN in member_plan.read_learning_record(conn, **MEI, now=NOON).ticked_assignments


def test_each_step_is_kept_and_an_action_that_does_not_fit_changes_nothing(people: Database, take: Any) -> None:
    assert [take(AssignmentAction.START).is_applied for _ in range(2)] == [True, False]
    first = take(AssignmentAction.HAND_IN, link="https://example.org", note="here")
    assert [first.is_applied, take(AssignmentAction.HAND_IN, note="again").is_applied] == [True, False]
    assert not is_ticked(people)
    back = take(AssignmentAction.SEND_BACK, "U1", note="why?", expected_step=first.history.last_transition.id)
    assert [back.is_applied, back.history.progress.stage] == [True, AssignmentStage.SENT_BACK]
    assert not take(AssignmentAction.SIGN_OFF, "U1", expected_step=first.history.last_transition.id).is_applied
    second = take(AssignmentAction.HAND_IN, note="so")
    assert not take(AssignmentAction.SIGN_OFF, "U1", expected_step=first.history.last_transition.id).is_applied, (
        "an old letter's button"
    )
    signed = take(AssignmentAction.SIGN_OFF, "U1", expected_step=second.history.last_transition.id)
    assert [signed.is_applied, signed.history.is_signed_off, is_ticked(people)] == [True, True, True]
    assert not take(AssignmentAction.HAND_IN).is_applied
    assert take(
        AssignmentAction.SEND_BACK, "U1", note="sorry", expected_step=signed.history.last_transition.id
    ).is_applied
    assert not is_ticked(people)
    found = history(people)
    assert found
    assert [(step.action.value, step.actor, step.note) for step in found.steps] == [
        ("start", "U2", ""),
        ("hand in", "U2", "here"),
        ("send back", "U1", "why?"),
        ("hand in", "U2", "so"),
        ("sign off", "U1", ""),
        ("send back", "U1", "sorry"),
    ]
    assert found.progress.last_step_id == found.steps[-1].id
    assert found.steps[1].link == "https://example.org"


def test_sent_back_is_to_be_done_again_whoever_has_ticked_it(
    people: Database, clock: AdjustableClock, take: Any
) -> None:
    with people.begin() as conn:
        assignments.set_due_day(conn, **MEI, assignment=CDN, due_day=FRIDAY, actor="U1", now=clock.now())
    take(AssignmentAction.HAND_IN)
    with people.begin() as conn:
        member_plan.tick_assignment(conn, **MEI, assignment=CDN, is_done=True, now=clock.now())
    take(AssignmentAction.SEND_BACK, "U1")
    assert not is_ticked(people)
    with people.read() as conn:
        assert assignments.list_due(conn, **MEI, first_day=FRIDAY, last_day=FRIDAY)


def test_a_due_day_starts_an_assignment_and_changes_nothing_else(
    people: Database, clock: AdjustableClock, take: Any
) -> None:
    def set_due(due: date | None, actor: str = "U1") -> ActionOutcome:
        with people.begin() as conn:
            return assignments.set_due_day(conn, **MEI, assignment=CDN, due_day=due, actor=actor, now=clock.now())

    def due_between(first: date, last: date) -> list[str]:
        with people.read() as conn:
            return [each.assignment for each in assignments.list_due(conn, **MEI, first_day=first, last_day=last)]

    assert not set_due(None).is_applied
    started = set_due(FRIDAY)
    assert started.history
    assert [(step.action, step.note) for step in started.history.steps] == [
        (AssignmentAction.START, ""),
        (AssignmentAction.SET_DUE, "2026-12-04"),
    ]
    assert [started.history.progress.due_day, started.history.progress.stage] == [FRIDAY, AssignmentStage.STARTED]
    assert not set_due(FRIDAY).is_applied
    assert due_between(FRIDAY, FRIDAY) == [CDN]
    assert due_between(FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=9)) == []
    handed = take(AssignmentAction.HAND_IN)
    assert due_between(FRIDAY, FRIDAY) == []
    moved = set_due(None)
    assert moved.history
    assert moved.history.progress.changed_at == handed.history.progress.changed_at, "it waits since then"
    assert take(AssignmentAction.SIGN_OFF, "U1", expected_step=handed.history.last_transition.id).is_applied, (
        "the notification is still about the same assignment"
    )
    assert not set_due(FRIDAY).is_applied


def test_waiting_assignments_are_listed_oldest_first(people: Database, clock: AdjustableClock, take: Any) -> None:
    take(AssignmentAction.HAND_IN)
    take(AssignmentAction.HAND_IN, assignment="networking.firewall-rules")
    with people.begin() as conn:
        other = {"workspace": "T1", "member": "U1", "assignment": CDN, "actor": "U1"}
        assignments.apply_action(conn, **other, action=AssignmentAction.HAND_IN, now=clock.now())
    with people.read() as conn:

        def listed(**filters: Any) -> list[tuple[str, str]]:
            return [
                (each.member, each.assignment) for each in assignments.list_waiting(conn, workspace="T1", **filters)
            ]

        assert listed(exclude="U1") == [("U2", CDN), ("U2", "networking.firewall-rules")]
        assert listed(exclude="U9", offset=2, limit=1) == [("U2", "networking.firewall-rules")]
        assert listed(exclude="U9", member_ids=["U1"]) == [("U1", CDN)]
        assert listed(exclude="U2", member_ids=[]) == []


def test_two_presses_at_the_same_moment_are_one(people: Database, clock: AdjustableClock) -> None:
    def hand_in(_: int) -> bool:
        with people.begin() as conn:
            arguments = {"assignment": CDN, "actor": "U2", "now": clock.now()}
            return assignments.apply_action(conn, **MEI, action=AssignmentAction.HAND_IN, **arguments).is_applied

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(hand_in, range(4))) == [False, False, False, True]
    found = history(people)
    assert found
    assert len(found.steps) == 1
