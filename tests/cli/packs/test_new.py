"""`roadmate pack new`: the folder of a pack, with an example or a first draft in it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.cli.packs.templates import EXAMPLE, FOLDER, FRAME

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "tests/catalog/sample"
OUTLINE = "# Ovens\n- Heat\n  - sources\n    - gas\n- Pans\n"


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A shell in a folder of its own, with little content in force."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return CliRunner(env={"ROADMATE_CONTENT_DIR": str(SAMPLE)})


def made(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def new(runner: CliRunner, *words: str) -> Result:
    return runner.invoke(main, ["pack", "new", *words])


def test_a_new_pack_has_every_part_once(runner: CliRunner) -> None:
    done = new(runner, "Our On-Call")
    assert done.exit_code == 0, done.output
    assert "Made the pack our-on-call in Our On-Call: an example that shows each part once." in done.output
    expected = {each.format(id="our-on-call") for each in (*FRAME.values(), *EXAMPLE.values())}
    assert made(Path("Our On-Call")) == expected
    text = "".join((Path("Our On-Call") / each).read_text() for each in sorted(expected))
    assert not re.search(r"__[A-Z]+__", text)
    project = (Path("Our On-Call") / "pyproject.toml").read_text()
    assert 'our-on-call = "roadmate_pack_our_on_call"' in project


def test_every_template_is_in_the_wheel() -> None:
    """The wheel has all of `bot` that git has: so each template has to be known to git, and there's none too many."""
    names = {f"{each}.template" for each in (*FRAME, *EXAMPLE)}
    assert {each.name for each in FOLDER.iterdir()} == names
    known = subprocess.run(["git", "ls-files", str(FOLDER)], cwd=ROOT, capture_output=True, text=True, check=False)
    if known.returncode == 0:  # there's no git in an unpacked archive
        assert {Path(each).name for each in known.stdout.splitlines()} == names


def test_a_draft_says_what_it_left_out(runner: CliRunner) -> None:
    Path("o.md").write_text(OUTLINE + "```\ncode\n```\n")
    done = new(runner, "kitchen", "--from", "o.md")
    assert done.exit_code == 0, done.output
    assert "a first draft of 2 topics.\nLeft out: 1 line of code.\nNext: " in done.output
    roadmap = Path("kitchen/roadmaps/kitchen.yaml").read_text()
    assert roadmap.startswith("# A first draft, made from o.md.")
    assert "id: kitchen\nname: Ovens\n" in roadmap
    assert "kitchen.sources.gas" in roadmap
    assert Path("kitchen/plan.yaml").exists()


def test_a_draft_for_an_area_that_there_is_has_no_plan_of_its_own(runner: CliRunner) -> None:
    nodes = [{"id": "a", "type": "topic", "data": {"label": "Heat"}}]
    Path("o.json").write_text(json.dumps({"nodes": nodes}))
    assert new(runner, "kitchen", "--from", "o.json", "--area", "seamanship").exit_code == 0
    assert not Path("kitchen/plan.yaml").exists()
    assert "area: seamanship" in Path("kitchen/roadmaps/kitchen.yaml").read_text()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["full"], "full isn't empty"),
        (["marina"], "marina is the id of something Roadmate has already"),
        (["x", "--id", "A b"], "--id: 'A b' isn't lower-case letters"),
        (["x", "--name", "marinas"], "“marinas” means Marina already"),
        (["x", "--area", "seamanship"], "--area goes with --from FILE"),
        (["x", "--from", "o.md", "--area", "nothing"], "there's no focus area nothing"),
        (["x", "--from", "empty.md"], "has no names in it"),
        (["x", "--from", "bad.json"], "bad.json: line 1: not JSON"),
        (["x", "--from", "list.json"], "list.json: no roadmap: it needs `nodes`"),
        (["content"], "content is the id of something Roadmate has already"),
        (["x", "--from", "latin.md"], "isn't UTF-8 text"),
    ],
)
def test_what_can_not_be_made_is_said_in_a_line(words: list[str], why: str, runner: CliRunner) -> None:
    Path("full").mkdir()
    Path("full/file").touch()
    Path("o.md").write_text(OUTLINE)
    Path("empty.md").write_text("\n")
    Path("bad.json").write_text("{")
    Path("list.json").write_text("[]")
    Path("latin.md").write_bytes(b"# \xe9")
    done = new(runner, *words)
    assert done.exit_code == 1
    assert why in done.output
    assert not Path("x").exists()
