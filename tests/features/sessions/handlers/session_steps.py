"""Steps through sessions that the tests of their handlers share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.core import audit_log
from bot.core.milestones import MilestoneKind, milestones_between
from bot.db.tables import entries
from bot.delivery.rate_limit import RateLimit
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack.message import block_plain_text
from bot.worker.run_once import deliver_due
from tests.slack_driver import Driver, label_of, shown_by

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LINE = '/roadmate session "GitOps intro" thu 15:00'


def succeeded(outcome: ActionResult) -> ActionResult:
    assert (outcome.status, outcome.refused) == (200, ()), (outcome.status, outcome.refused, outcome.text)
    return outcome


def press(driver: Driver, user: str, on: ActionResult | ShownItem | None, label: str) -> ActionResult:
    return succeeded(driver.press(user, on, label))


def shown_words(outcome: ActionResult) -> str:
    """Return what the requester is shown, in the window or in the message."""
    shown = shown_by(outcome)
    return "\n".join(filter(None, map(block_plain_text, shown.view["blocks"] if shown.view else shown.blocks)))


def deliver(driver: Driver, moment: datetime | None = None) -> None:
    if moment:
        driver.clock.advance_to(moment)
    deliver_due(
        driver.roadmate.deps, driver.clock.now(), rate_limit=RateLimit(driver.roadmate.deps.clock.monotonic, interval=0)
    )


def channel_texts(driver: Driver, name: str = "C0LEARNING") -> list[str]:
    """Return the texts that everybody in a channel sees."""
    return [each["text"] for each in driver.slack.workspace.messages.get(name, {}).values()]


def notifications(driver: Driver, person: Any) -> list[str]:
    return channel_texts(driver, person.dm)


def newest(driver: Driver, channel: str) -> ShownItem:
    shown = driver.slack.workspace.journal.shown
    return [each for each in shown if each.channel == channel and not each.to][-1]


def announced(driver: Driver, user: str = "ana", line: str = LINE) -> ShownItem:
    """Announce a session and return its announcement."""
    press(driver, user, succeeded(driver.say(user, line)), "Announce")
    deliver(driver)
    return newest(driver, "C0LEARNING")


def audited_acts(driver: Driver) -> list[tuple[str, str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        return [(each.act, each.actor, each.subject) for each in audit_log.list_latest_acts(conn, workspace=TEAM_ID)]


def booked(driver: Driver) -> list[tuple[Any, ...]]:
    columns = (entries.c.member, entries.c.minutes, entries.c.area, entries.c.activity, entries.c.note, entries.c.day)
    with driver.roadmate.deps.database.read() as conn:
        return sorted((*row[:5], f"{row[5]}") for row in conn.execute(select(*columns)))


def button_value(shown: ShownItem | None, label: str) -> str:
    """Return what a button carries."""
    assert shown
    found = [field.element for field in interactive_elements(shown.blocks) if field.is_button]
    return str(next(each["value"] for each in found if label_of(each) == label))


def question(driver: Driver, person: Any, lead: str = "Log 1 h") -> ShownItem:
    """Return the newest question to somebody whether to book it."""
    seen = driver.slack.workspace.seen_by(person.id)
    return next(each for each in seen[::-1] if each.text.startswith(f"{lead} for GitOps intro?"))


def first_talks(driver: Driver) -> list[str]:
    """Return who has given a first talk."""
    with driver.roadmate.deps.database.read() as conn:
        everything = milestones_between(conn, workspace=TEAM_ID, first=date.min, last=date.max)
    return [each.member for each in everything if each.milestone.kind is MilestoneKind.FIRST_SESSION]
