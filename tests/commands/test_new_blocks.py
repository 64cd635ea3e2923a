"""Answers in the body of a command's HTTP response, where a refusal by Slack would reach nobody."""

from __future__ import annotations

import time

import pytest

from bot.sandbox.slack_api.fixtures import ANA
from bot.sandbox.slack_api.journal import ActionResult
from tests import faults
from tests.faults import ALWAYS, Fault
from tests.slack_driver import Driver

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

VALIDATE = "blocks.validate"
COMMANDS = {"/team": "data_table", "/team coverage signoffs": "data_table", "/team @ben": "data_visualization"}


def kinds(outcome: ActionResult) -> set[str]:
    assert outcome.last is not None
    return {block["type"] for block in outcome.last.blocks}


def book_for_the_card(driver: Driver) -> None:
    driver.say("ben", "/log 30m networking")
    driver.say("ben", "/log 30m blockchain")
    driver.say("ana", "/leaderboard")


@pytest.mark.parametrize(("command", "kind"), COMMANDS.items())
def test_slack_is_asked_once_and_then_gets_what_it_takes(driver: Driver, command: str, kind: str) -> None:
    book_for_the_card(driver)
    for _ in range(2):
        assert kind in kinds(driver.say("ana", command))
    calls = [call for call in driver.slack.workspace.journal.calls if call.method == VALIDATE]
    assert [block["type"] for call in calls for block in call.payload["blocks"]] == [kind]
    assert str(ANA.id) not in str(calls)


@pytest.mark.parametrize(("command", "kind"), COMMANDS.items())
@pytest.mark.parametrize(
    "fault",
    [faults.invalid_blocks(), faults.error("unknown_method"), faults.rate_limited(), faults.broken(), faults.hang(2)],
    ids=["refused", "an older Slack", "too often", "broken", "silent"],
)
def test_without_a_yes_the_answer_is_in_plain_words_and_in_time(
    driver: Driver, fault: Fault, command: str, kind: str
) -> None:
    book_for_the_card(driver)
    driver.slack.faults.add(VALIDATE, fault, ALWAYS)
    began = time.perf_counter()
    outcome = driver.say("ana", command)
    assert time.perf_counter() - began < 2.5
    assert kind not in kinds(outcome)
    assert "Ben" in outcome.last.text if command != "/team coverage signoffs" else "Networking" in outcome.last.text
    assert all(line.startswith(VALIDATE) for line in outcome.refused)


def test_other_answers_ask_nothing(driver: Driver) -> None:
    for words in ("/roadmap aws", "/log 1h networking", "/plan", "/leaderboard", "/roadmate help", "/log list"):
        driver.say("ana", words)
    assert VALIDATE not in {call.method for call in driver.slack.workspace.journal.calls}
