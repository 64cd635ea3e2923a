"""What is old goes, a little at a time; what is needed, or not old, stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from bot.core import audit_log
from bot.core.ledger import booking, undo
from bot.core.ledger.rules import Booking
from bot.core.people import members, workspaces
from bot.db import tables
from bot.db.engine import Connection, Database
from bot.db.tables import metadata
from bot.delivery.outbox import MessageState
from bot.features.privacy.service import retention
from bot.features.settings import service as settings_service
from bot.install.installations import delete_installation
from bot.settings import read_settings
from tests.fixtures.installed import install_workspace

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OLD = NOW - timedelta(days=800)
BEFORE = NOW - timedelta(days=730)
SETTINGS = read_settings({})


def add(conn: Connection, table: Any, **values: Any) -> int:
    made = conn.execute(insert(table).values(workspace="T1", **values))
    return int((made.inserted_primary_key or [0])[0]) if table.primary_key.columns.keys() == ["id"] else 0


def count(conn: Connection, table: Any) -> int:
    return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def insert_one_of_each(conn: Connection, at: datetime) -> None:
    """One of each kind of what gets old, at that moment."""
    key = f"{at:%y%m%d}"
    audit_log.record_act(conn, workspace="T1", actor="U1", act="look.plan", now=at, subject="U2")
    for shared in (True, False):
        add(conn, tables.mentor_notes, author="U1", member="U2", words="w", shared=shared, at=at)
    for ended in (at, None):
        mentor = f"U{key}{bool(ended)}"
        add(conn, tables.pairs, mentor=mentor, mentee="U2", asked_by="U1", created_at=at, ended_at=ended)
        add(conn, tables.help_requests, member="U2", subject="", words="w", at=at, over_at=ended)
    of = {"host": "U1", "title": "t", "minutes": 60, "channel": "C1", "created_at": at - timedelta(days=60)}
    held = add(conn, tables.sessions, request=key, starts_at=at, **of)
    add(conn, tables.session_attendees, session=held, member="U2", joined_at=at)
    step = {"member": "U2", "assignment": "a", "actor": "U2", "act": "hand in"}
    add(conn, tables.assignment_steps, at=at, link="https://x", words="w", **step)
    add(conn, tables.time_off, member="U2", first=at.date(), last=at.date(), created_at=at)
    for period, recipient in ((f"p{key}", "U2"), (f"p{key}", ""), ("asked" if at == OLD else f"x{key}", "U1")):
        row = {"kind": "mentor", "period": period, "recipient": recipient}
        add(conn, tables.occurrences, **row, claimed_at=at, outcome="queued")


def count_rows(conn: Connection) -> dict[str, int]:
    names = (
        "audit_log",
        "mentor_notes",
        "pairs",
        "help_requests",
        "sessions",
        "session_attendees",
        "assignment_steps",
        "time_off",
        "occurrences",
    )
    return {name: count(conn, metadata.tables[name]) for name in names}


def test_what_is_older_than_the_retention_goes_in_batches_and_the_rest_stays(people: Database) -> None:
    with people.begin() as conn:
        for at in (OLD - timedelta(days=1), OLD, NOW):
            insert_one_of_each(conn, at)
        add(conn, tables.time_off, member="", first=date(2020, 1, 1), last=date(2020, 1, 1), created_at=OLD)
        add(conn, tables.time_off, member="U2", first=date(2020, 1, 1), last=date(2020, 1, 1), created_at=OLD)
    rounds = 0
    while True:
        with people.begin() as conn:
            taken = retention.delete_old_rows(conn, workspace="T1", before=BEFORE, limit=1)
        rounds += 1
        if not taken:
            break
    with people.read() as conn:
        after = count_rows(conn)
        words = conn.execute(select(tables.assignment_steps.c.words, tables.assignment_steps.c.link)).all()
    assert rounds == 4
    assert after == {
        "audit_log": 1,
        "mentor_notes": 4,
        "pairs": 4,
        "help_requests": 4,
        "sessions": 1,
        "session_attendees": 1,
        "assignment_steps": 3,
        "time_off": 4,
        "occurrences": 6,
    }
    assert sorted(map(tuple, words)) == [("", ""), ("", ""), ("w", "https://x")]


def test_messages_go_after_five_weeks_but_not_what_announces_a_coming_session(people: Database) -> None:
    long_ago = NOW - timedelta(days=36)
    with people.begin() as conn:
        of = {"host": "U1", "title": "t", "minutes": 60, "channel": "C1", "request": "r", "created_at": long_ago}
        add(conn, tables.sessions, starts_at=NOW + timedelta(days=3), **of)
        rows = [(state.value, "word", "U2", long_ago) for state in MessageState]
        rows += [("sent", "session", "C1", long_ago), ("sent", "session", "C2", long_ago), ("sent", "word", "U3", NOW)]
        for number, (state, kind, to, at) in enumerate(rows):
            row = {"period": str(number), "recipient": to, "message": {}, "state": state, "kind": kind}
            add(conn, tables.outbox, **row, due_at=at, expires_at=at, created_at=at)
        while retention.delete_old_messages(conn, now=NOW, limit=3):
            pass
        kept = conn.execute(select(tables.outbox.c.state, tables.outbox.c.recipient)).all()
    assert {tuple(row) for row in kept} == {("waiting", "U2"), ("sending", "U2"), ("sent", "C1"), ("sent", "U3")}


def test_who_left_long_ago_is_found_and_who_came_back_is_not(people: Database) -> None:
    told = {"workspace": "T1", "name": "N", "timezone": None, "is_admin": False}
    with people.begin() as conn:
        for member in ("U7", "U8"):
            members.save_profile(conn, **told, member=member, is_active=False, profile_at=OLD, now=OLD)
            members.save_profile(conn, **told, member=member, is_active=False, profile_at=NOW, now=NOW)
        members.save_profile(conn, **told, member="U8", is_active=True, profile_at=NOW, now=NOW)
        assert retention.list_leavers(conn, workspace="T1", before=BEFORE, limit=9) == ("U7",)
        assert retention.list_leavers(conn, workspace="T1", before=OLD, limit=9) == ()


def test_a_changed_retention_waits_a_day(people: Database) -> None:
    with people.begin() as conn:
        values = {"retention_months": 3}
        settings_service.change_settings(conn, workspace="T1", actor="U1", values=values, settings=SETTINGS, now=NOW)
        assert retention.was_retention_changed(conn, workspace="T1", since=NOW - timedelta(hours=1))
        assert not retention.was_retention_changed(conn, workspace="T1", since=NOW)
        assert workspaces.read_workspace(conn, workspace="T1", settings=SETTINGS).retention_months == 3


def test_a_workspace_is_erased_whole_and_no_other(people: Database) -> None:
    with people.begin() as conn:
        install_workspace(conn, workspace="T2", now=NOW)
        for workspace in ("T1", "T2"):
            said = Booking(60, "networking", None, None, NOW.date(), "", "command", "k")
            booking.book_entry(conn, workspace=workspace, member="U1", booking=said, now=NOW)
            undo.undo_act(conn, workspace=workspace, member="U1", request="u", now=NOW)
        insert_one_of_each(conn, NOW)
        assert retention.erase_workspace(conn, workspace="T1") == 0  # nobody has thrown us out
        delete_installation(conn, workspace="T1")
        retention.mark_uninstalled(conn, workspace="T1", at=OLD)
        retention.mark_uninstalled(conn, workspace="T1", at=NOW)
        assert retention.list_uninstalled(conn, before=NOW) == ("T1",)
        while retention.erase_workspace(conn, workspace="T1", limit=2):
            pass
        for table in metadata.sorted_tables:
            if "workspace" in table.c:
                assert set(conn.execute(select(table.c.workspace)).scalars()) <= {"T2"}, table.name
        assert set(conn.execute(select(tables.workspaces.c.id)).scalars()) == {"T2"}
        assert count(conn, tables.entries) == 2


def test_hours_of_somebody_unknown_are_found(people: Database) -> None:
    with people.begin() as conn:
        for member in ("U1", "U9"):
            said = Booking(60, "networking", None, None, NOW.date(), "", "command", "k")
            booking.book_entry(conn, workspace="T1", member=member, booking=said, now=NOW)
        assert retention.list_unknown_members(conn, among=["T1"], limit=5) == (("T1", "U9"),)
