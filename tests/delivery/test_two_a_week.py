"""Weeks with everything on (a quarter, if thorough): nobody gets more than two messages a week unasked."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.weeks import local_week
from bot.db.tables import outbox
from bot.delivery.departures import COUNTED, MOST_A_WEEK, UNASKED
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rate_limit import RateLimit
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA
from bot.worker.run_once import deliver_due
from tests.examples import IS_THOROUGH
from tests.features.help_requests.test_handlers import pair
from tests.slack_driver import Driver

PEOPLE = {each.id: ZoneInfo(each.zone) for each in (ANA, BEN, CHIDI, MEI, PRIYA)}
NAMES = ("ana", "ben", "chidi", "mei", "priya")
WEEKS = 13 if IS_THOROUGH else 6
TOPICS = ("rds proxy", "iam policies", "compute services", "storage services", "tcp/ip")
ROADMAPS = ("aws", "docker", "kubernetes", "terraform", "devops", "cloudflare", "system design")
pytestmark = [pytest.mark.thorough, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def begin(driver: Driver) -> None:
    """Let everybody learn, want all that can be had, and be somebody's mentor or mentee."""
    for number, name in enumerate(NAMES):
        for topic in TOPICS[number % 2 :]:
            driver.say(name, f"/log 1h {topic}")
        driver.say(name, "/roadmate goal 8h")
        driver.say(name, "/roadmate summary on")
        driver.say(name, f"/roadmate nudge {('mon 09:00', 'fri 15:00', 'thu 16:00', 'wed 11:00', 'tue 10:00')[number]}")
    pair(driver, CHIDI.id, BEN.id)
    pair(driver, PRIYA.id, MEI.id)


def live_a_week(driver: Driver, week: int) -> None:
    """Let people do what makes others wait, join and be asked."""
    for name, roadmap in (("ben", ROADMAPS[week % 7]), ("mei", ROADMAPS[(week + 3) % 7])):
        driver.say(name, f"/roadmate level {roadmap} {('beginner', 'intermediate', 'advanced')[week % 3]}")
    driver.say("ben", f'/roadmate session "Talk {week}" tue 15:00')
    driver.say("mei", f"/log 30m docker @chidi: part {week}")
    driver.say("chidi", "/log 45m rds proxy")


def test_nobody_gets_more_than_two_unasked_messages_a_week(driver: Driver) -> None:
    begin(driver)
    deps, limit = driver.roadmate.deps, RateLimit(driver.clock.monotonic, interval=0)
    start = datetime(2026, 11, 23, tzinfo=UTC)
    for day in range(7 * WEEKS):
        if day % 7 == 0:
            driver.clock.advance_to(start + timedelta(days=day, hours=1))
            live_a_week(driver, day // 7)
        for hour in (8, 10, 11, 14, 16, 18, 21):
            moment = start + timedelta(days=day, hours=hour)
            driver.clock.advance_to(moment)
            deliver_due(deps, moment, rate_limit=limit)
    with deps.database.read() as conn:
        rows = conn.execute(outbox.select().where(outbox.c.sent_ts.is_not(None))).all()
    sent = [(row.recipient, row.kind, datetime.fromtimestamp(float(row.sent_ts), UTC)) for row in rows]
    unasked = [each for each in sent if each[1] in UNASKED and each[0] in PEOPLE]
    weeks = Counter((who, local_week(at, PEOPLE[who])) for who, kind, at in unasked if kind in COUNTED)
    assert max(weeks.values()) == MOST_A_WEEK
    came = {kind for _, kind, _ in unasked}
    assert {
        DeliveryKind.NUDGE,
        DeliveryKind.QUESTIONS,
        DeliveryKind.MENTOR_SUMMARY,
        DeliveryKind.WAITING_REMINDER,
    } <= came
