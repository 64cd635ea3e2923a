"""Assignments in the database: every step kept, each act taken once, the tick with the sign-off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from bot.clock import TurnableClock
from bot.core.assignments import assignments
from bot.core.assignments.assignment import Act, History, Outcome, Stage
from bot.core.plan import state
from bot.db.engine import Sessions

CDN = "networking.cdn"
MEI = {"workspace": "T1", "member": "U2"}
FRIDAY = date(2026, 12, 4)


@pytest.fixture
def take(people: Sessions, clock: TurnableClock) -> Any:
    def take(act: Act, actor: str = "U2", **said: Any) -> Outcome:
        clock.turn(timedelta(minutes=1))
        with people.begin() as session:
            known = {"assignment": CDN, "actor": actor, "now": clock.now(), **said}
            return assignments.take(session, **MEI, act=act, **known)

    return take


def history(people: Sessions) -> History | None:
    with people.read() as session:
        return assignments.history(session, **MEI, assignment=CDN)


def is_ticked(people: Sessions) -> bool:
    with people.read() as session:
        return CDN in state.record(session, **MEI).ticked


def test_each_step_is_kept_and_what_fits_no_more_changes_nothing(people: Sessions, take: Any) -> None:
    assert [take(Act.START).done for _ in range(2)] == [True, False]
    first = take(Act.HAND_IN, link="https://example.org", words="here")
    assert [first.done, take(Act.HAND_IN, words="again").done] == [True, False]
    assert not is_ticked(people)
    back = take(Act.SEND_BACK, "U1", words="why?", step=first.history.turn.id)
    assert [back.done, back.history.work.stage] == [True, Stage.SENT_BACK]
    assert not take(Act.SIGN_OFF, "U1", step=first.history.turn.id).done
    second = take(Act.HAND_IN, words="so")
    assert not take(Act.SIGN_OFF, "U1", step=first.history.turn.id).done, "an old letter's button"
    signed = take(Act.SIGN_OFF, "U1", step=second.history.turn.id)
    assert [signed.done, signed.history.is_over, is_ticked(people)] == [True, True, True]
    assert not take(Act.HAND_IN).done
    assert take(Act.SEND_BACK, "U1", words="sorry", step=signed.history.turn.id).done
    assert not is_ticked(people)
    found = history(people)
    assert found
    assert [(step.act.value, step.actor, step.words) for step in found.steps] == [
        ("start", "U2", ""),
        ("hand in", "U2", "here"),
        ("send back", "U1", "why?"),
        ("hand in", "U2", "so"),
        ("sign off", "U1", ""),
        ("send back", "U1", "sorry"),
    ]
    assert found.work.step == found.steps[-1].id
    assert found.steps[1].link == "https://example.org"


def test_sent_back_is_to_be_done_again_whoever_has_ticked_it(people: Sessions, clock: TurnableClock, take: Any) -> None:
    with people.begin() as session:
        assignments.set_due(session, **MEI, assignment=CDN, due=FRIDAY, actor="U1", now=clock.now())
    take(Act.HAND_IN)
    with people.begin() as session:
        state.tick(session, **MEI, assignment=CDN, done=True, now=clock.now())
    take(Act.SEND_BACK, "U1")
    assert not is_ticked(people)
    with people.read() as session:
        assert assignments.due_by(session, **MEI, first=FRIDAY, last=FRIDAY)


def test_a_day_begins_what_is_not_begun_and_moves_nothing_else(
    people: Sessions, clock: TurnableClock, take: Any
) -> None:
    def set_due(due: date | None, actor: str = "U1") -> Outcome:
        with people.begin() as session:
            return assignments.set_due(session, **MEI, assignment=CDN, due=due, actor=actor, now=clock.now())

    def near(first: date, last: date) -> list[str]:
        with people.read() as session:
            return [each.assignment for each in assignments.due_by(session, **MEI, first=first, last=last)]

    assert not set_due(None).done
    begun = set_due(FRIDAY)
    assert begun.history
    assert [(step.act, step.words) for step in begun.history.steps] == [(Act.START, ""), (Act.DUE, "2026-12-04")]
    assert [begun.history.work.due, begun.history.work.stage] == [FRIDAY, Stage.STARTED]
    assert not set_due(FRIDAY).done
    assert near(FRIDAY, FRIDAY) == [CDN]
    assert near(FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=9)) == []
    handed = take(Act.HAND_IN)
    assert near(FRIDAY, FRIDAY) == []
    moved = set_due(None)
    assert moved.history
    assert moved.history.work.changed_at == handed.history.work.changed_at, "it waits since then"
    assert take(Act.SIGN_OFF, "U1", step=handed.history.turn.id).done, "the letter is still about the same work"
    assert not set_due(FRIDAY).done


def test_what_waits_is_listed_oldest_first_for_those_who_may(people: Sessions, clock: TurnableClock, take: Any) -> None:
    take(Act.HAND_IN)
    take(Act.HAND_IN, assignment="networking.firewall-rules")
    with people.begin() as session:
        other = {"workspace": "T1", "member": "U1", "assignment": CDN, "actor": "U1"}
        assignments.take(session, **other, act=Act.HAND_IN, now=clock.now())
    with people.read() as session:

        def listed(**asked: Any) -> list[tuple[str, str]]:
            return [(each.member, each.assignment) for each in assignments.handed_in(session, workspace="T1", **asked)]

        assert listed(but="U1") == [("U2", CDN), ("U2", "networking.firewall-rules")]
        assert listed(but="U9", offset=2, limit=1) == [("U2", "networking.firewall-rules")]
        assert listed(but="U9", among=["U1"]) == [("U1", CDN)]
        assert listed(but="U2", among=[]) == []


def test_two_presses_at_the_same_moment_are_one(people: Sessions, clock: TurnableClock) -> None:
    def hand_in(_: int) -> bool:
        with people.begin() as session:
            known = {"assignment": CDN, "actor": "U2", "now": clock.now()}
            return assignments.take(session, **MEI, act=Act.HAND_IN, **known).done

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(hand_in, range(4))) == [False, False, False, True]
    found = history(people)
    assert found
    assert len(found.steps) == 1
