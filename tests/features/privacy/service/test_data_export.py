"""One's own data: all of it, nobody else's, and asked for once at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import insert

from bot.core.audit import log
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booked, Booking
from bot.core.people import members
from bot.db import tables
from bot.db.engine import Sessions
from bot.delivery import leases, outbox
from bot.delivery.outbox import State
from bot.features.privacy.service import data_export
from bot.settings import read_settings

SETTINGS = read_settings({})
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)
PERSON = {"member", "recipient", "mentor", "mentee", "author", "host", "actor"}
SUMS = {"totals"}  # what the entries add up to


def test_every_table_that_knows_a_person_is_among_it() -> None:
    kept = {table.name for table, _ in data_export.KEPT.values()} | SUMS
    about = {table.name for table in tables.metadata.sorted_tables if PERSON & set(table.c.keys())}
    assert about <= kept
    assert "members" in kept


def book(sessions: Sessions, member: str, note: str, **more: str) -> int:
    booking = Booking(60, "networking", None, None, DAY, note, "command", f"{member}{note}", **more)
    with sessions.begin() as session:
        done = ledger_booking.book(session, workspace="T1", member=member, booking=booking, now=NOW)
    assert isinstance(done, Booked)
    return done.entry


def test_it_holds_every_version_and_nothing_of_anybody_else(people: Sessions) -> None:
    entry = book(people, "U1", "first")
    book(people, "U2", "not mine", people="U11 U1", activity="mentoring")
    book(people, "U2", "not about me", people="U11", activity="mentoring")
    with people.begin() as session:
        said = Booking(30, "networking", None, None, DAY, "second", "edit", "edit")
        ledger_booking.correct(session, workspace="T1", member="U1", entry=entry, booking=said, now=NOW)
        for member in ("U1", "U2"):
            session.execute(insert(tables.ticks).values(workspace="T1", member=member, assignment="a", ticked_at=NOW))
            session.execute(insert(tables.targets).values(workspace="T1", member=member, area="x", day=DAY))
            session.execute(insert(tables.goals).values(workspace="T1", member=member, week="2026-W47", minutes=90))
            session.execute(
                insert(tables.absences).values(workspace="T1", member=member, first=DAY, label="", created_at=NOW)
            )
        for shared in (True, False):
            note = {"author": "U2", "member": "U1", "words": f"shared: {shared}", "shared": shared, "at": NOW}
            session.execute(insert(tables.remarks).values(workspace="T1", **note))
        log.look(
            session,
            reader=members.asking(session, workspace="T1", member="U2", settings=SETTINGS),
            of="U1",
            what="card",
            now=NOW,
        )
    with people.read() as session:
        found = data_export.everything(session, workspace="T1", member="U1")
    assert [row["note"] for row in found["entries"]] == ["first", "first", "second"]
    assert [row["minutes"] for row in found["entries"]] == [60, -60, 30]
    assert found["settings"][0]["name"] == "Ana"
    assert [len(found[name]) for name in ("ticks", "targets", "goals", "absences")] == [1, 1, 1, 1]
    [named] = found["named_in"]
    assert (named["member"], named["minutes"], "note" in named) == ("U2", 60, False)
    assert b"not mine" not in orjson.dumps(found)
    assert [(row["author"], row["words"]) for row in found["notes_about_me"]] == [("U2", "shared: True")]
    assert found["private_notes_about_me"]["count"] == 1
    assert b"shared: False" not in orjson.dumps(found)
    assert [(row["actor"], row["act"]) for row in found["audit"]] == [("U2", "look.card")]


def ask(people: Sessions, period: str, member: str = "U1") -> bool:
    with people.begin() as session:
        return data_export.ask_for(
            session, workspace="T1", member=member, period=period, message={"text": "x", "blocks": []}, now=NOW
        )


def letters(people: Sessions) -> list[Any]:
    with people.read() as session:
        return [(letter.kind, letter.recipient, letter.period) for letter in outbox.waiting(session, at=NOW)]


def test_it_is_asked_for_once_per_request_and_once_at_a_time(people: Sessions) -> None:
    assert ask(people, "one")
    assert ask(people, "one")
    assert not ask(people, "two")
    assert ask(people, "one", "U2")
    assert letters(people) == [("export", "U1", "one"), ("export", "U2", "one")]
    with people.begin() as session:
        until = NOW + timedelta(minutes=1)
        [letter, _] = leases.lease(session, workspace="T1", at=NOW, now=NOW, until=until, limit=2)
        outbox.settle(session, letter=letter, state=State.SENT)
    assert ask(people, "one")
    assert letters(people) == [("export", "U2", "one")]
    assert ask(people, "two")
    assert letters(people) == [("export", "U2", "one"), ("export", "U1", "two")]
