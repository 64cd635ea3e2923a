"""Booking tables: once each, all as one act, never more than a day has, and with the totals kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO

import pytest

from bot.catalog.catalog import Catalog
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import queries, rollups, undo
from bot.core.ledger.rules import Booked, Booking, Done
from bot.db.engine import Sessions
from bot.features.import_export import service
from bot.features.import_export.rules import csv_subjects
from bot.features.import_export.rules.csv_format import Bad, NoSheet, Plan, write
from bot.features.import_export.rules.csv_reader import read

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
TABLE = """day,minutes,area,note
2026-11-18,60,networking,a
2026-11-18,60,networking,a
2016-12-01,90,rest-api,b
"""


@pytest.fixture
def load(people: Sessions, catalog: Catalog):
    def load(text: str, *, dry_run: bool = False, member: str = "U1", workspace: str = "T1") -> Plan:
        table = read(text.encode(), TODAY)
        assert not isinstance(table, NoSheet), table.why
        rows = csv_subjects.read(catalog, table)
        assert not isinstance(rows, NoSheet)
        if dry_run:
            with people.read() as session:
                return service.plan(session, workspace=workspace, member=member, rows=rows, today=TODAY)
        with people.begin() as session:
            found = service.book(session, workspace=workspace, member=member, rows=rows, today=TODAY, now=NOW)
            assert rollups.drift(session) == 0
            return found

    return load


def minutes(people: Sessions, member: str = "U1") -> list[int]:
    with people.read() as session:
        return [entry.minutes for entry in queries.in_force(session, workspace="T1", member=member)]


def book(people: Sessions, minutes: int, day: date = TODAY, request: str = "r", **more: str) -> int:
    booking = Booking(minutes, "networking", None, None, day, "", "command", request, **more)
    with people.begin() as session:
        done = ledger_booking.book(session, workspace="T1", member="U1", booking=booking, now=NOW, insist=True)
    assert isinstance(done, Booked)
    return done.entry


def exported(people: Sessions, member: str = "U1") -> str:
    out = StringIO()
    with people.read() as session:
        write(out, queries.in_force(session, workspace="T1", member=member))
    return out.getvalue()


def test_a_dry_run_says_what_booking_does(load, people: Sessions) -> None:
    planned = load(TABLE, dry_run=True)
    assert (len(planned.bookings), planned.minutes, planned.areas) == (3, 210, {"networking": 120, "rest-api": 90})
    assert minutes(people) == []
    done = load(TABLE)
    assert (done.bookings, done.known, done.bad) == (planned.bookings, 0, ())
    assert minutes(people) == [60, 60, 90]


def test_the_same_file_books_once_and_a_longer_one_what_is_new(load, people: Sessions) -> None:
    load(TABLE)
    again = load(TABLE)
    assert (again.bookings, again.known, again.act) == ((), 3, None)
    longer = load(TABLE + "2026-11-18,60,networking,a\n2026-11-19,5,networking,\n")
    assert (len(longer.bookings), longer.known) == (2, 3)
    assert minutes(people) == [60, 60, 90, 60, 5]
    assert len(load(TABLE, member="U2").bookings) == 3


def test_an_import_is_one_act(load, people: Sessions) -> None:
    load("day,minutes,area\n2026-11-17,5,networking\n")
    done = load(TABLE)
    with people.begin() as session:
        undone = undo.undo(session, workspace="T1", member="U1", request="undo", now=NOW)
        assert isinstance(undone, Done)
        assert (len(undone.changes), rollups.drift(session)) == (3, 0)
    assert minutes(people) == [5]
    back = load(TABLE)
    assert (back.bookings, back.known, back.gone) == ((), 3, 3)
    with people.begin() as session:
        assert undo.redo(session, workspace="T1", member="U1", request="redo", now=NOW) is not None
    assert minutes(people) == [5, 60, 60, 90]
    assert done.act is not None


def test_rows_of_an_export_were_booked_before_and_stay_out_where_they_were_taken_back(load, people: Sessions) -> None:
    gone, kept, changed = (book(people, number, request=str(number)) for number in (10, 20, 30))
    table = exported(people)
    with people.begin() as session:
        ledger_booking.delete(session, workspace="T1", member="U1", entry=gone, request="d", now=NOW)
        more = Booking(35, "networking", None, None, TODAY, "", "edit", "e")
        ledger_booking.correct(session, workspace="T1", member="U1", entry=changed, booking=more, now=NOW)
    planned = load(table)
    assert (planned.bookings, planned.known, planned.gone) == ((), 3, 1)
    assert sorted(minutes(people)) == [20, 35]
    assert load(exported(people)).known == 2
    assert kept


def test_a_number_that_is_another_entry_here_is_no_reason_to_leave_a_row_out(load, people: Sessions) -> None:
    number = book(people, 10)
    table = exported(people).replace("2026-11-21T12", "2026-11-20T12")  # as from a database that was lost
    assert f"\n{number}," in table
    assert len(load(table).bookings) == 1
    assert len(load(exported(people), member="U2").bookings) == 2


def test_a_day_never_holds_more_than_it_has(load, people: Sessions) -> None:
    book(people, 1000, date(2026, 11, 18))
    text = "day,hours,area\n" + "2026-11-18,3,networking\n2026-11-18,4,networking\n" * 2
    done = load(text)
    assert [booking.minutes for booking in done.bookings] == [180, 240]
    words = "Wed 18 Nov would hold {}, more than a day has"
    assert done.bad == (Bad(4, words.format("26 h 40 min")), Bad(5, words.format("27 h 40 min")))


def test_bad_rows_are_kept_in_their_order(load) -> None:
    done = load("day,minutes,area\n2026-11-18,0,x\n2026-11-18,5,nonsense\n2026-11-18,5,networking\n2027-01-01,5,x\n")
    assert [bad.line for bad in done.bad] == [2, 3, 5]
    assert len(done.bookings) == 1


def test_a_row_of_a_day_that_has_not_begun_for_its_member(people: Sessions, catalog: Catalog) -> None:
    table = read(b"day,minutes,area\n2026-11-21,5,networking\n", TODAY)
    assert not isinstance(table, NoSheet)
    rows = csv_subjects.read(catalog, table)
    assert not isinstance(rows, NoSheet)
    with people.read() as session:
        planned = service.plan(session, workspace="T1", member="U1", rows=rows, today=date(2026, 11, 20))
    assert planned.bad == (Bad(2, "Sat 21 Nov has not come yet"),)


def test_all_that_a_row_says_is_kept(load, people: Sessions) -> None:
    load('day,minutes,topic,note,evidence\n2026-11-18,5,aws.vpc-architecture,"a\nb",https://example.com\n')
    with people.read() as session:
        [entry] = queries.in_force(session, workspace="T1", member="U1")
    assert replace(entry, id=0, root=0, created_at=NOW) == replace(
        entry,
        id=0,
        root=0,
        minutes=5,
        area="networking",
        roadmap="aws",
        topic="aws.vpc-architecture",
        day=date(2026, 11, 18),
        note="a\nb",
        source="import",
        created_at=NOW,
        evidence="https://example.com",
    )
