"""What a person decides about their nudge, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.clock import TurnableClock
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Sessions
from bot.delivery import occurrences, outbox
from bot.delivery.occurrences import Kind, Outcome
from bot.features.nudge.service import snooze

ANA: Any = {"workspace": "T1", "member": "U1"}
FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)


def known(people: Sessions) -> Member:
    with people.read() as session:
        found = members.find(session, **ANA, default=ZoneInfo("UTC"))
    assert found is not None
    return found


def put_off(people: Sessions, day: date) -> date | None:
    with people.begin() as session:
        return snooze.put_off(session, **ANA, day=day)


def test_the_first_day_that_was_asked_for_counts_in_its_week(people: Sessions) -> None:
    assert put_off(people, FRIDAY) == FRIDAY
    assert put_off(people, SATURDAY) == FRIDAY
    assert known(people).nudge_again == FRIDAY
    assert put_off(people, FRIDAY + timedelta(days=7)) == FRIDAY + timedelta(days=7)


def test_once_it_was_decided_on_it_is_not_put_off_again(people: Sessions, clock: TurnableClock) -> None:
    claim: Any = {"workspace": "T1", "recipient": "U1", "kind": Kind.AGAIN, "now": clock.now()}
    with people.begin() as session:
        occurrences.claim(session, **claim, period="2026-W48", outcome=Outcome.NOTHING)
    assert put_off(people, SATURDAY) is None
    assert known(people).nudge_again is None


@pytest.mark.parametrize("way", ["pause", "switch"])
def test_a_pause_and_a_stop_also_end_what_is_on_its_way(people: Sessions, clock: TurnableClock, way: str) -> None:
    put_off(people, FRIDAY)
    letter: Any = {"workspace": "T1", "recipient": "U1", "message": {}, "period": "2026-W48", "now": clock.now()}
    times = {"due_at": clock.now(), "expires_at": clock.now() + timedelta(hours=1)}
    with people.begin() as session:
        for kind in (Kind.NUDGE, Kind.AGAIN, Kind.DIGEST):
            outbox.put(session, kind=kind, **letter, **times)
        if way == "pause":
            snooze.pause(session, **ANA, until=date(2026, 12, 14))
        else:
            snooze.switch(session, **ANA, on=False)
        assert [waiting.kind for waiting in outbox.waiting(session, at=clock.now())] == ["digest"]
    found = known(people)
    assert found.nudge_again is None
    assert (found.nudged, found.snoozed_until) == ((True, date(2026, 12, 14)) if way == "pause" else (False, None))


def test_wanted_again_they_wait_for_no_snooze(people: Sessions) -> None:
    with people.begin() as session:
        snooze.pause(session, **ANA, until=date(2026, 12, 14))
        snooze.switch(session, **ANA, on=True)
    assert (known(people).nudged, known(people).snoozed_until) == (True, None)
