"""Suggest a pair: the same next topic, half an hour that suits both, a question and its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core import time_off
from bot.core.people import members
from bot.core.people.member import Member
from bot.dispatch.request import Request
from bot.features.learning_together import handlers, service
from bot.features.learning_together.payloads import TogetherPayload
from bot.sandbox.slack_api.fixtures import BEN, CHIDI, MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.slack.payloads import PayloadError
from tests.features.sessions.handlers.session_steps import deliver, notifications
from tests.slack_driver import Driver, button_labels

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture
def driver(make_driver: Callable[..., Driver]) -> Driver:
    """People of the team on a Monday; all begin with the same topic, and Ben and Chidi show what they know."""
    driver = make_driver()
    driver.clock.advance_to(MONDAY)
    for user in ("ben", "mei", "chidi"):
        driver.say(user, "/plan")
    deliver(driver)
    show(driver, "ben", "chidi")
    return driver


def show(driver: Driver, *users: str) -> None:
    for user in users:
        driver.press(user, driver.say(user, "/team coverage"), "Show what I know")


def suggest(driver: Driver, user: str) -> ActionResult:
    return driver.press(user, driver.say(user, "/team coverage"), "Suggest a pair")


def question(driver: Driver, user: Any) -> ShownItem:
    return next(each for each in driver.slack.workspace.seen_by(user.id)[::-1] if "the same next topic as" in each.text)


def ask(driver: Driver) -> ShownItem:
    """Have Ben ask Chidi; return the letter."""
    assert driver.press("ben", suggest(driver, "ben"), "Ask Chidi").text.startswith("✅ Asked Chidi to learn ")
    driver.turn(minutes=10)
    deliver(driver)
    return question(driver, CHIDI)


def run(driver: Driver, user: Any, handler: Any, value: str) -> str:
    request = Request(TEAM_ID, user.id, value, "C0LEARNING", "k", "button")
    return str(handler(driver.roadmate.deps, request).to_message().text)


def update(driver: Driver, user: Any, **values: Any) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=user.id, **values)


def test_one_asks_and_the_other_is_in(driver: Driver) -> None:
    found = suggest(driver, "ben")
    assert "is next for you, and for:\nChidi: " in found.text
    assert "Mei" not in found.text, "she has not agreed to show anything"
    letter = ask(driver)
    assert letter.text.startswith("💡 Ben has the same next topic as you: ")
    assert "Hide what I know in /team coverage ends it" in letter.text
    answered = driver.press("chidi", letter, "I'm in")
    assert answered.text.startswith("🎉 You and Ben learn ")
    deliver(driver)
    assert [each for each in notifications(driver, BEN) if each.startswith("🎉 Chidi is in: ")]


def test_a_no_is_told_to_nobody_and_may_become_a_yes(driver: Driver) -> None:
    letter = ask(driver)
    payload = payload_of(letter)
    no = driver.press("chidi", letter, "Not this time")
    assert no.text.startswith("OK, not this time. I don't tell Ben.")
    driver.turn(minutes=5)
    deliver(driver)
    assert not [each for each in notifications(driver, BEN) if "Chidi" in each]
    assert driver.press("chidi", no, "I'm in after all").text.startswith("🎉 You and Ben learn ")
    for handler in (handlers.join_partner, handlers.decline_partner):
        assert "you've answered this already" in run(driver, CHIDI, handler, payload)
    driver.turn(minutes=90)
    deliver(driver)
    assert len([each for each in notifications(driver, BEN) if "Chidi is in" in each]) == 1


def payload_of(letter: ShownItem) -> str:
    return str(next(block for block in letter.blocks if block["type"] == "actions")["elements"][0]["value"])


def test_the_same_is_asked_once(driver: Driver) -> None:
    ask(driver)
    assert driver.press("ben", suggest(driver, "ben"), "Ask Chidi").text.startswith("You asked Chidi this week already")
    driver.turn(minutes=70)
    deliver(driver)
    assert len([each for each in notifications(driver, CHIDI) if "the same next topic as" in each]) == 1


def test_two_who_ask_each_other_are_asked_once(driver: Driver) -> None:
    ask(driver)
    back = driver.press("chidi", suggest(driver, "chidi"), "Ask Ben")
    assert back.text.startswith("Ben asked you this week already.")
    deliver(driver)
    assert not [each for each in notifications(driver, BEN) if "the same next topic as" in each]


def test_what_comes_next_may_change_between_the_suggestion_and_the_question(driver: Driver) -> None:
    found = suggest(driver, "ben")
    topic = driver.say("chidi", "/roadmap next")
    driver.press("chidi", topic, "I know this")
    assert "I can't ask them about" in driver.press("ben", found, "Ask Chidi").text


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Berlin", "Chidi: Mon 23 Nov"),
        ("America/Los_Angeles", "Chidi: Mon 23 Nov 18:00 (your time)"),
        ("Asia/Tokyo", "Chidi: Tue 24 Nov 08:00 (your time)"),
    ],
)
def test_the_time_suits_both_zones(driver: Driver, zone: str, words: str) -> None:
    update(driver, BEN, timezone="Europe/Berlin")
    update(driver, CHIDI, timezone=zone)
    found = suggest(driver, "ben")
    assert words in found.text
    assert found.last
    button = next(block["accessory"] for block in found.last.blocks if "accessory" in block)
    payload = TogetherPayload.model_validate_json(button["value"])
    for local in (payload.starts_at.astimezone(ZoneInfo(each)) for each in ("Europe/Berlin", zone)):
        assert 8 <= local.hour < 21, "nobody is asleep"
        assert local.weekday() < 5


def test_hours_that_never_overlap_give_no_pair(driver: Driver) -> None:
    update(driver, BEN, timezone="Pacific/Honolulu")
    update(driver, CHIDI, timezone="Africa/Johannesburg")
    assert "No match yet for" in suggest(driver, "ben").text


def test_who_is_away_for_long_is_not_suggested_and_for_a_day_is_later(driver: Driver) -> None:
    def away(days: int) -> None:
        with driver.roadmate.deps.database.begin() as conn:
            key = {"workspace": TEAM_ID, "member": CHIDI.id, "now": driver.clock.now()}
            time_off.add_time_off(conn, **key, first=MONDAY.date(), last=MONDAY.date() + timedelta(days=days))

    away(1)
    assert "Chidi: Wed 25 Nov" in suggest(driver, "ben").text
    away(30)
    assert "No match yet for" in suggest(driver, "ben").text


def test_a_question_that_could_not_be_sent_in_time_is_never_sent(driver: Driver) -> None:
    driver.press("ben", suggest(driver, "ben"), "Ask Chidi")
    driver.turn(days=4)
    deliver(driver)
    assert not [each for each in notifications(driver, CHIDI) if "the same next topic as" in each]


def test_in_a_big_team_everybody_is_found_by_somebody(driver: Driver) -> None:
    people = [replace(member(driver, CHIDI), id=f"U0P{number:03}", name=f"P{number:03}") for number in range(200)]
    topic = driver.roadmate.deps.catalog.shared().topics[0]
    with driver.roadmate.deps.database.read() as conn:
        looked_at = {
            each.id
            for reader in people
            for each in service.list_candidates(conn, reader, topic, tuple(people))[: service.MAX_LOOKED_AT]
        }
    assert looked_at == {each.id for each in people}


def member(driver: Driver, user: Any) -> Member:
    with driver.roadmate.deps.database.read() as conn:
        found = members.find_member(
            conn, workspace=TEAM_ID, member=user.id, default_zone=driver.roadmate.deps.settings.timezone
        )
    assert found
    return found


def test_who_has_another_next_topic_is_not_suggested(driver: Driver) -> None:
    topic = driver.say("chidi", "/roadmap next")
    driver.press("chidi", topic, next(each for each in button_labels(topic) if each.startswith("Log 1 h")))
    assert suggest(driver, "ben").text.startswith("No match yet for ")


@pytest.mark.parametrize("change", [{"hidden": True}, {"is_active": False}, {"is_guest": True}])
def test_who_hides_or_left_is_neither_suggested_nor_asked(driver: Driver, change: dict[str, bool]) -> None:
    found = suggest(driver, "ben")
    update(driver, CHIDI, **change)
    assert "I can't ask them about" in driver.press("ben", found, "Ask Chidi").text
    assert "Chidi" not in suggest(driver, "ben").text


def test_both_need_to_agree_first(driver: Driver) -> None:
    asked = suggest(driver, "mei")
    assert "you both need to show what you know" in asked.text
    driver.press("mei", asked, "Show what I know")
    assert "is next for you, and for:" in suggest(driver, "mei").text
    update(driver, MEI, hidden=True)
    assert suggest(driver, "mei").text.startswith("You're hidden")


def test_an_answer_a_year_later_or_of_somebody_else_changes_nothing(driver: Driver) -> None:
    payload = payload_of(ask(driver))
    assert "wasn't for you" in run(driver, MEI, handlers.join_partner, payload)
    driver.turn(days=7)
    assert "that time has passed" in run(driver, CHIDI, handlers.join_partner, payload)
    driver.turn(days=365)
    assert "Nothing changed" in run(driver, CHIDI, handlers.join_partner, payload)
    deliver(driver)
    assert not [each for each in notifications(driver, BEN) if "Chidi" in each]


def test_nobody_can_be_made_to_have_asked(driver: Driver) -> None:
    suggest(driver, "ben")
    minute = int(MONDAY.timestamp()) // 60 + 600
    forged = TogetherPayload(by=BEN.id, to=CHIDI.id, topic="aws.rds-proxy", minute=minute)
    assert "wasn't for you" in run(driver, CHIDI, handlers.join_partner, forged.encode())
    assert "wasn't for you" in run(driver, CHIDI, handlers.ask_partner, forged.encode())
    gone = forged.model_copy(update={"topic": "gone"})
    assert "that topic is no longer there" in run(driver, BEN, handlers.ask_partner, gone.encode())
    past = forged.model_copy(update={"minute": 0})
    assert "that time has passed" in run(driver, BEN, handlers.ask_partner, past.encode())
    with pytest.raises(PayloadError):
        run(driver, BEN, handlers.ask_partner, "x")
