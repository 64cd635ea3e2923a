"""What tests of hours do with a whole Roadmate: look at the ledger, and press buttons of their own making."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from bot.core.ledger import queries, rollups
from bot.core.ledger.rules import Entry
from bot.db import tables
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import OutboxSender
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEARNING, TEAM_ID, SlackUser
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import compose_message
from tests.slack_driver import Driver

WAYS_TO_SEND: dict[str, Callable[[Driver, str, str], ActionResult]] = {
    "command": lambda driver, user, words: driver.say(user, f"/log {words}"),
    "mention": lambda driver, user, words: driver.delivery.mention(user, "#learning", f"log {words}"),
    "message": lambda driver, user, words: driver.delivery.direct_message(user, f"log {words}"),
}


def list_entries(driver: Driver, user: str = BEN.id) -> tuple[Entry, ...]:
    """Return somebody's entries, newest first, and see that all sums agree with the ledger."""
    with driver.roadmate.deps.database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
        return queries.list_entries(conn, workspace=TEAM_ID, member=user, limit=100).entries


def entry_facts(driver: Driver, user: str = ANA.id) -> list[tuple[int, str, str | None, str, str]]:
    """Return somebody's entries as (minutes, area, topic, note, activity), shortest first."""
    entries = list_entries(driver, user)
    return sorted((each.minutes, each.area, each.topic, each.note, each.activity) for each in entries)


def make_sender(driver: Driver) -> OutboxSender:
    """Make one that doesn't wait the second that Slack is given between two messages."""
    return OutboxSender(driver.roadmate.deps, RateLimit(driver.clock.monotonic, interval=0))


def messages_to(driver: Driver, person: SlackUser) -> list[ShownItem]:
    """Send what is due in two hours, when it is day for Ben too, and return all direct messages with somebody."""
    make_sender(driver).send_due(driver.clock.now() + timedelta(hours=2))
    return [each for each in driver.slack.workspace.journal.shown if each.channel == person.dm]


def ledger_rows(driver: Driver) -> list[tuple[int, str, str]]:
    """Return all rows of the ledger as (minutes, source, request), reversed ones and their reversals among them."""
    columns = tables.entries.c
    with driver.roadmate.deps.database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
        return [
            tuple(row)
            for row in conn.execute(select(columns.minutes, columns.source, columns.request).order_by(columns.id))
        ]


def press_forged(driver: Driver, action: str, value: str, user: str = BEN.id) -> ActionResult:
    """Press a button of our own making, as a second click or one on an old message would be."""
    return driver.press(user, post_button(driver, action, value, user), "Go")


def post_button(driver: Driver, action: str, value: str, user: str = BEN.id) -> ShownItem:
    """Show somebody a button of our own making."""
    message = compose_message(section("?"), actions(ButtonSpec("Go", action, value)))
    person = driver.slack.workspace.find_person(user)
    assert person is not None, user
    driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, LEARNING.id, person.id, message)
    return driver.slack.workspace.journal.shown[-1]
