from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert, update

from bot.core.people import members, workspaces
from bot.core.people.member import LocalTime, Member
from bot.db.engine import Sessions
from bot.db.tables import pairs
from bot.settings import read_settings

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SETTINGS = read_settings({"ROADMATE_ADMINS": "U0CHOSEN"})


def join(session: Connection, workspace: str, member: str, *, admin: bool = False, active: bool = True) -> None:
    workspaces.welcome(session, workspace=workspace, now=NOON)
    members.meet(
        session,
        workspace=workspace,
        member=member,
        name=member,
        timezone=None,
        is_admin=admin,
        is_active=active,
        profile_at=NOON,
        now=NOON,
    )


def asking(sessions: Sessions, member: str, workspace: str = "T1") -> Member:
    with sessions.read() as session:
        return members.asking(session, workspace=workspace, member=member, settings=SETTINGS)


def test_the_settings_admins_are_admins(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T1", "U0CHOSEN")
        join(session, "T1", "U0PLAIN")
    assert asking(sessions, "U0CHOSEN").is_admin
    assert not asking(sessions, "U0PLAIN").is_admin


def test_a_role_counts_in_its_own_workspace_only(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T1", "U1", admin=True)
        join(session, "T2", "U1")
        members.change(session, workspace="T2", member="U1", is_mentor=True)
    here, there = asking(sessions, "U1"), asking(sessions, "U1", "T2")
    assert (here.is_admin, here.is_mentor) == (True, False)
    assert (there.is_admin, there.is_mentor) == (False, True)


def test_who_has_left_has_no_role(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for member in ("U0CHOSEN", "U0ADMIN"):
            join(session, "T1", member, admin=True, active=False)
            members.change(session, workspace="T1", member=member, is_mentor=True)
    assert not asking(sessions, "U0CHOSEN").sees_team
    assert not asking(sessions, "U0ADMIN").sees_team


def test_people_see_themselves_mentors_their_mentees_and_leads_and_admins_all(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for member in ("U0PLAIN", "U0MENTOR", "U0LEAD", "U0GUEST"):
            join(session, "T1", member)
        join(session, "T1", "U0ADMIN", admin=True)
        members.change(session, workspace="T1", member="U0MENTOR", is_mentor=True)
        members.set_lead(session, workspace="T1", member="U0LEAD", is_lead=True)
        members.change(session, workspace="T1", member="U0GUEST", is_mentor=True, is_lead=True, is_guest=True)
    plain = asking(sessions, "U0PLAIN")
    assert plain.may_see("U0PLAIN")
    assert not plain.may_see("U0ADMIN")
    assert not asking(sessions, "U0MENTOR").may_see("U0PLAIN")
    assert not asking(sessions, "U0GUEST").may_see("U0PLAIN")
    assert asking(sessions, "U0LEAD").may_see("U0PLAIN")
    assert asking(sessions, "U0ADMIN").may_guide("U0PLAIN")
    assert not asking(sessions, "U0ADMIN").may_guide("U0ADMIN")
    pair = {"workspace": "T1", "mentor": "U0MENTOR", "mentee": "U0PLAIN", "asked_by": "U0ADMIN", "created_at": NOON}
    with sessions.begin() as session:
        session.execute(insert(pairs).values(**pair, mentee_at=NOON))
    assert not asking(sessions, "U0MENTOR").may_see("U0PLAIN")  # only one of the two has said yes
    with sessions.begin() as session:
        session.execute(update(pairs).values(mentor_at=NOON))
    assert asking(sessions, "U0MENTOR").may_see("U0PLAIN")
    assert not asking(sessions, "U0MENTOR").may_see("U0LEAD")
    with sessions.begin() as session:
        session.execute(update(pairs).values(ended_at=NOON))
    assert not asking(sessions, "U0MENTOR").may_see("U0PLAIN")


def test_the_admins_are_those_of_slack_and_of_the_settings(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for member, admin in (("U0CHOSEN", False), ("U0PLAIN", False), ("U0ADMIN", True)):
            join(session, "T1", member, admin=admin)
        join(session, "T1", "U0GONE", admin=True, active=False)
        join(session, "T2", "U0OTHER", admin=True)
    with sessions.read() as session:
        found = members.admins(session, workspace="T1", settings=SETTINGS)
    assert [each.id for each in found] == ["U0ADMIN", "U0CHOSEN"]


def test_somebody_we_have_not_met_is_an_error(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T2", "U1", admin=True)
    with pytest.raises(LookupError):
        asking(sessions, "U1")


def test_meeting_again_keeps_what_a_person_chose(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T1", "U1")
        members.change(session, workspace="T1", member="U1", hidden=True, goal_minutes=300)
        join(session, "T1", "U1", admin=True)
    found = asking(sessions, "U1")
    assert (found.is_admin, found.hidden, found.goal, found.has_own_goal) == (True, True, 300, True)


def test_a_zone_is_the_persons_else_the_workspaces_else_the_settings(sessions: Sessions) -> None:
    berlin, tokyo = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")

    def zone() -> ZoneInfo | None:
        with sessions.read() as session:
            quick = members.local_time(session, workspace="T1", member="U1", default=berlin)
            found = members.find(session, workspace="T1", member="U1", default=berlin)
        assert quick == (found.local if found else None)
        return quick and quick.zone

    assert zone() is None
    with sessions.begin() as session:
        join(session, "T1", "U1")
    assert zone() == berlin
    with sessions.begin() as session:
        workspaces.change(session, workspace="T1", timezone="Asia/Tokyo")
    assert zone() == tokyo
    for name, meant in (("America/New_York", ZoneInfo("America/New_York")), ("Mars/Olympus", berlin), ("../x", berlin)):
        with sessions.begin() as session:
            members.change(session, workspace="T1", member="U1", timezone=name)
        assert zone() == meant


def test_everyone_is_who_is_active_by_name(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for member in ("zoe", "Ana", "ben"):
            join(session, "T1", member)
        join(session, "T1", "left", active=False)
        join(session, "T2", "other")
    with sessions.read() as session:
        found = members.everyone(session, workspace="T1", default=ZoneInfo("UTC"))
    assert [each.name for each in found] == ["Ana", "ben", "zoe"]


def test_the_oldest_knowledge_is_stale_first(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for number, member in enumerate(("U3", "U1", "U2")):
            join(session, "T1", member)
            members.change(session, workspace="T1", member=member, profile_at=NOON - timedelta(days=number))
        join(session, "T1", "U0")
        members.change(session, workspace="T1", member="U0", profile_at=None)
    with sessions.read() as session:
        assert members.stale(session, before=NOON, limit=9) == (("T1", "U0"), ("T1", "U2"), ("T1", "U1"))
        assert members.stale(session, before=NOON, limit=1) == (("T1", "U0"),)
        assert members.stale(session, before=NOON + timedelta(seconds=1), limit=9)[-1] == ("T1", "U3")


def test_a_day_begins_at_four() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert LocalTime(berlin).today(datetime(2026, 11, 21, 2, 59, tzinfo=UTC)) == date(2026, 11, 20)
    assert LocalTime(berlin).today(datetime(2026, 11, 21, 3, 0, tzinfo=UTC)) == date(2026, 11, 21)


def test_a_member_chooses_when_a_day_begins(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T1", "U1")
        members.change(session, workspace="T1", member="U1", day_starts=6 * 60 + 30)
    found = asking(sessions, "U1")
    assert found.day_starts == time(6, 30)
    assert found.today(datetime(2026, 11, 21, 6, 29, tzinfo=UTC)) == date(2026, 11, 20)
