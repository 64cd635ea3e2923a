"""Lines in messages: booked with a check mark and a private answer, while talk is left alone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.catalog.catalog import Catalog
from bot.core.people import members
from bot.dispatch import event_store
from bot.dispatch.request import Request
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.message_log.handlers import new_message
from bot.sandbox.slack_api.fixtures import BEN, BOT, LEARNING, TEAM_ID
from bot.sandbox.slack_api.journal import ShownKind
from bot.slack.typed_text import read_said
from tests import faults
from tests.features.hours.handlers.test_log_command_failures import locked_database
from tests.features.hours.ledger_driver import list_entries
from tests.features.message_log.channel_driver import (
    DM,
    LEARNING_CHANNEL,
    booked,
    delete,
    edit,
    marks,
    replies,
    write,
)
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVERYDAY = Path(__file__).parents[1] / "everyday.txt"
TODAY = date(2026, 11, 21)  # a Saturday
FRIDAY = date(2026, 11, 20)
LINES = {
    "log 2h networking": (120, "networking"),
    "Log 2h Networking": (120, "networking"),
    "LOG 90m aws": (90, "aws"),
    "log  45m kubernetes": (45, "kubernetes"),
    "log 1:30 networking": (90, "networking"),
    "log 1h30 networking": (90, "networking"),
    "log 1h 30m terraform": (90, "terraform"),
    "log 1.5h docker": (90, "docker"),
    "log 1,5h docker": (90, "docker"),
    "log half an hour networking": (30, "networking"),
    "log an hour of kubernetes": (60, "kubernetes"),
    "log 2 hours vpc flow logs": (120, "aws.vpc-flow-logs"),
    "log 2h vpc endpoints yesterday": (120, "aws.vpc-endpoints"),
    "log 2h terraform modules yesterday: state locking": (120, "terraform.modules"),
    "log 2h networking mon: bgp": (120, "networking"),
    "log 2h networking: what is a vpc? see https://example.com": (120, "networking"),
    "log 2h ci/cd": (120, "devops-cicd"),
    "log 2h rest api": (120, "rest-api"),
    "log 2h rest api.": (120, "rest-api"),
    "log 2h soft skills": (120, "soft-skills"),
    "log 2h hands-on practice": (120, "hands-on-practice"),
    "log 3h certifications": (180, "certifications"),
    "log 2h infrastructure as code": (120, "infrastructure-as-code"),
    "log 2h on networking": (120, "networking"),
    "log 2h learning kubernetes": (120, "kubernetes"),
    "log 1h terraform testing": (60, "terraform.testing"),
    "log 1h mentoring <@U0SANDMEI>: reviewed the VPC design": (60, "soft-skills"),
    "log 1h talk: GitOps intro": (60, "soft-skills"),
    "+2h networking": (120, "networking"),
    "+90m aws": (90, "aws"),
    "+1:30 networking": (90, "networking"),
    "+1h30 kubernetes": (90, "kubernetes"),
    "+2 hours terraform": (120, "terraform"),
    "+45 min docker": (45, "docker"),
    "+2h k8s": (120, "kubernetes"),
    "+2h terraform modules yesterday: state locking": (120, "terraform.modules"),
    "+2h vpc flow logs": (120, "aws.vpc-flow-logs"),
    "+30m rest api": (30, "rest-api"),
    "+1h blockchain": (60, "blockchain"),
    "+1h system design": (60, "system_design"),
    "+2h networking 3 days ago": (120, "networking"),
    "+2h networking: read the chapter\nand the exercises": (120, "networking"),
    "+2h on networking": (120, "networking"),
}


def wait_until(is_there: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not is_there() and time.monotonic() < end:
        time.sleep(0.01)


@SQLITE
def test_a_line_in_a_channel_books_with_a_check_mark_and_a_private_answer(driver: Driver) -> None:
    assert len(LINES) >= 40
    for text, (minutes, subject) in LINES.items():
        outcome = write(driver, text)
        assert "Logged " in outcome.text, text
        assert [(each.kind, each.channel, each.to) for each in replies(outcome)] == [
            (ShownKind.EPHEMERAL, LEARNING.id, BEN.id)
        ], text
        assert marks(outcome) == [":white_check_mark:"], text
        assert booked(driver) == [(minutes, subject)], text
        delete(driver, outcome.ts)
        assert booked(driver) == [], text


def test_everyday_talk_is_left_alone(catalog: Catalog) -> None:
    lines = [line for line in EVERYDAY.read_text().splitlines() if line and not line.startswith("#")]
    assert len(lines) >= 600
    assert [line for line in lines if new_message.detect_channel_line(catalog, read_said(line), TODAY)] == []


@SQLITE
def test_everyday_talk_is_neither_stored_nor_logged_nor_answered(
    driver: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        talk = ("see you in 2h", "+1h please", "+1h zanzibar", "log 2h zanzibar is down", "2h networking", "+1h api")
        for text in talk:
            outcome = write(driver, text)
            assert (outcome.calls, outcome.shown) == ((), ()), text
    assert "zanzibar" not in caplog.text
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        assert members.find_member(conn, workspace=TEAM_ID, member=BEN.id, default_zone=deps.settings.timezone) is None


@SQLITE
@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        ("log 2h netwroking", "Networking?", "Networking"),
        (
            "log 2h terraform state locking",
            "State Management (Terraform)?",
            "State Management (Terraform)",
        ),
        ("log 1h testing", "Testing (Terraform)?", "Testing (Terraform)"),
        ("log 2h storage", "Storage (Kubernetes)?", "Storage (Kubernetes)"),
        ("log 5m flow logs", "VPC Flow Logs (AWS)?", "VPC Flow Logs (AWS)"),
        ("log 2h monitoring: NOTE", "Which “monitoring”?", "Monitoring & Logging (AWS)"),
    ],
)
def test_log_with_an_inexact_name_asks_privately(driver: Driver, text: str, words: str, label: str) -> None:
    outcome = write(driver, text)
    assert words in outcome.text
    assert [each.kind for each in replies(outcome)] == [ShownKind.EPHEMERAL]
    assert (list_entries(driver), marks(outcome)) == ((), [])
    driver.turn(days=2)
    assert "Logged " in driver.press("ben", replies(outcome)[0], label).text
    (entry,) = list_entries(driver)
    assert (entry.day, entry.note) == (TODAY, "NOTE" if "NOTE" in text else "")
    assert write(driver, text.replace("log ", "+")).calls == ()


@SQLITE
def test_an_impossible_day_is_told_privately(driver: Driver) -> None:
    outcome = write(driver, "log 2h networking 31 feb")
    assert "There's no such day as “31 feb”." in outcome.text
    assert [each.kind for each in replies(outcome)] == [ShownKind.EPHEMERAL]
    assert list_entries(driver) == ()


@SQLITE
def test_a_mention_is_answered_once_though_it_comes_as_two_events(driver: Driver) -> None:
    outcome = write(driver, f"<@{BOT.id}> 2h terraform modules yesterday: state locking")
    assert len(replies(outcome)) == 1
    assert marks(outcome) == [":white_check_mark:"]
    (entry,) = list_entries(driver)
    assert (entry.minutes, entry.topic, entry.day, entry.note) == (120, "terraform.modules", FRIDAY, "state locking")
    assert "Changed to" in edit(driver, outcome.ts, f"<@{BOT.id}> 1h terraform modules yesterday: state locking").text
    assert booked(driver) == [(60, "terraform.modules")]


@SQLITE
def test_a_line_in_a_thread_is_answered_in_the_thread(driver: Driver) -> None:
    parent = write(driver, "+1h networking")
    inside = write(driver, "+2h aws", thread=parent.ts)
    assert [each.thread_ts for each in replies(inside)] == [parent.ts]
    assert [each.thread_ts for each in replies(edit(driver, inside.ts, "+3h aws"))] == [parent.ts]
    assert [each.thread_ts for each in replies(parent)] == [""]


@SQLITE
@pytest.mark.parametrize("fault", [faults.error("missing_scope"), faults.error("already_reacted"), faults.broken()])
def test_a_check_mark_that_cannot_be_added_does_not_stop_the_booking(driver: Driver, fault: faults.Fault) -> None:
    driver.slack.faults.add("reactions.add", fault)
    outcome = driver.delivery.channel_message("ben", LEARNING_CHANNEL, "+2h networking")
    assert "Logged 2 h on Networking" in outcome.text
    assert booked(driver) == [(120, "networking")]


def test_a_deletion_that_overtakes_its_message_keeps_it_from_being_booked(driver: Driver) -> None:
    driver.slack.faults.add(faults.EVENTS, faults.reordered_event())
    ts = driver.delivery.channel_message("ben", LEARNING_CHANNEL, "+2h networking").ts
    delete(driver, ts)
    assert list_entries(driver) == ()


@pytest.mark.parametrize("channel", [LEARNING_CHANNEL, DM])
def test_a_message_deleted_while_its_author_is_looked_up_is_not_booked(driver: Driver, channel: str) -> None:
    driver.slack.faults.add("users.info", faults.slow(1))
    writing = threading.Thread(target=driver.delivery.channel_message, args=("ben", channel, "log 2h networking"))
    writing.start()
    messages = driver.slack.workspace.messages[LEARNING.id if channel == LEARNING_CHANNEL else channel]
    wait_until(lambda: bool(messages))
    ts = max(messages)
    time.sleep(0.3)
    driver.delivery.delete_message("ben", channel, ts)
    writing.join()
    assert list_entries(driver) == ()


@SQLITE
def test_a_change_that_comes_while_a_line_is_being_booked_wins(driver: Driver) -> None:
    deps = driver.roadmate.deps
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    deps.directory.ensure_member(TEAM_ID, BEN.id)
    with deps.database.begin() as conn:
        event_store.record_change(
            conn, message_key=f"{TEAM_ID}:msg:C0LEARNING:1.2", changed_at=at + timedelta(seconds=1)
        )
    for text in ("2h networking", "2h networking, 1h aws"):
        request = Request(TEAM_ID, BEN.id, text, LEARNING.id, "msg:C0LEARNING:1.2", "message")
        version = event_store.MessageVersion(f"{TEAM_ID}:{request.key}", at)
        with pytest.raises(event_store.StaleVersion):
            hours_log_command.book_line(deps, replace(request, message_version=version))
    assert list_entries(driver) == ()


@SQLITE
def test_a_delivery_beside_one_that_fails_does_not_lose_the_answer(driver: Driver) -> None:
    """Slack delivers again while the first answer hangs. Acknowledging that would end it, and the first then fails."""
    driver.slack.faults.add("chat.postEphemeral", faults.unavailable(after=1.5))
    statuses: list[int] = []
    writing = threading.Thread(
        target=lambda: statuses.append(
            driver.delivery.channel_message("ben", LEARNING_CHANNEL, "+2h networking").status
        )
    )
    writing.start()
    wait_until(lambda: any(each.method == "chat.postEphemeral" for each in driver.slack.workspace.journal.calls))
    driver.turn(minutes=1)
    beside = driver.delivery.repeat_event(seen_by=BEN.id)
    assert (beside.status, replies(beside), statuses) == (500, [], [])
    writing.join()
    assert statuses == [500]
    driver.turn(minutes=1)
    later = driver.delivery.repeat_event(retry=2, seen_by=BEN.id)
    assert (later.status, len(replies(later)), marks(later)) == (200, 1, [":white_check_mark:"])
    assert "2 h on Networking" in later.text
    driver.turn(minutes=1)
    again = driver.delivery.repeat_event(retry=3, seen_by=BEN.id)
    assert (again.status, replies(again)) == (200, [])
    assert booked(driver) == [(120, "networking")]


@SQLITE
def test_a_failure_that_the_database_cannot_be_told_does_not_lose_the_answer(driver: Driver) -> None:
    """Booked and claimed, then Slack fails, and by then the database is locked: the claim stays, the answer is owed."""
    driver.slack.faults.add("chat.postEphemeral", faults.unavailable(after=0.5))
    statuses: list[int] = []
    writing = threading.Thread(
        target=lambda: statuses.append(
            driver.delivery.channel_message("ben", LEARNING_CHANNEL, "+2h networking").status
        )
    )
    writing.start()
    wait_until(lambda: any(each.method == "chat.postEphemeral" for each in driver.slack.workspace.journal.calls))
    with locked_database(driver):
        writing.join()
    assert statuses == [500]
    for retry, answers in ((1, 1), (2, 0)):
        driver.turn(minutes=1)
        later = driver.delivery.repeat_event(retry=retry, seen_by=BEN.id)
        assert (later.status, len(replies(later))) == (200, answers)
    assert booked(driver) == [(120, "networking")]


@SQLITE
def test_an_answer_that_failed_is_sent_with_the_next_delivery(driver: Driver) -> None:
    driver.slack.faults.add("chat.postEphemeral", faults.rate_limited())
    assert driver.delivery.channel_message("ben", LEARNING_CHANNEL, "+2h networking").status == 500
    driver.turn(days=1)
    again = driver.delivery.repeat_event(seen_by=BEN.id)
    assert "2 h on Networking (Sat 21 Nov)" in again.text
    assert marks(again) == [":white_check_mark:"]
    assert booked(driver) == [(120, "networking")]
