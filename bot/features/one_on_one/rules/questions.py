"""Two questions to ask in a one-to-one, and what to praise: chosen by rules from what is on the card, never at random.

The first two rows that hold are asked; no two of them are about the same thing.

| question | holds when | about |
|---|---|---|
| stuck | they have an open help request | its words or subject |
| sent back | an assignment was sent back and is not handed in again | the assignment |
| overdue | an assignment is past its day, and nothing was handed in | the assignment |
| never | quiet, and nothing was ever booked | |
| quiet | quiet after earlier entries | |
| behind | behind their goal | |
| stalled | an assignment is started, and nothing changed for three weeks | the assignment |
| signed | an assignment was signed off since the last one-to-one | the assignment |
| level | a level was claimed or confirmed since then | the roadmap |
| new | first seen less than two weeks ago | |
| practice | four hours or more in an area since then, and no assignment of it is started or ticked | the area |
| one area | of three hours or more since then, four fifths are in one area | the area |
| waiting | an assignment waits for its sign-off | the assignment |
| hours | something was booked since then | the area with most |
| step | there is a next step | the step |
| wish | always | |
| help | always | |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.core.assignments.workflow import AssignmentStage
from bot.features.one_on_one.rules.card import CardFacts, OpenAssignment
from bot.features.team.rules.status import StatusKind, StatusReasonKind
from bot.frozen import frozen

QUESTION_COUNT: Final = 2
STALLED_AFTER: Final = timedelta(days=21)
PRACTICE_MINUTES: Final = 4 * 60  # in an area, from which on an assignment is due
ONE_AREA_MINUTES: Final = 3 * 60  # from so many on their share by area says something


class QuestionTopic(StrEnum):
    """What a question is about."""

    STUCK = "stuck"
    SENT_BACK = "sent back"
    OVERDUE = "overdue"
    NEVER_BOOKED = "never"
    QUIET = "quiet"
    BEHIND = "behind"
    STALLED = "stalled"
    SIGNED_OFF = "signed"
    LEVEL = "level"
    NEW = "new"
    PRACTICE = "practice"
    ONE_AREA = "one area"
    WAITING = "waiting"
    HOURS = "hours"
    STEP = "step"
    WISH = "wish"
    HELP = "help"


class PraiseReason(StrEnum):
    """What is worth praise, the best first."""

    SIGNED_OFF = "signed"
    FINISHED = "finished"
    LEVEL = "level"
    ON_TRACK = "on track"
    HOURS = "hours"


@frozen
class CardQuestion:
    """A question and what it is about: the member's own words, an id of the content, or nothing."""

    topic: QuestionTopic
    subject: str = ""


def choose_questions(facts: CardFacts) -> tuple[CardQuestion, CardQuestion]:
    """Return the first two questions that hold and are not about the same thing."""
    first, *others = (
        CardQuestion(topic, subject) for topic, rule in _RULES.items() if (subject := rule(facts)) is not None
    )
    return first, next(each for each in others if not each.subject or each.subject != first.subject)


def choose_praise(facts: CardFacts) -> tuple[PraiseReason, str] | None:
    """Return what to praise, and the assignment, roadmap or area; None where nothing stands out."""
    done = facts.progress
    most = facts.minutes_by_area[0][0] if facts.minutes_by_area else ""
    choices: tuple[tuple[PraiseReason, str | None], ...] = (
        (PraiseReason.SIGNED_OFF, _first(done.signed_off)),
        (PraiseReason.FINISHED, _first(done.finished)),
        (PraiseReason.LEVEL, _first(each.roadmap for each in done.levels if not each.is_pending)),
        (PraiseReason.ON_TRACK, most if most and _has_status(facts, StatusKind.ON_TRACK) else None),
        (PraiseReason.HOURS, most or None),
    )
    return next(((reason, subject) for reason, subject in choices if subject is not None), None)


def _first_help_request(facts: CardFacts) -> str | None:
    return _first(each.words or each.subject for each in facts.help_requests)


def _sent_back(facts: CardFacts) -> str | None:
    return _first_open(facts, lambda each: each.stage is AssignmentStage.SENT_BACK)


def _overdue(facts: CardFacts) -> str | None:
    return _first_open(facts, lambda each: each.is_overdue(facts.today))


def _never_booked(facts: CardFacts) -> str | None:
    if facts.status is None or facts.status.kind is not StatusKind.QUIET:
        return None
    return "" if facts.status.reasons[0].kind is StatusReasonKind.NEVER_BOOKED else None


def _stalled(facts: CardFacts) -> str | None:
    return _first_open(
        facts, lambda each: each.stage is AssignmentStage.STARTED and facts.today - each.changed_on >= STALLED_AFTER
    )


def _one_area(facts: CardFacts) -> str | None:
    if facts.total_minutes < ONE_AREA_MINUTES:
        return None
    area, minutes = facts.minutes_by_area[0]
    return area if 5 * minutes >= 4 * facts.total_minutes else None


def _first_open(facts: CardFacts, is_match: Callable[[OpenAssignment], bool]) -> str | None:
    return _first(each.assignment for each in facts.open_assignments if is_match(each))


def _has_status(facts: CardFacts, kind: StatusKind) -> bool:
    return facts.status is not None and facts.status.kind is kind


def _status_rule(kind: StatusKind) -> Callable[[CardFacts], str | None]:
    return lambda facts: "" if _has_status(facts, kind) else None


def _first(subjects: Iterable[str]) -> str | None:
    return next(iter(subjects), None)


_RULES: Final[dict[QuestionTopic, Callable[[CardFacts], str | None]]] = {
    QuestionTopic.STUCK: _first_help_request,
    QuestionTopic.SENT_BACK: _sent_back,
    QuestionTopic.OVERDUE: _overdue,
    QuestionTopic.NEVER_BOOKED: _never_booked,
    QuestionTopic.QUIET: lambda facts: _status_rule(StatusKind.QUIET)(facts) if _never_booked(facts) is None else None,
    QuestionTopic.BEHIND: _status_rule(StatusKind.BEHIND),
    QuestionTopic.STALLED: _stalled,
    QuestionTopic.SIGNED_OFF: lambda facts: _first(facts.progress.signed_off),
    QuestionTopic.LEVEL: lambda facts: _first(each.roadmap for each in facts.progress.levels),
    QuestionTopic.NEW: _status_rule(StatusKind.NEW),
    QuestionTopic.PRACTICE: lambda facts: facts.unpractised_area or None,
    QuestionTopic.ONE_AREA: _one_area,
    QuestionTopic.WAITING: lambda facts: _first_open(facts, lambda each: each.stage is AssignmentStage.HANDED_IN),
    QuestionTopic.HOURS: lambda facts: _first(area for area, _ in facts.minutes_by_area),
    QuestionTopic.STEP: lambda facts: facts.next_step_id or None,
    QuestionTopic.WISH: lambda _: "",
    QuestionTopic.HELP: lambda _: "",
}
