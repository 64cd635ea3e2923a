"""A signed request is taken by one of several processes over one PostgreSQL, and never again by another."""

from __future__ import annotations

import hmac
import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from bot.clock import AdjustableClock
from bot.core.ledger import rollups
from bot.db.engine import Database, connect_database
from bot.db.tables import handled_events
from bot.dispatch import event_store
from bot.dispatch.shared_replays import SharedReplayWindow
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID
from bot.sandbox.slack_api.workspace import SIGNING_SECRET
from tests.slack_driver import Driver


def send(driver: Driver, body: bytes) -> int:
    """Send the bytes as Slack signed them; returns the status."""
    stamp = str(int(driver.clock.now().timestamp()))
    signature = hmac.new(SIGNING_SECRET.encode(), f"v0:{stamp}:".encode() + body, "sha256").hexdigest()
    statuses: list[int] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/slack/events",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp,
        "HTTP_X_SLACK_SIGNATURE": f"v0={signature}",
        "wsgi.input": io.BytesIO(body),
    }
    b"".join(driver.roadmate.wsgi(environ, lambda line, *_: statuses.append(int(line[:3]))))  # type: ignore[arg-type,return-value]
    return statuses[0]


def log_command(text: str) -> bytes:
    who = {"team_id": TEAM_ID, "user_id": BEN.id, "user_name": "ben", "channel_id": "C0LEARNING"}
    return urlencode({**who, "command": "/log", "text": text, "trigger_id": "1.2.3", "response_url": ""}).encode()


def test_what_one_process_took_no_other_takes(make_driver: Callable[..., Driver], database_url: str) -> None:
    first, second = make_driver(), make_driver()
    is_shared = database_url.startswith("postgresql")
    body = log_command("2h networking")
    assert [send(first, body), send(first, body)] == [200, 401]
    assert send(second, body) == (401 if is_shared else 200)  # SQLite is for one process
    assert send(second, log_command("show")) == 200
    with first.roadmate.deps.database.read() as conn:
        minutes = rollups.read_minutes_by_subject(conn, workspace=TEAM_ID, member=BEN.id)
        assert minutes["networking"] == 120, "and even so it was booked once"
        stored = select(func.count()).where(handled_events.c.event.startswith(event_store.SIGNATURE_PREFIX))
        assert conn.execute(stored).scalar_one() == (2 if is_shared else 0)


@pytest.fixture
def away() -> Iterator[Database]:
    """A database that does not answer."""
    opened = connect_database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    yield opened
    opened.close()


def test_while_the_database_is_away_each_process_remembers_for_itself(
    away: Database, caplog: pytest.LogCaptureFixture
) -> None:
    window = SharedReplayWindow(away)
    assert [window.claim("v0=a", 1.0), window.claim("v0=a", 2.0), window.claim("v0=b", 3.0)] == [True, False, True]
    window.forget("v0=a")
    assert window.claim("v0=a", 4.0)
    assert "replays are remembered by this process alone: DatabaseUnavailable" in caplog.messages


def test_a_request_that_failed_may_come_again_and_a_signature_goes_in_time(
    database: Database, clock: AdjustableClock
) -> None:
    first, second = SharedReplayWindow(database), SharedReplayWindow(database)
    now = clock.now()
    assert first.claim("v0=a", now.timestamp())
    first.forget("v0=a")
    assert second.claim("v0=a", now.timestamp())
    for minutes, gone in ((10, 0), (21, 1), (21, 0)):
        with database.begin() as conn:
            assert event_store.purge_events(conn, now=now + timedelta(minutes=minutes)) == gone
