"""`roadmate manifest` and `doctor`: what Slack needs to know of the app, and what is still missing."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.commands import explained, require_settings
from bot.settings import Settings, read_dotenv

if TYPE_CHECKING:
    from bot.doctor.findings import Finding
    from bot.doctor.online import OnlineOptions

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
@click.option("--online", is_flag=True, help="Ask Slack too: token, permissions, channel, connection and messages.")
@click.option("--workspace", default="", help="Only this one of several workspaces, by its id (T...).")
@click.option(
    "--say-hello",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[USER]",
    help="Write to this user id, or to the first of ROADMATE_ADMINS.",
)
@click.option(
    "--config-token",
    envvar="SLACK_CONFIG_TOKEN",
    default="",
    help="Compare the app at Slack with the manifest; better put it in SLACK_CONFIG_TOKEN.",
)
@click.option("--quick", is_flag=True, help="Leave out the messages, which take about a minute.")
@click.option("--json", "as_json", is_flag=True, help="Print findings and steps as JSON.")
@explained
def doctor(  # noqa: PLR0917  (each is an option)
    online: bool,
    workspace: str,
    say_hello: str | None,
    config_token: str,
    quick: bool,
    as_json: bool,
) -> None:
    """Say what is missing or risky, and with --online what to do next."""
    from bot.clock import SystemClock
    from bot.doctor.findings import Severity, warning
    from bot.doctor.online import OnlineOptions
    from bot.doctor.setup import examine_setup

    settings = require_settings()
    from_file = read_dotenv(Path(".env")) if Path(".env").is_file() else {}
    report = DoctorReport(as_json)
    if not from_file and not settings.slack_bot_token and not settings.slack_client_id:
        report.add(warning("there's no .env in this folder"))
    for finding in examine_setup(settings, {**from_file, **os.environ}, SystemClock().now()):
        report.add(finding)
    if online or say_hello is not None:
        for finding in _examine_online(
            settings, OnlineOptions(workspace, say_hello, config_token, with_messages=not quick)
        ):
            report.add(finding)
    report.end(settings, is_online=online or say_hello is not None)
    if any(finding.severity is Severity.BROKEN for finding in report.findings):
        sys.exit(1)


def _examine_online(settings: Settings, options: OnlineOptions) -> Iterator[Finding]:
    """Yield what Slack itself says of this installation."""
    from bot.app import COMMANDS
    from bot.cli.progress import ProgressLine
    from bot.clock import SystemClock
    from bot.doctor.online import OnlineCheck
    from bot.doctor.patience import Patience
    from bot.rehearsal.collecting import collect_samples

    patience = Patience()
    progress = ProgressLine(sys.stderr, "")
    check = OnlineCheck(
        settings,
        COMMANDS,
        SystemClock(),
        collect_samples=lambda: collect_samples(settings, lambda what: patience.note(f"Preparing messages: {what}")),
        wait=threading.Event().wait,
        progress=lambda done, total: patience.note(f"Slack checks messages: {done} of {total}"),
        options=options,
    )
    for news in patience.follow(check.examine()):
        if not isinstance(news, str):
            progress.clear()
            yield news
        elif sys.stderr.isatty():
            progress.say(news)
    progress.clear()


class DoctorReport:
    """The findings, each printed as it comes."""

    def __init__(self, as_json: bool) -> None:
        self.findings: list[Finding] = []
        self._as_json = as_json

    def add(self, finding: Finding) -> None:
        """Take one, and print it."""
        self.findings.append(finding)
        if not self._as_json:
            click.echo(f"{finding.severity.value:8} {finding.text}")

    def end(self, settings: Settings, *, is_online: bool) -> None:
        """Print the steps, or everything as JSON."""
        from bot.doctor.next_steps import list_steps, write_steps
        from bot.doctor.online import start_command
        from bot.slack.slash import put_prefix_in_text

        steps = list_steps(self.findings, start_command(settings)) if is_online else []
        if self._as_json:
            found = [{"severity": each.severity.value, "text": each.text} for each in self.findings]
            prefix = settings.command_prefix
            listed = [
                {"text": each.text, "where": each.where, "type": put_prefix_in_text(each.typed, prefix)}
                for each in steps
            ]
            click.echo(json.dumps({"findings": found, "steps": listed}, indent=2, ensure_ascii=False))
            return
        if steps:
            click.echo()
        for line in write_steps(steps, settings.command_prefix):
            click.echo(line)
