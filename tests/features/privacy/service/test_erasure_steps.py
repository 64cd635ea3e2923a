"""An erasure in many short transactions: it can stop after any of them, and others see everything right meanwhile."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.app import FEATURES
from bot.core.knowing import state_acts, states
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import rollups, undo
from bot.core.ledger.rules import BookedEntry, Booking
from bot.core.people import members
from bot.core.people.erasures import MemberGone
from bot.db import tables
from bot.db.engine import Connection, Database
from bot.feature import kinds_about_many, personal_data
from bot.features.privacy import views
from bot.features.privacy.service import erasure, erasure_steps, retention
from bot.features.privacy.service.erasure_steps import ErasureRules
from tests.examples import IS_THOROUGH
from tests.features.privacy.service.test_erasure import HER, HIM, NOW, PRIYA, dump, insert_a_year_of_data

RULES = ErasureRules(views.build_erasure_texts(), personal_data(FEATURES), kinds_about_many(FEATURES), ZoneInfo("UTC"))
DAY = date(2026, 11, 19)


def begin(database: Database) -> None:
    with database.begin() as conn:
        assert erasure.begin_erasure(conn, workspace="T1", member=HER, reason=erasure.ASKED_BY_MEMBER, now=NOW)


def go_on(database: Database, is_time_up: Callable[[], bool] = erasure.never) -> Any:
    return erasure.continue_erasure(database, workspace="T1", member=HER, rules=RULES, is_time_up=is_time_up)


def whole(database: Database) -> dict[str, list[str]]:
    """What is in the database, without the numbers of the rows and the keys of messages, which are made of these."""
    with database.read() as conn:
        found = dump(conn)
    found["workspaces"] = []
    found["outbox"] = [" |".join(row.split("|", 4)[:3] + row.split("|", 4)[4:]) for row in found["outbox"]]
    return {name: sorted(row.split("|", 1)[-1] for row in rows) for name, rows in found.items()}


class Crash(Exception):
    """The process is gone."""


class CrashingDatabase:
    """A database whose process is gone before the transaction with this number that writes."""

    def __init__(self, database: Database, crash_before: int) -> None:
        self.begun, self.schema_notice = 0, None
        self._database, self._crash_before = database, crash_before

    def read(self) -> Any:
        return self._database.read()

    def begin(self, **options: Any) -> Any:
        if self.begun == self._crash_before:
            raise Crash
        self.begun += 1
        return self._database.begin(**options)


@pytest.mark.thorough
def test_a_crash_between_any_two_transactions_ends_in_the_same(people: Database) -> None:
    uninterrupted = CrashingDatabase(people, crash_before=-1)
    expected = erase_anew(people, uninterrupted)
    assert HER not in str(expected)
    assert expected["anonymous_totals"] == ["networking|60", "soft-skills|60"]
    assert uninterrupted.begun > 20
    some = 1 if IS_THOROUGH else 6 if people.engine.dialect.name == "sqlite" else 12  # PostgreSQL is slower to fill
    for number in range(random.randrange(some), uninterrupted.begun, some):
        assert erase_anew(people, CrashingDatabase(people, crash_before=number)) == expected, number


def erase_anew(people: Database, crashing: CrashingDatabase) -> dict[str, list[str]]:
    """Fill the database and erase her, at a second go after a crash; return what there is then."""
    _empty(people)
    with people.begin() as conn:
        insert_a_year_of_data(conn)
    begin(people)
    try:
        outcome = go_on(crashing)  # type: ignore[arg-type]
    except Crash:
        with people.read() as conn:
            assert rollups.count_drifted_members(conn) == 0
            assert members.read_names(conn, workspace="T1", member_ids=[HER, HIM]) == {HIM: "Mei"}
            assert retention.list_unknown_members(conn, among=["T1"], limit=5) == ()
        outcome = go_on(people)
    assert outcome.is_finished
    return whole(people)


def _empty(database: Database) -> None:
    with database.begin() as conn:
        conn.execute(tables.entries.delete().where(tables.entries.c.reverses.is_not(None)))
        for table in reversed(tables.metadata.sorted_tables):
            if table.name not in ("workspaces", "members"):
                conn.execute(table.delete())


def test_it_stops_when_the_time_is_up_and_goes_on_where_it_stood(people: Database) -> None:
    with people.begin() as conn:
        insert_a_year_of_data(conn)
    begin(people)
    rounds, steps = 1, []
    while not go_on(people, lambda: True).is_finished:
        rounds += 1
        with people.read() as conn:
            steps.append(conn.execute(select(tables.erasures.c.step)).scalar_one())
    names = [name for name, _ in erasure_steps.list_steps(RULES.data)]
    assert rounds > 10
    assert [names.index(each) for each in steps] == sorted(names.index(each) for each in steps)
    assert HER not in str(whole(people))
    assert go_on(people) is None


def test_while_it_runs_nothing_is_written_for_them_and_others_book(people: Database) -> None:
    with people.begin() as conn:
        insert_a_year_of_data(conn)
    begin(people)
    for write in WRITES:
        with pytest.raises(MemberGone), people.begin() as conn:
            write(conn)
    with people.begin() as conn:
        members.save_profile(conn, **PRIYA)
    with people.read() as conn:
        assert members.find_member(conn, workspace="T1", member=HER, default_zone=ZoneInfo("UTC")) is None
        assert erasure.list_unfinished(conn, before=NOW) == (("T1", HER),)
        assert erasure.list_unfinished(conn, before=NOW - timedelta(seconds=1)) == ()

    def book_meanwhile() -> bool:
        nonlocal booked
        booked += 1
        with people.begin() as conn:
            done = ledger_booking.book_entry(
                conn, workspace="T1", member=HIM, booking=said(f"meanwhile {booked}", minutes=1 + booked % 25), now=NOW
            )
        assert isinstance(done, BookedEntry)
        return False

    booked = 0
    assert go_on(people, book_meanwhile).is_finished
    assert booked > 10
    with people.begin() as conn:
        members.save_profile(conn, **PRIYA)
        ledger_booking.book_entry(conn, workspace="T1", member=HER, booking=said("anew"), now=NOW)
        assert rollups.count_drifted_members(conn) == 0


def said(request: str, *, minutes: int = 60) -> Booking:
    return Booking(minutes, "networking", None, None, DAY, request, "command", request)


WHO: dict[str, Any] = {"workspace": "T1", "member": HER, "now": NOW}
WRITES: list[Callable[[Connection], object]] = [
    lambda conn: state_acts.set_states(
        conn,
        **WHO,
        states={"aws.vpc": states.TopicState.KNOWN},
        by=states.StateSource.SELF,
        actor=HER,
        day=DAY,
        request="new",
    ),
    lambda conn: state_acts.undo_states(conn, **WHO, act=1, request="new"),
    lambda conn: ledger_booking.book_entry(conn, **WHO, booking=said("new")),
    lambda conn: ledger_booking.book_entries(conn, **WHO, bookings=[said("new")], request="new"),
    lambda conn: ledger_booking.correct_entry(conn, **WHO, entry_id=1, booking=said("new")),
    lambda conn: ledger_booking.delete_entry(conn, **WHO, entry_id=1, request="new"),
    lambda conn: ledger_booking.revise_request(
        conn, **WHO, original_request="one", bookings=[said("new")], request="one@2"
    ),
    lambda conn: undo.undo_act(conn, **WHO, request="new"),
    lambda conn: undo.redo_act(conn, **WHO, request="new"),
    lambda conn: members.lock_members(conn, workspace="T1", member_ids=[HER, HIM]),
    lambda conn: erasure.begin_erasure(conn, workspace="T1", member=HER, reason=erasure.LEFT_WORKSPACE, now=NOW),
]
