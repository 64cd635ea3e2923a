"""One's own week in numbers, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event

from bot.catalog.catalog import Catalog
from bot.clock import TurnableClock
from bot.core.forecast.outlook import State
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.plan import state
from bot.core.time_off import absences
from bot.db.engine import Sessions
from bot.delivery import occurrences
from bot.delivery.occurrences import Kind
from bot.features.weekly_summary import service
from bot.features.weekly_summary.rules import Summary

ANA: Any = {"workspace": "T1", "member": "U1"}
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = "2026-W47"


def known(people: Sessions, member: str = "U1") -> Member:
    with people.read() as session:
        found = members.find(session, workspace="T1", member=member, default=ZoneInfo("UTC"))
    assert found is not None
    return found


def book(people: Sessions, minutes: int, day: date, area: str = "networking", member: str = "U1") -> None:
    booking = Booking(minutes, area, None, None, day, "", "command", f"{member}{minutes}{day}{area}")
    with people.begin() as session:
        ledger_booking.book(session, workspace="T1", member=member, booking=booking, now=MONDAY, insist=True)


def tick(people: Sessions, assignment: str, at: datetime) -> None:
    with people.begin() as session:
        state.tick(session, **ANA, assignment=assignment, done=True, now=at)


def read(people: Sessions, catalog: Catalog) -> Summary:
    member = known(people)
    with people.read() as session:
        record = state.record(session, **ANA)
        return service.read(session, member=member, week=WEEK, catalog=catalog, record=record, now=MONDAY)


def test_it_holds_the_week_alone_and_nobody_elses_hours(people: Sessions, catalog: Catalog) -> None:
    book(people, 60, date(2026, 11, 16), "blockchain")
    book(people, 90, date(2026, 11, 22))
    for day in (date(2026, 11, 15), date(2026, 11, 23)):
        book(people, 30, day)
    book(people, 45, date(2026, 11, 18), member="U2")
    found = read(people, catalog)
    assert (found.week.week, found.week.done, found.week.goal) == (WEEK, 150, 120)
    assert found.areas == (("networking", 90), ("blockchain", 60))
    assert (found.streak.weeks, found.is_empty, found.was_away) == (1, False, False)


def test_ticks_count_in_the_week_of_the_members_own_days(people: Sessions, catalog: Catalog) -> None:
    first, second, third = [work.id for work in catalog.areas[0].assignments[:3]]
    tick(people, first, datetime(2026, 11, 16, 3, 59, tzinfo=UTC))
    tick(people, second, datetime(2026, 11, 16, 4, 0, tzinfo=UTC))
    tick(people, third, datetime(2026, 11, 23, 3, 59, tzinfo=UTC))
    assert read(people, catalog).ticked == (second, third)


def test_an_area_is_finished_with_its_last_assignment_and_hours(people: Sessions, catalog: Catalog) -> None:
    area = catalog.areas[0]
    assert area.hours is not None
    for work in area.assignments:
        tick(people, work.id, datetime(2026, 11, 18, tzinfo=UTC))
    assert read(people, catalog).finished == ()
    for day in range(area.hours.low // 10 + 1):
        book(people, 600, date(2026, 11, 1 + day), area.id)
    assert read(people, catalog).finished == (area.id,)


def test_the_outlook_is_on_what_is_being_learned(people: Sessions, catalog: Catalog) -> None:
    assert read(people, catalog).outlook is None
    for week in (2, 9, 16):
        book(people, 60, date(2026, 11, week))
    book(people, 30, date(2026, 11, 17), "rest-api")
    outlook = read(people, catalog).outlook
    assert outlook is not None
    assert (outlook.area, outlook.state) == ("Networking", State.RANGE)


def test_a_week_wholly_away_is_known(people: Sessions, catalog: Catalog, clock: TurnableClock) -> None:
    with people.begin() as session:
        absences.add(session, **ANA, first=date(2026, 11, 16), last=date(2026, 11, 20), now=clock.now())
    found = read(people, catalog)
    assert (found.was_away, found.is_empty) == (True, True)


def test_it_goes_to_who_wants_it_and_was_not_dealt_with(people: Sessions) -> None:
    lisbon: Any = {"workspace": "T1", "zone": "Europe/Lisbon"}
    with people.begin() as session:
        assert service.unclaimed(session, **lisbon, period=WEEK) == ()
        members.change(session, **ANA, summary_on=True)
        assert service.unclaimed(session, **lisbon, period=WEEK) == ("U1",)
        assert service.unclaimed(session, workspace="T1", zone="Asia/Singapore", period=WEEK) == ()
        assert (service.wanting(session, **lisbon), service.wanting(session, workspace="T1", zone="UTC")) == (1, 0)


def test_switched_on_on_a_monday_it_begins_with_the_next(people: Sessions) -> None:
    with people.begin() as session:
        service.switch(session, member=known(people), on=True, now=MONDAY)
    claimed: Any = {"workspace": "T1", "kind": Kind.SUMMARY, "recipient": "U1"}
    with people.read() as session:
        assert occurrences.is_claimed(session, **claimed, period=WEEK)
        assert not occurrences.is_claimed(session, **claimed, period="2026-W48")


def test_saying_so_again_changes_nothing(people: Sessions) -> None:
    with people.begin() as session:
        members.change(session, **ANA, summary_on=True)
    member, seen = known(people), []
    event.listen(people.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    with people.begin() as session:
        service.switch(session, member=member, on=True, now=MONDAY)
    assert [each for each in seen if "members" in each or "occurrences" in each] == []
