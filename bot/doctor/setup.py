"""Find what is missing or risky in settings, content, database and SQLite itself, with what to do about each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import Fernet

from bot.catalog.catalog import Catalog
from bot.catalog.loading.content_files import ContentError
from bot.catalog.source import CatalogSource
from bot.core import used_ids
from bot.core.ledger import rollups
from bot.core.people import leftover_workspaces
from bot.core.people.installation import list_installed, operator_ids
from bot.db import compatibility, migrate, private_files
from bot.db.compatibility import FoundSchema
from bot.db.engine import Connection, DatabaseUnavailable, connect_database
from bot.delivery import records
from bot.doctor.findings import Finding, Severity
from bot.features.privacy.service import erasure
from bot.install import installations
from bot.install.secret_key import MALFORMED, SecretKey, SecretKeyError
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.setting_values import KEEP_FOREVER
from bot.settings import Settings, find_unknown_variables
from bot.slack.mrkdwn import format_count

# The bug that could corrupt a WAL database shared by several connections is fixed in these and later.
_SAFE_SQLITE: Final = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
_UNDELIVERED_DAYS: Final = 7  # how far back a message that did not arrive still matters
_OVERDUE_AFTER: Final = timedelta(minutes=30)  # when nobody has tried to send a message by then, no sender runs


def examine_setup(settings: Settings, environment: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Examine everything; nothing is changed and Slack is not called. `environment` has what `.env` sets as well."""
    yield from _check_settings(settings, environment)
    catalog, findings = _check_content(settings)
    yield from findings
    yield from _check_database(settings, catalog, now)


def sqlite_is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite has the fixed write-ahead log; 3.52.0 was withdrawn."""
    newest, *backports = _SAFE_SQLITE
    if version >= newest:
        return version != (3, 52, 0)
    return any(version[:2] == port[:2] and version >= port for port in backports)


def _check_settings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    for name in find_unknown_variables(environment):
        yield Finding(Severity.WARNING, f"{name} isn't a setting of Roadmate; .env.example lists them all")
    yield from _check_credentials(settings)
    if not settings.learning_channel:
        yield Finding(
            Severity.WARNING, "ROADMATE_LEARNING_CHANNEL isn't set: no digest until an admin chooses a channel in Slack"
        )
    if settings.retention == KEEP_FOREVER:
        yield Finding(
            Severity.WARNING, "ROADMATE_RETENTION is off: data of people who leave is never deleted by itself"
        )


def _check_credentials(settings: Settings) -> Iterator[Finding]:
    """Check what lets Roadmate talk to one workspace, to several, to both kinds, or to none."""
    if not settings.slack_bot_token and not settings.slack_client_id:
        yield Finding(Severity.WARNING, "SLACK_BOT_TOKEN isn't set: only `roadmate chat`, `say` and `sandbox` work")
        return
    problems = list(_find_missing_credentials(settings))
    yield from problems
    if problems:
        return
    several = "several workspaces: client id, client secret and key are set"
    if not settings.slack_client_id:
        yield Finding(Severity.FINE, "tokens are set")
    elif settings.slack_bot_token:
        yield Finding(Severity.FINE, f"{several}; SLACK_BOT_TOKEN serves its own workspace")
    else:
        yield Finding(Severity.FINE, several)


def _find_missing_credentials(settings: Settings) -> Iterator[Finding]:
    if not settings.slack_signing_secret and not settings.slack_app_token:
        yield Finding(Severity.BROKEN, "set SLACK_SIGNING_SECRET for HTTP, or SLACK_APP_TOKEN for Socket Mode")
    if not settings.slack_client_id:
        return
    if not settings.slack_client_secret:
        yield Finding(Severity.BROKEN, "SLACK_CLIENT_SECRET isn't set: nobody can install Roadmate")
    new_key = Fernet.generate_key().decode()
    if not settings.secret_key:
        yield Finding(Severity.BROKEN, f"ROADMATE_SECRET_KEY isn't set; here's a new one: {new_key}")
        return
    try:
        SecretKey(settings.secret_key.get_secret_value())
    except SecretKeyError:
        yield Finding(Severity.BROKEN, f"{MALFORMED}; put back the one you had, or for a first start take {new_key}")


def _check_content(settings: Settings) -> tuple[Catalog | None, tuple[Finding, ...]]:
    """Return the catalog, None where it is broken, and what is to be said of it."""
    try:
        source = CatalogSource(settings.content_path(), packs_dir=settings.packs_dir)
    except ContentError as error:
        return None, tuple(Finding(Severity.BROKEN, f"content: {problem}") for problem in error.problems)
    catalog = source.current()
    text = f"content: {format_count(len(catalog.roadmaps), 'roadmap')}, {format_count(len(catalog.topics), 'topic')}"
    if more := catalog.packs[1:]:
        text += f", with the {'pack' if len(more) == 1 else 'packs'} {', '.join(each.id for each in more)}"
    broken = [Finding(Severity.BROKEN, f"content: {problem}") for problem in source.problems]
    for each in source.left_out:
        broken.append(Finding(Severity.BROKEN, f"content: pack {each} is left out until that is put right"))
    return catalog, (*broken, Finding(Severity.FINE, text))


def _check_database(settings: Settings, catalog: Catalog | None, now: datetime) -> Iterator[Finding]:
    if settings.database_url.startswith("sqlite") and not sqlite_is_safe(sqlite3.sqlite_version_info[:3]):
        yield Finding(
            Severity.WARNING,
            f"SQLite {sqlite3.sqlite_version} has a rare bug that can damage a busy database (fixed in 3.51.3); "
            "run one process only, and `roadmate db backup` every night",
        )
    file = migrate.database_file(settings.database_url)
    if file and file.parent.is_dir() and not file.exists():  # to connect would make it
        yield Finding(Severity.WARNING, f"no database yet at {file}; the first start creates it")
        return
    database = connect_database(settings.database_url)
    try:
        with database.read() as conn:
            name = f"the database at {file}" if file else "the database"
            findings = list(_check_open_database(conn, name, settings, catalog, now))
    except DatabaseUnavailable as error:
        findings = [Finding(Severity.BROKEN, f"the database doesn't answer: {error}")]
        # What can be closed is closed by now: a connection does that.
        for each in private_files.list_readable_files(file) if file else ():
            findings.append(Finding(Severity.WARNING, f"others can read {each}: `chmod 600 {each}`"))
    finally:
        database.close()
    yield from findings


def _check_open_database(
    conn: Connection, database: str, settings: Settings, catalog: Catalog | None, now: datetime
) -> Iterator[Finding]:
    found = migrate.read_schema(conn)
    if found is None:
        yield Finding(Severity.WARNING, f"{database} has no schema yet; the first start creates it")
        return
    try:
        migrate.refuse_newer_schema(found)
    except migrate.SchemaError as error:
        yield Finding(Severity.BROKEN, str(error))
        return
    if not found.works_for(migrate.LATEST_REVISION):
        yield Finding(Severity.WARNING, f"{database} has schema {found.revision}; {_describe_upgrade(found)}")
        return
    if notice := compatibility.notice_of(found, migrate.LATEST_REVISION):
        yield Finding(Severity.WARNING, notice)
        yield from _check_left_to_newer(conn)
    yield from _check_outbox(conn, now)
    yield from _check_leftovers(conn)
    yield from _check_admins(conn, settings)
    yield from _check_seals(conn, settings)
    missing = used_ids.find_missing_ids(conn, catalog=catalog) if catalog else ()
    for problem in used_ids.missing_ids_problems(conn, missing):
        yield Finding(Severity.BROKEN, str(problem))
    if drift := rollups.count_drifted_members(conn):
        yield Finding(Severity.BROKEN, f"totals don't match the entries of {format_count(drift, 'member')}")
    else:
        yield Finding(Severity.FINE, f"{database} has schema {found.revision}, and all totals match the entries")


def _describe_upgrade(found: FoundSchema) -> str:
    """Say what the upgrade means for processes of the release before, and for going back to it."""
    upgrade = f"`roadmate db upgrade`, or the next start, updates it to {migrate.LATEST_REVISION}"
    if migrate.is_compatible_upgrade(found):
        return f"{upgrade}. The release before works with that too: restart its processes one by one"
    return f"{upgrade}. The release before can't work with that: make a backup first, then stop its processes"


def _check_left_to_newer(conn: Connection) -> Iterator[Finding]:
    """Count what only the newer release can do, which has upgraded the schema."""
    if number := erasure.count_left_to_newer(conn):
        people = format_count(number, "person who was deleted", "people who were deleted")
        text = f"{people} may still have rows that only the newer release knows: it deletes them once it runs again"
        yield Finding(Severity.WARNING, text)


def _check_leftovers(conn: Connection) -> Iterator[Finding]:
    """Name workspaces that have rows and no installation; before any has one, only that of the trial is sure."""
    is_known = bool(list_installed(conn))
    for each in leftover_workspaces.list_leftovers(conn):
        if each.id == TEAM_ID or is_known:
            why = "is left over from trying Roadmate" if each.id == TEAM_ID else "doesn't have Roadmate installed"
            rows = f"{format_count(each.members, 'member')}, {format_count(each.entries, 'entry', 'entries')}"
            text = f"workspace {each.id} {why} ({rows}): nothing is sent there"
            yield Finding(Severity.WARNING, f"{text}; `roadmate db forget-workspace {each.id}` deletes it")


def _check_admins(conn: Connection, settings: Settings) -> Iterator[Finding]:
    """Name the ids in ROADMATE_ADMINS that count nowhere."""
    installed = list_installed(conn)
    counted = {each for workspace in installed for each in operator_ids(conn, workspace=workspace, settings=settings)}
    idle = [each for each in settings.admins if each.rpartition(":")[2] not in counted]
    if idle and installed:
        yield Finding(
            Severity.WARNING,
            f"ROADMATE_ADMINS: {', '.join(idle)} isn't an admin of any workspace; write the workspace first, like "
            f"{installed[0]}:{idle[0].rpartition(':')[2]}",
        )


def _check_seals(conn: Connection, settings: Settings) -> Iterator[Finding]:
    """Name the workspaces whose token no key opens, or an older one than the first."""
    try:
        key = SecretKey(settings.secret_key.get_secret_value()) if settings.secret_key else None
    except SecretKeyError:
        return  # said among the settings
    states = installations.read_seal_states(conn, key=key)
    if states.by_none:
        names, cure = ", ".join(states.by_none), "add the key it was encrypted with, or install Roadmate there again"
        severity = Severity.BROKEN if settings.slack_client_id else Severity.WARNING
        yield Finding(severity, f"no ROADMATE_SECRET_KEY opens the token of {names}: {cure}")
    if states.by_older:
        text = f"tokens encrypted with an older key: {len(states.by_older)}; `roadmate keys rotate` encrypts them again"
        yield Finding(Severity.WARNING, text)
    opened = (*states.by_first, *states.by_older)
    if opened and not settings.slack_client_id:
        text = f"SLACK_CLIENT_ID isn't set, so the tokens of these workspaces aren't used: {', '.join(opened)}"
        yield Finding(Severity.WARNING, text)


def _check_outbox(conn: Connection, now: datetime) -> Iterator[Finding]:
    undelivered = records.count_undelivered(conn, since=now - timedelta(days=_UNDELIVERED_DAYS))
    for (kind, state, error), number in undelivered.items():
        text = f"messages of the last {_UNDELIVERED_DAYS} days: {number} {kind} {state} ({error})"
        yield Finding(Severity.WARNING, text)
    if late := records.count_overdue(conn, before=now - _OVERDUE_AFTER, now=now):
        yield Finding(
            Severity.WARNING,
            f"messages that are due but weren't sent: {late}; is `serve`, `socket` or `worker` running?",
        )
