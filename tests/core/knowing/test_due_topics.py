"""Which due topics a record holds: all while there are too many, none of who wants no questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from bot.core.knowing import cards, due_topics
from bot.core.knowing.due_topics import FULL_ABOVE, DueTopic
from bot.core.knowing.memory import TopicCard, retention_of, review_card, start_card
from bot.core.ledger import booking, undo
from bot.core.ledger.rules import BookedEntry, Booking
from bot.core.plan import member_plan, offered_steps
from bot.db.engine import Connection, Database
from bot.db.tables import members, question_days

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEY = {"workspace": "T1", "member": "U1"}


def card(topic: str, asked: datetime) -> TopicCard:
    return review_card(start_card(topic, asked - timedelta(days=9)), is_right=True, at=asked)


def save(conn: Connection, count: int, *, member: str = "U1") -> None:
    """Let so many topics be due, each remembered less than the one before."""
    for number in range(count):
        each = card(f"a.{number:02d}", MONDAY - timedelta(days=100 + number))
        cards.save_card(conn, workspace="T1", member=member, card=each)


def read_due(conn: Connection, now: datetime = MONDAY) -> dict[str, DueTopic]:
    return due_topics.read_due_topics(conn, **KEY, now=now)


def read_count(conn: Connection, now: datetime = MONDAY) -> int:
    return member_plan.read_learning_record(conn, **KEY, now=now).due_count


def test_a_record_has_their_number_and_they_are_read_by_themselves(people: Database) -> None:
    with people.begin() as conn:
        assert (read_count(conn), read_due(conn)) == (0, {})
        save(conn, FULL_ABOVE + 1, member="U2")
        assert (read_count(conn), read_due(conn)) == (0, {})
        save(conn, FULL_ABOVE + 1)
        found = read_due(conn)
        assert read_count(conn) == len(found) == FULL_ABOVE + 1
        assert member_plan.read_learning_record(conn, **KEY, now=MONDAY).due == {}
        assert (read_count(conn, MONDAY - timedelta(days=200)), read_due(conn, MONDAY - timedelta(days=200))) == (0, {})
    expected = card("a.03", MONDAY - timedelta(days=103))
    assert (found["a.03"].topic, found["a.03"].days_since) == ("a.03", 103)
    assert found["a.03"].retention == pytest.approx(retention_of(expected, MONDAY))


def test_the_one_that_was_offered_last_is_read_while_it_is_due(people: Database) -> None:
    with people.begin() as conn:
        save(conn, 3)
        offered_steps.remember_offer(conn, **KEY, subject="a.01", week="2026-W48")
        assert set(member_plan.read_learning_record(conn, **KEY, now=MONDAY).due) == {"a.01"}
        cards.save_card(conn, **KEY, card=card("a.01", MONDAY))
        assert member_plan.read_learning_record(conn, **KEY, now=MONDAY).due == {}


def test_one_that_was_never_asked_about_does_not_count(people: Database) -> None:
    with people.begin() as conn:
        save(conn, FULL_ABOVE)
        cards.save_card(conn, **KEY, card=replace(card("a.99", MONDAY - timedelta(days=200)), reviews=0))
        assert (read_count(conn), len(read_due(conn))) == (FULL_ABOVE, FULL_ABOVE)


@pytest.mark.parametrize(
    ("nudged", "days", "is_asked"), [(True, None, True), (False, None, False), (True, "", False), (False, "mon", True)]
)
def test_whoever_wants_no_questions_has_none(people: Database, nudged: bool, days: str | None, is_asked: bool) -> None:
    with people.begin() as conn:
        save(conn, FULL_ABOVE + 1)
        conn.execute(update(members).where(members.c.workspace == "T1", members.c.id == "U1").values(nudged=nudged))
        if days is not None:
            conn.execute(insert(question_days).values(**KEY, days=days or "tue thu", is_on=bool(days)))
        assert (bool(read_due(conn)), bool(read_count(conn))) == (is_asked, is_asked)


def test_hours_since_it_was_asked_about_are_a_look_at_it_until_they_are_undone(people: Database) -> None:
    with people.begin() as conn:
        save(conn, FULL_ABOVE + 2)
        said = Booking(60, "networking", "a", "a.05", date(2026, 11, 22), "", "command", "k1")
        done = booking.book_entry(conn, **KEY, booking=said, now=MONDAY, is_confirmed=True)
        assert isinstance(done, BookedEntry)
        assert set(read_due(conn)) == {f"a.{number:02d}" for number in range(FULL_ABOVE + 2)} - {"a.05"}
        later = MONDAY + timedelta(days=300)
        again = read_due(conn, later)["a.05"]
        assert again.days_since == 300
        assert again.retention == pytest.approx(cards.retention(conn, **KEY, now=later)["a.05"])
        undo.undo_act(conn, **KEY, act_id=done.entry_id, now=MONDAY, request="k2")
        assert "a.05" in read_due(conn)
