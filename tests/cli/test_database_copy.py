"""`roadmate db copy` as an operator meets it: what it proves, what it refuses, and what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text, update

from bot.cli import main
from bot.cli.commands import CommandFailure
from bot.cli.copied_reads import compare_reads
from bot.cli.database_copy import _check_later_rows
from bot.db.copying.database_copy import copy_rows, count_rows
from bot.db.copying.row_faults import CopyRefused
from bot.db.engine import connect_database
from bot.db.tables import entries, members, totals
from tests.slack_driver import Driver

HOLD_OPEN = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT 1 FROM entries').fetchall(); "
HOLD_OPEN += "print('open', flush=True); sys.stdin.read()"


def run(*words: str, **environment: str) -> Result:
    result = CliRunner().invoke(main, words, env=environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


def complaint(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr.splitlines()[-1].removeprefix("Error: ")


@pytest.fixture
def team_of_three(driver: Driver) -> Driver:
    for person, hours in (("ana", 3), ("ben", 2), ("mei", 2)):
        driver.say(person, f"/log {hours}h networking: café 日本")
    driver.say("ben", "/log undo")
    driver.say("ana", "/roadmate stuck terraform state")
    return driver


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'copied.db'}"


def test_a_copy_is_proved_and_the_export_is_the_same(team_of_three: Driver, database_url: str, sqlite_url: str) -> None:
    done = run("db", "copy", sqlite_url, "--while-running", DATABASE_URL=database_url)
    assert done.exit_code == 0, done.output
    first, second = done.stdout.splitlines()
    assert first.startswith("Copied: 1 workspace, 3 members, 4 entries (")
    assert second == "The same in both: every row, the next ids, the export, totals and leaderboards"
    exports = [run("export", DATABASE_URL=url).stdout for url in (database_url, sqlite_url)]
    assert exports[0] == exports[1]
    assert "café 日本" in exports[0]
    again = run("db", "copy", sqlite_url, "--while-running", DATABASE_URL=database_url)
    assert complaint(again).startswith("the target isn't empty: its table ")


def test_a_database_that_others_have_open_is_refused(team_of_three: Driver, database_url: str, sqlite_url: str) -> None:
    assert team_of_three
    holder = None
    if database_url.startswith("sqlite"):
        file = database_url.removeprefix("sqlite:///")
        holder = subprocess.Popen(
            [sys.executable, "-S", "-c", HOLD_OPEN, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
    try:
        refused = complaint(run("db", "copy", sqlite_url, DATABASE_URL=database_url))
    finally:
        if holder:
            holder.communicate("", timeout=30)
    assert re.search(r"(?:is in use|has [0-9]+ more connections?): stop `serve`", refused)
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_rows_that_came_meanwhile_are_named_or_refused(
    team_of_three: Driver, capsys: pytest.CaptureFixture[str]
) -> None:
    database = team_of_three.roadmate.deps.database
    with database.read() as conn:
        copied = count_rows(conn)
    _check_later_rows(database, copied, while_running=False)
    team_of_three.say("ben", "/log 1h docker")
    with pytest.raises(CommandFailure, match=r"somebody has written meanwhile \(.*entries \+1"):
        _check_later_rows(database, copied, while_running=False)
    _check_later_rows(database, copied, while_running=True)
    assert "Written meanwhile, so missing in the copy: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (update(entries).where(entries.c.id == 1).values(note="other"), "the export of the copy isn't the same"),
        (update(totals).values(minutes=1), "totals don't match the entries of 3 members"),
        (update(members).values(hidden=True), "a leaderboard of T0SANDBOX isn't the same"),
    ],
)
def test_what_the_product_reads_is_compared(
    spoil: object, reason: str, team_of_three: Driver, sqlite_template: Path, tmp_path: Path
) -> None:
    deps = team_of_three.roadmate.deps
    (tmp_path / "copied.db").write_bytes(sqlite_template.read_bytes())
    target = connect_database(f"sqlite:///{tmp_path / 'copied.db'}")
    with deps.database.read() as snapshot, target.begin(alone=True) as into:
        copy_rows(snapshot, into, lambda _table, _count: None)
        compare_reads(snapshot, into, settings=deps.settings, today=date(2026, 11, 21))
        into.execute(spoil)  # type: ignore[call-overload]
        with pytest.raises(CopyRefused, match=reason):
            compare_reads(snapshot, into, settings=deps.settings, today=date(2026, 11, 21))
    target.close()


def test_what_cannot_be_copied_from_or_to(tmp_path: Path, sqlite_template: Path, sqlite_url: str) -> None:
    own = {"DATABASE_URL": f"sqlite:///{tmp_path / 'own.db'}"}
    assert complaint(run("db", "copy", sqlite_url, **own)).startswith("DATABASE_URL: there is no database at ")
    (tmp_path / "own.db").write_bytes(sqlite_template.read_bytes())
    assert complaint(run("db", "copy", "mysql://host/name", **own)).startswith("URL: write sqlite:///path")
    older = tmp_path / "copied.db"
    older.write_bytes(sqlite_template.read_bytes())
    database = connect_database(sqlite_url)
    with database.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0019'"))
    database.close()
    for source, target in ((own["DATABASE_URL"], sqlite_url), (sqlite_url, f"sqlite:///{tmp_path / 'new.db'}")):
        assert "the database has schema 0019; this release knows everything of " in complaint(
            run("db", "copy", target, DATABASE_URL=source)
        )
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    failed = complaint(run("db", "copy", nowhere, **own))
    assert failed.startswith("the copy failed, and nothing was kept of it: connection failed: ")
    assert "Error" not in failed


def test_a_database_is_not_copied_onto_itself_by_any_name(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").symlink_to(tmp_path)
    other_name = (
        database_url.replace(str(tmp_path), str(tmp_path / "elsewhere"))
        if database_url.startswith("sqlite")
        else f"{database_url}{'&' if '?' in database_url else '?'}application_name=other"
    )
    for name in (database_url, other_name):
        refused = run("db", "copy", name, "--while-running", DATABASE_URL=database_url)
        assert complaint(refused).startswith("that's the same database as DATABASE_URL: give ")
