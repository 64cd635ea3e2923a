"""Each rule that chooses a question, and what is worth praise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.assignments.assignment import Stage
from bot.core.levels.level import Level
from bot.features.help_requests.rules.request import Stuck
from bot.features.one_on_one.rules.card_facts import Change, Facts, Open
from bot.features.one_on_one.rules.questions import Praise, Question, Topic, praise, questions
from bot.features.team.rules.status import Kind, Reason, State, Why

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
LAST_WEEK, LONG_AGO = TODAY - timedelta(days=7), TODAY - timedelta(days=21)
NONE = Facts(today=TODAY, since=TODAY - timedelta(days=28))
HOURS = Reason(Why.HOURS, minutes=20, goal=480)


def state(kind: Kind, *reasons: Reason) -> State:
    return State(kind, (*reasons, HOURS))


def task(stage: Stage, due: date | None = None, changed: date = LAST_WEEK) -> tuple[Open, ...]:
    return (Open("a.task", stage, due, changed),)


LEVEL = Level("U1", "terraform", "intermediate", NOW)
QUIET = state(Kind.QUIET, Reason(Why.SILENT, days=20))
ROWS = (
    (replace(NONE, stuck=(Stuck(1, "U1", "", "state locks", NOW),)), Question(Topic.STUCK, "state locks")),
    (replace(NONE, open=task(Stage.SENT_BACK)), Question(Topic.SENT_BACK, "a.task")),
    (replace(NONE, open=task(Stage.STARTED, LAST_WEEK)), Question(Topic.OVERDUE, "a.task")),
    (replace(NONE, state=state(Kind.QUIET, Reason(Why.NEVER, days=30))), Question(Topic.NEVER)),
    (replace(NONE, state=QUIET), Question(Topic.QUIET)),
    (replace(NONE, state=state(Kind.BEHIND)), Question(Topic.BEHIND)),
    (replace(NONE, open=task(Stage.STARTED, changed=LONG_AGO)), Question(Topic.STALLED, "a.task")),
    (replace(NONE, change=Change(signed=("a.task",))), Question(Topic.SIGNED, "a.task")),
    (replace(NONE, change=Change(levels=(LEVEL,))), Question(Topic.LEVEL, "terraform")),
    (replace(NONE, state=state(Kind.NEW)), Question(Topic.NEW)),
    (replace(NONE, areas=(("a", 240), ("b", 200)), untried="a"), Question(Topic.PRACTICE, "a")),
    (replace(NONE, areas=(("a", 160), ("b", 40))), Question(Topic.ONE_AREA, "a")),
    (replace(NONE, open=task(Stage.HANDED_IN, LAST_WEEK)), Question(Topic.WAITING, "a.task")),
    (replace(NONE, areas=(("a", 100), ("b", 79))), Question(Topic.HOURS, "a")),
    (replace(NONE, step="a.topic"), Question(Topic.STEP, "a.topic")),
    (NONE, Question(Topic.WISH)),
)


@pytest.mark.parametrize(("facts", "first"), ROWS, ids=[str(first.topic) for _, first in ROWS])
def test_each_rule_asks_its_own_question_first(facts: Facts, first: Question) -> None:
    found = questions(facts)
    assert found[0] == first
    assert found[0].topic is not found[1].topic


def test_the_rows_are_all_there_are_and_go_before_one_another_in_their_order() -> None:
    topics = [first.topic for _, first in ROWS]
    assert [*topics, Topic.HELP] == list(Topic)
    every = replace(
        NONE,
        stuck=(Stuck(1, "U1", "", "state locks", NOW),),
        open=task(Stage.SENT_BACK),
        state=QUIET,
        areas=(("a", 300),),
    )
    assert [each.topic for each in questions(every)] == [Topic.STUCK, Topic.SENT_BACK]


def test_two_questions_are_never_about_the_same_thing() -> None:
    late = replace(NONE, open=task(Stage.SENT_BACK, LAST_WEEK))
    assert questions(late) == (Question(Topic.SENT_BACK, "a.task"), Question(Topic.WISH))
    assert questions(NONE) == (Question(Topic.WISH), Question(Topic.HELP))


def test_a_begun_assignment_is_neither_late_nor_stalled_on_its_very_day() -> None:
    assert questions(replace(NONE, open=task(Stage.STARTED, TODAY)))[0].topic is Topic.WISH
    fresh = task(Stage.STARTED, changed=LONG_AGO + timedelta(days=1))
    assert questions(replace(NONE, open=fresh))[0].topic is Topic.WISH


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (NONE, None),
        (replace(NONE, areas=(("a", 60),)), (Praise.HOURS, "a")),
        (replace(NONE, areas=(("a", 60),), state=state(Kind.ON_TRACK)), (Praise.ON_TRACK, "a")),
        (replace(NONE, change=Change(levels=(LEVEL,))), None),
        (replace(NONE, change=Change(levels=(replace(LEVEL, confirmed="advanced"),))), (Praise.LEVEL, "terraform")),
        (replace(NONE, areas=(("a", 60),), change=Change(finished=("a.task",))), (Praise.FINISHED, "a.task")),
        (replace(NONE, change=Change(finished=("b.task",), signed=("a.task",))), (Praise.SIGNED, "a.task")),
    ],
)
def test_praise_is_for_the_best_there_is(facts: Facts, found: tuple[Praise, str] | None) -> None:
    assert praise(facts) == found
