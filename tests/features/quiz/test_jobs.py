"""Question days: on two days of one's own, at most three questions, never piled up, and off with one press."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core import time_off
from bot.core.knowing import state_acts
from bot.core.knowing.asking import shuffle_question
from bot.core.knowing.states import StateSource, TopicState
from bot.core.people import members
from bot.db.tables import asked_questions
from bot.features.quiz.payloads import AnswerPayload
from bot.features.quiz.service import days, runs
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due
from tests.fixtures.team import Team

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 10, tzinfo=UTC)
LEARNED = date(2026, 11, 16)
TOPICS = ("aws.compute-services", "aws.storage-services", "aws.rds-proxy", "aws.iam-policies")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def learn(team: Team, user: str, count: int = len(TOPICS), day: date = LEARNED) -> None:
    for topic in TOPICS[:count]:
        team.book(user, 30, day, "cloud-computing", topic)


def letters(team: Team) -> list[Any]:
    return [row for row in team.outbox_rows() if row.kind == "quiz"]


def run(team: Team, moment: datetime) -> list[tuple[str, str]]:
    """Queue and send what is due at that moment; return whose letters there are so far, with their days."""
    team.tick(moment)
    return [(row.recipient, row.period) for row in letters(team)]


def option_values(row: Any) -> list[str]:
    """Return what the buttons of a letter's question carry."""
    buttons = next(block for block in reversed(row.message["blocks"]) if block["type"] == "actions")["elements"]
    return [str(each["value"]) for each in buttons]


def answer_letter(team: Team, user: str) -> None:
    """Answer the first question of the newest letter rightly."""
    row = [each for each in letters(team) if each.recipient == user][-1]
    payload = AnswerPayload.model_validate_json(option_values(row)[0])
    catalog = team.deps.catalog.shared()
    reference = catalog.find_question(payload.question)
    assert reference
    place = shuffle_question(reference, member=user).right_place
    with team.deps.database.begin() as conn:
        outcome = runs.answer_question(
            conn,
            catalog=catalog,
            workspace=TEAM_ID,
            now=team.clock.now(),
            **(payload.model_dump(exclude={"is_beside"}) | {"place": place}),
        )
    assert outcome.asked
    assert outcome.asked.is_right


def choose_days(team: Team, user: str, *chosen: int) -> None:
    """Choose days, or none."""
    with team.deps.database.begin() as conn:
        member = members.read_requester(conn, workspace=TEAM_ID, member=user, settings=team.deps.settings)
        if chosen:
            days.set_question_days(conn, member=member, days=chosen)
        else:
            days.switch_questions(conn, member=member, is_on=False)


@pytest.fixture
def learners(team: Team) -> Team:
    """A team without a digest."""
    team.change_workspace(digest_on=False)
    return team


def test_only_where_somebody_learned_a_topic_people_are_looked_at(learners: Team) -> None:
    def find() -> frozenset[str]:
        with learners.deps.database.read() as conn:
            return days.find_learning_workspaces(conn, workspaces_in=[TEAM_ID, "T0OTHER"])

    learners.join("U1", "UTC")
    learners.book("U1", 30, LEARNED, "cloud-computing")
    assert find() == frozenset()
    learn(learners, "U1", 1)
    assert find() == {TEAM_ID}


def test_questions_come_at_ten_on_two_days_by_the_readers_clock_and_once(learners: Team) -> None:
    learners.join("U1", "Asia/Singapore")
    learners.join("U2", "UTC")
    for user in ("U1", "U2"):
        learn(learners, user)
    early = TUESDAY - timedelta(hours=8)
    assert run(learners, early - timedelta(minutes=1)) == []
    assert run(learners, early) == [("U1", "2026-11-24")]
    assert run(learners, TUESDAY) == run(learners, TUESDAY + timedelta(hours=1))
    assert [each for each in run(learners, THURSDAY) if each[0] == "U2"] == [("U2", "2026-11-24"), ("U2", "2026-11-26")]
    text = letters(learners)[0].message["text"]
    assert "two minutes on Tue and Thu. Only you see your answers." in text
    assert "3 questions on what you've learned" in text
    assert "two minutes on" not in letters(learners)[-1].message["text"]


def test_too_little_learned_brings_none(learners: Team) -> None:
    learners.join("U1")
    learn(learners, "U1", count=2)
    assert run(learners, TUESDAY) == []
    assert all(claim[0] != "quiz" for claim in learners.claims())  # not even looked at
    learn(learners, "U1", count=3)
    assert run(learners, THURSDAY) == [("U1", "2026-11-26")]


def test_own_days_take_the_place_of_the_usual_ones_and_none_means_none(learners: Team) -> None:
    for user in ("U1", "U2", "U3", "U4"):
        learners.join(user, nudged=user not in ("U3", "U4"))
        learn(learners, user)
    choose_days(learners, "U1", 0, 4)
    choose_days(learners, "U2")
    choose_days(learners, "U4", 1)
    for day in range(7):
        run(learners, TUESDAY - DAY + day * DAY)
    found = [(row.recipient, row.period) for row in letters(learners)]
    assert found == [("U1", "2026-11-23"), ("U4", "2026-11-24"), ("U1", "2026-11-27")]


def test_the_nudge_rides_with_the_first_question_day(learners: Team) -> None:
    learners.join("U1", goal_minutes=120)
    learn(learners, "U1")
    run(learners, TUESDAY)
    [row] = learners.outbox_rows()
    assert row.kind == "quiz"
    assert "nothing logged yet this week" in row.message["text"]
    assert "Question 1 of 3" in row.message["text"]
    assert AnswerPayload.model_validate_json(option_values(row)[0]).is_beside  # so that the nudge stays to be read
    assert ("nudge", "2026-W48", "U1", "nothing") in learners.claims()
    for hours in range(24, 24 * 6, 3):
        learners.tick(TUESDAY + timedelta(hours=hours))
    assert [row.kind for row in learners.outbox_rows()] == ["quiz", "quiz"]  # two letters in the week, no nudge beside
    second = learners.outbox_rows()[1]
    assert "logged" not in second.message["text"]
    assert not AnswerPayload.model_validate_json(option_values(second)[0]).is_beside


def test_away_shifts_and_never_piles_up(learners: Team) -> None:
    learners.join("U1")
    learn(learners, "U1")
    with learners.deps.database.begin() as conn:
        span = {"first": TUESDAY.date(), "last": (TUESDAY + 13 * DAY).date()}
        time_off.add_time_off(conn, workspace=TEAM_ID, member="U1", **span, now=TUESDAY - DAY)
    for day in range(14):
        assert run(learners, TUESDAY + day * DAY) == []
    assert run(learners, TUESDAY + 14 * DAY) == [("U1", "2026-12-08")]
    assert "3 questions on" in letters(learners)[0].message["text"]
    with learners.deps.database.read() as conn:
        assert len(conn.execute(select(asked_questions)).all()) == 1


def test_stopping_takes_back_what_waits(learners: Team) -> None:
    learners.join("U1")
    learn(learners, "U1")
    due.queue_due(learners.deps, learners.turn_to(TUESDAY))
    choose_days(learners, "U1")
    assert [row.state for row in letters(learners)] == ["expired"]
    for day in range(1, 15):
        run(learners, TUESDAY + day * DAY)
    assert len(letters(learners)) == 1


def test_silence_is_met_with_fewer_and_then_with_none_until_they_are_back(learners: Team) -> None:
    learners.join("U1")
    learn(learners, "U1")
    for week in range(20):
        run(learners, TUESDAY + week * WEEK)
        run(learners, THURSDAY + week * WEEK)
    found = ["2026-11-24", "2026-11-26", "2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"]
    assert [row.period for row in letters(learners)] == found
    learners.book("U1", 30, (TUESDAY + 20 * WEEK).date(), "cloud-computing", "aws.networking")
    run(learners, TUESDAY + 21 * WEEK)
    run(learners, THURSDAY + 21 * WEEK)
    assert len(letters(learners)) == 7
    answer_letter(learners, "U1")
    run(learners, TUESDAY + 22 * WEEK)
    run(learners, THURSDAY + 22 * WEEK)
    assert len(letters(learners)) == 9


def test_silence_is_never_asked_the_same_twice(learners: Team) -> None:
    learners.join("U1")
    learn(learners, "U1", count=3)
    for week in range(20):
        run(learners, TUESDAY + week * WEEK)
        run(learners, THURSDAY + week * WEEK)
    with learners.deps.database.read() as conn:
        asked = [row.question for row in conn.execute(select(asked_questions).order_by(asked_questions.c.asked_at))]
    assert len(asked) == len(set(asked)) == 6
    assert len({question.partition("/")[0] for question in asked[:3]}) == 3


def test_a_letter_that_never_arrived_is_no_silence_and_the_next_says_why_it_comes(learners: Team) -> None:
    learners.join("U1")
    learn(learners, "U1")
    for number in range(4):
        due.queue_due(learners.deps, learners.turn_to(TUESDAY + number * WEEK))  # nothing is sent on that day
        run(learners, TUESDAY + number * WEEK + timedelta(hours=23))
    assert [row.state for row in letters(learners)] == ["expired"] * 4
    run(learners, THURSDAY + 3 * WEEK)
    assert letters(learners)[-1].state == "sent"
    assert "two minutes on Tue and Thu" in letters(learners)[-1].message["text"]


def test_who_answers_is_asked_what_is_due_and_nothing_else(learners: Team) -> None:
    learners.join("U1")
    learn(learners, "U1", count=3)
    asked = []
    for week in range(8):
        for moment in (TUESDAY, THURSDAY):
            before = len(letters(learners))
            run(learners, moment + week * WEEK)
            if len(letters(learners)) > before:
                answer_letter(learners, "U1")
                asked.append(letters(learners)[-1].period)
    assert 6 <= len(asked) <= 10  # of 16 question days
    with learners.deps.database.read() as conn:
        rows = conn.execute(select(asked_questions).order_by(asked_questions.c.asked_at)).all()
    assert len({row.question for row in rows}) == len(rows[:9])  # each topic has three questions, and none comes again


def test_what_is_not_for_somebody_is_not_asked_and_what_they_know_is(learners: Team) -> None:
    learners.join("U1")
    said = dict.fromkeys(TOPICS[:3], TopicState.KNOWN) | {TOPICS[3]: TopicState.SKIPPED}
    learn(learners, "U1")
    with learners.deps.database.begin() as conn:
        state_acts.set_states(
            conn,
            workspace=TEAM_ID,
            member="U1",
            states=dict.fromkeys(TOPICS[:3], TopicState.SKIPPED),
            by=StateSource.SELF,
            actor="U1",
            now=TUESDAY - WEEK,
            day=(TUESDAY - WEEK).date(),
            request="skip",
        )
    assert run(learners, TUESDAY) == []
    learners.join("U2")
    with learners.deps.database.begin() as conn:
        state_acts.set_states(
            conn,
            workspace=TEAM_ID,
            member="U2",
            states=said,
            by=StateSource.SELF,
            actor="U2",
            now=TUESDAY - 2 * WEEK,
            day=(TUESDAY - 2 * WEEK).date(),
            request="know",
        )
    assert run(learners, THURSDAY) == [("U2", "2026-11-26")]
    with learners.deps.database.read() as conn:
        [row] = conn.execute(select(asked_questions)).all()
    assert row.question.partition("/")[0] in TOPICS[:3]
