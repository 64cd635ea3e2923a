"""Getting to know directory: Slack is asked once, is never needed, and never overrules what a member chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, event, text

from bot.clock import AdjustableClock
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.db.engine import Database, DatabaseUnavailable
from bot.db.tables import installations
from bot.directory import Directory, NotInstalled, Outsider
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEFT, TEAM_ID, SlackUser
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.settings import read_settings
from bot.slack.client import SlackClient, UserProfile
from bot.slack.home_team import HomeTeam
from tests import faults
from tests.faults import FaultyServer
from tests.fixtures.installed import install_workspace
from tests.slack_world import add_person

UTC = ZoneInfo("UTC")
PROFILE_METHOD = "users.info"


@pytest.fixture
def make_directory(database: Database, slack: FaultyServer, clock: AdjustableClock) -> Callable[..., Directory]:
    """Make the directory of a process that has just started and knows nobody."""

    with database.begin() as conn:
        install_workspace(conn, workspace=TEAM_ID, now=clock.now(), bot_user="U0SANDBOT")

    def make(**environment: str) -> Directory:
        web = SlackClient(api_url=slack.base_url, token=lambda _workspace: BOT_TOKEN)
        return Directory(settings=read_settings(environment), clock=clock, database=database, slack=web)

    return make


@pytest.fixture
def directory(make_directory: Callable[..., Directory]) -> Directory:
    return make_directory()


@pytest.fixture
def find(database: Database) -> Callable[[str], Member]:
    def look(user: str) -> Member:
        with database.read() as conn:
            found = members.find_member(conn, workspace=TEAM_ID, member=user, default_zone=UTC)
        assert found is not None
        return found

    return look


def admit(directory: Directory, user: str, name: str = "") -> None:
    """Let somebody in whose request says that they are of this team."""
    directory.admit(directory.find_installation(TEAM_ID), user, HomeTeam(TEAM_ID))
    directory.ensure_member(TEAM_ID, user, name)


def count_profile_requests(slack: FaultyServer) -> int:
    return len([call for call in slack.workspace.journal.calls if call.method == PROFILE_METHOD])


@contextmanager
def recorded_statements(database: Database) -> Iterator[list[str]]:
    """Record the statements that are run meanwhile."""
    run: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        run.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_slack_is_asked_about_a_newcomer(
    directory: Directory, find: Callable[[str], Member], database: Database, clock: AdjustableClock
) -> None:
    directory.ensure_member(TEAM_ID, ANA.id)
    ana = find(ANA.id)
    assert (ana.name, ana.zone.key, ana.is_admin, ana.is_active) == ("Ana", "Europe/Lisbon", True, True)
    with database.read() as conn:
        assert members.list_stale_profiles(conn, before=clock.now(), limit=9) == ()
        assert workspaces.find_workspace(conn, workspace=TEAM_ID, settings=read_settings({})) is not None


def test_slack_is_asked_once(directory: Directory, slack: FaultyServer) -> None:
    for _ in range(3):
        directory.ensure_member(TEAM_ID, ANA.id)
    assert count_profile_requests(slack) == 1


def test_a_known_person_costs_no_statement(directory: Directory, database: Database) -> None:
    with recorded_statements(database) as first:
        directory.ensure_member(TEAM_ID, ANA.id)
    with recorded_statements(database) as again:
        directory.ensure_member(TEAM_ID, ANA.id)
    assert first
    assert again == []


def test_after_a_restart_slack_is_not_asked_again(
    directory: Directory, make_directory: Callable[..., Directory], slack: FaultyServer
) -> None:
    directory.ensure_member(TEAM_ID, ANA.id)
    assert make_directory().ensure_member(TEAM_ID, ANA.id).zone.key == ANA.zone
    assert count_profile_requests(slack) == 1


def test_a_zone_that_changed_elsewhere_is_seen_after_a_while(
    directory: Directory, make_directory: Callable[..., Directory], clock: AdjustableClock
) -> None:
    assert directory.ensure_member(TEAM_ID, ANA.id).zone.key == "Europe/Lisbon"
    make_directory().save_profile(
        TEAM_ID, UserProfile(ANA.id, "Ana", "Asia/Tokyo", is_admin=True, is_active=True, is_guest=False)
    )
    clock.advance(timedelta(seconds=301))
    assert directory.ensure_member(TEAM_ID, ANA.id).zone.key == "Asia/Tokyo"


def test_two_workspaces_have_two_members(directory: Directory, database: Database, clock: AdjustableClock) -> None:
    with database.begin() as conn:
        install_workspace(conn, workspace="T0OTHER", now=clock.now())
    directory.ensure_member(TEAM_ID, ANA.id)
    directory.save_profile("T0OTHER", ANA.id)
    with database.read() as conn:
        found = [
            members.find_member(conn, workspace=team, member=ANA.id, default_zone=UTC) for team in (TEAM_ID, "T0OTHER")
        ]
    assert [one.workspace for one in found if one] == [TEAM_ID, "T0OTHER"]


@pytest.mark.parametrize(("name", "expected"), [("ana.f", "ana.f"), ("", ANA.id)])
def test_without_slack_there_is_a_row_all_the_same(
    name: str,
    expected: str,
    directory: Directory,
    slack: FaultyServer,
    database: Database,
    clock: AdjustableClock,
    find: Callable[[str], Member],
) -> None:
    slack.faults.add(PROFILE_METHOD, faults.broken())
    admit(directory, ANA.id, name)
    ana = find(ANA.id)
    assert (ana.name, ana.zone, ana.is_admin, ana.is_active) == (expected, UTC, False, True)
    with database.read() as conn:
        assert members.list_stale_profiles(conn, before=clock.now() - timedelta(days=9999), limit=9) == (
            (TEAM_ID, ANA.id),
        )


def test_a_person_about_whom_slack_did_not_answer_is_asked_about_later(
    directory: Directory, make_directory: Callable[..., Directory], slack: FaultyServer, find: Callable[[str], Member]
) -> None:
    slack.faults.add(PROFILE_METHOD, faults.rate_limited(30), 2)
    admit(directory, ANA.id, "ana")
    admit(directory, ANA.id, "ana")
    assert count_profile_requests(slack) == 1  # not with each command of theirs
    assert not directory.refresh_profile(TEAM_ID, ANA.id)
    assert find(ANA.id).name == "ana"
    assert directory.refresh_profile(TEAM_ID, ANA.id)
    assert (find(ANA.id).name, find(ANA.id).zone.key) == ("Ana", "Europe/Lisbon")
    make_directory().ensure_member(TEAM_ID, ANA.id)
    assert count_profile_requests(slack) == 3


def test_after_a_restart_slack_is_asked_again_about_a_person_without_a_profile(
    directory: Directory, make_directory: Callable[..., Directory], slack: FaultyServer, find: Callable[[str], Member]
) -> None:
    slack.faults.add(PROFILE_METHOD, faults.broken())
    admit(directory, ANA.id)
    make_directory().ensure_member(TEAM_ID, ANA.id)
    assert find(ANA.id).zone.key == "Europe/Lisbon"


def test_what_a_member_chose_stays(
    directory: Directory, slack: FaultyServer, database: Database, find: Callable[[str], Member], clock: AdjustableClock
) -> None:
    directory.ensure_member(TEAM_ID, BEN.id)
    with database.begin() as conn:
        members.update_member(
            conn, workspace=TEAM_ID, member=BEN.id, goal_minutes=300, hidden=True, nudged=False, is_mentor=True
        )
    since = find(BEN.id).created_at
    add_person(slack.workspace, replace(BEN, real_name="Benjamin Carter", zone="Europe/Berlin", is_admin=True))
    clock.advance(timedelta(days=1))
    assert directory.refresh_profile(TEAM_ID, BEN.id)
    ben = find(BEN.id)
    assert (ben.name, ben.zone.key, ben.is_admin) == ("Benjamin", "Europe/Berlin", True)
    assert (ben.goal, ben.has_own_goal, ben.hidden, ben.nudged, ben.is_mentor) == (300, True, True, False, True)
    assert ben.created_at == since


def test_a_person_who_has_left_is_not_active(directory: Directory, find: Callable[[str], Member]) -> None:
    directory.ensure_member(TEAM_ID, LEFT.id)
    assert not find(LEFT.id).is_active


def test_an_unknown_zone_is_the_default(directory: Directory, find: Callable[[str], Member]) -> None:
    directory.ensure_member(TEAM_ID, BEN.id)
    directory.save_profile(
        TEAM_ID, UserProfile(BEN.id, "Ben", "Mars/Olympus", is_admin=False, is_active=True, is_guest=False)
    )
    assert find(BEN.id).zone == UTC


def test_many_at_once_ask_about_the_same_newcomer(directory: Directory, find: Callable[[str], Member]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: directory.ensure_member(TEAM_ID, ANA.id), range(8)))
    assert find(ANA.id).name == "Ana"


def test_an_installation_is_known_while_the_database_is_away(
    directory: Directory, database: Database, clock: AdjustableClock
) -> None:
    known = directory.find_installation(TEAM_ID)
    with database.begin() as conn:
        conn.execute(text("ALTER TABLE installations RENAME TO away"))
    clock.advance(timedelta(hours=1))
    assert directory.find_installation(TEAM_ID) == known
    with pytest.raises(DatabaseUnavailable):
        directory.find_installation("T0NEW")
    with database.begin() as conn:
        conn.execute(text("ALTER TABLE away RENAME TO installations"))


def test_an_installation_is_read_once_until_it_is_forgotten(directory: Directory, database: Database) -> None:
    directory.find_installation(TEAM_ID)
    with recorded_statements(database) as again:
        directory.find_installation(TEAM_ID)
    assert again == []
    with database.begin() as conn:
        conn.execute(delete(installations))
    directory.forget_installations()
    with pytest.raises(NotInstalled):
        directory.find_installation(TEAM_ID)


def test_what_was_forgotten_is_not_served_from_memory_while_the_database_is_away(
    directory: Directory, database: Database
) -> None:
    directory.find_installation(TEAM_ID)
    directory.forget_installations()
    with database.begin() as conn:
        conn.execute(text("ALTER TABLE installations RENAME TO away"))
    with pytest.raises(DatabaseUnavailable):
        directory.find_installation(TEAM_ID)
    with database.begin() as conn:
        conn.execute(text("ALTER TABLE away RENAME TO installations"))


def test_an_installation_that_has_ended_is_served_for_a_minute_at_most(
    directory: Directory, database: Database, clock: AdjustableClock
) -> None:
    directory.find_installation(TEAM_ID)
    with database.begin() as conn:
        conn.execute(delete(installations))
    clock.advance(timedelta(seconds=61))
    with pytest.raises(NotInstalled):
        directory.find_installation(TEAM_ID)


def test_a_stranger_and_somebody_of_another_team_get_no_row(
    directory: Directory, slack: FaultyServer, database: Database
) -> None:
    for person in (SlackUser("U0VIC", "vic", "Vic", home="T0VENDOR", is_admin=True), SlackUser("U0EVE", "eve", "Eve")):
        add_person(slack.workspace, person)
    for _ in range(2):
        with pytest.raises(Outsider):
            directory.ensure_member(TEAM_ID, "U0VIC")
    assert count_profile_requests(slack) == 1
    assert [directory.is_outsider(TEAM_ID, user) for user in ("U0VIC", "U0EVE")] == [True, False]
    stranger = UserProfile("U0EVE", "Eve", None, is_admin=True, is_active=True, is_guest=False, is_stranger=True)
    assert not directory.save_profile(TEAM_ID, stranger)
    with pytest.raises(Outsider):
        directory.ensure_member(TEAM_ID, "U0EVE")
    with database.read() as conn:
        for user in ("U0VIC", "U0EVE"):
            assert members.find_member(conn, workspace=TEAM_ID, member=user, default_zone=UTC) is None


def test_who_turns_out_to_be_of_another_team_loses_every_role_and_comes_back_with_them(
    directory: Directory, find: Callable[[str], Member]
) -> None:
    ana = UserProfile(ANA.id, "Ana", "UTC", is_admin=True, is_active=True, is_guest=False, home=HomeTeam("T0VENDOR"))
    directory.ensure_member(TEAM_ID, ANA.id)
    assert not directory.save_profile(TEAM_ID, ana)
    assert (find(ANA.id).is_active, find(ANA.id).is_admin) == (False, False)
    with pytest.raises(Outsider):
        directory.ensure_member(TEAM_ID, ANA.id)
    assert directory.save_profile(TEAM_ID, replace(ana, home=HomeTeam(TEAM_ID)))
    assert (find(ANA.id).is_active, find(ANA.id).is_admin) == (True, True)
    assert directory.ensure_member(TEAM_ID, ANA.id).zone.key == "UTC"
