"""`roadmate chat`, `say`, `sandbox` and `deliver`: the real bot over the stand-in for Slack."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from typing import Final

import click

from bot.cli.commands import CommandFailure, explained, require_settings
from bot.settings import Settings

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

MOMENT_TYPE: Final = click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"])


@click.command()
@click.option("--reset", is_flag=True, help="Delete what you tried before and start over.")
@explained
def chat(reset: bool) -> None:
    """Chat with the bot in this terminal; no Slack needed."""
    from bot.trial import open_trial, reset_trial

    settings = _settings_of_trial(reset=reset)
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
@click.option("--port", default=8765, show_default=True, help="The port of the page, on this machine only.")
@click.option("--reset", is_flag=True, help="Delete what you tried before and start over.")
@explained
def sandbox(port: int, reset: bool) -> None:
    """A small Slack in the browser, with the real bot in it."""
    from bot.trial import open_trial

    with open_trial(_settings_of_trial(reset=reset)) as trial:
        trial.serve_page(port, click.echo)


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
