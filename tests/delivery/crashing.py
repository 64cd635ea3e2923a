"""Processes that do what falls due, and die by SIGKILL at a named point of it. A program, run by `tests/jobs/conftest`.

It loads everything once, reads one task a line, and does each in a process of its own. Nothing of the jobs is changed:
the points are statements that the database is asked for, and what a sender is given (its pace, and Slack).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Connection, event, func, select

from bot.app import FEATURES
from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock, Clock
from bot.core.content.workspace_catalogs import WorkspaceCatalogs
from bot.db.engine import Database, connect_database
from bot.db.tables import outbox
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import OutboxSender
from bot.deps import Deps
from bot.directory import Directory
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.settings import read_settings
from bot.slack.client import SlackClient
from bot.slack.message import Message
from bot.stale_homes import StaleHomes
from bot.worker import due

CONTENT = Path(__file__).parents[2] / "content"
MINUTES = 2  # over which what a crash left is cleared up and sent
SHARE = 5  # messages that a replica sends before it looks again


class Death:
    """Comes when a point is reached, after it has been passed so many times."""

    def __init__(self, point: str = "", passed: int = 0) -> None:
        self._point = point
        self._left = passed
        self._written = ""

    def at(self, point: str) -> None:
        if point != self._point:
            return
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1

    def watch(self, database: Database) -> None:
        event.listen(database.engine, "before_cursor_execute", self._before)
        event.listen(database.engine, "commit", self._commit)

    def _before(self, _session: Connection, _cursor: Any, statement: str, *more: Any) -> None:
        context = more[1]
        values = context.compiled_parameters[0] if context and context.compiled else {}
        if written := _written(statement, values):
            self._written = written
            self.at(f"before a {written} is written")

    def _commit(self, _session: Connection) -> None:
        """SQLAlchemy tells this just before the database is asked to commit."""
        written, self._written = self._written, ""
        self.at(f"before a {written} is committed")


def _written(statement: str, values: Any) -> str:
    if statement.startswith("INSERT INTO occurrences"):
        return "claim"
    if statement.startswith("INSERT INTO outbox"):
        return "message"
    if not statement.startswith("UPDATE outbox"):
        return ""
    if "state" not in values:
        return "lease" if values.get("leased_until") else ""
    return {"sending": "start", "sent": "result"}.get(str(values["state"]), "")


class MortalPace(RateLimit):
    """A pace without waits, at which one may die before each message."""

    def __init__(self, clock: Clock, death: Death) -> None:
        super().__init__(clock.monotonic, interval=0)
        self._death = death

    def wait_turn(self, workspace: str) -> None:
        self._death.at("before the next message")
        super().wait_turn(workspace)


class MortalSlack(SlackClient):
    """Slack, with whom one may die before a call or after its answer."""

    def __init__(self, api_url: str, death: Death) -> None:
        super().__init__(api_url=api_url, token=lambda _: BOT_TOKEN)
        self._own = (api_url, death)

    def for_jobs(self) -> MortalSlack:
        return MortalSlack(*self._own)

    def post_message(self, workspace: str, channel: str, message: Message, *, thread_ts: str | None = None) -> str:
        self._own[1].at("before the call")
        ts = super().post_message(workspace, channel, message, thread_ts=thread_ts)
        self._own[1].at("after the answer")
        return ts

    def post_direct_message(self, workspace: str, user: str, message: Message) -> tuple[str, str]:
        self._own[1].at("before the call")
        arrived = super().post_direct_message(workspace, user, message)
        self._own[1].at("after the answer")
        return arrived


def driver(task: Any, clock: Clock, catalog: CatalogSource, death: Death) -> tuple[Deps, OutboxSender]:
    settings = read_settings(task["settings"])
    sessions = connect_database(task["database"])
    death.watch(sessions)
    slack = MortalSlack(task["slack"], death)
    people = Directory(settings=settings, clock=clock, database=sessions, slack=slack)
    deps = Deps(settings, clock, WorkspaceCatalogs(catalog, sessions), sessions, slack, people, StaleHomes(), FEATURES)
    return deps, OutboxSender(deps, MortalPace(clock, death))


def once(task: Any, catalog: CatalogSource) -> int:
    """Ticks a minute apart; the clock stands in between. Returns how many messages were dealt with."""
    clock = AdjustableClock(datetime.fromisoformat(task["moment"]), is_running=False)
    death, sent = Death(task["point"], task["passed"]), 0
    deps, sender = driver(task, clock, catalog, death)
    for _ in range(MINUTES):
        due.queue_due(deps, clock.now())
        death.at("before a look for work")
        sent += len(sender.send_due(clock.now(), 1000))
        clock.advance(timedelta(minutes=1))
    return sent


def replica(task: Any, catalog: CatalogSource) -> int:
    """One tick, and turns until nothing is left to send, with a clock that runs. Returns how many were dealt with."""
    clock, sent = AdjustableClock(datetime.fromisoformat(task["moment"])), 0
    deps, sender = driver(task, clock, catalog, Death())
    due.queue_due(deps, clock.now())
    while not _is_done(deps.database):
        sent += len(sender.send_due(clock.now(), SHARE))
        time.sleep(0.02)
    return sent


def _is_done(database: Database) -> bool:
    on_their_way = select(func.count()).where(outbox.c.state.in_(["waiting", "sending"]))
    with database.read() as conn:
        return not conn.execute(on_their_way).scalar_one()


def begin(task: Any, catalog: CatalogSource) -> tuple[int, int]:
    """Do the task in another process; returns its id, and where it writes how many messages it dealt with."""
    told, telling = os.pipe()
    if pid := os.fork():
        os.close(telling)
        return pid, told
    try:
        work = replica if task["replica"] else once
        os.write(telling, str(work(task, catalog)).encode())
    except BaseException:  # noqa: BLE001 - the end of this process, whatever it was
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def answer(value: object) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201 - how it speaks


def main() -> NoReturn:
    for name in ("psycopg", "encodings.idna"):
        import_module(name)  # else each process would do so again
    catalog = CatalogSource(CONTENT)
    begun: dict[int, int] = {}
    for line in sys.stdin:
        task = json.loads(line)
        if (pid := task.get("end")) is None:
            pid, told = begin(task, catalog)
            begun[pid] = told
            answer(pid)
            continue
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with os.fdopen(begun.pop(pid)) as told_by:
            answer([status, told_by.read()])
    sys.exit()


if __name__ == "__main__":
    main()
