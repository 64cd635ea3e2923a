"""I'm in: the first one waits, the second one finds a time, others join the same, and everybody can go again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.people import members
from bot.dispatch.request import Request
from bot.features.ideas import handlers, service
from bot.features.ideas.payloads import IdeaTimePayload
from bot.features.sessions.service import sessions
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, GUEST, LEFT, MEI, PRIYA, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.slack.payloads import PayloadError
from tests.features.sessions.handlers.session_steps import (
    SQLITE,
    button_value,
    channel_texts,
    deliver,
    notifications,
    press,
)
from tests.slack_driver import Driver, button_labels

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 13, 10, tzinfo=UTC)  # for Ben, in New York
WEEK = "2026-W47"


@pytest.fixture
def driver(make_driver: Callable[..., Driver]) -> Driver:
    """A Monday on which the digest suggests an area; the people of the team are known."""
    driver = make_driver()
    for user in ("ben", "mei", "chidi", "priya"):
        driver.say(user, "/plan")
    driver.say("ana", "/log 2h networking")
    deliver(driver, MONDAY)
    return driver


def digest(driver: Driver) -> ShownItem:
    shown = driver.slack.workspace.journal.shown
    return next(each for each in shown if each.channel == "C0LEARNING" and "What we learned" in each.text)


def join(driver: Driver, user: str) -> ActionResult:
    driver.turn(minutes=1)
    return press(driver, user, digest(driver), "I'm in")


def letter(driver: Driver, user: Any) -> ShownItem:
    return next(each for each in driver.slack.workspace.seen_by(user.id)[::-1] if "Which half hour" in each.text)


def people_in(driver: Driver) -> list[str]:
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        idea = service.find_idea(conn, workspace=TEAM_ID, week=WEEK)
        assert idea
        return [each.name for each in service.list_people(conn, idea=idea, default_zone=deps.settings.timezone)]


def attendees(driver: Driver) -> tuple[str, tuple[str, ...]]:
    """Return the host of the one session that came of it, and who joined."""
    with driver.roadmate.deps.database.read() as conn:
        idea = service.find_idea(conn, workspace=TEAM_ID, week=WEEK)
        assert idea
        assert idea.session
        session = sessions.find_session(conn, workspace=TEAM_ID, session_id=idea.session)
        assert session
        return session.host, sessions.list_attendee_ids(conn, session=session)


def update(driver: Driver, user: Any, **values: Any) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=user.id, **values)


def time_labels(shown: Any) -> list[str]:
    return [each for each in button_labels(shown) if ":" in each]


def test_the_first_waits_and_the_second_finds_a_time_with_them(driver: Driver) -> None:
    first = join(driver, "ben")
    assert first.text == (
        "👏 You're the first who's in for Infrastructure as Code. I'll connect you with the next person who joins."
    )
    assert "already" in join(driver, "ben").text
    second = join(driver, "chidi")
    assert second.text.startswith("🎉 Ben is in for Infrastructure as Code too. Which half hour suits you")
    assert len(time_labels(second)) == 2
    deliver(driver, MORNING)
    assert [text for text in notifications(driver, BEN) if text.startswith("🎉 Chidi is in for Infrastructure")]
    picked = press(driver, "ben", letter(driver, BEN), time_labels(letter(driver, BEN))[0])
    assert picked.text.startswith("📅 You meet Chidi for Infrastructure as Code: ")
    deliver(driver)
    [announcement] = [text for text in channel_texts(driver) if "Learning together: Infrastructure as Code" in text]
    assert "1 person joins: Chidi" in announcement
    assert attendees(driver) == (BEN.id, (CHIDI.id,))
    assert [text for text in notifications(driver, CHIDI) if text.startswith("📅 Ben picked ")]
    assert "What we learned" in "".join(channel_texts(driver)), "the digest stays as it was"


def test_the_first_press_on_a_time_counts(driver: Driver) -> None:
    join(driver, "ben")
    offer = join(driver, "chidi")
    deliver(driver, MORNING)
    waiting = letter(driver, BEN)
    first, _ = time_labels(offer)
    press(driver, "chidi", offer, first)
    late = press(driver, "ben", waiting, time_labels(waiting)[-1])
    assert late.text.startswith("📅 You're in already: Infrastructure as Code with Chidi, ")
    assert "You're in already" in join(driver, "ben").text
    deliver(driver)
    assert attendees(driver) == (CHIDI.id, (BEN.id,))
    assert len([text for text in channel_texts(driver) if "Learning together" in text]) == 1


def test_more_join_the_same_meeting(driver: Driver) -> None:
    for user in ("ben", "chidi"):
        offer = join(driver, user)
    third = join(driver, "priya")
    assert third.text.startswith("🎉 Ben and Chidi are in for Infrastructure as Code too.")
    deliver(driver)
    assert not [text for text in notifications(driver, CHIDI) if "Priya is in" in text], (
        "they hear once a time is picked"
    )
    press(driver, "chidi", offer, time_labels(offer)[0])
    deliver(driver)
    assert attendees(driver) == (CHIDI.id, (BEN.id, PRIYA.id))
    fourth = join(driver, "ana")
    assert fourth.shown[-1].text.startswith("📅 You're in: Infrastructure as Code with Ben, Chidi and Priya, ")
    assert attendees(driver) == (CHIDI.id, (BEN.id, PRIYA.id, ANA.id))
    assert "3 people join: Ben, Priya and Ana" in "".join(channel_texts(driver))


def test_who_is_out_is_out_of_everything(driver: Driver) -> None:
    join(driver, "ben")
    out = press(driver, "ben", join(driver, "ben"), "I'm out")
    assert out.text == "↩️ You're out of Infrastructure as Code."
    assert people_in(driver) == []
    assert "the first who's in" in join(driver, "chidi").text
    driver.turn(minutes=1)
    press(driver, "ben", out, "I'm in")
    assert people_in(driver) == ["Chidi", "Ben"]
    deliver(driver, MORNING)
    press(driver, "chidi", letter(driver, CHIDI), time_labels(letter(driver, CHIDI))[0])
    left = press(driver, "ben", join(driver, "ben"), "I'm out")
    assert left.shown[-1].text.startswith("↩️")
    assert attendees(driver) == (CHIDI.id, ())
    stays = press(driver, "chidi", join(driver, "chidi"), "I'm out")
    assert "You host Infrastructure as Code" in stays.text
    assert button_labels(stays) == ["Move", "All sessions"]
    assert people_in(driver) == ["Chidi"]


def test_a_letter_about_somebody_who_went_again_does_not_leave(driver: Driver) -> None:
    join(driver, "ben")
    press(driver, "chidi", join(driver, "chidi"), "I'm out")
    deliver(driver)
    assert not [text for text in notifications(driver, BEN) if "is in for" in text]


def test_a_time_that_passed_is_offered_anew(driver: Driver) -> None:
    join(driver, "ben")
    offer = join(driver, "chidi")
    first = time_labels(offer)[0]
    driver.turn(days=3)
    again = press(driver, "chidi", offer, first)
    assert "Which half hour suits you" in again.text
    assert first not in time_labels(again)


def test_a_time_is_nothing_for_who_is_not_in_or_alone(driver: Driver) -> None:
    value = IdeaTimePayload(week=WEEK, minute=int((MONDAY + timedelta(hours=5)).timestamp()) // 60).encode()

    def pick(user: Any) -> str:
        request = Request(TEAM_ID, user.id, value, "C0LEARNING", "k", "button")
        return str(handlers.pick_time(driver.roadmate.deps, request).to_message().text)

    assert pick(BEN) == "You aren't in for Infrastructure as Code."
    join(driver, "ben")
    assert "I'll connect you with the next" in pick(BEN)


@SQLITE
def test_who_hides_is_asked_before_they_are_named(driver: Driver) -> None:
    update(driver, BEN, hidden=True)
    question = join(driver, "ben")
    assert question.text.startswith("You're hidden.")
    assert people_in(driver) == []
    assert "the first who's in" in join(driver, "chidi").text
    update(driver, CHIDI, hidden=True)
    assert people_in(driver) == [], "who hides afterwards is shown to nobody"
    driver.turn(minutes=1)
    named = press(driver, "ben", question, "Join with my name")
    assert "the first who's in" in named.text, "and nobody hears of who hides"
    assert "Ben is in" in press(driver, "chidi", join(driver, "chidi"), "Join with my name").text
    assert people_in(driver) == ["Chidi", "Ben"]


@SQLITE
@pytest.mark.parametrize("user", [GUEST, LEFT], ids=["guest", "left"])
@pytest.mark.parametrize("handler", [handlers.join_idea, handlers.leave_idea])
def test_guests_and_leavers_have_no_part_in_it(driver: Driver, user: Any, handler: Any) -> None:
    driver.roadmate.deps.directory.ensure_member(TEAM_ID, user.id)
    request = Request(TEAM_ID, user.id, WEEK, "C0LEARNING", "k", "button")
    assert "is for members of this workspace" in handler(driver.roadmate.deps, request).to_message().text
    assert people_in(driver) == []


@SQLITE
def test_who_is_away_is_met_when_they_are_back(driver: Driver) -> None:
    driver.say("ben", "/roadmate away 23-27 nov")
    join(driver, "ben")
    assert all("30 Nov" in each or "Dec" in each for each in time_labels(join(driver, "chidi")))


@SQLITE
def test_times_are_the_readers_own(driver: Driver) -> None:
    join(driver, "mei")
    offer = join(driver, "chidi")
    assert "(your time)" in offer.text
    deliver(driver, MONDAY + timedelta(hours=16))
    assert time_labels(letter(driver, MEI)) != time_labels(offer)


@SQLITE
def test_an_old_idea_and_one_that_was_never_posted_are_not_open(driver: Driver) -> None:
    deps = driver.roadmate.deps
    never = Request(TEAM_ID, BEN.id, "2026-W48", "C0LEARNING", "k", "button")
    assert "isn't open yet" in handlers.join_idea(deps, never).to_message().text
    driver.turn(weeks=6)
    assert "isn't open any more" in join(driver, "ben").text
    with pytest.raises(PayloadError):
        handlers.join_idea(deps, Request(TEAM_ID, BEN.id, "soon", "C0LEARNING", "k", "button"))


@SQLITE
def test_once_they_met_it_is_over_and_a_cancelled_meeting_is_planned_anew(driver: Driver) -> None:
    join(driver, "ben")
    offer = join(driver, "chidi")
    other_time = button_value(offer.last, time_labels(offer)[1])
    press(driver, "chidi", offer, time_labels(offer)[0])
    rows = driver.say("chidi", "/roadmate sessions")
    press(driver, "chidi", press(driver, "chidi", rows, "Open"), "Cancel")
    again = driver.roadmate.deps, Request(TEAM_ID, CHIDI.id, other_time, "C0LEARNING", "k", "button")
    assert handlers.pick_time(*again).to_message().text.startswith("📅 You meet Ben")
    driver.turn(days=3)
    assert "Ben and Chidi met for Infrastructure as Code." in join(driver, "priya").text


@SQLITE
def test_without_a_learning_channel_they_write_to_each_other(driver: Driver) -> None:
    join(driver, "ben")
    offer = join(driver, "chidi")
    value = button_value(offer.last, time_labels(offer)[0])
    deps = driver.roadmate.deps
    elsewhere = replace(deps, settings=deps.settings.model_copy(update={"learning_channel": None}))
    request = Request(TEAM_ID, CHIDI.id, value, "C0LEARNING", "k", "button")
    assert "I can't announce Infrastructure as Code" in handlers.pick_time(elsewhere, request).to_message().text
