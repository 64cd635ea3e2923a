"""A workspace that installed again is served with its new token, also by processes that remember the old one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from bot.delivery.left_workspaces import FIRST_SECONDS
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import ACCESS_RETRY, OutboxSender
from bot.deps import Deps
from bot.install import installations
from bot.install.secret_key import SecretKey
from bot.install.tokens import TokenCache
from bot.sandbox.slack_api.fixtures import ANA, LEARNING, TEAM_ID
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.slack.blocks import section
from bot.slack.client import SlackClient
from bot.slack.failures import DEAD_TOKEN_ERRORS, SlackFailure
from bot.slack.message import compose_message
from bot.slack.modals import Modal
from bot.worker import due
from tests import faults
from tests.faults import FaultyServer
from tests.fixtures.team import Team

THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
HELLO = compose_message(section("Hello"))
KEY = SecretKey(Fernet.generate_key().decode())
OTHER_KEY = SecretKey(Fernet.generate_key().decode())
OLD = "xoxb-old"


def with_key(team: Team, key: SecretKey) -> Deps:
    """Return what a process with that key works with, over the same database."""
    tokens = TokenCache(database=team.deps.database, clock=team.clock, key=key)
    slack = SlackClient(api_url=team.slack.base_url, token=tokens, forget_token=tokens.forget)
    return replace(team.deps, slack=slack)


def no_limit(team: Team) -> RateLimit:
    return RateLimit(team.clock.monotonic, interval=0)


def install(team: Team, token: str, key: SecretKey = KEY) -> None:
    with team.deps.database.begin() as conn:
        installations.save_installation(
            conn,
            workspace=TEAM_ID,
            enterprise=None,
            token=token,
            bot_user_id="UBOT",
            key=key,
            now=team.clock.now(),
        )


@pytest.fixture
def behind(team: Team) -> Team:
    """A process that remembers the token of before a re-install."""
    install(team, OLD)
    tokens = TokenCache(database=team.deps.database, clock=team.clock, key=KEY)
    slack = SlackClient(api_url=team.slack.base_url, token=tokens, forget_token=tokens.forget)
    assert tokens(TEAM_ID) == OLD
    team.change_workspace(digest_on=False)
    team.join("U1", profile_at=THURSDAY)
    return replace(team, deps=replace(team.deps, slack=slack))


def test_a_letter_goes_out_with_the_token_that_is_stored_now(behind: Team) -> None:
    due.queue_due(behind.deps, behind.turn_to(THURSDAY))
    install(behind, BOT_TOKEN)
    [sent] = behind.sender().send_due(THURSDAY)
    assert (sent.state.value, sent.error) == ("sent", "")


def test_a_letter_waits_while_no_token_is_good_and_comes_with_the_next(behind: Team) -> None:
    due.queue_due(behind.deps, behind.turn_to(THURSDAY))
    sender = OutboxSender(behind.deps, RateLimit(behind.clock.monotonic, interval=0))
    [tried] = sender.send_due(THURSDAY)
    assert (tried.state.value, tried.error) == ("waiting", "invalid_auth")
    install(behind, BOT_TOKEN)
    [sent] = sender.send_due(behind.turn_to(THURSDAY + ACCESS_RETRY))
    assert sent.state.value == "sent"


def test_a_letter_for_which_no_token_comes_in_time_expires(behind: Team) -> None:
    due.queue_due(behind.deps, behind.turn_to(THURSDAY))
    for quarters in range(30):
        behind.sender().send_due(behind.turn_to(THURSDAY + quarters * ACCESS_RETRY))
    assert (behind.states(), behind.posts()) == (["expired"], [])


def test_a_process_with_a_wrong_key_leaves_the_workspace_to_the_others(
    behind: Team, caplog: pytest.LogCaptureFixture
) -> None:
    install(behind, BOT_TOKEN)
    keyless, healthy = (OutboxSender(with_key(behind, key), no_limit(behind)) for key in (OTHER_KEY, KEY))
    behind.join("U2", profile_at=THURSDAY)
    due.queue_due(behind.deps, behind.turn_to(THURSDAY))
    [tried] = keyless.send_due(THURSDAY)
    assert (tried.state.value, tried.error, behind.posts()) == ("waiting", "no_token", [])
    assert (keyless.send_due(THURSDAY), keyless.lease_batch(THURSDAY)) == ([], ()), "it doesn't even lease"
    assert [each.state.value for each in healthy.send_due(THURSDAY)] == ["sent", "sent"], "there is no pause"
    assert caplog.text.count("left to other processes") == 1


def test_a_process_that_lacked_a_token_tries_again_after_a_while(behind: Team) -> None:
    keyless = OutboxSender(with_key(behind, OTHER_KEY), no_limit(behind))
    due.queue_due(behind.deps, behind.turn_to(THURSDAY))
    assert [each.error for each in keyless.send_due(THURSDAY)] == ["no_token"]
    install(behind, BOT_TOKEN, OTHER_KEY)
    assert keyless.send_due(behind.turn_to(THURSDAY + timedelta(seconds=FIRST_SECONDS - 1))) == []
    [sent] = keyless.send_due(behind.turn_to(THURSDAY + timedelta(seconds=FIRST_SECONDS)))
    assert sent.state.value == "sent"


CALLS: dict[str, Callable[[SlackClient], object]] = {
    "post": lambda slack: slack.post_message(TEAM_ID, LEARNING.id, HELLO),
    "whisper": lambda slack: slack.post_ephemeral(TEAM_ID, LEARNING.id, ANA.id, HELLO),
    "home": lambda slack: slack.publish_home(TEAM_ID, ANA.id, [{"type": "divider"}]),
    "profile": lambda slack: slack.fetch_profile(TEAM_ID, ANA.id),
    "channel": lambda slack: slack.is_bot_in_channel(TEAM_ID, LEARNING.id),
    "identity": lambda slack: slack.fetch_identity(TEAM_ID),
    "reaction": lambda slack: slack.add_reaction(TEAM_ID, LEARNING.id, "1.1", "eyes"),
    "window": lambda slack: slack.open_modal(TEAM_ID, "1.2.3", Modal("Title", ({"type": "divider"},))),
    "files": lambda slack: slack.upload_files(TEAM_ID, LEARNING.id, [("a.csv", b"a")], "Here"),
    "file": lambda slack: slack.fetch_file(TEAM_ID, "F1"),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("jobs", [False, True])
def test_every_call_tries_the_stored_token_once(
    slack: FaultyServer, call: Callable[[SlackClient], object], *, jobs: bool
) -> None:
    remembered, stored = {TEAM_ID: OLD}, {TEAM_ID: BOT_TOKEN}

    def forget(workspace: str) -> None:
        remembered[workspace] = stored[workspace]

    client = SlackClient(api_url=slack.base_url, token=remembered.get, forget_token=forget)
    error = ""
    try:
        call(client.for_jobs() if jobs else client)
    except SlackFailure as failure:
        error = failure.reason
    assert error not in DEAD_TOKEN_ERRORS, "whatever else may be wrong with it"
    assert remembered == stored


@pytest.mark.parametrize("error", sorted(DEAD_TOKEN_ERRORS))
@pytest.mark.parametrize(("stored", "calls"), [("xoxb-new", 2), (OLD, 1), (None, 1)])
def test_a_token_that_is_refused_is_tried_again_only_as_another(
    slack: FaultyServer, error: str, stored: str | None, calls: int
) -> None:
    remembered: dict[str, str | None] = {TEAM_ID: OLD}
    forgotten: list[str] = []

    def forget(workspace: str) -> None:
        forgotten.append(workspace)
        remembered[workspace] = stored

    client = SlackClient(api_url=slack.base_url, token=remembered.get, forget_token=forget)
    slack.faults.add("auth.test", faults.error(error), times=faults.ALWAYS)
    with pytest.raises(SlackFailure, match=error):
        client.fetch_identity(TEAM_ID)
    assert (len(slack.workspace.journal.calls), forgotten) == (calls, [TEAM_ID])


@pytest.mark.parametrize("error", ["ratelimited", "channel_not_found", "missing_scope", "team_access_not_granted"])
def test_what_says_nothing_of_the_token_forgets_none(slack: FaultyServer, error: str) -> None:
    forgotten: list[str] = []
    client = SlackClient(api_url=slack.base_url, token=lambda _: BOT_TOKEN, forget_token=forgotten.append)
    slack.faults.add("auth.test", faults.error(error))
    with pytest.raises(SlackFailure, match=error):
        client.fetch_identity(TEAM_ID)
    assert forgotten == []
