"""Each rule that chooses a question, and what is worth praise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.assignments.workflow import AssignmentStage
from bot.core.levels import MemberLevel
from bot.features.help_requests.rules import HelpRequest
from bot.features.one_on_one.rules.card import CardFacts, OpenAssignment, RecentProgress
from bot.features.one_on_one.rules.questions import (
    CardQuestion,
    PraiseReason,
    QuestionTopic,
    choose_praise,
    choose_questions,
)
from bot.features.team.rules.status import MemberStatus, StatusKind, StatusReason, StatusReasonKind

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
LAST_WEEK, LONG_AGO = TODAY - timedelta(days=7), TODAY - timedelta(days=21)
NOTHING = CardFacts(today=TODAY, since=TODAY - timedelta(days=28))
HOURS = StatusReason(StatusReasonKind.HOURS, minutes=20, goal=480)


def status(kind: StatusKind, *reasons: StatusReason) -> MemberStatus:
    return MemberStatus(kind, (*reasons, HOURS))


def task(stage: AssignmentStage, due: date | None = None, changed: date = LAST_WEEK) -> tuple[OpenAssignment, ...]:
    return (OpenAssignment("a.task", stage, due, changed),)


LEVEL = MemberLevel("U1", "terraform", "intermediate", NOW)
QUIET = status(StatusKind.QUIET, StatusReason(StatusReasonKind.SILENT, days=20))
ROWS = (
    (
        replace(NOTHING, help_requests=(HelpRequest(1, "U1", "", "state locks", NOW),)),
        CardQuestion(QuestionTopic.STUCK, "state locks"),
    ),
    (
        replace(NOTHING, open_assignments=task(AssignmentStage.SENT_BACK)),
        CardQuestion(QuestionTopic.SENT_BACK, "a.task"),
    ),
    (
        replace(NOTHING, open_assignments=task(AssignmentStage.STARTED, LAST_WEEK)),
        CardQuestion(QuestionTopic.OVERDUE, "a.task"),
    ),
    (
        replace(NOTHING, status=status(StatusKind.QUIET, StatusReason(StatusReasonKind.NEVER_BOOKED, days=30))),
        CardQuestion(QuestionTopic.NEVER_BOOKED),
    ),
    (replace(NOTHING, status=QUIET), CardQuestion(QuestionTopic.QUIET)),
    (replace(NOTHING, status=status(StatusKind.BEHIND)), CardQuestion(QuestionTopic.BEHIND)),
    (
        replace(NOTHING, open_assignments=task(AssignmentStage.STARTED, changed=LONG_AGO)),
        CardQuestion(QuestionTopic.STALLED, "a.task"),
    ),
    (
        replace(NOTHING, progress=RecentProgress(signed_off=("a.task",))),
        CardQuestion(QuestionTopic.SIGNED_OFF, "a.task"),
    ),
    (replace(NOTHING, progress=RecentProgress(levels=(LEVEL,))), CardQuestion(QuestionTopic.LEVEL, "terraform")),
    (replace(NOTHING, status=status(StatusKind.NEW)), CardQuestion(QuestionTopic.NEW)),
    (
        replace(NOTHING, minutes_by_area=(("a", 240), ("b", 200)), unpractised_area="a"),
        CardQuestion(QuestionTopic.PRACTICE, "a"),
    ),
    (replace(NOTHING, minutes_by_area=(("a", 160), ("b", 40))), CardQuestion(QuestionTopic.ONE_AREA, "a")),
    (
        replace(NOTHING, open_assignments=task(AssignmentStage.HANDED_IN, LAST_WEEK)),
        CardQuestion(QuestionTopic.WAITING, "a.task"),
    ),
    (replace(NOTHING, minutes_by_area=(("a", 100), ("b", 79))), CardQuestion(QuestionTopic.HOURS, "a")),
    (replace(NOTHING, next_step_id="a.topic"), CardQuestion(QuestionTopic.STEP, "a.topic")),
    (NOTHING, CardQuestion(QuestionTopic.WISH)),
)


@pytest.mark.parametrize(("facts", "first"), ROWS, ids=[str(first.topic) for _, first in ROWS])
def test_each_rule_asks_its_own_question_first(facts: CardFacts, first: CardQuestion) -> None:
    question, other = choose_questions(facts)
    assert question == first
    assert question.topic is not other.topic


def test_the_rows_are_all_there_are_and_go_before_one_another_in_their_order() -> None:
    topics = [first.topic for _, first in ROWS]
    assert [*topics, QuestionTopic.HELP] == list(QuestionTopic)
    every = replace(
        NOTHING,
        help_requests=(HelpRequest(1, "U1", "", "state locks", NOW),),
        open_assignments=task(AssignmentStage.SENT_BACK),
        status=QUIET,
        minutes_by_area=(("a", 300),),
    )
    assert [each.topic for each in choose_questions(every)] == [QuestionTopic.STUCK, QuestionTopic.SENT_BACK]


def test_two_questions_are_never_about_the_same_thing() -> None:
    late = replace(NOTHING, open_assignments=task(AssignmentStage.SENT_BACK, LAST_WEEK))
    assert choose_questions(late) == (CardQuestion(QuestionTopic.SENT_BACK, "a.task"), CardQuestion(QuestionTopic.WISH))
    assert choose_questions(NOTHING) == (CardQuestion(QuestionTopic.WISH), CardQuestion(QuestionTopic.HELP))


def test_a_begun_assignment_is_neither_late_nor_stalled_on_its_very_day() -> None:
    due = task(AssignmentStage.STARTED, TODAY)
    assert choose_questions(replace(NOTHING, open_assignments=due))[0].topic is QuestionTopic.WISH
    fresh = task(AssignmentStage.STARTED, changed=LONG_AGO + timedelta(days=1))
    assert choose_questions(replace(NOTHING, open_assignments=fresh))[0].topic is QuestionTopic.WISH


@pytest.mark.parametrize(
    ("facts", "praise"),
    [
        (NOTHING, None),
        (replace(NOTHING, minutes_by_area=(("a", 60),)), (PraiseReason.HOURS, "a")),
        (
            replace(NOTHING, minutes_by_area=(("a", 60),), status=status(StatusKind.ON_TRACK)),
            (PraiseReason.ON_TRACK, "a"),
        ),
        (replace(NOTHING, progress=RecentProgress(levels=(LEVEL,))), None),
        (
            replace(NOTHING, progress=RecentProgress(levels=(replace(LEVEL, confirmed="advanced"),))),
            (PraiseReason.LEVEL, "terraform"),
        ),
        (
            replace(NOTHING, minutes_by_area=(("a", 60),), progress=RecentProgress(finished=("a.task",))),
            (PraiseReason.FINISHED, "a.task"),
        ),
        (
            replace(NOTHING, progress=RecentProgress(finished=("b.task",), signed_off=("a.task",))),
            (PraiseReason.SIGNED_OFF, "a.task"),
        ),
    ],
)
def test_praise_is_for_the_best_there_is(facts: CardFacts, praise: tuple[PraiseReason, str] | None) -> None:
    assert choose_praise(facts) == praise
