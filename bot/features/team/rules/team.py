"""Where a team stands, and which part of it is asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Final

from bot.core.people.member import Member
from bot.features.team.rules.status import Facts, Kind, State, is_new

HANDED_IN: Final = "handed in"  # waits for a sign-off, whatever the state
FILTERS: Final = (*(kind.value for kind in Kind), HANDED_IN)
_SAID: Final[Mapping[str, str]] = {
    **{name: name for name in FILTERS},
    "on-track": Kind.ON_TRACK,
    "ontrack": Kind.ON_TRACK,
    "unassigned": Kind.UNASSIGNED,
    "handed-in": HANDED_IN,
    "sign-offs": HANDED_IN,
    "signoffs": HANDED_IN,
    "waiting": HANDED_IN,
}
_ONE_WORD: Final = tuple(said for said in _SAID if " " not in said)
ALONE: Final = ("coverage", "export")
_ALIKE: Final = 0.8
_ROLES: Final = ("mentor", "lead")
_ENDING: Final = frozenset({"off", "end", "ends", "over", "remove", "stop", "no", "not"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member is doing on their own day, and what of theirs is handed in and signed off.

    With an area asked for, `waiting` and `signed` are those in it; `in_area` are their minutes there, and
    `stuck_there` is whether they are stuck with it.
    """

    member: Member
    day: date
    facts: Facts
    state: State
    waiting: int = 0
    signed: int = 0
    in_area: int = 0
    stuck_there: bool = False

    @property
    def is_new(self) -> bool:
        """Whether they are here for too short a time for four weeks' hours to say anything."""
        return is_new(self.facts, self.day)


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of a member: minutes in the running week and in 28 days, each with its goal, 0 for none; the plan.

    With an area asked for, hours and share (None where its estimate varies) are those in it, without a goal.
    `areas` are all minutes by area.
    """

    standing: Standing
    week: int
    week_goal: int
    month: int
    month_goal: int
    share: float | None
    areas: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a part of the team: `found` of `total` are in it, and in each state so many of those in its area."""

    shown: tuple[Standing, ...]
    number: int
    pages: int
    found: int
    total: int
    states: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: words for an area, empty for all of them, and one of `FILTERS`, empty for everybody."""

    area: str
    state: str


def seen_by(reader: Member) -> frozenset[str] | None:
    """Whose lines are the reader's to see: None for the whole team's, else those of their mentees."""
    return None if reader.sees_team else reader.mentees


def asked(words: str) -> Asked:
    """Which part of the team the words ask for: a state anywhere among them, and the rest for an area."""
    typed = " ".join(words.split())
    for said in sorted(_SAID, key=len, reverse=True):
        rest, found = re.subn(rf"(?<!\S){re.escape(said)}(?!\S)", " ", typed, count=1, flags=re.IGNORECASE)
        if found:
            return Asked(" ".join(rest.split()), str(_SAID[said]))
    return Asked(typed, "")


def nearly(words: str) -> tuple[Asked, str] | None:
    """The same where a state is misspelt, and the word that was taken for it; None where no word resembles one."""
    for word in words.split():
        if meant := get_close_matches(word.casefold(), _ONE_WORD, n=1, cutoff=_ALIKE):
            rest = " ".join(each for each in words.split() if each != word)
            return Asked(rest, str(_SAID[meant[0]])), word
    return None


def is_called(member: Member, words: str) -> bool:
    """Whether the words are somebody's name or first name; guests are no part of a team."""
    name, said = member.name.casefold().lstrip("@").split(), words.casefold().split()
    return not member.is_guest and bool(said) and said in (name, name[:1])


def ended(words: str) -> str:
    """The role that `mentor off` or `unmentor` would end; empty for other words."""
    said = words.casefold().split()
    left = [word for word in said if word not in _ENDING]
    role = left[0].removeprefix("un") if len(left) == 1 else ""
    return role if role in _ROLES and said != [role] else ""


def alone(words: str) -> str:
    """A way to use the command that stands alone, where one stands among the words or nearly does; else empty."""
    near = (get_close_matches(word, ALONE, n=1, cutoff=_ALIKE) for word in words.casefold().split())
    return next((found[0] for found in near if found), "")


def part(everyone: Sequence[Standing], *, area: str, state: str, page: int, size: int) -> Part:
    """Who is in the state; in an area, if one is asked for, who has hours, is stuck or has something handed in there.

    Who is stuck elsewhere is not stuck there. A page beyond the last is the last.
    """
    there = [each for each in everyone if not area or each.in_area or each.stuck_there or each.waiting]
    states = Counter(name for each in there for name in FILTERS if _is_in(each, name, area))
    found = [each for each in there if not state or _is_in(each, state, area)]
    pages = max(1, -(-len(found) // size))
    number = min(page, pages - 1)
    shown = tuple(found[number * size : (number + 1) * size])
    return Part(shown, number, pages, len(found), len(everyone), states)


def _is_in(standing: Standing, state: str, area: str) -> bool:
    if state == HANDED_IN:
        return standing.waiting > 0
    return standing.state.kind == state and (standing.stuck_there or not area or state != Kind.STUCK)
