"""Sessions that are over: the first talk of somebody, and one that was not held."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.dispatch.request import Request
from bot.features.sessions.handlers import held_sessions, session_actions
from bot.sandbox.slack_api.fixtures import ANA, BEN, MEI, TEAM_ID
from tests.features.sessions.handlers.session_steps import (
    announced,
    booked,
    channel_texts,
    deliver,
    first_talks,
    press,
    question,
)
from tests.slack_driver import Driver


def test_a_first_talk_that_did_not_happen_is_none(driver: Driver) -> None:
    announced(driver)
    deliver(driver, datetime(2026, 11, 26, 16, 0, tzinfo=UTC))
    asked = question(driver, ANA)
    assert "Your first talk" in press(driver, "ana", asked, "Log 1 h").text
    assert first_talks(driver) == [ANA.id]
    late = Request(TEAM_ID, ANA.id, "1", "C0LEARNING", "r", "button")
    assert "didn't take place" in held_sessions.mark_not_held(driver.roadmate.deps, late).to_message().text
    assert first_talks(driver) == []


def test_a_session_that_was_not_held_cannot_be_booked(driver: Driver) -> None:
    shown = announced(driver)
    press(driver, "mei", shown, "Join")
    press(driver, "ben", shown, "Join")
    deliver(driver, datetime(2026, 11, 26, 16, 0, tzinfo=UTC))
    deliver(driver, datetime(2026, 11, 27, 0, 0, tzinfo=UTC))  # the morning for Mei
    asked = question(driver, MEI)
    assert "Logged" in press(driver, "ben", question(driver, BEN), "Log 1 h").text
    assert "OK: GitOps intro didn't take place" in press(driver, "ana", question(driver, ANA), "It didn't happen").text
    assert "The host says GitOps intro didn't take place" in press(driver, "mei", asked, "Log 1 h").text
    assert [row[0] for row in booked(driver)] == [BEN.id]
    assert channel_texts(driver)[0].startswith("Didn't take place: GitOps intro")
    stale = Request(TEAM_ID, MEI.id, "1", "C0LEARNING", "r", "button")
    assert "didn't take place" in session_actions.join_session(driver.roadmate.deps, stale).to_message().text
