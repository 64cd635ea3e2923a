"""`roadmate import`: output, exit codes, and that bad rows keep all others out unless they are skipped."""

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
from bot.core.people import members
from bot.db.engine import connect_database
from bot.features.import_export import service
from tests.fixtures.installed import install_workspace

RunImport = Callable[..., Result]
TABLE = "day,minutes,area,note\n2026-08-03,90,Networking,first\n2026-08-04,30,Blockchain,=1+1\n"


@pytest.fixture
def load(tmp_path: Path, cache_home: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> RunImport:
    """Return a function that runs the command on a text; U1 and U2 are known in workspace T1."""
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path / 'roadmate.db'}"
    environment = {"DATABASE_URL": url, "XDG_CACHE_HOME": str(cache_home)}
    shutil.copy(sqlite_template, tmp_path / "roadmate.db")
    add_members(url, "T1", "U1", "U2")

    def run(text: str, *options: str, command: str = "import") -> Result:
        path = ["-"] if command == "import" else []
        result = CliRunner().invoke(main, [command, *path, *options], env=environment, input=text)
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        return result

    return run


def add_members(url: str, workspace: str, *names: str) -> None:
    database = connect_database(url)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with database.begin() as conn:
        install_workspace(conn, workspace=workspace, now=now)
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
    database.close()


def exported_rows(load: RunImport) -> list[str]:
    return load("", command="export").stdout.splitlines()[1:]


def test_a_dry_run_says_what_a_run_does(load: RunImport) -> None:
    summary = "2 rows, 2 h\n  Networking: 1 h 30 min\n  Blockchain: 30 min\nAlready logged: 0 rows\nLeft out: 0 rows\n"
    dry = load(TABLE, "--member", "U1", "--dry-run")
    assert (dry.exit_code, dry.stdout) == (0, f"Would log: {summary}")
    assert exported_rows(load) == []
    done = load(TABLE, "--member", "U1")
    assert (done.exit_code, done.stdout) == (0, f"Logged: {summary}")
    assert [row.split(",")[2:8] for row in exported_rows(load)] == [
        ["U1", "90", "networking", "", "", "2026-08-03"],
        ["U1", "30", "blockchain", "", "", "2026-08-04"],
    ]
    assert exported_rows(load)[1].split(",")[8] == "'=1+1"
    assert "Logged: 0 rows, 0 h\nAlready logged: 2 rows\n" in load(TABLE, "--member", "U1").stdout
    longer = load(f"{TABLE}2026-08-05,5,Networking,\n2026-08-05,0,Networking,\n", "--member", "U1", "--skip-bad")
    assert longer.stdout.endswith(
        "Logged: 1 row, 5 min\n  Networking: 5 min\nAlready logged: 2 rows\nLeft out: 1 row\n"
    )


def test_a_missing_file_is_an_error() -> None:
    assert CliRunner().invoke(main, ["import", "nowhere.csv"]).exit_code == 2


def test_an_export_is_imported_to_its_members_only_if_it_is_gone(load: RunImport, tmp_path: Path) -> None:
    rows = "day,minutes,area,member\n2026-08-03,90,Networking,U1\n2026-08-03,60,Blockchain,U2\n"
    assert load(rows).exit_code == 0
    export = load("", command="export").stdout
    assert "Logged: 0 rows, 0 h\nAlready logged: 2 rows" in load(export).stdout
    for file in tmp_path.glob("roadmate.db*"):
        file.unlink()
    assert "no workspace is installed yet: start Roadmate once" in load(export).stderr
    add_members(f"sqlite:///{tmp_path / 'roadmate.db'}", "T1", "U1", "U2")
    assert load(rows.replace("90", "45").replace("60", "50")).exit_code == 0  # takes the numbers of the lost ones
    assert "Logged: 2 rows, 2 h 30 min" in load(export).stdout


def test_one_bad_row_keeps_all_out_unless_it_is_skipped(load: RunImport) -> None:
    text = f"{TABLE}2026-08-05,0,Networking,\n2026-08-06,5,netwroking,\n"
    for options in ([], ["--dry-run"]):
        refused = load(text, "--member", "U1", *options)
        assert refused.exit_code == 1
        assert refused.stdout == ""
        assert refused.stderr.splitlines() == [
            "line 4: “0” is zero",
            "line 5: “netwroking” isn't an area, roadmap or topic: Networking is near",
            "Error: nothing was logged, bad rows: 2. Fix them, or leave them out with --skip-bad",
        ]
    assert exported_rows(load) == []
    skipped = load(text, "--member", "U1", "--skip-bad")
    assert (skipped.exit_code, len(skipped.stderr.splitlines())) == (0, 2)
    assert "Logged: 2 rows, 2 h" in skipped.stdout
    assert "Left out: 2 rows" in skipped.stdout


def test_a_bad_row_of_one_member_keeps_the_others_rows_out(load: RunImport) -> None:
    rows = (
        "day,hours,area,member\n2026-08-03,20,Networking,U1\n2026-08-03,20,Networking,U2\n2026-08-03,20,Networking,U2\n"
    )
    assert "line 4: Mon 3 Aug would hold 40 h, more than a day has" in load(rows).stderr
    assert exported_rows(load) == []


def test_a_thousand_bad_rows_are_counted(load: RunImport) -> None:
    text = "day,minutes,area\n" + "".join(f"2026-08-03,5,junk{number}\n" for number in range(1000))
    errors = load(text, "--member", "U1").stderr.splitlines()
    assert len(errors) == 22
    assert errors[-2:] == ["and 980 more", errors[-1]]
    assert "bad rows: 1000" in errors[-1]


@pytest.mark.parametrize(
    ("cells", "options", "error"),
    [
        ("U9,", [], "line 2: nobody here has the id “U9”"),
        (",", ["--member", "U9"], "line 2: nobody here has the id “U9”"),
        (",", [], "line 2: it names no member: add a column for it, or use --member"),
        ("U1,T9", [], "line 2: it's from the workspace “T9”: empty that cell to log it here"),
    ],
)
def test_a_row_needs_a_known_member(load: RunImport, cells: str, options: list[str], error: str) -> None:
    result = load(f"day,minutes,area,member,workspace\n2026-08-03,5,Networking,{cells}\n", *options)
    assert result.stderr.splitlines()[0] == error


def test_one_of_several_workspaces_has_to_be_named(load: RunImport, tmp_path: Path) -> None:
    add_members(f"sqlite:///{tmp_path / 'roadmate.db'}", "T2", "U1")
    assert load(TABLE, "--member", "U1").stderr == "Error: say which --workspace; known are: T1, T2\n"
    assert "there is no workspace T3" in load(TABLE, "--member", "U1", "--workspace", "T3").stderr
    assert load(TABLE, "--member", "U1", "--workspace", "T2").exit_code == 0
    assert {row.split(",")[1] for row in exported_rows(load)} == {"T2"}


def test_an_unreadable_file_is_one_line_of_error(load: RunImport) -> None:
    assert load("x", "--member", "U1").stderr.startswith("Error: The file has no rows. ")
    assert load("\0" * 33 * 1024 * 1024).stderr.startswith("Error: The file is larger than 32 MiB. ")


CLOCKIFY = (
    "Project,Client,Description,Task,User,Email,Tags,Start Date,Start Time,End Date,End Time,Duration (h)\n"
    "infra,Client X,note,,Ben,,,08/18/2026,09:00:00 AM,08/18/2026,10:30:00 AM,01:30:00\n"
    "infra,Client X,note,,Ben,,,08/18/2026,09:00:00 AM,08/18/2026,09:00:09 AM,00:00:09\n"
    "Total,,,,,,,,,,,01:30:09\n"
)


def test_a_name_of_another_program_is_given_with_the_command(load: RunImport) -> None:
    refused = load(CLOCKIFY, "--member", "U1")
    assert refused.stderr.splitlines() == [
        "line 2: I don't know “Client X / infra”: give --name 'Client X / infra=SUBJECT'",
        "line 3: “00:00:09” is less than half a minute",
        "line 4: it is a total",
        "Error: nothing was logged, bad rows: 1. Fix them, or leave them out with --skip-bad",
    ]
    done = load(CLOCKIFY, "--member", "U1", "--name", "client x / INFRA=kubernetes")
    assert done.stdout.startswith("Logged: 1 row, 1 h 30 min\n  System Architecture: 1 h 30 min\n")
    assert done.stdout.endswith("Left out: 2 rows\n")
    assert "“nonsense” isn't an area" in load(CLOCKIFY, "--member", "U1", "--name", "a=nonsense").stderr


def test_what_a_member_has_answered_counts_here_too(load: RunImport, tmp_path: Path) -> None:
    database = connect_database(f"sqlite:///{tmp_path / 'roadmate.db'}")
    with database.begin() as conn:
        service.remember_name(
            conn,
            workspace="T1",
            member="U1",
            name="client x / infra",
            subject=("networking", None, None),
            now=datetime(2026, 1, 1, tzinfo=UTC),
        )
    database.close()
    assert "Logged: 1 row, 1 h 30 min\n  Networking: 1 h 30 min\n" in load(CLOCKIFY, "--member", "U1").stdout


def test_five_thousand_rows_take_seconds(load: RunImport, tmp_path: Path) -> None:
    start = datetime(2026, 8, 1, tzinfo=UTC)
    days = (start - timedelta(days=number // 4) for number in range(5000))
    rows = (f"{day:%Y-%m-%d},30,aws.vpc-architecture,{number}\n" for number, day in enumerate(days))
    text = "day,minutes,topic,note\n" + "".join(rows)
    started_at = time.perf_counter()
    assert "Logged: 5,000 rows, 2500 h" in load(text, "--member", "U1").stdout
    assert time.perf_counter() - started_at < 10
    with connect_database(f"sqlite:///{tmp_path / 'roadmate.db'}").read() as conn:
        assert rollups.count_drifted_members(conn) == 0
