"""What is missing or risky: settings, content, database, SQLite itself. Says what to do about each."""

from __future__ import annotations

import enum
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.fernet import Fernet

from bot.catalog.problems import ContentError
from bot.catalog.source import CatalogSource
from bot.db import migrate
from bot.db.sessions import Unavailable, open_sessions
from bot.services import totals
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


def examine(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at everything; nothing is changed and Slack is not called."""
    yield from _settings(settings, environment)
    yield from _content(settings)
    yield from _database(settings)


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


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.database_url.startswith("sqlite") and not sqlite_is_safe(sqlite3.sqlite_version_info[:3]):
        yield Finding(
            Verdict.WARNING,
            f"SQLite {sqlite3.sqlite_version} has a rare bug that can damage a busy database (mended in 3.51.3); "
            "run one process only, and `roadmate db backup` every night",
        )
    sessions = open_sessions(settings.database_url)
    try:
        with sessions.read() as session:
            version = migrate.version(session)
            drift = totals.drift(session) if version == migrate.LATEST else 0
    except Unavailable as error:
        yield Finding(Verdict.BROKEN, f"the database does not answer: {error}")
        return
    finally:
        sessions.close()
    if version != migrate.LATEST:
        yield Finding(
            Verdict.WARNING, f"the database has schema {version}; `roadmate db upgrade` brings {migrate.LATEST}"
        )
    elif drift:
        yield Finding(Verdict.BROKEN, f"totals differ from the ledger for {drift} members")
    else:
        yield Finding(Verdict.FINE, f"the database has schema {version}, and totals equal the ledger")
