"""Nudges: the decision by values, and the queries on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import quiet_hours, schedule
from bot.calendar.schedule import WeeklySlot, parse_slot
from bot.calendar.weeks import local_day
from bot.clock import AdjustableClock
from bot.core.goals import goals
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.time_off import WHOLE_TEAM, TimeOff
from bot.db.engine import Database
from bot.delivery import occurrences, outbox
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.features.nudge.rules import send_times
from bot.features.nudge.service import candidates, choices, due_members
from bot.features.nudge.service.candidates import NudgeCandidate

UTC_ZONE = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)
ANA: Any = {"workspace": "T1", "member": "U1"}
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda span: datetime(2026, 1, 1, tzinfo=UTC) + span)
SHORT = NudgeCandidate("U1", "Ana", True, None, datetime(2026, 10, 1, tzinfo=UTC), 120, 0)


def decide(candidate: NudgeCandidate, now: datetime = NOW, zone: ZoneInfo = UTC_ZONE) -> OccurrenceOutcome:
    return candidates.decide_nudge(candidate, goal=candidate.goal, period="2026-W48", zone=zone, now=now)


def read_ana(people: Database) -> Member:
    with people.read() as conn:
        member = members.find_member(conn, **ANA, default_zone=ZoneInfo("UTC"))
    assert member is not None
    return member


def snooze(people: Database, day: date) -> date | None:
    with people.begin() as conn:
        return choices.snooze_day(conn, **ANA, day=day)


def test_only_members_short_of_their_goal_get_one() -> None:
    assert decide(SHORT) is OccurrenceOutcome.QUEUED
    assert decide(replace(SHORT, minutes=119)) is OccurrenceOutcome.QUEUED
    assert decide(replace(SHORT, minutes=120)) is OccurrenceOutcome.NOTHING


@pytest.mark.parametrize(
    ("hour", "minute", "outcome"),
    [
        (7, 59, OccurrenceOutcome.EXPIRED),
        (8, 0, OccurrenceOutcome.QUEUED),
        (19, 59, OccurrenceOutcome.QUEUED),
        (20, 0, OccurrenceOutcome.EXPIRED),
        (0, 0, OccurrenceOutcome.EXPIRED),
    ],
)
def test_evenings_and_nights_are_quiet_by_the_members_clock(hour: int, minute: int, outcome: OccurrenceOutcome) -> None:
    now = datetime(2026, 11, 26, hour, minute, tzinfo=BERLIN).astimezone(UTC)
    assert decide(SHORT, now, BERLIN) is outcome


def test_quiet_hours_do_not_hide_that_there_was_nothing_to_say() -> None:
    assert decide(replace(SHORT, nudged=False), NOW.replace(hour=22)) is OccurrenceOutcome.NOTHING


@pytest.mark.parametrize(
    ("first", "last", "minutes", "outcome"),
    [
        (26, 26, 0, OccurrenceOutcome.NOTHING),
        (25, 27, 0, OccurrenceOutcome.NOTHING),
        (24, 25, 71, OccurrenceOutcome.QUEUED),
        (24, 25, 72, OccurrenceOutcome.NOTHING),
        (27, 27, 95, OccurrenceOutcome.QUEUED),
        (16, 22, 119, OccurrenceOutcome.QUEUED),
    ],
    ids=["that day", "around it", "just short", "lowered goal reached", "tomorrow", "last week"],
)
def test_days_away_lower_the_goal_and_bring_no_nudge_themselves(
    first: int, last: int, minutes: int, outcome: OccurrenceOutcome
) -> None:
    away = [TimeOff(date(2026, 11, first), date(2026, 11, last))]
    short = replace(SHORT, minutes=minutes)
    assert candidates.decide_nudge(short, goal=120, period="2026-W48", zone=UTC_ZONE, now=NOW, days_off=away) is outcome


def test_a_week_wholly_away_brings_none_on_its_weekend_either() -> None:
    sunday, away = datetime(2026, 11, 29, 10, tzinfo=UTC), [TimeOff(date(2026, 11, 23), date(2026, 11, 27))]
    decided = candidates.decide_nudge(SHORT, goal=120, period="2026-W48", zone=UTC_ZONE, now=sunday, days_off=away)
    assert decided is OccurrenceOutcome.NOTHING


def test_the_day_is_the_members_own() -> None:
    morning, away = datetime(2026, 11, 26, 9, tzinfo=UTC), [TimeOff(date(2026, 11, 25), date(2026, 11, 25))]
    values = {"period": "2026-W48", "zone": UTC_ZONE, "now": morning, "days_off": away}
    assert candidates.decide_nudge(SHORT, goal=120, **values) is OccurrenceOutcome.QUEUED
    assert candidates.decide_nudge(replace(SHORT, day_starts=600), goal=120, **values) is OccurrenceOutcome.NOTHING


@given(
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Africa/Cairo"]),
    MOMENTS,
    st.timedeltas(timedelta(0), send_times.NUDGE_GRACE),
)
def test_whatever_is_queued_leaves_before_the_evening(zone_name: str, now: datetime, late: timedelta) -> None:
    zone = ZoneInfo(zone_name)
    if quiet_hours.is_quiet(now, zone):
        return
    expires_at = send_times.message_expiry(now - late, now, zone)
    assert expires_at <= now - late + send_times.NUDGE_GRACE
    assert not quiet_hours.is_quiet(max(now, expires_at - timedelta(minutes=1)), zone)


@given(
    st.builds(
        WeeklySlot,
        st.integers(0, 6),
        st.times(time(8), time(19, 59)).map(lambda at: at.replace(second=0, microsecond=0)),
    ),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Singapore", "Africa/Cairo"]),
    MOMENTS,
)
def test_a_snooze_skips_the_next_nudge_and_no_other(slot: WeeklySlot, zone_name: str, now: datetime) -> None:
    zone = ZoneInfo(zone_name)
    snoozed = send_times.plan_week_snooze(slot, zone=zone, now=now)
    until = send_times.first_day_after(snoozed)
    week, first = schedule.next_occurrence(slot, zone, now)
    _, second = schedule.next_occurrence(slot, zone, first)
    assert snoozed.week == week
    assert local_day(first, zone) < until <= local_day(second, zone)
    assert snoozed.resumes_on == second.astimezone(zone).date()


def test_a_snooze_right_after_the_nudge_skips_next_weeks() -> None:
    snoozed = send_times.plan_week_snooze(parse_slot("thu 16:00"), zone=UTC_ZONE, now=NOW + timedelta(minutes=5))
    assert (snoozed.week, send_times.first_day_after(snoozed)) == ("2026-W49", date(2026, 12, 7))


def test_the_query_finds_each_zones_people_with_their_week(people: Database, clock: AdjustableClock) -> None:
    booking = Booking(90, "networking", None, None, date(2026, 11, 18), "", "command", "r1")
    with people.begin() as conn:
        ledger_booking.book_entry(conn, workspace="T1", member="U2", booking=booking, now=clock.now())
        members.update_member(conn, workspace="T1", member="U2", goal_minutes=300)
    with people.read() as conn:
        assert members.list_zone_names(conn, workspace="T1") == ("Asia/Singapore", "Europe/Lisbon")
        assert members.list_zone_names(conn, workspace="T2") == ()
        [mei] = candidates.list_undecided(conn, workspace="T1", zone="Asia/Singapore", period="2026-W47")
        [next_week] = candidates.list_undecided(conn, workspace="T1", zone="Asia/Singapore", period="2026-W48")
    assert (mei.member, mei.minutes, mei.goal) == ("U2", 90, 300)
    assert next_week.minutes == 0


def test_a_goal_that_waits_for_next_week_nudges_nobody_in_this(people: Database, clock: AdjustableClock) -> None:
    booking = Booking(150, "networking", None, None, date(2026, 11, 18), "", "command", "r1")
    with people.begin() as conn:
        ledger_booking.book_entry(conn, workspace="T1", member="U1", booking=booking, now=clock.now())
        goals.set_weekly_goal(conn, workspace="T1", member="U1", minutes=300, week="2026-W47")
        goals.set_weekly_goal(conn, workspace="T1", member=WHOLE_TEAM, minutes=200, week="2026-W47")
    for period, expected in (("2026-W46", [120, 120]), ("2026-W47", [120, 120]), ("2026-W48", [300, 200])):
        with people.read() as conn:
            goals_in_week = [
                each.goal
                for zone in ("Europe/Lisbon", "Asia/Singapore")
                for each in candidates.list_undecided(conn, workspace="T1", zone=zone, period=period)
            ]
        assert goals_in_week == expected


def test_the_query_leaves_out_members_who_were_decided_on(people: Database, clock: AdjustableClock) -> None:
    claim = {
        "workspace": "T1",
        "kind": DeliveryKind.NUDGE,
        "recipient": "U1",
        "now": clock.now(),
        "outcome": OccurrenceOutcome.NOTHING,
    }
    with people.begin() as conn:
        occurrences.claim_occurrence(conn, period="2026-W47", **claim)
    with people.read() as conn:
        assert candidates.list_undecided(conn, workspace="T1", zone="Europe/Lisbon", period="2026-W47") == ()
        assert len(candidates.list_undecided(conn, workspace="T1", zone="Europe/Lisbon", period="2026-W48")) == 1


def test_zones_are_listed_once_and_members_without_one_too(people: Database, clock: AdjustableClock) -> None:
    profile = {"workspace": "T1", "is_admin": False, "is_active": True, "profile_at": None, "now": clock.now()}
    with people.begin() as conn:
        for number, zone in enumerate(("Asia/Singapore", None, None), start=3):
            members.save_profile(conn, member=f"U{number}", name="Nil", timezone=zone, **profile)
        assert members.list_zone_names(conn, workspace="T1") == (None, "Asia/Singapore", "Europe/Lisbon")


def test_a_snoozed_nudge_is_found_on_its_day_until_it_is_decided_on(people: Database, clock: AdjustableClock) -> None:
    zone = {"workspace": "T1", "zone": "Asia/Singapore"}
    claim = {"workspace": "T1", "recipient": "U2", "now": clock.now(), "outcome": OccurrenceOutcome.QUEUED}
    with people.begin() as conn:
        members.update_member(conn, workspace="T1", member="U2", nudge_again=FRIDAY)
        occurrences.claim_occurrence(conn, kind=DeliveryKind.NUDGE, period="2026-W48", **claim)
        assert due_members.list_snooze_days(conn, workspaces=["T1"]) == {("T1", "Asia/Singapore", FRIDAY, None)}
        assert candidates.list_snoozed_to(conn, **zone, day=SATURDAY) == ()
        assert [each.member for each in candidates.list_snoozed_to(conn, **zone, day=FRIDAY)] == ["U2"]
        occurrences.claim_occurrence(conn, kind=DeliveryKind.SNOOZED_NUDGE, period="2026-W48", **claim)
        assert candidates.list_snoozed_to(conn, **zone, day=FRIDAY) == ()


def test_the_number_of_recipients_does_not_shrink_while_they_are_claimed(
    people: Database, clock: AdjustableClock
) -> None:
    claim = {"workspace": "T1", "recipient": "U2", "now": clock.now(), "outcome": OccurrenceOutcome.QUEUED}
    week = {"workspace": "T1", "zone": "Asia/Singapore", "period": "2026-W47"}
    booking = Booking(120, "networking", None, None, date(2026, 11, 18), "", "command", "r1")
    with people.begin() as conn:
        occurrences.claim_occurrence(conn, kind=DeliveryKind.NUDGE, period="2026-W47", **claim)
        assert candidates.count_recipients(conn, **week) == 1
        ledger_booking.book_entry(conn, workspace="T1", member="U2", booking=booking, now=clock.now())
        assert candidates.count_recipients(conn, **week) == 0


def test_the_first_snooze_day_of_a_week_counts(people: Database) -> None:
    assert snooze(people, FRIDAY) == FRIDAY
    assert snooze(people, SATURDAY) == FRIDAY
    assert read_ana(people).nudge_again == FRIDAY
    assert snooze(people, FRIDAY + timedelta(days=7)) == FRIDAY + timedelta(days=7)


def test_a_nudge_is_not_snoozed_again_once_it_was_decided_on(people: Database, clock: AdjustableClock) -> None:
    claim: Any = {"workspace": "T1", "recipient": "U1", "kind": DeliveryKind.SNOOZED_NUDGE, "now": clock.now()}
    with people.begin() as conn:
        occurrences.claim_occurrence(conn, **claim, period="2026-W48", outcome=OccurrenceOutcome.NOTHING)
    assert snooze(people, SATURDAY) is None
    assert read_ana(people).nudge_again is None


@pytest.mark.parametrize("way", ["pause", "switch"])
def test_a_pause_and_a_stop_also_withdraw_what_waits(people: Database, clock: AdjustableClock, way: str) -> None:
    snooze(people, FRIDAY)
    message: Any = {"workspace": "T1", "recipient": "U1", "message": {}, "period": "2026-W48", "now": clock.now()}
    times = {"due_at": clock.now(), "expires_at": clock.now() + timedelta(hours=1)}
    with people.begin() as conn:
        for kind in (DeliveryKind.NUDGE, DeliveryKind.SNOOZED_NUDGE, DeliveryKind.DIGEST):
            outbox.put_message(conn, kind=kind, **message, **times)
        if way == "pause":
            choices.snooze_until(conn, **ANA, until=date(2026, 12, 14))
        else:
            choices.set_nudge_enabled(conn, **ANA, is_enabled=False)
        assert [waiting.kind for waiting in outbox.list_waiting(conn, at=clock.now())] == ["digest"]
    ana = read_ana(people)
    assert ana.nudge_again is None
    assert (ana.nudged, ana.snoozed_until) == ((True, date(2026, 12, 14)) if way == "pause" else (False, None))


def test_turned_on_again_nudges_wait_for_no_snooze(people: Database) -> None:
    with people.begin() as conn:
        choices.snooze_until(conn, **ANA, until=date(2026, 12, 14))
        choices.set_nudge_enabled(conn, **ANA, is_enabled=True)
    ana = read_ana(people)
    assert (ana.nudged, ana.snoozed_until) == (True, None)
