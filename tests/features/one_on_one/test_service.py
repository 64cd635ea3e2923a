"""The facts of a card on both databases: the last one-to-one, the assigned step, and private notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from bot.catalog.catalog import Catalog
from bot.clock import AdjustableClock
from bot.core.ledger import booking
from bot.core.ledger.rules import BookedEntry, Booking
from bot.core.people import members, workspaces
from bot.core.plan.member_plan import AssignedNextStep
from bot.db.engine import Database
from bot.db.tables import assignment_progress, assignment_steps, help_requests, levels, ticks
from bot.features.one_on_one.rules.card import CardFacts, RecentProgress
from bot.features.one_on_one.service import card, next_step, notes
from bot.settings import Settings, read_settings

TODAY = date(2026, 11, 21)
MEI = {"workspace": "T1", "member": "U2"}
PAIR = {"workspace": "T1", "one": "U1", "other": "U2"}

Book = Callable[..., int]


@pytest.fixture
def book(people: Database, clock: AdjustableClock) -> Book:
    def book(member: str, day: date, minutes: int = 60, area: str = "networking", **more: str) -> int:
        with people.begin() as conn:
            request = f"{member} {day} {minutes} {area} {more}"
            entry = Booking(minutes, area, None, None, day, "", "test", request, **more)
            booked = booking.book_entry(conn, workspace="T1", member=member, booking=entry, now=clock.now())
            assert isinstance(booked, BookedEntry)
            return booked.entry_id

    return book


@pytest.fixture
def settings() -> Settings:
    return read_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"})


def test_the_last_one_to_one_is_what_either_of_the_two_has_booked_and_not_taken_back(
    people: Database, book: Book, clock: AdjustableClock
) -> None:
    book("U1", date(2026, 11, 1), activity="mentoring", people="U22")
    book("U1", date(2026, 11, 2), activity="talk", people="U2")
    with people.read() as conn:
        assert card.find_last_meeting_day(conn, **PAIR) is None
    book("U1", date(2026, 11, 3), activity="mentoring", people="U9 U2")
    newest = book("U2", date(2026, 11, 5), activity="mentoring", people="U1")
    with people.read() as conn:
        assert card.find_last_meeting_day(conn, **PAIR) == date(2026, 11, 5)
        assert card.find_last_meeting_day(conn, workspace="T1", one="U2", other="U1") == date(2026, 11, 5)
        assert card.find_last_meeting_day(conn, workspace="T9", one="U1", other="U2") is None
    with people.begin() as conn:
        booking.delete_entry(conn, **MEI, entry_id=newest, request="back", now=clock.now())
    with people.read() as conn:
        assert card.find_last_meeting_day(conn, **PAIR) == date(2026, 11, 3)


def test_the_facts_count_from_the_last_one_to_one_on(
    people: Database, book: Book, clock: AdjustableClock, catalog: Catalog, settings: Settings
) -> None:
    book("U2", date(2026, 11, 2), 90)
    book("U2", date(2026, 11, 10), 120)
    book("U2", date(2026, 11, 12), 30, "cloud-computing")
    deleted = book("U2", date(2026, 11, 13), 600, "cloud-computing")
    now, before = clock.now(), clock.now() - timedelta(days=15)
    with people.begin() as conn:
        booking.delete_entry(conn, **MEI, entry_id=deleted, request="back", now=now)
        conn.execute(insert(help_requests).values(**MEI, subject="", words="routes", at=now))
        for task, at in (("networking.cdn", now), ("networking.firewall-rules", before)):
            conn.execute(insert(ticks).values(**MEI, assignment=task, ticked_at=at))
        doing = {**MEI, "assignment": "networking.hybrid-network"}
        conn.execute(insert(assignment_steps).values(**doing, at=now, actor="U1", act="send back"))
        conn.execute(insert(assignment_progress).values(**doing, state="sent back", step=1, due=TODAY, changed_at=now))
        conn.execute(insert(levels).values(**MEI, roadmap="aws", claimed="advanced", claimed_at=now))
    four_weeks = read_facts(people, catalog, settings, clock)
    assert (four_weeks.last_met, four_weeks.since) == (None, date(2026, 10, 24))
    assert (four_weeks.entry_count, four_weeks.total_minutes) == (3, 240)
    assert len(four_weeks.progress.finished) == 2
    book("U1", date(2026, 11, 10), 30, "soft-skills", activity="mentoring", people="U2")
    facts = read_facts(people, catalog, settings, clock)
    assert facts.last_met == facts.since == date(2026, 11, 10)
    assert facts.minutes_by_area == (("networking", 120), ("cloud-computing", 30))
    assert facts.entry_count == 2
    assert facts.progress == RecentProgress(
        finished=("networking.cdn",), sent_back=("networking.hybrid-network",), levels=facts.progress.levels
    )
    assert [each.roadmap for each in facts.progress.levels] == ["aws"]
    assert [(each.assignment, each.due) for each in facts.open_assignments] == [("networking.hybrid-network", TODAY)]
    assert [each.words for each in facts.help_requests] == ["routes"]
    assert facts.status is not None


def read_facts(people: Database, catalog: Catalog, settings: Settings, clock: AdjustableClock) -> CardFacts:
    with people.read() as conn:
        mei = members.find_member(conn, **MEI, default_zone=ZoneInfo("UTC"))
        assert mei is not None
        workspace = workspaces.read_workspace(conn, workspace="T1", settings=settings)
        return card.read_card(
            conn, workspace=workspace, catalog=catalog, member=mei, viewer_id="U1", now=clock.now()
        ).facts


def test_the_newest_assigned_step_holds_and_is_declined_once(people: Database, clock: AdjustableClock) -> None:
    first, second = (
        AssignedNextStep("U1", subject, "try", clock.now()) for subject in ("networking.cdn", "aws.vpc-endpoints")
    )
    with people.begin() as conn:
        next_step.assign_next_step(conn, **MEI, next_step=first, minutes=0)
        next_step.assign_next_step(conn, **MEI, next_step=second, minutes=30)
    with people.begin() as conn:
        assert next_step.find_assigned_step(conn, **MEI) == second
        assert next_step.decline_next_step(conn, **MEI, subject="networking.cdn") is None
        assert next_step.decline_next_step(conn, **MEI, subject="aws.vpc-endpoints") == second
        assert next_step.decline_next_step(conn, **MEI, subject="aws.vpc-endpoints") is None


def test_notes_are_their_authors_and_the_members_where_they_are_shared(
    people: Database, clock: AdjustableClock
) -> None:
    with people.begin() as conn:
        for key in ("a", "a", "b"):
            notes.add_note(conn, **MEI, author="U1", words=f"private {key}", is_shared=False, key=key, now=clock.now())
        shared = notes.add_note(conn, **MEI, author="U1", words="shared", is_shared=True, key="c", now=clock.now())
        assert shared is not None
        notes.delete_own_note(conn, workspace="T1", author="U3", note_id=shared.id)
        notes.share_own_note(conn, workspace="T1", author="U3", note_id=shared.id - 1)
    with people.read() as conn:
        own = notes.list_own_notes(conn, **MEI, author="U1", limit=9)
        assert [each.words for each in own] == ["shared", "private b", "private a"]
        assert notes.count_own_notes(conn, **MEI, author="U1") == 3
        assert notes.list_own_notes(conn, **MEI, author="U3", limit=9) == ()
        assert [each.words for each in notes.list_shared_notes(conn, **MEI, limit=9)] == ["shared"]
        assert notes.find_own_note(conn, workspace="T1", author="U3", note_id=shared.id) is None
