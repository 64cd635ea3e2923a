"""Hours that were spent with others, who are asked whether to book them too."""

from __future__ import annotations

import pytest

from bot.sandbox.slack_api.fixtures import ANA, BEN, BOT, CHIDI
from bot.sandbox.validation.interactive_elements import interactive_elements
from tests.features.hours.ledger_driver import entry_facts, messages_to, press_forged
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_mentoring_counts_for_the_mentor_and_is_offered_to_the_mentee(driver: Driver) -> None:
    answer = driver.say("ana", "/log 1h mentoring @ben: reviewed the VPC design")
    assert "1 h on Soft Skills and Leadership" in answer.text
    assert "reviewed the VPC design" in answer.text
    assert entry_facts(driver) == [(60, "soft-skills", None, "reviewed the VPC design", "mentoring")]
    (offer,) = messages_to(driver, BEN)
    assert "Ana" in offer.text
    assert "1 h of mentoring with you" in offer.text
    assert "reviewed the VPC design" in offer.text
    assert entry_facts(driver, BEN.id) == []
    value = next(iter(interactive_elements(offer.blocks))).element["value"]
    driver.press("ben", offer, "Log 1 h too")
    press_forged(driver, "log.book", value, "ben")
    assert entry_facts(driver, BEN.id) == [(60, "soft-skills", None, "reviewed the VPC design", "")]


@SQLITE
def test_the_mentee_may_decline_or_choose_something_else(driver: Driver) -> None:
    driver.say("ana", "/log 1h mentoring @ben @chidi")
    (to_ben,) = messages_to(driver, BEN)
    (to_chidi,) = messages_to(driver, CHIDI)
    declined = driver.press("ben", to_ben, "No, thanks")
    assert "nothing logged" in declined.text
    opened = driver.press("chidi", to_chidi, "On something else")
    view = opened.shown[0].view
    assert view is not None
    assert view["title"]["text"] == "Log learning hours"
    assert entry_facts(driver, BEN.id) == []
    assert entry_facts(driver, CHIDI.id) == []


@SQLITE
def test_an_offer_of_hours_that_were_undone_meanwhile_does_not_leave(driver: Driver) -> None:
    driver.say("ana", "/log 1h mentoring @ben: reviewed the VPC design")
    driver.say("ana", "/log undo")
    assert messages_to(driver, BEN) == []
    driver.say("ana", "/log 45m mentoring @chidi")
    entry = driver.say("ana", "/log list")
    assert "45 min" in entry.text
    driver.say("ana", "/log undo")
    driver.say("ana", "/log redo")
    assert len(messages_to(driver, CHIDI)) == 1


@SQLITE
def test_a_talk_counts_as_sharing_knowledge(driver: Driver) -> None:
    driver.say("ana", "/log 1h talk: GitOps intro")
    driver.say("ana", "/log 45m knowledge sharing session: postmortems")
    assert entry_facts(driver) == [
        (45, "soft-skills", None, "postmortems", "talk"),
        (60, "soft-skills", None, "GitOps intro", "talk"),
    ]


@SQLITE
def test_an_unknown_name_books_nothing(driver: Driver) -> None:
    answer = driver.say("ana", "/log 1h mentoring @nobody: x")
    assert "Nobody here is called “@nobody”" in answer.text
    assert entry_facts(driver) == []


@SQLITE
def test_mentoring_oneself_asks_nobody(driver: Driver) -> None:
    driver.say("ana", "/log 1h mentoring @ana")
    assert [each[4] for each in entry_facts(driver)] == ["mentoring"]
    assert messages_to(driver, ANA) == []


@SQLITE
def test_the_answer_names_who_is_asked_and_who_is_not(driver: Driver) -> None:
    driver.say("ben", "/plan")
    assert "I asked the person you named whether to log it too." in driver.say("ana", "/log 1h mentoring @chidi").text
    answer = driver.say("ana", "/log 2h mentoring @ben @ana @roadmate")
    assert "I asked Ben" in answer.text
    assert "whether to log it too." in answer.text
    assert "You named yourself, so I didn't ask you." in answer.text
    assert "I don't log hours myself." in answer.text
    assert "I asked Ben" in driver.say("ana", "/log 20m networking @ben, 25m aws").text
    assert messages_to(driver, BOT) == []


@SQLITE
@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("mentoring 1h @ben on vpc", "vpc"),
        ("1h mentoring @ben kubernetes", "kubernetes"),
        ("1h mentoring @ben kubernetes: operators", "kubernetes: operators"),
        ("1h vpc design mentoring @ben", "vpc design"),
    ],
)
def test_what_mentoring_was_about_becomes_the_note(driver: Driver, line: str, note: str) -> None:
    answer = driver.say("ana", f"/log {line}")
    assert note in answer.text
    assert entry_facts(driver) == [(60, "soft-skills", None, note, "mentoring")]
    assert len(messages_to(driver, BEN)) == 1


@SQLITE
def test_a_choice_of_minutes_or_hours_keeps_the_people(driver: Driver) -> None:
    question = driver.say("ana", "/log mentoring 45 @ben: vpc")
    driver.press("ana", question.shown[0], "45 min")
    assert entry_facts(driver) == [(45, "soft-skills", None, "vpc", "mentoring")]
    assert len(messages_to(driver, BEN)) == 1


@SQLITE
def test_hours_with_somebody_are_offered_on_any_subject(driver: Driver) -> None:
    driver.say("ana", "/log 2h vpc endpoints @ben: pairing")
    (offer,) = messages_to(driver, BEN)
    driver.press("ben", offer, "Log 2 h too")
    assert entry_facts(driver, BEN.id) == [(120, "networking", "aws.vpc-endpoints", "pairing", "")]
