"""What a card is made of, on both databases: the last one-to-one, advice, and notes that are nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from bot.catalog.catalog import Catalog
from bot.clock import TurnableClock
from bot.core.ledger import booking
from bot.core.ledger.rules import Booked, Booking
from bot.core.people import members, workspaces
from bot.core.people.workspace import Workspace
from bot.core.plan.state import Advice
from bot.db.engine import Connection, Sessions
from bot.db.tables import levels, stucks, ticks, work_steps, works
from bot.features.one_on_one.rules.card_facts import Change, Facts
from bot.features.one_on_one.service import card, next_step, notes
from bot.settings import Settings, read_settings

TODAY = date(2026, 11, 21)
MEI = {"workspace": "T1", "member": "U2"}
PAIR = {"workspace": "T1", "one": "U1", "other": "U2"}

Book = Callable[..., int]


@pytest.fixture
def book(people: Sessions, clock: TurnableClock) -> Book:
    def book(member: str, day: date, minutes: int = 60, area: str = "networking", **more: str) -> int:
        with people.begin() as session:
            request = f"{member} {day} {minutes} {area} {more}"
            said = Booking(minutes, area, None, None, day, "", "test", request, **more)
            done = booking.book(session, workspace="T1", member=member, booking=said, now=clock.now())
            assert isinstance(done, Booked)
            return done.entry

    return book


@pytest.fixture
def settings() -> Settings:
    return read_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"})


def place(session: Connection, settings: Settings) -> Workspace:
    return workspaces.get(session, workspace="T1", settings=settings)


def test_the_last_one_to_one_is_what_either_of_the_two_has_booked_and_not_taken_back(
    people: Sessions, book: Book, clock: TurnableClock
) -> None:
    book("U1", date(2026, 11, 1), activity="mentoring", people="U22")
    book("U1", date(2026, 11, 2), activity="talk", people="U2")
    with people.read() as session:
        assert card.last_met(session, **PAIR) is None
    book("U1", date(2026, 11, 3), activity="mentoring", people="U9 U2")
    newest = book("U2", date(2026, 11, 5), activity="mentoring", people="U1")
    with people.read() as session:
        assert card.last_met(session, **PAIR) == date(2026, 11, 5)
        assert card.last_met(session, workspace="T1", one="U2", other="U1") == date(2026, 11, 5)
        assert card.last_met(session, workspace="T9", one="U1", other="U2") is None
    with people.begin() as session:
        booking.delete(session, **MEI, entry=newest, request="back", now=clock.now())
    with people.read() as session:
        assert card.last_met(session, **PAIR) == date(2026, 11, 3)


def test_the_facts_count_from_the_last_one_to_one_on(
    people: Sessions, book: Book, clock: TurnableClock, catalog: Catalog, settings: Settings
) -> None:
    book("U2", date(2026, 11, 2), 90)
    book("U2", date(2026, 11, 10), 120)
    book("U2", date(2026, 11, 12), 30, "cloud-computing")
    gone = book("U2", date(2026, 11, 13), 600, "cloud-computing")
    now, before = clock.now(), clock.now() - timedelta(days=15)
    with people.begin() as session:
        booking.delete(session, **MEI, entry=gone, request="back", now=now)
        session.execute(insert(stucks).values(**MEI, subject="", words="routes", at=now))
        for task, at in (("networking.cdn", now), ("networking.firewall-rules", before)):
            session.execute(insert(ticks).values(**MEI, assignment=task, ticked_at=at))
        doing = {**MEI, "assignment": "networking.hybrid-network"}
        session.execute(insert(work_steps).values(**doing, at=now, actor="U1", act="send back"))
        session.execute(insert(works).values(**doing, state="sent back", step=1, due=TODAY, changed_at=now))
        session.execute(insert(levels).values(**MEI, roadmap="aws", claimed="advanced", claimed_at=now))
    four_weeks = _facts(people, catalog, settings, clock)
    assert (four_weeks.met, four_weeks.since, four_weeks.entries, four_weeks.minutes) == (
        None,
        date(2026, 10, 24),
        3,
        240,
    )
    assert len(four_weeks.change.finished) == 2
    book("U1", date(2026, 11, 10), 30, "soft-skills", activity="mentoring", people="U2")
    facts = _facts(people, catalog, settings, clock)
    assert facts.met == facts.since == date(2026, 11, 10)
    assert facts.areas == (("networking", 120), ("cloud-computing", 30))
    assert facts.entries == 2
    assert facts.change == Change(
        finished=("networking.cdn",), sent_back=("networking.hybrid-network",), levels=facts.change.levels
    )
    assert [each.roadmap for each in facts.change.levels] == ["aws"]
    assert [(each.assignment, each.due) for each in facts.open] == [("networking.hybrid-network", TODAY)]
    assert [each.words for each in facts.stuck] == ["routes"]
    assert facts.state is not None


def _facts(people: Sessions, catalog: Catalog, settings: Settings, clock: TurnableClock) -> Facts:
    with people.read() as session:
        mei = members.find(session, **MEI, default=ZoneInfo("UTC"))
        assert mei is not None
        here = place(session, settings)
        found = card.of_member(session, workspace=here, catalog=catalog, member=mei, eyes="U1", now=clock.now())
    return found.facts


def test_the_newest_advice_holds_and_is_set_aside_once(people: Sessions, clock: TurnableClock) -> None:
    first, second = (Advice("U1", subject, "try", clock.now()) for subject in ("networking.cdn", "aws.vpc-endpoints"))
    with people.begin() as session:
        next_step.give(session, **MEI, given=first, minutes=0)
        next_step.give(session, **MEI, given=second, minutes=30)
    with people.begin() as session:
        assert next_step.current(session, **MEI) == second
        assert next_step.set_aside(session, **MEI, subject="networking.cdn") is None
        assert next_step.set_aside(session, **MEI, subject="aws.vpc-endpoints") == second
        assert next_step.set_aside(session, **MEI, subject="aws.vpc-endpoints") is None


def test_notes_are_their_authors_and_the_members_where_they_are_shared(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        for key in ("a", "a", "b"):
            notes.add(session, **MEI, author="U1", words=f"private {key}", shared=False, key=key, now=clock.now())
        shared = notes.add(session, **MEI, author="U1", words="shared", shared=True, key="c", now=clock.now())
        assert shared is not None
        notes.drop(session, workspace="T1", author="U3", number=shared.id)
        notes.share(session, workspace="T1", author="U3", number=shared.id - 1)
    with people.read() as session:
        mine = notes.by(session, **MEI, author="U1", limit=9)
        assert [each.words for each in mine] == ["shared", "private b", "private a"]
        assert notes.count(session, **MEI, author="U1") == 3
        assert notes.by(session, **MEI, author="U3", limit=9) == ()
        assert [each.words for each in notes.shared_with(session, **MEI, limit=9)] == ["shared"]
        assert notes.find(session, workspace="T1", author="U3", number=shared.id) is None
