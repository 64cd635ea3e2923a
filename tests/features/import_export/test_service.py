"""Imports of tables: each row once, all as one act, never more than a day has, and with the sums kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.core import milestones
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import queries, rollups, undo
from bot.core.ledger.rules import BookedEntry, Booking, LedgerAct
from bot.core.reached_by_hours import Learner
from bot.db.engine import Database
from bot.features.import_export import service
from bot.features.import_export.rules import csv_subjects
from bot.features.import_export.rules.csv_format import ImportPlan, RejectedRow, UnreadableFile, write_entries
from bot.features.import_export.rules.csv_reader import parse_csv

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
TABLE = """day,minutes,area,note
2026-11-18,60,networking,a
2026-11-18,60,networking,a
2016-12-01,90,rest-api,b
"""


@pytest.fixture
def load(people: Database, catalog: Catalog):
    def load(text: str, *, dry_run: bool = False, member: str = "U1", workspace: str = "T1") -> ImportPlan:
        table = parse_csv(text.encode(), TODAY)
        assert not isinstance(table, UnreadableFile), table.reason
        rows = csv_subjects.resolve_subjects(catalog, table)
        assert not isinstance(rows, UnreadableFile)
        if dry_run:
            with people.read() as conn:
                return service.plan_import(conn, workspace=workspace, member=member, rows=rows, today=TODAY)
        with people.begin() as conn:
            learner = Learner(workspace, member, TODAY, ZoneInfo("UTC"))
            plan = service.book_import(conn, learner, rows=rows, catalog=catalog, now=NOW)
            assert rollups.count_drifted_members(conn) == 0
            return plan

    return load


def minutes(people: Database, member: str = "U1") -> list[int]:
    with people.read() as conn:
        return [entry.minutes for entry in queries.iterate_entries(conn, workspace="T1", member=member)]


def book(people: Database, minutes: int, day: date = TODAY, request: str = "r") -> int:
    booking = Booking(minutes, "networking", None, None, day, "", "command", request)
    with people.begin() as conn:
        done = ledger_booking.book_entry(conn, workspace="T1", member="U1", booking=booking, now=NOW, is_confirmed=True)
    assert isinstance(done, BookedEntry)
    return done.entry_id


def exported(people: Database, member: str = "U1") -> str:
    out = StringIO()
    with people.read() as conn:
        write_entries(out, queries.iterate_entries(conn, workspace="T1", member=member))
    return out.getvalue()


def test_a_dry_run_says_what_booking_does(load, people: Database) -> None:
    planned = load(TABLE, dry_run=True)
    assert (len(planned.bookings), planned.minutes) == (3, 210)
    assert planned.area_minutes == {"networking": 120, "rest-api": 90}
    assert minutes(people) == []
    done = load(TABLE)
    assert (done.bookings, done.already_booked, done.rejected) == (planned.bookings, 0, ())
    assert minutes(people) == [60, 60, 90]


def test_the_same_file_books_once_and_a_longer_one_what_is_new(load, people: Database) -> None:
    load(TABLE)
    again = load(TABLE)
    assert (again.bookings, again.already_booked, again.act) == ((), 3, None)
    longer = load(TABLE + "2026-11-18,60,networking,a\n2026-11-19,5,networking,\n")
    assert (len(longer.bookings), longer.already_booked) == (2, 3)
    assert minutes(people) == [60, 60, 90, 60, 5]
    assert len(load(TABLE, member="U2").bookings) == 3


def test_an_import_is_one_act(load, people: Database) -> None:
    load("day,minutes,area\n2026-11-17,5,networking\n")
    done = load(TABLE)
    with people.begin() as conn:
        undone = undo.undo_act(conn, workspace="T1", member="U1", request="undo", now=NOW)
        assert isinstance(undone, LedgerAct)
        assert (len(undone.changes), rollups.count_drifted_members(conn)) == (3, 0)
    assert minutes(people) == [5]
    again = load(TABLE)
    assert (again.bookings, again.already_booked, again.taken_back) == ((), 3, 3)
    with people.begin() as conn:
        assert undo.redo_act(conn, workspace="T1", member="U1", request="redo", now=NOW) is not None
    assert minutes(people) == [5, 60, 60, 90]
    assert done.act is not None


def test_what_an_import_reaches_is_kept_once(load, people: Database) -> None:
    def reached() -> set[str]:
        with people.read() as conn:
            found = milestones.member_milestones(conn, workspace="T1", member="U1")
            return {f"{each.milestone.kind} {each.milestone.subject}" for each in found}

    load("day,minutes,area\n2026-11-18,800,networking\n2026-11-11,200,blockchain\n")
    both = {"goal_met 2026-W46", "goal_met 2026-W47", "streak_step 2", "area_quarter networking"}
    assert reached() == both
    load("day,minutes,area\n2026-11-18,800,networking\n2026-11-11,200,blockchain\n")
    assert reached() == both


def test_rows_of_an_export_count_as_booked_before(load, people: Database) -> None:
    gone, kept, changed = (book(people, number, request=str(number)) for number in (10, 20, 30))
    table = exported(people)
    with people.begin() as conn:
        ledger_booking.delete_entry(conn, workspace="T1", member="U1", entry_id=gone, request="d", now=NOW)
        booking = Booking(35, "networking", None, None, TODAY, "", "edit", "e")
        ledger_booking.correct_entry(conn, workspace="T1", member="U1", entry_id=changed, booking=booking, now=NOW)
    planned = load(table)
    assert (planned.bookings, planned.already_booked, planned.taken_back) == ((), 3, 1)
    assert sorted(minutes(people)) == [20, 35]
    assert load(exported(people)).already_booked == 2
    assert kept


def test_a_row_with_the_id_of_another_entry_is_booked(load, people: Database) -> None:
    entry_id = book(people, 10)
    table = exported(people).replace("2026-11-21T12", "2026-11-20T12")  # as from a database that was lost
    assert f"\n{entry_id}," in table
    assert len(load(table).bookings) == 1
    assert len(load(exported(people), member="U2").bookings) == 2


def test_a_day_never_holds_more_than_it_has(load, people: Database) -> None:
    book(people, 1000, date(2026, 11, 18))
    text = "day,hours,area\n" + "2026-11-18,3,networking\n2026-11-18,4,networking\n" * 2
    done = load(text)
    assert [booking.minutes for booking in done.bookings] == [180, 240]
    reason = "Wed 18 Nov would hold {}, more than a day has"
    assert done.rejected == (RejectedRow(4, reason.format("26 h 40 min")), RejectedRow(5, reason.format("27 h 40 min")))


def test_bad_rows_are_kept_in_their_order(load) -> None:
    done = load("day,minutes,area\n2026-11-18,0,x\n2026-11-18,5,nonsense\n2026-11-18,5,networking\n2027-01-01,5,x\n")
    assert [row.line for row in done.rejected] == [2, 3, 5]
    assert len(done.bookings) == 1


def test_a_part_of_a_roadmap_comes_back_from_an_export(load, people: Database) -> None:
    load("day,minutes,what\n2026-11-18,5,aws scaling\n2026-11-18,6,docker storage\n")
    with people.read() as conn:
        entries = list(queries.iterate_entries(conn, workspace="T1", member="U1"))
        assert [each.topic for each in entries] == ["aws/scaling_considerations", "docker/storage"]
        text = StringIO()
        write_entries(text, entries)
    again = load(text.getvalue(), dry_run=True)
    assert (again.bookings, again.rejected) == ((), ())
    other = load(text.getvalue(), member="U2")
    assert [booking.topic for booking in other.bookings] == ["aws/scaling_considerations", "docker/storage"]


def test_a_table_takes_exact_names_only(load) -> None:
    names = ["networking cables", "helm", "aws and terraform", "netwroking", "argo"]
    done = load("day,minutes,what\n" + "".join(f"2026-11-18,5,{name}\n" for name in names))
    assert done.bookings == ()
    assert [row.line for row in done.rejected] == [2, 3, 4, 5, 6]


def test_a_row_of_a_day_that_has_not_begun_for_its_member_is_rejected(people: Database, catalog: Catalog) -> None:
    table = parse_csv(b"day,minutes,area\n2026-11-21,5,networking\n", TODAY)
    assert not isinstance(table, UnreadableFile)
    rows = csv_subjects.resolve_subjects(catalog, table)
    assert not isinstance(rows, UnreadableFile)
    with people.read() as conn:
        planned = service.plan_import(conn, workspace="T1", member="U1", rows=rows, today=date(2026, 11, 20))
    assert planned.rejected == (RejectedRow(2, "Sat 21 Nov is in the future"),)


def test_all_that_a_row_says_is_kept(load, people: Database) -> None:
    load('day,minutes,topic,note,evidence\n2026-11-18,5,aws.vpc-architecture,"a\nb",https://example.com\n')
    with people.read() as conn:
        [entry] = queries.iterate_entries(conn, workspace="T1", member="U1")
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


@pytest.mark.parametrize(
    "same",
    [
        "day,minutes,what,note\n2026-11-18,90,net,a  b\n",
        "date;hours;subject;comment\n18.11.2026;1.5;networking; a b \n",
        "day,duration,topic,notes\n18-Nov-2026,1:30:00,Networking,a\tb\n",
        "Date,Client,Project,Task,Notes,Hours\n2026-11-18,X,Networking,,a b,1.5\n",
        'day,minutes,area,note,evidence\n2026-11-18,90,networking,"a\nb",https://example.com\n',
    ],
)
def test_a_row_is_known_by_what_it_means(load, same: str) -> None:
    assert len(load("day,minutes,area,note\n2026-11-18,90,Networking,a b\n").bookings) == 1
    again = load(same)
    assert (again.bookings, again.already_booked, again.rejected) == ((), 1, ())
    twice = load(f"{same}{same.split(chr(10), 1)[1]}")
    assert (len(twice.bookings), twice.already_booked) == (1, 1)


@pytest.mark.parametrize(
    "other",
    ["2026-11-17,90,Networking,a", "2026-11-18,91,Networking,a", "2026-11-18,90,aws,a", "2026-11-18,90,Networking,A"],
)
def test_a_row_that_means_something_else_is_another(load, other: str) -> None:
    head = "day,minutes,area,note\n"
    load(f"{head}2026-11-18,90,Networking,a\n")
    assert len(load(f"{head}{other}\n").bookings) == 1


def test_what_older_versions_have_imported_is_known(load, people: Database) -> None:
    table = "day,duration,area,note\n2026-11-18,1:30:59,net,a\n2026-11-18,0:30,net,b\n"
    for minutes_before, note in ((90, "a"), (30, "b")):  # seconds were cut off, and keys made of the words
        booking = Booking(
            minutes_before, "networking", None, None, date(2026, 11, 18), note, "import", f"import:{note}"
        )
        with people.begin() as conn:
            ledger_booking.book_entry(conn, workspace="T1", member="U1", booking=booking, now=NOW, is_confirmed=True)
    again = load(table)
    assert (again.bookings, again.already_booked) == ((), 2)
    assert [each.minutes for each in load(table + "2026-11-18,1:30:59,net,a\n").bookings] == [91]


def test_a_corrected_entry_is_still_the_row_it_came_from(load, people: Database) -> None:
    table = "day,minutes,area,note\n2026-11-18,90,Networking,a\n"
    [first] = load(table).bookings
    with people.begin() as conn:
        [entry] = queries.iterate_entries(conn, workspace="T1", member="U1")
        changed = replace(first, minutes=60, note="b", source="edit", request="e")
        ledger_booking.correct_entry(conn, workspace="T1", member="U1", entry_id=entry.id, booking=changed, now=NOW)
    assert load(table).already_booked == 1
    assert minutes(people) == [60]


def test_a_moment_is_the_same_row_where_it_is_another_day(people: Database, catalog: Catalog) -> None:
    table = parse_csv(b"day,minutes,area\n2026-11-18T23:30:00Z,90,networking\n", TODAY)
    assert not isinstance(table, UnreadableFile)
    booked = []
    for zone in ("Europe/Berlin", "America/New_York", "Europe/Berlin"):
        rows = csv_subjects.resolve_subjects(catalog, [each.in_zone(ZoneInfo(zone)) for each in table])  # type: ignore[union-attr]
        assert not isinstance(rows, UnreadableFile)
        with people.begin() as conn:
            learner = Learner("T1", "U1", TODAY, ZoneInfo(zone))
            plan = service.book_import(conn, learner, rows=rows, catalog=catalog, now=NOW)
        booked.append([each.day for each in plan.bookings])
    assert booked == [[date(2026, 11, 19)], [], []]


def test_names_are_remembered_for_one_member(people: Database) -> None:
    key = {"workspace": "T1", "member": "U1"}
    with people.begin() as conn:
        service.remember_name(conn, **key, name="infra", subject=("networking", None, None), now=NOW)
        service.remember_name(conn, **key, name="infra", subject=("networking", "aws", None), now=NOW)
        service.remember_name(conn, **key, name="lunch", subject=None, now=NOW)
        assert service.read_names(conn, **key) == {"infra": ("networking", "aws", None), "lunch": None}
        assert service.read_names(conn, workspace="T1", member="U2") == {}
        service.forget_names(conn, **key, names={"infra", "other"})
        assert service.read_names(conn, **key) == {"lunch": None}
