"""Two questions to ask in a one-to-one, and what to praise: chosen by rules from what is on the card, never at random.

The first two rows that hold are asked; no two of them are about the same thing.

| question | holds when | about |
|---|---|---|
| stuck | they said that they are stuck | where |
| sent back | an assignment was sent back and is not handed in again | the assignment |
| overdue | an assignment is past its day, and nothing was handed in | the assignment |
| never | quiet, and nothing was ever booked | |
| quiet | quiet after earlier entries | |
| behind | behind their goal | |
| stalled | an assignment is begun, and nothing became of it for three weeks | the assignment |
| signed | an assignment was signed off since the last one-to-one | the assignment |
| level | a level was said or confirmed since then | the roadmap |
| new | first seen less than two weeks ago | |
| practice | four hours or more in an area since then, and no assignment of it is begun or ticked | the area |
| one area | of three hours or more since then, four fifths are in one area | the area |
| waiting | an assignment waits for its sign-off | the assignment |
| hours | something was booked since then | the area with most |
| step | there is a next step | the step |
| wish | always | |
| help | always | |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.core.assignments.assignment import Stage
from bot.features.one_on_one.rules.card_facts import Facts, Open
from bot.features.team.rules.status import Kind, Why

ASKED: Final = 2
STALLED: Final = timedelta(days=21)
PRACTICE: Final = 4 * 60  # minutes in an area that call for an assignment
ENOUGH: Final = 3 * 60  # minutes of which one can say where they went


class Topic(StrEnum):
    """What a question is about."""

    STUCK = "stuck"
    SENT_BACK = "sent back"
    OVERDUE = "overdue"
    NEVER = "never"
    QUIET = "quiet"
    BEHIND = "behind"
    STALLED = "stalled"
    SIGNED = "signed"
    LEVEL = "level"
    NEW = "new"
    PRACTICE = "practice"
    ONE_AREA = "one area"
    WAITING = "waiting"
    HOURS = "hours"
    STEP = "step"
    WISH = "wish"
    HELP = "help"


class Praise(StrEnum):
    """What is worth a word: the first that holds."""

    SIGNED = "signed"
    FINISHED = "finished"
    LEVEL = "level"
    ON_TRACK = "on track"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what it is about: words of theirs where they are stuck, an id of the content, or nothing."""

    topic: Topic
    subject: str = ""


def questions(facts: Facts) -> tuple[Question, Question]:
    """The two most telling ones."""
    found = [Question(topic, subject) for topic, rule in _RULES.items() if (subject := rule(facts)) is not None]
    first = found[0]
    return first, next(each for each in found[1:] if not each.subject or each.subject != first.subject)


def praise(facts: Facts) -> tuple[Praise, str] | None:
    """What to praise, and the assignment, roadmap or area; None where nothing speaks for itself."""
    done, confirmed = facts.change, [each for each in facts.change.levels if not each.waits]
    most = facts.areas[0][0] if facts.areas else ""
    choices: tuple[tuple[Praise, str | None], ...] = (
        (Praise.SIGNED, _first(done.signed)),
        (Praise.FINISHED, _first(done.finished)),
        (Praise.LEVEL, _first(each.roadmap for each in confirmed)),
        (Praise.ON_TRACK, most if most and _is(facts, Kind.ON_TRACK) else None),
        (Praise.HOURS, most or None),
    )
    return next(((what, subject) for what, subject in choices if subject is not None), None)


def _stuck(facts: Facts) -> str | None:
    return _first(each.words or each.subject for each in facts.stuck)


def _sent_back(facts: Facts) -> str | None:
    return _open(facts, lambda each: each.stage is Stage.SENT_BACK)


def _overdue(facts: Facts) -> str | None:
    return _open(facts, lambda each: each.is_overdue(facts.today))


def _never(facts: Facts) -> str | None:
    return "" if facts.state and _is(facts, Kind.QUIET) and facts.state.reasons[0].why is Why.NEVER else None


def _stalled(facts: Facts) -> str | None:
    return _open(facts, lambda each: each.stage is Stage.STARTED and facts.today - each.changed >= STALLED)


def _one_area(facts: Facts) -> str | None:
    if facts.minutes < ENOUGH:
        return None
    area, minutes = facts.areas[0]
    return area if 5 * minutes >= 4 * facts.minutes else None


def _open(facts: Facts, fits: Callable[[Open], bool]) -> str | None:
    return _first(each.assignment for each in facts.open if fits(each))


def _is(facts: Facts, kind: Kind) -> bool:
    return facts.state is not None and facts.state.kind is kind


def _in_state(kind: Kind) -> Callable[[Facts], str | None]:
    return lambda facts: "" if _is(facts, kind) else None


def _first(found: Iterable[str]) -> str | None:
    several: Iterator[str] = iter(found)
    return next(several, None)


_RULES: Final[dict[Topic, Callable[[Facts], str | None]]] = {
    Topic.STUCK: _stuck,
    Topic.SENT_BACK: _sent_back,
    Topic.OVERDUE: _overdue,
    Topic.NEVER: _never,
    Topic.QUIET: lambda facts: _in_state(Kind.QUIET)(facts) if _never(facts) is None else None,
    Topic.BEHIND: _in_state(Kind.BEHIND),
    Topic.STALLED: _stalled,
    Topic.SIGNED: lambda facts: _first(facts.change.signed),
    Topic.LEVEL: lambda facts: _first(each.roadmap for each in facts.change.levels),
    Topic.NEW: _in_state(Kind.NEW),
    Topic.PRACTICE: lambda facts: facts.untried or None,
    Topic.ONE_AREA: _one_area,
    Topic.WAITING: lambda facts: _open(facts, lambda each: each.stage is Stage.HANDED_IN),
    Topic.HOURS: lambda facts: _first(area for area, _ in facts.areas),
    Topic.STEP: lambda facts: facts.step or None,
    Topic.WISH: lambda _: "",
    Topic.HELP: lambda _: "",
}
