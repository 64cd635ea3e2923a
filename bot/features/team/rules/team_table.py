"""The table of a team, and the words that ask for a part of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from difflib import get_close_matches
from typing import Final

from bot.core.people.member import Member
from bot.core.people.names import base_name
from bot.features.team.rules.status import MemberStatus, StatusFacts, StatusKind, is_new_member
from bot.frozen import frozen

HANDED_IN: Final = "handed in"  # waits for a sign-off, whatever the status
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
_SINGLE_FILTER_WORDS: Final = tuple(word for word in _FILTER_WORDS if " " not in word)
SUBCOMMANDS: Final = ("coverage", "export")
_MIN_SIMILARITY: Final = 0.8
_ROLES: Final = ("mentor", "lead")
_ENDING_WORDS: Final = frozenset({"off", "end", "ends", "over", "remove", "stop", "no", "not"})


@frozen
class MemberStanding:
    """How a member is doing on their own day, and how many assignments are handed in and signed off.

    With an area asked for, both counts are those in it, and the fields about the area are filled.
    """

    member: Member
    day: date
    facts: StatusFacts
    status: MemberStatus
    handed_in_count: int = 0
    pending_level_count: int = 0
    signed_off_count: int = 0
    area_minutes: int = 0
    is_stuck_in_area: bool = False

    @property
    def waiting_count(self) -> int:
        """Return how much waits for a mentor: work to sign off, levels to confirm."""
        return self.handed_in_count + self.pending_level_count

    @property
    def is_new(self) -> bool:
        """Return whether they are here for too short a time for four weeks' hours to say anything."""
        return is_new_member(self.facts, self.day)


@frozen
class TeamLine:
    """The figures of a member: minutes of this week and of 28 days, each with its goal, 0 for none; their plan.

    With an area asked for, hours and share (None where its estimate varies) are those in it, without a goal.
    """

    standing: MemberStanding
    week_minutes: int
    week_goal: int
    four_weeks_minutes: int
    four_weeks_goal: int
    plan_share: float | None
    minutes_by_area: Mapping[str, int] = field(default_factory=dict)


@frozen
class TeamPage:
    """A page of a part of the team: `found_count` of `total_count` members; `filter_counts` are those in the area."""

    standings: tuple[MemberStanding, ...]
    page_index: int
    page_count: int
    found_count: int
    total_count: int
    filter_counts: Mapping[str, int]


@frozen
class TeamQuery:
    """What was typed: words for an area, empty for all of them, and one of `STATUS_FILTERS`, empty for everybody."""

    area: str
    status_filter: str


def visible_member_ids(reader: Member) -> frozenset[str] | None:
    """Return the members whose lines the reader may see: None for the whole team, else their mentees."""
    return None if reader.may_see_team else reader.mentees


def parse_team_query(words: str) -> TeamQuery:
    """Return the part of the team that the words ask for: a status anywhere among them, and the rest for an area."""
    typed = " ".join(words.split())
    for filter_words in sorted(_FILTER_WORDS, key=len, reverse=True):
        pattern = rf"(?<!\S){re.escape(filter_words)}(?!\S)"
        rest, match_count = re.subn(pattern, " ", typed, count=1, flags=re.IGNORECASE)
        if match_count:
            return TeamQuery(" ".join(rest.split()), str(_FILTER_WORDS[filter_words]))
    return TeamQuery(typed, "")


def parse_misspelt_query(words: str) -> tuple[TeamQuery, str] | None:
    """Return the query where a status is misspelt, and the word that was taken for it; None where there is none."""
    for word in words.split():
        if matches := get_close_matches(word.casefold(), _SINGLE_FILTER_WORDS, n=1, cutoff=_MIN_SIMILARITY):
            rest = " ".join(each for each in words.split() if each != word)
            return TeamQuery(rest, str(_FILTER_WORDS[matches[0]])), word
    return None


def has_name(member: Member, words: str) -> bool:
    """Return whether the words are the member's name or first name; guests are no part of a team."""
    name, typed = base_name(member.name).casefold().lstrip("@").split(), words.casefold().split()
    return not member.is_guest and bool(typed) and typed in (name, name[:1])


def parse_role_ending(words: str) -> str:
    """Return the role that `mentor off` or `unmentor` would end; empty for other words."""
    typed = words.casefold().split()
    rest = [word for word in typed if word not in _ENDING_WORDS]
    role = rest[0].removeprefix("un") if len(rest) == 1 else ""
    return role if role in _ROLES and typed != [role] else ""


def find_subcommand(words: str) -> str:
    """Return the subcommand that stands among the words, perhaps misspelt; else empty."""
    matches = (get_close_matches(word, SUBCOMMANDS, n=1, cutoff=_MIN_SIMILARITY) for word in words.casefold().split())
    return next((match[0] for match in matches if match), "")


def select_team_page(
    standings: Sequence[MemberStanding], *, area: str, status_filter: str, page: int, size: int
) -> TeamPage:
    """Return a page of the members with a status; in an area only those with hours, help requests or hand-ins there.

    Members who are stuck elsewhere are not stuck there. A page beyond the last is the last.
    """
    in_area = [
        each for each in standings if not area or each.area_minutes or each.is_stuck_in_area or each.waiting_count
    ]
    filter_counts = Counter(name for each in in_area for name in STATUS_FILTERS if _matches_filter(each, name, area))
    selected = [each for each in in_area if not status_filter or _matches_filter(each, status_filter, area)]
    page_count = max(1, -(-len(selected) // size))
    index = min(page, page_count - 1)
    shown = tuple(selected[index * size : (index + 1) * size])
    return TeamPage(shown, index, page_count, len(selected), len(standings), filter_counts)


def _matches_filter(standing: MemberStanding, status_filter: str, area: str) -> bool:
    if status_filter == HANDED_IN:
        return standing.waiting_count > 0
    return standing.status.kind == status_filter and (
        standing.is_stuck_in_area or not area or status_filter != StatusKind.STUCK
    )
