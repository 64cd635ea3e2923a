"""What a start doesn't need is imported where it's used: a process that only answers never loads it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.source import CatalogSource
from bot.features.roadmap.rules.query import TopicList, parse_query
from bot.settings import read_settings
from tests.conftest import SqliteTestDatabase
from tests.ports import free_port
from tests.stops import PATIENCE, start_process

NOT_NEEDED: Final = (
    *("alembic", "mako", "psycopg", "sqlalchemy.dialects.postgresql"),  # the schema is right, and it's SQLite
    *(
        "yaml",
        "bot.catalog.layered_content",
        "bot.catalog.loading.checks",
        "bot.catalog.layers.changes",
    ),  # checked before
    *("cryptography", "dotenv"),  # one token in the environment
    *("flask", "werkzeug", "jinja2", "bot.sandbox", "bot.trial", "bot.demo"),  # trials
    *("websockets", "slack_sdk.socket_mode.client", "bot.web.socket_mode"),  # it's HTTP
    *("bot.doctor", "bot.rehearsal", "bot.catalog.online", "bot.db.copying", "bot.cli.packs.drafts", "packaging"),
)


@pytest.fixture
def loaded(tmp_path: Path, cache_home: Path, sqlite_database: SqliteTestDatabase) -> frozenset[str]:
    """The modules of `roadmate serve` once it answers, with a schema of today and content that was checked before."""
    settings = {
        "DATABASE_URL": sqlite_database.create(tmp_path),
        "XDG_CACHE_HOME": str(cache_home),
        "PORT": str(free_port()),
        "PYTHONPROFILEIMPORTTIME": "1",
    }
    CatalogSource(read_settings({}).content_path(), cache_home / "roadmate", tmp_path / "packs")
    noted = tmp_path / "imported.txt"
    with noted.open("w") as stderr:
        process = start_process(["serve"], tmp_path, options={"stderr": stderr}, **settings)
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{settings['PORT']}/healthz")
        finally:
            process.kill()
            process.wait()
    lines = [line.rpartition("|")[2].strip() for line in noted.read_text(encoding="utf-8").splitlines() if "|" in line]
    return frozenset(lines)


def _wait_until_it_answers(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(url) as answer:
                assert answer.status == 200
                return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_a_start_loads_nothing_it_does_not_need(loaded: frozenset[str]) -> None:
    assert {"slack_bolt", "sqlalchemy.dialects.sqlite", "bot.features.hours.handlers"} <= loaded
    assert sorted(each for each in loaded if each.startswith(tuple(f"{name}." for name in NOT_NEEDED))) == []
    assert sorted(loaded.intersection(NOT_NEEDED)) == []


def test_the_first_look_at_a_roadmap_builds_no_index_of_all_words(source: CatalogSource) -> None:
    catalog = Catalog.from_content(source.current().content)
    assert isinstance(parse_query(catalog, "aws scaling"), TopicList)
    assert "search_index" not in vars(catalog)
