"""Whether somebody answered rightly changes nothing that anybody else sees, nor a log line."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert

from bot.core.knowing import cards
from bot.core.knowing.memory import review_card, start_card
from bot.db.tables import asked_questions, coverage_members, question_cards
from tests.examples import draw
from tests.features.quiz.test_handlers import right_letter, wrong_letter
from tests.roles.stage import NOW, OWN_WORKSPACE, PEOPLE, RoleScene, stage
from tests.roles.test_every_entry_point import CASES, EntryPointCase
from tests.slack_driver import Driver

__all__ = ["stage"]  # the fixture

VIEWERS = ("chidi", "ana", "mei")  # his mentor, an admin, a member
TOPICS = ("aws.rds-proxy", "aws.iam-policies", "aws.compute-services", "aws.storage-services")
BEN = PEOPLE["ben"][1]


_VARYING = re.compile(r"[0-9]+(?:\.[0-9]+)?|[0-9a-f]{12,}")  # times and ids of requests
Seen = dict[tuple[str, str, str], tuple[str, tuple[tuple[str, str], ...]]]


def plant_answers(scene: RoleScene, *, is_right: bool, days_ago: int) -> None:
    """Let Ben have answered a question on each topic, all rightly or all wrongly, so many days ago."""
    answered_at = NOW - timedelta(days=days_ago)
    with scene.roadmate.deps.database.begin() as conn:
        for number, topic in enumerate(TOPICS, start=1):
            learned = start_card(topic, answered_at - timedelta(days=30))
            card = review_card(learned, is_right=is_right, at=answered_at)
            cards.save_card(conn, workspace=OWN_WORKSPACE, member=BEN, card=card)
            row = {"run": "quiz:planted", "number": number, "total": 4, "question": f"{topic}/planted", "version": "v"}
            answer = {"asked_at": answered_at, "answered_at": answered_at, "place": 0 if is_right else 3}
            conn.execute(
                insert(asked_questions).values(workspace=OWN_WORKSPACE, member=BEN, **row, **answer, is_right=is_right)
            )


def look_everywhere(scene: RoleScene, cases: Sequence[EntryPointCase], *, is_right: bool, days_ago: int) -> Seen:
    """Return by viewer and entry point what they are answered, and what is written to anybody by it."""
    assert scene.kept_rows
    scene.restore()
    plant_answers(scene, is_right=is_right, days_ago=days_ago)
    scene.kept_rows.keep()
    found: Seen = {}
    for number, (who, row) in enumerate(itertools.product(VIEWERS, cases)):
        scene.request_numbers = itertools.count(number)
        response = scene.send(who, row.entry_point, row.text, row.fields)
        found[who, row.entry_point, row.text] = (response.text, response.messages)
        scene.restore()
    found |= {(who, "home", ""): (scene.home(who), ()) for who in VIEWERS}
    with scene.roadmate.deps.database.begin() as conn:
        conn.execute(delete(asked_questions))
        conn.execute(delete(question_cards))
    scene.kept_rows.keep()
    return found


def list_different(scene: RoleScene, cases: Sequence[EntryPointCase], days_ago: int = 7) -> set[str]:
    """Return the entry points at which somebody sees whether Ben answered rightly."""
    wrong, right = (look_everywhere(scene, cases, is_right=is_right, days_ago=days_ago) for is_right in (False, True))
    assert len(wrong) > len(VIEWERS)
    return {
        f"{entry_point} {text}".strip()
        for who, entry_point, text in wrong
        if wrong[who, entry_point, text] != right[who, entry_point, text]
    }


@pytest.mark.thorough
def test_no_page_of_anybody_else_tells_a_wrong_answer_from_a_right_one(stage: RoleScene) -> None:
    assert list_different(stage, draw(CASES, 8)) == set()


def test_who_agreed_to_the_coverage_shows_there_what_fades_after_a_month_and_nowhere_else(
    stage: RoleScene,
) -> None:
    with stage.roadmate.deps.database.begin() as conn:
        conn.execute(insert(coverage_members).values(workspace=OWN_WORKSPACE, member=BEN, agreed_at=NOW))
    assert stage.kept_rows
    stage.kept_rows.keep()
    cases = [each for each in CASES if "coverage" in each.name or each.entry_point == "/team"]
    assert list_different(stage, cases, days_ago=29) == set()
    different = list_different(stage, cases, days_ago=45)
    assert different
    assert all("coverage" in each for each in different)


def test_no_log_line_tells_a_wrong_answer_from_a_right_one(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    driver.say("ben", "/log 1h rds proxy")
    told = []
    with caplog.at_level(logging.DEBUG, "bot"):
        for letter_of in (wrong_letter, right_letter):
            asked = driver.say("ben", "/roadmap quiz aws.rds-proxy")
            caplog.clear()
            driver.press("ben", asked, letter_of(driver))
            told.append([_VARYING.sub("#", line) for line in caplog.messages])
            assert "rds-proxy" not in caplog.text
    assert told[0] == told[1]
