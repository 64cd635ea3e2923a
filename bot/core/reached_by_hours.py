"""What hours reach, and what is no longer reached when hours are taken back, in the transaction that changes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.calendar.weeks import week_bounds, week_of
from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core import milestones, time_off
from bot.core.goals import goals, streaks
from bot.core.ledger import rollups
from bot.core.ledger.rules import Entry, EntryChange, EntrySums
from bot.core.milestones import AREA_SHARES, STREAK_STEPS, Milestone, MilestoneKind
from bot.core.standing import WeekGoal
from bot.frozen import frozen


@frozen
class Reached:
    """What hours have reached just now; `weeks_in_row` with the goal met, if the running week's was."""

    milestones: tuple[Milestone, ...] = ()
    weeks_in_row: int = 0

    def meets_goal(self, week: str) -> bool:
        """Return whether the goal of this week is among it."""
        return Milestone(MilestoneKind.GOAL_MET, week) in self.milestones

    @property
    def area_share(self) -> Milestone | None:
        """Return the largest share of an area that is among it."""
        return next((each for each in reversed(self.milestones) if each.kind in AREA_SHARES), None)


NOTHING_REACHED: Final = Reached()


@frozen
class Learner:
    """The member whose hours changed, on which day of theirs."""

    workspace: str
    member: str
    today: date
    zone: ZoneInfo

    @property
    def key(self) -> dict[str, str]:
        """What every statement about them takes."""
        return {"workspace": self.workspace, "member": self.member}


def record_entry(
    conn: Connection, learner: Learner, *, sums: EntrySums, minutes: int, area: Area, week_goal: WeekGoal
) -> Reached:
    """Record what a new entry has reached; `sums` include its `minutes`. Without anything reached it runs nothing."""
    reached = [Milestone(kind, area.id) for kind in shares_passed(area, sums.area_minutes - minutes, sums.area_minutes)]
    meets_goal = week_goal.is_met(sums.week_minutes) and not week_goal.is_recorded
    met_weeks = [week_goal.week] if meets_goal else []
    return _record(conn, learner, reached, met_weeks) if reached or met_weeks else NOTHING_REACHED


def settle_changes(conn: Connection, learner: Learner, *, changes: Sequence[EntryChange], catalog: Catalog) -> Reached:
    """Record what changed entries have reached, and take back what no longer holds; the totals are changed already."""
    by_area: Counter[str] = Counter()
    by_week: Counter[str] = Counter()
    for sign, entry in _signed_entries(changes):
        by_area[entry.area] += sign * entry.minutes
        by_week[week_of(entry.day)] += sign * entry.minutes
    if not any(by_area.values()) and not any(by_week.values()):
        return NOTHING_REACHED
    recorded = {each.milestone: each.day for each in milestones.member_milestones(conn, **learner.key)}
    passed, lost = _settle_areas(conn, learner, by_area, catalog)
    met, missed = _settle_weeks(conn, learner, by_week)
    gone = lost | {Milestone(MilestoneKind.GOAL_MET, week) for week in missed}
    milestones.take_back_milestones(conn, **learner.key, gone=gone & recorded.keys())
    if missed:
        _take_back_streaks(conn, learner, recorded, since=week_bounds(min(missed))[0])
    new_weeks = [week for week in met if Milestone(MilestoneKind.GOAL_MET, week) not in recorded]
    return _record(conn, learner, passed, new_weeks)


def shares_passed(area: Area, before: int, after: int) -> list[MilestoneKind]:
    """Return which quarters of an area's estimate lie above `before` and not above `after`; both are minutes."""
    if area.hours is None:
        return []
    quarter = area.hours.low * 15
    return [kind for kind, count in AREA_SHARES.items() if before < count * quarter <= after]


def _signed_entries(changes: Iterable[EntryChange]) -> Iterator[tuple[int, Entry]]:
    """Yield each entry that came with 1, and each that went with -1."""
    for change in changes:
        if change.before:
            yield -1, change.before
        if change.after:
            yield 1, change.after


def _settle_areas(
    conn: Connection, learner: Learner, changed: Mapping[str, int], catalog: Catalog
) -> tuple[list[Milestone], set[Milestone]]:
    """Return the shares of areas that were passed, and those that are no longer reached."""
    now = rollups.read_minutes_by_subject(conn, **learner.key)
    passed: list[Milestone] = []
    lost: set[Milestone] = set()
    for area in filter(None, map(catalog.find_area, changed)):
        after = now.get(area.id, 0)
        before = after - changed[area.id]
        passed += [Milestone(kind, area.id) for kind in shares_passed(area, before, after)]
        if after < before:
            held = shares_passed(area, 0, after)
            lost |= {Milestone(kind, area.id) for kind in AREA_SHARES if kind not in held}
    return passed, lost


def _settle_weeks(conn: Connection, learner: Learner, changed: Mapping[str, int]) -> tuple[list[str], set[str]]:
    """Return the weeks that gained hours and have their goal met, and those that lost hours and are short of it now.

    Days away may have changed the goal since it was met, so what it was then does not count.
    """
    weeks = sorted(week for week, minutes in changed.items() if minutes)
    if not weeks:
        return [], set()
    since, until = week_bounds(weeks[0])[0], week_bounds(weeks[-1])[1]
    days_off = time_off.list_time_off(conn, **learner.key, since=since, until=until)
    reduced = goals.read_reduced_goals(conn, **learner.key, weeks=weeks, days_off=days_off)
    now = rollups.read_minutes_by_week(conn, **learner.key, weeks=weeks)
    met = [week for week in weeks if changed[week] > 0 and 0 < reduced[week][0] <= now.get(week, 0)]
    missed = {week for week in weeks if changed[week] < 0 and now.get(week, 0) < (reduced[week][0] or reduced[week][1])}
    return met, missed


def _record(conn: Connection, learner: Learner, reached: list[Milestone], met_weeks: Sequence[str]) -> Reached:
    """Record what was reached, and with a week's goal the steps of the streak that it makes longer."""
    if not met_weeks:
        return Reached(milestones.record_milestones(conn, **learner.key, reached=reached, day=learner.today))
    in_row = streaks.read_streak(conn, **learner.key, today=learner.today, zone=learner.zone).weeks
    goal_met = [Milestone(MilestoneKind.GOAL_MET, week) for week in met_weeks]
    steps = [Milestone(MilestoneKind.STREAK_STEP, str(weeks)) for weeks in STREAK_STEPS if weeks <= in_row]
    new = milestones.record_milestones(conn, **learner.key, reached=[*goal_met, *steps, *reached], day=learner.today)
    return Reached(new, in_row if week_of(learner.today) in met_weeks else 0)


def _take_back_streaks(conn: Connection, learner: Learner, recorded: Mapping[Milestone, date], *, since: date) -> None:
    """Take back the steps of streaks, reached since that day, of which a week was lost."""
    best: dict[date, int] = {}
    gone: list[Milestone] = []
    for step, day in recorded.items():
        if step.kind is MilestoneKind.STREAK_STEP and day >= since:
            if day not in best:
                best[day] = streaks.read_streak(conn, **learner.key, today=day, zone=learner.zone).best_weeks
            gone += [step] if int(step.subject) > best[day] else []
    milestones.take_back_milestones(conn, **learner.key, gone=gone)
