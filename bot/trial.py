"""Roadmate over the stand-in for Slack: the real handlers and jobs, with nobody else's workspace in reach."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import SecretStr

from bot import app
from bot.clock import SystemClock, TurnableClock
from bot.core.people import workspaces
from bot.db import migrate
from bot.db.engine import open_sessions
from bot.delivery.outbox import State
from bot.delivery.rate_limit import Pace
from bot.delivery.sender import Sender, Sent
from bot.dispatch.commands import COMMANDS
from bot.manifest import manifest
from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.sandbox.terminal.chat import TerminalChat, converse, detect_screen, say_once
from bot.sandbox.user_actions.commands import CommandHint
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.interactions import shortcuts_of_manifest
from bot.settings import Settings
from bot.slack.message import Message
from bot.worker import run_once


class TrialError(Exception):
    """Trying things out is refused here; the text says why."""


@dataclass(frozen=True, slots=True)
class RoadmateTimetable:
    """What Roadmate sends on its own, for a clock that is turned."""

    roadmate: app.Roadmate

    def moments(self, after: datetime, until: datetime) -> list[datetime]:
        """When something falls due between the two."""
        return run_once.moments(self.roadmate.deps, after, until)

    def deliver(self, at: datetime) -> list[Sent]:
        """Send what is due at that moment, without the pauses that the real Slack asks for."""
        return run_once.deliver(self.roadmate.deps, at, pace=_unhurried())

    def send(self, at: datetime) -> None:
        """Send what waits in the outbox at that moment, and show changed Homes; what falls due is left to `deliver`."""
        sender = Sender(self.roadmate.deps, _unhurried())
        while sender.send(at):
            pass
        self.roadmate.homes.flush()


def command_hints(command: Callable[[str], str]) -> list[CommandHint]:
    """Return the hints for all commands; `command` gives the name under which one is typed."""
    return [CommandHint(command(one.name), one.hint, one.summary) for one in COMMANDS]


@dataclass(frozen=True, slots=True)
class Stage:
    """The stand-in with Roadmate in it."""

    roadmate: app.Roadmate
    delivery: Delivery
    clock: TurnableClock

    def chat(self) -> int:
        """Talk in the terminal until the person leaves; returns the exit code."""
        self.roadmate.start(sending=False)
        chat = TerminalChat(
            self.delivery, self.clock, RoadmateTimetable(self.roadmate), screen=detect_screen(sys.stdout)
        )
        return converse(chat, sys.stdin, sys.stdout)

    def page(self, port: int, write: Callable[[str], None]) -> None:
        """Serve the page on loopback until interrupted. Raises OSError when the port is taken."""
        from werkzeug.serving import make_server  # noqa: PLC0415  (only the page needs Flask's world)

        from bot.sandbox.web_page.app import create_pages  # noqa: PLC0415
        from bot.web.server import claim  # noqa: PLC0415

        claim("127.0.0.1", port)  # werkzeug's own way to say that a port is taken is to leave, in two lines
        self.roadmate.start(sending=False)
        hints = command_hints(self.roadmate.deps.settings.command)
        pages = create_pages(self.delivery, self.clock, RoadmateTimetable(self.roadmate), commands=hints)
        server = make_server("127.0.0.1", port, pages, threaded=True)
        write(f"Roadmate's sandbox is at http://127.0.0.1:{server.port}/ (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            write("Bye.")
        finally:
            server.server_close()

    def say(self, text: str, *, person: str, as_json: bool) -> int:
        """Say one thing and print the reply; returns the exit code."""
        screen = detect_screen(sys.stdout)
        timetable = RoadmateTimetable(self.roadmate)
        reply = say_once(
            self.delivery, self.clock, text, person=person, as_json=as_json, screen=screen, timetable=timetable
        )
        sys.stdout.write(reply.output + "\n")
        return 1 if reply.failed else 0


@contextmanager
def trial(settings: Settings, at: datetime | None = None) -> Iterator[Stage]:
    """Build the stage. Its clock starts at `at`, or now, or where the last trial on this database had turned it to.

    Raises:
        TrialError: the database holds a real workspace, whose messages must not end up here.
        and what `app.build` raises.
    """
    app.set_up_logging("WARNING")
    left_off = _left_off(settings)
    clock = TurnableClock(at or left_off)
    serial = int(SystemClock().now().timestamp() * 1000)  # no run may give out the ids of another one
    with SandboxServer(SlackWorkspace(clock.now, serial=serial)) as server:
        roadmate = app.build(_over(settings, server.base_url), clock=clock, signed_at=SystemClock())
        try:
            for person in fixtures.TEAM:
                roadmate.deps.people.meet(fixtures.TEAM_ID, person.id)
            delivery = Delivery(
                server,
                roadmate.wsgi,
                signing_secret=SIGNING_SECRET,
                signed_at=SystemClock().now,
                commands=[settings.command(command.name) for command in COMMANDS],
                shortcuts=shortcuts_of_manifest(manifest(settings)),
            )
            yield Stage(roadmate, delivery, clock)
        finally:
            roadmate.close()


def deliver(settings: Settings, at: datetime | None, *, dry_run: bool, write: Callable[[str], None]) -> str | None:
    """Send what is due: to Slack where a token is set, otherwise within the stand-in, where it is only printed.

    Returns one line if something was not sent that should have been.
    """
    moment = at.astimezone(UTC) if at else None
    if settings.slack_bot_token:
        with app.running(settings) as roadmate:
            sent = run_once.deliver(roadmate.deps, moment or roadmate.deps.clock.now(), dry_run)
    else:
        with trial(settings, moment) as stage:
            write("SLACK_BOT_TOKEN is not set, so this stays within the stand-in for Slack.")
            sent = run_once.deliver(stage.roadmate.deps, moment or stage.clock.now(), dry_run)
    for one in sent:
        write(f"\n{one.kind} {one.period} to {one.recipient}: {'would be sent' if dry_run else one.state.value}")
        write(_shown(one.message))
    write("" if sent else "Nothing is due.")
    missed = 0 if dry_run else sum(one.state is not State.SENT for one in sent)
    return f"{missed} of {len(sent)} messages {'was' if missed == 1 else 'were'} not sent" if missed else None


def _unhurried() -> Pace:
    """Sending without the pauses that the real Slack asks for."""
    return Pace(lambda: 0.0, every=0)


def _over(settings: Settings, url: str) -> Settings:
    return settings.model_copy(
        update={
            "slack_bot_token": SecretStr(BOT_TOKEN),
            "slack_signing_secret": SecretStr(SIGNING_SECRET),
            "slack_api_url": url,
            "slack_client_id": None,
            "learning_channel": fixtures.LEARNING.id,
            "admins": (),
        }
    )


def _left_off(settings: Settings) -> datetime:
    """The later of now and the last moment that this database's trial has seen."""
    sessions = open_sessions(settings.database_url)
    try:
        migrate.upgrade(sessions)
        with sessions.read() as session:
            others = [one.id for one in workspaces.everywhere(session, settings=settings) if one.id != fixtures.TEAM_ID]
            seen = workspaces.last_seen(session, workspace=fixtures.TEAM_ID)
    finally:
        sessions.close()
    if others:
        raise TrialError("DATABASE_URL holds a real workspace; name another database to try things out")
    now = SystemClock().now()
    return max(now, seen) if seen else now


def _shown(message: Message) -> str:
    return "\n".join(f"  {line}" for line in message.text.splitlines())
