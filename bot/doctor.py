"""What is missing or risky: settings, content, database, SQLite itself. Says what to do about each."""

from __future__ import annotations

import enum
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import Fernet

from bot.catalog.problems import ContentError
from bot.catalog.source import CatalogSource
from bot.core.ledger import rollups
from bot.db import migrate
from bot.db.engine import Connection, Unavailable, open_sessions
from bot.delivery import outbox
from bot.setting_values import FOREVER
from bot.settings import Settings, unknown_variables


class Verdict(enum.Enum):
    """How a finding is to be taken."""

    FINE = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    verdict: Verdict
    text: str


# The bug that could corrupt a WAL database shared by several connections is mended in these and later.
_MENDED: Final = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
_DAYS: Final = 7  # how far back a message that did not arrive still matters
_LATE: Final = timedelta(minutes=30)  # after which a message that nobody has tried to send is odd


def examine(settings: Settings, environment: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Look at everything; nothing is changed and Slack is not called. `environment` has what `.env` sets as well."""
    yield from _settings(settings, environment)
    yield from _content(settings)
    yield from _database(settings, now)


def sqlite_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the mended write-ahead log; 3.52.0 was withdrawn."""
    newest, *backports = _MENDED
    if version >= newest:
        return version != (3, 52, 0)
    return any(version[:2] == port[:2] and version >= port for port in backports)


def _settings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    for name in unknown_variables(environment):
        yield Finding(Verdict.WARNING, f"{name} is no setting of Roadmate; see .env.example for the names")
    if not settings.slack_bot_token:
        yield Finding(Verdict.WARNING, "SLACK_BOT_TOKEN is not set: only `roadmate chat`, `say` and `sandbox` work")
    elif not settings.slack_signing_secret and not settings.slack_app_token:
        yield Finding(Verdict.BROKEN, "set SLACK_SIGNING_SECRET for HTTP, or SLACK_APP_TOKEN for Socket Mode")
    else:
        yield Finding(Verdict.FINE, "tokens are set")
    if not settings.learning_channel:
        yield Finding(
            Verdict.WARNING, "ROADMATE_LEARNING_CHANNEL is not set: no digest until an admin sets one in Slack"
        )
    if settings.retention == FOREVER:
        yield Finding(Verdict.WARNING, "ROADMATE_RETENTION is off: who has left is forgotten nowhere by itself")
    if settings.slack_client_id and not settings.secret_key:
        key = Fernet.generate_key().decode()
        yield Finding(Verdict.BROKEN, f"ROADMATE_SECRET_KEY is not set; here is a new one: {key}")


def _content(settings: Settings) -> Iterator[Finding]:
    try:
        catalog = CatalogSource(settings.content_path()).current()
    except ContentError as error:
        for problem in error.problems:
            yield Finding(Verdict.BROKEN, f"content: {problem}")
        return
    yield Finding(Verdict.FINE, f"content: {len(catalog.roadmaps)} roadmaps, {len(catalog.places)} topics")


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    if settings.database_url.startswith("sqlite") and not sqlite_is_safe(sqlite3.sqlite_version_info[:3]):
        yield Finding(
            Verdict.WARNING,
            f"SQLite {sqlite3.sqlite_version} has a rare bug that can damage a busy database (mended in 3.51.3); "
            "run one process only, and `roadmate db backup` every night",
        )
    file = migrate.file_of(settings.database_url)
    if file and file.parent.is_dir() and not file.exists():  # to connect would make it
        yield Finding(Verdict.WARNING, f"there is no database yet at {file}; it is made at the first start")
        return
    sessions = open_sessions(settings.database_url)
    try:
        with sessions.read() as session:
            found = list(_contents(session, f"the database at {file}" if file else "the database", now))
    except Unavailable as error:
        found = [Finding(Verdict.BROKEN, f"the database does not answer: {error}")]
    finally:
        sessions.close()
    yield from found


def _contents(session: Connection, database: str, now: datetime) -> Iterator[Finding]:
    version = migrate.version(session)
    if version is None:
        yield Finding(Verdict.WARNING, f"{database} has no schema yet; it is made at the first start")
        return
    try:
        migrate.refuse_newer(version)
    except migrate.SchemaError as error:
        yield Finding(Verdict.BROKEN, str(error))
        return
    if version != migrate.LATEST:
        yield Finding(
            Verdict.WARNING, f"{database} has schema {version}; `roadmate db upgrade` brings {migrate.LATEST}"
        )
        return
    yield from _unsent(session, now)
    if drift := rollups.drift(session):
        yield Finding(Verdict.BROKEN, f"totals differ from the ledger for {drift} members")
    else:
        yield Finding(Verdict.FINE, f"{database} has schema {version}, and totals equal the ledger")


def _unsent(session: Connection, now: datetime) -> Iterator[Finding]:
    for (kind, state, error), number in outbox.troubles(session, since=now - timedelta(days=_DAYS)).items():
        yield Finding(Verdict.WARNING, f"messages of the last {_DAYS} days: {number} {kind} {state} ({error})")
    if late := outbox.overdue(session, before=now - _LATE, now=now):
        yield Finding(
            Verdict.WARNING,
            f"messages that are due and that nobody has tried to send: {late}; "
            "is `serve`, `socket` or `worker` running?",
        )
