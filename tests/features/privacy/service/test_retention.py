"""What is old goes, a little at a time; what is needed, or not old, stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from bot.core.audit import log
from bot.core.ledger import booking, undo
from bot.core.ledger.rules import Booking
from bot.core.people import members, workspaces
from bot.db import tables
from bot.db.engine import Connection, Sessions
from bot.db.tables import metadata
from bot.delivery.outbox import State
from bot.features.privacy.service import retention
from bot.features.settings import service as settings_service
from bot.settings import read_settings

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OLD = NOW - timedelta(days=800)
BEFORE = NOW - timedelta(days=730)
SETTINGS = read_settings({})


def add(session: Connection, table: Any, **values: Any) -> int:
    made = session.execute(insert(table).values(workspace="T1", **values))
    return int((made.inserted_primary_key or [0])[0]) if table.primary_key.columns.keys() == ["id"] else 0


def count(session: Connection, table: Any) -> int:
    return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def live(session: Connection, at: datetime) -> None:
    """One of each kind of what gets old, at that moment."""
    key = f"{at:%y%m%d}"
    log.note(session, workspace="T1", actor="U1", act="look.plan", now=at, subject="U2")
    for shared in (True, False):
        add(session, tables.remarks, author="U1", member="U2", words="w", shared=shared, at=at)
    for ended in (at, None):
        mentor = f"U{key}{bool(ended)}"
        add(session, tables.pairs, mentor=mentor, mentee="U2", asked_by="U1", created_at=at, ended_at=ended)
        add(session, tables.stucks, member="U2", subject="", words="w", at=at, over_at=ended)
    of = {"host": "U1", "title": "t", "minutes": 60, "channel": "C1", "created_at": at - timedelta(days=60)}
    held = add(session, tables.gatherings, request=key, starts_at=at, **of)
    add(session, tables.guests, gathering=held, member="U2", joined_at=at)
    step = {"member": "U2", "assignment": "a", "actor": "U2", "act": "hand in"}
    add(session, tables.work_steps, at=at, link="https://x", words="w", **step)
    add(session, tables.absences, member="U2", first=at.date(), last=at.date(), created_at=at)
    for period, recipient in ((f"p{key}", "U2"), (f"p{key}", ""), ("asked" if at == OLD else f"x{key}", "U1")):
        row = {"kind": "mentor", "period": period, "recipient": recipient}
        add(session, tables.occurrences, **row, claimed_at=at, outcome="queued")


def left(session: Connection) -> dict[str, int]:
    names = ("audit", "remarks", "pairs", "stucks", "gatherings", "guests", "work_steps", "absences", "occurrences")
    return {name: count(session, metadata.tables[name]) for name in names}


def test_what_is_older_than_the_retention_goes_in_batches_and_the_rest_stays(people: Sessions) -> None:
    with people.begin() as session:
        for at in (OLD - timedelta(days=1), OLD, NOW):
            live(session, at)
        add(session, tables.absences, member="", first=date(2020, 1, 1), last=date(2020, 1, 1), created_at=OLD)
        add(session, tables.absences, member="U2", first=date(2020, 1, 1), last=date(2020, 1, 1), created_at=OLD)
    rounds = 0
    while True:
        with people.begin() as session:
            taken = retention.sweep(session, workspace="T1", before=BEFORE, limit=1)
        rounds += 1
        if not taken:
            break
    with people.read() as session:
        after = left(session)
        words = session.execute(select(tables.work_steps.c.words, tables.work_steps.c.link)).all()
    assert rounds == 4
    assert after == {
        "audit": 1,
        "remarks": 4,
        "pairs": 4,
        "stucks": 4,
        "gatherings": 1,
        "guests": 1,
        "work_steps": 3,
        "absences": 4,
        "occurrences": 6,
    }
    assert sorted(map(tuple, words)) == [("", ""), ("", ""), ("w", "https://x")]


def test_messages_go_after_five_weeks_but_not_what_announces_a_coming_session(people: Sessions) -> None:
    long_ago = NOW - timedelta(days=36)
    with people.begin() as session:
        of = {"host": "U1", "title": "t", "minutes": 60, "channel": "C1", "request": "r", "created_at": long_ago}
        add(session, tables.gatherings, starts_at=NOW + timedelta(days=3), **of)
        rows = [(state.value, "word", "U2", long_ago) for state in State]
        rows += [("sent", "session", "C1", long_ago), ("sent", "session", "C2", long_ago), ("sent", "word", "U3", NOW)]
        for number, (state, kind, to, at) in enumerate(rows):
            row = {"period": str(number), "recipient": to, "message": {}, "state": state, "kind": kind}
            add(session, tables.outbox, **row, due_at=at, expires_at=at, created_at=at)
        while retention.letters(session, now=NOW, limit=3):
            pass
        kept = session.execute(select(tables.outbox.c.state, tables.outbox.c.recipient)).all()
    assert {tuple(row) for row in kept} == {("waiting", "U2"), ("sending", "U2"), ("sent", "C1"), ("sent", "U3")}


def test_who_left_long_ago_is_found_and_who_came_back_is_not(people: Sessions) -> None:
    told = {"workspace": "T1", "name": "N", "timezone": None, "is_admin": False}
    with people.begin() as session:
        for member in ("U7", "U8"):
            members.meet(session, **told, member=member, is_active=False, profile_at=OLD, now=OLD)
            members.meet(session, **told, member=member, is_active=False, profile_at=NOW, now=NOW)
        members.meet(session, **told, member="U8", is_active=True, profile_at=NOW, now=NOW)
        assert retention.leavers(session, workspace="T1", before=BEFORE, limit=9) == ("U7",)
        assert retention.leavers(session, workspace="T1", before=OLD, limit=9) == ()


def test_a_changed_retention_waits_a_day(people: Sessions) -> None:
    with people.begin() as session:
        values = {"retention_months": 3}
        settings_service.choose(session, workspace="T1", actor="U1", values=values, settings=SETTINGS, now=NOW)
        assert retention.is_new(session, workspace="T1", since=NOW - timedelta(hours=1))
        assert not retention.is_new(session, workspace="T1", since=NOW)
        assert workspaces.get(session, workspace="T1", settings=SETTINGS).retention == 3


def test_a_workspace_is_erased_whole_and_no_other(people: Sessions) -> None:
    with people.begin() as session:
        workspaces.welcome(session, workspace="T2", now=NOW)
        for workspace in ("T1", "T2"):
            said = Booking(60, "networking", None, None, NOW.date(), "", "command", "k")
            booking.book(session, workspace=workspace, member="U1", booking=said, now=NOW)
            undo.undo(session, workspace=workspace, member="U1", request="u", now=NOW)
        live(session, NOW)
        assert retention.erase(session, workspace="T1") == 0  # nobody has thrown us out
        retention.leave(session, workspace="T1", at=OLD)
        retention.leave(session, workspace="T1", at=NOW)
        assert retention.abandoned(session, before=NOW) == ("T1",)
        while retention.erase(session, workspace="T1", limit=2):
            pass
        for table in metadata.sorted_tables:
            if "workspace" in table.c:
                assert set(session.execute(select(table.c.workspace)).scalars()) <= {"T2"}, table.name
        assert set(session.execute(select(tables.workspaces.c.id)).scalars()) == {"T2"}
        assert count(session, tables.entries) == 2


def test_hours_of_somebody_unknown_are_found(people: Sessions) -> None:
    with people.begin() as session:
        for member in ("U1", "U9"):
            said = Booking(60, "networking", None, None, NOW.date(), "", "command", "k")
            booking.book(session, workspace="T1", member=member, booking=said, now=NOW)
        assert retention.strays(session, limit=5) == (("T1", "U9"),)
