"""What a person is told when something fails: always words, never a trace, and nothing that is not so."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt import BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.db.engine import DatabaseUnavailable
from bot.dispatch import errors
from bot.dispatch.request import Request
from bot.dispatch.router import Router
from bot.sandbox.slack_api.fixtures import BEN, LEARNING, TEAM_ID
from bot.sandbox.slack_api.journal import ShownKind
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.failures import FailureKind, SlackFailure
from bot.slack.message import Message, compose_message
from bot.slack.modals import build_modal, text_input
from bot.slack.payloads import PayloadError
from tests import faults
from tests.slack_driver import Driver

SECRET = "what ben typed"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def failing(error: Exception) -> Any:
    def feature(_deps: Any, _ask: Request) -> Message:
        raise error

    return feature


def error_text(driver: Driver, error: Exception, command: str = "/log") -> str:
    """What a command says whose feature fails so."""
    deps = driver.roadmate.deps
    app = Router(
        client=deps.slack.tokenless_client(),
        authorize=lambda **_: AuthorizeResult(enterprise_id=None, team_id=TEAM_ID, bot_token="xoxb-1"),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
    )
    app.on_command(deps, command.removeprefix("/"), failing(error))
    errors.register(app, deps)
    body = {"team_id": TEAM_ID, "user_id": "U1", "trigger_id": "1", "command": command, "text": SECRET}
    form: dict[str, str | Sequence[str]] = {"content-type": ["application/x-www-form-urlencoded"]}
    answer = app.dispatch(BoltRequest(body=urlencode(body), headers=form))
    assert answer.status == 200
    text: str = json.loads(answer.body)["text"]
    assert SECRET not in text
    return text


def test_each_failure_has_its_words(driver: Driver) -> None:
    assert error_text(driver, DatabaseUnavailable("locked")).startswith("⚠️ Not logged, please try again.")
    assert "has expired" in error_text(driver, PayloadError("x"))
    assert "may be done" in error_text(driver, SlackFailure(FailureKind.RESPONSE_LOST, "x"))
    broken = error_text(driver, KeyError(SECRET))
    assert broken.startswith("⚠️ That didn't work, and it's our mistake. Nothing was changed.")


def test_only_log_speaks_of_booking(driver: Driver) -> None:
    assert "booked" not in error_text(driver, DatabaseUnavailable("locked"), "/plan").lower()


def test_a_mistake_of_ours_logs_its_location_and_no_words_of_anybody(
    driver: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        error_text(driver, ValueError(SECRET))
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "reason=ValueError" in record.getMessage()
    assert "test_errors.py" in record.getMessage()
    assert SECRET not in caplog.text


def test_a_failure_that_is_expected_leaves_one_line(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    error_text(driver, DatabaseUnavailable("locked"))  # who asks is known from now on
    caplog.clear()
    with caplog.at_level(logging.DEBUG, logger="bot"):
        error_text(driver, DatabaseUnavailable("locked"))
    assert [each.levelname for each in caplog.records] == ["WARNING"]
    assert "\n" not in caplog.records[0].getMessage()


def test_a_click_that_fails_is_answered_beside_its_message(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.roadmate.router.on_click(deps, "test.fail", failing(PayloadError("x")))
    for action in ("test.fail", "nobody.answers"):
        message = compose_message(section("?"), actions(ButtonSpec("Go", action)))
        deps.slack.post_ephemeral(TEAM_ID, LEARNING.id, "U0SANDBEN", message)
        outcome = driver.delivery.click("ben", driver.slack.workspace.journal.shown[-1], 1)
        assert (outcome.status, outcome.refused) == (200, ())
        assert "has expired" in outcome.text
        assert outcome.last.kind is not ShownKind.UPDATED, "the button is lost to a press that failed"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (DatabaseUnavailable("locked"), "⚠️ Please try again."),
        (PayloadError("x"), "This form has expired"),
        (KeyError(SECRET), "⚠️ That didn't work, and it's our mistake. Nothing was changed."),
    ],
)
def test_a_form_that_fails_stays_open_with_what_was_typed(driver: Driver, error: Exception, says: str) -> None:
    deps, bolt = driver.roadmate.deps, driver.roadmate.router
    bolt.on_submit(deps, "test.form", failing(error))
    note = text_input("note", "Note")
    bolt.on_shortcut(
        deps,
        "test.open",
        lambda *_: build_modal("Test", section("?"), note, callback_id="test.form", submit_label="Go"),
    )
    driver.delivery.shortcut("ben", "test.open")
    outcome = driver.delivery.submit("ben", {"note": SECRET})
    assert (outcome.status, outcome.refused, outcome.last.kind) == (200, (), ShownKind.FIELD_ERRORS)
    assert outcome.last.view["errors"]["note"].startswith(says)
    assert SECRET not in outcome.last.view["errors"]["note"]


@pytest.mark.parametrize("name", ["nobody.answers", "nobody"])
def test_a_form_or_shortcut_without_a_handler_is_answered_with_an_error(driver: Driver, name: str) -> None:
    outcome = driver.delivery.shortcut("ben", name)
    assert (outcome.status, outcome.refused, outcome.last.kind) == (200, (), ShownKind.MODAL)
    assert "This shortcut has expired" in str(outcome.last.view)
    note = text_input("note", "Note")
    opened = build_modal("Test", note, callback_id=name, submit_label="Go")
    driver.roadmate.router.on_shortcut(driver.roadmate.deps, "test.open", lambda *_: opened)
    driver.delivery.shortcut("ben", "test.open")
    sent = driver.delivery.submit("ben", {"note": "x"})
    assert sent.last.view["errors"]["note"].startswith("This form has expired")


def test_a_shortcut_that_fails_without_a_window_is_answered_in_private(driver: Driver) -> None:
    driver.slack.faults.add("views.open", faults.error("expired_trigger_id"))
    outcome = driver.delivery.shortcut("ben", "nobody.answers")
    assert (outcome.status, outcome.last.kind, outcome.last.channel) == (200, ShownKind.MESSAGE, BEN.dm)
    assert "This shortcut has expired" in outcome.text


def test_a_command_that_nobody_answers_gets_the_help(driver: Driver) -> None:
    outcome = driver.say("ben", "/dance now")
    assert outcome.status == 200
    assert "Five things to start with" in outcome.text


def test_an_event_that_nobody_needs_is_passed_over(driver: Driver) -> None:
    outcome = driver.delivery.event({"type": "reaction_added", "user": "U0SANDBEN"})
    assert (outcome.status, outcome.calls) == (200, ())


def test_a_request_without_its_parts_says_which(driver: Driver) -> None:
    answer = driver.delivery.post.form(
        {"command": "/log", "text": "2h networking", "team_id": TEAM_ID, "user_id": "U1"}
    )
    assert answer.status == 200
    assert "without its trigger_id, so I did nothing" in json.loads(answer.body)["text"]
