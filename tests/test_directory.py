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

from bot.clock import TurnableClock
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.db.engine import Sessions
from bot.directory import People
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEFT, TEAM_ID
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.settings import read_settings
from bot.slack.client import Profile, Slack
from tests import faults
from tests.faults import FaultyServer
from tests.slack_world import add_person

UTC = ZoneInfo("UTC")
ASK = "users.info"


@pytest.fixture
def make_people(sessions: Sessions, slack: FaultyServer, clock: TurnableClock) -> Callable[..., People]:
    """People as a process that has just started knows them: nobody."""

    def make(**environment: str) -> People:
        web = Slack(api_url=slack.base_url, token=lambda _workspace: BOT_TOKEN)
        return People(settings=read_settings(environment), clock=clock, sessions=sessions, slack=web)

    return make


@pytest.fixture
def people(make_people: Callable[..., People]) -> People:
    return make_people()


@pytest.fixture
def find(sessions: Sessions) -> Callable[[str], Member]:
    def look(user: str) -> Member:
        with sessions.read() as session:
            found = members.find(session, workspace=TEAM_ID, member=user, default=UTC)
        assert found is not None
        return found

    return look


def asked(slack: FaultyServer) -> int:
    return len([call for call in slack.workspace.journal.calls if call.method == ASK])


@contextmanager
def counted(sessions: Sessions) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    run: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        run.append(statement)

    event.listen(sessions.engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(sessions.engine, "before_cursor_execute", note)


def test_slack_is_asked_about_a_newcomer(
    people: People, find: Callable[[str], Member], sessions: Sessions, clock: TurnableClock
) -> None:
    people.meet(TEAM_ID, ANA.id)
    ana = find(ANA.id)
    assert (ana.name, ana.zone.key, ana.is_admin, ana.is_active) == ("Ana", "Europe/Lisbon", True, True)
    with sessions.read() as session:
        assert members.stale(session, before=clock.now(), limit=9) == ()
        assert workspaces.find(session, workspace=TEAM_ID, settings=read_settings({})) is not None


def test_it_is_asked_once(people: People, slack: FaultyServer) -> None:
    for _ in range(3):
        people.meet(TEAM_ID, ANA.id)
    assert asked(slack) == 1


def test_whom_we_have_met_costs_nothing(people: People, sessions: Sessions) -> None:
    with counted(sessions) as first:
        people.meet(TEAM_ID, ANA.id)
    with counted(sessions) as again:
        people.meet(TEAM_ID, ANA.id)
    assert first
    assert again == []


def test_after_a_restart_slack_is_not_asked_again(
    people: People, make_people: Callable[..., People], slack: FaultyServer
) -> None:
    people.meet(TEAM_ID, ANA.id)
    assert make_people().meet(TEAM_ID, ANA.id).zone.key == ANA.zone
    assert asked(slack) == 1


def test_a_zone_that_changed_elsewhere_is_seen_after_a_while(
    people: People, make_people: Callable[..., People], clock: TurnableClock
) -> None:
    assert people.meet(TEAM_ID, ANA.id).zone.key == "Europe/Lisbon"
    make_people().learn(TEAM_ID, Profile(ANA.id, "Ana", "Asia/Tokyo", is_admin=True, is_active=True, is_guest=False))
    clock.turn(timedelta(seconds=301))
    assert people.meet(TEAM_ID, ANA.id).zone.key == "Asia/Tokyo"


def test_two_workspaces_have_two_members(people: People, sessions: Sessions) -> None:
    people.meet(TEAM_ID, ANA.id)
    people.meet("T0OTHER", ANA.id)
    with sessions.read() as session:
        found = [members.find(session, workspace=team, member=ANA.id, default=UTC) for team in (TEAM_ID, "T0OTHER")]
    assert [one.workspace for one in found if one] == [TEAM_ID, "T0OTHER"]


@pytest.mark.parametrize(("name", "expected"), [("ana.f", "ana.f"), ("", ANA.id)])
def test_without_slack_there_is_a_row_all_the_same(
    name: str,
    expected: str,
    people: People,
    slack: FaultyServer,
    sessions: Sessions,
    clock: TurnableClock,
    find: Callable[[str], Member],
) -> None:
    slack.faults.add(ASK, faults.broken())
    people.meet(TEAM_ID, ANA.id, name)
    ana = find(ANA.id)
    assert (ana.name, ana.zone, ana.is_admin, ana.is_active) == (expected, UTC, False, True)
    with sessions.read() as session:
        assert members.stale(session, before=clock.now() - timedelta(days=9999), limit=9) == ((TEAM_ID, ANA.id),)


def test_who_could_not_be_asked_about_is_asked_about_later(
    people: People, make_people: Callable[..., People], slack: FaultyServer, find: Callable[[str], Member]
) -> None:
    slack.faults.add(ASK, faults.rate_limited(30), 2)
    people.meet(TEAM_ID, ANA.id, "ana")
    people.meet(TEAM_ID, ANA.id, "ana")
    assert asked(slack) == 1  # not with each command of theirs
    assert not people.refresh(TEAM_ID, ANA.id)
    assert find(ANA.id).name == "ana"
    assert people.refresh(TEAM_ID, ANA.id)
    assert (find(ANA.id).name, find(ANA.id).zone.key) == ("Ana", "Europe/Lisbon")
    make_people().meet(TEAM_ID, ANA.id)
    assert asked(slack) == 3


def test_a_restart_asks_again_about_who_could_not_be_asked_about(
    people: People, make_people: Callable[..., People], slack: FaultyServer, find: Callable[[str], Member]
) -> None:
    slack.faults.add(ASK, faults.broken())
    people.meet(TEAM_ID, ANA.id)
    make_people().meet(TEAM_ID, ANA.id)
    assert find(ANA.id).zone.key == "Europe/Lisbon"


def test_what_a_member_chose_stays(
    people: People, slack: FaultyServer, sessions: Sessions, find: Callable[[str], Member], clock: TurnableClock
) -> None:
    people.meet(TEAM_ID, BEN.id)
    with sessions.begin() as session:
        members.change(
            session, workspace=TEAM_ID, member=BEN.id, goal_minutes=300, hidden=True, nudged=False, is_mentor=True
        )
    since = find(BEN.id).created_at
    add_person(slack.workspace, replace(BEN, real_name="Benjamin Carter", zone="Europe/Berlin", is_admin=True))
    clock.turn(timedelta(days=1))
    assert people.refresh(TEAM_ID, BEN.id)
    ben = find(BEN.id)
    assert (ben.name, ben.zone.key, ben.is_admin) == ("Benjamin", "Europe/Berlin", True)
    assert (ben.goal, ben.has_own_goal, ben.hidden, ben.nudged, ben.is_mentor) == (300, True, True, False, True)
    assert ben.created_at == since


def test_who_has_left_is_no_longer_active(people: People, find: Callable[[str], Member]) -> None:
    people.meet(TEAM_ID, LEFT.id)
    assert not find(LEFT.id).is_active


def test_a_zone_that_nobody_knows_is_the_default(people: People, find: Callable[[str], Member]) -> None:
    people.meet(TEAM_ID, BEN.id)
    people.learn(TEAM_ID, Profile(BEN.id, "Ben", "Mars/Olympus", is_admin=False, is_active=True, is_guest=False))
    assert find(BEN.id).zone == UTC


def test_many_at_once_ask_about_the_same_newcomer(people: People, find: Callable[[str], Member]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: people.meet(TEAM_ID, ANA.id), range(8)))
    assert find(ANA.id).name == "Ana"
