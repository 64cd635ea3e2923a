"""Buttons of pairs that were drawn before somebody else moved the pair on."""

from __future__ import annotations

from bot.core.people import pairs
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, TEAM_ID
from tests.features.hours.ledger_driver import press_forged
from tests.features.mentorship.handlers.test_pairing import audited_acts, deliver, newest_message
from tests.slack_driver import Driver, button_labels
from tests.slack_driver import shown_by as shown


def is_paired(driver: Driver) -> bool:
    with driver.roadmate.deps.database.read() as conn:
        return any(each.is_active for each in pairs.list_pairs(conn, workspace=TEAM_ID, member=CHIDI.id))


def ask_both(driver: Driver) -> None:
    """Ana asks Ben to mentor Chidi, at a time when nobody sleeps."""
    driver.turn(hours=3)
    driver.say("ana", "/team mentor @ben for @chidi")


def test_an_old_withdraw_does_not_end_the_pair_that_came_of_it(driver: Driver) -> None:
    """Chidi says yes first, then Ben; what Chidi's answer offered was to withdraw, not to end."""
    ask_both(driver)
    waiting = driver.press(CHIDI.id, newest_message(driver, CHIDI, "suggests"), "Accept")
    assert button_labels(waiting) == ["Withdraw"]
    driver.press(BEN.id, newest_message(driver, BEN, "suggests you mentor"), "Accept")
    outcome = driver.press(CHIDI.id, waiting.last, "Withdraw")
    assert "Nothing changed." in outcome.text
    assert "Ben has been your mentor since" in outcome.text
    assert button_labels(outcome) == ["End"]
    assert is_paired(driver)
    assert "has ended" in driver.press(CHIDI.id, outcome.last, "End").text
    assert not is_paired(driver)
    assert audited_acts(driver)[-1] == "pair.end"


def test_the_waiting_letter_is_rewritten_when_the_other_answers(driver: Driver) -> None:
    ask_both(driver)
    driver.press(CHIDI.id, newest_message(driver, CHIDI, "suggests"), "Accept")
    driver.press(BEN.id, newest_message(driver, BEN, "suggests you mentor"), "Accept")
    deliver(driver)
    rewritten = [each for each in driver.slack.workspace.seen_by(CHIDI.id) if "has been your mentor since" in each.text]
    assert [button_labels(each) for each in rewritten] == [["End"]]


def test_a_withdrawn_proposal_leaves_no_question_open(driver: Driver) -> None:
    driver.turn(hours=3)
    asked = driver.say("ana", "/team mentor @ben for @chidi")
    assert button_labels(newest_message(driver, BEN, "suggests you mentor"))[0] == "Accept"
    driver.press(ANA.id, asked, "Withdraw")
    deliver(driver)
    assert "is already over" in " ".join(each.text for each in driver.slack.workspace.seen_by(BEN.id))
    assert "is already over" in press_forged(driver, "pair.accept", "1\N{SYMBOL FOR UNIT SEPARATOR}asked", BEN.id).text
    assert not is_paired(driver)


def test_buttons_of_an_older_release_only_say_how_it_is(driver: Driver) -> None:
    ask_both(driver)
    for action, person in (("pair.accept", BEN), ("pair.decline", CHIDI), ("pair.end", ANA), ("pair.end", BEN)):
        outcome = press_forged(driver, action, "1", person.id)
        assert "Nothing changed." in outcome.text, action
        assert "Waiting for " in outcome.text
    outcome = press_forged(driver, "pair.accept", "1", BEN.id)
    assert button_labels(outcome) == ["Accept", "No, thanks"]
    assert "Thanks! Waiting for" in driver.press(BEN.id, shown(outcome), "Accept").text


def test_ending_a_mentor_is_asked_anew_when_more_pairs_would_end(driver: Driver) -> None:
    driver.turn(hours=3)
    driver.say("ana", "/team mentor @ben")
    before = driver.say("ana", "/team mentor @ben")
    driver.say("ana", "/team mentor @ben for @chidi")
    for person, words in ((CHIDI, "suggests"), (BEN, "suggests you mentor")):
        driver.press(person.id, newest_message(driver, person, words), "Accept")
    outcome = driver.press("ana", before, "End mentoring")
    assert "Nothing changed." in outcome.text
    assert is_paired(driver)
    assert "1 pair ended" in driver.press("ana", outcome, "End mentoring").text
