"""Run Roadmate over the stand-in for Slack: the real handlers and jobs, with nobody else's workspace in reach."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from bot import app
from bot.app import COMMANDS
from bot.clock import AdjustableClock, SystemClock
from bot.core.people import leftover_workspaces, workspaces
from bot.core.people.installation import list_installed
from bot.db import migrate
from bot.db.engine import Connection, Database, connect_database
from bot.delivery import outbox
from bot.delivery.outbox import MessageState
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import OutboxSender, SendResult
from bot.features.privacy.jobs import erase_leftover
from bot.frozen import frozen
from bot.install import installations
from bot.log_lines import set_up_logging
from bot.manifest import build_manifest
from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.sandbox.terminal.chat import TerminalChat, converse, detect_screen, say_once
from bot.sandbox.user_actions.commands import CommandHint
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.interactions import shortcuts_of_manifest
from bot.settings import Settings
from bot.slack.slash import put_prefix_in_text
from bot.worker import due, run_once
from bot.worker.welcoming import welcome_newcomers

if TYPE_CHECKING:
    from bot.sandbox.time_travel import Timetable
    from bot.sandbox.web_page.guide import Guide

TRIAL_DATABASE: Final = "roadmate-trial.db"


CHAT_EXAMPLES: Final = (
    ("/roadmap aws scaling", "a slash command; /roadmate help lists them all"),
    ("/log 2h networking", "log hours"),
    ("/plan", "your plan"),
)


class TrialError(Exception):
    """Raised where a trial is refused; the text says why."""


@frozen
class RoadmateTimetable:
    """Timetable of what Roadmate sends on its own, for a clock that is turned."""

    roadmate: app.Roadmate
    welcomes: bool = True  # those who speak for the first time

    def moments(self, after: datetime, until: datetime) -> list[datetime]:
        """List when something falls due between the two."""
        return run_once.list_due_moments(self.roadmate.deps, after, until)

    def weekly_moments(self, after: datetime, until: datetime) -> set[datetime]:
        """List when a weekly time of somebody comes between the two."""
        return run_once.list_weekly_moments(self.roadmate.deps, after, until)

    def check_moments(self, after: datetime, until: datetime) -> set[datetime]:
        """List when pairs and what waits are looked after between the two."""
        return run_once.list_check_moments(self.roadmate.deps, after, until)

    def waiting_moments(self, after: datetime, until: datetime) -> list[datetime]:
        """List when something that waits in the outbox already falls due between the two."""
        with self.roadmate.deps.database.read() as conn:
            return sorted(outbox.list_due_times(conn, after=after, until=until))

    def deliver(self, at: datetime) -> list[SendResult]:
        """Send what is due at that moment, without the pauses that the real Slack asks for."""
        return run_once.deliver_due(self.roadmate.deps, at, rate_limit=_no_rate_limit())

    def queue(self, at: datetime) -> None:
        """Queue and send what a weekly time brings at that moment, and nothing else."""
        due.queue_due(self.roadmate.deps, at)
        self.send(at)

    def check(self, at: datetime) -> None:
        """Look after pairs and what waits at that moment, and send what comes of it."""
        run_once.check_all(self.roadmate.deps, at)
        self.send(at)

    def send(self, at: datetime) -> None:
        """Send what waits in the outbox at that moment, and show changed Homes; what falls due is left to `deliver`."""
        if self.welcomes:
            welcome_newcomers(self.roadmate.deps)
        sender = OutboxSender(self.roadmate.deps, _no_rate_limit())
        while sender.send_due(at):
            pass
        self.roadmate.homes.flush()


def command_hints(command: Callable[[str], str]) -> list[CommandHint]:
    """Return the hints for all commands; `command` gives the name under which one is typed."""
    return [CommandHint(command(each.name), each.hint, each.summary) for each in COMMANDS]


@frozen
class TrialRun:
    """Stand-in for Slack with Roadmate in it."""

    roadmate: app.Roadmate
    delivery: Delivery
    clock: AdjustableClock

    def chat(self) -> int | None:
        """Talk in the terminal until the person leaves; return the exit code, or None to start anew."""
        self.roadmate.start(with_sending=False)
        screen = detect_screen(sys.stdout)
        chat = TerminalChat(
            self.delivery, self.clock, RoadmateTimetable(self.roadmate), screen=screen, examples=CHAT_EXAMPLES
        )
        code = converse(chat, sys.stdin, sys.stdout)
        return None if chat.wants_reset else code

    def serve_page(
        self,
        port: int,
        on_open: Callable[[str, Callable[[], None]], object],
        *,
        timetable: Timetable | None = None,
        guide: Guide | None = None,
    ) -> None:
        """Serve the page on loopback until it is stopped; `on_open` gets its address, and what stops it.

        Raises OSError when the port is taken.
        """
        from werkzeug.serving import make_server  # noqa: PLC0415  (only the page needs Flask's world)

        from bot.sandbox.web_page.app import create_pages, stop_turning  # noqa: PLC0415
        from bot.web.http_server import check_port_free  # noqa: PLC0415

        check_port_free("127.0.0.1", port)  # werkzeug's own way to say that a port is taken is to leave, in two lines
        self.roadmate.start(with_sending=False)
        hints = command_hints(self.roadmate.deps.settings.slash_command)
        timetable = timetable or RoadmateTimetable(self.roadmate)
        pages = create_pages(self.delivery, self.clock, timetable, commands=hints, guide=guide)
        server = make_server("127.0.0.1", port, pages, threaded=True)
        on_open(f"http://127.0.0.1:{server.port}/", server.shutdown)
        try:
            server.serve_forever()
        finally:
            stop_turning(pages)
            server.server_close()

    def say(self, text: str, *, person: str, as_json: bool) -> int:
        """Say one thing and print the reply; return the exit code."""
        screen = detect_screen(sys.stdout)
        timetable = RoadmateTimetable(self.roadmate, welcomes=False)  # one thing said, and the reply to it alone
        reply = say_once(
            self.delivery, self.clock, text, person=person, as_json=as_json, screen=screen, timetable=timetable
        )
        sys.stdout.write(reply.output + "\n")
        return 1 if reply.failed else 0


def _first_team(_workspace: SlackWorkspace) -> Iterable[SlackUser]:
    return fixtures.TEAM


@contextmanager
def open_trial(
    settings: Settings,
    at: datetime | None = None,
    *,
    fill: Callable[[SlackWorkspace], Iterable[SlackUser]] = _first_team,
    is_running: bool = True,
    database: Database | None = None,
) -> Iterator[TrialRun]:
    """Open a trial. Its clock starts at `at`, or now, or where the last trial on this database had turned it to.

    `fill` may fill the new workspace with people and messages, and returns who is a member from the start; a clock
    that isn't running only moves when it is turned; a given `database`, open already, is one of trials alone.

    Raises:
        TrialError: the database holds a real workspace, whose messages must not end up here.
        and what `app.build_roadmate` raises.
    """
    set_up_logging("ERROR")  # a warning would stand between the answers, and tells of the stand-in only
    last_moment = None if database else _last_moment(settings)  # whoever gives one knows what is in it
    clock = AdjustableClock(at or last_moment, is_running=is_running)
    serial = int(SystemClock().now().timestamp() * 1000)  # no run may give out the ids of another one
    with SandboxServer(SlackWorkspace(clock.now, serial=0 if database else serial)) as server:
        roadmate = app.build_roadmate(
            _sandbox_settings(settings, server.base_url),
            clock=clock,
            signature_clock=SystemClock(),
            database=database,
        )
        try:
            for person in fill(server.workspace):
                roadmate.deps.directory.ensure_member(fixtures.TEAM_ID, person.id)
            delivery = Delivery(
                server,
                roadmate.wsgi,
                signing_secret=SIGNING_SECRET,
                signed_at=SystemClock().now,
                commands=[settings.slash_command(command.name) for command in COMMANDS],
                shortcuts=shortcuts_of_manifest(build_manifest(settings, COMMANDS)),
            )
            yield TrialRun(roadmate, delivery, clock)
        finally:
            roadmate.close()


def trial_settings(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """Return the settings of a trial: it has a database of its own, beside the one that the real workspace has.

    Whoever names a database in the environment of the command itself means that one.
    """
    if environment.get("DATABASE_URL", "").strip():
        return settings
    file = migrate.database_file(settings.database_url) or Path(TRIAL_DATABASE).absolute()
    return settings.model_copy(update={"database_url": f"sqlite:///{file.with_name(TRIAL_DATABASE)}"})


def reset_trial(settings: Settings) -> None:
    """Delete everything that trials have left on this database. Raises TrialError as `open_trial` does."""
    with closing(connect_database(settings.database_url)) as database:
        migrate.upgrade_schema(database)
        with database.begin() as conn:
            _refuse_real_workspaces(conn)
            installations.delete_installation(conn, workspace=fixtures.TEAM_ID)
        erase_leftover(database, fixtures.TEAM_ID, SystemClock().now())


def deliver_due(settings: Settings, at: datetime | None, *, dry_run: bool, write: Callable[[str], None]) -> str | None:
    """Send what is due: to Slack where it is connected, otherwise within the stand-in, where it is only printed.

    Returns one line if something was not sent that should have been.
    """
    moment = at.astimezone(UTC) if at else None
    if settings.slack_bot_token or settings.slack_client_id:
        with app.running_roadmate(settings) as roadmate:
            if not roadmate.deps.directory.confirm_owner() and not _has_installations(roadmate):
                return "can't reach Slack to ask which workspace SLACK_BOT_TOKEN is for"
            sent = run_once.deliver_due(roadmate.deps, moment or roadmate.deps.clock.now(), dry_run)
            deleted = 0 if dry_run else run_once.delete_outdated(roadmate.deps)
    else:
        with open_trial(settings, moment) as trial:
            write("SLACK_BOT_TOKEN isn't set, so nothing leaves this machine.")
            sent = run_once.deliver_due(
                trial.roadmate.deps, moment or trial.clock.now(), dry_run, rate_limit=_no_rate_limit()
            )
            deleted = 0 if dry_run else run_once.delete_outdated(trial.roadmate.deps)
    for each in sent:
        write(f"\n{each.kind} {each.period} to {each.recipient}: {'would be sent' if dry_run else each.state.value}")
        lines = put_prefix_in_text(each.message.text, settings.command_prefix).splitlines()
        write("\n".join(f"  {line}" for line in lines))
    write("" if sent else "Nothing is due.")
    if deleted:
        write(f"Deleted by retention: {deleted} {'row or person' if deleted == 1 else 'rows and people'}.")
    missed = 0 if dry_run else sum(each.state is not MessageState.SENT for each in sent)
    return f"{missed} of {len(sent)} messages {'was' if missed == 1 else 'were'} not sent" if missed else None


def _has_installations(roadmate: app.Roadmate) -> bool:
    with roadmate.deps.database.read() as conn:
        return bool(list_installed(conn))


def _no_rate_limit() -> RateLimit:
    """Return a limit without the pauses that the real Slack asks for."""
    return RateLimit(lambda: 0.0, interval=0)


def _sandbox_settings(settings: Settings, url: str) -> Settings:
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


def _last_moment(settings: Settings) -> datetime:
    """Return the later of now and the last moment that a trial on this database has reached. Raises TrialError."""
    database = connect_database(settings.database_url)
    try:
        migrate.upgrade_schema(database)
        with database.read() as conn:
            _refuse_real_workspaces(conn)
            last_activity = workspaces.read_last_activity(conn, workspace=fixtures.TEAM_ID)
    finally:
        database.close()
    now = SystemClock().now()
    return max(now, last_activity) if last_activity else now


def _refuse_real_workspaces(conn: Connection) -> None:
    if set(leftover_workspaces.list_workspace_ids(conn)) - {fixtures.TEAM_ID}:
        raise TrialError("DATABASE_URL has a real workspace in it; use another database to try things out")
