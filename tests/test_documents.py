"""What the documents say is so: commands, options, the roadmap example, and nothing of anybody's machine."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import click
import pytest

from bot.app import COMMANDS
from bot.catalog.source import CatalogSource
from bot.cli import main
from bot.db.tables import metadata
from bot.features.privacy.rules import MESSAGE_RETENTION, TIME_OFF_RETENTION, UNINSTALL_GRACE
from bot.manifest import EVENTS
from bot.sandbox.terminal.chat import TerminalChat, converse
from bot.setting_values import DEFAULT_RETENTION_MONTHS, MAX_RETENTION_MONTHS, MIN_RETENTION_MONTHS
from bot.settings import read_settings
from bot.slack.scopes import REQUIRED_SCOPES, SCOPES
from bot.timeexpr.durations.parse import Duration, take
from bot.timeexpr.past_days import find_days, read_past_day
from bot.trial import RoadmateTimetable, open_trial

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", ".env.example", "Makefile", "Procfile", "pyproject.toml")
WRITTEN = (*DOCUMENTS, "PRIVACY.md", "requirements.txt", "LICENSE", ".ci/run", ".gitignore")


def section(title: str) -> str:
    """A part of the README, by its heading."""
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def commands(group: click.Group = main, path: str = "roadmate") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize(("path", "command"), list(commands()))
def test_every_command_of_the_shell_is_in_the_readme(path: str, command: click.Command) -> None:
    told = section("The command line")
    assert f"`{path}" in told
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[-1] in told
        elif parameter.name:
            assert parameter.make_metavar(click.Context(command)).strip("[]").split()[0] in told or parameter.required


def test_the_readme_names_no_command_that_there_is_not() -> None:
    known = {path for path, _ in commands()}
    for text in (README, (ROOT / "CONTRIBUTING.md").read_text(), (ROOT / ".env.example").read_text()):
        for words in re.findall(r"(?:`|/)roadmate ([a-z]+(?: [a-z-]+)?)", text):
            first, _, second = words.partition(" ")
            if f"`/roadmate {words}" not in text:
                assert f"roadmate {first}" in known or f"roadmate {first} {second}" in known, words


def test_every_option_in_the_readme_is_one() -> None:
    options = {opt for _, command in commands() for parameter in command.params for opt in parameter.opts}
    assert set(re.findall(r"--[a-z][a-z-]*", section("The command line"))) <= options


def test_every_slash_command_is_in_the_readme() -> None:
    told = section("What people type")
    for command in COMMANDS:
        assert f"| `/{command.name}` |" in told
    assert {line.split("`")[1] for line in told.splitlines() if line.startswith("| `")} == {
        f"/{command.name}" for command in COMMANDS
    }


def test_the_durations_of_the_readme_are_understood() -> None:
    row = next(line for line in section("What people type").splitlines() if line.startswith("| how long"))
    examples = re.findall(r"`([^`]+)`", row)
    assert len(examples) > 12
    assert [example for example in examples if not isinstance(take(example), Duration)] == []


def test_the_days_of_the_readme_are_understood() -> None:
    row = next(line for line in section("What people type").splitlines() if line.startswith("| which day"))
    certain, asked = (re.findall(r"`([^`]+)`", part) for part in row.split("; "))
    assert len(certain) > 10
    assert len(asked) > 2
    today = date(2026, 11, 29)
    assert [each for each in certain if not isinstance(read_past_day(each, today), date)] == []
    assert [each for each in asked if not find_days(each, today)[0].choices] == []


def test_the_roadmap_example_is_valid_and_shows_up(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", section("Add a roadmap"), re.DOTALL)
    named = re.findall(r"`content/(\w+/ansible\.yaml)`", section("Add a roadmap"))
    assert named == ["roadmaps/ansible.yaml", "sayings/ansible.yaml", "lessons/ansible.yaml"]
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    for name, example in zip(named, examples, strict=True):
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).write_text(example)
    cache = tmp_path / "cache"
    catalog = CatalogSource(content, cache / "roadmate").current()
    assert [roadmap.name for roadmap in catalog.roadmaps][-1] == "Ansible"
    assert catalog.lesson("ansible.playbooks") is not None
    assert len(example.splitlines()) <= 12
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'r.db'}", "ROADMATE_CONTENT_DIR": str(content)}
    with open_trial(read_settings(environment)) as stage:
        assert "Ansible" in stage.delivery.command("ana", "/roadmap").text
        assert "Playbooks" in stage.delivery.command("ana", "/roadmap", "ansible").text
        assert "Playbooks" in stage.delivery.command("ana", "/roadmap", "playbooks").text
        assert "1 h on Infrastructure as Code" in stage.delivery.command("ana", "/log", "1h playbooks").text


@pytest.mark.parametrize("name", WRITTEN)
def test_nothing_of_a_machine_or_a_registry(name: str) -> None:
    text = (ROOT / name).read_text()
    assert re.findall(r"/(?:work|tmp|root|home|Users)/\S*", text) == []
    assert re.findall(r"(?i)[\w.-]*(?:pypi|artifactory|nexus|registry|mirror)[\w-]*\.\w+", text) == []
    hosts = set(re.findall(r"https?://([\w.-]+)", text))
    assert {host for host in hosts if host.strip(".")} <= {
        "slack.com",
        "roadmate.example.com",
        "host",
        "docs.ansible.com",
    }


def test_every_pin_has_hashes_and_no_address() -> None:
    pins = (ROOT / "requirements.txt").read_text().replace("\\\n", " ").splitlines()
    assert pins
    for pin in pins:
        assert re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", pin), pin[:80]
        assert "://" not in pin


def test_the_changelog_has_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {line.split("==")[0] for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line}
    names = {re.split(r"[\[<>=]", each)[0].lower() for each in wanted}
    assert names <= pinned


def test_every_path_that_is_named_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        for path in re.findall(r"`?((?:bot|content|tests|benchmarks)/[\w./]+\w)", (ROOT / name).read_text()):
            if not any(made_up in path for made_up in ("NAME", "ansible", "kudos")):
                assert (ROOT / path).exists(), path


def test_every_path_of_the_architecture_exists() -> None:
    page = (ROOT / "docs/architecture.md").read_text()
    folder = ROOT / "bot"
    for cell in re.findall(r"^\|[^|]*\|([^|]*)\|$", page, re.MULTILINE):
        for path in re.findall(r"`([\w/]+(?:\.py|/))`", cell):
            known = ROOT / "bot" / path if "/" in path.rstrip("/") or path.endswith("/") else folder / path
            assert known.exists(), path
            folder = known if known.is_dir() else known.parent


def test_the_two_commands_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in ("run", "test", "setup", "check", "bench", "format", "lock"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for target in re.findall(r"`?make ([a-z]+)`?", README + (ROOT / "CONTRIBUTING.md").read_text()):
        if target in {"check", "run", "test", "setup", "lock", "bench"}:
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_permission_is_in_the_readme_with_its_reason() -> None:
    listed = README.partition("## What Roadmate reads")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \| .*? \| (.*?) \|", listed, re.MULTILINE)
    needed = {scope: without for names, without in rows for scope in re.findall(r"`([a-z_]+(?::[a-z]+)?)`", names)}
    assert needed.keys() == set(SCOPES)
    assert {scope for scope, without in needed.items() if without == "required"} == set(REQUIRED_SCOPES)


def test_every_table_and_column_is_in_the_privacy_page() -> None:
    privacy = (ROOT / "PRIVACY.md").read_text()
    rows = {cells[1].strip(" `"): cells for line in privacy.splitlines() if len(cells := line.split("|")) == 7}
    for table in metadata.sorted_tables:
        assert re.findall(r"`(\w+)`", rows[table.name][2]) == list(table.c.keys()), table.name
        assert all(cell.strip() for cell in rows[table.name][3:6]), table.name
    scopes = re.findall(r"^\| (`.*?) \|", privacy.partition("## What is read of Slack")[2], re.MULTILINE)
    assert set(SCOPES) <= set(re.findall(r"`([a-z_]+(?::[a-z]+)?)`", "".join(scopes)))
    for number in (
        MESSAGE_RETENTION.days,
        UNINSTALL_GRACE.days,
        TIME_OFF_RETENTION.days,
        f"{DEFAULT_RETENTION_MONTHS} months",
        f"{MIN_RETENTION_MONTHS} to {MAX_RETENTION_MONTHS}",
    ):
        assert str(number) in privacy


def test_what_has_to_be_taken_out_to_read_no_channels_is_what_reads_them() -> None:
    assert [event for event in EVENTS if event.startswith("message.") and f"`{event}`" in README] == [
        "message.channels",
        "message.groups",
    ]


def test_the_transcript_is_what_one_gets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = textwrap.dedent(README.partition("out of the answers:\n\n")[2].partition("## Try it")[0]).strip()
    typed = "\n".join(line.removeprefix("> ") for line in shown.splitlines() if line.startswith(("> /", "> :")))
    settings = read_settings({"DATABASE_URL": f"sqlite:///{tmp_path / 'roadmate.db'}"})
    with open_trial(settings, datetime(2026, 11, 21, 22, 28, tzinfo=UTC)) as stage:
        chat = TerminalChat(stage.delivery, stage.clock, RoadmateTimetable(stage.roadmate, welcomes=False))
        converse(chat, StringIO(f"{typed}\n"), sys.stdout)
    said = capsys.readouterr().out
    assert shown == said[said.index("> /log") : said.rindex("It is ")].strip()
