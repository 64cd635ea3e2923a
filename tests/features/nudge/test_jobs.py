"""Due nudges: on each member's own Thursday afternoon, only where they help, and never in the evening."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.core import time_off
from bot.core.assignments import assignments
from bot.core.people import members
from bot.core.time_off import WHOLE_TEAM
from bot.features.nudge.service import choices
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


def test_a_nudge_comes_at_its_hour_in_the_members_own_zone(quiet: Team) -> None:
    quiet.join("U0MEI", "Asia/Singapore")
    quiet.join("U0BEN", "America/New_York")
    quiet.join("U0NIL", None)
    sent_at = {}
    for half_hours in range(-20, 14):
        moment = THURSDAY + half_hours * HOUR / 2
        sent_at |= {sent.recipient: moment for sent in quiet.tick(moment)}
    assert sent_at == {"U0MEI": THURSDAY - 8 * HOUR, "U0NIL": THURSDAY, "U0BEN": THURSDAY + 5 * HOUR}


def test_repeated_ticks_send_one_a_week(quiet: Team) -> None:
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


def test_it_names_assignments_due_within_a_week(quiet: Team) -> None:
    quiet.join("U1")
    with quiet.deps.database.begin() as conn:
        for name, day in (("cdn", 3), ("firewall-rules", 4)):
            key = {"workspace": TEAM_ID, "member": "U1", "assignment": f"networking.{name}", "actor": "U1"}
            assignments.set_due_day(conn, **key, due_day=date(2026, 12, day), now=THURSDAY)
    quiet.tick(THURSDAY)
    [message] = quiet.outbox_rows()
    assert message.message["text"].startswith("📅 Content delivery network is due on Thu 3 Dec.")


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
    """Set days off from one day of November to another."""
    days = {"first": date(2026, 11, first), "last": date(2026, 11, last)}
    with quiet.deps.database.begin() as conn:
        time_off.add_time_off(conn, workspace=TEAM_ID, member=member, **days, now=THURSDAY)


def test_members_who_are_away_get_none(quiet: Team) -> None:
    quiet.join("U1")
    quiet.join("U2")
    be_away(quiet, "U1", 26, 27)
    quiet.tick(THURSDAY)
    assert [recipient for recipient, _ in quiet.posts()] == ["U2"]
    assert quiet.claims()[0] == ("nudge", "2026-W48", "U1", "nothing")


def test_on_a_team_holiday_nobody_gets_one(quiet: Team) -> None:
    quiet.join("U1")
    be_away(quiet, WHOLE_TEAM, 26, 26)
    quiet.tick(THURSDAY)
    assert quiet.posts() == []


def test_it_names_the_goal_that_days_away_lower(quiet: Team) -> None:
    quiet.join("U1")
    be_away(quiet, "U1", 23, 24)
    quiet.book("U1", 30, date(2026, 11, 25))
    quiet.tick(THURSDAY)
    [(_, text)] = quiet.posts()
    assert "42 min more meets this week's goal." in text
    assert "Your time off lowers this week's goal from 2 h to 1 h 12 min." in text


def test_an_idle_tick_reads_no_days_away(quiet: Team) -> None:
    quiet.join("U1")
    quiet.tick(THURSDAY)
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(quiet.deps.database.engine, "before_cursor_execute", note)
    due.queue_due(quiet.deps, THURSDAY + MINUTE)
    event.remove(quiet.deps.database.engine, "before_cursor_execute", note)
    assert statements
    assert not [statement for statement in statements if "time_off" in statement]


def test_last_weeks_hours_do_not_count(quiet: Team) -> None:
    quiet.join("U1")
    quiet.book("U1", 600, date(2026, 11, 22))
    quiet.tick(THURSDAY)
    assert "Hi U1, nothing logged yet this week. 30 minutes would be a start." in quiet.posts()[0][1]


def test_a_decision_is_not_taken_back_within_the_week(quiet: Team) -> None:
    quiet.join("U1", nudged=False)
    quiet.tick(THURSDAY)
    with quiet.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member="U1", nudged=True)
    quiet.tick(THURSDAY + HOUR)
    assert quiet.posts() == []


def test_nothing_is_claimed_for_people_who_left(quiet: Team) -> None:
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
    [message] = quiet.outbox_rows()
    assert message.expires_at == datetime(2026, 11, 26, 19, 0, tzinfo=UTC)
    quiet.tick(THURSDAY + 3 * HOUR)
    assert (quiet.posts(), quiet.states()) == ([], ["expired"])


def test_a_workspace_without_nudges_claims_none(quiet: Team) -> None:
    quiet.change_workspace(nudge_on=False)
    quiet.join("U1")
    quiet.tick(THURSDAY)
    assert quiet.claims() == []


def test_an_unknown_zone_counts_as_the_default_one(quiet: Team) -> None:
    quiet.join("U1", "Mars/Olympus", profile_at=THURSDAY)
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
    assert text.startswith("Last time you logged 45 min on Networking. 1 h 15 min more meets this week's goal.")
    assert "➡️ Next: " in text


def snooze(quiet: Team, member: str, day: date) -> None:
    with quiet.deps.database.begin() as conn:
        choices.snooze_day(conn, workspace=TEAM_ID, member=member, day=day)


def decide_snoozed(quiet: Team, moment: datetime) -> list[tuple[str, str, str, str]]:
    """Queue what is due at that moment; return the claims of snoozed nudges so far."""
    due.queue_due(quiet.deps, quiet.turn_to(moment))
    return [claim for claim in quiet.claims() if claim[0] == "again"]


def test_a_snoozed_nudge_comes_once_a_day_later_at_the_same_hour(quiet: Team) -> None:
    quiet.join("U1", "America/New_York")
    quiet.join("U2", "America/New_York")
    thursday = THURSDAY + 5 * HOUR
    due.queue_due(quiet.deps, quiet.turn_to(thursday))
    snooze(quiet, "U1", date(2026, 11, 27))
    friday = thursday + timedelta(days=1)
    assert decide_snoozed(quiet, friday - MINUTE) == []
    for late in (0, 1, 90):
        assert decide_snoozed(quiet, friday + late * MINUTE) == [("again", "2026-W48", "U1", "queued")]
    messages = [(row.kind, row.recipient, row.period) for row in quiet.outbox_rows()]
    assert messages == [("nudge", "U1", "2026-W48"), ("nudge", "U2", "2026-W48"), ("again", "U1", "2026-W48")]
    assert "as you asked (Fri 27 Nov)" in quiet.outbox_rows()[-1].message["text"]


def test_a_snoozed_nudge_is_decided_anew(quiet: Team) -> None:
    for member in ("U1", "U2", "U3"):
        quiet.join(member)
        snooze(quiet, member, date(2026, 11, 27))
    quiet.book("U1", 120, date(2026, 11, 26))
    be_away(quiet, "U2", 27, 27)
    with quiet.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member="U3", nudged=False)
    claimed = decide_snoozed(quiet, THURSDAY + timedelta(days=1))
    assert [claim[2:] for claim in claimed] == [("U1", "nothing"), ("U2", "nothing"), ("U3", "nothing")]


def test_a_snoozed_nudge_keeps_the_quiet_hours_and_lapses_with_its_day(quiet: Team) -> None:
    quiet.change_workspace(nudge="thu 18:30")
    for number in (1, 2):
        quiet.join(f"U{number}")
        snooze(quiet, f"U{number}", date(2026, 11, 26 + number))
    assert decide_snoozed(quiet, THURSDAY + timedelta(days=1, hours=4)) == [("again", "2026-W48", "U1", "expired")]
    assert len(decide_snoozed(quiet, THURSDAY + timedelta(days=3))) == 1
    assert quiet.outbox_rows() == []


def test_a_changed_nudge_time_holds_for_snoozed_nudges_too(quiet: Team) -> None:
    quiet.join("U1")
    snooze(quiet, "U1", date(2026, 11, 27))
    quiet.change_workspace(nudge="thu 10:00")
    assert decide_snoozed(quiet, THURSDAY + timedelta(hours=17)) == []
    assert len(decide_snoozed(quiet, THURSDAY + timedelta(hours=18))) == 1


def test_the_nudges_of_a_large_team_are_spread(quiet: Team) -> None:
    for number in range(40):
        quiet.join(f"U{number:02}", goal_minutes=60 if number else 30)
    quiet.book("U00", 30, date(2026, 11, 24))
    due.queue_due(quiet.deps, quiet.turn_to(THURSDAY))
    rows = quiet.outbox_rows()
    assert len({row.due_at for row in rows}) == len(rows) == 39
    assert all(THURSDAY <= row.due_at < THURSDAY + timedelta(seconds=39) for row in rows)
    assert {row.expires_at for row in rows} == {THURSDAY + 4 * HOUR}


def test_the_nudges_of_a_small_team_leave_at_once(quiet: Team) -> None:
    for number in range(30):
        quiet.join(f"U{number:02}")
    due.queue_due(quiet.deps, quiet.turn_to(THURSDAY))
    assert {row.due_at for row in quiet.outbox_rows()} == {THURSDAY}


def test_a_snoozed_nudge_is_among_the_due_moments(quiet: Team) -> None:
    quiet.join("U1")
    snooze(quiet, "U1", date(2026, 11, 27))
    moments = list_due_moments(quiet.deps, THURSDAY, THURSDAY + timedelta(days=2))
    assert moments == [THURSDAY + timedelta(days=1)]
