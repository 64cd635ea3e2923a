"""The nudge: each person's own Thursday afternoon, only where it helps, and never in the evening."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.core import time_off
from bot.core.assignments import assignments
from bot.core.people import members
from bot.core.time_off import WHOLE_TEAM
from bot.features.nudge import service
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due
from bot.worker.run_once import list_due_moments
from tests.fixtures.team import Team

THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def quiet(team: Team) -> Team:
    """A team without a digest."""
    team.change_workspace(digest_on=False)
    return team


def test_it_comes_at_the_hour_of_the_persons_own_zone(quiet: Team) -> None:
    quiet.join("U0MEI", "Asia/Singapore")
    quiet.join("U0BEN", "America/New_York")
    quiet.join("U0NIL", None)
    came = {}
    for half_hours in range(-20, 14):
        moment = THURSDAY + half_hours * HOUR / 2
        came |= {sent.recipient: moment for sent in quiet.tick(moment)}
    assert came == {"U0MEI": THURSDAY - 8 * HOUR, "U0NIL": THURSDAY, "U0BEN": THURSDAY + 5 * HOUR}


def test_once_a_week_over_repeated_ticks(quiet: Team) -> None:
    quiet.join("U1")
    for minutes in range(0, 300, 15):
        quiet.tick(THURSDAY + minutes * MINUTE)
    assert len(quiet.posts()) == 1
    quiet.tick(THURSDAY + timedelta(days=7))
    assert [claim[1] for claim in quiet.claims()] == ["2026-W48", "2026-W49"]
    assert len(quiet.posts()) == 2


def test_moving_to_another_zone_brings_no_second_one(quiet: Team) -> None:
    quiet.join("U1", "Asia/Singapore")
    quiet.tick(THURSDAY - 8 * HOUR)
    quiet.join("U1", "Europe/Lisbon")
    quiet.tick(THURSDAY)
    assert len(quiet.posts()) == 1


def test_it_names_what_is_due_within_a_week(quiet: Team) -> None:
    quiet.join("U1")
    with quiet.deps.database.begin() as conn:
        for name, day in (("cdn", 3), ("firewall-rules", 4)):
            known = {"workspace": TEAM_ID, "member": "U1", "assignment": f"networking.{name}", "actor": "U1"}
            assignments.set_due_day(conn, **known, due_day=date(2026, 12, day), now=THURSDAY)
    quiet.tick(THURSDAY)
    [letter] = quiet.outbox_rows()
    assert "Due soon: Content delivery network, Thu 3 Dec." in letter.message["text"]


@pytest.mark.parametrize(
    "chosen",
    [
        {"nudged": False},
        {"snoozed_until": date(2026, 11, 27)},
        {"goal_minutes": 30},
        {"at": datetime(2026, 11, 23, 8, 0, tzinfo=UTC)},
    ],
    ids=["opted out", "snoozed", "goal reached", "new this week"],
)
def test_it_is_not_sent_where_it_is_not_wanted(quiet: Team, chosen: dict[str, Any]) -> None:
    quiet.join("U1", **chosen)
    quiet.book("U1", 30, date(2026, 11, 24))
    quiet.tick(THURSDAY)
    assert quiet.posts() == []
    assert quiet.claims() == [("nudge", "2026-W48", "U1", "nothing")]


@pytest.mark.parametrize(
    "chosen",
    [
        {"snoozed_until": date(2026, 11, 26)},
        {"goal_minutes": 31},
        {"at": datetime(2026, 11, 22, 23, 0, tzinfo=UTC)},
    ],
    ids=["snooze is over", "a minute short", "new last week"],
)
def test_it_is_sent_on_the_other_side_of_each_line(quiet: Team, chosen: dict[str, Any]) -> None:
    quiet.join("U1", **chosen)
    quiet.book("U1", 30, date(2026, 11, 24))
    quiet.tick(THURSDAY)
    assert [recipient for recipient, _ in quiet.posts()] == ["U1"]


def be_away(quiet: Team, member: str, first: int, last: int) -> None:
    """From one day of November to another."""
    days = {"first": date(2026, 11, first), "last": date(2026, 11, last)}
    with quiet.deps.database.begin() as conn:
        time_off.add_time_off(conn, workspace=TEAM_ID, member=member, **days, now=THURSDAY)


def test_who_is_away_is_left_in_peace(quiet: Team) -> None:
    quiet.join("U1")
    quiet.join("U2")
    be_away(quiet, "U1", 26, 27)
    quiet.tick(THURSDAY)
    assert [recipient for recipient, _ in quiet.posts()] == ["U2"]
    assert quiet.claims()[0] == ("nudge", "2026-W48", "U1", "nothing")


def test_a_holiday_of_the_team_spares_everybody(quiet: Team) -> None:
    quiet.join("U1")
    be_away(quiet, WHOLE_TEAM, 26, 26)
    quiet.tick(THURSDAY)
    assert quiet.posts() == []


def test_the_goal_it_speaks_of_is_the_lowered_one(quiet: Team) -> None:
    quiet.join("U1")
    be_away(quiet, "U1", 23, 24)
    quiet.book("U1", 30, date(2026, 11, 25))
    quiet.tick(THURSDAY)
    [(_, text)] = quiet.posts()
    assert "30 min of your 1 h 12 min this week (23-29 Nov): 42 min to go." in text
    assert "short of your goal (days away lower it from 2 h)." in text


def test_an_idle_look_asks_about_nobodys_days_away(quiet: Team) -> None:
    quiet.join("U1")
    quiet.tick(THURSDAY)
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(quiet.deps.database.engine, "before_cursor_execute", note)
    due.queue_due(quiet.deps, THURSDAY + MINUTE)
    event.remove(quiet.deps.database.engine, "before_cursor_execute", note)
    assert seen
    assert not [statement for statement in seen if "time_off" in statement]


def test_last_weeks_hours_do_not_count(quiet: Team) -> None:
    quiet.join("U1")
    quiet.book("U1", 600, date(2026, 11, 22))
    quiet.tick(THURSDAY)
    assert "Nothing booked yet this week (23-29 Nov); your goal is 2 h." in quiet.posts()[0][1]


def test_a_decision_is_not_taken_back_within_the_week(quiet: Team) -> None:
    quiet.join("U1", nudged=False)
    quiet.tick(THURSDAY)
    with quiet.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member="U1", nudged=True)
    quiet.tick(THURSDAY + HOUR)
    assert quiet.posts() == []


def test_people_who_left_are_not_even_claimed(quiet: Team) -> None:
    quiet.join("U1", is_active=False)
    quiet.tick(THURSDAY)
    assert quiet.claims() == []


def test_a_late_one_in_the_quiet_hours_is_dropped(quiet: Team) -> None:
    quiet.join("U1")
    quiet.tick(THURSDAY + 4 * HOUR)
    assert quiet.claims() == [("nudge", "2026-W48", "U1", "expired")]
    quiet.tick(THURSDAY + 17 * HOUR)
    assert quiet.posts() == []


def test_a_late_one_before_the_evening_still_comes(quiet: Team) -> None:
    quiet.join("U1")
    quiet.tick(THURSDAY + 4 * HOUR - MINUTE)
    assert len(quiet.posts()) == 1


def test_after_six_hours_it_is_too_late_at_any_hour(quiet: Team) -> None:
    quiet.change_workspace(nudge="thu 09:00")
    quiet.join("U1")
    quiet.tick(THURSDAY - 7 * HOUR + 6 * HOUR + MINUTE)
    assert (quiet.posts(), quiet.claims()) == ([], [])


def test_one_that_waits_never_leaves_in_the_evening(quiet: Team) -> None:
    quiet.join("U1", "Europe/Berlin")
    due.queue_due(quiet.deps, quiet.turn_to(THURSDAY - HOUR))
    [letter] = quiet.outbox_rows()
    assert letter.expires_at == datetime(2026, 11, 26, 19, 0, tzinfo=UTC)
    quiet.tick(THURSDAY + 3 * HOUR)
    assert (quiet.posts(), quiet.states()) == ([], ["expired"])


def test_a_workspace_without_nudges_claims_none(quiet: Team) -> None:
    quiet.change_workspace(nudge_on=False)
    quiet.join("U1")
    quiet.tick(THURSDAY)
    assert quiet.claims() == []


def test_an_unknown_zone_counts_as_the_default_one(quiet: Team) -> None:
    quiet.join("U1", "Mars/Olympus")
    quiet.tick(THURSDAY)
    assert len(quiet.posts()) == 1


@pytest.mark.parametrize(
    ("zone", "slot", "moment"),
    [
        ("Australia/Lord_Howe", "sun 09:00", datetime(2027, 4, 3, 22, 30, tzinfo=UTC)),
        ("America/Santiago", "sun 08:30", datetime(2027, 4, 4, 12, 30, tzinfo=UTC)),
        ("Pacific/Apia", "thu 16:00", datetime(2026, 12, 3, 3, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", "thu 16:00", datetime(2026, 12, 3, 10, 15, tzinfo=UTC)),
    ],
)
def test_odd_zones_get_exactly_one(quiet: Team, zone: str, slot: str, moment: datetime) -> None:
    quiet.change_workspace(nudge=slot)
    quiet.join("U1", zone)
    sent = [len(quiet.tick(moment + minutes * MINUTE)) for minutes in (-31, -1, 0, 1, 59, 60, 61)]
    assert sent == [0, 0, 1, 0, 0, 0, 0]


def test_it_says_why_it_came_and_what_to_do(quiet: Team) -> None:
    quiet.join("U1")
    quiet.book("U1", 45, date(2026, 11, 24))
    quiet.tick(THURSDAY)
    [(_, text)] = quiet.posts()
    assert "45 min of your 2 h this week (23-29 Nov): 1 h 15 min to go." in text
    assert "A small next step: " in text


def put_off(quiet: Team, member: str, day: date) -> None:
    with quiet.deps.database.begin() as conn:
        service.snooze_day(conn, workspace=TEAM_ID, member=member, day=day)


def decided(quiet: Team, moment: datetime) -> list[tuple[str, str, str, str]]:
    """What was claimed by then of what was put off."""
    due.queue_due(quiet.deps, quiet.turn_to(moment))
    return [claim for claim in quiet.claims() if claim[0] == "again"]


def test_put_off_by_a_day_it_comes_once_more_at_the_same_hour(quiet: Team) -> None:
    quiet.join("U1", "America/New_York")
    quiet.join("U2", "America/New_York")
    thursday = THURSDAY + 5 * HOUR
    due.queue_due(quiet.deps, quiet.turn_to(thursday))
    put_off(quiet, "U1", date(2026, 11, 27))
    friday = thursday + timedelta(days=1)
    assert decided(quiet, friday - MINUTE) == []
    for late in (0, 1, 90):
        assert decided(quiet, friday + late * MINUTE) == [("again", "2026-W48", "U1", "queued")]
    letters = [(letter.kind, letter.recipient, letter.period) for letter in quiet.outbox_rows()]
    assert letters == [("nudge", "U1", "2026-W48"), ("nudge", "U2", "2026-W48"), ("again", "U1", "2026-W48")]
    assert "You put it off to today." in quiet.outbox_rows()[-1].message["text"]


def test_what_was_put_off_is_decided_anew(quiet: Team) -> None:
    for member in ("U1", "U2", "U3"):
        quiet.join(member)
        put_off(quiet, member, date(2026, 11, 27))
    quiet.book("U1", 120, date(2026, 11, 26))
    be_away(quiet, "U2", 27, 27)
    with quiet.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member="U3", nudged=False)
    claimed = decided(quiet, THURSDAY + timedelta(days=1))
    assert [claim[2:] for claim in claimed] == [("U1", "nothing"), ("U2", "nothing"), ("U3", "nothing")]


def test_what_was_put_off_keeps_the_quiet_hours_and_lapses_with_its_day(quiet: Team) -> None:
    quiet.change_workspace(nudge="thu 18:30")
    for number in (1, 2):
        quiet.join(f"U{number}")
        put_off(quiet, f"U{number}", date(2026, 11, 26 + number))
    assert decided(quiet, THURSDAY + timedelta(days=1, hours=4)) == [("again", "2026-W48", "U1", "expired")]
    assert len(decided(quiet, THURSDAY + timedelta(days=3))) == 1
    assert quiet.outbox_rows() == []


def test_an_hour_that_was_changed_holds_for_what_was_put_off_too(quiet: Team) -> None:
    quiet.join("U1")
    put_off(quiet, "U1", date(2026, 11, 27))
    quiet.change_workspace(nudge="thu 10:00")
    assert decided(quiet, THURSDAY + timedelta(hours=17)) == []
    assert len(decided(quiet, THURSDAY + timedelta(hours=18))) == 1


def test_a_large_teams_leave_one_by_one(quiet: Team) -> None:
    for number in range(40):
        quiet.join(f"U{number:02}", goal_minutes=60 if number else 30)
    quiet.book("U00", 30, date(2026, 11, 24))
    due.queue_due(quiet.deps, quiet.turn_to(THURSDAY))
    letters = quiet.outbox_rows()
    assert len({letter.due_at for letter in letters}) == len(letters) == 39
    assert all(THURSDAY <= letter.due_at < THURSDAY + timedelta(seconds=39) for letter in letters)
    assert {letter.expires_at for letter in letters} == {THURSDAY + 4 * HOUR}


def test_a_small_teams_leave_at_once(quiet: Team) -> None:
    for number in range(30):
        quiet.join(f"U{number:02}")
    due.queue_due(quiet.deps, quiet.turn_to(THURSDAY))
    assert {letter.due_at for letter in quiet.outbox_rows()} == {THURSDAY}


def test_the_clock_stops_at_the_day_to_which_one_was_put_off(quiet: Team) -> None:
    quiet.join("U1")
    put_off(quiet, "U1", date(2026, 11, 27))
    coming = list_due_moments(quiet.deps, THURSDAY, THURSDAY + timedelta(days=2))
    assert coming == [THURSDAY + timedelta(days=1)]
