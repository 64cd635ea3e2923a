"""`roadmate chat`, `say`, `sandbox` and `deliver`: the real bot over the stand-in for Slack."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

import click

from bot.cli.commands import CommandFailure, explained, require_settings
from bot.settings import Settings

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

PORT: Final = 8765
PORTS_TRIED: Final = 20
MOMENT_TYPE: Final = click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"])


@click.command()
@click.option("--reset", is_flag=True, help="Delete what you tried before and start over.")
@explained
def chat(reset: bool) -> None:
    """Chat with the bot in this terminal; no Slack needed."""
    _chat(_settings_of_trial(reset=reset))


def _chat(settings: Settings) -> NoReturn:
    from bot.trial import open_trial, reset_trial

    while True:
        with open_trial(settings) as trial:
            code = trial.chat()
        if code is not None:
            sys.exit(code)
        reset_trial(settings)


@click.command()
@click.argument("message")
@click.option("--as", "person", default="ana", show_default=True, help="Who says it.")
@click.option("--json", "as_json", is_flag=True, help="Print the calls that Slack would get.")
@explained
def say(message: str, person: str, as_json: bool) -> None:
    """Say one thing to the bot and print the reply."""
    from bot.trial import open_trial

    with open_trial(_settings_of_trial()) as trial:
        sys.exit(trial.say(message, person=person, as_json=as_json))


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"The port of the page, on this machine only.  [default: {PORT}, or the next]",
)
@click.option("--reset", is_flag=True, help="Start over.")
@click.option("--empty", is_flag=True, help="A team without a history.")
@click.option("--no-open", is_flag=True, help="Don't open the page in a browser.")
@explained
def sandbox(port: int | None, reset: bool, empty: bool, no_open: bool) -> None:
    """A small Slack in the browser, with the real bot and a living team in it.

    Lines that are piped into it are answered in the terminal instead, in a team without a history.
    """
    from bot.cli.piped_lines import stdin_has_lines

    if stdin_has_lines():
        _chat(_settings_of_trial(reset=reset))
    with _interrupted_by_signals():
        page_port = find_free_port(port)
        on_open = _announce(opens=not no_open)
        has_database = bool(os.environ.get("DATABASE_URL", "").strip())
        if has_database and not empty:
            click.echo("DATABASE_URL is set, so this team has no history. Unset it to see the living team.")
        if empty or has_database:
            _serve_empty(page_port, on_open, reset=reset)
        else:
            _serve_demo(page_port, on_open, reset=reset)
    click.echo("Bye.")


def _serve_empty(port: int, on_open: Callable[[str], None], *, reset: bool) -> None:
    from bot.trial import open_trial

    with open_trial(_settings_of_trial(reset=reset)) as trial:
        trial.serve_page(port, lambda address, _stop: on_open(address))


def _serve_demo(port: int, on_open: Callable[[str], None], *, reset: bool) -> None:
    """Serve the living team from the cache, or from a folder of its own where there is no home for one."""
    import tempfile

    from bot.app import content_cache_dir
    from bot.cli.progress import ProgressLine
    from bot.demo.opening import DemoOptions, serve_demo

    progress = ProgressLine(sys.stderr, "Playing the team's last weeks, once")

    def opened(address: str) -> None:
        progress.clear()
        on_open(address)

    with tempfile.TemporaryDirectory(prefix="roadmate-demo-") as folder:
        base = writable_folder(content_cache_dir(), Path(folder)) / "demo"
        options = DemoOptions(base, require_settings(), click.echo, progress.show)
        serve_demo(options, port, opened, reset=reset)


def writable_folder(usual: Path | None, otherwise: Path) -> Path:
    """Return the usual folder, made if it isn't there, or the other one where nothing can be kept in it."""
    import tempfile

    if usual is None:
        return otherwise
    try:
        usual.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=usual):
            return usual
    except OSError as refused:
        click.echo(f"Nothing can be kept in {usual} ({refused.strerror}), so this sandbox is gone when it ends.")
        return otherwise


def find_free_port(wanted: int | None, usual: int = PORT) -> int:
    """Return the port that is wanted; without a wish the usual one, or the next that is free. Raises OSError."""
    from bot.web.http_server import check_port_free

    if wanted is not None:
        check_port_free("127.0.0.1", wanted)  # said at once, not after a team's weeks
        return wanted
    for port in range(usual, usual + PORTS_TRIED):
        try:
            check_port_free("127.0.0.1", port)
        except OSError:
            continue
        if port != usual:
            click.echo(f"Port {usual} is taken, so this is {port}.")
        return port
    raise OSError(f"the ports {usual} to {usual + PORTS_TRIED - 1} are all taken; name another with --port")


def _announce(*, opens: bool) -> Callable[[str], None]:
    """Return what says where the page is, and opens it where there is a display."""

    def announce(address: str) -> None:
        click.echo(f"Roadmate's sandbox is at {address} (Ctrl-C ends it)")
        sys.stdout.flush()
        if opens and _has_display():
            import webbrowser

            webbrowser.open(address)

    return announce


def _has_display() -> bool:
    """Return whether a browser could open here."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def _interrupted_by_signals() -> Iterator[None]:
    """End the block as Ctrl-C does on a signal to stop too, so that what a visitor did is kept."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wants it
            signal.signal(number, interrupt)
    with suppress(KeyboardInterrupt):
        yield


def _settings_of_trial(*, reset: bool = False) -> Settings:
    """Return the settings of a trial, whose database is another one than the real workspace's."""
    from bot.trial import reset_trial, trial_settings

    settings = trial_settings(require_settings(), os.environ)
    if reset:
        reset_trial(settings)
    return settings


@click.command()
@click.option("--at", type=MOMENT_TYPE, help="When; now if you leave it out.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and change nothing.")
@explained
def deliver(at: datetime | None, dry_run: bool) -> None:
    """Send what is due at a moment, once, and exit."""
    from bot import trial

    settings = require_settings()
    if not (settings.slack_bot_token or settings.slack_client_id):
        settings = trial.trial_settings(settings, os.environ)
    if missed := trial.deliver_due(settings, at, dry_run=dry_run, write=click.echo):
        raise CommandFailure(missed)
