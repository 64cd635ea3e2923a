"""Nudges: the rules by values, and the one query that finds people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import quiet_hours, schedule
from bot.calendar.schedule import Slot, parse_slot
from bot.calendar.weeks import local_day
from bot.clock import TurnableClock
from bot.core.goals import goals
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.people import members
from bot.core.time_off.absence import TEAM, Absence
from bot.db.engine import Sessions
from bot.delivery import occurrences
from bot.delivery.occurrences import Kind, Outcome
from bot.features.nudge import rules
from bot.features.nudge.service import candidates
from bot.features.nudge.service.candidates import Candidate

UTC_ZONE = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda span: datetime(2026, 1, 1, tzinfo=UTC) + span)
SHORT = Candidate("U1", True, None, datetime(2026, 10, 1, tzinfo=UTC), 120, 0)


def decide(candidate: Candidate, now: datetime = NOW, zone: ZoneInfo = UTC_ZONE) -> Outcome:
    return candidates.decide(candidate, period="2026-W48", zone=zone, now=now)


def test_short_of_the_goal_is_what_it_is_for() -> None:
    assert decide(SHORT) is Outcome.QUEUED
    assert decide(replace(SHORT, minutes=119)) is Outcome.QUEUED
    assert decide(replace(SHORT, minutes=120)) is Outcome.NOTHING


@pytest.mark.parametrize(
    ("hour", "minute", "outcome"),
    [
        (7, 59, Outcome.EXPIRED),
        (8, 0, Outcome.QUEUED),
        (19, 59, Outcome.QUEUED),
        (20, 0, Outcome.EXPIRED),
        (0, 0, Outcome.EXPIRED),
    ],
)
def test_evenings_and_nights_are_quiet_by_the_members_clock(hour: int, minute: int, outcome: Outcome) -> None:
    now = datetime(2026, 11, 26, hour, minute, tzinfo=BERLIN).astimezone(UTC)
    assert decide(SHORT, now, BERLIN) is outcome


def test_quiet_hours_do_not_hide_that_there_was_nothing_to_say() -> None:
    assert decide(replace(SHORT, nudged=False), NOW.replace(hour=22)) is Outcome.NOTHING


@pytest.mark.parametrize(
    ("first", "last", "minutes", "outcome"),
    [
        (26, 26, 0, Outcome.NOTHING),
        (25, 27, 0, Outcome.NOTHING),
        (24, 25, 71, Outcome.QUEUED),
        (24, 25, 72, Outcome.NOTHING),
        (27, 27, 95, Outcome.QUEUED),
        (16, 22, 119, Outcome.QUEUED),
    ],
    ids=["that day", "around it", "just short", "lowered goal reached", "tomorrow", "last week"],
)
def test_days_away_lower_the_goal_and_spare_their_own_day(
    first: int, last: int, minutes: int, outcome: Outcome
) -> None:
    away = [Absence(date(2026, 11, first), date(2026, 11, last))]
    short = replace(SHORT, minutes=minutes)
    assert candidates.decide(short, period="2026-W48", zone=UTC_ZONE, now=NOW, absences=away) is outcome


def test_a_week_wholly_away_has_none_on_its_weekend_either() -> None:
    sunday, away = datetime(2026, 11, 29, 10, tzinfo=UTC), [Absence(date(2026, 11, 23), date(2026, 11, 27))]
    decided = candidates.decide(SHORT, period="2026-W48", zone=UTC_ZONE, now=sunday, absences=away)
    assert decided is Outcome.NOTHING


def test_the_day_is_the_members_own() -> None:
    morning, away = datetime(2026, 11, 26, 9, tzinfo=UTC), [Absence(date(2026, 11, 25), date(2026, 11, 25))]
    asked = {"period": "2026-W48", "zone": UTC_ZONE, "now": morning, "absences": away}
    assert candidates.decide(SHORT, **asked) is Outcome.QUEUED
    assert candidates.decide(replace(SHORT, day_starts=600), **asked) is Outcome.NOTHING


@given(
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Africa/Cairo"]),
    MOMENTS,
    st.timedeltas(timedelta(0), rules.GRACE),
)
def test_whatever_is_queued_leaves_before_the_evening(zone: str, now: datetime, late: timedelta) -> None:
    home = ZoneInfo(zone)
    if quiet_hours.is_quiet(now, home):
        return
    expires = rules.expiry(now - late, now, home)
    assert expires <= now - late + rules.GRACE
    assert not quiet_hours.is_quiet(max(now, expires - timedelta(minutes=1)), home)


@given(
    st.builds(
        Slot, st.integers(0, 6), st.times(time(8), time(19, 59)).map(lambda at: at.replace(second=0, microsecond=0))
    ),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Singapore", "Africa/Cairo"]),
    MOMENTS,
)
def test_a_snooze_skips_the_next_nudge_and_no_other(slot: Slot, zone: str, now: datetime) -> None:
    home = ZoneInfo(zone)
    snoozed = rules.snooze(slot, zone=home, now=now)
    until = rules.snoozed_until(snoozed)
    week, first = schedule.following(slot, home, now)
    _, second = schedule.following(slot, home, first)
    assert snoozed.week == week
    assert local_day(first, home) < until <= local_day(second, home)
    assert snoozed.resumes == second.astimezone(home).date()


def test_a_snooze_right_after_the_nudge_skips_next_weeks() -> None:
    snoozed = rules.snooze(parse_slot("thu 16:00"), zone=UTC_ZONE, now=NOW + timedelta(minutes=5))
    assert (snoozed.week, rules.snoozed_until(snoozed)) == ("2026-W49", date(2026, 12, 7))


def test_the_query_finds_each_zones_people_with_their_week(people: Sessions, clock: TurnableClock) -> None:
    booking = Booking(90, "networking", None, None, date(2026, 11, 18), "", "command", "r1")
    with people.begin() as session:
        ledger_booking.book(session, workspace="T1", member="U2", booking=booking, now=clock.now())
        members.change(session, workspace="T1", member="U2", goal_minutes=300)
    with people.read() as session:
        assert members.zones(session, workspace="T1") == ("Asia/Singapore", "Europe/Lisbon")
        assert members.zones(session, workspace="T2") == ()
        [mei] = candidates.unclaimed(session, workspace="T1", zone="Asia/Singapore", period="2026-W47")
        [again] = candidates.unclaimed(session, workspace="T1", zone="Asia/Singapore", period="2026-W48")
    assert (mei.member, mei.minutes, mei.goal) == ("U2", 90, 300)
    assert again.minutes == 0


def test_a_goal_that_waits_for_next_week_nudges_nobody_in_this(people: Sessions, clock: TurnableClock) -> None:
    booking = Booking(150, "networking", None, None, date(2026, 11, 18), "", "command", "r1")
    with people.begin() as session:
        ledger_booking.book(session, workspace="T1", member="U1", booking=booking, now=clock.now())
        goals.set_goal(session, workspace="T1", member="U1", minutes=300, week="2026-W47")
        goals.set_goal(session, workspace="T1", member=TEAM, minutes=200, week="2026-W47")
    for period, expected in (("2026-W46", [120, 120]), ("2026-W47", [120, 120]), ("2026-W48", [300, 200])):
        with people.read() as session:
            found = [
                each.goal
                for zone in ("Europe/Lisbon", "Asia/Singapore")
                for each in candidates.unclaimed(session, workspace="T1", zone=zone, period=period)
            ]
        assert found == expected


def test_the_query_leaves_out_who_was_dealt_with(people: Sessions, clock: TurnableClock) -> None:
    claim = {"workspace": "T1", "kind": Kind.NUDGE, "recipient": "U1", "now": clock.now(), "outcome": Outcome.NOTHING}
    with people.begin() as session:
        occurrences.claim(session, period="2026-W47", **claim)
    with people.read() as session:
        assert candidates.unclaimed(session, workspace="T1", zone="Europe/Lisbon", period="2026-W47") == ()
        assert len(candidates.unclaimed(session, workspace="T1", zone="Europe/Lisbon", period="2026-W48")) == 1


def test_zones_are_each_named_once_and_those_untold_too(people: Sessions, clock: TurnableClock) -> None:
    known = {"workspace": "T1", "is_admin": False, "is_active": True, "profile_at": None, "now": clock.now()}
    with people.begin() as session:
        for number, zone in enumerate(("Asia/Singapore", None, None), start=3):
            members.meet(session, member=f"U{number}", name="Nil", timezone=zone, **known)
        assert members.zones(session, workspace="T1") == (None, "Asia/Singapore", "Europe/Lisbon")


def test_who_put_theirs_off_is_found_on_that_day_until_it_is_decided_on(people: Sessions, clock: TurnableClock) -> None:
    friday = date(2026, 11, 27)
    asked = {"workspace": "T1", "zone": "Asia/Singapore"}
    claim = {"workspace": "T1", "recipient": "U2", "now": clock.now(), "outcome": Outcome.QUEUED}
    with people.begin() as session:
        members.change(session, workspace="T1", member="U2", nudge_again=friday)
        occurrences.claim(session, kind=Kind.NUDGE, period="2026-W48", **claim)
        assert candidates.days_put_off_to(session, workspace="T1") == (("Asia/Singapore", friday),)
        assert candidates.put_off_to(session, **asked, day=friday + timedelta(days=1)) == ()
        assert [each.member for each in candidates.put_off_to(session, **asked, day=friday)] == ["U2"]
        occurrences.claim(session, kind=Kind.AGAIN, period="2026-W48", **claim)
        assert candidates.put_off_to(session, **asked, day=friday) == ()


def test_how_many_there_are_does_not_shrink_while_they_are_claimed(people: Sessions, clock: TurnableClock) -> None:
    claim = {"workspace": "T1", "recipient": "U2", "now": clock.now(), "outcome": Outcome.QUEUED}
    asked = {"workspace": "T1", "zone": "Asia/Singapore", "period": "2026-W47"}
    booking = Booking(120, "networking", None, None, date(2026, 11, 18), "", "command", "r1")
    with people.begin() as session:
        occurrences.claim(session, kind=Kind.NUDGE, period="2026-W47", **claim)
        assert candidates.wanting(session, **asked) == 1
        ledger_booking.book(session, workspace="T1", member="U2", booking=booking, now=clock.now())
        assert candidates.wanting(session, **asked) == 0
