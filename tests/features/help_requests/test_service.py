"""Who may be asked, where people are stuck and what levels they have, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject
from bot.clock import TurnableClock
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.levels import levels
from bot.core.people import members, workspaces
from bot.core.plan import state as plan_state
from bot.db.engine import Sessions
from bot.features.help_requests.rules.experts import Plea, Why
from bot.features.help_requests.rules.request import MOST
from bot.features.help_requests.service import experts, requests

Join = Callable[..., None]


@pytest.fixture
def join(sessions: Sessions, clock: TurnableClock) -> Join:
    """Somebody who agreed to be asked, with hours by what one types for them."""

    def join(user: str, *booked: Subject, workspace: str = "T1", minutes: int = 120, **chosen: Any) -> None:
        told: dict[str, Any] = {"timezone": "UTC", "is_admin": False, "is_active": True, "profile_at": clock.now()}
        values = {"askable": True, **chosen}
        with sessions.begin() as session:
            workspaces.welcome(session, workspace=workspace, now=clock.now())
            members.meet(session, workspace=workspace, member=user, name=user.title(), now=clock.now(), **told)
            members.change(session, workspace=workspace, member=user, **values)
            for number, subject in enumerate(booked):
                area, roadmap, topic = subject.ids
                booking = Booking(minutes, area, roadmap, topic, clock.now().date(), "", "command", f"r{number}")
                ledger_booking.book(
                    session, workspace=workspace, member=user, booking=booking, now=clock.now(), insist=True
                )

    return join


def subject(catalog: Catalog, words: str) -> Subject:
    found = subjects.find(catalog, words)
    assert isinstance(found, Subject)
    return found


def test_who_agreed_to_be_asked_is_found_by_topic_roadmap_and_area(
    sessions: Sessions, catalog: Catalog, join: Join, clock: TurnableClock
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
    with sessions.begin() as session:
        for member, level in (("PRO", "advanced"), ("MUTE", "expert"), ("ROAD", "beginner")):
            place = {"workspace": "T1", "member": member, "roadmap": "terraform"}
            levels.claim(session, **place, level="expert", now=clock.now())
            levels.confirm(session, **place, level=level, by="MUTE", now=clock.now())

    def known(what: Subject) -> list[tuple[str, str]]:
        with sessions.read() as session:
            found = experts.best(session, workspace="T1", catalog=catalog, subject=what, but="ASKER")
        assert {each.confirmed_by for each in found if each.why is Why.LEVEL} == {"Mute"}
        return [(each.name, each.why.value) for each in found]

    assert known(state) == [("Pro", "level"), ("Topic", "topic"), ("Road", "roadmap"), ("Area", "area")]
    assert known(terraform) == [("Pro", "level"), ("Road", "roadmap"), ("Topic", "roadmap"), ("Area", "area")]
    assert known(area) == [("Pro", "level"), ("Road", "area"), ("Area", "area"), ("Topic", "area")]


def test_a_question_is_put_once_and_known_only_as_it_was_put(sessions: Sessions, clock: TurnableClock) -> None:
    plea, other = Plea("U1", "U2", "", "odd", "s1"), Plea("U1", "U2", "", "odder", "s1")
    with sessions.begin() as session:
        assert [experts.ask(session, workspace="T1", plea=plea, now=clock.now()) for _ in range(2)] == [True, False]
        assert experts.put_already(session, workspace="T1", pleas=[plea, other]) == {plea}
        assert experts.put_already(session, workspace="T2", pleas=[plea]) == frozenset()


def test_one_is_stuck_once_in_a_place_until_it_is_over(people: Sessions, clock: TurnableClock) -> None:
    def say(words: str, subject: str = "terraform", member: str = "U2") -> tuple[int, bool] | None:
        with people.begin() as session:
            said = requests.say(session, workspace="T1", member=member, subject=subject, words=words, now=clock.now())
        return (said.stuck.id, said.is_news) if said else None

    first = say("tf")
    assert first
    number = first[0]
    assert [first, say("tf"), say("tf: the lock")] == [(number, True), (number, False), (number, True)]
    assert say("odd", subject="") != say("tf", member="U1")
    with people.begin() as session:
        assert [each.words for each in requests.open_ones(session, workspace="T1", member="U2")] == [
            "odd",
            "tf: the lock",
        ]
        end: dict[str, Any] = {"workspace": "T1", "stuck": number, "by": "U1", "now": clock.now()}
        assert [requests.finish(session, **end) for _ in range(2)] == [True, False]
        over = requests.find(session, workspace="T1", stuck=number)
        assert over
        assert over.over_at == clock.now()
        assert requests.find(session, workspace="T2", stuck=number) is None
    again = say("tf")
    assert again
    assert again[0] != number
    for each in range(MOST - 2):
        assert say(f"odd {each}", subject="")
    assert say("one more", subject="") is None
    assert say("ODD: but why", subject="")


def test_a_mentors_word_counts_until_a_mentors_next_one(people: Sessions, clock: TurnableClock) -> None:
    place = {"workspace": "T1", "member": "U2", "roadmap": "terraform"}

    def claim(level: str) -> bool:
        with people.begin() as session:
            return levels.claim(session, **place, level=level, now=clock.now())

    def counts() -> str | None:
        with people.read() as session:
            return plan_state.record(session, workspace="T1", member="U2").levels.get("terraform")

    assert [claim("expert"), claim("expert"), counts()] == [True, False, "expert"]
    with people.begin() as session:
        levels.confirm(session, **place, level="advanced", by="U1", now=clock.now())
    assert counts() == "advanced"
    clock.turn(timedelta(days=1))
    assert claim("expert"), "the mentor said another one, so it is asked again"
    with people.begin() as session:
        known = levels.find(session, **place)
        assert known
        assert (known.waits, known.confirmed_by, known.claimed_at) == (True, "U1", clock.now())
        levels.confirm(session, **place, level="expert", by="U1", now=clock.now())
    clock.turn(timedelta(days=1))
    assert [claim("expert"), claim("beginner"), counts()] == [False, True, "expert"]
    with people.begin() as session:
        assert [levels.drop(session, **place) for _ in range(2)] == [True, False]
        assert levels.claim(session, **{**place, "roadmap": "aws"}, level="expert", now=clock.now())
        assert levels.drop(session, **{**place, "roadmap": "aws"})
        [known] = levels.of_member(session, workspace="T1", member="U2")
    assert (known.roadmap, known.claimed, known.waits, counts()) == ("terraform", "expert", False, "expert")
