"""From what somebody types to the message it leads to: one id in all lines of the log, and nobody's words in any."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.core.people import members
from bot.db.tables import outbox, pairs
from bot.delivery.rate_limit import RateLimit
from bot.log_lines import build_handler
from bot.sandbox.slack_api.fixtures import BEN, CHIDI, LEARNING, TEAM_ID
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET
from bot.worker.run_once import deliver_due
from tests import faults
from tests.slack_driver import Driver, button_labels, shown_by

WORDS = "zzqxlocks"  # in whatever is typed here
SECRETS = (WORDS, BOT_TOKEN, SIGNING_SECRET, "hooks.slack", "/response/", "trigger")


class Log:
    """The lines of this test, as JSON and as text."""

    def __init__(self) -> None:
        self.streams = {"json": io.StringIO(), "text": io.StringIO()}
        self.handlers = [build_handler("json", self.streams["json"]), build_handler("text", self.streams["text"])]

    def lines(self, **wanted: Any) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.streams["json"].getvalue().splitlines()]
        return [line for line in found if wanted.items() <= line.items()]


@pytest.fixture
def log() -> Iterator[Log]:
    own, logger = Log(), logging.getLogger("bot")
    level = logger.level
    logger.setLevel(logging.DEBUG)
    for handler in own.handlers:
        logger.addHandler(handler)
    yield own
    for handler in own.handlers:
        logger.removeHandler(handler)
    logger.setLevel(level)


def pair_up(driver: Driver) -> None:
    now = driver.clock.now()
    moments = dict.fromkeys(("mentor_at", "mentee_at", "created_at"), now)
    with driver.roadmate.deps.database.begin() as conn:
        members.set_mentor(conn, workspace=TEAM_ID, member=BEN.id, is_mentor=True, now=now)
        conn.execute(
            insert(pairs).values(workspace=TEAM_ID, mentor=BEN.id, mentee=CHIDI.id, asked_by=BEN.id, **moments)
        )


def deliver(driver: Driver, *, hours: float) -> None:
    driver.turn(hours=hours)
    deps = driver.roadmate.deps
    deliver_due(deps, driver.clock.now(), rate_limit=RateLimit(deps.clock.monotonic, interval=0))


def test_one_id_from_the_command_to_the_message_that_was_sent(driver: Driver, log: Log) -> None:
    for user in (BEN.id, CHIDI.id):
        driver.say(user, "/plan")
    pair_up(driver)
    driver.say(CHIDI.id, f"/roadmate stuck terraform state: {WORDS}")
    deliver(driver, hours=12)
    deliver(driver, hours=12)  # one of them is in everybody's day
    [answered] = log.lines(kind="roadmate", outcome="ok")
    queued = [line for line in log.lines(request=answered["request"]) if line["message"].startswith("queued")]
    sent = [line for line in log.lines(request=answered["request"]) if line["message"].startswith("sent")]
    assert queued
    assert len(sent) == len(queued)
    assert {line["kind"] for line in queued} == {"roadmate"}
    assert all(line["kind"].startswith("message ") and line["workspace"] == TEAM_ID for line in sent)
    with driver.roadmate.deps.database.read() as conn:
        ids = set(conn.execute(select(outbox.c.request).where(outbox.c.recipient == BEN.id)).scalars())
    assert answered["request"] in ids


def test_no_line_has_anybodys_words_or_a_secret(driver: Driver, log: Log) -> None:
    """Whatever is typed, pressed, refused or broken, in both formats and with every level written."""
    shown = driver.say(CHIDI.id, f"/log 2h networking: {WORDS}")
    driver.press(CHIDI.id, shown, next(label for label in button_labels(shown_by(shown)) if "Undo" in label))
    for words in (f"/log {WORDS}", f"/roadmap {WORDS}", f"/plan {WORDS}", f"/roadmate {WORDS}", f"/team {WORDS}"):
        driver.say(CHIDI.id, words)
    driver.delivery.mention(CHIDI.id, LEARNING.id, f"log 1h docker: {WORDS}")
    driver.slack.faults.add("chat.postEphemeral", faults.broken())
    driver.delivery.mention(CHIDI.id, LEARNING.id, f"log 1h docker: {WORDS}!")
    deliver(driver, hours=24)
    lines = log.lines()
    assert len({line["request"] for line in lines if "request" in line}) >= 9
    assert {line.get("outcome") for line in lines} >= {"ok"}
    for stream in log.streams.values():
        for secret in SECRETS:
            assert secret not in stream.getvalue()
