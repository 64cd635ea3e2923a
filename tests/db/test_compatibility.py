"""An older release over the schema of a newer one: it goes on where the migration says so, else it refuses in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.clock import AdjustableClock
from bot.db import compatibility, migrate, restore
from bot.db.compatibility import FoundSchema
from bot.db.engine import Database, DatabaseUpgraded, connect_database
from bot.db.tables import entries, outbox
from bot.sandbox.slack_api.fixtures import ANA
from tests.db.newer_schema import NEWER, NOTICE, OWN, take_back, upgrade_underneath
from tests.db.test_upgraded_underneath import queue_message
from tests.features.hours.ledger_driver import make_sender
from tests.slack_driver import Driver

FIRST_DECIDED = "0020"  # the migrations before it came before anybody ran Roadmate
VERSIONS = Path(migrate.__file__).parent / "migrations" / "versions"


@pytest.fixture
def own_database(empty_database_url: str) -> Database:
    """A database of this release that no other test gets."""
    database = connect_database(empty_database_url)
    migrate.upgrade_schema(database)
    return database


@pytest.mark.parametrize(
    "name", [each.stem for each in sorted(VERSIONS.glob("[0-9]*.py")) if each.stem[:4] >= FIRST_DECIDED]
)
def test_each_migration_says_which_releases_work_over_it(name: str) -> None:
    migration = import_module(f"bot.db.migrations.versions.{name}")
    assert hasattr(migration, "compatible_since"), (
        f"{name}.py doesn't say which release works over the schema that it leaves. Below depends_on add "
        f'compatible_since = "{migration.down_revision}" if the release before goes on working (new tables, '
        f'columns with a default or NULL, indexes that are not unique), else "{migration.revision}". '
        "CONTRIBUTING.md says how to decide."
    )
    assert migration.compatible_since <= migration.revision


def test_a_mark_never_goes_back(own_database: Database) -> None:
    marks = migrate.compatible_since_by_revision()
    assert list(marks) == sorted(marks)
    assert list(marks.values()) == sorted(marks.values())
    assert set(marks.values()) <= marks.keys()
    with own_database.read() as conn:
        assert compatibility.read_compatibility(conn, OWN) == FoundSchema(OWN, marks[OWN])
    own_database.close()


def test_a_process_goes_on_over_a_newer_schema_that_lets_it(
    own_database: Database, clock: AdjustableClock, caplog: pytest.LogCaptureFixture
) -> None:
    upgrade_underneath(own_database, compatible_since=OWN)
    for _ in range(2):
        own_database.check_schema()
    assert caplog.messages == [NOTICE]
    assert (own_database.is_upgraded, own_database.schema_notice) == (False, NOTICE)
    with own_database.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = version_num"))
    own_database.close()


def test_an_older_release_starts_over_it_and_changes_nothing(empty_database_url: str, own_database: Database) -> None:
    upgrade_underneath(own_database, compatible_since=OWN)
    own_database.close()
    older = connect_database(empty_database_url)
    assert migrate.upgrade_schema(older) is False
    assert older.schema_notice == NOTICE
    with older.read() as conn, pytest.raises(migrate.SchemaError, match=f"knows everything of {OWN} only"):
        migrate.require_own_schema(conn)
    older.close()


def test_one_that_may_not_refuses_running_and_starting(own_database: Database) -> None:
    upgrade_underneath(own_database, compatible_since=NEWER)
    with pytest.raises(DatabaseUpgraded, match=f"was upgraded to schema {NEWER} by a newer release: restart"):
        own_database.check_schema()
    assert (own_database.is_upgraded, own_database.schema_notice) == (True, None)
    own_database.close()
    fresh = connect_database(own_database.engine.url.render_as_string(hide_password=False))
    with pytest.raises(migrate.SchemaError, match=f"works with releases from schema {NEWER} on only: install"):
        migrate.upgrade_schema(fresh)
    fresh.close()


@pytest.fixture
def upgraded(database: Database) -> Iterator[Database]:
    """The database in the hands of a newer release, with which this one works."""
    upgrade_underneath(database, compatible_since=OWN)
    yield database
    take_back(database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_of_the_older_release_works_beside_the_newer_one_as_long_as_it_may(
    driver: Driver, upgraded: Database, clock: AdjustableClock
) -> None:
    driver.roadmate.deps.database.check_schema()
    assert "2 h on Networking" in driver.say(ANA.id, "/log 2h networking").text
    queue_message(upgraded, clock.now())
    make_sender(driver).send_due(clock.now())

    with upgraded.begin() as conn:
        compatibility.write_mark(conn, FoundSchema(NEWER, NEWER))
    with pytest.raises(DatabaseUpgraded, match=NEWER):
        driver.roadmate.deps.database.check_schema()
    assert driver.say(ANA.id, "/log 3h networking").text.startswith("⚠️ Not logged")
    queue_message(upgraded, clock.now(), period="later")
    with pytest.raises(DatabaseUpgraded, match=NEWER):
        make_sender(driver).send_due(clock.now())
    with upgraded.read() as conn:
        assert dict(iter(conn.execute(select(outbox.c.period, outbox.c.state)))) == {"p": "sent", "later": "waiting"}
        assert conn.execute(select(entries.c.minutes)).scalars().all() == [120]


def test_a_mark_about_another_schema_says_nothing(own_database: Database) -> None:
    with own_database.begin() as conn:  # written by something that knows nothing of marks
        conn.execute(text(f"UPDATE alembic_version SET version_num = '{NEWER}'"))
    with pytest.raises(DatabaseUpgraded):
        own_database.check_schema()
    own_database.close()


def test_a_failed_upgrade_leaves_schema_and_mark(own_database: Database) -> None:
    with pytest.raises(ZeroDivisionError), own_database.begin() as conn:
        conn.execute(text(f"UPDATE alembic_version SET version_num = '{NEWER}'"))
        compatibility.write_mark(conn, FoundSchema(NEWER, NEWER))
        _ = 1 / 0
    own_database.check_schema()
    with own_database.read() as conn:
        assert migrate.read_schema(conn) == FoundSchema(OWN, OWN)
        assert conn.execute(text("SELECT revision FROM schema_compatibility")).scalar() == OWN
    own_database.close()


@pytest.mark.parametrize("compatible_since", [OWN, NEWER])
def test_a_backup_of_a_newer_schema_comes_back_where_it_works(
    compatible_since: str, tmp_path: Path, sqlite_template: Path
) -> None:
    (tmp_path / "backup.db").write_bytes(sqlite_template.read_bytes())
    newer = connect_database(f"sqlite:///{tmp_path / 'backup.db'}")
    upgrade_underneath(newer, compatible_since=compatible_since)
    newer.close()
    target, now = tmp_path / "roadmate.db", datetime(2026, 11, 29, tzinfo=UTC)
    if compatible_since == NEWER:
        with pytest.raises(restore.RestoreRefused, match=f"has schema {NEWER}, newer"):
            restore.restore_backup(tmp_path / "backup.db", target, now=now, hold_seconds=0)
        return
    assert restore.restore_backup(tmp_path / "backup.db", target, now=now, hold_seconds=0).revision == NEWER
    with closing(sqlite3.connect(target)) as conn:
        assert conn.execute("SELECT compatible_since FROM schema_compatibility").fetchall() == [(OWN,)]
