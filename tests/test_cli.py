"""The command line: what each command prints, how it ends, and that every failure is one line."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit

import click
import pytest
from click.testing import CliRunner, Result
from freezegun import freeze_time

from bot.app import COMMANDS
from bot.cli import main
from bot.clock import SystemClock
from bot.db import migrate
from bot.db.engine import connect_database
from bot.features.import_export.rules.csv_format import COLUMNS
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEARNING, TEAM
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery
from tests import faults
from tests.db.newer_schema import NOTICE, OWN, upgrade_underneath
from tests.faults import FaultyServer
from tests.ports import free_port

ROOT = Path(__file__).parent.parent
SMALL = Path(__file__).parent / "catalog" / "sample"
CONFIGURATION = Path(__file__).parent / "catalog" / "configuration.json"
CLOSED = "http://127.0.0.1:1/api/"

Run = Callable[..., Result]


@pytest.fixture
def environment(tmp_path: Path, cache_home: Path) -> dict[str, str]:
    """Nothing set but where things are, so that no run meets another one or the checkout's own database."""
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'roadmate.db'}",
        "XDG_CACHE_HOME": str(cache_home),
        "LOG_LEVEL": "WARNING",
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, in an empty directory."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("SLACK_", "ROADMATE_")) or name in {"PORT", "DATABASE_URL"}:
            monkeypatch.delenv(name)

    def run(*words: str, typed: str | None = None, **more: str | None) -> Result:
        result = CliRunner().invoke(main, words, input=typed, env={**environment, **more})
        unexpected = result.exception if not isinstance(result.exception, SystemExit) else None
        assert unexpected is None, repr(unexpected)
        return result

    return run


def complaint(result: Result) -> str:
    """The one line that says why it could not be done."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    return line.removeprefix("Error: ")


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def dump(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


# --- Usage ------------------------------------------------------------------------------------------------------


def test_every_command_of_the_contract_is_there() -> None:
    names = {"chat", "say", "sandbox", "serve", "socket", "worker", "deliver", "db", "export", "content", "manifest"}
    assert set(main.commands) == {*names, "doctor", "import", "keys", "pack"}
    assert set(group("db").commands) == {"upgrade", "backup", "restore", "copy", "forget-workspace"}
    assert set(group("keys").commands) == {"rotate"}
    assert set(group("content").commands) == {"check", "diff", "export", "schema"}


def group(name: str) -> click.Group:
    found = main.commands[name]
    assert isinstance(found, click.Group)
    return found


@pytest.mark.parametrize("words", [[], *([name] for name in main.commands)])
def test_help_needs_nothing(words: list[str], run: Run) -> None:
    result = run(*words, "--help", PORT="seventy", DATABASE_URL="nonsense://")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")


def test_the_version_is_the_package_s(run: Run) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert run("--version").stdout.split()[-1] == version


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["say"],
        ["say", "/plan", "--loud"],
        ["export", "--since", "yesterday"],
        ["deliver", "--at", "monday"],
        ["deliver", "--at", "2026-11-23T09:00:00"],
        ["db"],
        ["db", "backup"],
        ["content", "check", "/nowhere/at/all"],
        ["manifest", "--url", "http://roadmate.example.com"],
        ["sandbox", "--port", "many"],
    ],
)
def test_wrong_usage(words: list[str], run: Run) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


# --- Failures ---------------------------------------------------------------------------------------------------

NEEDING_SETTINGS = [
    ["chat"],
    ["say", "/plan"],
    ["serve"],
    ["socket"],
    ["worker"],
    ["deliver"],
    ["db", "upgrade"],
    ["db", "backup", "copy.db"],
    ["export"],
    ["import", "-"],
    ["content", "check"],
    ["content", "export"],
    ["manifest"],
    ["doctor"],
]


@pytest.mark.parametrize("words", NEEDING_SETTINGS)
def test_a_wrong_setting_stops_every_command(words: list[str], run: Run) -> None:
    assert complaint(run(*words, ROADMATE_TIMEZONE="Mars/Olympus")).startswith("ROADMATE_TIMEZONE: ")


def test_a_setting_of_the_env_file_counts(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=seventy\n")
    assert complaint(run("manifest")).startswith("PORT: ")
    assert run("manifest", PORT="7000").exit_code == 0


@pytest.mark.parametrize(
    ("words", "given", "missing"),
    [
        (["serve"], {}, "SLACK_BOT_TOKEN"),
        (["serve"], {"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        (["socket"], {}, "SLACK_BOT_TOKEN"),
        (["socket"], {"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        (["worker"], {}, "SLACK_BOT_TOKEN"),
    ],
)
def test_a_missing_token_is_named(words: list[str], given: dict[str, str], missing: str, run: Run) -> None:
    assert complaint(run(*words, **given)).startswith(f"{missing} isn't set")


@pytest.mark.parametrize("words", [["say", "/plan"], ["content", "check"], ["content", "export"], ["chat"]])
def test_content_that_cannot_be_read(words: list[str], run: Run, tmp_path: Path) -> None:
    result = run(*words, ROADMATE_CONTENT_DIR=str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert result.stderr.strip()


@pytest.mark.parametrize("by", ["argument", "setting"])
def test_every_problem_of_broken_content_at_once(by: str, run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(SMALL, broken)
    (broken / "plan.yaml").write_text("areas: [\n")
    (broken / "roadmaps" / "new.yaml").write_text("id: new\nid: new\n")
    words = ["content", "check", *([str(broken)] if by == "argument" else [])]
    result = run(*words, **({"ROADMATE_CONTENT_DIR": str(broken)} if by == "setting" else {}))
    assert result.exit_code == 1
    files = [line.removeprefix("Error: ").split(":")[0] for line in result.stderr.splitlines()]
    assert {"plan.yaml", "roadmaps/new.yaml"} <= set(files)


USING_THE_DATABASE = [["say", "/plan"], ["db", "upgrade"], ["export"], ["import", "-"], ["deliver"], ["chat"]]


@pytest.mark.parametrize("words", USING_THE_DATABASE)
def test_a_newer_schema_is_not_touched(words: list[str], run: Run, tmp_path: Path) -> None:
    assert run("db", "upgrade").exit_code == 0
    connection = sqlite3.connect(tmp_path / "roadmate.db")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = dump(tmp_path / "roadmate.db")
    assert "9999, newer than" in complaint(run(*words))
    assert dump(tmp_path / "roadmate.db") == before


@pytest.mark.parametrize("words", [*USING_THE_DATABASE, ["db", "backup", "copy.db"]])
def test_a_database_that_is_not_there(words: list[str], run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'no' / 'such' / 'place.db'}"
    assert complaint(run(*words, DATABASE_URL=url)).startswith("DATABASE_URL: ")


def test_a_server_that_is_not_there_is_named_without_its_password(run: Run) -> None:
    line = complaint(run("export", DATABASE_URL="postgresql://ana:geheim@127.0.0.1:1/roadmate"))
    assert line.startswith("DATABASE_URL: ")
    assert "geheim" not in line


def test_a_database_that_is_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "roadmate.db").write_text("this is a letter, not a database\n" * 100)
    assert complaint(run("say", "/plan")).startswith("DATABASE_URL: ")


def test_nobody_of_that_name(run: Run) -> None:
    line = complaint(run("say", "/plan", "--as", "zaphod"))
    assert "zaphod" in line
    assert all(person.name in line for person in TEAM)


# --- Talking ----------------------------------------------------------------------------------------------------


def test_say_prints_the_reply(run: Run) -> None:
    result = run("say", "/log 2h networking")
    assert result.exit_code == 0
    assert "2 h on Networking" in result.stdout
    assert "only visible to you" in result.stdout


def test_say_as_somebody_else(run: Run) -> None:
    assert run("say", "/log 1h networking", "--as", "mei").exit_code == 0
    assert [row["member"] for row in rows(run("export"))] == ["U0SANDMEI"]


@pytest.mark.parametrize("words", ["/plan", "/roadmap aws scaling", "/nothing", "@Roadmate plan", "plan"])
def test_say_json_is_what_slack_would_get(words: str, run: Run) -> None:
    result = run("say", words, "--json")
    calls: Any = json.loads(result.stdout)
    assert isinstance(calls, list)
    assert all(set(call) == {"method", "payload"} for call in calls)
    for call in calls:
        assert call["payload"]["text"]
        assert isinstance(call["payload"]["blocks"], list)
    methods = [call["method"] for call in calls]
    if words.startswith("/"):
        assert methods in (["response"], [])  # none for a command that there is not
    else:
        assert methods == ["chat.postEphemeral" if words.startswith("@") else "chat.postMessage"]


def test_say_json_of_a_form_is_the_call_that_opens_it(run: Run) -> None:
    (call,) = json.loads(run("say", "/log", "--json").stdout)
    assert call["method"] == "views.open"
    assert call["payload"]["view"]["title"]["text"] == "Log learning hours"


def test_a_conversation_through_a_pipe(run: Run) -> None:
    typed = (  # on a Monday before nine there is nothing to report a week later
        ":clock thu 12:00\n/roadmap aws scaling\n\n/log 2h networking: subnets\n/plan\n"
        ":as ben\n/log list\n:clock +7d\n:nonsense\n"
    )
    result = run("chat", typed=typed)
    assert result.exit_code == 0
    assert result.stdout.startswith("Roadmate, here without Slack")
    answers: dict[str, str] = {}
    rest = result.stdout
    for line in reversed([line for line in typed.splitlines() if line]):
        rest, answers[line] = rest.split(f"\n> {line}\n")
    assert "Horizontal Scaling" in answers["/roadmap aws scaling"]
    assert "Logged *2 h on Networking" in answers["/log 2h networking: subnets"]
    assert "*Your plan: 2 h of 430-700 h*" in answers["/plan"]
    assert "Ben Carter" in answers[":as ben"]
    [listed] = [block for block in answers["/log list"].split("\n\n") if block.startswith("#learning Roadmate (only")]
    assert "2 h" not in listed  # the welcome, which may arrive beside the answer, offers goals
    week = answers[":clock +7d"]
    assert "for everybody --\n#learning Roadmate:\nWhat we learned" in week
    assert "All of it on Networking." in week
    assert week.count("What we learned") == 1
    assert "I don't know :nonsense" in answers[":nonsense"]


def test_a_conversation_ends_when_it_is_left(run: Run) -> None:
    result = run("chat", typed=":quit\n/plan\n")
    assert result.exit_code == 0
    assert "/plan" not in result.stdout.split("> :quit")[1]


def test_two_conversations_share_their_database_and_its_clock(run: Run) -> None:
    run("chat", typed="/log 2h networking\n:clock +7d\n")
    again = run("chat", typed="/plan\n:clock +1h\n")
    assert "2 h of 430-700 h" in again.stdout
    assert "What we learned" not in again.stdout  # it went out in the first one


def test_starting_anew_forgets_what_was_tried(run: Run) -> None:
    said = run("chat", typed="/log 2h networking\n:clock +7d\n:reset\n/plan\n:clock\n").stdout
    assert "Starting anew" in said
    assert "*Your first month, at 2 h a week*" in said.split("> /plan")[1]
    assert f"{SystemClock().now():%b}" in said.split("> :clock\n")[1]
    assert rows(run("export")) == []
    run("say", "/log 2h networking")
    assert "*Your first month, at 2 h a week*" in run("chat", "--reset", typed="/plan\n").stdout


def test_a_trial_leaves_the_real_database_alone(run: Run, tmp_path: Path) -> None:
    """The documents' own way: try it, connect it, look at what is there."""
    nowhere = {"DATABASE_URL": None}
    for words in (["say", "/log 2h networking"], ["chat"], ["deliver"]):
        assert run(*words, **nowhere).exit_code == 0
    assert (tmp_path / "roadmate-trial.db").exists()
    assert not (tmp_path / "roadmate.db").exists()
    (tmp_path / "data").mkdir()
    (tmp_path / ".env").write_text("DATABASE_URL=sqlite:///data/live.db\n")
    run("say", "/log 2h networking", **nowhere)
    assert sorted(each.name for each in (tmp_path / "data").iterdir()) == ["roadmate-trial.db"]
    assert rows(run("export", **nowhere)) == []


@pytest.mark.parametrize("lines", [["/roadmap aws scaling", "nonsense", "/log 2h 31 feb"], ["/log 2h networking"]])
def test_no_log_line_stands_between_the_answers(lines: list[str], begin: Callable[..., Process]) -> None:
    status, _, complained = begin("chat").end("\n".join((*lines, ":clock +7d\n")), stop=False)
    assert (status, complained) == (0, "")


def test_what_an_old_trial_left_is_named_and_deleted_when_asked_to(run: Run, tmp_path: Path) -> None:
    run("say", "/log 2h networking")
    forget_installation(tmp_path)
    [line] = [line for line in run("doctor").stdout.splitlines() if "T0SANDBOX" in line]
    assert line.split(None, 1)[1] == (
        "workspace T0SANDBOX is left over from trying Roadmate (5 members, 1 entry): nothing is sent there; "
        "`roadmate db forget-workspace T0SANDBOX` deletes it"
    )
    before = dump(tmp_path / "roadmate.db")
    asked = complaint(run("db", "forget-workspace", "T0SANDBOX"))
    assert asked == "T0SANDBOX: 5 members, 1 entry; this can't be undone. Repeat it with --yes to delete all of it"
    assert complaint(run("db", "forget-workspace", "T0NOBODY")) == "nothing is kept of workspace T0NOBODY"
    assert dump(tmp_path / "roadmate.db") == before
    assert run("db", "forget-workspace", "T0SANDBOX", "--yes").stdout == "Deleted T0SANDBOX: 5 members, 1 entry.\n"
    assert not any("T0SANDBOX" in line for line in dump(tmp_path / "roadmate.db"))
    assert "T0SANDBOX" not in run("doctor").stdout


def forget_installation(folder: Path) -> None:
    """Leave the trial's rows as an older release did, which kept no installation of it."""
    with closing(sqlite3.connect(folder / "roadmate.db", isolation_level=None)) as conn:
        conn.execute("DELETE FROM installations")


def test_made_up_hours_are_not_exported_with_real_ones(run: Run, tmp_path: Path) -> None:
    run("say", "/log 2h networking")
    assert len(rows(run("export"))) == 1, "alone they are what somebody tried out and wants to see"
    forget_installation(tmp_path)
    left_out = run("export")
    assert rows(left_out) == []
    assert left_out.stderr == "Left out, as Roadmate isn't installed there: T0SANDBOX. Use --workspace ID.\n"
    assert len(rows(run("export", "--workspace", "T0SANDBOX"))) == 1


@pytest.mark.parametrize("installed", [(), ("T0REAL",), ("T0OTHER",)])
def test_a_real_workspace_is_deleted_only_where_it_is_surely_not_installed(
    installed: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    run("db", "upgrade")
    with closing(sqlite3.connect(tmp_path / "roadmate.db", isolation_level=None)) as conn:
        conn.execute("INSERT INTO workspaces (id, created_at) VALUES ('T0REAL', '2026-11-01 00:00:00')")
        for each in installed:
            values = (each, "sealed", "2026-11-01 00:00:00")
            conn.execute("INSERT INTO installations (workspace, secret, installed_at) VALUES (?, ?, ?)", values)
    result = run("db", "forget-workspace", "T0REAL", "--yes")
    is_left_over = installed == ("T0OTHER",)
    assert (result.exit_code == 0) is is_left_over
    assert any("T0REAL" in line and "workspaces" in line for line in dump(tmp_path / "roadmate.db")) is not is_left_over


# --- Hours and what goes out ------------------------------------------------------------------------------------


def test_export(run: Run) -> None:
    for who, words in (
        ("ana", "2h networking: a, b"),
        ("ben", "30m docker yesterday"),
        ("ana", "1h rest-api 5 days ago"),
    ):
        assert run("say", f"/log {words}", "--as", who).exit_code == 0
    run("say", "/log 3h networking", "--as", "ben")
    run("say", "/log undo", "--as", "ben")
    result = run("export")
    assert result.stdout.splitlines()[0] == ",".join(COLUMNS)
    assert ",".join(COLUMNS) == "id,workspace,member,minutes,area,roadmap,topic,day,note,source,created_at"
    every = rows(result)
    assert [(row["member"], row["minutes"]) for row in every] == [(ANA.id, "120"), (BEN.id, "30"), (ANA.id, "60")]
    assert (every[0]["area"], every[0]["topic"], every[0]["note"], every[0]["source"]) == (
        "networking",
        "",
        "a, b",
        "command",
    )
    assert every[0]["created_at"].endswith("+00:00")
    assert (every[1]["roadmap"], every[2]["area"]) == ("docker", "rest-api")
    assert [row["id"] for row in rows(run("export", "--member", BEN.id))] == [every[1]["id"]]
    assert [row["id"] for row in rows(run("export", "--since", every[1]["day"]))] == [every[0]["id"], every[1]["id"]]
    assert rows(run("export", "--member", "U0NOBODY")) == []


def test_a_note_cannot_become_a_formula_or_a_column(run: Run) -> None:
    run("say", '/log 2h networking: "x",y\n=1+1')
    [row] = rows(run("export"))
    assert row["note"].startswith('"x",y')
    assert None not in row


def test_every_line_of_its_own_is_booked(run: Run) -> None:
    """Runs follow one another on one database, so no id of one may come again in the next."""
    for words in ("/log 1h networking", "/log 2h networking", "+3h networking", "+4h networking"):
        assert "Logged" in run("say", words).stdout
    assert [row["minutes"] for row in rows(run("export"))] == ["60", "120", "180", "240"]


def test_nothing_is_tried_out_on_a_real_workspace(run: Run, tmp_path: Path) -> None:
    run("db", "upgrade")
    connection = sqlite3.connect(tmp_path / "roadmate.db")
    with connection:
        connection.execute("INSERT INTO workspaces (id, created_at) VALUES ('T0REAL', '2026-11-01 00:00:00')")
    connection.close()
    before = dump(tmp_path / "roadmate.db")
    for words in (["say", "/plan"], ["chat"], ["deliver"], ["deliver", "--at", following_monday()]):
        assert "real workspace" in complaint(run(*words))
    assert dump(tmp_path / "roadmate.db") == before


def test_deliver_sends_once_and_a_dry_run_changes_nothing(run: Run, tmp_path: Path) -> None:
    with freeze_time("2026-11-20T12:00:00Z"):  # a Friday: what is logged on a Monday at night counts for Sunday
        run("say", "/log 2h networking")
    moment = "2026-11-23T09:00:00+00:00"
    before = dump(tmp_path / "roadmate.db")
    foreseen = run("deliver", "--at", moment, "--dry-run")
    assert foreseen.exit_code == 0
    assert "would be sent" in foreseen.stdout
    assert "What we learned" in foreseen.stdout
    assert dump(tmp_path / "roadmate.db") == before
    sent = run("deliver", "--at", moment)
    assert sent.stdout.count("What we learned") == 1
    assert ": sent" in sent.stdout
    assert "Nothing is due." in run("deliver", "--at", moment).stdout


@pytest.mark.parametrize(("now", "is_due"), [("2026-11-23T08:59:00Z", False), ("2026-11-23T09:05:00Z", True)])
def test_without_a_moment_deliver_sends_what_is_due_now(run: Run, now: str, is_due: bool) -> None:
    with freeze_time("2026-11-20T12:00:00Z"):
        run("say", "/log 2h networking")
    with freeze_time(now):
        foreseen = run("deliver", "--dry-run").stdout
    assert ("Nothing is due." not in foreseen) is is_due, foreseen


def test_deliver_fails_when_something_was_not_sent(run: Run) -> None:
    run("say", "/log 2h networking")
    moment = following_monday()
    refusing = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": CLOSED, "ROADMATE_LEARNING_CHANNEL": LEARNING.id}
    assert run("deliver", "--at", moment, "--dry-run", **refusing).exit_code == 0
    result = run("deliver", "--at", moment, **refusing)
    assert result.exit_code == 1
    assert ": waiting" in result.stdout
    assert result.stderr.splitlines()[-1] == "Error: 1 of 1 messages was not sent"


def following_monday() -> str:
    """Five past nine on the Monday after today, UTC."""
    now = SystemClock().now()
    day = now.date() + timedelta(days=7 - now.weekday())
    return f"{day}T09:05:00+00:00"


# --- The database -----------------------------------------------------------------------------------------------


def test_the_schema_is_brought_up_once(run: Run) -> None:
    assert run("db", "upgrade").stdout == f"The schema is now {migrate.LATEST_REVISION}.\n"
    assert run("db", "upgrade").stdout == f"Nothing to do: the schema is already {migrate.LATEST_REVISION}.\n"


def test_a_newer_schema_that_this_release_works_with_is_named_once(run: Run, tmp_path: Path) -> None:
    run("db", "upgrade")
    with closing(connect_database(f"sqlite:///{tmp_path / 'roadmate.db'}")) as database:
        upgrade_underneath(database, compatible_since=OWN)
    assert run("db", "upgrade").output == f"Nothing to do: {NOTICE}.\n"


def test_a_backup_is_whole_and_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    run("say", "/log 2h networking")
    copy = tmp_path / "copy.db"
    assert run("db", "backup", str(copy)).stdout == f"Copied and checked: {copy}\n"
    assert dump(copy) == dump(tmp_path / "roadmate.db")
    assert len(rows(run("export", DATABASE_URL=f"sqlite:///{copy}"))) == 1
    assert "exists; name a new file" in complaint(run("db", "backup", str(copy)))
    nowhere = str(tmp_path / "no" / "such" / "copy.db")
    assert complaint(run("db", "backup", nowhere)).startswith(nowhere)


def test_a_mistyped_database_is_not_backed_up(run: Run, tmp_path: Path) -> None:
    line = complaint(run("db", "backup", "copy.db"))
    assert line == f"DATABASE_URL: there is no database at {tmp_path / 'roadmate.db'}"
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_put_back_and_what_was_there_is_kept(run: Run, tmp_path: Path) -> None:
    run("say", "/log 2h networking")
    run("db", "backup", "copy.db")
    run("say", "/log 3h aws")
    first, second = run("db", "restore", "copy.db").stdout.splitlines()
    assert first == f"Restored: {tmp_path / 'roadmate.db'} (schema {migrate.LATEST_REVISION}, entries: 1)"
    kept = second.removeprefix("The old database is kept: ")
    assert [row["minutes"] for row in rows(run("export"))] == ["120"]
    assert [row["minutes"] for row in rows(run("export", DATABASE_URL=f"sqlite:///{kept}"))] == ["120", "180"]
    assert complaint(run("db", "restore", "none.db")) == "there is no backup at none.db"
    line = complaint(run("db", "restore", "copy.db", DATABASE_URL="postgresql://u:p@127.0.0.1:1/name"))
    assert line == "`roadmate db restore` only restores SQLite; for PostgreSQL use pg_restore or psql"


# --- Output that nobody reads -----------------------------------------------------------------------------------

PRINTING = [["manifest"], ["export"], ["doctor"], ["say", "/roadmap aws"], ["chat"]]


@pytest.fixture
def shell(environment: dict[str, str], tmp_path: Path) -> Callable[[list[str], str], tuple[int, str]]:
    """Runs a command with its output sent somewhere by a shell; returns the exit status and what was complained."""

    def shell(words: list[str], somewhere: str) -> tuple[int, str]:
        command = shlex.join([sys.executable, "-W", "error", "-m", "bot", *words])
        ended = subprocess.run(
            ["/bin/sh", "-c", f"{{ {command}; echo $? >status; }} {somewhere}"],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
            cwd=tmp_path,
            input="/plan\n" * 3,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return int((tmp_path / "status").read_text()), ended.stderr

    return shell


@pytest.mark.parametrize("words", PRINTING)
def test_a_reader_who_leaves_is_no_error(
    words: list[str], run: Run, shell: Callable[[list[str], str], tuple[int, str]]
) -> None:
    run("db", "upgrade")
    status, complained = shell(words, "| exec 0<&-")
    assert complained == ""
    assert status in {0, 128 + signal.SIGPIPE}


@pytest.mark.parametrize("words", [["export"], ["say", "/plan"]])
def test_a_closed_output_is_no_error(words: list[str], shell: Callable[[list[str], str], tuple[int, str]]) -> None:
    assert shell(words, ">&-") == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("words", [["export"], ["manifest"]])
def test_an_output_that_is_full_is_one_line(
    words: list[str], shell: Callable[[list[str], str], tuple[int, str]]
) -> None:
    status, complained = shell(words, ">/dev/full")
    assert (status, len(complained.splitlines())) == (1, 1)


# --- Content, manifest, doctor ----------------------------------------------------------------------------------


def test_content_is_checked(run: Run) -> None:
    told = run("content", "check").stdout
    assert re.fullmatch(
        r"The content is fine: 16 roadmaps, (\d{3}) topics, 107 subtopics, \1 lessons, \d,\d{3} questions\.\n", told
    )
    assert run("content", "check", str(SMALL)).stdout == "The content is fine: 2 roadmaps, 11 topics, 1 subtopic.\n"


LOST = "content: 'networking' is gone, and {}: put it back, or name what took its place in renames.yaml"


@pytest.fixture
def without_networking(tmp_path: Path) -> str:
    """The content, valid, with another id for an area."""
    folder = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    for path in list(folder.rglob("*.yaml")):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(?<![\w.-])networking(?=[\s,\].}]|\.[a-z]|$)", "networks", text), "utf-8")
        path.rename(path.with_name(path.name.replace("networking", "networks")))  # a roadmap of the area's name
    return str(folder)


@pytest.mark.timeout(300)  # it reads and renders all content several times
def test_content_is_checked_against_what_people_have_logged(run: Run, without_networking: str, tmp_path: Path) -> None:
    run("say", "/log 2h networking")
    run("say", "/log 1h networking", "--as", "ben")
    database = str(tmp_path / "roadmate.db")
    line = LOST.format("2 people have data on it (3 h)")
    assert complaint(run("content", "check", without_networking, "--against", database)) == line
    told = run("content", "check", "--against", f"sqlite:///{database}").stdout.splitlines()
    assert told[1:] == ["It has every id that people's data uses."]
    found = run("doctor", ROADMATE_CONTENT_DIR=without_networking)
    assert (found.exit_code, f"broken   {line}" in found.stdout.splitlines()) == (1, True)
    assert complaint(run("content", "check", "--against", "none.db")).startswith("--against: no database at ")
    assert complaint(run("content", "check", "--against", "mysql://x")).startswith("--against: write sqlite:///")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("command", ["serve", "socket", "worker"])
def test_no_process_starts_with_content_that_has_lost_what_people_have_logged(
    command: str, run: Run, without_networking: str
) -> None:
    run("say", "/log 2h networking")
    tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": "s", "SLACK_APP_TOKEN": "xapp-1"}
    refused = run(command, SLACK_API_URL=CLOSED, ROADMATE_CONTENT_DIR=without_networking, **tokens)
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[-1] == (f"Error: {LOST.format('1 person has data on it (2 h)')}")


def test_content_is_exported_as_the_source_document_has_it(run: Run) -> None:
    exported, block = json.loads(run("content", "export").stdout), json.loads(CONFIGURATION.read_text())
    seven = len(block["roadmaps"])
    assert {"roadmaps": exported["roadmaps"][:seven]} == block
    assert len(exported["roadmaps"]) > seven


def test_the_manifest_both_ways(run: Run) -> None:
    here, there = run("manifest"), run("manifest", "--url", "https://roadmate.example.com")
    assert json.loads(here.stdout)["settings"]["socket_mode_enabled"] is True
    assert json.loads(there.stdout)["settings"]["socket_mode_enabled"] is False
    assert len(json.loads(there.stdout)["features"]["slash_commands"]) == len(COMMANDS)
    assert '"/team-log"' in run("manifest", ROADMATE_COMMAND_PREFIX="team-").stdout


@pytest.mark.parametrize("words", [(), ("--url", "https://roadmate.example.com")])
def test_the_link_holds_the_manifest_that_is_printed(run: Run, words: tuple[str, ...]) -> None:
    printed, link = run("manifest", *words).stdout, run("manifest", *words, "--link").stdout
    assert link.count("\n") == 1
    (held,) = parse_qs(urlsplit(link.strip()).query)["manifest_json"]
    assert json.loads(held) == json.loads(printed)


def test_the_doctor_says_how_it_stands(run: Run) -> None:
    run("db", "upgrade")
    well = run("doctor")
    assert well.exit_code == 0
    assert {line.split()[0] for line in well.stdout.splitlines()} <= {"ok", "warning"}
    ill = run("doctor", SLACK_BOT_TOKEN="xoxb-1")
    assert ill.exit_code == 1
    assert "broken" in {line.split()[0] for line in ill.stdout.splitlines()}


def test_the_doctor_asks_slack_only_when_told_to(run: Run) -> None:
    with SandboxServer(SlackWorkspace(SystemClock().now)) as server:
        url = f"http://127.0.0.1:{server.base_url.split(':')[-1]}"
        environment = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": url, "SLACK_SIGNING_SECRET": SIGNING_SECRET}
        assert run("doctor", **environment).exit_code == 0
        assert server.workspace.journal.calls == []
        online = run("doctor", "--online", "--quick", **environment)
        listed = json.loads(run("doctor", "--quick", "--say-hello", "U0SANDMEI", "--json", **environment).stdout)
        [hello] = [shown.text for shown in server.workspace.journal.shown]
    assert "ok       Slack accepts the token; it's for workspace T0SANDBOX" in online.stdout
    assert online.stdout.splitlines()[-1] == "Next, type here: roadmate serve"
    assert online.exit_code == 0
    assert {each["severity"] for each in listed["findings"]} <= {"ok", "warning"}
    assert [each["type"] for each in listed["steps"]][:2] == ["roadmate serve", "/roadmate setup"]
    assert hello.startswith("👋 Hello from `roadmate doctor`")
    away = run("doctor", "--online", **{**environment, "SLACK_API_URL": CLOSED})
    assert "broken   127.0.0.1 refuses the connection" in away.stdout
    assert away.stdout.splitlines()[-1].startswith("Next, type here: curl")
    assert away.exit_code == 1


def test_the_doctor_reads_the_env_file_too_and_makes_no_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ROADMATE_TIMEZOME=UTC\n")
    result = run("doctor")
    assert result.exit_code == 0
    assert "ROADMATE_TIMEZOME isn't a setting" in result.stdout
    assert f"no database yet at {tmp_path / 'roadmate.db'}" in result.stdout
    assert [file.name for file in tmp_path.iterdir()] == [".env"]


# --- Processes of their own -------------------------------------------------------------------------------------


class Process:
    """`python -m bot` with a command that goes on until it is told to stop."""

    def __init__(self, words: list[str], environment: dict[str, str], cwd: Path) -> None:
        self.port = int(environment.get("PORT") or environment.get("ROADMATE_STATUS_PORT", "0"))
        bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `kill`
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "bot", *words],
            env={**bare, "PYTHONPATH": str(ROOT), **environment},
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )

    def page(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 90  # on a machine that has a lot else to do
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                assert self.page("/readyz")[0] == 200
            except URLError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"never ready: {self.end()}")

    def end(
        self, typed: str | None = None, *, stop: bool = True, by: signal.Signals = signal.SIGTERM
    ) -> tuple[int, str, str]:
        """Exit status and what was printed."""
        if stop:
            self._process.send_signal(by)
        printed, _ = self._process.communicate(typed, timeout=30)
        return self._process.returncode, printed, self.complained()

    def complained(self) -> str:
        """Return what it has written to standard error so far."""
        return os.pread(self._complaints.fileno(), 1_000_000, 0).decode()

    def wait_until_it_complains(self) -> None:
        deadline = time.monotonic() + 30
        while not self.complained() and self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
        self._complaints.close()


@pytest.fixture
def begin(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Process]]:
    begun: list[Process] = []

    def begin(*words: str, **more: str) -> Process:
        begun.append(Process(list(words), {**environment, **more}, tmp_path))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()


@pytest.fixture
def port() -> int:
    return free_port()


@contextmanager
def real_time_slack() -> Iterator[SandboxServer]:
    with SandboxServer(SlackWorkspace(SystemClock().now)) as server:
        yield server


def serving(port: int, api_url: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": api_url,
        "ROADMATE_LEARNING_CHANNEL": LEARNING.id,
        "PORT": str(port),
    }


def test_a_server_from_start_to_stop_and_again(begin: Callable[..., Process], port: int, run: Run) -> None:
    with real_time_slack() as slack:
        delivery = Delivery(slack, f"http://127.0.0.1:{port}")
        for total in ("2 h of 50-80 h", "4 h of 50-80 h"):
            server = begin("serve", **serving(port, slack.base_url))
            server.wait_until_ready()
            outcome = delivery.command("ana", "/log", f"2h networking: {total}", channel="#learning")
            assert outcome.status == 200
            assert total in outcome.text
            assert server.page("/healthz") == (200, "ok\n")
            assert json.loads(server.page("/readyz")[1]) == {"database": "ok"}
            assert "roadmate_requests_total" in server.page("/metrics")[1]
            assert server.page("/slack/events")[0] == 405
            code, printed, complained = server.end()
            assert (code, printed, complained) == (0, "", "")
    assert [row["minutes"] for row in rows(run("export"))] == ["120", "120"]


def test_a_server_starts_and_answers_while_slack_is_down(begin: Callable[..., Process], port: int, run: Run) -> None:
    run("say", "/roadmap")  # the workspace is stored from now on
    server = begin("serve", **serving(port, CLOSED))
    server.wait_until_ready()
    with real_time_slack() as elsewhere:
        outcome = Delivery(elsewhere, f"http://127.0.0.1:{port}").command("ana", "/log", "2h networking")
    assert "2 h on Networking" in outcome.text
    code, _, complained = server.end()
    assert code == 0
    assert "Traceback" not in complained
    assert [row["member"] for row in rows(run("export"))] == [ANA.id]


def test_a_server_whose_workspace_slack_has_not_named_says_so_and_books_nothing(
    begin: Callable[..., Process], port: int, run: Run
) -> None:
    server = begin("serve", **serving(port, CLOSED))
    server.wait_until_ready()
    with real_time_slack() as elsewhere:
        outcome = Delivery(elsewhere, f"http://127.0.0.1:{port}").command("ana", "/log", "2h networking")
    assert "I couldn't check with Slack who you are, so I saved nothing." in outcome.text
    assert server.end()[0] == 0
    assert rows(run("export")) == []


def test_a_port_that_is_taken(begin: Callable[..., Process]) -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:
        number = taken.getsockname()[1]
        code, printed, complained = begin("serve", "--no-worker", **serving(number, CLOSED)).end(stop=False)
    assert (code, printed) == (1, "")
    assert complained == f"Error: can't listen on 0.0.0.0 port {number}: it is already in use\n"


def test_a_worker_from_start_to_stop(begin: Callable[..., Process], port: int) -> None:
    own = {"ROADMATE_STATUS_PORT": str(port), "LOG_LEVEL": "INFO"}
    worker = begin("worker", SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_API_URL=CLOSED, **own)
    worker.wait_until_ready()
    code, printed, complained = worker.end()
    assert (code, printed) == (0, "")
    assert "Traceback" not in complained
    assert complained.splitlines()[-1].endswith("] stopped")


def test_the_page_from_start_to_stop(begin: Callable[..., Process], port: int) -> None:
    page = begin("sandbox", "--port", str(port), PORT=str(port))
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            status, text = page.page("/")
        except URLError:
            time.sleep(0.05)
        else:
            break
    assert (status, "Ana Ferreira" in text) == (200, True)
    second = begin("sandbox", "--port", str(port)).end(stop=False)
    assert (second[0], len(second[2].splitlines())) == (1, 1)
    code, printed, complained = page.end(by=signal.SIGINT)
    assert (code, complained) == (0, "")
    assert f"http://127.0.0.1:{port}/" in printed
    assert "DATABASE_URL is set, so this team has no history." in printed


def test_socket_mode_waits_for_slack_with_one_line(begin: Callable[..., Process]) -> None:
    process = begin(
        "socket", SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_APP_TOKEN="xapp-1", SLACK_API_URL=CLOSED, LOG_LEVEL="INFO"
    )
    process.wait_until_it_complains()
    time.sleep(1)  # by now it has tried several times
    code, printed, complained = process.end()
    assert (code, printed) == (0, "")
    said = [line for line in complained.splitlines() if "socket_mode" in line]
    assert [line.partition("] ")[2] for line in said] == ["can't reach Slack: Connection refused; trying again"]
    assert "slack_bolt" not in complained
    assert "Traceback" not in complained
    assert complained.splitlines()[-1].endswith("] stopped")


def test_socket_mode_with_a_refused_token_is_one_line(begin: Callable[..., Process]) -> None:
    with FaultyServer(SlackWorkspace(SystemClock().now)) as slack:
        slack.faults.add("apps.connections.open", faults.error("invalid_auth"))
        began = begin("socket", SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_APP_TOKEN="xapp-1", SLACK_API_URL=slack.base_url)
        code, printed, complained = began.end(stop=False)
    assert (code, printed) == (1, "")
    assert complained == "Error: SLACK_APP_TOKEN: Slack gives no connection (invalid_auth)\n"


def test_a_process_talks_through_its_pipe(begin: Callable[..., Process]) -> None:
    typed = ":clock thu 12:00\n/log 2h networking\n:clock +7d\n:quit\n"
    code, printed, complained = begin("chat").end(typed, stop=False)
    assert (code, complained) == (0, "")
    assert "Logged *2 h on Networking" in printed
    assert "What we learned" in printed


def test_a_process_fails_with_one_line(begin: Callable[..., Process]) -> None:
    code, printed, complained = begin("say", "/plan", "--as", "zaphod").end(stop=False)
    assert (code, printed, len(complained.splitlines())) == (1, "", 1)
