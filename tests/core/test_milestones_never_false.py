"""Whatever is logged, undone, redone, corrected and deleted in whatever order: nothing false is kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar.weeks import week_bounds, week_of
from bot.catalog.catalog import Catalog
from bot.clock import AdjustableClock
from bot.core import milestones, time_off
from bot.core.goals import goals, streaks
from bot.core.ledger import booking, queries, rollups
from bot.core.milestones import AREA_SHARES, Milestone, MilestoneKind
from bot.db.engine import Database
from tests.core.test_reached_by_hours import ANA, KEYS, LEARNER, TODAY, Hours
from tests.examples import examples

AREAS = ("networking", "certifications")
BACK = st.sampled_from([*range(5), *range(5), 8, 11])
ACTS = st.one_of(
    st.tuples(st.just("log"), st.sampled_from([30, 60, 600]), BACK, st.sampled_from(AREAS)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("log"), st.just(30), st.just(0), st.just(AREAS[0])),
    st.tuples(st.just("redo")),
    st.tuples(st.just("undo of"), st.integers(0, 9)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("correct"), st.integers(0, 9), st.sampled_from([30, 120, 700]), BACK, st.sampled_from(AREAS)),
    st.tuples(st.just("away"), st.integers(0, 6), st.integers(0, 3)),
    st.tuples(st.just("back"), st.just(0)),
    st.tuples(st.just("goal"), st.sampled_from([60, 120, 240]), st.integers(0, 3)),
)


class EndOfExample(Exception):
    """Leaves no row behind."""


class Story(Hours):
    """A member's hours over four weeks, with days away and goals that change."""

    def act(self, name: str, *values: Any) -> None:
        """Do one act and see that nothing false is kept of the weeks whose hours it changed."""
        before = self._minutes_by_week()
        kept = set(self._reached())
        getattr(self, "do_" + name.replace(" ", "_"))(*values)
        fewer = {week for week, minutes in self._minutes_by_week().items() if minutes < before[week]}
        self._check(fewer, kept)

    def do_log(self, minutes: int, back: int, area: str) -> None:
        day = TODAY - timedelta(days=back)
        if sum(each.minutes for each in self._entries() if each.day == day) + minutes <= 24 * 60:
            self.log(minutes, day, area)

    def do_undo(self) -> None:
        self._try(self.undo)

    def do_redo(self) -> None:
        self._try(self.redo)

    def do_undo_of(self, number: int) -> None:
        if entry := self._pick(number):
            self._try(lambda: self.undo(entry.id))

    def do_delete(self, number: int) -> None:
        if entry := self._pick(number):
            done = booking.delete_entry(
                self.conn, **ANA, entry_id=entry.id, request=f"k{next(KEYS)}", now=self.clock.now()
            )
            self.settle(done)

    def do_correct(self, number: int, minutes: int, back: int, area: str) -> None:
        if entry := self._pick(number):
            said = replace(
                entry.to_booking(f"k{next(KEYS)}"), minutes=minutes, day=TODAY - timedelta(days=back), area=area
            )
            self._try(
                lambda: self.settle(
                    booking.correct_entry(
                        self.conn, **ANA, entry_id=entry.id, booking=said, now=self.clock.now(), is_confirmed=True
                    )
                )
            )

    def do_away(self, back: int, length: int) -> None:
        first = TODAY - timedelta(days=back)
        last = first + timedelta(days=length)
        time_off.add_time_off(self.conn, **ANA, first=first, last=last, now=self.clock.now())

    def do_back(self, number: int) -> None:
        own = time_off.list_own_time_off(self.conn, **ANA, since=TODAY - timedelta(days=40))
        if number < len(own):
            time_off.remove_time_off(self.conn, **ANA, time_off_id=own[number].id)

    def do_goal(self, minutes: int, weeks_ago: int) -> None:
        goals.set_weekly_goal(self.conn, **ANA, minutes=minutes, week=week_of(TODAY - timedelta(weeks=weeks_ago)))

    def _try(self, act: Callable[[], object]) -> None:
        with suppress(AssertionError):  # nothing to undo or redo, or the day is full
            act()

    def _entries(self) -> tuple[Any, ...]:
        return queries.list_entries(self.conn, **ANA, limit=99).entries

    def _pick(self, number: int) -> Any:
        entries = self._entries()
        return entries[number] if number < len(entries) else None

    def _weeks(self) -> list[str]:
        return [week_of(TODAY - timedelta(weeks=back)) for back in range(5)]

    def _minutes_by_week(self) -> dict[str, int]:
        done = rollups.read_minutes_by_week(self.conn, **ANA, weeks=self._weeks())
        return {week: done.get(week, 0) for week in self._weeks()}

    def _reached(self) -> dict[Milestone, date]:
        return {each.milestone: each.day for each in milestones.member_milestones(self.conn, **ANA)}

    def _check(self, fewer: set[str], kept: set[Milestone]) -> None:
        reached = self._reached()
        ever, by_week = rollups.read_minutes_by_subject(self.conn, **ANA), self._minutes_by_week()
        goal = {week: self._goal(week) for week in by_week}
        for each in reached:
            if each.kind in AREA_SHARES:
                hours = self.catalog.area(each.subject).hours
                assert hours
                assert ever.get(each.subject, 0) >= hours.low * 15 * AREA_SHARES[each.kind], each
            if each.kind is MilestoneKind.GOAL_MET and (each.subject in fewer or each not in kept):
                assert 0 < goal[each.subject] <= by_week[each.subject], each
            if each.kind is MilestoneKind.STREAK_STEP and (fewer or each not in kept):
                best = streaks.read_streak(self.conn, **ANA, today=TODAY, zone=LEARNER.zone).best_weeks
                assert int(each.subject) <= best, each

    def _goal(self, week: str) -> int:
        first, last = week_bounds(week)
        days_off = time_off.list_time_off(self.conn, **ANA, since=first, until=last)
        reduced, full = goals.read_reduced_goals(self.conn, **ANA, weeks=[week], days_off=days_off)[week]
        return reduced or full


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_false_is_kept(people: Database, catalog: Catalog, clock: AdjustableClock) -> None:
    @settings(max_examples=examples(40))
    @given(acts=st.lists(ACTS, min_size=6, max_size=16))
    def live_through(acts: list[Any]) -> None:
        with pytest.raises(EndOfExample), people.begin() as conn:
            story = Story(conn, catalog, clock)
            for name, *values in acts:
                story.act(name, *values)
            raise EndOfExample

    live_through()
