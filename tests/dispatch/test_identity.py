"""Whose request it is: installation and person, from what Slack signed and what it says of the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.people.installation import Installation, operator_ids
from bot.db.engine import Database
from bot.db.tables import entries, installations, members, workspaces
from bot.directory import HomeUnknown, NotInstalled, Outsider
from bot.dispatch import identity
from bot.dispatch.request import MalformedRequest
from bot.sandbox.slack_api.fixtures import ANA, BEN, BOT, TEAM_ID, SlackUser
from bot.settings import read_settings
from bot.slack.home_team import HomeTeam
from tests import faults
from tests.faults import FaultyServer
from tests.fixtures.installed import install_workspace
from tests.slack_driver import Driver
from tests.slack_world import add_person

OTHER = "T0OTHER"
GRID = Installation("T1", "E1")
ORG = Installation("T1", "E1", is_org=True)
PLAIN = Installation("T1")


@pytest.mark.parametrize(
    ("installation", "home", "of_request", "of_profile"),
    [
        (PLAIN, HomeTeam("T1"), True, True),
        (PLAIN, HomeTeam("T2"), False, False),
        (PLAIN, HomeTeam(), None, None),
        (PLAIN, HomeTeam(enterprise="E1"), False, False),
        (PLAIN, HomeTeam("T2", "E1", frozenset({"T2", "T1"})), True, True),
        (GRID, HomeTeam("T2"), None, False),  # a request names one of a person's teams, a profile all of them
        (GRID, HomeTeam(enterprise="E1"), None, False),
        (GRID, HomeTeam("T2", "E1", frozenset({"T2"})), None, False),
        (GRID, HomeTeam("T2", "E2"), False, False),
        (GRID, HomeTeam("T2", "E1", frozenset({"T2", "T1"})), True, True),
        (ORG, HomeTeam("T2", "E1"), True, True),
        (ORG, HomeTeam("E1"), True, True),
        (ORG, HomeTeam("T2", "E2"), False, False),
        (ORG, HomeTeam("T2"), None, False),
    ],
)
def test_who_is_at_home(
    installation: Installation, home: HomeTeam, of_request: bool | None, of_profile: bool | None
) -> None:
    assert installation.is_home_of(home, is_full=False) is of_request
    assert installation.is_home_of(home, is_full=True) is of_profile


def event(user: str, text: str, **changes: Any) -> dict[str, Any]:
    """A message in a channel, as Slack sends it for an installation."""
    inner = {
        "type": "message",
        "user": user,
        "channel": "C0LEARNING",
        "channel_type": "channel",
        "text": text,
        "ts": "1795262400.000100",
    }
    return {
        "type": "event_callback",
        "team_id": TEAM_ID,
        "event_id": "Ev1",
        "authorizations": [{"team_id": TEAM_ID, "user_id": BOT.id, "is_bot": True}],
        "event": inner | changes.pop("event", {}),
    } | changes


@pytest.mark.parametrize(
    "body",
    [
        event(ANA.id, "x", team_id="T0HOST", is_ext_shared_channel=True),
        event(ANA.id, "x", team_id="T0HOST", is_ext_shared_channel=True, event={"team": TEAM_ID}),
        event(
            ANA.id, "x", team_id="T0HOST", is_ext_shared_channel=True, event={"user_team": TEAM_ID, "team": "T0HOST"}
        ),
        {
            "type": "view_submission",
            "team": {"id": "T0HOST"},
            "user": {"id": ANA.id, "team_id": TEAM_ID},
            "view": {"app_installed_team_id": TEAM_ID},
        },
        {"type": "block_actions", "team": {"id": TEAM_ID}, "user": {"id": ANA.id, "team_id": TEAM_ID}},
        {"type": "block_actions", "team": None, "user": {"id": ANA.id, "team_id": TEAM_ID}},
        {"command": "/log", "team_id": TEAM_ID, "user_id": ANA.id},
    ],
)
def test_a_member_is_served_by_their_own_installation(driver: Driver, body: dict[str, Any]) -> None:
    sender = identity.identify(driver.roadmate.deps, body)
    assert (sender.workspace, sender.member) == (TEAM_ID, ANA.id)


@pytest.mark.parametrize(
    "body",
    [
        event("U0VENDOR", "x", is_ext_shared_channel=True, event={"team": "T0VENDOR"}),
        event("U0VENDOR", "x", is_ext_shared_channel=True, event={"user_team": "E0VENDOR"}),
        event(ANA.id, "x", is_ext_shared_channel=True, event={"user_team": "T0VENDOR"}),  # the twin of an id
        event(ANA.id, "x", team_id="T0VENDOR", event={"type": "app_home_opened", "tab": "home"}),
        {"type": "block_actions", "team": {"id": TEAM_ID}, "user": {"id": ANA.id, "team_id": "T0VENDOR"}},
        {
            "type": "block_actions",
            "team": {"id": OTHER},
            "user": {"id": BEN.id, "team_id": OTHER},
            "message": {"user": BOT.id},
        },
        {"command": "/log", "team_id": TEAM_ID, "user_id": ANA.id} | {"team_id": "T0VENDOR", "team": {"id": TEAM_ID}},
    ],
)
def test_somebody_at_home_elsewhere_is_an_outsider(driver: Driver, body: dict[str, Any]) -> None:
    deps = driver.roadmate.deps
    with deps.database.begin() as conn:
        install_workspace(conn, workspace=OTHER, now=deps.clock.now())
    with pytest.raises(Outsider):
        identity.identify(deps, body)


@pytest.mark.parametrize("team", ["T0HOST", "T0SANDBO", "t0sandbox"])
def test_a_team_that_did_not_install_is_not_served_and_gets_no_row(driver: Driver, team: str) -> None:
    deps = driver.roadmate.deps
    for body in (
        {"command": "/log", "team_id": team, "user_id": ANA.id},
        {"type": "block_actions", "team": {"id": team}, "user": {"id": ANA.id, "team_id": team}},
        event(ANA.id, "log 2h docker", authorizations=[{"team_id": team}], event={"team": team}),
    ):
        with pytest.raises(NotInstalled):
            identity.identify(deps, body)
    with deps.database.read() as conn:
        assert set(conn.execute(select(workspaces.c.id)).scalars()) == {TEAM_ID}


def test_nobody_is_let_in_on_a_guess_while_slack_is_away(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.slack.faults.add("users.info", faults.broken())
    with pytest.raises(HomeUnknown):
        identity.identify(deps, event("U0NEW", "x", is_ext_shared_channel=True, team_id="T0HOST"))
    assert identity.identify(deps, event(BEN.id, "x", is_ext_shared_channel=True, team_id="T0HOST")).member == BEN.id


def test_hours_are_booked_where_the_app_is_installed_and_nowhere_else(driver: Driver) -> None:
    body = event(ANA.id, "log 50m docker", team_id="T0HOST", is_ext_shared_channel=True)
    assert driver.delivery.post.event(body).status == 200
    with driver.roadmate.deps.database.read() as conn:
        assert set(conn.execute(select(entries.c.workspace)).scalars()) == {TEAM_ID}
        assert set(conn.execute(select(workspaces.c.id)).scalars()) == {TEAM_ID}


@pytest.mark.parametrize("is_admin", [False, True])
@pytest.mark.parametrize("is_known_to_slack", [False, True])
def test_of_an_outsider_nothing_is_kept(driver: Driver, is_admin: bool, is_known_to_slack: bool) -> None:
    if is_known_to_slack:
        vendor = SlackUser("U0VENDOR", "vic", "Vic", is_admin=is_admin, home="T0VENDOR")
        add_person(driver.slack.workspace, vendor)
    body = event("U0VENDOR", "log 58m docker", is_ext_shared_channel=True, event={"team": "T0VENDOR"})
    assert driver.delivery.post.event(body).status == 200
    with driver.roadmate.deps.database.read() as conn:
        assert "U0VENDOR" not in set(conn.execute(select(members.c.id)).scalars())
        assert conn.execute(select(entries.c.id)).first() is None


@pytest.mark.parametrize(
    ("admins", "several", "here", "there"),
    [
        ("U0ANA", False, {"U0ANA"}, set()),
        ("U0ANA", True, {"U0ANA"}, set()),  # of the workspace of SLACK_BOT_TOKEN
        (f"{TEAM_ID}:U0ANA,{OTHER}:U0ANA", True, {"U0ANA"}, {"U0ANA"}),
        (f"{OTHER}:U0ANA", True, set(), {"U0ANA"}),
    ],
)
def test_an_operator_counts_in_the_workspace_that_is_named(
    make_driver: Callable[..., Driver], admins: str, several: bool, here: set[str], there: set[str]
) -> None:
    deps = make_driver().roadmate.deps
    settings = read_settings({"ROADMATE_ADMINS": admins})
    with deps.database.begin() as conn:
        if several:
            conn.execute(workspaces.insert().values(id=OTHER, created_at=deps.clock.now()))
            conn.execute(installations.insert().values(workspace=OTHER, secret="x", installed_at=deps.clock.now()))
        assert set(operator_ids(conn, workspace=TEAM_ID, settings=settings)) == here
        assert set(operator_ids(conn, workspace=OTHER, settings=settings)) == there


def test_a_workspace_is_named_by_slack_also_where_slack_was_away_at_the_start(
    make_driver: Callable[..., Driver], slack: FaultyServer, database: Database
) -> None:
    slack.faults.add("auth.test", faults.broken())
    driver = make_driver()
    first = driver.say("ana", "/log 2h networking")
    assert "I couldn't check with Slack who you are" in first.text
    assert driver.delivery.post.event(event(ANA.id, "log 2h docker")).status == 500  # Slack sends it again
    with database.read() as conn:
        assert conn.execute(select(workspaces.c.id)).first() is None
    driver.turn(seconds=2)
    assert "2 h on Networking" in driver.say("ana", "/log 2h networking").text


def test_a_workspace_that_was_stored_is_served_while_slack_is_away(
    make_driver: Callable[..., Driver], slack: FaultyServer
) -> None:
    make_driver()
    slack.faults.add("auth.test", faults.broken(), times=faults.ALWAYS)
    assert "2 h on Networking" in make_driver().say("ana", "/log 2h networking").text


@pytest.mark.parametrize(
    ("message", "body", "home"),
    [
        ({"user_team": "T2", "team": "T1"}, {"team_id": "T1"}, HomeTeam("T2")),
        ({"team": "T2"}, {"team_id": "T1"}, HomeTeam("T2")),
        ({"source_team": "T2"}, {"team_id": "T1"}, HomeTeam("T2")),
        ({"user_team": "E2"}, {"team_id": "T1"}, HomeTeam(enterprise="E2")),
        ({}, {"team_id": "T1"}, HomeTeam()),  # nobody says that the channel is not shared
        ({}, {"is_ext_shared_channel": False}, HomeTeam("T1")),
        ({}, {"team_id": "T1", "is_ext_shared_channel": False}, HomeTeam("T1")),
        ({}, {"team_id": "T1", "is_ext_shared_channel": True}, HomeTeam()),  # the outer team may be the host's
        ({}, {"team_id": "T2"}, HomeTeam()),
        ({}, {"team_id": "T2", "is_ext_shared_channel": True}, HomeTeam()),
    ],
)
def test_the_outer_team_says_where_an_author_is_at_home_only_outside_of_shared_channels(
    message: dict[str, str], body: dict[str, Any], home: HomeTeam
) -> None:
    assert identity.home_of_author(body, message, PLAIN) == home


@pytest.mark.parametrize(
    "body",
    [
        {"type": "block_actions", "team": ["T1"]},
        {"type": "event_callback", "authorizations": [7], "event": {}},
        {"type": "event_callback", "authorizations": {"T1": 1}},
        {},
        {"command": "/log", "team_id": 7},
    ],
)
def test_a_payload_whose_team_cannot_be_read_is_malformed(body: dict[str, Any]) -> None:
    with pytest.raises(MalformedRequest):
        identity.installed_team(body)


def test_neither_a_home_that_is_opened_nor_a_shared_channel_vouches_for_anybody(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.slack.faults.add("users.info", faults.rate_limited(30), times=faults.ALWAYS)
    opened = event("U0NEW", "", event={"type": "app_home_opened", "tab": "home"}, is_ext_shared_channel=False)
    for body in (opened, event("U0NEW", "x", is_ext_shared_channel=True), event("U0NEW", "x")):
        with pytest.raises(HomeUnknown):
            identity.identify(deps, body)
    with pytest.raises(Outsider):
        identity.identify(deps, opened | {"team_id": "T0VENDOR"})
    assert identity.identify(deps, event("U0NEW", "x", is_ext_shared_channel=False)).member == "U0NEW"


def test_a_user_object_without_a_home_is_believed_only_beside_a_request_that_names_it(driver: Driver) -> None:
    deps = driver.roadmate.deps
    add_person(driver.slack.workspace, SlackUser("U0BARE", "bare", "Bare", is_admin=True, home=""))
    with pytest.raises(HomeUnknown):
        identity.identify(deps, event("U0BARE", "x", is_ext_shared_channel=True))
    assert identity.identify(deps, {"command": "/log", "team_id": TEAM_ID, "user_id": "U0BARE"}).member == "U0BARE"
    deps.directory.ensure_member(TEAM_ID, "U0BARE")


def test_the_organisation_of_a_channel_makes_nobody_a_member(driver: Driver) -> None:
    deps = driver.roadmate.deps
    with deps.database.begin() as conn:
        conn.execute(installations.update().values(enterprise="E0OURS", is_org=True))
    deps.directory.forget_installations()
    body = {"type": "block_actions", "team": {"id": TEAM_ID}, "user": {"id": "U0VENDOR", "team_id": "T0VENDOR"}}
    add_person(driver.slack.workspace, SlackUser("U0VENDOR", "vic", "Vic", home="T0VENDOR"))
    with pytest.raises(Outsider):
        identity.identify(deps, body | {"enterprise": {"id": "E0OURS"}})
