"""What tests of messages do in the learning channel: write, edit and delete, and look at what comes of it."""

from __future__ import annotations

from bot.sandbox.slack_api.fixtures import BOT
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from tests.features.hours.ledger_driver import list_entries
from tests.slack_driver import Driver

LEARNING_CHANNEL = "#learning"
DM = "D0SANDBEN"


def booked(driver: Driver) -> list[tuple[int, str]]:
    """Return Ben's entries as (minutes, subject), oldest first."""
    return [(each.minutes, each.topic or each.roadmap or each.area) for each in reversed(list_entries(driver))]


def write(driver: Driver, text: str, user: str = "ben", thread: str = "") -> ActionResult:
    outcome: ActionResult = driver.delivery.channel_message(user, LEARNING_CHANNEL, text, thread)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def edit(driver: Driver, ts: str, text: str, channel: str = LEARNING_CHANNEL) -> ActionResult:
    outcome: ActionResult = driver.delivery.edit_message("ben", channel, ts, text)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def delete(driver: Driver, ts: str, channel: str = LEARNING_CHANNEL) -> ActionResult:
    outcome: ActionResult = driver.delivery.delete_message("ben", channel, ts)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def replies(outcome: ActionResult) -> list[ShownItem]:
    """Return what Roadmate said, without what the person did themselves."""
    return [
        each for each in outcome.shown if each.kind in (ShownKind.MESSAGE, ShownKind.EPHEMERAL) and each.user == BOT.id
    ]


def marks(outcome: ActionResult) -> list[str]:
    return [each.text for each in outcome.shown if each.kind is ShownKind.REACTION]
