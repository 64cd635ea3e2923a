"""`roadmate import`: what it prints, how it ends, and that bad rows keep all others out unless one says so."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.core.ledger import rollups
from bot.core.people import members, workspaces
from bot.db.engine import connect_database

Import = Callable[..., Result]
TABLE = "day,minutes,area,note\n2026-08-03,90,Networking,first\n2026-08-04,30,Blockchain,=1+1\n"


@pytest.fixture
def load(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> Import:
    """Runs the command on a text; Ana (U1) and Ben (U2) are known in workspace T1."""
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path / 'roadmate.db'}"
    environment = {"DATABASE_URL": url, "XDG_CACHE_HOME": str(tmp_path_factory.getbasetemp() / "cache")}
    shutil.copy(sqlite_template, tmp_path / "roadmate.db")
    join(url, "T1", "U1", "U2")

    def run(text: str, *words: str, command: str = "import") -> Result:
        given = ["-"] if command == "import" else []
        result = CliRunner().invoke(main, [command, *given, *words], env=environment, input=text)
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        return result

    return run


def join(url: str, workspace: str, *names: str) -> None:
    sessions = connect_database(url)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with sessions.begin() as conn:
        workspaces.ensure_workspace(conn, workspace=workspace, now=now)
        for name in names:
            members.save_profile(
                conn,
                workspace=workspace,
                member=name,
                name=name,
                timezone="UTC",
                is_admin=False,
                is_active=True,
                profile_at=now,
                now=now,
            )
    sessions.close()


def exported(load: Import) -> list[str]:
    return load("", command="export").stdout.splitlines()[1:]


def test_a_dry_run_says_what_a_run_does(load: Import) -> None:
    told = "2 rows, 2 h\n  Networking: 1 h 30 min\n  Blockchain: 30 min\nBooked before: 0 rows\nLeft out: 0 rows\n"
    dry = load(TABLE, "--member", "U1", "--dry-run")
    assert (dry.exit_code, dry.stdout) == (0, f"Would book: {told}")
    assert exported(load) == []
    done = load(TABLE, "--member", "U1")
    assert (done.exit_code, done.stdout) == (0, f"Booked: {told}")
    assert [row.split(",")[2:8] for row in exported(load)] == [
        ["U1", "90", "networking", "", "", "2026-08-03"],
        ["U1", "30", "blockchain", "", "", "2026-08-04"],
    ]
    assert exported(load)[1].split(",")[8] == "'=1+1"
    assert "Booked: 0 rows, 0 h\nBooked before: 2 rows\n" in load(TABLE, "--member", "U1").stdout
    one = load(f"{TABLE}2026-08-05,5,Networking,\n2026-08-05,0,Networking,\n", "--member", "U1", "--skip-bad").stdout
    assert one.endswith("Booked: 1 row, 5 min\n  Networking: 5 min\nBooked before: 2 rows\nLeft out: 1 row\n")


def test_a_file_that_is_not_there() -> None:
    assert CliRunner().invoke(main, ["import", "nowhere.csv"]).exit_code == 2


def test_what_was_exported_comes_back_to_its_members_and_only_where_it_is_gone(load: Import, tmp_path: Path) -> None:
    rows = "day,minutes,area,member\n2026-08-03,90,Networking,U1\n2026-08-03,60,Blockchain,U2\n"
    assert load(rows).exit_code == 0
    kept = load("", command="export").stdout
    assert "Booked: 0 rows, 0 h\nBooked before: 2 rows" in load(kept).stdout
    for file in tmp_path.glob("roadmate.db*"):
        file.unlink()
    assert "say which --workspace; known are: none" in load(kept).stderr
    join(f"sqlite:///{tmp_path / 'roadmate.db'}", "T1", "U1", "U2")
    assert load(rows.replace("90", "45")).exit_code == 0  # takes the numbers of the lost ones
    assert "Booked: 2 rows, 2 h 30 min" in load(kept).stdout


def test_one_bad_row_keeps_all_out_unless_it_is_skipped(load: Import) -> None:
    text = f"{TABLE}2026-08-05,0,Networking,\n2026-08-06,5,netwroking,\n"
    for words in ([], ["--dry-run"]):
        refused = load(text, "--member", "U1", *words)
        assert refused.exit_code == 1
        assert refused.stdout == ""
        assert refused.stderr.splitlines() == [
            "line 4: “0” is no time at all",
            "line 5: “netwroking” is no area, roadmap or topic: Networking is near",
            "Error: nothing was booked: bad rows: 2; mend them, or leave them out with --skip-bad",
        ]
    assert exported(load) == []
    skipped = load(text, "--member", "U1", "--skip-bad")
    assert (skipped.exit_code, len(skipped.stderr.splitlines())) == (0, 2)
    assert "Booked: 2 rows, 2 h" in skipped.stdout
    assert "Left out: 2 rows" in skipped.stdout


def test_a_bad_row_of_one_member_keeps_the_others_rows_out(load: Import) -> None:
    rows = (
        "day,hours,area,member\n2026-08-03,20,Networking,U1\n2026-08-03,20,Networking,U2\n2026-08-03,20,Networking,U2\n"
    )
    assert "line 4: Mon 3 Aug would hold 40 h, more than a day has" in load(rows).stderr
    assert exported(load) == []


def test_a_thousand_bad_rows_are_counted(load: Import) -> None:
    text = "day,minutes,area\n" + "".join(f"2026-08-03,5,junk{number}\n" for number in range(1000))
    told = load(text, "--member", "U1").stderr.splitlines()
    assert len(told) == 22
    assert told[-2:] == ["and 980 more", told[-1]]
    assert "bad rows: 1000" in told[-1]


@pytest.mark.parametrize(
    ("cells", "words", "why"),
    [
        ("U9,", [], "line 2: nobody here has the id “U9”"),
        (",", ["--member", "U9"], "line 2: nobody here has the id “U9”"),
        (",", [], "line 2: it names no member: add a column for it, or give --member"),
        ("U1,T9", [], "line 2: it belongs to the workspace “T9”: empty that cell to book it here"),
    ],
)
def test_whose_a_row_is(load: Import, cells: str, words: list[str], why: str) -> None:
    result = load(f"day,minutes,area,member,workspace\n2026-08-03,5,Networking,{cells}\n", *words)
    assert result.stderr.splitlines()[0] == why


def test_which_workspace_is_said_where_there_are_several(load: Import, tmp_path: Path) -> None:
    join(f"sqlite:///{tmp_path / 'roadmate.db'}", "T2", "U1")
    assert load(TABLE, "--member", "U1").stderr == "Error: say which --workspace; known are: T1, T2\n"
    assert "there is no workspace T3" in load(TABLE, "--member", "U1", "--workspace", "T3").stderr
    assert load(TABLE, "--member", "U1", "--workspace", "T2").exit_code == 0
    assert {row.split(",")[1] for row in exported(load)} == {"T2"}


def test_a_file_that_is_none_is_one_line(load: Import) -> None:
    assert load("x", "--member", "U1").stderr.startswith("Error: The file has no rows. ")
    assert load("\0" * 2_000_000).stderr.startswith("Error: The file is larger than 1 MiB. ")


def test_five_thousand_rows_take_seconds(load: Import, tmp_path: Path) -> None:
    start = datetime(2026, 8, 1, tzinfo=UTC)
    days = (start - timedelta(days=number // 4) for number in range(5000))
    rows = (f"{day:%Y-%m-%d},30,aws.vpc-architecture,{number}\n" for number, day in enumerate(days))
    text = "day,minutes,topic,note\n" + "".join(rows)
    began = time.perf_counter()
    assert "Booked: 5000 rows, 2500 h" in load(text, "--member", "U1").stdout
    assert time.perf_counter() - began < 10
    with connect_database(f"sqlite:///{tmp_path / 'roadmate.db'}").read() as conn:
        assert rollups.count_drifted_members(conn) == 0
