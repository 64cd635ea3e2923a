"""The composition root: builds as often as one likes, and nothing happens before it is asked to."""

from __future__ import annotations

import json
import os
import pkgutil
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from werkzeug.test import Client

import bot
from bot.app import COMMANDS, Roadmate, build_roadmate, command_handlers, content_cache_dir, running_roadmate
from bot.cli import main
from bot.clock import AdjustableClock
from bot.core.ledger import queries
from bot.db.migrate import SchemaError
from bot.install import installations
from bot.install.secret_key import SecretKey
from bot.sandbox.slack_api.fixtures import ANA
from bot.settings import read_settings
from tests.slack_driver import Driver
from tests.threads import watching_threads

ROOT = Path(__file__).parent.parent
SMALL = Path(__file__).parent / "catalog" / "sample"
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(bot.__path__, "bot.")
    if not module.name.startswith(("bot.__main__", "bot.db.migrations"))
)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "secret",
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'roadmate.db'}",
        "ROADMATE_CONTENT_DIR": str(SMALL),
    }


def run_python(program: str, cwd: Path, *flags: str) -> str:
    """Run a program in a Python of its own; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", *flags, "-c", program],
        cwd=cwd,
        env={"PATH": "", "HOME": str(cwd), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_command_has_its_feature() -> None:
    assert list(command_handlers()) == [command.name for command in COMMANDS]


def test_building_twice_in_one_process(make_driver: Callable[..., Driver]) -> None:
    one, other = make_driver(), make_driver()
    assert one.say(ANA.id, "/log 2h networking").text.startswith("✅ Logged")
    assert other.say(ANA.id, "/log 1h networking").text.startswith("✅ Logged")
    with one.roadmate.deps.database.read() as conn:
        assert [entry.minutes for entry in queries.iterate_entries(conn)] == [120, 60]
    one.roadmate.close()
    assert "3 h" in other.say(ANA.id, "/plan").text


def test_building_starts_nothing_and_closing_twice_is_fine(environment: dict[str, str]) -> None:
    with watching_threads() as started:
        roadmate = build_roadmate(read_settings(environment))
        assert not started()
    roadmate.close()
    roadmate.close()


def test_the_worker_runs_until_the_block_ends(environment: dict[str, str]) -> None:
    with watching_threads() as started:
        with running_roadmate(read_settings(environment)) as roadmate:
            roadmate.start(with_sending=True)
            assert started()
        assert not started()


def test_nothing_runs_until_it_is_started(environment: dict[str, str]) -> None:
    with watching_threads() as started, running_roadmate(read_settings(environment)):
        assert not started()


def test_changed_content_is_taken_over_even_by_a_process_that_does_not_send(
    environment: dict[str, str], tmp_path: Path
) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    with running_roadmate(read_settings({**environment, "ROADMATE_CONTENT_DIR": str(content)})) as roadmate:
        before = roadmate.deps.catalog.shared().version
        roadmate.start(with_sending=False)
        plan = content / "plan.yaml"
        plan.write_text(plan.read_text().replace("name: Networking", "name: Networks"))
        waiting = threading.Event()
        for _ in range(600):
            if roadmate.deps.catalog.shared().version != before or waiting.wait(0.1):
                break
        assert roadmate.deps.catalog.shared().area("networking").name == "Networks"


def test_a_newer_database_is_refused(environment: dict[str, str]) -> None:
    roadmate = build_roadmate(read_settings(environment))
    with roadmate.deps.database.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    roadmate.close()
    with pytest.raises(SchemaError, match="9999"):
        build_roadmate(read_settings(environment))


def test_ready_tells_what_is_not(environment: dict[str, str], tmp_path: Path, clock: AdjustableClock) -> None:
    roadmate = build_roadmate(read_settings(environment), clock=clock)
    client = Client(roadmate.wsgi)
    assert client.get("/readyz").status_code == 200
    roadmate.deps.database.close()
    (tmp_path / "roadmate.db").unlink()
    (tmp_path / "roadmate.db").mkdir()
    clock.advance(timedelta(seconds=1))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert json.loads(answer.text) == {"database": "failed: DatabaseUnavailable"}
    assert client.get("/healthz").status_code == 200
    roadmate.close()


def test_bolt_says_nothing_of_what_people_type(environment: dict[str, str]) -> None:
    script = """
import logging, os
logging.basicConfig(level=logging.DEBUG)
from bot.app import build_roadmate
from bot.settings import read_settings
roadmate = build_roadmate(read_settings(os.environ))
names = [name for name in logging.root.manager.loggerDict if name.startswith(("slack_bolt", "roadmate:"))]
assert names
assert not [name for name in names if logging.getLogger(name).isEnabledFor(logging.WARNING)], names
roadmate.close()
"""  # in a process of its own, for other tests make Bolt apps that may say what they like
    settings = {**os.environ, **environment}  # with the token where Bolt looks for one by itself
    done = subprocess.run(
        [sys.executable, "-c", script], env=settings, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "slack_bolt" not in done.stderr


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, Path("/c/roadmate")),
        ({"HOME": "/h"}, Path("/h/.cache/roadmate")),
        ({}, None),
    ],
)
def test_where_checked_content_is_kept(
    environment: dict[str, str], expected: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert content_cache_dir() == expected


def test_importing_does_nothing(tmp_path: Path) -> None:
    program = f"""
import importlib, logging, os, signal, threading
before = dict(os.environ), signal.getsignal(signal.SIGTERM), logging.getLogger().handlers[:], logging.getLogger().level
for name in {MODULES!r}:
    importlib.import_module(name)
after = dict(os.environ), signal.getsignal(signal.SIGTERM), logging.getLogger().handlers[:], logging.getLogger().level
assert after == before, after
assert threading.active_count() == 1, threading.enumerate()
"""
    assert run_python(program, tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    program = """
import sys
from bot.cli import main
main(["--help"], standalone_mode=False)
heavy = {"sqlalchemy", "slack_bolt", "slack_sdk", "slackblocks", "flask", "httptools", "alembic", "rapidfuzz"}
print("heavy:", sorted(heavy & set(sys.modules)))
"""
    assert run_python(program, tmp_path).splitlines()[-1] == "heavy: []"


def test_no_start_locks_out_a_replica_that_still_has_another_key(environment: dict[str, str]) -> None:
    """The documented order: the new key behind the old one everywhere, then in front, then sealing anew."""
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    several = {**environment, "SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"}

    def start(key: str) -> str | None:
        with running_roadmate(read_settings({**several, "ROADMATE_SECRET_KEY": key})) as roadmate:
            if key == old and roadmate.deps.slack.token("T1") is None:
                _install(roadmate, SecretKey(old))
            return roadmate.deps.slack.token("T1")

    def rotate(key: str) -> Result:
        return CliRunner().invoke(main, ["keys", "rotate"], env={**several, "ROADMATE_SECRET_KEY": key})

    assert start(old) == "xoxb-1"
    for changing in (f"{old},{new}", f"{new},{old}"):
        assert [start(changing), start(old)] == ["xoxb-1", "xoxb-1"], "one after the other is restarted"
    assert start(new) is None, "nothing was sealed anew yet"
    rotated = rotate(f"{new},{old}")
    lines = ["Encrypted again with the first key: 1", "Every token now uses the first key; you can remove the others."]
    assert (rotated.exit_code, rotated.stdout.splitlines()) == (0, lines)
    assert [start(f"{old},{new}"), start(f"{new},{old}"), start(new)] == ["xoxb-1"] * 3
    lost = rotate(old)
    assert lost.exit_code == 1
    assert lost.stderr.splitlines() == [
        "Error: no key opens the token of T1: add the key it was encrypted with, or install Roadmate there again"
    ]


def _install(roadmate: Roadmate, key: SecretKey) -> None:
    with roadmate.deps.database.begin() as conn:
        installation = {"workspace": "T1", "enterprise": None, "token": "xoxb-1", "bot_user_id": "UBOT"}
        installations.save_installation(conn, **installation, key=key, now=roadmate.deps.clock.now())
