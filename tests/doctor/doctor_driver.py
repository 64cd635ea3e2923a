"""The doctor in front of the stand-in for Slack, with a few messages to check and a watch that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import COMMANDS
from bot.clock import AdjustableClock, SystemClock
from bot.doctor.findings import Finding, Severity
from bot.doctor.next_steps import list_steps, write_steps
from bot.doctor.online import OnlineCheck, OnlineOptions, start_command
from bot.doctor.samples import Sample, sample_of
from bot.sandbox.slack_api.workspace import APP_TOKEN, BOT_TOKEN
from bot.settings import Settings, read_settings
from bot.slack.blocks import ButtonSpec, actions, bar_chart, data_table, section
from bot.slack.message import compose_message, resolve_blocks
from bot.slack.modals import build_modal, text_input
from bot.slack.scopes import SCOPES
from tests.faults import FaultyServer


def make_samples() -> list[Sample]:
    """Return one of each that can be refused in a way of its own."""
    chart = bar_chart("Hours by area", "Hours", [("Networking", 2.0), ("Containers", 1.5)])
    table = data_table("The team", ["Name", "Hours"], [["Ana", 2]])
    messages = (
        compose_message(section("*Logged*"), actions(ButtonSpec("Undo", "sample.undo"))),
        compose_message(section("Your team"), table),
        compose_message(section("The week"), chart),
    )
    form = build_modal("Log hours", text_input("note", "Note"), callback_id="sample.form", submit_label="Log")
    home = {"type": "home", "blocks": list(resolve_blocks([section("This week")]))}
    return [sample_of(each) for each in (*(one.post_arguments() for one in messages), form.view(), home)]


@dataclass
class Examination:
    """What was found, and what to do next."""

    findings: list[Finding]
    settings: Settings
    waited: list[float] = field(default_factory=list)

    def texts(self, severity: Severity) -> list[str]:
        """Return what was found of one kind."""
        return [each.text for each in self.findings if each.severity is severity]

    @property
    def broken(self) -> list[str]:
        return self.texts(Severity.BROKEN)

    @property
    def warnings(self) -> list[str]:
        return self.texts(Severity.WARNING)

    @property
    def fine(self) -> list[str]:
        return self.texts(Severity.FINE)

    @property
    def steps(self) -> list[str]:
        """Return the lines that say what to do next."""
        return list(write_steps(list_steps(self.findings, start_command(self.settings)), ""))


@dataclass
class Doctor:
    """Examines with these settings. `drift` is how far our clock is ahead of Slack's."""

    environment: dict[str, str]
    samples: Sequence[Sample] = ()

    def __call__(
        self,
        options: OnlineOptions = OnlineOptions(),  # noqa: B008 - frozen
        drift: timedelta = timedelta(0),
        **environment: str,
    ) -> Examination:
        settings = read_settings({**self.environment, **environment})
        clock = AdjustableClock(SystemClock().now() + drift)
        waited: list[float] = []

        def wait(seconds: float) -> None:
            waited.append(seconds)
            clock.advance(timedelta(seconds=seconds))

        check = OnlineCheck(settings, COMMANDS, clock, collect_samples=lambda: self.samples, wait=wait, options=options)
        return Examination(list(check.examine()), settings, waited)


@pytest.fixture
def examine(slack: FaultyServer, tmp_path: Path) -> Doctor:
    """The doctor of a set-up in which all is well; the environment of a call changes that."""
    slack.workspace.scopes = frozenset(SCOPES)
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}",
        "SLACK_API_URL": slack.base_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "ROADMATE_LEARNING_CHANNEL": "C0LEARNING",
    }
    return Doctor(environment, make_samples())
