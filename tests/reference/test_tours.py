"""The operator's tour: its commands, really run in an empty folder, give the lines that it shows."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main

TOUR = Path(__file__).parents[2] / "docs" / "tours" / "operator.md"


def exchanges() -> list[tuple[str, list[str]]]:
    """Return each command of the tour with the lines that it shows."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```$", TOUR.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for line in filter(None, block.splitlines()):
            if line.startswith("$ roadmate "):
                found.append((line.removeprefix("$ roadmate "), []))
            else:
                found[-1][1].append(line)
    return found


def test_each_command_of_the_operators_tour_says_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    of_tests = {name: None for name in os.environ if name.startswith("ROADMATE_")}  # how to run them, no settings
    environment = {**of_tests, "DATABASE_URL": "", "SLACK_BOT_TOKEN": ""}
    commands = exchanges()
    assert len(commands) > 8
    for command, shown in commands:
        result = CliRunner().invoke(main, shlex.split(command), env=environment, prog_name="roadmate")
        assert shown, command
        pattern = "\n".join(re.escape(line).replace(r"\.\.\.", ".*") for line in shown).replace("\n.*\n", "\n(.*\n)*")
        pattern = pattern.removesuffix("\n.*")
        assert re.search(rf"^{pattern}", result.output, re.MULTILINE), f"{command}\n{pattern}\n{result.output}"
