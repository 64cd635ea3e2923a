"""What the welcome asks, and what is known of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from bot.catalog.models import Area, Roadmap
from bot.core.people.member import Member
from bot.core.plan.first_month import FirstMonth
from bot.core.plan.progress import NextStep
from bot.frozen import frozen

GOAL_CHOICES: Final = (30, 60, 120, 180, 300, 480)  # minutes a week
NO_CHOICE: Final = "-"  # the plan's order, no goal of one's own, no mentor yet
MAX_PEOPLE: Final = 25  # who may be asked to be a mentor


class Question(StrEnum):
    """One of the three questions; the letter travels in the menus once it is answered."""

    AREA = "a"
    GOAL = "g"
    MENTOR = "m"


@frozen
class MentorChoice:
    """Somebody who may be asked, or has been; the pair begins when both have agreed."""

    id: str
    name: str
    is_active: bool = False
    is_reader_asked: bool = False


@frozen
class WelcomeAnswers:
    """A member's answers as they are in force, wherever they were given; `answered` are the questions done with.

    `mentors` are those asked and those who agreed, `candidates` those who may be asked. Nobody is asked for a mentor
    who can't have one.
    """

    member: Member
    areas: Sequence[Area]
    first_area: Area | None
    team_goal: int
    is_goal_delayed: bool
    mentors: Sequence[MentorChoice]
    candidates: Sequence[MentorChoice]
    may_have_mentor: bool
    answered: frozenset[Question]
    placement_roadmap: Roadmap | None = None  # in which a few questions can find their level
    first_month: FirstMonth | None = None  # of somebody who has nothing in the plan yet
    today: date = date.min

    @property
    def first_step(self) -> NextStep | None:
        """Return what comes first for somebody who has nothing in the plan yet."""
        weeks = self.first_month.weeks if self.first_month else ()
        return next((step for week in weeks for step in week), None)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return what this member is asked."""
        return tuple(each for each in Question if self.may_have_mentor or each is not Question.MENTOR)

    @property
    def is_done(self) -> bool:
        """Return whether each question has its answer."""
        return self.answered.issuperset(self.questions)


def encode_answered(answered: frozenset[Question]) -> str:
    """Return the questions done with as letters."""
    return "".join(sorted(answered))


def split_choice(value: str) -> tuple[str, frozenset[Question]]:
    """Return what a menu's value chooses, and the questions done with before it."""
    choice, _, letters = value.partition(" ")
    return choice, frozenset(each for each in Question if each.value in letters)


def goal_choices(own: int | None) -> tuple[int, ...]:
    """Return the goals to choose from, the member's own among them."""
    return tuple(sorted({*GOAL_CHOICES, *([own] if own else ())}))
