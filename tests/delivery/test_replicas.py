"""Several processes over one PostgreSQL share the work with no leader; one that is asked to end leaves the rest."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.delivery import outbox
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import OutboxSender
from bot.sandbox.slack_api.fixtures import LEARNING, TEAM_ID
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from tests import faults
from tests.fixtures.team import ProcessRunner, Team

ROOT = Path(__file__).parents[2]
POST = "chat.postMessage"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONES = ["UTC", "Africa/Accra", "Atlantic/Reykjavik"]  # the same hour, so that twenty of each leave at once
PEOPLE = [f"U{number:02}" for number in range(60)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("replicas", [2, 4])
def test_replicas_send_each_message_once(
    make_team: Callable[..., Team], processes: ProcessRunner, replicas: int
) -> None:
    nudge = {"ROADMATE_NUDGE": "mon 09:00"}
    team = make_team(**nudge)
    for number, user in enumerate(PEOPLE):
        team.join(user, ZONES[number % 3])
    team.book("U00", 60, date(2026, 11, 18))
    team.slack.faults.add(POST, faults.slow(0.01), times=faults.ALWAYS)
    begun = [processes.start(team, MONDAY, replica=True, **nudge) for _ in range(replicas)]
    ended = [processes.wait(pid) for pid in begun]
    assert [status for status, _ in ended] == [0] * replicas
    assert set(team.states()) == {"sent"}
    assert Counter(user for user, _ in team.posts()) == Counter([*PEOPLE, "C0LEARNING", "C0LEARNING"])
    assert len(set(team.posts())) == sum(sent for _, sent in ended) == 62
    assert sum(sent > 0 for _, sent in ended) > 1, "no one of them leads"


def put(team: Team, recipient: str) -> None:
    now = SystemClock().now()
    with team.deps.database.begin() as conn:
        outbox.put_message(
            conn,
            workspace=TEAM_ID,
            kind="nudge",
            period="2026-W47",
            recipient=recipient,
            message={"text": "Hello", "blocks": []},
            due_at=now,
            expires_at=now + timedelta(hours=1),
            now=now,
        )


def test_a_worker_asked_to_end_finishes_the_message_in_hand(team: Team, tmp_path: Path, cache_home: Path) -> None:
    team.change_workspace(digest_on=False, nudge_on=False)
    channels = ["C0ONE", "C0TWO", "C0LEARNING"]  # which have no night
    for channel in channels:
        team.slack.workspace.channels[channel] = replace(LEARNING, id=channel)
        put(team, channel)
    team.slack.faults.add(POST, faults.slow(1))
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_API_URL": team.slack.base_url,
        "DATABASE_URL": team.deps.database.engine.url.render_as_string(hide_password=False),
        "XDG_CACHE_HOME": str(cache_home),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-W", "error", "-m", "bot", "worker"]
    with subprocess.Popen(command, env={**bare, **own}, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as worker:
        while not team.posts() and worker.poll() is None:
            time.sleep(0.02)
        worker.terminate()
        complained = worker.communicate(timeout=30)[1]
    assert worker.returncode == 0, complained
    assert team.states() == ["sent", "waiting", "waiting"]
    assert [row.leased_until for row in team.outbox_rows()] == [None] * 3
    OutboxSender(replace(team.deps, clock=SystemClock()), RateLimit(team.clock.monotonic, interval=0)).send_due(
        SystemClock().now()
    )
    assert [user for user, _ in team.posts()] == channels
