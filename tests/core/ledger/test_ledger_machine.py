"""Any sequence of acts, with undo and redo as in an editor: totals equal the ledger, and the ledger equals a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Connection, func, select

from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import queries, rollups
from bot.core.ledger import undo as ledger_undo
from bot.core.ledger.rules import (
    REFUSE_ABOVE,
    BookedEntry,
    Booking,
    DoubtfulBooking,
    Entry,
    EntryChange,
    FullDay,
    LedgerAct,
    OutdatedAct,
)
from bot.db.engine import Database
from bot.db.tables import entries, totals
from tests.machines import run_machine

OWNER: Final = {"workspace": "T1", "member": "U1"}
OTHER: Final = {"workspace": "T1", "member": "U2"}
NOW: Final = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MONDAY: Final = date(2026, 11, 16)
BOOKINGS = st.builds(
    Booking,
    minutes=st.sampled_from([1, 30, 60, 400, 900]),
    area=st.sampled_from(["networking", "rest-api"]),
    roadmap=st.none(),
    topic=st.sampled_from([None, "aws.vpc"]),
    day=st.sampled_from([MONDAY, MONDAY - timedelta(days=1)]),
    note=st.sampled_from(["", "x"]),
    source=st.just("command"),
    request=st.just(""),
)
PICK = st.integers(0, 50)
Changes = dict[int, tuple[Booking | None, Booking | None]]  # by entry: before and after


class Editor(RuleBasedStateMachine):
    """The model: the entries in force, the acts in effect, and those undone, newest last."""

    conn: Connection

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = self.conn.begin_nested()
        self.in_force: dict[int, Booking] = {}
        self.effective: dict[int, Changes] = {}
        self.undone: list[tuple[int, int, Changes]] = []  # the undo, the act that it undid, and its changes
        self.redone: dict[int, int] = {}  # the id of the redo, by the act that it redid
        self.keys: dict[str, list[int]] = {}
        self.calls: list[Callable[[], Any]] = []
        self.requests = 0

    def teardown(self) -> None:
        self.savepoint.rollback()

    def request(self) -> str:
        self.requests += 1
        return f"r{self.requests}."

    def minutes_on(self, day: date) -> int:
        return sum(booking.minutes for booking in self.in_force.values() if booking.day == day)

    def record(self, act: int, changes: Changes) -> None:
        self.effective[act] = changes
        self.undone = []
        self.apply(changes)

    def apply(self, changes: Changes) -> None:
        for root, (_, after) in changes.items():
            self.in_force.pop(root, None)
            if after:
                self.in_force[root] = after

    @rule(booking=BOOKINGS)
    def book(self, booking: Booking) -> None:
        booking = replace(booking, request=self.request())

        def call() -> Any:
            return ledger_booking.book_entry(self.conn, **OWNER, booking=booking, now=NOW, is_confirmed=True)

        result = call()
        if self.minutes_on(booking.day) + booking.minutes > REFUSE_ABOVE:
            assert isinstance(result, FullDay)
            return
        assert isinstance(result, BookedEntry)
        self.calls.append(call)
        self.keys[booking.request] = [result.entry_id]
        self.record(result.entry_id, {result.entry_id: (None, booking)})

    @rule(bookings=st.lists(BOOKINGS, min_size=1, max_size=3))
    def book_all(self, bookings: list[Booking]) -> None:
        key = self.request()

        def call() -> Any:
            return ledger_booking.book_entries(
                self.conn, **OWNER, bookings=bookings, request=key, now=NOW, is_confirmed=True
            )

        result = call()
        days = Counter[date]()
        for booking in bookings:
            days[booking.day] += booking.minutes
        if any(self.minutes_on(day) + minutes > REFUSE_ABOVE for day, minutes in days.items()):
            assert isinstance(result, DoubtfulBooking)
            return
        roots = [change.after.root for change in result.changes]
        self.calls.append(call)
        self.keys[key] = roots
        self.record(result.act_id, {root: (None, booking) for root, booking in zip(roots, bookings, strict=True)})

    @precondition(lambda self: self.in_force)
    @rule(pick=PICK, booking=BOOKINGS)
    def correct(self, pick: int, booking: Booking) -> None:
        root = sorted(self.in_force)[pick % len(self.in_force)]
        old, booking = self.in_force[root], replace(booking, request=self.request())

        def call(owner: dict[str, str] = OWNER) -> Any:
            return ledger_booking.correct_entry(
                self.conn, **owner, entry_id=root, booking=booking, now=NOW, is_confirmed=True
            )

        assert call(OTHER) is None
        result = call()
        rest = self.minutes_on(booking.day) - (old.minutes if old.day == booking.day else 0)
        if content_of(old) == content_of(booking):
            assert result.changes == ()
        elif rest + booking.minutes > REFUSE_ABOVE:
            assert isinstance(result, FullDay)
        else:
            self.calls.append(call)
            self.record(result.act_id, {root: (old, booking)})

    @precondition(lambda self: self.in_force)
    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        root, key = sorted(self.in_force)[pick % len(self.in_force)], self.request()

        def call(owner: dict[str, str] = OWNER) -> Any:
            return ledger_booking.delete_entry(self.conn, **owner, entry_id=root, request=key, now=NOW)

        assert call(OTHER) is None
        result = call()
        self.calls.append(call)
        self.record(result.act_id, {root: (self.in_force[root], None)})

    @precondition(lambda self: self.keys)
    @rule(pick=PICK, bookings=st.lists(BOOKINGS, max_size=3))
    def revise(self, pick: int, bookings: list[Booking]) -> None:
        key = sorted(self.keys)[pick % len(self.keys)]
        roots = [root for root in self.keys[key] if root in self.in_force]
        request = f"{key}@{self.request()}"

        def call() -> Any:
            return ledger_booking.revise_request(
                self.conn, **OWNER, original_request=key, bookings=bookings, request=request, now=NOW
            )

        result = call()
        if not roots:
            assert result is None
            return
        days = Counter[date]()
        for booking in bookings:
            days[booking.day] += booking.minutes
        for root in roots:
            days[self.in_force[root].day] -= self.in_force[root].minutes
        if any(self.minutes_on(each.day) + days[each.day] > REFUSE_ABOVE for each in bookings):
            assert isinstance(result, FullDay)
            return
        pairs, left = self.matched(roots, bookings)
        changes: Changes = {root: (self.in_force[root], pairs.get(root)) for root in roots}
        changes = {root: (old, new) for root, (old, new) in changes.items() if content_of(old) != content_of(new)}
        added = [change.after.root for change in result.changes if not change.before]
        changes |= {root: (None, new) for root, new in zip(added, left, strict=True)}
        assert len(result.changes) == len(changes)
        if changes:
            self.keys[key] += added
            self.calls.append(call)
            self.record(result.act_id, changes)

    def matched(self, roots: list[int], bookings: list[Booking]) -> tuple[dict[int, Booking], list[Booking]]:
        """Match entries with bookings by content, then by subject, then in order; the rest is new."""
        pairs, left = dict[int, Booking](), list(bookings)
        for part in (content_of, lambda booking: (booking.area, booking.topic), lambda _: None):
            for root in roots:
                alike = [new for new in left if part(new) == part(self.in_force[root])]
                if root not in pairs and alike:
                    pairs[root] = alike[0]
                    left.remove(alike[0])
        return pairs, left

    @rule()
    def undo(self) -> None:
        self.undo_act(max(self.effective, default=None), None)

    @precondition(lambda self: self.effective)
    @rule(pick=PICK, as_redone=st.booleans())
    def undo_one(self, pick: int, *, as_redone: bool) -> None:
        act = sorted(self.effective)[pick % len(self.effective)]
        self.undo_act(act, self.redone.get(act, act) if as_redone else act)

    @precondition(lambda self: self.redone)
    @rule()
    def undo_what_was_redone_last(self) -> None:
        act = list(self.redone)[-1]
        if act in self.effective:
            self.undo_act(act, self.redone[act])

    def undo_act(self, act: int | None, named: int | None) -> None:
        key = self.request()

        def call(owner: dict[str, str] = OWNER) -> Any:
            return ledger_undo.undo_act(self.conn, **owner, request=key, now=NOW, act_id=named)

        assert call(OTHER) is None
        result = call()
        if act is None:
            assert result is None
        elif self.is_changed_since(act):
            assert isinstance(result, OutdatedAct)
        elif self.is_reversed(self.effective[act], result, back=True):
            self.calls.append(call)
            self.undone.append((result.act_id, act, self.effective.pop(act)))

    @rule(is_named=st.booleans())
    def redo(self, *, is_named: bool) -> None:
        key, newest = self.request(), self.undone[-1] if self.undone else None
        named = newest[0] if newest and is_named else None

        def call(owner: dict[str, str] = OWNER) -> Any:
            return ledger_undo.redo_act(self.conn, **owner, request=key, now=NOW, act_id=named)

        assert call(OTHER) is None
        result = call()
        if newest is None:
            assert result is None
        elif self.is_reversed(newest[2], result, back=False):
            self.calls.append(call)
            self.undone.pop()
            self.effective[newest[1]] = newest[2]
            self.redone = {
                **{act: known for act, known in self.redone.items() if act != newest[1]},
                newest[1]: result.act_id,
            }

    @precondition(lambda self: len(self.undone) > 1)
    @rule()
    def redo_what_was_not_undone_last(self) -> None:
        act = self.undone[0][0]
        assert ledger_undo.redo_act(self.conn, **OWNER, request=self.request(), now=NOW, act_id=act) is None

    def is_changed_since(self, act: int) -> bool:
        """Return whether a later act in effect changed an entry of this one, even if only there and back."""
        return any(
            not self.effective[act].keys().isdisjoint(self.effective[each]) for each in self.effective if each > act
        )

    def is_reversed(self, done: Changes, result: Any, *, back: bool) -> bool:
        """Reverse the act in the model if that is possible now, and check that the result agrees."""
        changes = {root: (after, before) if back else (before, after) for root, (before, after) in done.items()}
        if any(content_of(self.in_force.get(root)) != content_of(left) for root, (left, _) in changes.items()):
            assert isinstance(result, OutdatedAct)
            return False
        days = Counter[date]()
        for left, to in changes.values():
            days[left.day if left else MONDAY] -= left.minutes if left else 0
            days[to.day if to else MONDAY] += to.minutes if to else 0
        coming = {to.day for _, to in changes.values() if to}
        if any(self.minutes_on(day) + days[day] > REFUSE_ABOVE for day in coming):
            assert isinstance(result, FullDay)
            return False
        assert isinstance(result, LedgerAct)
        assert result.is_new
        assert [change_content(change) for change in result.changes] == [
            (content_of(a), content_of(b)) for a, b in changes.values()
        ]
        self.apply(changes)
        return True

    @precondition(lambda self: self.calls)
    @rule(pick=PICK)
    def repeat(self, pick: int) -> None:
        """Repeat a request, which has its effect once."""
        assert not self.calls[pick % len(self.calls)]().is_new

    @invariant()
    def totals_ledger_and_model_are_one(self) -> None:
        assert rollups.count_drifted_members(self.conn) == 0
        page = queries.list_entries(self.conn, workspace="T1", member="U1", limit=1000)
        assert {entry.root: content_of(entry) for entry in page.entries} == {
            r: content_of(booking) for r, booking in self.in_force.items()
        }
        minutes = sum(booking.minutes for booking in self.in_force.values())
        assert (page.count, page.minutes) == (len(self.in_force), minutes)
        rows = queries.list_postings(self.conn, workspace="T1", member="U1", limit=3)
        assert rows.total_minutes == rows.minutes_before + sum(row.minutes for row in rows.rows) == minutes
        assert (self.conn.execute(select(func.min(totals.c.minutes))).scalar_one() or 0) >= 0
        assert not self.conn.execute(select(entries.c.id).where(entries.c.member != "U1")).first()


def content_of(booking: Booking | Entry | None) -> Any:
    return booking and (booking.minutes, booking.area, booking.topic, booking.day, booking.note)


def change_content(change: EntryChange) -> Any:
    return content_of(change.before), content_of(change.after)


@pytest.mark.parametrize(("database_url", "examples"), [("sqlite", 15), ("postgresql", 3)], indirect=["database_url"])
def test_any_sequence_of_acts_keeps_totals_equal_to_the_ledger(database: Database, examples: int) -> None:
    with database.begin() as conn:
        run_machine(Editor, conn=conn, examples=examples)
