"""Without an optional permission the rest goes on, and what is missing is named with who can allow it."""

from __future__ import annotations

import logging

import pytest
from slack_sdk.errors import SlackApiError

from bot.dispatch.error_views import render_scope_missing
from bot.sandbox.slack_api.journal import ActionResult, ShownKind
from bot.sandbox.validation.rules import check_message
from bot.slack.failures import FailureCause, failure_from_api_error
from bot.slack.scopes import REQUIRED_SCOPES, SCOPES, WITHOUT_OPTIONAL, missing_scopes, relevant_scopes
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GRANT = "An admin of this workspace can install Roadmate again and allow"


@pytest.fixture
def reduced(driver: Driver) -> Driver:
    """A workspace that allowed only what is required."""
    driver.slack.workspace.scopes = frozenset(REQUIRED_SCOPES)
    return driver


def told(outcome: ActionResult) -> str:
    return outcome.text.replace("`", "")


@SQLITE
@pytest.mark.parametrize(
    ("scopes", "lacked"), [(REQUIRED_SCOPES, "channels:read"), ((*REQUIRED_SCOPES, "channels:read"), "")]
)
def test_a_channel_that_cannot_be_looked_at_is_not_said_to_be_without_us(
    driver: Driver, scopes: tuple[str, ...], lacked: str
) -> None:
    driver.slack.workspace.scopes = frozenset(scopes)
    text = told(driver.say("ana", "/roadmate settings channel <#C0LEARNING|learning>"))
    assert "I am not in" not in text
    assert "Invite me" not in text
    assert (f"I lack the permission {lacked}" in text) is bool(lacked)
    assert (f"{GRANT} {lacked}" in text) is bool(lacked)


@SQLITE
def test_a_session_is_announced_without_having_looked(reduced: Driver) -> None:
    preview = reduced.say("ana", '/roadmate session "GitOps intro" thu 15:00')
    assert "Announce this in" in told(preview)
    assert "I can't check whether I'm in" in told(preview)
    assert "Announce" in button_labels(preview)
    announced = reduced.delivery.click("ana", preview.last, button_labels(preview).index("Announce") + 1)
    assert "Announced" in announced.text


@SQLITE
def test_a_line_is_logged_without_a_check_mark(reduced: Driver) -> None:
    outcome = reduced.delivery.channel_message("ben", "#learning", "log 2h networking")
    assert "2 h" in outcome.text
    assert ShownKind.REACTION not in {item.kind for item in outcome.shown}
    assert "2 h on Networking" in reduced.say("ben", "/log list").text


@SQLITE
def test_every_command_answers_with_the_required_permissions_alone(reduced: Driver) -> None:
    for words in ("/roadmap aws", "/log 1h networking", "/plan", "/team", "/leaderboard", "/roadmate privacy"):
        outcome = reduced.say("ana", words)
        assert (outcome.status, outcome.refused) == (200, ()), words


@SQLITE
def test_a_required_permission_that_is_missing_is_named(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    driver.slack.workspace.scopes = frozenset(SCOPES) - {"chat:write"}
    with caplog.at_level(logging.WARNING):
        driver.delivery.direct_message("ben", "log 2h networking")
    assert "missing_scope chat:write" in caplog.text
    assert "2 h on Networking" in driver.say("ben", "/log list").text
    message = render_scope_missing(["chat:write"])
    check_message(message.post_arguments())
    assert "Roadmate lacks chat:write" in message.text.replace("`", "")
    assert f"{GRANT} chat:write" in message.text.replace("`", "")
    check_message(render_scope_missing([]).post_arguments())


@pytest.mark.parametrize(
    ("needed", "scopes"),
    [
        ("files:write", ("files:write",)),
        ("channels:read,groups:read,mpim:read,im:read", ("channels:read", "groups:read")),
        ("mpim:read, im:read", ("mpim:read", "im:read")),
        (None, ()),
        ("", ()),
        ("<!channel>", ()),
        ("a" * 500, ()),
        (["files:write"], ()),
    ],
)
def test_what_slack_says_was_needed(needed: object, scopes: tuple[str, ...]) -> None:
    error = SlackApiError("refused", {"ok": False, "error": "missing_scope", "needed": needed, "provided": "commands"})
    failure = failure_from_api_error(error)
    assert failure.missing_scopes == scopes
    assert failure.label == " ".join(("missing_scope", *scopes))
    assert failure.cause is FailureCause.SCOPE_MISSING
    other = failure_from_api_error(SlackApiError("refused", {"ok": False, "error": "is_archived", "needed": needed}))
    assert (other.missing_scopes, other.label) == ((), "is_archived")


def test_the_scopes_are_five_that_are_needed_and_seven_that_are_not() -> None:
    assert REQUIRED_SCOPES == ("commands", "chat:write", "users:read", "app_mentions:read", "im:history")
    assert (len(WITHOUT_OPTIONAL), len(SCOPES)) == (7, 12)
    assert missing_scopes({"commands", "files:read", "admin"}) == tuple(
        scope for scope in SCOPES if scope not in {"commands", "files:read"}
    )
    assert relevant_scopes("") == ()
