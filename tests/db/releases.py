"""Releases to come: copies of the present one with one more migration, run as processes of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.db import migrate

ROOT = Path(__file__).parents[2]
_MIGRATION = '''"""What a release to come changes."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None
compatible_since = "{compatible_since}"


def upgrade():
    {change}
'''
NEW_TABLE = 'op.create_table("comets", sa.Column("id", sa.Integer(), primary_key=True))'
NEW_COLUMN = 'op.add_column("entries", sa.Column("mood", sa.String(16)))'
RENAMED_COLUMN = 'op.alter_column("entries", "note", new_column_name="words")'


def make_release(folder: Path, *changes: str, compatible_since: str) -> dict[str, str]:
    """Make a copy of the package with these migrations on top; returns what runs it, as environment.

    All of them are compatible with each other's release but the last one, which is `compatible_since`.
    """
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    own = migrate.LATEST_REVISION
    revisions = [f"{int(own) + number:04}" for number in range(len(changes) + 1)]
    for before, revision, change in zip(revisions, revisions[1:], changes, strict=False):
        since = compatible_since if revision == revisions[-1] else own
        written = _MIGRATION.format(revision=revision, before=before, compatible_since=since, change=change)
        (folder / "bot/db/migrations/versions" / f"{revision}_to_come.py").write_text(written)
    migrations = folder / "bot/db/migrate.py"
    known = migrations.read_text()
    assert known.count(f'"{own}"') == 1
    migrations.write_text(known.replace(f'"{own}"', f'"{revisions[-1]}"'))
    return {"PYTHONPATH": str(folder), "ROADMATE_CONTENT_DIR": str(ROOT / "content")}
