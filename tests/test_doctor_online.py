"""What Slack itself says of token, permissions, channel and messages, with what to do about each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import COMMANDS
from bot.doctor import Finding, Severity
from bot.doctor_online import examine_slack, sample_payloads
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.sandbox.validation.rules import check_message, check_view
from bot.settings import read_settings
from bot.slack.client import SlackClient
from bot.slack.message import NEW_BLOCKS
from bot.slack.scopes import REQUIRED_SCOPES, SCOPES, WITHOUT_OPTIONAL
from tests import faults
from tests.faults import ALWAYS, FaultyServer

Look = Callable[..., dict[Severity, list[str]]]


@pytest.fixture
def look(slack: FaultyServer) -> Look:
    def look(*, token: str = BOT_TOKEN, channel: str = "C0LEARNING") -> dict[Severity, list[str]]:
        environment = {"SLACK_BOT_TOKEN": token, "ROADMATE_LEARNING_CHANNEL": channel}
        client = SlackClient(api_url=slack.base_url, token=lambda _workspace: token)
        found: list[Finding] = list(examine_slack(read_settings(environment), client, COMMANDS))
        return {severity: [each.text for each in found if each.severity is severity] for severity in Severity}

    return look


def test_nothing_is_wrong(look: Look, slack: FaultyServer) -> None:
    slack.workspace.scopes = frozenset(SCOPES)
    found = look()
    assert (found[Severity.WARNING], found[Severity.BROKEN]) == ([], [])
    assert found[Severity.FINE] == [
        "Slack accepts the token; it's for workspace T0SANDBOX",
        "the token has every permission Roadmate asks for",
        "Roadmate is in the learning channel",
        "Slack checked 6 kinds of messages and windows",
    ]
    assert {call.method for call in slack.workspace.journal.calls} == {
        "auth.test",
        "conversations.info",
        "blocks.validate",
    }


@pytest.mark.parametrize("scope", SCOPES)
def test_each_permission_that_is_missing_is_named_with_what_goes_without_it(
    look: Look, slack: FaultyServer, scope: str
) -> None:
    slack.workspace.scopes = frozenset(SCOPES) - {scope}
    found = look()
    kind = Severity.BROKEN if scope in REQUIRED_SCOPES else Severity.WARNING
    (line,) = [each for each in found[kind] if scope in each and "couldn't check" not in each]
    assert f"An admin of this workspace can install Roadmate again and allow {scope}." in line
    assert WITHOUT_OPTIONAL.get(scope, "") in line


def test_blocks_that_this_slack_refuses_are_sent_in_plain_words(look: Look, slack: FaultyServer) -> None:
    slack.faults.add("blocks.validate", faults.invalid_blocks(), ALWAYS)
    found = look()
    plain = [line for line in found[Severity.WARNING] if "is sent as plain text instead" in line]
    assert len(plain) == len(NEW_BLOCKS)
    assert all(any(block in line for line in plain) for block in NEW_BLOCKS)
    assert [line.split(":")[0] for line in found[Severity.BROKEN]] == [
        "Slack refuses an answer with buttons",
        "Slack refuses the help",
        "Slack refuses a form",
        "Slack refuses the Home tab",
    ]


def test_an_older_slack_checks_no_messages(look: Look, slack: FaultyServer) -> None:
    slack.faults.add("blocks.validate", faults.error("unknown_method"), ALWAYS)
    assert "Slack didn't check the messages (unknown_method)" in look()[Severity.WARNING]


def test_a_token_that_is_not_taken_is_all_that_is_said(look: Look, slack: FaultyServer) -> None:
    found = look(token="xoxb-wrong")
    assert found[Severity.BROKEN] == ["Slack rejects the token or doesn't answer (invalid_auth)"]
    assert (found[Severity.FINE], found[Severity.WARNING]) == ([], [])
    assert look(token="")[Severity.WARNING] == ["didn't ask Slack: SLACK_BOT_TOKEN isn't set"]


def test_a_channel_without_roadmate(look: Look) -> None:
    assert look(channel="C0GENERAL")[Severity.BROKEN] == [
        "Roadmate isn't in the learning channel: type /invite @Roadmate there"
    ]
    assert any(
        "couldn't check whether Roadmate is in the learning channel (channel_not_found)" in line
        for line in look(channel="C0NOWHERE")[Severity.WARNING]
    )


def test_the_samples_are_what_we_may_send() -> None:
    samples = sample_payloads(COMMANDS)
    for payload in samples.values():
        ((kind, content),) = payload.items()
        check_view(content) if kind == "view" else check_message(content, posted=True)
    sent = str(samples)
    assert all(block in sent for block in NEW_BLOCKS)
