"""What the documents say is so: commands, options, the roadmap example, and nothing of anybody's machine.

What is written from the code is held by `tests/reference`, links and pictures by `tests/docs`.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from bot.app import COMMANDS
from bot.catalog.source import CatalogSource
from bot.db.tables import metadata
from bot.features.privacy.rules import MESSAGE_RETENTION, TIME_OFF_RETENTION, UNINSTALL_GRACE
from bot.manifest import EVENTS
from bot.setting_values import DEFAULT_RETENTION_MONTHS, MAX_RETENTION_MONTHS, MIN_RETENTION_MONTHS
from bot.settings import read_settings
from bot.slack.scopes import SCOPES
from bot.timeexpr.durations.parse import Duration, take
from bot.timeexpr.past_days import find_days, read_past_day
from bot.trial import open_trial
from reference.shell import list_commands

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PAGES = sorted((ROOT / "docs").rglob("*.md"))
DOCUMENTED = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "PRIVACY.md", ".env.example")), *PAGES]
WRITTEN = (
    *(
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "PRIVACY.md",
        "SECURITY.md",
        ".env.example",
        "Makefile",
        "Procfile",
    ),
    *("Dockerfile", ".dockerignore", "pyproject.toml", "zensical.toml", "LICENSE", ".ci/run", ".gitignore"),
    *(str(path.relative_to(ROOT)) for folder in ("deploy", ".github") for path in (ROOT / folder).rglob("*.*")),
    *(path.name for path in ROOT.glob("requirements*.txt")),
)
# By extra: what is pinned for it, and for nothing else.
PINNED = {
    "dev": "requirements.txt",
    "": "requirements-runtime.txt",
    **{extra: f"requirements-{extra}.txt" for extra in ("audit", "browser", "build", "deploy", "docs")},
}


def section(page: str, title: str) -> str:
    """A part of a page of the documentation, by its heading."""
    return (ROOT / "docs" / page).read_text().split(f"\n## {title}\n")[1].split("\n## ")[0]


SHELL = dict(list_commands())


@pytest.mark.parametrize("path", DOCUMENTED, ids=lambda path: path.name)
def test_no_document_names_a_command_or_an_option_that_there_is_not(path: Path) -> None:
    text = path.read_text()
    known = {part for command in SHELL for part in (command, command.rpartition(" ")[0])}
    for words in re.findall(r"`(?:\.venv/bin/)?(roadmate(?: [a-z][a-z-]*)+)", text):
        assert any(" ".join(words.split()[:length]) in known for length in (2, 3)), words
    for line in re.findall(r"[`$] ?(?:\.venv/bin/)?(roadmate [a-z][^`\n]*)", text):
        command = next((SHELL[name] for name in sorted(SHELL, reverse=True) if line.startswith(name)), None)
        options = {opt for each in command.params for opt in each.opts} if command else set[str]()
        assert set(re.findall(r" (--[a-z][a-z-]*)", line)) <= {*options, "--help"}, line


@pytest.mark.parametrize("path", DOCUMENTED, ids=lambda path: path.name)
def test_no_document_names_a_slash_command_that_there_is_not(path: Path) -> None:
    named = set(re.findall(r"`/([a-z]+)[ `]", path.read_text()))
    assert named - {command.name for command in COMMANDS} <= {"healthz", "readyz", "metrics", "invite", "data"}


def test_the_readme_is_a_front_page() -> None:
    assert len(README.splitlines()) < 120
    assert "](docs/tours/member.md)" in README
    link = re.search(r"^\[one click\]: (\S+)$", README, re.MULTILINE)
    assert link is not None
    assert "[one click]" in README.removesuffix(link[0])
    assert link[1].startswith("https://api.slack.com/apps?new_app=1&manifest_json=")


def test_the_durations_of_the_documents_are_understood() -> None:
    row = next(line for line in section("hours.md", "A line to log").splitlines() if line.startswith("| how long"))
    examples = re.findall(r"`([^`]+)`", row)
    assert len(examples) > 12
    assert [example for example in examples if not isinstance(take(example), Duration)] == []


def test_the_days_of_the_documents_are_understood() -> None:
    row = next(line for line in section("hours.md", "A line to log").splitlines() if line.startswith("| which day"))
    certain, asked = (re.findall(r"`([^`]+)`", part) for part in row.split("; "))
    assert len(certain) > 10
    assert len(asked) > 2
    today = date(2026, 11, 29)
    assert [each for each in certain if not isinstance(read_past_day(each, today), date)] == []
    assert [each for each in asked if not find_days(each, today)[0].choices] == []


def test_the_roadmap_example_is_valid_and_shows_up(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", section("packs.md", "Add a roadmap"), re.DOTALL)
    named = re.findall(r"`content/(\w+/ansible\.yaml)`", section("packs.md", "Add a roadmap"))
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


@pytest.mark.parametrize("path", [*(ROOT / name for name in WRITTEN), *PAGES], ids=lambda path: path.name)
def test_nothing_of_a_machine_or_a_registry(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"/(?:work|tmp|root|home|Users)/\S*", text) == []
    assert (
        re.findall(r"(?i)[\w.-]*(?:pypi|artifactory|nexus|registry|mirror)[\w-]*\.(?:com|org|net|io|dev)\b", text) == []
    )


@pytest.mark.parametrize("name", WRITTEN)
def test_only_known_hosts_are_named(name: str) -> None:
    hosts = set(re.findall(r"https?://([\w.-]+)", (ROOT / name).read_text()))
    assert {host for host in hosts if host.strip(".")} <= {
        "slack.com",
        "api.slack.com",
        "roadmate.example.com",
        "host",
        "127.0.0.1",
    }


@pytest.mark.parametrize("name", PINNED.values())
def test_every_pin_has_hashes_and_no_address(name: str) -> None:
    pins = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    assert pins
    for pin in pins:
        assert re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", pin), pin[:80]
        assert "://" not in pin


def test_the_changelog_has_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


@pytest.mark.parametrize(("extra", "name"), PINNED.items())
def test_every_direct_dependency_is_pinned(extra: str, name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = {"": [], **project["optional-dependencies"]}
    assert extras.keys() == PINNED.keys()
    wanted = [*extras[extra], *(project["dependencies"] if extra in {"", "dev"} else ())]
    pinned = {line.split("==")[0] for line in (ROOT / name).read_text().splitlines() if "==" in line}
    names = {re.split(r"[\[<>=]", each)[0].lower() for each in wanted}
    assert names <= pinned


def test_every_path_that_is_named_exists() -> None:
    for file in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for path in re.findall(r"`((?:bot|content|tests|benchmarks|reference)/[\w./]+\w)", file.read_text()):
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
    for target in ("run", "test", "setup", "check", "bench", "format", "lock", "docs", "reference"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for file in DOCUMENTED:
        for target in re.findall(r"(?:`|^ {4})make ([a-z-]+)", file.read_text(), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{file.name}: make {target}"


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
    reads = section("install.md", "What Roadmate reads")
    assert [event for event in EVENTS if event.startswith("message.") and f"`{event}`" in reads] == [
        "message.channels",
        "message.groups",
    ]
