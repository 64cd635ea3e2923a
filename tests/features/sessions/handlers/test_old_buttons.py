"""Buttons of sessions that were drawn before the session was moved, cancelled or solved by somebody else."""

from __future__ import annotations

from bot.sandbox.slack_api.fixtures import BEN, CHIDI, LEARNING
from tests.features.hours.ledger_driver import press_forged
from tests.slack_driver import Driver, button_labels

OTHER_STATE = "1\N{SYMBOL FOR UNIT SEPARATOR}1c8afff.60"


def announce(driver: Driver) -> None:
    driver.press("ben", driver.say("ben", '/roadmate session "GitOps intro" thu 15:00'), "Announce")


def test_a_join_of_another_time_or_of_an_older_release_shows_when_it_is(driver: Driver) -> None:
    announce(driver)
    for value in ("1", OTHER_STATE):
        outcome = press_forged(driver, "session.join", value, CHIDI.id)
        assert "Nothing changed." in outcome.text
        assert "GitOps intro, Thu 26 Nov 21:00" in outcome.text, "in the reader's own time"
        assert f"in <#{LEARNING.id}>, nobody has joined yet" in outcome.text
        assert button_labels(outcome)[0] == "Join"
    assert "You're in" in driver.press(CHIDI.id, outcome, "Join").text


def test_an_old_cancel_cancels_nothing_and_offers_what_holds_now(driver: Driver) -> None:
    announce(driver)
    outcome = press_forged(driver, "session.cancel", OTHER_STATE, BEN.id)
    assert "Nothing changed." in outcome.text
    assert button_labels(outcome)[:2] == ["Move", "Cancel"]
    assert "Cancelled: GitOps intro" in driver.press(BEN.id, outcome, "Cancel").text
    assert "was cancelled, so nothing changed" in press_forged(driver, "session.cancel", "1", BEN.id).text
