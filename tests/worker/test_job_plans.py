"""No regular job of the worker reads a whole table of those that grow with everything people do."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Table, event, insert, text

from bot.db import tables
from bot.db.engine import Database
from bot.delivery.sender import OutboxSender
from bot.dispatch import event_store
from bot.worker.profile_refresh import ProfileRefresher
from bot.worker.ticker import Ticker
from tests.fixtures.installed import install_workspace
from tests.fixtures.team import LONG_AGO, Team

BIG: Final = ("entries", "totals", "outbox", "audit_log", "occurrences", "handled_events", "content_changes", "members")
WORKSPACES: Final = 5
PEOPLE: Final = 3
MONDAY: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
THURSDAY: Final = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
OLD: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class StatementRecorder:
    """Notes each statement once, with its parameters."""

    def __init__(self, database: Database) -> None:
        self.statements: dict[str, Any] = {}
        event.listen(database.engine, "before_cursor_execute", self._note)

    def _note(self, _conn: Connection, _cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.split()[0] in {"SELECT", "UPDATE", "DELETE", "WITH"}:
            self.statements.setdefault(statement, parameters[0] if rest[-1] else parameters)


def fill(conn: Connection) -> None:
    """Add some weeks of several teams: what has been decided, sent, logged and noted."""
    for place in range(WORKSPACES):
        install_workspace(conn, workspace=f"T{place}", now=LONG_AGO)
    for workspace, member in [(f"T{place}", f"U{number}") for place in range(WORKSPACES) for number in range(PEOPLE)]:
        who = {"workspace": workspace, "member": member}
        add(conn, tables.members, workspace=workspace, id=member, name=member, timezone="UTC", created_at=LONG_AGO)
        add(conn, tables.totals, **who, period="all", subject="", minutes=5)
        for week in ("2026-W45", "2026-W46", "2026-W47"):
            add_week(conn, who, week)


def add_week(conn: Connection, who: dict[str, str], week: str) -> None:
    workspace, member = who["workspace"], who["member"]
    logged = {"area": "networking", "day": date(2026, 11, 18), "source": "command"}
    letter = {"workspace": workspace, "kind": "nudge", "period": week, "recipient": member}
    sent = {"message": {"text": "", "blocks": []}, "state": "sent", "due_at": OLD, "expires_at": OLD}
    add(conn, tables.totals, **who, period=week, subject="", minutes=5)
    add(conn, tables.entries, **who, **logged, minutes=5, request=week, created_at=OLD)
    add(conn, tables.occurrences, **letter, claimed_at=OLD, outcome="queued")
    add(conn, tables.outbox, **letter, **sent, created_at=OLD)
    add(conn, tables.audit_log, workspace=workspace, at=OLD, actor=member, act="goal")
    add(conn, tables.handled_events, event=f"{workspace}{member}{week}", at=OLD)
    add(conn, tables.content_changes, workspace=workspace, item="aws", field="text", by_member=member, at=OLD)


def add(conn: Connection, table: Table, **values: Any) -> None:
    conn.execute(insert(table).values(**values))


def run_every_job(team: Team) -> None:
    """Do what a worker does in its ticks and hours, at a time when something is due and at one when nothing is."""
    deps, sender = team.deps, team.sender()
    for moment in (MONDAY, THURSDAY, THURSDAY + timedelta(days=1)):
        team.turn_to(moment)
        Ticker(deps).tick(moment)
        OutboxSender(deps).lease_batch(moment)
        sender.lease_batch(moment)
        ProfileRefresher(deps).refresh_stale(moment)
        deps.catalog.read_changes()
        for feature in deps.features:
            for check in (feature.check_every_hour, feature.finish_on_tick):
                if check:
                    check(deps, moment)
            if feature.clean_up_every_hour:
                feature.clean_up_every_hour(deps, moment, {})
        with deps.database.begin() as conn:
            event_store.purge_events(conn, now=moment)


def scans(conn: Connection, statement: str, parameters: Any) -> list[str]:
    """Return the lines of the plan that read a whole big table, be it by an index, or all hours of a workspace."""
    is_sqlite = conn.dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    plan = [str(row[3 if is_sqlite else 0]) for row in conn.exec_driver_sql(f"{explain} {statement}", parameters)]
    tables_read = "|".join(BIG)
    whole = (
        rf"SCAN (?:{tables_read})\b|SEARCH (?:entries|totals) .*\(workspace=\?\)$"
        if is_sqlite
        else rf"Seq Scan on (?:{tables_read})\b"
    )
    return [line.strip() for line in plan if re.search(whole, line)]


def test_no_regular_job_reads_all_there_is(team: Team) -> None:
    with team.deps.database.begin() as conn:
        fill(conn)
    recorder = StatementRecorder(team.deps.database)
    run_every_job(team)
    asked = dict(recorder.statements)
    with team.deps.database.read() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text("SET LOCAL enable_seqscan = off"))  # over so few rows it would often be the best way
        found = {statement: lines for statement, values in asked.items() if (lines := scans(conn, statement, values))}
    assert found == {}
    assert len(asked) > 40
