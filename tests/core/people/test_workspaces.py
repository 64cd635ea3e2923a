"""When the next nudge is due: snoozes and days away are left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.calendar.schedule import parse_slot
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.people.workspaces import (
    SETTING_NAMES,
    SettingOrigin,
    Workspace,
    find_next_digest,
    find_next_nudge,
    setting_text,
)
from bot.core.time_off import TimeOff
from bot.db.engine import Database
from bot.settings import Settings, read_settings
from tests.fixtures.installed import install_workspace

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
LONG_AGO = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
SETTINGS = read_settings({"ROADMATE_DIGEST": "tue 10:00", "ROADMATE_LEARNING_CHANNEL": "C0LEARNING"})


def save_and_read(conn: Connection, settings: Settings = SETTINGS, **values: Any) -> Workspace:
    workspaces.ensure_workspace(conn, workspace="T1", now=NOON)
    if values:
        workspaces.update_workspace(conn, workspace="T1", **values)
    return workspaces.read_workspace(conn, workspace="T1", settings=settings)


def member(conn: Connection, **values: Any) -> Member:
    members.save_profile(
        conn,
        workspace="T1",
        member="U1",
        name="Mei",
        timezone="Asia/Singapore",
        is_admin=False,
        is_active=True,
        profile_at=NOON,
        now=NOON,
    )
    if values:
        members.update_member(conn, workspace="T1", member="U1", **values)
    return members.read_requester(conn, workspace="T1", member="U1", settings=SETTINGS)


def test_each_setting_has_its_origin(database: Database) -> None:
    with database.begin() as conn:
        save_and_read(conn, timezone="Europe/Berlin", board_on=True)
        origins = workspaces.read_setting_origins(conn, workspace="T1", settings=SETTINGS)
    assert origins == {
        "timezone": SettingOrigin.SLACK,
        "learning_channel": SettingOrigin.ENVIRONMENT,
        "digest": SettingOrigin.ENVIRONMENT,
        "nudge": SettingOrigin.DEFAULT,
        "board_on": SettingOrigin.SLACK,
        "digest_on": SettingOrigin.DEFAULT,
        "nudge_on": SettingOrigin.DEFAULT,
        "goal_minutes": SettingOrigin.DEFAULT,
        "digest_parts": SettingOrigin.DEFAULT,
        "board_by": SettingOrigin.DEFAULT,
        "retention_months": SettingOrigin.DEFAULT,
    }


def test_what_an_admin_chose_wins_until_it_is_given_back(database: Database) -> None:
    with database.begin() as conn:
        assert save_and_read(conn, learning_channel="C0OTHER").learning_channel == "C0OTHER"
        assert save_and_read(conn, learning_channel=None).learning_channel == "C0LEARNING"


def test_the_next_digest_is_in_the_workspaces_zone(database: Database) -> None:
    with database.begin() as conn:
        workspace = save_and_read(conn, timezone="Europe/Berlin")
    assert workspaces.find_next_digest(workspace, NOON) == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_no_digest_while_it_is_off_or_has_no_channel(database: Database) -> None:
    with database.begin() as conn:
        nowhere = save_and_read(conn, settings=read_settings({}))
        off = save_and_read(conn, digest_on=False)
    assert workspaces.find_next_digest(nowhere, NOON) is None
    assert workspaces.find_next_digest(off, NOON) is None


@pytest.mark.parametrize(
    ("snoozed", "day"),
    [(None, 26), (date(2026, 11, 26), 26), (date(2026, 11, 27), 3)],
)
def test_the_next_nudge_is_in_the_members_zone_after_a_snooze(
    database: Database, snoozed: date | None, day: int
) -> None:
    with database.begin() as conn:
        workspace = save_and_read(conn)
        due = workspaces.find_next_nudge(workspace, member(conn, snoozed_until=snoozed), NOON)
    assert due is not None
    assert (due.day, due.hour, due.tzinfo) == (day, 16, ZoneInfo("Asia/Singapore"))


def test_no_nudge_is_due_where_the_member_or_the_workspace_has_it_off(database: Database) -> None:
    with database.begin() as conn:
        workspace = save_and_read(conn)
        assert workspaces.find_next_nudge(workspace, member(conn, nudged=False), NOON) is None
        workspace = save_and_read(conn, nudge_on=False)
        assert workspaces.find_next_nudge(workspace, member(conn, nudged=True), NOON) is None


def test_a_workspace_that_never_spoke_to_us_is_an_error(database: Database) -> None:
    with database.begin() as conn, pytest.raises(LookupError):
        workspaces.read_workspace(conn, workspace="T9", settings=SETTINGS)


def test_a_small_hour_belongs_to_the_day_before(database: Database) -> None:
    with database.begin() as conn:
        workspace = save_and_read(conn, timezone="Europe/Berlin")
    assert workspace.today(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)) == date(2026, 11, 22)


def test_a_welcome_is_given_once_and_takes_nothing_back(database: Database) -> None:
    with database.begin() as conn:
        assert save_and_read(conn, board_on=True).bot_user is None
        workspaces.ensure_workspace(conn, workspace="T1", now=NOON, bot_user="U0BOT")
        workspaces.ensure_workspace(conn, workspace="T1", now=NOON)
        again = workspaces.read_workspace(conn, workspace="T1", settings=SETTINGS)
        assert (again.bot_user, again.leaderboard_on) == ("U0BOT", True)
        assert workspaces.list_workspaces(conn, settings=SETTINGS) == ()  # a row alone is not served
        install_workspace(conn, workspace="T1", now=NOON)
        assert [each.id for each in workspaces.list_workspaces(conn, settings=SETTINGS)] == ["T1"]


def test_a_new_workspace_has_the_defaults(database: Database) -> None:
    with database.begin() as conn:
        workspace = save_and_read(conn)
    assert (workspace.digest_on, workspace.nudge_on, workspace.leaderboard_on, workspace.goal_minutes) == (
        True,
        True,
        False,
        120,
    )


def test_a_workspace_was_last_seen_when_anything_was_booked(database: Database) -> None:
    with database.begin() as conn:
        save_and_read(conn)
        assert workspaces.read_last_activity(conn, workspace="T1") is None
        booking = Booking(60, "networking", None, None, NOON.date(), "", "command", "r1")
        ledger_booking.book_entry(conn, workspace="T1", member="U1", booking=booking, now=NOON)
        assert workspaces.read_last_activity(conn, workspace="T1") == NOON
        assert workspaces.read_last_activity(conn, workspace="T2") is None


NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def due(slot: str = "thu 16:00", snoozed: date | None = None, away: list[TimeOff] | None = None) -> str | None:
    zone = ZoneInfo("Europe/Berlin")
    workspace = Workspace("T1", None, zone, None, parse_slot("mon 09:00"), parse_slot(slot), True, True, False, 120)
    member = Member("T1", "U1", "Mei", zone, False, False, True, False, True, snoozed, 120, False, LONG_AGO)
    found = find_next_nudge(workspace, member, NOW, away or [])
    return found.date().isoformat() if found else None


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [
        ("2026-11-26", "2026-11-26", "2026-12-03"),
        ("2026-11-23", "2026-11-25", "2026-11-26"),
        ("2026-11-23", "2026-12-04", "2026-12-10"),
        ("2026-11-23", None, None),
    ],
)
def test_days_away_are_skipped(first: str, last: str | None, day: str | None) -> None:
    end = date.fromisoformat(last) if last else None
    assert due(away=[TimeOff(date.fromisoformat(first), end)]) == day


def test_a_week_without_a_goal_has_no_nudge_even_at_its_weekend() -> None:
    working_week = TimeOff(date(2026, 11, 23), date(2026, 11, 27))
    assert due("sun 10:00", away=[working_week]) == "2026-11-22"
    assert due("sat 10:00", away=[working_week]) == "2026-12-05"


def test_a_snooze_is_kept() -> None:
    assert due() == "2026-11-26"
    assert due(snoozed=date(2026, 11, 30)) == "2026-12-03"


WORKSPACE = Workspace(
    *("T1", None, ZoneInfo("Europe/Berlin"), "C1", parse_slot("mon 09:00"), parse_slot("thu 16:00"), True, True, False),
    120,
)


@pytest.mark.parametrize(
    ("slot", "done", "expected"),
    [
        ("mon 09:00", None, "2026-11-23 09:00"),
        ("sat 12:30", {"2026-W45"}, "2026-11-21 12:30"),  # half an hour ago, and nobody has had it: at once
        ("sat 12:30", {"2026-W46"}, "2026-11-28 12:30"),
        ("sat 18:00", {"2026-W46"}, "2026-11-28 18:00"),  # later today, but this week's has gone out
        ("sat 18:00", {"2026-W45"}, "2026-11-21 18:00"),
        ("thu 09:00", set(), "2026-11-26 09:00"),  # so late that it is no news
    ],
)
def test_the_next_digest_is_one_that_has_not_gone_out(slot: str, done: set[str] | None, expected: str) -> None:
    due = find_next_digest(replace(WORKSPACE, digest_slot=parse_slot(slot)), NOW, done)
    assert f"{due:%Y-%m-%d %H:%M}" == expected


def test_a_nudge_that_was_decided_on_is_not_the_next_one() -> None:
    zone = ZoneInfo("Europe/Berlin")
    member = Member("T1", "U1", "Mei", zone, False, False, True, False, True, None, 120, False, LONG_AGO)
    workspace = replace(WORKSPACE, nudge_slot=parse_slot("sun 10:00"))
    days = [find_next_nudge(workspace, member, NOW, (), done) for done in ((), {"2026-W47"})]
    assert [day.date().isoformat() for day in days if day] == ["2026-11-22", "2026-11-29"]


def test_the_value_in_force_of_every_setting_has_a_short_text() -> None:
    assert {name: setting_text(name, WORKSPACE) for name in SETTING_NAMES} == {
        "digest": "Mon 09:00",
        "channel": "C1",
        "digest parts": "everything",
        "nudge": "Thu 16:00",
        "timezone": "Europe/Berlin",
        "goal": "2 h",
        "board": "off",
        "board by": "hours",
        "retention": "24 months",
    }
    other = replace(WORKSPACE, digest_on=False, nudge_on=False, learning_channel=None, digest_parts=frozenset())
    words = [setting_text(name, other) for name in ("digest", "nudge", "channel", "digest parts")]
    assert words == ["off", "off", "none", "only the hours"]
    assert (
        setting_text("digest parts", replace(WORKSPACE, digest_parts=frozenset({"board", "chart"}))) == "chart, board"
    )


@pytest.mark.parametrize(
    ("slot", "done", "expected"),
    [
        ("sat 12:30", set(), "2026-11-21 12:30"),  # half an hour ago, and undecided: it comes now
        ("sat 12:30", None, "2026-11-28 12:30"),
        ("sat 12:30", {"2026-W47"}, "2026-11-28 12:30"),
        ("fri 12:30", set(), "2026-11-27 12:30"),  # so late that it is worth nothing
        ("sun 23:00", set(), None),  # in the quiet hours, so never
    ],
)
def test_a_nudge_that_is_due_and_undecided_comes_now(slot: str, done: set[str] | None, expected: str | None) -> None:
    member = Member(
        "T1", "U1", "Mei", ZoneInfo("Europe/Berlin"), False, False, True, False, True, None, 120, False, LONG_AGO
    )
    due = find_next_nudge(replace(WORKSPACE, nudge_slot=parse_slot(slot)), member, NOW, (), done)
    assert (due and f"{due:%Y-%m-%d %H:%M}") == expected


def test_who_came_this_week_is_nudged_from_the_next_one_on() -> None:
    member = Member(
        "T1", "U1", "Mei", ZoneInfo("Europe/Berlin"), False, False, True, False, True, None, 120, False, NOW
    )
    due = find_next_nudge(replace(WORKSPACE, nudge_slot=parse_slot("sun 10:00")), member, NOW, (), ())
    assert due is not None
    assert f"{due:%Y-%m-%d %H:%M}" == "2026-11-29 10:00"
