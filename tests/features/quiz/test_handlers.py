"""`/roadmap quiz` through the whole app: asked, answered once, reported, and old buttons that change nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.catalog.catalog import Catalog
from bot.core.knowing import cards
from bot.core.knowing.asking import LETTERS, shuffle_question
from bot.db.tables import asked_questions, question_cards, question_reports
from bot.dispatch.request import Request
from bot.features.quiz.handlers import questions
from bot.features.quiz.payloads import AnswerPayload
from bot.features.quiz.rules.runs import AnswerState
from bot.features.quiz.service import runs
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import ANA as ANA_USER
from bot.sandbox.slack_api.fixtures import BEN as BEN_USER
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from tests.features.help_requests.test_handlers import messages_to
from tests.slack_driver import Driver, button_labels, shown_by

ANA, BEN = ANA_USER.id, BEN_USER.id


def all_rows(driver: Driver, table: Any) -> list[Any]:
    with driver.roadmate.deps.database.read() as conn:
        return list(conn.execute(select(table)))


def right_letter(driver: Driver) -> str:
    """Return the letter of the right option of the question that was asked last."""
    row = max(all_rows(driver, asked_questions), key=lambda row: (row.asked_at, row.number))
    reference = driver.roadmate.deps.catalog.shared().find_question(row.question)
    assert reference
    return LETTERS[shuffle_question(reference, member=row.member).right_place]


def wrong_letter(driver: Driver) -> str:
    return next(each for each in LETTERS if each != right_letter(driver))


def button_values(on: ActionResult) -> list[str]:
    return [str(field.element.get("value")) for field in usable_elements(shown_by(on))]


def press_value(driver: Driver, member: str, value: str) -> str:
    """Press a button that carries this value once more, as from a message that has changed since."""
    request = Request(TEAM_ID, member, value, "C0LEARNING", "again", "button")
    return questions.press_answer(driver.roadmate.deps, request).to_message().text


def test_three_questions_begin_with_what_was_learned(driver: Driver) -> None:
    driver.say("ana", "/log 1h rds proxy")
    driver.turn(days=4)
    asked = driver.say("ana", "/roadmap quiz aws")
    assert "Question 1 of 3 · RDS Proxy (AWS)" in shown_by(asked).text
    assert button_labels(asked) == ["A", "B", "C", "D"]
    for number in (2, 3):
        answered = driver.press("ana", asked, right_letter(driver))
        assert "✅ Right" in shown_by(answered).text
        assert "📚" in shown_by(answered).text
        asked = driver.press("ana", answered, "Next question")
        assert f"Question {number} of 3" in shown_by(asked).text
    last = driver.press("ana", asked, wrong_letter(driver))
    assert "2 of 3 right." in shown_by(last).text
    assert "Next question" not in button_labels(last)
    assert "Question 1 of 3" in shown_by(driver.press("ana", last, "Three more")).text
    topics = [row.question.partition("/")[0] for row in all_rows(driver, asked_questions)[:3]]
    assert len(set(topics)) == 3


def test_a_wrong_answer_says_what_is_right_and_is_asked_again_sooner(driver: Driver) -> None:
    driver.say("ana", "/log 1h rds proxy")
    driver.say("ana", "/log 1h iam policies")
    driver.turn(days=4)
    first = driver.say("ana", "/roadmap quiz aws.rds-proxy")
    answered = driver.press("ana", first, wrong_letter(driver))
    assert "Not " in shown_by(answered).text
    assert "It's " in shown_by(answered).text
    [card] = all_rows(driver, question_cards)
    assert (card.topic, card.reviews, card.lapses) == ("aws.rds-proxy", 1, 1)
    assert (card.due_at - card.reviewed_at).days == 1


def test_a_press_counts_once_however_often_it_comes(driver: Driver) -> None:
    driver.say("ana", "/log 1h rds proxy")
    asked = driver.say("ana", "/roadmap quiz aws.rds-proxy")
    values = button_values(asked)
    driver.press("ana", asked, "A")
    before = all_rows(driver, asked_questions), all_rows(driver, question_cards)
    for value in values:
        assert "You answered this before. I counted it once." in press_value(driver, ANA, value)
    assert (all_rows(driver, asked_questions), all_rows(driver, question_cards)) == before


def test_somebody_else_changes_nothing(driver: Driver) -> None:
    driver.say("ben", "/log 1h rds proxy")
    value = button_values(driver.say("ana", "/roadmap quiz aws.rds-proxy"))[0]
    before = all_rows(driver, asked_questions)
    assert "isn't yours to answer" in press_value(driver, BEN, value)
    forged = AnswerPayload.model_validate_json(value).model_copy(update={"member": BEN}).encode()
    assert "I don't have this question any more" in press_value(driver, BEN, forged)
    assert all_rows(driver, asked_questions) == before
    assert all_rows(driver, question_cards) == []


def test_a_year_later_it_has_expired(driver: Driver) -> None:
    asked = driver.say("ana", "/roadmap quiz aws.rds-proxy")
    driver.turn(days=365)
    answered = driver.press("ana", asked, "A")
    assert "This question has expired" in shown_by(answered).text
    assert button_labels(answered) == ["Ask me another"]
    assert all_rows(driver, asked_questions)[0].answered_at is None
    assert all_rows(driver, question_cards) == []


def test_a_year_later_a_run_does_not_go_on_and_what_was_answered_stays(driver: Driver) -> None:
    answered = driver.press("ana", driver.say("ana", "/roadmap quiz aws.rds-proxy"), "A")
    before = all_rows(driver, asked_questions)
    driver.turn(days=365)
    later = driver.press("ana", answered, "Next question")
    assert "This question has expired" in shown_by(later).text
    assert all_rows(driver, asked_questions) == before
    assert "Question 1 of 3" in shown_by(driver.press("ana", later, "Ask me another")).text


@pytest.mark.parametrize("is_removed", [False, True])
def test_a_question_that_was_changed_or_removed_does_not_count(driver: Driver, *, is_removed: bool) -> None:
    driver.say("ana", "/log 1h rds proxy")
    driver.say("ana", "/roadmap quiz aws.rds-proxy")
    [row] = all_rows(driver, asked_questions)
    catalog = driver.roadmate.deps.catalog.shared()
    reference = catalog.find_question(row.question)
    assert reference
    reworded = replace(reference, question=reference.question.model_copy(update={"ask": "Something else?"}))

    class LaterCatalog:
        def find_question(self, question_id: str) -> Any:
            return None if is_removed else reworded

    with driver.roadmate.deps.database.begin() as conn:
        outcome = runs.answer_question(
            conn,
            catalog=LaterCatalog(),  # type: ignore[arg-type]
            workspace=TEAM_ID,
            member=ANA,
            run=row.run,
            number=1,
            question=row.question,
            version=row.version,
            place=0,
            now=driver.clock.now(),
        )
    assert outcome.state is AnswerState.CHANGED
    assert all_rows(driver, asked_questions) == [row]
    assert all_rows(driver, question_cards) == []


def test_a_wrong_question_reaches_the_admins_without_the_answer_and_is_not_asked_again(driver: Driver) -> None:
    driver.say("ana", "/plan")
    asked = driver.say("ben", "/roadmap quiz aws.rds-proxy")
    letter = wrong_letter(driver)
    answered = driver.press("ben", asked, letter)
    reported = driver.press("ben", answered, "Question is wrong")
    assert "I've told the admins." in shown_by(reported).text
    assert "Question 2 of 3" in shown_by(driver.press("ben", reported, "Next question")).text
    row = all_rows(driver, asked_questions)[0]
    [to_admin] = messages_to(driver, ANA, "says a question")

    assert row.question in to_admin.text
    assert "answered" not in to_admin.text
    assert f"*{letter}*" not in to_admin.text
    assert len(all_rows(driver, question_reports)) == 1
    seen = set()
    for _ in range(3):
        driver.say("ben", "/roadmap quiz aws.rds-proxy")
        driver.turn(hours=1)
        seen.add(max(all_rows(driver, asked_questions), key=lambda each: each.asked_at).question)
    assert row.question not in seen
    assert len(seen) == 2


def test_wrong_answers_are_seen_by_nobody_else(driver: Driver) -> None:
    driver.say("ben", "/log 1h rds proxy")
    asked = driver.say("ben", "/roadmap quiz aws.rds-proxy")

    def look() -> list[str]:
        pages = (driver.say("ana", words).last for words in ("/team", "/team @ben", "/plan @ben", "/roadmate audit"))
        return [each.text for each in pages if each]

    before = look()[:3]  # the audit log has a line more, that she looked
    driver.press("ben", asked, wrong_letter(driver))
    after = look()
    assert after[:3] == before
    assert "aws.rds-proxy" not in after[3]


def test_what_has_no_questions_or_no_name_gets_a_clear_word(driver: Driver) -> None:
    assert "I don't know “qqqq”" in shown_by(driver.say("ana", "/roadmap quiz qqqq")).text
    options = driver.say("ana", "/roadmap quiz scaling")
    assert "A quiz on which “scaling”?" in shown_by(options).text
    assert "Question 1 of 3" in shown_by(driver.press("ana", options, button_labels(options)[0])).text


def test_hours_logged_again_count_as_a_look_at_the_topic(driver: Driver, catalog: Catalog) -> None:
    driver.say("ana", "/log 1h rds proxy")
    now = driver.clock.now
    with driver.roadmate.deps.database.read() as conn:
        first = cards.retention(conn, workspace=TEAM_ID, member=ANA, now=now())["aws.rds-proxy"]
    driver.turn(days=30)
    with driver.roadmate.deps.database.read() as conn:
        later = cards.retention(conn, workspace=TEAM_ID, member=ANA, now=now())["aws.rds-proxy"]
    driver.say("ana", "/log 1h rds proxy")
    with driver.roadmate.deps.database.read() as conn:
        again = cards.retention(conn, workspace=TEAM_ID, member=ANA, now=now())["aws.rds-proxy"]
        assert cards.team_retention(conn, workspace=TEAM_ID, member_ids=[ANA, BEN], now=now())[ANA] == {
            "aws.rds-proxy": again
        }
    assert first > 0.9 > later
    assert again > 0.9


def test_the_topic_opens_beside_the_answer_so_that_the_run_can_go_on(driver: Driver) -> None:
    answered = driver.press("ana", driver.say("ana", "/roadmap quiz aws"), "A")
    topic = driver.press("ana", answered, "See the topic")
    assert "Learn it" in shown_by(topic).text
    assert shown_by(topic).ts != shown_by(answered).ts
    assert "Question 2 of 3" in shown_by(driver.press("ana", answered, "Next question")).text


def test_a_run_that_was_left_half_way_goes_on_days_later_and_beside_another(driver: Driver) -> None:
    answered = driver.press("ana", driver.say("ana", "/roadmap quiz aws"), "A")
    driver.turn(days=3)
    other = driver.say("ana", "/roadmap quiz docker")
    second = driver.press("ana", answered, "Next question")
    assert "Question 2 of 3" in shown_by(second).text
    driver.turn(days=3)
    assert "Question 3 of 3" in shown_by(driver.press("ana", driver.press("ana", second, "B"), "Next question")).text
    assert "Next question" in button_labels(driver.press("ana", other, "C"))


@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ("/roadmap quiz netwrking", "Showing Networking (you typed “netwrking”)."),
        ("/roadmap quiz vpc architecture", "VPC Architecture (AWS)"),
        ("/roadmap aws quiz", "(AWS)"),
    ],
)
def test_a_topic_an_area_and_a_typo_are_understood(driver: Driver, typed: str, heading: str) -> None:
    assert heading in shown_by(driver.say("ana", typed)).text


def test_a_part_of_a_roadmap_is_asked_about_alone(driver: Driver, catalog: Catalog) -> None:
    shown = driver.say("ana", "/roadmap quiz aws scaling")
    for _ in range(2):
        shown = driver.press("ana", driver.press("ana", shown, "A"), "Next question")
    asked = {row.question.partition("/")[0] for row in all_rows(driver, asked_questions)}
    [part] = [each for each in catalog.parts if each.id == "aws/scaling_considerations"]
    assert len(asked) == 3
    assert asked <= {each.id for each in part.topics}


def test_what_was_never_learned_says_that_a_miss_does_not_count_and_it_does_not(driver: Driver) -> None:
    asked = driver.say("ana", "/roadmap quiz")
    assert "so a miss doesn't count" in shown_by(asked).text
    driver.press("ana", asked, wrong_letter(driver))
    assert all_rows(driver, question_cards) == []
    driver.say("ana", "/log 1h rds proxy")
    assert "a miss" not in shown_by(driver.say("ana", "/roadmap quiz aws.rds-proxy")).text


def test_days_are_chosen_by_typing_or_from_the_menu_and_kept_while_off(driver: Driver) -> None:
    assert "come on Tue and Thu at 10:00" in shown_by(driver.say("ana", "/roadmate questions")).text
    typed = driver.say("ana", "/roadmate questions mon")
    assert "come on Mon at 10:00" in shown_by(typed).text
    chosen = driver.choose("ana", typed, "Wed and Fri")
    assert "come on Wed and Fri at 10:00" in shown_by(chosen).text
    stopped = driver.press("ana", chosen, "Stop questions")
    assert "no more questions" in shown_by(stopped).text
    assert "no more questions" in shown_by(driver.say("ana", "/roadmate questions off")).text
    assert "come on Wed and Fri at 10:00" in shown_by(driver.press("ana", stopped, "Turn on")).text
    wrong = driver.say("ana", "/roadmate questions every day")
    assert "I don't know “every day”" in shown_by(wrong).text
    assert shown_by(driver.say("ana", "/roadmate questions tue 9:00")).text.endswith(
        "Questions come at 10:00, your time."
    )
    assert "come on Sun at 10:00" in shown_by(driver.choose("ana", wrong, "Sun")).text
