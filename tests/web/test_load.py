"""Fifty people log at the same moment on SQLite: nothing is lost, and everybody is answered."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Final

import orjson
import pytest

from bot.core.ledger import queries, rollups
from bot.core.people import members
from bot.sandbox.slack_api import payloads
from bot.sandbox.slack_api.fixtures import LEARNING, TEAM_ID, SlackUser
from tests.slack_driver import Driver

PEOPLE: Final = tuple(SlackUser(f"U0CROWD{number:03d}", f"crowd{number}", f"Crowd {number}") for number in range(50))
PATIENCE: Final = 3.0  # seconds that Slack waits for an answer; a second on an idle machine is measured in benchmarks/


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_fifty_at_once_are_all_booked_and_answered_in_time(driver: Driver) -> None:
    _meet(driver)
    say(driver, PEOPLE[0], "1m blockchain")  # the first request of a process loads what the others find loaded
    start = threading.Barrier(len(PEOPLE))

    def log(person: SlackUser) -> tuple[str, float]:
        start.wait()
        begun = time.perf_counter()
        return say(driver, person, "2h networking"), time.perf_counter() - begun

    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        answered = list(pool.map(log, PEOPLE))
    with driver.roadmate.deps.database.read() as conn:
        booked = {entry.member: entry.minutes for entry in queries.iterate_entries(conn) if entry.area == "networking"}
        assert rollups.count_drifted_members(conn) == 0
    assert booked == dict.fromkeys((person.id for person in PEOPLE), 120)
    assert {text.split("\n")[0] for text, _ in answered} == {"✅ Logged 2 h on Networking (Sat 21 Nov)"}
    slowest = max(seconds for _, seconds in answered)
    print(f"slowest of {len(PEOPLE)} at once: {slowest * 1000:.0f} ms")  # noqa: T201  (pytest -s shows it)
    assert slowest < PATIENCE


def say(driver: Driver, person: SlackUser, words: str) -> str:
    """What the body of the answer to `/log` says."""
    given = {"trigger_id": f"1.{person.id}.{words}".replace(" ", "-"), "response_url": "https://hooks.example/1"}
    answer = driver.delivery.post.form(payloads.command_form(person, LEARNING, "/log", words, **given))
    assert answer.status == 200
    return str(orjson.loads(answer.body)["text"])


def _meet(driver: Driver) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    with driver.roadmate.deps.database.begin() as conn:
        for person in PEOPLE:
            members.save_profile(
                conn,
                workspace=TEAM_ID,
                member=person.id,
                name=person.name,
                timezone="Europe/Lisbon",
                is_admin=False,
                is_active=True,
                profile_at=now,
                now=now,
            )
