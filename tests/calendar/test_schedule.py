"""Weekly slots: one moment for each local week in every zone of the world."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar.schedule import (
    WeeklySlot,
    latest_occurrence,
    may_have_come,
    next_occurrence,
    parse_slot,
    slot_moment,
    slot_text,
)
from bot.calendar.weeks import local_week, shift_week, week_of

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
NIGHT, DAY = WeeklySlot(6, time(2, 30)), WeeklySlot(0, time(9))
WEEKS = [week_of(date(2024, 1, 1) + timedelta(weeks=number)) for number in range(4 * 52 + 2)]
SPAN = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(weeks=number) for number in range(8 * 53)]
MINUTE = timedelta(minutes=1)
Change = tuple[datetime, timedelta, timedelta]  # the first moment of the new time, and the offsets before and after
Times = tuple[timedelta, *tuple[Change, ...]]  # the first offset, and all changes


def times(zone: ZoneInfo) -> Times:
    """How the clocks of a zone go in those years."""
    offsets = [moment.astimezone(zone).utcoffset() or timedelta(0) for moment in SPAN]
    weeks = zip(pairwise(SPAN), pairwise(offsets), strict=True)
    return offsets[0], *(
        (change_of(zone, *week, after), before, after) for week, (before, after) in weeks if before != after
    )


def change_of(zone: ZoneInfo, early: datetime, late: datetime, after: timedelta) -> datetime:
    """The first second in between at which the new offset holds."""
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        early, late = (early, middle) if middle.astimezone(zone).utcoffset() == after else (middle, late)
    return late.replace(microsecond=0)


@pytest.fixture(scope="module")
def different() -> dict[str, Times]:
    """A name for each way the clocks go somewhere: many zones have several names."""
    return {name: found for found, name in {times(ZoneInfo(name)): name for name in ZONES}.items()}


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("mon 09:00", WeeklySlot(0, time(9))),
        ("Monday 9:00", WeeklySlot(0, time(9))),
        (" THU  16:30 ", WeeklySlot(3, time(16, 30))),
        ("sunday 00:00", WeeklySlot(6, time(0))),
        ("sat 23:59", WeeklySlot(5, time(23, 59))),
    ],
)
def test_a_slot_is_read(text: str, slot: WeeklySlot) -> None:
    assert parse_slot(text) == slot
    assert parse_slot(slot_text(slot)) == slot


@pytest.mark.parametrize(
    "text", ["", "mon", "09:00", "mon 24:00", "mon 09:60", "mon 9", "fre 09:00", "mon 09:00 x", "mon ٠٩:٠٠"]
)
def test_a_wrong_slot_says_what_is_expected(text: str) -> None:
    with pytest.raises(ValueError, match="such as mon 09:00"):
        parse_slot(text)


def test_a_slot_is_written_one_way() -> None:
    assert slot_text(WeeklySlot(3, time(9, 5))) == "Thu 09:05"


@pytest.mark.parametrize(
    ("zone", "slot", "week", "moment"),
    [
        ("America/New_York", "mon 09:00", "2026-W10", datetime(2026, 3, 2, 14, 0, tzinfo=UTC)),
        ("America/New_York", "mon 09:00", "2026-W11", datetime(2026, 3, 9, 13, 0, tzinfo=UTC)),
        ("Europe/Berlin", "sun 02:30", "2026-W13", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),  # gap: 03:00 summer time
        ("Europe/Berlin", "sun 02:00", "2026-W13", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("Europe/Berlin", "sun 01:59", "2026-W13", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("Europe/Berlin", "sun 03:00", "2026-W13", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("Europe/Berlin", "sun 02:30", "2026-W43", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first
        ("Africa/Cairo", "fri 00:30", "2026-W17", datetime(2026, 4, 23, 22, 0, tzinfo=UTC)),  # gap at midnight
        ("Australia/Lord_Howe", "sun 02:15", "2026-W40", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),  # half an hour
        ("Pacific/Apia", "fri 09:00", "2011-W52", datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),  # a day that never was
    ],
)
def test_the_moment_of_a_slot(zone: str, slot: str, week: str, moment: datetime) -> None:
    found = slot_moment(parse_slot(slot), week, ZoneInfo(zone))
    assert found == moment
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize("slot", [NIGHT, DAY], ids=["sun 02:30", "mon 09:00"])
def test_one_occurrence_for_each_local_week_in_every_zone(slot: WeeklySlot, different: dict[str, Times]) -> None:
    for name in different:
        zone = ZoneInfo(name)
        moments = [slot_moment(slot, week, zone) for week in WEEKS]
        locals_ = [moment.astimezone(zone) for moment in moments]
        assert [week_of(local.date()) for local in locals_] == WEEKS, name
        assert all(local.weekday() == slot.weekday for local in locals_), name
        assert all(local.time() >= slot.time_of_day for local in locals_), name
        assert all(early < late for early, late in pairwise(moments)), name


def test_one_moment_for_each_week_around_every_gap_and_fold_in_every_zone(different: dict[str, Times]) -> None:
    gaps = folds = 0
    for name, (_, *found) in different.items():
        zone = ZoneInfo(name)
        for change, before, after in found:
            gaps, folds = gaps + (after > before), folds + (after < before)
            early, late = sorted(change.replace(tzinfo=None) + offset for offset in (before, after))
            walls = [early - MINUTE, early, early + (late - early) / 2, late - MINUTE, late]
            for number, wall in enumerate(walls):
                slot, week = WeeklySlot(wall.weekday(), wall.time()), week_of(wall.date())
                moments = [slot_moment(slot, shift_week(week, weeks), zone) for weeks in (-1, 0, 1)]
                usual = wall.replace(tzinfo=UTC) - (before if number < 4 else after)
                is_in_a_gap = after > before and 0 < number < 4
                assert moments[1] == (change if is_in_a_gap else usual), (name, wall)
                assert next_occurrence(slot, zone, moments[0]) == (week, moments[1]), (name, wall)
                assert next_occurrence(slot, zone, moments[1]) == (shift_week(week, 1), moments[2]), (name, wall)
                assert latest_occurrence(slot, zone, moments[2] - MINUTE) == (week, moments[1]), (name, wall)
    assert gaps > 200
    assert folds > 200


NEAR = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SLOTS = st.builds(WeeklySlot, st.integers(0, 6), st.times().map(lambda at: at.replace(second=0, microsecond=0)))


@settings(deadline=None)
@given(SLOTS, st.sampled_from(ZONES), NEAR)
def test_latest_and_following_are_neighbours_around_now(slot: WeeklySlot, name: str, now: datetime) -> None:
    zone = ZoneInfo(name)
    (before, last), (after, upcoming) = latest_occurrence(slot, zone, now), next_occurrence(slot, zone, now)
    assert last <= now < upcoming
    assert shift_week(before, 1) == after
    assert (slot_moment(slot, before, zone), slot_moment(slot, after, zone)) == (last, upcoming)
    assert latest_occurrence(slot, zone, last) == (before, last)
    assert next_occurrence(slot, zone, last) == (after, upcoming)


def test_the_week_is_the_members_own() -> None:
    auckland, now = ZoneInfo("Pacific/Auckland"), datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    assert latest_occurrence(DAY, auckland, now) == ("2026-W48", datetime(2026, 11, 22, 20, 0, tzinfo=UTC))
    assert next_occurrence(DAY, auckland, now)[0] == "2026-W49"
    assert local_week(now, ZoneInfo("UTC")) == "2026-W47"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        latest_occurrence(DAY, ZoneInfo("UTC"), datetime(2026, 11, 22))  # noqa: DTZ001 - what is refused here


@given(
    st.sampled_from(["Pacific/Kiritimati", "Etc/GMT+12", "UTC", "Pacific/Apia", "America/New_York", "Asia/Kathmandu"]),
    st.builds(WeeklySlot, st.integers(0, 6), st.times()),
    st.timedeltas(timedelta(0), timedelta(days=6_000)),
    st.timedeltas(timedelta(0), timedelta(days=2)),
)
def test_no_zone_is_missed_by_the_look_at_the_whole_earth(
    zone: str, slot: WeeklySlot, span: timedelta, within: timedelta
) -> None:
    now = datetime(2011, 6, 1, tzinfo=UTC) + span
    _, moment = latest_occurrence(slot, ZoneInfo(zone), now)
    assert may_have_come(slot, now, within) or now - moment > within


def test_in_apia_a_day_was_skipped_and_its_slot_came_at_its_end() -> None:
    friday = WeeklySlot(4, time(0, 1))
    saturday = datetime(2011, 12, 30, 10, 0, tzinfo=UTC)  # midnight, the first moment after Thursday
    assert latest_occurrence(friday, ZoneInfo("Pacific/Apia"), saturday) == ("2011-W52", saturday)
    assert may_have_come(friday, saturday, timedelta(0))


@pytest.mark.parametrize(("hours", "may"), [(-15, False), (-14, True), (60, True), (61, False), (120, False)])
def test_on_other_days_nobody_is_looked_up(hours: int, may: bool) -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert may_have_come(DAY, monday + timedelta(hours=hours), timedelta(hours=24)) is may
