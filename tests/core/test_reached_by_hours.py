"""What hours reach is recorded with them, once, and goes with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.weeks import week_of
from bot.catalog.catalog import Catalog
from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock
from bot.core import milestones, reached_by_hours, standing
from bot.core.ledger import booking, queries, undo
from bot.core.ledger.rules import BookedEntry, Booking, LedgerAct
from bot.core.milestones import AREA_SHARES, Milestone, MilestoneKind
from bot.core.reached_by_hours import Learner, Reached, shares_passed
from bot.db.engine import Connection, Database

ANA: Any = {"workspace": "T1", "member": "U1"}
TODAY = date(2026, 11, 20)  # Friday of week 47
LEARNER = Learner("T1", "U1", TODAY, ZoneInfo("UTC"))
KEYS = count()


class Hours:
    """A member's hours, logged and undone as the handlers do it."""

    def __init__(self, conn: Connection, catalog: Catalog, clock: AdjustableClock) -> None:
        self.conn, self.catalog, self.clock = conn, catalog, clock

    def log(self, minutes: int, day: date = TODAY, area: str = "networking", learner: Learner = LEARNER) -> Reached:
        said = Booking(minutes, area, None, None, day, "", "command", f"k{next(KEYS)}")
        done = booking.book_entry(self.conn, **ANA, booking=said, now=self.clock.now(), is_confirmed=True)
        assert isinstance(done, BookedEntry)
        asked = {"week": week_of(day), "area": area, "today": TODAY, "now": self.clock.now()}
        week_goal = standing.read_standing(self.conn, **ANA, **asked).week_goal
        return reached_by_hours.record_entry(
            self.conn, learner, sums=done.sums, minutes=minutes, area=self.catalog.area(area), week_goal=week_goal
        )

    def undo(self, act: int | None = None) -> Reached:
        return self.settle(undo.undo_act(self.conn, **ANA, request=f"k{next(KEYS)}", now=self.clock.now(), act_id=act))

    def redo(self) -> Reached:
        return self.settle(undo.redo_act(self.conn, **ANA, request=f"k{next(KEYS)}", now=self.clock.now()))

    def settle(self, done: object) -> Reached:
        assert isinstance(done, LedgerAct)
        return reached_by_hours.settle_changes(self.conn, LEARNER, changes=done.changes, catalog=self.catalog)

    def all(self) -> set[tuple[str, str]]:
        return {
            (each.milestone.kind.value, each.milestone.subject)
            for each in milestones.member_milestones(self.conn, **ANA)
        }


def test_the_goal_is_met_once_a_week(people: Database, catalog: Catalog, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        hours = Hours(conn, catalog, clock)
        assert hours.log(90).milestones == ()
        assert hours.log(30).meets_goal("2026-W47")
        assert hours.log(300).milestones == ()
        assert hours.all() == {("goal_met", "2026-W47")}


def test_an_undo_takes_the_goal_back_and_a_redo_meets_it_again(
    people: Database, catalog: Catalog, clock: AdjustableClock
) -> None:
    with people.begin() as conn:
        hours = Hours(conn, catalog, clock)
        hours.log(90)
        hours.log(30)
        assert hours.undo().milestones == ()
        assert hours.all() == set()
        assert hours.redo().meets_goal("2026-W47")
        assert hours.all() == {("goal_met", "2026-W47")}
        hours.log(60)
        hours.undo()
        assert hours.all() == {("goal_met", "2026-W47")}, "still met without those"


def test_a_streak_grows_and_falls_with_one_of_its_weeks(
    people: Database, catalog: Catalog, clock: AdjustableClock
) -> None:
    with people.begin() as conn:
        hours = Hours(conn, catalog, clock)
        for back in (3, 2, 1):
            hours.log(120, TODAY - timedelta(weeks=back), learner=replace(LEARNER, today=TODAY - timedelta(weeks=back)))
        assert hours.log(120).weeks_in_row == 4
        steps = {subject for kind, subject in hours.all() if kind == "streak_step"}
        assert steps == {"2", "3", "4"}
        acts = queries.list_entries(conn, **ANA, limit=9).entries
        hours.undo(next(each.id for each in acts if week_of(each.day) == "2026-W45"))
        assert hours.all() == {("goal_met", week) for week in ("2026-W44", "2026-W46", "2026-W47")}
        hours.redo()
        assert {"2", "3", "4"} == {subject for kind, subject in hours.all() if kind == "streak_step"}


def test_a_week_that_is_completed_late_says_nothing_of_a_row(
    people: Database, catalog: Catalog, clock: AdjustableClock
) -> None:
    with people.begin() as conn:
        reached = Hours(conn, catalog, clock).log(120, TODAY - timedelta(weeks=1))
        assert reached.meets_goal("2026-W46")
        assert reached.weeks_in_row == 0


def test_parts_of_an_area_are_told_at_their_moment_and_go_with_the_hours(
    people: Database, catalog: Catalog, clock: AdjustableClock
) -> None:
    with people.begin() as conn:
        hours = Hours(conn, catalog, clock)
        days = [TODAY - timedelta(days=number) for number in range(4)]
        assert hours.log(12 * 60, days[0]).area_share is None
        assert hours.log(30, days[1]).area_share == Milestone(MilestoneKind.AREA_QUARTER, "networking")
        assert hours.log(13 * 60, days[2]).area_share == Milestone(MilestoneKind.AREA_HALF, "networking")
        assert hours.log(60, days[3], area="certifications").area_share is None
        hours.undo()
        hours.undo()
        shares = {each for each in hours.all() if each[0].startswith("area")}
        assert shares == {("area_quarter", "networking")}


def test_a_correction_moves_what_was_reached(people: Database, catalog: Catalog, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        hours = Hours(conn, catalog, clock)
        hours.log(120)
        [entry] = queries.list_entries(conn, **ANA, limit=1).entries
        said = replace(entry.to_booking(f"k{next(KEYS)}"), day=TODAY - timedelta(weeks=1))
        reached = hours.settle(
            booking.correct_entry(conn, **ANA, entry_id=entry.id, booking=said, now=clock.now(), is_confirmed=True)
        )
        assert reached.meets_goal("2026-W46")
        assert hours.all() == {("goal_met", "2026-W46")}
        gone = booking.delete_entry(conn, **ANA, entry_id=entry.id, request=f"k{next(KEYS)}", now=clock.now())
        assert hours.settle(gone).milestones == ()
        assert hours.all() == set()


@given(first=st.integers(0, 6000), second=st.integers(0, 6000))
def test_every_part_is_passed_once_however_the_hours_come(source: CatalogSource, first: int, second: int) -> None:
    area = source.current().area("networking")
    assert area.hours
    both = shares_passed(area, 0, first) + shares_passed(area, first, first + second)
    assert both == shares_passed(area, 0, first + second)
    assert set(both) <= AREA_SHARES.keys()
    assert (MilestoneKind.AREA_WHOLE in both) is (first + second >= area.hours.low * 60)
