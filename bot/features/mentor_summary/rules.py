"""What a mentor is told each Monday: who needs a word and why, and who did something worth praise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from bot.calendar.schedule import Slot
from bot.core.people.member import Member
from bot.features.team.rules import status as team_status
from bot.features.team.rules.status import State

SLOT: Final = Slot(0, time(9, 30))  # Monday, in each mentor's own time
MOST: Final = 7  # people in one message

Standing = tuple[Member, State]


@dataclass(frozen=True, slots=True)
class Praise:
    """Somebody who, in the week before, met their goal for so many `weeks` in a row, or finished assignments."""

    member: str
    name: str
    weeks: int = 0
    assignments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """How everybody is doing on a Monday, how they were a week before, and what was worth praise between."""

    now: tuple[Standing, ...]
    before: tuple[Standing, ...]
    praise: tuple[Praise, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody who needs a word; `still` where this mentor was told the same a week or two ago."""

    member: str
    name: str
    state: State
    still: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What a mentor is told: `more` need a word than are named, `same` were named last week and are no worse."""

    words: tuple[Word, ...]
    more: int
    same: int
    praise: tuple[Praise, ...]


def seen(team: Team, reader: Member) -> Team:
    """The part of it that is the reader's to see: the team for admins and lead mentors, for a mentor their mentees."""
    return Team(
        tuple(each for each in team.now if reader.may_guide(each[0].id)),
        tuple(each for each in team.before if reader.may_guide(each[0].id)),
        tuple(each for each in team.praise if reader.may_guide(each.member)),
    )


def summary(team: Team, *, reader: str, told: Sequence[Collection[str]]) -> Summary | None:
    """Never the reader, and nobody for the same reason two weeks in a row unless it got worse; None for nothing to say.

    `told` are the people whom last week's message named, and the one before it. A team in which nobody needs a word
    is worth one message, not one every week.
    """
    before = {member.id: state for member, state in team.before if member.id != reader}
    needing = [(member, state) for member, state in team.now if member.id != reader and team_status.severity(state)]
    fresh = [each for each in needing if each[0].id not in told[0] or _got_worse(each, before)]
    fresh.sort(key=_urgency)
    words = [_word(each, before, told) for each in fresh[:MOST]]
    praise = tuple(each for each in team.praise if each.member != reader)
    were_fine = not any(map(team_status.severity, before.values()))
    if not words and not praise and (needing or were_fine):
        return None
    return Summary(tuple(words), len(fresh) - len(words), len(needing) - len(fresh), praise)


def _got_worse(standing: Standing, before: dict[str, State]) -> bool:
    """Who had caught up in between, as the ledger has it by now, is no worse than what was said."""
    member, state = standing
    was = team_status.severity(before[member.id]) if member.id in before else 0
    return 0 < was < team_status.severity(state)


def _word(standing: Standing, before: dict[str, State], told: Sequence[Collection[str]]) -> Word:
    member, state = standing
    was_so = member.id in before and before[member.id].kind is state.kind
    return Word(member.id, member.name, state, still=was_so and any(member.id in each for each in told))


def _urgency(standing: Standing) -> tuple[int, float, str, str]:
    """The most urgent first; then who has the least of their goal."""
    member, state = standing
    hours = state.reasons[-1]
    return -team_status.severity(state), hours.minutes / max(1, hours.goal), member.name.casefold(), member.id
