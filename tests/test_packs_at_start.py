"""A start without a pack whose ids people's data names is refused; with what the pack last had it goes on."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.app import running_roadmate
from bot.catalog.loading.content_files import ContentError
from bot.catalog.packs.lock import LockedPack, PackLock, write_lock
from bot.core.people import workspaces
from bot.db import tables
from bot.settings import Settings, read_settings
from tests.catalog.packs.pack_texts import SAMPLE, pack

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a bot with a pack in force, in a folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name, data in pack("rust").files.items():
        path = tmp_path / "packs/rust" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    locked = LockedPack(id="rust", source="folder", where="rust", version="1.0")
    (tmp_path / "packs/packs.lock").write_bytes(write_lock(PackLock(packs=(locked,))))
    return read_settings(
        {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_SIGNING_SECRET": "secret",
            "SLACK_API_URL": "http://127.0.0.1:1/api/",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'roadmate.db'}",
            "ROADMATE_CONTENT_DIR": str(SAMPLE),
            "ROADMATE_PACKS_DIR": str(tmp_path / "packs"),
        }
    )


def test_a_start_without_what_people_have_learned_is_refused(settings: Settings, tmp_path: Path) -> None:
    with running_roadmate(settings) as roadmate, roadmate.deps.database.begin() as conn:
        seen = conn.execute(select(tables.content_ids.c.pack).where(tables.content_ids.c.id == "rust.first")).scalar()
        assert seen == "rust"
        workspaces.ensure_workspace(conn, workspace="T1", now=NOW)
        level = {"workspace": "T1", "member": "U1", "roadmap": "rust", "claimed": "beginner", "claimed_at": NOW}
        conn.execute(insert(tables.levels).values(**level))
    file = settings.packs_dir / "rust/roadmaps/rust.yaml"
    file.write_text(file.read_text("utf-8").replace("area: seamanship", "area: nowhere"), "utf-8")
    with running_roadmate(settings) as roadmate:
        assert roadmate.deps.catalog.shared().roadmap("rust").name == "Rust"
        assert [each.file for each in roadmate.deps.catalog.problems] == ["rust/roadmaps/rust.yaml"]
    shutil.rmtree(tmp_path / "cache")
    with pytest.raises(ContentError) as refused, running_roadmate(settings):
        pass
    *reasons, problem = refused.value.problems
    assert str(reasons[0]) == "rust/roadmaps/rust.yaml:5: unknown area 'nowhere'"
    assert str(problem).startswith(
        "rust/roadmaps/rust.yaml:1: 'rust' (Rust) was here and is gone, and 1 person has data"
    )
