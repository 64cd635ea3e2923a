"""What may be suggested again, and the times at which people far apart can meet."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar.quiet_hours import QUIET_FROM, QUIET_UNTIL
from bot.core.time_off import TimeOff
from bot.features.ideas.rules import (
    HORIZON,
    MEETING_LENGTH,
    WEEKS_BETWEEN,
    Availability,
    choose_suggestion,
    find_meeting_times,
    is_over,
)
from tests.examples import examples

MONDAY = datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
LISBON, SINGAPORE, NEW_YORK = map(ZoneInfo, ("Europe/Lisbon", "Asia/Singapore", "America/New_York"))
ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Auckland")


@dataclass(frozen=True)
class Candidate:
    name: str
    command: str


NAMES = st.sampled_from(["Networking", "networking", "AWS", "AWS Compute", "Terraform", "Blockchain", "REST"])
CANDIDATES = st.lists(st.builds(Candidate, NAMES, st.sampled_from([f"plan a{n}" for n in range(9)])), max_size=30)


@settings(max_examples=examples(60), deadline=None)
@given(catalog=CANDIDATES, touched=st.lists(st.sets(st.integers(0, 29)), min_size=52, max_size=52))
def test_no_suggestion_comes_again_within_four_weeks(catalog: list[Candidate], touched: list[set[int]]) -> None:
    """A year of weeks, for any content and whatever people touch, content of one subject or none among it."""
    recent: deque[Candidate | None] = deque(maxlen=WEEKS_BETWEEN)
    for week in touched:
        candidates = [each for number, each in enumerate(catalog) if number not in week]
        known = [each for each in recent if each]
        chosen = choose_suggestion(candidates, known)
        said = {each.name.casefold() for each in known} | {each.command for each in known}
        if chosen:
            assert chosen in candidates
            assert not {chosen.name.casefold(), chosen.command} & said
        else:
            assert all({each.name.casefold(), each.command} & said for each in candidates)
        recent.append(chosen)


def test_one_area_is_suggested_every_fifth_week() -> None:
    only, recent, weeks = Candidate("Networking", "plan networking"), deque[Candidate | None](maxlen=4), []
    for week in range(52):
        chosen = choose_suggestion([only], [each for each in recent if each])
        recent.append(chosen)
        weeks += [week] if chosen else []
    assert weeks == list(range(0, 52, 5))


def test_an_idea_is_open_until_it_may_come_again() -> None:
    assert [is_over("2026-W47", f"2026-W{week}") for week in (48, 51, 52)] == [False, False, True]


def test_the_next_half_hour_and_one_on_another_day() -> None:
    found = find_meeting_times([Availability(LISBON), Availability(LISBON)], MONDAY)
    assert found == (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


def test_where_working_hours_share_nothing_waking_hours_do() -> None:
    [first, second] = find_meeting_times([Availability(NEW_YORK), Availability(SINGAPORE)], MONDAY)
    assert (first.astimezone(NEW_YORK).hour, first.astimezone(SINGAPORE).hour) == (19, 8)
    assert second - first >= timedelta(hours=12)


def test_people_without_a_common_hour_get_no_time() -> None:
    three = [Availability(ZoneInfo(name)) for name in ("Europe/London", "America/Los_Angeles", "Asia/Tokyo")]
    assert find_meeting_times(three, MONDAY) == ()


def test_days_away_of_either_are_left_out() -> None:
    away = TimeOff(date(2026, 11, 23), date(2026, 11, 25))
    open_ended = TimeOff(date(2026, 11, 27), None)
    [first, second] = find_meeting_times([Availability(LISBON, (away,)), Availability(LISBON, (open_ended,))], MONDAY)
    assert {first.date(), second.date()} == {date(2026, 11, 26)}
    assert find_meeting_times([Availability(LISBON, (TimeOff(date(2026, 11, 1), None),))], MONDAY) == ()


@settings(max_examples=examples(60), deadline=None)
@given(
    names=st.lists(st.sampled_from(ZONES), min_size=2, max_size=4),
    minutes=st.integers(0, 60 * 24 * 365),
    away=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_every_time_is_a_waking_one_of_a_working_day_for_all(names: list[str], minutes: int, away: date) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    days_off = (TimeOff(away, away + timedelta(days=3)),)
    people = [Availability(ZoneInfo(name), days_off) for name in names]
    found = find_meeting_times(people, now)
    assert len(set(found)) == len(found) <= 2
    for at in found:
        assert now + timedelta(hours=1) <= at <= now + HORIZON + timedelta(days=2)
        assert at.minute % 30 == at.second == at.microsecond == 0
        for each in people:
            start, end = at.astimezone(each.zone), (at + MEETING_LENGTH).astimezone(each.zone)
            assert start.weekday() < 5
            assert QUIET_UNTIL <= start.time() <= end.time() <= QUIET_FROM != time()
            assert not days_off[0].contains(start.date())
