"""One's own data: all of it, nobody else's, and asked for once at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import insert

from bot.app import FEATURES
from bot.core import audit_log
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import BookedEntry, Booking
from bot.core.people import members
from bot.db import tables
from bot.db.engine import Database
from bot.delivery import leases, outbox
from bot.delivery.outbox import MessageState
from bot.feature import personal_data
from bot.features.privacy.service import data_export
from bot.settings import read_settings

DATA = personal_data(FEATURES)
SETTINGS = read_settings({})
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)
PERSON = {"member", "recipient", "mentor", "mentee", "author", "host", "actor"}
PLACEMENT_ANSWER = {"workspace": "T1", "roadmap": "aws", "started_at": NOW, "number": 1, "height": 0, "version": "v"}
SUMS = {"totals"}  # what the entries add up to


def test_every_table_that_knows_a_person_is_among_it() -> None:
    kept = {columns[0].table.name for columns in DATA.sections.values()} | SUMS
    about = {table.name for table in tables.metadata.sorted_tables if PERSON & set(table.c.keys())}
    assert about <= kept
    assert "members" in kept


def book(database: Database, member: str, note: str, **more: str) -> int:
    booking = Booking(60, "networking", None, None, DAY, note, "command", f"{member}{note}", **more)
    with database.begin() as conn:
        done = ledger_booking.book_entry(conn, workspace="T1", member=member, booking=booking, now=NOW)
    assert isinstance(done, BookedEntry)
    return done.entry_id


def test_it_holds_every_version_and_nothing_of_anybody_else(people: Database) -> None:
    entry = book(people, "U1", "first")
    book(people, "U2", "not mine", people="U11 U1", activity="mentoring")
    book(people, "U2", "not about me", people="U11", activity="mentoring")
    with people.begin() as conn:
        said = Booking(30, "networking", None, None, DAY, "second", "edit", "edit")
        ledger_booking.correct_entry(conn, workspace="T1", member="U1", entry_id=entry, booking=said, now=NOW)
        for member in ("U1", "U2"):
            conn.execute(insert(tables.ticks).values(workspace="T1", member=member, assignment="a", ticked_at=NOW))
            conn.execute(insert(tables.target_days).values(workspace="T1", member=member, area="x", day=DAY))
            conn.execute(insert(tables.goals).values(workspace="T1", member=member, week="2026-W47", minutes=90))
            conn.execute(
                insert(tables.milestones).values(
                    workspace="T1", member=member, kind="goal_met", subject=f"week of {member}", day=DAY
                )
            )
            conn.execute(insert(tables.idea_members).values(workspace="T1", week=member, member=member, joined_at=NOW))
            conn.execute(
                insert(tables.placement_answers).values(
                    **PLACEMENT_ANSWER, member=member, question=member, asked_at=NOW
                )
            )
            conn.execute(insert(tables.import_names).values(workspace="T1", member=member, name=member, at=NOW))
            conn.execute(
                insert(tables.time_off).values(workspace="T1", member=member, first=DAY, label="", created_at=NOW)
            )
        for shared in (True, False):
            note = {"author": "U2", "member": "U1", "words": f"shared: {shared}", "shared": shared, "at": NOW}
            conn.execute(insert(tables.mentor_notes).values(workspace="T1", **note))
        audit_log.record_look(
            conn,
            reader=members.read_requester(conn, workspace="T1", member="U2", settings=SETTINGS),
            subject="U1",
            kind="card",
            now=NOW,
        )
    with people.read() as conn:
        found = data_export.read_personal_data(conn, workspace="T1", member="U1", data=DATA)
    assert [row["note"] for row in found["entries"]] == ["first", "first", "second"]
    assert [row["minutes"] for row in found["entries"]] == [60, -60, 30]
    assert found["settings"][0]["name"] == "Ana"
    assert [len(found[name]) for name in ("ticks", "targets", "goals", "absences")] == [1, 1, 1, 1]
    assert [row["name"] for row in found["import_names"]] == ["U1"]
    assert [row["subject"] for row in found["milestones"]] == ["week of U1"]
    assert [row["week"] for row in found["ideas_joined"]] == ["U1"]
    assert [row["question"] for row in found["placement_answers"]] == ["U1"]
    [named] = found["named_in"]
    assert (named["member"], named["minutes"], "note" in named) == ("U2", 60, False)
    assert b"not mine" not in orjson.dumps(found)
    assert [(row["author"], row["words"]) for row in found["notes_about_me"]] == [("U2", "shared: True")]
    assert found["private_notes_about_me"]["count"] == 1
    assert b"shared: False" not in orjson.dumps(found)
    assert [(row["actor"], row["act"]) for row in found["audit"]] == [("U2", "look.card")]


def test_of_somebody_in_two_workspaces_it_holds_what_is_of_the_one(people: Database) -> None:
    with people.begin() as conn:
        for workspace in ("T1", "T2"):
            conn.execute(insert(tables.ticks).values(workspace=workspace, member="U1", assignment="a", ticked_at=NOW))
            conn.execute(insert(tables.goals).values(workspace=workspace, member="U1", week="2026-W47", minutes=90))
    with people.read() as conn:
        found = [
            data_export.read_personal_data(conn, workspace=each, member="U1", data=DATA) for each in ("T1", "T2", "T3")
        ]
    assert [[len(each[name]) for name in ("ticks", "goals", "settings")] for each in found] == [
        [1, 1, 1],
        [1, 1, 0],
        [0, 0, 0],
    ]


def request_once(people: Database, period: str, member: str = "U1") -> bool:
    with people.begin() as conn:
        return data_export.request_export(
            conn, workspace="T1", member=member, period=period, message={"text": "x", "blocks": []}, now=NOW
        )


def queued_messages(people: Database) -> list[Any]:
    with people.read() as conn:
        return [(letter.kind, letter.recipient, letter.period) for letter in outbox.list_waiting(conn, at=NOW)]


def test_it_is_asked_for_once_per_request_and_once_at_a_time(people: Database) -> None:
    assert request_once(people, "one")
    assert request_once(people, "one")
    assert not request_once(people, "two")
    assert request_once(people, "one", "U2")
    assert queued_messages(people) == [("export", "U1", "one"), ("export", "U2", "one")]
    with people.begin() as conn:
        until = NOW + timedelta(minutes=1)
        [letter, _] = leases.lease_messages(conn, workspace="T1", at=NOW, now=NOW, until=until, limit=2)
        outbox.record_result(conn, queued=letter, state=MessageState.SENT)
    assert request_once(people, "one")
    assert queued_messages(people) == [("export", "U2", "one")]
    assert request_once(people, "two")
    assert queued_messages(people) == [("export", "U2", "one"), ("export", "U1", "two")]
