"""`roadmate content diff` and `content export --workspace`: what each layer changes, and a team's layer for git."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.catalog.catalog import Catalog
from bot.catalog.layers.overlay_files import lay_over
from bot.catalog.loading import loader
from bot.catalog.packs.lock import LockedPack, PackLock, write_lock
from bot.cli import main
from bot.clock import SystemClock
from bot.core.content.content_changes import NewChange, save_change
from bot.core.content.workspace_layer import read_workspace_layer
from bot.db.engine import connect_database
from bot.db.migrate import upgrade_schema
from tests.catalog.packs.pack_texts import pack
from tests.fixtures.content import CATALOG_TESTS

SAMPLE = CATALOG_TESTS / "sample"
TEAM = "T123"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with what a team changed."""
    url = f"sqlite:///{tmp_path_factory.mktemp('layers') / 'roadmate.db'}"
    with closing(connect_database(url)) as database:
        upgrade_schema(database)
        with database.begin() as conn:
            for item, field, value in (
                ("marena", "hidden", True),
                ("weather", "hours", "10-20"),
                ("marina.knots", "terms", ["Sheepshank"]),
                ("marina.gone", "name", "Of an older pack"),
            ):
                change = NewChange(item, field, value)
                save_change(conn, change, workspace=TEAM, by_member="U1", now=SystemClock().now())
    return url


@pytest.fixture
def run(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `roadmate content` in a folder of its own, with little content."""
    monkeypatch.chdir(tmp_path)
    settings = {"ROADMATE_CONTENT_DIR": str(SAMPLE), "DATABASE_URL": url, "XDG_CACHE_HOME": str(tmp_path)}
    return lambda *words: CliRunner().invoke(main, ["content", *words], env=settings)


LEFT_OUT = "Left out, as it no longer fits: name of marina.gone. Unknown id 'marina.gone', did you mean marina.knots?\n"


def test_what_a_team_changed_is_listed(run: Run) -> None:
    result = run("diff", "--workspace", TEAM)
    assert (result.exit_code, result.stderr) == (0, LEFT_OUT)
    assert result.stdout.splitlines() == [
        "workspace T123: Knots (marina.knots), terms: “Bowline, Clove hitch (double)” → “Sheepshank”",
        "workspace T123: Weather (weather), hours: “varies” → “10-20 h”",
        "workspace T123: roadmap Marena (marena) is hidden",
    ]
    assert run("diff", "--layer", "workspace", "--workspace", TEAM).stdout == result.stdout


def test_no_change_is_told(run: Run) -> None:
    assert run("diff").stdout == "No layer changes anything.\n"
    assert run("diff", "--layer", "operator", "--workspace", TEAM).stdout == "The operator layer changes nothing.\n"


def test_what_a_team_changed_is_one_layer_for_git(run: Run, url: str) -> None:
    result = run("export", "--workspace", TEAM)
    assert (result.exit_code, result.stderr) == (0, LEFT_OUT)
    assert result.stdout.splitlines()[:2] == ["hide:", "  - marena"]
    shared = Catalog.from_content(loader.load_directory(SAMPLE))
    with closing(connect_database(url)) as database, database.read() as conn:
        overlay, _ = read_workspace_layer(conn, workspace=TEAM, shared=shared)
    assert overlay.hide == ("marena",)
    laid = lay_over(shared.content, "overlay.yaml", result.stdout.encode())
    assert [each.id for each in Catalog.from_content(laid).roadmaps] == ["marina"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["diff", "--workspace", "T9"], "Error: there's no workspace T9\n"),
        (["export", "--workspace", "T9"], "Error: there's no workspace T9\n"),
        (["diff", "--layer", "workspace"], "Error: say which workspace: --workspace ID\n"),
    ],
)
def test_what_cannot_be_told(run: Run, words: list[str], reason: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", reason)


def test_what_packs_and_the_operator_changed_is_listed(run: Run, tmp_path: Path) -> None:
    rust = pack("rust")
    for name, data in rust.files.items():
        path = tmp_path / "rust" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "packs").mkdir()
    locked = LockedPack(id="rust", source="folder", where="../rust", version="1.0")
    (tmp_path / "packs/packs.lock").write_bytes(write_lock(PackLock(packs=(locked,))))
    (tmp_path / "packs/overlay.yaml").write_text("hide: [marina]\n", "utf-8")
    lines = run("diff").stdout.splitlines()
    assert lines[-1] == "operator: roadmap Marina (marina) is hidden"
    assert lines[0] == "packs: new roadmap Rust (rust), from pack rust 1.0"
    assert {each.partition(":")[0] for each in lines[:-1]} == {"packs"}
    (tmp_path / "rust/pack.yaml").unlink()
    result = run("diff")
    assert result.stderr == "Left out: rust/pack.yaml:1: this file is missing or can't be read\n"
    assert result.stdout == "operator: roadmap Marina (marina) is hidden\n"
