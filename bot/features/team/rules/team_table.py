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
from bot.features.team.rules.status import MemberStatus, StatusFacts, StatusKind, is_new_member

HANDED_IN: Final = "handed in"  # waits for a sign-off, whatever the state
STATUS_FILTERS: Final = (*(kind.value for kind in StatusKind), HANDED_IN)
_FILTER_WORDS: Final[Mapping[str, str]] = {
    **{name: name for name in STATUS_FILTERS},
    "on-track": StatusKind.ON_TRACK,
    "ontrack": StatusKind.ON_TRACK,
    "unassigned": StatusKind.UNASSIGNED,
    "handed-in": HANDED_IN,
    "sign-offs": HANDED_IN,
    "signoffs": HANDED_IN,
    "waiting": HANDED_IN,
}
_SINGLE_FILTER_WORDS: Final = tuple(said for said in _FILTER_WORDS if " " not in said)
SUBCOMMANDS: Final = ("coverage", "export")
_MIN_SIMILARITY: Final = 0.8
_ROLES: Final = ("mentor", "lead")
_ENDING_WORDS: Final = frozenset({"off", "end", "ends", "over", "remove", "stop", "no", "not"})


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """How a member is doing on their own day, and what of theirs is handed in and signed off.

    With an area asked for, `waiting` and `signed` are those in it; `in_area` are their minutes there, and
    `stuck_there` is whether they are stuck with it.
    """

    member: Member
    day: date
    facts: StatusFacts
    status: MemberStatus
    waiting_count: int = 0
    signed_off_count: int = 0
    area_minutes: int = 0
    is_stuck_in_area: bool = False

    @property
    def is_new(self) -> bool:
        """Whether they are here for too short a time for four weeks' hours to say anything."""
        return is_new_member(self.facts, self.day)


@dataclass(frozen=True, slots=True)
class TeamLine:
    """The figures of a member: minutes in the running week and in 28 days, each with its goal, 0 for none; the plan.

    With an area asked for, hours and share (None where its estimate varies) are those in it, without a goal.
    `areas` are all minutes by area.
    """

    standing: MemberStanding
    week_minutes: int
    week_goal: int
    four_weeks_minutes: int
    four_weeks_goal: int
    plan_share: float | None
    minutes_by_area: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A page of a part of the team: `found` of `total` are in it, and in each state so many of those in its area."""

    standings: tuple[MemberStanding, ...]
    page_index: int
    page_count: int
    found_count: int
    total_count: int
    filter_counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TeamQuery:
    """What was typed: words for an area, empty for all of them, and one of `FILTERS`, empty for everybody."""

    area: str
    status_filter: str


def visible_member_ids(reader: Member) -> frozenset[str] | None:
    """Whose lines are the reader's to see: None for the whole team's, else those of their mentees."""
    return None if reader.may_see_team else reader.mentees


def parse_team_query(words: str) -> TeamQuery:
    """Which part of the team the words ask for: a state anywhere among them, and the rest for an area."""
    typed = " ".join(words.split())
    for said in sorted(_FILTER_WORDS, key=len, reverse=True):
        rest, found = re.subn(rf"(?<!\S){re.escape(said)}(?!\S)", " ", typed, count=1, flags=re.IGNORECASE)
        if found:
            return TeamQuery(" ".join(rest.split()), str(_FILTER_WORDS[said]))
    return TeamQuery(typed, "")


def parse_misspelt_query(words: str) -> tuple[TeamQuery, str] | None:
    """The same where a state is misspelt, and the word that was taken for it; None where no word resembles one."""
    for word in words.split():
        if meant := get_close_matches(word.casefold(), _SINGLE_FILTER_WORDS, n=1, cutoff=_MIN_SIMILARITY):
            rest = " ".join(each for each in words.split() if each != word)
            return TeamQuery(rest, str(_FILTER_WORDS[meant[0]])), word
    return None


def has_name(member: Member, words: str) -> bool:
    """Whether the words are somebody's name or first name; guests are no part of a team."""
    name, said = member.name.casefold().lstrip("@").split(), words.casefold().split()
    return not member.is_guest and bool(said) and said in (name, name[:1])


def parse_role_ending(words: str) -> str:
    """The role that `mentor off` or `unmentor` would end; empty for other words."""
    said = words.casefold().split()
    left = [word for word in said if word not in _ENDING_WORDS]
    role = left[0].removeprefix("un") if len(left) == 1 else ""
    return role if role in _ROLES and said != [role] else ""


def find_subcommand(words: str) -> str:
    """A way to use the command that stands alone, where one stands among the words or nearly does; else empty."""
    near = (get_close_matches(word, SUBCOMMANDS, n=1, cutoff=_MIN_SIMILARITY) for word in words.casefold().split())
    return next((found[0] for found in near if found), "")


def select_team_page(
    standings: Sequence[MemberStanding], *, area: str, status_filter: str, page: int, size: int
) -> TeamPage:
    """Who is in the state; in an area, if one is asked for, who has hours, is stuck or has something handed in there.

    Who is stuck elsewhere is not stuck there. A page beyond the last is the last.
    """
    there = [each for each in standings if not area or each.area_minutes or each.is_stuck_in_area or each.waiting_count]
    states = Counter(name for each in there for name in STATUS_FILTERS if _matches_filter(each, name, area))
    found = [each for each in there if not status_filter or _matches_filter(each, status_filter, area)]
    pages = max(1, -(-len(found) // size))
    number = min(page, pages - 1)
    shown = tuple(found[number * size : (number + 1) * size])
    return TeamPage(shown, number, pages, len(found), len(standings), states)


def _matches_filter(standing: MemberStanding, status_filter: str, area: str) -> bool:
    if status_filter == HANDED_IN:
        return standing.waiting_count > 0
    return standing.status.kind == status_filter and (
        standing.is_stuck_in_area or not area or status_filter != StatusKind.STUCK
    )
