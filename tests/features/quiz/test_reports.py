"""`Question is wrong`: to the admins, taken back, kept, stopped or mended, and told to who reported it."""

from __future__ import annotations

from bot.core.audit_log import list_latest_acts
from bot.db.tables import asked_questions, question_cards, question_reports, question_verdicts
from bot.dispatch.request import Request
from bot.features.quiz.handlers import reports
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from tests.features.help_requests.test_handlers import messages_to
from tests.features.quiz.test_handlers import all_rows, button_values
from tests.slack_driver import Driver, button_labels, shown_by

TOPIC = "aws.rds-proxy"


def report(driver: Driver, who: str, topic: str = TOPIC) -> ActionResult:
    """Answer a question on a topic and say that it is wrong."""
    return driver.press(who, driver.press(who, driver.say(who, f"/roadmap quiz {topic}"), "A"), "Question is wrong")


def open_report(driver: Driver) -> ActionResult:
    return driver.press("ana", driver.say("ana", "/roadmate questions reports"), "Open")


def asked_of(driver: Driver, who: str, times: int = 6) -> set[str]:
    """Return the questions on the topic that come in so many quizzes."""
    for _ in range(times):
        driver.turn(hours=1)
        driver.say(who, f"/roadmap quiz {TOPIC}")
    member = {"ana": ANA, "ben": BEN, "chidi": CHIDI}[who].id
    return {row.question for row in all_rows(driver, asked_questions) if row.member == member}


def first_question(driver: Driver) -> str:
    return str(all_rows(driver, asked_questions)[0].question)


def test_a_stopped_question_is_asked_of_nobody_until_it_is_let_back(driver: Driver) -> None:
    driver.say("ana", "/plan")
    report(driver, "ben")
    question = first_question(driver)
    [letter] = messages_to(driver, ANA.id, "Ben says a question")
    assert button_labels(letter) == ["Keep it", "Stop asking it", "Reword it"]
    stopped = driver.press("ana", letter, "Stop asking it")
    assert "Ana stopped it" in shown_by(stopped).text
    driver.turn(hours=12)
    [told] = messages_to(driver, BEN.id, "took out the question you reported")
    assert "Ana" in told.text
    assert question not in asked_of(driver, "chidi")
    assert "Stopped" in shown_by(driver.say("ana", "/roadmate questions reports")).text
    driver.press("ana", stopped, "Ask it again")
    assert question in asked_of(driver, "chidi")
    with driver.roadmate.deps.database.read() as conn:
        acts = [each.detail for each in list_latest_acts(conn, workspace=TEAM_ID, prefixes=["questions."])]
    assert acts == [f"{question} kept", f"{question} stopped"]


def test_an_answer_to_what_was_stopped_meanwhile_does_not_count(driver: Driver) -> None:
    driver.say("ana", "/plan")
    driver.say("chidi", "/log 1h rds proxy")
    asked = driver.say("chidi", f"/roadmap quiz {TOPIC}")
    question = first_question(driver)
    while question not in {row.question for row in all_rows(driver, question_reports)}:
        report(driver, "ben")
        driver.turn(minutes=5)
    for number in range(button_labels(driver.say("ana", "/roadmate questions reports")).count("Open")):
        driver.press("ana", open_report(driver), "Stop asking it")
        assert number < 3
    pressed = driver.press("chidi", asked, "A")
    assert "was changed or stopped since" in shown_by(pressed).text
    assert [row.answered_at for row in all_rows(driver, asked_questions) if row.member == CHIDI.id] == [None]
    assert all_rows(driver, question_cards) == []


def test_a_kept_question_comes_to_others_and_no_more_to_who_reported_it(driver: Driver) -> None:
    driver.say("ana", "/plan")
    report(driver, "ben")
    question = first_question(driver)
    driver.press("ana", open_report(driver), "Keep it")
    driver.turn(hours=12)
    [told] = messages_to(driver, BEN.id, "checked the question you reported and keeps it")
    assert "Reason: " in told.text
    assert question in asked_of(driver, "chidi")
    before = len(all_rows(driver, asked_questions))
    asked_of(driver, "ben")
    assert question not in {row.question for row in all_rows(driver, asked_questions)[before:] if row.member == BEN.id}
    assert "No question is reported" in shown_by(driver.say("ana", "/roadmate questions reports")).text


def test_a_report_that_was_taken_back_is_gone_and_its_old_buttons_settle_nothing(driver: Driver) -> None:
    driver.say("ana", "/plan")
    reported = report(driver, "ben")
    assert messages_to(driver, ANA.id, "says a question")
    opened = open_report(driver)
    taken_back = driver.press("ben", reported, "It's right after all")
    assert "I took your report back" in shown_by(taken_back).text
    value = next(value for value in button_values(reported) if '"number":1' in value)
    again = Request(TEAM_ID, BEN.id, value, "C0LEARNING", "again", "button")
    assert "already gone" in reports.take_back(driver.roadmate.deps, again).to_message().text
    assert messages_to(driver, ANA.id, "A report was taken back")
    assert "has changed since" in shown_by(driver.press("ana", opened, "Stop asking it")).text
    assert all_rows(driver, question_verdicts) == []


def test_two_who_report_the_same_are_one_report_with_both_names(driver: Driver) -> None:
    driver.say("ana", "/plan")
    report(driver, "ben")
    question = first_question(driver)
    for _ in range(3):
        driver.turn(hours=3)
        report(driver, "chidi")
    [letter] = [each for each in messages_to(driver, ANA.id, question) if "Ben" in each.text]
    assert "Ben and Chidi say a question" in letter.text


def test_the_second_admin_who_presses_is_told_and_changes_nothing(driver: Driver) -> None:
    driver.say("ana", "/plan")
    report(driver, "ben")
    opened, same = open_report(driver), open_report(driver)
    driver.press("ana", opened, "Keep it")
    before = all_rows(driver, question_verdicts)
    again = driver.press("ana", same, "Stop asking it")
    assert "has changed since" in shown_by(again).text
    assert all_rows(driver, question_verdicts) == before
    assert "is for admins" in shown_by(driver.say("chidi", "/roadmate questions reports")).text
