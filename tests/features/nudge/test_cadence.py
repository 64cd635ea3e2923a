"""Over the weeks: how often nudges come, that none says what another said, and that own times lose and double none."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.calendar import schedule
from bot.calendar.quiet_hours import is_quiet
from bot.calendar.schedule import WeeklySlot, parse_slot
from bot.calendar.weeks import local_week, shift_week
from bot.catalog.catalog import Catalog
from bot.core.people import nudge_cadence
from bot.core.people.nudge_cadence import LetterKind
from bot.core.plan.next_moves import choose_next_step
from bot.core.plan.progress import LearningRecord
from bot.features.nudge.rules import own_time
from bot.features.nudge.rules.letter import NudgeFacts, choose_unsaid
from bot.features.nudge.views.wordings import nudge_wordings, question_wordings

START = date(2026, 11, 26)
TEAM_SLOT = parse_slot("thu 16:00")
MINUTES = st.sampled_from([0, 0, 30, 45, 60, 90])
SLOTS = st.builds(WeeklySlot, st.integers(0, 6), st.builds(time, st.integers(8, 19), st.sampled_from([0, 15, 30, 59])))
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(MINUTES, st.booleans(), st.integers(0, 4), st.sampled_from(["", "VPC", "Talk"])), max_size=60),
    st.sampled_from(nudge_cadence.CADENCES),
)
def test_no_words_come_twice_however_the_weeks_go(
    catalog: Catalog, weeks: list[tuple[int, bool, int, str]], every: int
) -> None:
    step = choose_next_step(catalog, LearningRecord({}, frozenset()))
    said: list[str] = []
    unanswered, last_week = 0, None
    for number, (minutes, acts, streak, coming) in enumerate(weeks):
        today, period = START + timedelta(weeks=number), shift_week("2026-W48", number)
        unanswered = 0 if acts else unanswered
        kind = nudge_cadence.choose_letter(period=period, last_week=last_week, every=every, unanswered=unanswered)
        facts = NudgeFacts(
            "Mei",
            today,
            minutes=minutes,
            goal=120,
            full_goal=120,
            step=step,
            streak=streak,
            last_logged=(minutes, "Networking") if minutes and acts else None,
            due=((coming, today + timedelta(days=2)),) if coming == "VPC" else (),
            session=(coming, time(16)) if coming == "Talk" else None,
            last_entry=today - timedelta(days=3) if minutes else None,
        )
        wordings = question_wordings if kind is LetterKind.QUESTION else nudge_wordings
        digests = {each.digest for each in nudge_wordings(facts) if each.text in said}
        digests |= {each.digest for each in question_wordings(facts) if each.text in said}
        found = None if kind is LetterKind.NOTHING else choose_unsaid(wordings(facts), digests)
        if found:
            assert last_week is None or period >= shift_week(last_week, nudge_cadence.weeks_between(every, unanswered))
            said.append(found.text)
            unanswered, last_week = unanswered + 1, period
            assert unanswered <= nudge_cadence.ASKED_AFTER + 1
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (1, {0: "nudge", 1: "nudge", 3: "nudge", 5: "nudge", 7: "question"}),
        (2, {0: "nudge", 2: "nudge", 4: "nudge", 6: "nudge", 8: "question"}),
        (4, {0: "nudge", 4: "nudge", 8: "nudge", 12: "nudge", 16: "question"}),
    ],
)
def test_silence_brings_less_and_less(every: int, expected: dict[int, str]) -> None:
    came: dict[int, str] = {}
    last_week = None
    for number in range(40):
        period = shift_week("2026-W48", number)
        kind = nudge_cadence.choose_letter(period=period, last_week=last_week, every=every, unanswered=len(came))
        if kind is not LetterKind.NOTHING:
            came[number], last_week = kind.value, period
    assert came == expected


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4 * 7 * 24 * 2 - 1), st.none() | SLOTS), max_size=6), ZONES)
def test_a_changed_time_loses_no_week_and_doubles_none(
    changes: list[tuple[int, WeeklySlot | None]], zone_name: str
) -> None:
    """Every half hour somebody looks what is due, as the worker does; each whole week has one nudge."""
    zone, start = ZoneInfo(zone_name), datetime(2026, 10, 19, tzinfo=UTC)  # the clocks change on the way
    chosen, claimed = None, dict[str, datetime]()
    by_tick = dict(changes)
    for tick in range(5 * 7 * 24 * 2):
        now = start + tick * timedelta(minutes=30)
        week = local_week(now, zone)
        for period in (shift_week(week, -1), week):
            slot = own_time.slot_in_force(chosen, period) or TEAM_SLOT
            due_at = schedule.slot_moment(slot, period, zone)
            if due_at <= now < due_at + timedelta(hours=6):
                claimed.setdefault(period, now)
        if tick in by_tick:
            chosen = own_time.begin_own_time(by_tick[tick], current=chosen, default=TEAM_SLOT, zone=zone, now=now)
    first = local_week(start, zone)
    assert {shift_week(first, number) for number in range(1, 4)} <= claimed.keys()
    assert not [at for at in claimed.values() if is_quiet(at, zone) and at.astimezone(zone).time() >= time(20, 30)]


@pytest.mark.parametrize(
    ("words", "slot"),
    [
        ("tue 10:00", "tue 10:00"),
        ("tuesday 10am", "tue 10:00"),
        ("10am on Tuesdays", "tue 10:00"),
        ("every tuesday at 3pm", "tue 15:00"),
        ("tue", "tue 16:00"),
        ("10:00", "thu 10:00"),
        ("noon", "thu 12:00"),
        ("fri 14", "fri 14:00"),
        ("10", None),
        ("mon tue 10:00", None),
        ("tue 25:00", None),
        ("الثلاثاء", None),
        ("", None),
    ],
)
def test_an_own_time_is_parsed(words: str, slot: str | None) -> None:
    assert own_time.parse_own_time(words, TEAM_SLOT) == (parse_slot(slot) if slot else None)


@pytest.mark.parametrize(
    ("slot", "nearest"),
    [
        ("tue 23:00", ("tue 19:00", "wed 08:00")),
        ("tue 20:00", ("tue 19:00", "wed 08:00")),
        ("mon 02:00", ("sun 19:00", "mon 08:00")),
        ("sun 21:00", ("sun 19:00", "mon 08:00")),
    ],
)
def test_the_nearest_times_to_one_at_night(slot: str, nearest: tuple[str, str]) -> None:
    assert own_time.is_at_night(parse_slot(slot))
    assert own_time.nearest_allowed(parse_slot(slot)) == tuple(map(parse_slot, nearest))


@given(SLOTS)
def test_by_day_every_time_is_allowed(slot: WeeklySlot) -> None:
    assert not own_time.is_at_night(slot)
