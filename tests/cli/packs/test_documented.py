"""The lines about packs in README and docs/packs.md do what they say: each is really run, in its order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.cli.packs.conftest import ROOT, Shell
from tests.cli.packs.samples import MANIFEST, Repository, install_package, pack_named, plain_files

HOSTS = ("https://git.example.com/", "https://host/")
ASKING = {"add", "upgrade", "remove"}


@pytest.fixture
def elsewhere(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the documents name and others would have: a repository with two versions, and an outline."""
    made = Repository(tmp_path / "rust.git")
    newer = pack_named("rust", manifest=MANIFEST.replace("1.0.0", "1.3.0"))
    made.commit(
        ("old", plain_files(pack_named("rust"))), ("main", plain_files(newer)), tags=[("v1.2", "old"), ("v1.3", "main")]
    )
    (tmp_path / "gitconfig").write_text(
        "".join(f'[url "file://{tmp_path}/"]\n\tinsteadOf = {each}\n' for each in HOSTS)
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    Path("outline.md").write_text("# Cables\n- Copper\n  - Pairs\n- Glass\n")
    nodes = '[{"id": "a", "type": "topic", "data": {"label": "Queues"}}]'
    Path("backend.json").write_text(f'{{"nodes": {nodes}}}')


def run_line(line: str, shell: Shell) -> str:
    """Run one line of a document, `pip` by laying the files of a package where it would."""
    words = shlex.split(line, comments=True)
    if words[:2] == ["pip", "install"]:
        version = "1.1.0" if "--upgrade" in words else "1.0.0"
        files = pack_named("golang", manifest=MANIFEST.replace("1.0.0", version))
        install_package(Path("site"), files, version=version, name="golang")
        return ""
    assert words[:2] == ["roadmate", "pack"], line
    words = ["seamanship" if each == "devops-cicd" else each for each in words]  # an area of the sample
    done = shell(*words[2:], *(["--yes"] if words[2] in ASKING else []))
    assert done.exit_code == 0, f"{line}\n{done.output}"
    return done.output


def blocks(text: str) -> list[list[str]]:
    return [each.strip().split("\n") for each in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]


def test_the_lines_of_the_page_about_packs(elsewhere: None, shell: Shell) -> None:
    parts = blocks((ROOT / "docs/packs.md").read_text("utf-8"))
    assert len(parts) == 4
    assert all(len(each) <= 10 for each in parts)
    for part in parts:
        for line in part:
            run_line(line, shell)
    listed = shell("list").output.splitlines()
    assert [each.partition(",")[0] for each in listed] == ["runbooks 0.1.0", "rust 1.3.0", "golang 1.1.0"]
    in_force = CliRunner().invoke(main, ["content", "check"])
    assert in_force.stdout.startswith("The content is fine: 5 roadmaps, 17 topics"), in_force.output
    shown = CliRunner().invoke(main, ["say", "/roadmap golang"])
    assert "How heat gets into food." in shown.stdout, shown.output
    for drafted in ("networks", "backend"):
        assert "The pack is fine" in shell("check", drafted).output


def test_the_lines_of_the_readme(elsewhere: None, shell: Shell) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    lines = re.findall(r"^    (roadmate pack .*)$", readme, re.MULTILINE)
    assert 3 <= len(lines) <= 10
    run_line("pip install roadmate-pack-golang", shell)
    for line in lines:
        run_line(line, shell)
    listed = shell("list").output.splitlines()
    assert [each.split(", ")[1].split()[0] for each in listed] == ["folder", "package", "git"]
