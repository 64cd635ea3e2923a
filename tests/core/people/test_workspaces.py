from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.people import members, workspaces
from bot.core.people import workspace as people_workspace
from bot.core.people.member import Member
from bot.core.people.workspace import Origin, Workspace
from bot.db.engine import Sessions
from bot.settings import Settings, read_settings

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
SETTINGS = read_settings({"ROADMATE_DIGEST": "tue 10:00", "ROADMATE_LEARNING_CHANNEL": "C0LEARNING"})


def found(session: Connection, settings: Settings = SETTINGS, **values: Any) -> Workspace:
    workspaces.welcome(session, workspace="T1", now=NOON)
    if values:
        workspaces.change(session, workspace="T1", **values)
    return workspaces.get(session, workspace="T1", settings=settings)


def member(session: Connection, **values: Any) -> Member:
    members.meet(
        session,
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
        members.change(session, workspace="T1", member="U1", **values)
    return members.asking(session, workspace="T1", member="U1", settings=SETTINGS)


def test_each_setting_says_where_it_comes_from(sessions: Sessions) -> None:
    with sessions.begin() as session:
        found(session, timezone="Europe/Berlin", board_on=True)
        origins = workspaces.origins(session, workspace="T1", settings=SETTINGS)
    assert origins == {
        "timezone": Origin.HERE,
        "learning_channel": Origin.ENVIRONMENT,
        "digest": Origin.ENVIRONMENT,
        "nudge": Origin.DEFAULT,
        "board_on": Origin.HERE,
        "digest_on": Origin.DEFAULT,
        "nudge_on": Origin.DEFAULT,
        "goal_minutes": Origin.DEFAULT,
        "digest_parts": Origin.DEFAULT,
        "board_by": Origin.DEFAULT,
        "retention_months": Origin.DEFAULT,
    }


def test_what_an_admin_chose_wins_until_it_is_given_back(sessions: Sessions) -> None:
    with sessions.begin() as session:
        assert found(session, learning_channel="C0OTHER").learning_channel == "C0OTHER"
        assert found(session, learning_channel=None).learning_channel == "C0LEARNING"


def test_the_next_digest_is_in_the_workspaces_zone(sessions: Sessions) -> None:
    with sessions.begin() as session:
        workspace = found(session, timezone="Europe/Berlin")
    assert people_workspace.next_digest(workspace, NOON) == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_no_digest_while_it_is_off_or_has_no_channel(sessions: Sessions) -> None:
    with sessions.begin() as session:
        nowhere = found(session, settings=read_settings({}))
        off = found(session, digest_on=False)
    assert people_workspace.next_digest(nowhere, NOON) is None
    assert people_workspace.next_digest(off, NOON) is None


@pytest.mark.parametrize(
    ("snoozed", "day"),
    [(None, 26), (date(2026, 11, 26), 26), (date(2026, 11, 27), 3)],
)
def test_the_next_nudge_is_in_the_members_zone_after_a_snooze(
    sessions: Sessions, snoozed: date | None, day: int
) -> None:
    with sessions.begin() as session:
        workspace = found(session)
        due = people_workspace.next_nudge(workspace, member(session, snoozed_until=snoozed), NOON)
    assert due is not None
    assert (due.day, due.hour, due.tzinfo) == (day, 16, ZoneInfo("Asia/Singapore"))


def test_no_nudge_for_who_turned_it_off_or_where_it_is_off(sessions: Sessions) -> None:
    with sessions.begin() as session:
        workspace = found(session)
        assert people_workspace.next_nudge(workspace, member(session, nudged=False), NOON) is None
        workspace = found(session, nudge_on=False)
        assert people_workspace.next_nudge(workspace, member(session, nudged=True), NOON) is None


def test_a_workspace_that_never_spoke_to_us_is_an_error(sessions: Sessions) -> None:
    with sessions.begin() as session, pytest.raises(LookupError):
        workspaces.get(session, workspace="T9", settings=SETTINGS)


def test_a_small_hour_belongs_to_the_day_before(sessions: Sessions) -> None:
    with sessions.begin() as session:
        workspace = found(session, timezone="Europe/Berlin")
    assert workspace.today(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)) == date(2026, 11, 22)


def test_a_welcome_is_given_once_and_takes_nothing_back(sessions: Sessions) -> None:
    with sessions.begin() as session:
        assert found(session, board_on=True).bot_user is None
        workspaces.welcome(session, workspace="T1", now=NOON, bot_user="U0BOT")
        workspaces.welcome(session, workspace="T1", now=NOON)
        again = workspaces.get(session, workspace="T1", settings=SETTINGS)
        assert (again.bot_user, again.board_on) == ("U0BOT", True)
        assert [each.id for each in workspaces.everywhere(session, settings=SETTINGS)] == ["T1"]


def test_a_new_workspace_has_the_defaults(sessions: Sessions) -> None:
    with sessions.begin() as session:
        workspace = found(session)
    assert (workspace.digest_on, workspace.nudge_on, workspace.board_on, workspace.goal) == (True, True, False, 120)


def test_a_workspace_was_last_seen_when_anything_was_booked(sessions: Sessions) -> None:
    with sessions.begin() as session:
        found(session)
        assert workspaces.last_seen(session, workspace="T1") is None
        booking = Booking(60, "networking", None, None, NOON.date(), "", "command", "r1")
        ledger_booking.book(session, workspace="T1", member="U1", booking=booking, now=NOON)
        assert workspaces.last_seen(session, workspace="T1") == NOON
        assert workspaces.last_seen(session, workspace="T2") is None
