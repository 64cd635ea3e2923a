"""Members: their roles, whom they may see, and what they chose themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.core import time_off
from bot.core.people import members, workspaces
from bot.core.people.erasures import MemberGone
from bot.core.people.member import LocalTime, Member
from bot.db.engine import Database
from bot.db.tables import members as member_rows
from bot.db.tables import pairs
from bot.db.tables import workspaces as workspace_rows
from bot.settings import read_settings
from tests.fixtures.installed import install_workspace

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SETTINGS = read_settings({"ROADMATE_ADMINS": "U0CHOSEN"})


def join(conn: Connection, workspace: str, member: str, *, admin: bool = False, active: bool = True) -> None:
    install_workspace(conn, workspace=workspace, now=NOON)
    members.save_profile(
        conn,
        workspace=workspace,
        member=member,
        name=member,
        timezone=None,
        is_admin=admin,
        is_active=active,
        profile_at=NOON,
        now=NOON,
    )


def read_requester(database: Database, member: str, workspace: str = "T1") -> Member:
    with database.read() as conn:
        return members.read_requester(conn, workspace=workspace, member=member, settings=SETTINGS)


def test_the_settings_admins_are_admins(database: Database) -> None:
    with database.begin() as conn:
        join(conn, "T1", "U0CHOSEN")
        join(conn, "T1", "U0PLAIN")
    assert read_requester(database, "U0CHOSEN").is_admin
    assert not read_requester(database, "U0PLAIN").is_admin


def test_a_role_counts_in_its_own_workspace_only(database: Database) -> None:
    with database.begin() as conn:
        join(conn, "T1", "U1", admin=True)
        join(conn, "T2", "U1")
        members.update_member(conn, workspace="T2", member="U1", is_mentor=True)
    in_first, in_second = read_requester(database, "U1"), read_requester(database, "U1", "T2")
    assert (in_first.is_admin, in_first.is_mentor) == (True, False)
    assert (in_second.is_admin, in_second.is_mentor) == (False, True)


def test_a_member_who_has_left_has_no_role(database: Database) -> None:
    with database.begin() as conn:
        for member in ("U0CHOSEN", "U0ADMIN"):
            join(conn, "T1", member, admin=True, active=False)
            members.update_member(conn, workspace="T1", member=member, is_mentor=True)
    assert not read_requester(database, "U0CHOSEN").may_see_team
    assert not read_requester(database, "U0ADMIN").may_see_team


def test_people_see_themselves_mentors_their_mentees_and_leads_and_admins_all(database: Database) -> None:
    with database.begin() as conn:
        for member in ("U0PLAIN", "U0MENTOR", "U0LEAD", "U0GUEST"):
            join(conn, "T1", member)
        join(conn, "T1", "U0ADMIN", admin=True)
        members.update_member(conn, workspace="T1", member="U0MENTOR", is_mentor=True)
        members.set_lead(conn, workspace="T1", member="U0LEAD", is_lead=True)
        members.update_member(conn, workspace="T1", member="U0GUEST", is_mentor=True, is_lead=True, is_guest=True)
    plain = read_requester(database, "U0PLAIN")
    assert plain.may_see("U0PLAIN")
    assert not plain.may_see("U0ADMIN")
    assert not read_requester(database, "U0MENTOR").may_see("U0PLAIN")
    assert not read_requester(database, "U0GUEST").may_see("U0PLAIN")
    assert read_requester(database, "U0LEAD").may_see("U0PLAIN")
    assert read_requester(database, "U0ADMIN").may_mentor("U0PLAIN")
    assert not read_requester(database, "U0ADMIN").may_mentor("U0ADMIN")
    pair = {"workspace": "T1", "mentor": "U0MENTOR", "mentee": "U0PLAIN", "asked_by": "U0ADMIN", "created_at": NOON}
    with database.begin() as conn:
        conn.execute(insert(pairs).values(**pair, mentee_at=NOON))
    assert not read_requester(database, "U0MENTOR").may_see("U0PLAIN")  # only one of the two has said yes
    with database.begin() as conn:
        conn.execute(update(pairs).values(mentor_at=NOON))
    assert read_requester(database, "U0MENTOR").may_see("U0PLAIN")
    assert not read_requester(database, "U0MENTOR").may_see("U0LEAD")
    with database.begin() as conn:
        conn.execute(update(pairs).values(ended_at=NOON))
    assert not read_requester(database, "U0MENTOR").may_see("U0PLAIN")


def test_the_admins_are_those_of_slack_and_of_the_settings(database: Database) -> None:
    with database.begin() as conn:
        for member, admin in (("U0CHOSEN", False), ("U0PLAIN", False), ("U0ADMIN", True)):
            join(conn, "T1", member, admin=admin)
        join(conn, "T1", "U0GONE", admin=True, active=False)
        join(conn, "T2", "U0OTHER", admin=True)
    with database.read() as conn:
        found = members.list_admins(conn, workspace="T1", settings=SETTINGS)
    assert [each.id for each in found] == ["U0ADMIN", "U0CHOSEN"]


def test_somebody_we_have_not_met_is_an_error(database: Database) -> None:
    with database.begin() as conn:
        join(conn, "T2", "U1", admin=True)
    with pytest.raises(LookupError):
        read_requester(database, "U1")


def test_meeting_again_keeps_what_a_person_chose(database: Database) -> None:
    with database.begin() as conn:
        join(conn, "T1", "U1")
        members.update_member(conn, workspace="T1", member="U1", hidden=True, goal_minutes=300)
        join(conn, "T1", "U1", admin=True)
    found = read_requester(database, "U1")
    assert (found.is_admin, found.hidden, found.goal, found.has_own_goal) == (True, True, 300, True)


def test_a_zone_is_the_persons_else_the_workspaces_else_the_settings(database: Database) -> None:
    berlin, tokyo = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")

    def zone() -> ZoneInfo | None:
        with database.read() as conn:
            stored = members.find_stored_person(conn, workspace="T1", member="U1", default_zone=berlin)
            found = members.find_member(conn, workspace="T1", member="U1", default_zone=berlin)
        quick = stored.local_time if stored else None
        assert quick == (found.local_time if found else None)
        return quick.zone if quick else None

    assert zone() is None
    with database.begin() as conn:
        join(conn, "T1", "U1")
    assert zone() == berlin
    with database.begin() as conn:
        workspaces.update_workspace(conn, workspace="T1", timezone="Asia/Tokyo")
    assert zone() == tokyo
    for name, meant in (("America/New_York", ZoneInfo("America/New_York")), ("Mars/Olympus", berlin), ("../x", berlin)):
        with database.begin() as conn:
            members.update_member(conn, workspace="T1", member="U1", timezone=name)
        assert zone() == meant


def test_active_members_are_listed_by_name(database: Database) -> None:
    with database.begin() as conn:
        for member in ("zoe", "Ana", "ben"):
            join(conn, "T1", member)
        join(conn, "T1", "left", active=False)
        join(conn, "T2", "other")
    with database.read() as conn:
        found = members.list_active_members(conn, workspace="T1", default_zone=ZoneInfo("UTC"))
    assert [each.name for each in found] == ["Ana", "ben", "zoe"]


def test_the_oldest_knowledge_is_stale_first(database: Database) -> None:
    with database.begin() as conn:
        for number, member in enumerate(("U3", "U1", "U2")):
            join(conn, "T1", member)
            members.update_member(conn, workspace="T1", member=member, profile_at=NOON - timedelta(days=number))
        join(conn, "T1", "U0")
        members.update_member(conn, workspace="T1", member="U0", profile_at=None)
    with database.read() as conn:
        assert members.list_stale_profiles(conn, before=NOON, limit=9) == (("T1", "U0"), ("T1", "U2"), ("T1", "U1"))
        assert members.list_stale_profiles(conn, before=NOON, limit=1) == (("T1", "U0"),)
        assert members.list_stale_profiles(conn, before=NOON + timedelta(seconds=1), limit=9)[-1] == ("T1", "U3")


def test_a_day_begins_at_four() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert LocalTime(berlin).today(datetime(2026, 11, 21, 2, 59, tzinfo=UTC)) == date(2026, 11, 20)
    assert LocalTime(berlin).today(datetime(2026, 11, 21, 3, 0, tzinfo=UTC)) == date(2026, 11, 21)


def test_a_member_chooses_when_a_day_begins(database: Database) -> None:
    with database.begin() as conn:
        join(conn, "T1", "U1")
        members.update_member(conn, workspace="T1", member="U1", day_starts=6 * 60 + 30)
    found = read_requester(database, "U1")
    assert found.day_starts == time(6, 30)
    assert found.today(datetime(2026, 11, 21, 6, 29, tzinfo=UTC)) == date(2026, 11, 20)


def test_a_mentor_keeps_the_moment_since_when_they_are_one(database: Database) -> None:
    def mentor_since() -> datetime | None:
        with database.read() as conn:
            return conn.execute(select(member_rows.c.mentor_since).where(member_rows.c.id == "U1")).scalar_one()

    with database.begin() as conn:
        join(conn, "T1", "U1")
        join(conn, "T1", "U2")
    for is_mentor, later, since in ((True, 0, 0), (True, 1, 0), (False, 2, None), (True, 3, 3)):
        with database.begin() as conn:
            now = NOON + timedelta(days=later)
            members.set_mentor(conn, workspace="T1", member="U1", is_mentor=is_mentor, now=now)
        assert read_requester(database, "U1").is_mentor is is_mentor
        assert mentor_since() == (None if since is None else NOON + timedelta(days=since))
    assert not read_requester(database, "U2").is_mentor


def test_what_decides_who_is_written_to_changes_the_roster(database: Database) -> None:
    """Tickers look again only then; a name or the moment of the look alone makes no work."""

    def roster() -> int:
        with database.read() as conn:
            query = select(workspace_rows.c.roster).where(workspace_rows.c.id == "T1")
            return int(conn.execute(query).scalar_one())

    known = {"workspace": "T1", "member": "U1", "name": "Ana", "timezone": None, "is_admin": False, "is_active": True}
    with database.begin() as conn:
        for workspace, member in (("T0", "U1"), ("T1", "U0")):
            join(conn, workspace, member, admin=True)
        install_workspace(conn, workspace="T1", now=NOON)
    for changes, is_news in (
        ({}, True),
        ({}, False),
        ({"name": "Ana B"}, False),
        ({"timezone": "Asia/Tokyo"}, True),
        ({"is_admin": True}, True),
        ({"is_active": False}, True),
    ):
        before = roster()
        known |= changes
        with database.begin() as conn:
            members.save_profile(conn, **known, profile_at=NOON, now=NOON)
        assert (roster() > before) is is_news, changes
    for change in ({"is_mentor": True}, {"nudged": False}):
        before = roster()
        with database.begin() as conn:
            members.update_member(conn, workspace="T1", member="U1", **change)
        assert roster() > before, change
    before = roster()
    with database.begin() as conn:
        members.set_mentor(conn, workspace="T1", member="U1", is_mentor=False, now=NOON)
    assert roster() > before


def test_a_leaver_is_gone_since_the_first_time_that_slack_says_so(database: Database) -> None:
    later = NOON + timedelta(days=3)
    known = {"workspace": "T1", "member": "U1", "name": "Ana", "timezone": None, "is_admin": False}
    found = []
    for is_active, now in ((True, NOON), (False, NOON), (False, later), (True, later)):
        with database.begin() as conn:
            install_workspace(conn, workspace="T1", now=NOON)
            members.save_profile(conn, **known, is_active=is_active, profile_at=now, now=now)
            found.append(conn.execute(select(member_rows.c.gone_at)).scalar_one())
    assert found == [None, NOON, NOON, None]


@pytest.mark.parametrize(
    ("zones", "lost"),
    [
        (("Pacific/Pago_Pago", "Pacific/Kiritimati"), [date(2026, 11, 24)]),  # 25 hours ahead
        (("Pacific/Kiritimati", "Pacific/Pago_Pago"), []),
        (("Europe/Lisbon", "Asia/Tokyo"), []),
        (("Asia/Tokyo", None), []),
    ],
)
def test_only_days_that_a_move_took_from_somebody_are_days_away(
    database: Database, zones: tuple[str, str | None], lost: list[date]
) -> None:
    moved_at = datetime(
        2026, 11, 24, 14, 30, tzinfo=UTC
    )  # Monday in Pago Pago, where days begin at four; Wednesday in Kiritimati
    with database.begin() as conn:
        install_workspace(conn, workspace="T1", now=NOON)
        for zone in zones:
            profile = {"name": "Ana", "timezone": zone, "is_admin": False, "is_active": True, "profile_at": moved_at}
            members.save_profile(conn, workspace="T1", member="U1", **profile, now=moved_at)
        away = time_off.list_time_off(
            conn, workspace="T1", member="U1", since=date(2026, 11, 1), until=date(2026, 12, 1)
        )
    assert [(each.first, each.last) for each in away] == [(day, day) for day in lost]


def test_names_are_those_of_the_people_asked_for_in_the_workspace(database: Database) -> None:
    with database.begin() as conn:
        for workspace, member in (("T1", "U1"), ("T1", "U2"), ("T1", "U3"), ("T2", "U4")):
            join(conn, workspace, member)
        found = members.read_names(conn, workspace="T1", member_ids=["U1", "U2", "U4", "U9"])
    assert found == {"U1": "U1", "U2": "U2"}


@pytest.mark.parametrize("gone", ["U9", "U2"])
def test_nothing_is_written_about_somebody_who_is_not_there(database: Database, gone: str) -> None:
    with database.begin() as conn:
        join(conn, "T1", "U1")
        join(conn, "T2", "U2")
        members.lock_members(conn, workspace="T1", member_ids=["U1", "U1"])
        with pytest.raises(MemberGone, match=gone):
            members.lock_members(conn, workspace="T1", member_ids=["U1", gone])
