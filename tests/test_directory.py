"""Getting to know people: Slack is asked once, is never needed, and never overrules what a member chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.clock import AdjustableClock
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.db.engine import Database
from bot.directory import Directory
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEFT, TEAM_ID
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.settings import read_settings
from bot.slack.client import SlackClient, UserProfile
from tests import faults
from tests.faults import FaultyServer
from tests.slack_world import add_person

UTC = ZoneInfo("UTC")
ASK = "users.info"


@pytest.fixture
def make_people(database: Database, slack: FaultyServer, clock: AdjustableClock) -> Callable[..., Directory]:
    """People as a process that has just started knows them: nobody."""

    def make(**environment: str) -> Directory:
        web = SlackClient(api_url=slack.base_url, token=lambda _workspace: BOT_TOKEN)
        return Directory(settings=read_settings(environment), clock=clock, database=database, slack=web)

    return make


@pytest.fixture
def people(make_people: Callable[..., Directory]) -> Directory:
    return make_people()


@pytest.fixture
def find(database: Database) -> Callable[[str], Member]:
    def look(user: str) -> Member:
        with database.read() as conn:
            found = members.find_member(conn, workspace=TEAM_ID, member=user, default_zone=UTC)
        assert found is not None
        return found

    return look


def asked(slack: FaultyServer) -> int:
    return len([call for call in slack.workspace.journal.calls if call.method == ASK])


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    run: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        run.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_slack_is_asked_about_a_newcomer(
    people: Directory, find: Callable[[str], Member], database: Database, clock: AdjustableClock
) -> None:
    people.ensure_member(TEAM_ID, ANA.id)
    ana = find(ANA.id)
    assert (ana.name, ana.zone.key, ana.is_admin, ana.is_active) == ("Ana", "Europe/Lisbon", True, True)
    with database.read() as conn:
        assert members.list_stale_profiles(conn, before=clock.now(), limit=9) == ()
        assert workspaces.find_workspace(conn, workspace=TEAM_ID, settings=read_settings({})) is not None


def test_it_is_asked_once(people: Directory, slack: FaultyServer) -> None:
    for _ in range(3):
        people.ensure_member(TEAM_ID, ANA.id)
    assert asked(slack) == 1


def test_whom_we_have_met_costs_nothing(people: Directory, database: Database) -> None:
    with counted(database) as first:
        people.ensure_member(TEAM_ID, ANA.id)
    with counted(database) as again:
        people.ensure_member(TEAM_ID, ANA.id)
    assert first
    assert again == []


def test_after_a_restart_slack_is_not_asked_again(
    people: Directory, make_people: Callable[..., Directory], slack: FaultyServer
) -> None:
    people.ensure_member(TEAM_ID, ANA.id)
    assert make_people().ensure_member(TEAM_ID, ANA.id).zone.key == ANA.zone
    assert asked(slack) == 1


def test_a_zone_that_changed_elsewhere_is_seen_after_a_while(
    people: Directory, make_people: Callable[..., Directory], clock: AdjustableClock
) -> None:
    assert people.ensure_member(TEAM_ID, ANA.id).zone.key == "Europe/Lisbon"
    make_people().save_profile(
        TEAM_ID, UserProfile(ANA.id, "Ana", "Asia/Tokyo", is_admin=True, is_active=True, is_guest=False)
    )
    clock.advance(timedelta(seconds=301))
    assert people.ensure_member(TEAM_ID, ANA.id).zone.key == "Asia/Tokyo"


def test_two_workspaces_have_two_members(people: Directory, database: Database) -> None:
    people.ensure_member(TEAM_ID, ANA.id)
    people.ensure_member("T0OTHER", ANA.id)
    with database.read() as conn:
        found = [
            members.find_member(conn, workspace=team, member=ANA.id, default_zone=UTC) for team in (TEAM_ID, "T0OTHER")
        ]
    assert [one.workspace for one in found if one] == [TEAM_ID, "T0OTHER"]


@pytest.mark.parametrize(("name", "expected"), [("ana.f", "ana.f"), ("", ANA.id)])
def test_without_slack_there_is_a_row_all_the_same(
    name: str,
    expected: str,
    people: Directory,
    slack: FaultyServer,
    database: Database,
    clock: AdjustableClock,
    find: Callable[[str], Member],
) -> None:
    slack.faults.add(ASK, faults.broken())
    people.ensure_member(TEAM_ID, ANA.id, name)
    ana = find(ANA.id)
    assert (ana.name, ana.zone, ana.is_admin, ana.is_active) == (expected, UTC, False, True)
    with database.read() as conn:
        assert members.list_stale_profiles(conn, before=clock.now() - timedelta(days=9999), limit=9) == (
            (TEAM_ID, ANA.id),
        )


def test_who_could_not_be_asked_about_is_asked_about_later(
    people: Directory, make_people: Callable[..., Directory], slack: FaultyServer, find: Callable[[str], Member]
) -> None:
    slack.faults.add(ASK, faults.rate_limited(30), 2)
    people.ensure_member(TEAM_ID, ANA.id, "ana")
    people.ensure_member(TEAM_ID, ANA.id, "ana")
    assert asked(slack) == 1  # not with each command of theirs
    assert not people.refresh_profile(TEAM_ID, ANA.id)
    assert find(ANA.id).name == "ana"
    assert people.refresh_profile(TEAM_ID, ANA.id)
    assert (find(ANA.id).name, find(ANA.id).zone.key) == ("Ana", "Europe/Lisbon")
    make_people().ensure_member(TEAM_ID, ANA.id)
    assert asked(slack) == 3


def test_a_restart_asks_again_about_who_could_not_be_asked_about(
    people: Directory, make_people: Callable[..., Directory], slack: FaultyServer, find: Callable[[str], Member]
) -> None:
    slack.faults.add(ASK, faults.broken())
    people.ensure_member(TEAM_ID, ANA.id)
    make_people().ensure_member(TEAM_ID, ANA.id)
    assert find(ANA.id).zone.key == "Europe/Lisbon"


def test_what_a_member_chose_stays(
    people: Directory, slack: FaultyServer, database: Database, find: Callable[[str], Member], clock: AdjustableClock
) -> None:
    people.ensure_member(TEAM_ID, BEN.id)
    with database.begin() as conn:
        members.update_member(
            conn, workspace=TEAM_ID, member=BEN.id, goal_minutes=300, hidden=True, nudged=False, is_mentor=True
        )
    since = find(BEN.id).created_at
    add_person(slack.workspace, replace(BEN, real_name="Benjamin Carter", zone="Europe/Berlin", is_admin=True))
    clock.advance(timedelta(days=1))
    assert people.refresh_profile(TEAM_ID, BEN.id)
    ben = find(BEN.id)
    assert (ben.name, ben.zone.key, ben.is_admin) == ("Benjamin", "Europe/Berlin", True)
    assert (ben.goal, ben.has_own_goal, ben.hidden, ben.nudged, ben.is_mentor) == (300, True, True, False, True)
    assert ben.created_at == since


def test_who_has_left_is_no_longer_active(people: Directory, find: Callable[[str], Member]) -> None:
    people.ensure_member(TEAM_ID, LEFT.id)
    assert not find(LEFT.id).is_active


def test_a_zone_that_nobody_knows_is_the_default(people: Directory, find: Callable[[str], Member]) -> None:
    people.ensure_member(TEAM_ID, BEN.id)
    people.save_profile(
        TEAM_ID, UserProfile(BEN.id, "Ben", "Mars/Olympus", is_admin=False, is_active=True, is_guest=False)
    )
    assert find(BEN.id).zone == UTC


def test_many_at_once_ask_about_the_same_newcomer(people: Directory, find: Callable[[str], Member]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: people.ensure_member(TEAM_ID, ANA.id), range(8)))
    assert find(ANA.id).name == "Ana"
