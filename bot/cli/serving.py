"""`roadmate serve`, `socket` and `worker`: the processes that run until they are told to stop."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from bot.cli.commands import explained, require_settings

if TYPE_CHECKING:
    from bot.app import Roadmate
    from bot.stop_signal import StopSignal

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

logger = logging.getLogger(__name__)

LAST_SECONDS: Final = 0.3  # of the time to stop: for the database, and for Python to end
BRIEFLY: Final = (2_000, 10, 50)  # often enough to look for garbage that no request waits long for it


@contextmanager
def running_process(**needed: str) -> Iterator[tuple[Roadmate, StopSignal]]:
    """Run a Roadmate until the block ends, with the status pages. The signals are heard from the first moment on.

    `needed` is as `require_settings` takes it.
    """
    from bot.log_lines import set_up_logging
    from bot.stop_signal import StopSignal

    with StopSignal().listening() as stop:
        settings = require_settings(**needed)
        set_up_logging(settings.log_level, settings.log_format)
        from bot import app
        from bot.web.server import serving_status

        with app.running_roadmate(settings, lambda: max(0.0, stop.time_left() - LAST_SECONDS)) as roadmate:
            stop.mark_started()
            gc.freeze()  # what is loaded by now stays
            gc.set_threshold(*BRIEFLY)
            gc.enable()
            with serving_status(roadmate.http.status, host=settings.host, port=settings.status_port):
                yield roadmate, stop
        logger.info("stopped")


@click.command()
@click.option("--no-worker", is_flag=True, help="Only answer; another process sends.")
@explained
def serve(no_worker: bool) -> None:
    """Answer Slack over HTTP on $PORT."""
    needed = {"slack_bot_token": "SLACK_BOT_TOKEN", "slack_signing_secret": "SLACK_SIGNING_SECRET"}
    with running_process(**needed) as (roadmate, stop):
        from bot.web.server import serve_http

        serve_http(
            lambda: roadmate.start(with_sending=not no_worker).wsgi,
            host=roadmate.deps.settings.host,
            port=roadmate.deps.settings.port,
            stop=stop,
            body_limit=roadmate.http.body_limit,
            on_refused=roadmate.deps.metrics.requests.count_refused,
            on_stopping=roadmate.begin_stop,
            on_stopped=lambda: roadmate.stop(stop.time_left() - LAST_SECONDS),
        )


@click.command()
@click.option("--no-worker", is_flag=True, help="Only answer; another process sends.")
@explained
def socket(no_worker: bool) -> None:
    """Answer Slack over Socket Mode."""
    with running_process(slack_bot_token="SLACK_BOT_TOKEN", slack_app_token="SLACK_APP_TOKEN") as (roadmate, stop):  # noqa: S106
        from bot.web.socket_mode.run import run_socket_mode

        token, metrics = roadmate.deps.settings.slack_app_token, roadmate.deps.metrics
        metrics.socket.set_connected(False)
        roadmate.start(with_sending=not no_worker)
        status = run_socket_mode(
            roadmate.router,
            app_token=token.get_secret_value() if token else "",
            on_stopped=lambda: roadmate.stop(stop.time_left() - LAST_SECONDS),
            stop_event=stop.event,
            on_connected=metrics.socket.set_connected,
            on_reconnect=metrics.socket.count_reconnect,
            metrics=metrics.requests,
        )
    sys.exit(status)


@click.command()
@explained
def worker() -> None:
    """Only schedule and send."""
    with running_process(slack_bot_token="SLACK_BOT_TOKEN") as (roadmate, stop):  # noqa: S106
        roadmate.start(with_sending=True)
        stop.wait()
