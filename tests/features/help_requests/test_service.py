"""Experts, their questions, help requests and levels in the database, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject
from bot.clock import AdjustableClock
from bot.core import levels
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.people import members
from bot.core.plan import member_plan
from bot.db.engine import Database
from bot.features.help_requests import service
from bot.features.help_requests.rules import MAX_OPEN_HELP_REQUESTS, ExpertQuestion, ExpertReason
from tests.fixtures.installed import install_workspace

Join = Callable[..., None]


@pytest.fixture
def join(database: Database, clock: AdjustableClock) -> Join:
    """Return a function that adds a member who agreed to be asked, with hours on some subjects."""

    def join(user: str, *booked: Subject, workspace: str = "T1", minutes: int = 120, **chosen: Any) -> None:
        profile: dict[str, Any] = {"timezone": "UTC", "is_admin": False, "is_active": True, "profile_at": clock.now()}
        values = {"askable": True, **chosen}
        with database.begin() as conn:
            install_workspace(conn, workspace=workspace, now=clock.now())
            members.save_profile(conn, workspace=workspace, member=user, name=user.title(), now=clock.now(), **profile)
            members.update_member(conn, workspace=workspace, member=user, **values)
            for number, subject in enumerate(booked):
                area, roadmap, topic = subject.ledger_ids
                booking = Booking(minutes, area, roadmap, topic, clock.now().date(), "", "command", f"r{number}")
                ledger_booking.book_entry(
                    conn, workspace=workspace, member=user, booking=booking, now=clock.now(), is_confirmed=True
                )

    return join


def subject(catalog: Catalog, words: str) -> Subject:
    found = subjects.find_subject(catalog, words)
    assert isinstance(found, Subject)
    return found


def test_experts_who_agreed_to_be_asked_are_found_by_topic_roadmap_and_area(
    database: Database, catalog: Catalog, join: Join, clock: AdjustableClock
) -> None:
    state, terraform, area = (
        subject(catalog, words) for words in ("terraform state", "terraform", "infrastructure as code")
    )
    join("TOPIC", state)
    join("ROAD", terraform, minutes=300)
    join("AREA", area)
    join("LITTLE", state, minutes=59)
    join("ASKER", state)
    join("MUTE", state, askable=False)
    join("GUEST", state, is_guest=True)
    join("GONE", state, is_active=False)
    join("THERE", state, workspace="T2")
    join("PRO", hidden=True)
    with database.begin() as conn:
        for member, level in (("PRO", "advanced"), ("MUTE", "expert"), ("ROAD", "beginner")):
            key = {"workspace": "T1", "member": member, "roadmap": "terraform"}
            levels.claim_level(conn, **key, level="expert", now=clock.now())
            levels.confirm_level(conn, **key, level=level, mentor="MUTE", now=clock.now())

    def experts_on(what: Subject) -> list[tuple[str, str]]:
        with database.read() as conn:
            found = service.find_experts(conn, workspace="T1", catalog=catalog, subject=what, exclude="ASKER")
        assert {each.confirmed_by for each in found if each.reason is ExpertReason.LEVEL} == {"Mute"}
        return [(each.name, each.reason.value) for each in found]

    assert experts_on(state) == [("Pro", "level"), ("Topic", "topic"), ("Road", "roadmap"), ("Area", "area")]
    assert experts_on(terraform) == [("Pro", "level"), ("Road", "roadmap"), ("Topic", "roadmap"), ("Area", "area")]
    assert experts_on(area) == [("Pro", "level"), ("Road", "area"), ("Area", "area"), ("Topic", "area")]


def test_hours_on_a_part_of_a_roadmap_and_on_its_topics_make_an_expert_on_it(
    database: Database, catalog: Catalog, join: Join
) -> None:
    part, topic, other = (subject(catalog, words) for words in ("aws scaling", "aws.elasticache", "aws.iam-policies"))
    assert part.part is not None
    assert topic.topic_ref in part.part.topics
    join("PART", part, minutes=240)
    join("TOPIC", topic, minutes=180)
    join("OTHER", other)
    with database.read() as conn:
        found = service.find_experts(conn, workspace="T1", catalog=catalog, subject=part, exclude="")
    assert [(each.name, each.reason.value) for each in found] == [
        ("Part", "topic"),
        ("Topic", "topic"),
        ("Other", "roadmap"),
    ]


def test_a_question_is_asked_once_and_known_only_as_it_was_asked(database: Database, clock: AdjustableClock) -> None:
    question, other = ExpertQuestion("U1", "U2", "", "odd", "s1"), ExpertQuestion("U1", "U2", "", "odder", "s1")
    with database.begin() as conn:
        assert [service.claim_question(conn, workspace="T1", question=question, now=clock.now()) for _ in range(2)] == [
            True,
            False,
        ]
        assert service.list_asked_questions(conn, workspace="T1", questions=[question, other]) == {question}
        assert service.list_asked_questions(conn, workspace="T2", questions=[question]) == frozenset()


def test_a_member_has_one_help_request_for_a_subject_until_it_is_closed(
    people: Database, clock: AdjustableClock
) -> None:
    def save(words: str, subject: str = "terraform", member: str = "U2") -> tuple[int, bool] | None:
        with people.begin() as conn:
            saved = service.save_help_request(
                conn, workspace="T1", member=member, subject=subject, words=words, now=clock.now()
            )
        return (saved.help_request.id, saved.is_new) if saved else None

    first = save("tf")
    assert first
    number = first[0]
    assert [first, save("tf"), save("tf: the lock")] == [(number, True), (number, False), (number, True)]
    assert save("odd", subject="") != save("tf", member="U1")
    with people.begin() as conn:
        assert [each.words for each in service.list_open_help_requests(conn, workspace="T1", member="U2")] == [
            "odd",
            "tf: the lock",
        ]
        closing: dict[str, Any] = {"workspace": "T1", "help_request_id": number, "by": "U1", "now": clock.now()}
        assert [service.close_help_request(conn, **closing) for _ in range(2)] == [True, False]
        closed = service.find_help_request(conn, workspace="T1", help_request_id=number)
        assert closed
        assert closed.over_at == clock.now()
        assert service.find_help_request(conn, workspace="T2", help_request_id=number) is None
    again = save("tf")
    assert again
    assert again[0] != number
    for each in range(MAX_OPEN_HELP_REQUESTS - 2):
        assert save(f"odd {each}", subject="")
    assert save("one more", subject="") is None
    assert save("ODD: but why", subject="")


def test_a_level_confirmed_by_a_mentor_counts_until_a_mentor_confirms_another(
    people: Database, clock: AdjustableClock
) -> None:
    key = {"workspace": "T1", "member": "U2", "roadmap": "terraform"}

    def claim(level: str) -> bool:
        with people.begin() as conn:
            return levels.claim_level(conn, **key, level=level, now=clock.now())

    def effective_level() -> str | None:
        with people.read() as conn:
            record = member_plan.read_learning_record(conn, workspace="T1", member="U2", now=clock.now())
            return record.levels.get("terraform")

    assert [claim("expert"), claim("expert"), effective_level()] == [True, False, "expert"]
    with people.begin() as conn:
        levels.confirm_level(conn, **key, level="advanced", mentor="U1", now=clock.now())
    assert effective_level() == "advanced"
    clock.advance(timedelta(days=1))
    assert claim("expert"), "the mentor said another one, so it is asked again"
    with people.begin() as conn:
        known = levels.find_level(conn, **key)
        assert known
        assert (known.is_pending, known.confirmed_by, known.claimed_at) == (True, "U1", clock.now())
        levels.confirm_level(conn, **key, level="expert", mentor="U1", now=clock.now())
    clock.advance(timedelta(days=1))
    assert [claim("expert"), claim("beginner"), effective_level()] == [False, True, "expert"]
    with people.begin() as conn:
        assert [levels.withdraw_level(conn, **key) for _ in range(2)] == [True, False]
        assert levels.claim_level(conn, **{**key, "roadmap": "aws"}, level="expert", now=clock.now())
        assert levels.withdraw_level(conn, **{**key, "roadmap": "aws"})
        [known] = levels.list_member_levels(conn, workspace="T1", member="U2")
    assert (known.roadmap, known.claimed, known.is_pending, effective_level()) == (
        "terraform",
        "expert",
        False,
        "expert",
    )
