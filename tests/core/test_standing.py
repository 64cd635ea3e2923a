"""The one statement of `/log` says what the slower readers of goals, days away and learning say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

from bot.calendar.weeks import week_bounds
from bot.catalog.catalog import Catalog
from bot.clock import AdjustableClock
from bot.core import milestones, standing, time_off
from bot.core.forecast import forecast
from bot.core.forecast.forecast import ForecastState
from bot.core.goals import goals
from bot.core.ledger import booking
from bot.core.ledger.rules import Booking
from bot.core.milestones import Milestone, MilestoneKind
from bot.core.plan import member_plan
from bot.core.standing import WeekGoal
from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import Connection, Database

ANA = {"workspace": "T1", "member": "U1"}
WEEKS = ("2026-W44", "2026-W46", "2026-W47", "2026-W48")
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)  # of week 47
TODAY = date(2026, 11, 29)
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def read_goal(conn: Connection, member: str, week: str) -> WeekGoal:
    key = {"workspace": "T1", "member": member}
    return standing.read_standing(conn, **key, week=week, area="networking", today=TODAY, now=NOW).week_goal


def agree(conn: Connection, member: str = "U1") -> list[tuple[int, int]]:
    """The goals of all weeks, read both ways."""
    key = {"workspace": "T1", "member": member}
    found = []
    for week in WEEKS:
        mine = standing.read_standing(conn, **key, week=week, area="networking", today=TODAY, now=NOW)
        first, last = week_bounds(week)
        days_off = time_off.list_time_off(conn, **key, since=first, until=last)
        assert (mine.week_goal.goal, mine.week_goal.full_goal) == (
            goals.read_reduced_goals(conn, **key, weeks=[week], days_off=days_off)[week]
        )
        assert mine.record == member_plan.read_learning_record(conn, **key, now=NOW)
        found.append((mine.week_goal.goal, mine.week_goal.full_goal))
    return found


def test_it_agrees_with_the_readers_of_its_parts(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        assert set(agree(conn)) == {(120, 120)}
        goals.set_weekly_goal(conn, workspace="T1", member=WHOLE_TEAM, minutes=60, week="2026-W46")
        goals.set_weekly_goal(conn, **ANA, minutes=300, week="2026-W47")
        time_off.add_time_off(conn, **ANA, first=MONDAY, last=TUESDAY, now=clock.now())
        time_off.add_time_off(
            conn, workspace="T1", member=WHOLE_TEAM, first=date(2026, 11, 26), last=None, now=clock.now()
        )
        member_plan.tick_assignment(conn, **ANA, assignment="a", is_done=True, now=clock.now())
        assert agree(conn) == [(120, 120), (60, 60), (180, 300), (180, 300)]
        assert agree(conn, "U2")[2] == (60, 60)
        goals.set_weekly_goal(conn, **ANA, minutes=None, week="2026-W48")
        assert agree(conn)[3] == (36, 60)


def test_it_knows_whether_the_week_was_recorded(people: Database) -> None:
    with people.begin() as conn:
        met = [Milestone(MilestoneKind.GOAL_MET, "2026-W47"), Milestone(MilestoneKind.STREAK_STEP, "2")]
        milestones.record_milestones(conn, **ANA, reached=met, day=MONDAY)
        recorded = {week: read_goal(conn, "U1", week).is_recorded for week in WEEKS}
        assert recorded == dict.fromkeys(WEEKS, False) | {"2026-W47": True}
        other = read_goal(conn, "U2", "2026-W47")
        assert other.is_recorded is False


def test_the_forecast_is_the_one_that_is_read_by_itself(
    people: Database, clock: AdjustableClock, catalog: Catalog
) -> None:
    with people.begin() as conn:
        for back in (1, 8, 15, 30, 31, 70, 400):
            day = TODAY - timedelta(days=back)
            said = Booking(50 + back, "networking", None, None, day, "", "command", f"k{back}")
            booking.book_entry(conn, **ANA, booking=said, now=clock.now(), is_confirmed=True)
        time_off.add_time_off(conn, **ANA, first=TODAY + timedelta(days=9), last=date(2027, 2, 1), now=clock.now())
        for week, name in product(("2025-W50", "2026-W48"), ("networking", "soft-skills")):
            about = catalog.area(name)
            mine = standing.read_standing(conn, **ANA, week=week, area=name, today=TODAY, now=NOW)
            minutes = mine.record.minutes.get(name, 0)
            alone = forecast.read_area_forecast(conn, **ANA, area=about, minutes=minutes, today=TODAY)
            assert mine.forecast(about, minutes, TODAY) == alone
            assert (alone.state is ForecastState.RANGE) == (name == "networking")
