"""One's own week in numbers, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event

from bot.catalog.catalog import Catalog
from bot.clock import AdjustableClock
from bot.core import time_off
from bot.core.forecast.forecast import ForecastState
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.plan import member_plan
from bot.db.engine import Database
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind
from bot.features.weekly_summary import service
from bot.features.weekly_summary.rules import WeeklySummary

ANA: Any = {"workspace": "T1", "member": "U1"}
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = "2026-W47"


def known(people: Database, member: str = "U1") -> Member:
    with people.read() as conn:
        found = members.find_member(conn, workspace="T1", member=member, default_zone=ZoneInfo("UTC"))
    assert found is not None
    return found


def book(people: Database, minutes: int, day: date, area: str = "networking", member: str = "U1") -> None:
    booking = Booking(minutes, area, None, None, day, "", "command", f"{member}{minutes}{day}{area}")
    with people.begin() as conn:
        ledger_booking.book_entry(conn, workspace="T1", member=member, booking=booking, now=MONDAY, is_confirmed=True)


def tick(people: Database, assignment: str, at: datetime) -> None:
    with people.begin() as conn:
        member_plan.tick_assignment(conn, **ANA, assignment=assignment, is_done=True, now=at)


def read(people: Database, catalog: Catalog) -> WeeklySummary:
    member = known(people)
    with people.read() as conn:
        record = member_plan.read_learning_record(conn, **ANA)
        return service.read_weekly_summary(conn, member=member, week=WEEK, catalog=catalog, record=record, now=MONDAY)


def test_it_holds_the_week_alone_and_nobody_elses_hours(people: Database, catalog: Catalog) -> None:
    book(people, 60, date(2026, 11, 16), "blockchain")
    book(people, 90, date(2026, 11, 22))
    for day in (date(2026, 11, 15), date(2026, 11, 23)):
        book(people, 30, day)
    book(people, 45, date(2026, 11, 18), member="U2")
    found = read(people, catalog)
    assert (found.goal_progress.week, found.goal_progress.minutes_done, found.goal_progress.goal) == (WEEK, 150, 120)
    assert found.minutes_by_area == (("networking", 90), ("blockchain", 60))
    assert (found.streak.weeks, found.is_empty, found.was_away) == (1, False, False)


def test_ticks_count_in_the_week_of_the_members_own_days(people: Database, catalog: Catalog) -> None:
    first, second, third = [work.id for work in catalog.areas[0].assignments[:3]]
    tick(people, first, datetime(2026, 11, 16, 3, 59, tzinfo=UTC))
    tick(people, second, datetime(2026, 11, 16, 4, 0, tzinfo=UTC))
    tick(people, third, datetime(2026, 11, 23, 3, 59, tzinfo=UTC))
    assert read(people, catalog).ticked_assignments == (second, third)


def test_an_area_is_finished_with_its_last_assignment_and_hours(people: Database, catalog: Catalog) -> None:
    area = catalog.areas[0]
    assert area.hours is not None
    for work in area.assignments:
        tick(people, work.id, datetime(2026, 11, 18, tzinfo=UTC))
    assert read(people, catalog).finished_areas == ()
    for day in range(area.hours.low // 10 + 1):
        book(people, 600, date(2026, 11, 1 + day), area.id)
    assert read(people, catalog).finished_areas == (area.id,)


def test_the_outlook_is_on_what_is_being_learned(people: Database, catalog: Catalog) -> None:
    assert read(people, catalog).forecast is None
    for week in (2, 9, 16):
        book(people, 60, date(2026, 11, week))
    book(people, 30, date(2026, 11, 17), "rest-api")
    outlook = read(people, catalog).forecast
    assert outlook is not None
    assert (outlook.area_name, outlook.state) == ("Networking", ForecastState.RANGE)


def test_a_week_wholly_away_is_known(people: Database, catalog: Catalog, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        time_off.add_time_off(conn, **ANA, first=date(2026, 11, 16), last=date(2026, 11, 20), now=clock.now())
    found = read(people, catalog)
    assert (found.was_away, found.is_empty) == (True, True)


def test_it_goes_to_who_wants_it_and_was_not_dealt_with(people: Database) -> None:
    lisbon: Any = {"workspace": "T1", "zone": "Europe/Lisbon"}
    with people.begin() as conn:
        assert service.list_undecided(conn, **lisbon, period=WEEK) == ()
        members.update_member(conn, **ANA, summary_on=True)
        assert service.list_undecided(conn, **lisbon, period=WEEK) == ("U1",)
        assert service.list_undecided(conn, workspace="T1", zone="Asia/Singapore", period=WEEK) == ()
        assert (
            service.count_recipients(conn, **lisbon),
            service.count_recipients(conn, workspace="T1", zone="UTC"),
        ) == (1, 0)


def test_switched_on_on_a_monday_it_begins_with_the_next(people: Database) -> None:
    with people.begin() as conn:
        service.set_summary_enabled(conn, member=known(people), is_enabled=True, now=MONDAY)
    claimed: Any = {"workspace": "T1", "kind": DeliveryKind.WEEKLY_SUMMARY, "recipient": "U1"}
    with people.read() as conn:
        assert occurrences.is_claimed(conn, **claimed, period=WEEK)
        assert not occurrences.is_claimed(conn, **claimed, period="2026-W48")


def test_saying_so_again_changes_nothing(people: Database) -> None:
    with people.begin() as conn:
        members.update_member(conn, **ANA, summary_on=True)
    member, seen = known(people), []
    event.listen(people.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    with people.begin() as conn:
        service.set_summary_enabled(conn, member=member, is_enabled=True, now=MONDAY)
    assert [each for each in seen if "members" in each or "occurrences" in each] == []
