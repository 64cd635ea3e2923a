"""A team in front of the stand-in, with a clock that stands, for everything that goes out by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.catalog.source import CatalogSource
from bot.changes import Changes
from bot.clock import TurnableClock
from bot.db.sessions import Sessions
from bot.db.tables import occurrences, outbox
from bot.deps import Deps
from bot.domain.ledger import Booking
from bot.jobs import due
from bot.jobs.pace import Pace
from bot.jobs.sender import Sender, Sent
from bot.people import People
from bot.sandbox.people import TEAM_ID, Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import BOT_TOKEN
from bot.services import hours, members, workspaces
from bot.settings import read_settings
from bot.slack import Slack

LONG_AGO = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
CRASHING = Path(__file__).parent / "crashing.py"


@dataclass(frozen=True)
class Team:
    """What a test of the jobs does and looks at."""

    deps: Deps
    slack: SandboxServer
    clock: TurnableClock

    def join(self, user: str, zone: str | None = "UTC", name: str = "", at: datetime = LONG_AGO, **chosen: Any) -> None:
        """A member, known to Slack as well."""
        self.slack.workspace.add_person(Person(user, user.lower(), name or user, zone or "UTC"))
        with self.deps.sessions.begin() as session:
            members.meet(
                session,
                workspace=TEAM_ID,
                member=user,
                name=name or user,
                timezone=zone,
                is_admin=False,
                is_active=True,
                profile_at=at,
                now=at,
            )
            if chosen:
                members.change(session, workspace=TEAM_ID, member=user, **chosen)

    def book(self, user: str, minutes: int, day: date, area: str = "networking", topic: str | None = None) -> None:
        booking = Booking(minutes, area, None, topic, day, "", "command", f"{user}{day}{area}{topic}{minutes}")
        with self.deps.sessions.begin() as session:
            hours.book(session, workspace=TEAM_ID, member=user, booking=booking, now=self.clock.now(), insist=True)

    def choose(self, **values: Any) -> None:
        """Set something for the workspace."""
        with self.deps.sessions.begin() as session:
            workspaces.change(session, workspace=TEAM_ID, **values)

    def to(self, moment: datetime) -> datetime:
        """Turn the clock there."""
        self.clock.turn_to(moment)
        return moment

    def tick(self, moment: datetime) -> list[Sent]:
        """Turn the clock there, and do what a tick does."""
        self.to(moment)
        due.run_once(self.deps, moment)
        return self.sender().send(moment, 1000)

    def sender(self) -> Sender:
        return Sender(self.deps, Pace(self.clock.monotonic, every=0))

    def claims(self) -> list[tuple[str, str, str, str]]:
        """Kind, period, recipient and outcome of all that was claimed."""
        with self.deps.sessions.read() as session:
            rows = session.execute(select(occurrences).order_by(occurrences.c.kind, occurrences.c.recipient))
            return [(row.kind, row.period, row.recipient, row.outcome) for row in rows]

    def letters(self) -> list[Any]:
        with self.deps.sessions.read() as session:
            return list(session.execute(select(outbox).order_by(outbox.c.id)))

    def states(self) -> list[str]:
        return [letter.state for letter in self.letters()]

    def posts(self) -> list[tuple[str, str]]:
        """Recipient and text of all that Slack took."""
        calls = self.slack.workspace.journal.calls
        posted = [call.payload for call in calls if call.method == "chat.postMessage" and not call.error]
        return [(payload["channel"], payload["text"]) for payload in posted]


@pytest.fixture
def make_team(
    sessions: Sessions, slack: SandboxServer, clock: TurnableClock, source: CatalogSource
) -> Callable[..., Team]:
    def make(**environment: str) -> Team:
        settings = read_settings({"ROADMATE_LEARNING_CHANNEL": "C0LEARNING", **environment})
        api = Slack(api_url=slack.base_url, token=lambda _: BOT_TOKEN)
        people = People(settings=settings, clock=clock, sessions=sessions, slack=api)
        with sessions.begin() as session:
            workspaces.welcome(session, workspace=TEAM_ID, now=LONG_AGO)
        return Team(Deps(settings, clock, source, sessions, api, people, Changes()), slack, clock)

    return make


@pytest.fixture
def team(make_team: Callable[..., Team]) -> Team:
    return make_team()


class Processes:
    """Real processes that do what is due; `crashing.py` has what they do."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self._program = program

    def begin(
        self, team: Team, moment: datetime, *, point: str = "", passed: int = 0, replica: bool = False, **settings: str
    ) -> int:
        """Start one over a team's database and its Slack; returns its process id."""
        task = {
            "database": team.deps.sessions.engine.url.render_as_string(hide_password=False),
            "slack": team.slack.base_url,
            "settings": {"ROADMATE_LEARNING_CHANNEL": "C0LEARNING", **settings},
            "moment": moment.isoformat(),
            "point": point,
            "passed": passed,
            "replica": replica,
        }
        return int(self._ask(task))

    def end(self, pid: int) -> tuple[int, int]:
        """Wait for one; returns its exit status (minus the signal) and how many messages it dealt with."""
        status, told = self._ask({"end": pid})
        return status, int(told or 0)

    def _ask(self, task: object) -> Any:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        print(json.dumps(task), file=self._program.stdin, flush=True)
        return json.loads(self._program.stdout.readline())


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    with subprocess.Popen(
        [sys.executable, "-W", "error", str(CRASHING)],
        env={**os.environ, "PYTHONPATH": str(CRASHING.parents[2])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        yield Processes(program)
        program.stdin.close()  # type: ignore[union-attr]
