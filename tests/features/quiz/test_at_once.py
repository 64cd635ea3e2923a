"""Two processes at one question, and forgetting beside an answer: one of them counts, and nothing is written late."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from bot.core.people.erasures import MemberGone
from bot.core.people.members import read_requester
from bot.db.tables import asked_questions, members, question_cards, question_days, question_reports, question_verdicts
from bot.dispatch.request import Request
from bot.features.quiz.handlers import questions, reports
from bot.features.quiz.payloads import AnswerPayload, AskedPayload, SettlePayload
from bot.features.quiz.service import days
from bot.sandbox.slack_api.fixtures import ANA, BEN, TEAM_ID
from bot.slack.payloads import ButtonPayload
from tests.features.quiz.test_handlers import all_rows, button_values
from tests.slack_driver import Driver


def press(payload: ButtonPayload, member: str = BEN.id) -> Request:
    return Request(TEAM_ID, member, payload.encode(), "C0LEARNING", f"press {payload.encode()}", "button")


def at_once(act: Any, driver: Driver, presses: list[Request]) -> list[str]:
    """Press on as many processes as there are presses; return what each was answered."""

    def run(request: Request) -> str:
        return str(act(driver.roadmate.deps, request).to_message().text)

    with ThreadPoolExecutor(len(presses)) as threads:
        return list(threads.map(run, presses))


def asked_of_ben(driver: Driver) -> list[AnswerPayload]:
    """Ask Ben a question on what he learned; return what each of its buttons carries."""
    driver.say("ben", "/log 1h rds proxy")
    driver.turn(days=4)
    values = button_values(driver.say("ben", "/roadmap quiz aws.rds-proxy"))
    return [AnswerPayload.model_validate_json(each) for each in values]


def test_four_presses_at_once_count_once(driver: Driver) -> None:
    said = at_once(questions.press_answer, driver, [press(each) for each in asked_of_ben(driver)])
    assert sum("You answered this before" in each for each in said) == 3
    [row], [card] = all_rows(driver, asked_questions), all_rows(driver, question_cards)
    assert row.answered_at is not None
    assert (card.reviews, card.lapses) == (1, 0 if row.is_right else 1)


def test_two_questions_on_one_topic_answered_at_once_are_both_looks_at_it(driver: Driver) -> None:
    first = asked_of_ben(driver)[0]
    following = AskedPayload(member=BEN.id, run=first.run, number=2)
    asked = questions.press_next(driver.roadmate.deps, press(following)).to_message()
    buttons = next(each for each in asked.post_arguments()["blocks"] if each["type"] == "actions")["elements"]
    second = AnswerPayload.model_validate_json(buttons[0]["value"])
    at_once(questions.press_answer, driver, [press(first), press(second)])
    [card] = all_rows(driver, question_cards)
    assert card.reviews == 2
    assert card.lapses == sum(not row.is_right for row in all_rows(driver, asked_questions))


def test_next_pressed_four_times_at_once_asks_one_question(driver: Driver) -> None:
    first = asked_of_ben(driver)[0]
    following = AskedPayload(member=BEN.id, run=first.run, number=2)
    said = at_once(questions.press_next, driver, [press(following)] * 4)
    assert len(set(said)) == 1
    assert [row.number for row in sorted(all_rows(driver, asked_questions), key=lambda row: row.number)] == [1, 2]


def test_two_admins_at_once_settle_once(driver: Driver) -> None:
    driver.say("ana", "/plan")
    first = asked_of_ben(driver)[0]
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(members).where(members.c.id == BEN.id).values(is_admin=True))
    reports.press_wrong(driver.roadmate.deps, press(AskedPayload(member=BEN.id, run=first.run, number=1)))
    key = {"question": first.question, "version": first.version}
    presses = [
        press(SettlePayload(**key, verdict=verdict), member)
        for verdict, member in (("kept", ANA.id), ("stopped", BEN.id))
    ]
    said = at_once(reports.settle, driver, presses)
    assert sum("has changed since" in each for each in said) == 1
    assert len(all_rows(driver, question_verdicts)) == 1


@pytest.mark.parametrize("number", range(4))
def test_nothing_is_written_for_who_was_forgotten(driver: Driver, number: int) -> None:
    first = asked_of_ben(driver)[0]
    deps, asked = driver.roadmate.deps, AskedPayload(member=BEN.id, run=first.run, number=1)
    with deps.database.read() as conn:
        ben = read_requester(conn, workspace=TEAM_ID, member=BEN.id, settings=deps.settings)
    driver.press("ben", driver.say("ben", "/roadmate forget me"), "Forget me")
    assert all_rows(driver, asked_questions) == []

    def choose() -> None:
        with deps.database.begin() as conn:
            days.set_question_days(conn, member=ben, days=(0,))

    acts = (
        lambda: questions.press_answer(deps, press(first)),
        lambda: questions.press_next(deps, press(asked)),
        lambda: reports.press_wrong(deps, press(asked)),
        choose,
    )
    with contextlib.suppress(MemberGone):
        acts[number]()
    tables = (asked_questions, question_cards, question_days, question_reports)
    assert [row for table in tables for row in all_rows(driver, table)] == []
