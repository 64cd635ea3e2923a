"""The numbers of a member's own week, on both databases."""

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


def read_ana(people: Database) -> Member:
    with people.read() as conn:
        member = members.find_member(conn, **ANA, default_zone=ZoneInfo("UTC"))
    assert member is not None
    return member


def book(people: Database, minutes: int, day: date, area: str = "networking", member: str = "U1") -> None:
    booking = Booking(minutes, area, None, None, day, "", "command", f"{member}{minutes}{day}{area}")
    with people.begin() as conn:
        ledger_booking.book_entry(conn, workspace="T1", member=member, booking=booking, now=MONDAY, is_confirmed=True)


def tick(people: Database, assignment: str, at: datetime) -> None:
    with people.begin() as conn:
        member_plan.tick_assignment(conn, **ANA, assignment=assignment, is_done=True, now=at)


def read(people: Database, catalog: Catalog) -> WeeklySummary:
    member = read_ana(people)
    with people.read() as conn:
        return service.read_weekly_summary(conn, member=member, week=WEEK, catalog=catalog, now=MONDAY)


def test_a_summary_counts_the_members_own_hours_of_that_week(people: Database, catalog: Catalog) -> None:
    book(people, 60, date(2026, 11, 16), "blockchain")
    book(people, 90, date(2026, 11, 22))
    for day in (date(2026, 11, 15), date(2026, 11, 23)):
        book(people, 30, day)
    book(people, 45, date(2026, 11, 18), member="U2")
    week = read(people, catalog)
    assert (week.goal_progress.week, week.goal_progress.minutes_done, week.goal_progress.goal) == (WEEK, 150, 120)
    assert week.minutes_by_area == (("networking", 90), ("blockchain", 60))
    assert (week.streak.weeks, week.is_empty, week.was_away) == (1, False, False)


def test_ticks_count_in_the_week_of_the_members_own_days(people: Database, catalog: Catalog) -> None:
    first, second, third = [each.id for each in catalog.areas[0].assignments[:3]]
    tick(people, first, datetime(2026, 11, 16, 3, 59, tzinfo=UTC))
    tick(people, second, datetime(2026, 11, 16, 4, 0, tzinfo=UTC))
    tick(people, third, datetime(2026, 11, 23, 3, 59, tzinfo=UTC))
    assert read(people, catalog).ticked_assignments == (second, third)


def test_an_area_is_finished_with_its_last_assignment_and_hours(people: Database, catalog: Catalog) -> None:
    area = catalog.areas[0]
    assert area.hours is not None
    for each in area.assignments:
        tick(people, each.id, datetime(2026, 11, 18, tzinfo=UTC))
    assert read(people, catalog).finished_areas == ()
    for day in range(area.hours.low // 10 + 1):
        book(people, 600, date(2026, 11, 1 + day), area.id)
    assert read(people, catalog).finished_areas == (area.id,)


def test_the_forecast_is_on_the_area_that_is_being_learned(people: Database, catalog: Catalog) -> None:
    assert read(people, catalog).forecast is None
    for week in (2, 9, 16):
        book(people, 60, date(2026, 11, week))
    book(people, 30, date(2026, 11, 17), "rest-api")
    forecast = read(people, catalog).forecast
    assert forecast is not None
    assert (forecast.area_name, forecast.state) == ("Networking", ForecastState.RANGE)


def test_a_week_wholly_away_is_known(people: Database, catalog: Catalog, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        time_off.add_time_off(conn, **ANA, first=date(2026, 11, 16), last=date(2026, 11, 20), now=clock.now())
    week = read(people, catalog)
    assert (week.was_away, week.is_empty) == (True, True)


def test_undecided_are_members_of_the_zone_who_want_it(people: Database) -> None:
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


def test_switched_on_on_a_monday_it_begins_a_week_later(people: Database) -> None:
    with people.begin() as conn:
        service.set_summary_enabled(conn, member=read_ana(people), is_enabled=True, now=MONDAY)
    claim: Any = {"workspace": "T1", "kind": DeliveryKind.WEEKLY_SUMMARY, "recipient": "U1"}
    with people.read() as conn:
        assert occurrences.is_claimed(conn, **claim, period=WEEK)
        assert not occurrences.is_claimed(conn, **claim, period="2026-W48")


def test_switching_it_on_twice_changes_nothing(people: Database) -> None:
    with people.begin() as conn:
        members.update_member(conn, **ANA, summary_on=True)
    member, statements = read_ana(people), []
    event.listen(people.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with people.begin() as conn:
        service.set_summary_enabled(conn, member=member, is_enabled=True, now=MONDAY)
    assert [each for each in statements if "members" in each or "occurrences" in each] == []
