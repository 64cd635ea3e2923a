"""`roadmate manifest` and `doctor`: what Slack needs to know of the app, and what is still missing."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.commands import explained, require_settings
from bot.settings import Settings, read_dotenv

if TYPE_CHECKING:
    from bot.doctor import Finding

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415


@click.command()
@click.option("--url", help="Where Slack reaches `roadmate serve`; leave it out for Socket Mode.")
@click.option("--link", is_flag=True, help="Print a link instead that makes the app at Slack.")
@explained
def manifest(url: str | None, link: bool) -> None:
    """Print the Slack app manifest, or a link that makes the app."""
    from bot.app import COMMANDS
    from bot.manifest import build_manifest, link_to_new_app

    if url and not re.fullmatch(r"https://[^\s/]+(/[^\s]*)?", url):
        raise click.UsageError("--url must be an address such as https://roadmate.example.com")
    made = build_manifest(require_settings(), COMMANDS, url)
    click.echo(link_to_new_app(made) if link else json.dumps(made, indent=2, ensure_ascii=False))


@click.command()
@click.option("--online", is_flag=True, help="Ask Slack too: token, permissions, channel and messages.")
@explained
def doctor(online: bool) -> None:
    """Say what is missing or risky."""
    from bot.clock import SystemClock
    from bot.doctor import Severity, examine_setup

    settings = require_settings()
    from_file = read_dotenv(Path(".env")) if Path(".env").is_file() else {}
    findings = list(examine_setup(settings, {**from_file, **os.environ}, SystemClock().now()))
    if online:
        findings += _examine_slack(settings)
    for finding in findings:
        click.echo(f"{finding.severity.value:8} {finding.text}")
    if any(finding.severity is Severity.BROKEN for finding in findings):
        sys.exit(1)


def _examine_slack(settings: Settings) -> list[Finding]:
    """Return what Slack itself says of this installation."""
    from bot.app import COMMANDS
    from bot.doctor_online import examine_slack
    from bot.slack.client import SlackClient

    secret = settings.slack_bot_token
    token = secret.get_secret_value() if secret else None
    slack = SlackClient(
        api_url=settings.slack_api_url, token=lambda _workspace: token, command_prefix=settings.command_prefix
    )
    return list(examine_slack(settings, slack.for_jobs(), COMMANDS))
