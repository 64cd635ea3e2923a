"""The content of a week's digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.features.leaderboard.rules import RankedMember
from bot.frozen import frozen
from bot.setting_values import Part


@frozen
class DigestLearner:
    """A member who learned, with pairs of area and topic ids, most hours first."""

    name: str
    subjects: tuple[tuple[str, str | None], ...]


class WinKind(StrEnum):
    """What is worth a line of praise, in the order of these lines; the comments say what the subject is."""

    AREA_WHOLE = "area_whole"  # an area, of whose hours all that are planned are logged
    FIRST_TALK = "first_talk"  # the title, if any
    LEVEL = "level"  # a roadmap and a level, with a colon between them
    SIGNED_OFF = "signed_off"  # an assignment
    STREAK = "streak"  # so many weeks in a row
    GOAL = "goal"
    AREA_HALF = "area_half"  # an area
    MENTOR = "mentor"
    TALK = "talk"  # the title, if any
    FINISHED = "finished"  # an assignment that was ticked
    AREA_QUARTER = "area_quarter"  # an area
    HANDED_IN = "handed_in"  # so many assignments, without names: they are not signed off yet


@frozen
class Win:
    """One line of praise: what was reached, by whom, and its subject or number as the kind says."""

    kind: WinKind
    names: tuple[str, ...]
    subject: str = ""
    number: int = 0


MAX_WIN_LINES: Final = 5  # in the message; the rest is in its thread
AREA_STEPS: Final = (WinKind.AREA_WHOLE, WinKind.AREA_HALF, WinKind.AREA_QUARTER)
PART_OF_WIN: Final[Mapping[WinKind, Part]] = {
    **dict.fromkeys((WinKind.GOAL, WinKind.STREAK, *AREA_STEPS), Part.STREAKS),
    **dict.fromkeys((WinKind.SIGNED_OFF, WinKind.FINISHED, WinKind.HANDED_IN, WinKind.LEVEL), Part.DONE),
    **dict.fromkeys((WinKind.TALK, WinKind.FIRST_TALK), Part.TALKS),
    WinKind.MENTOR: Part.PEOPLE,
}
_ORDER: Final = {kind: number for number, kind in enumerate(WinKind)}


@frozen
class PersonalWin:
    """What one member reached, before it shares a line with others who reached the same."""

    member: str
    kind: WinKind
    subject: str = ""
    number: int = 0


def gather_wins(reached: Iterable[PersonalWin], names: Mapping[str, str]) -> tuple[Win, ...]:
    """Return the lines of praise, in their order, with all who reached the same in one, by name.

    Nobody is praised who has no name here, and nobody twice for one thing: the longest streak counts, which goals
    are part of, the most of an area, a sign-off before a tick, and a first talk before that talk.
    """
    best = _drop_lesser({each for each in reached if each.member in names})
    members: dict[tuple[WinKind, str, int], list[str]] = {}
    for each in sorted(best, key=lambda each: (names[each.member].casefold(), each.member)):
        members.setdefault((each.kind, each.subject, each.number), []).append(names[each.member])
    order = sorted(members, key=lambda key: (_ORDER[key[0]], -key[2], -len(members[key]), key[1]))
    return tuple(Win(kind, tuple(members[kind, subject, number]), subject, number) for kind, subject, number in order)


def _drop_lesser(reached: Collection[PersonalWin]) -> list[PersonalWin]:
    """Return what no other win of the same member includes already."""
    longest: dict[str, int] = {}
    for each in reached:
        if each.kind is WinKind.STREAK:
            longest[each.member] = max(each.number, longest.get(each.member, 0))
    had = {(each.member, each.kind, each.subject) for each in reached}

    def is_included(each: PersonalWin) -> bool:
        match each.kind:
            case WinKind.STREAK:
                return each.number < longest[each.member]
            case WinKind.GOAL:
                return each.member in longest
            case WinKind.AREA_HALF | WinKind.AREA_QUARTER:
                more = AREA_STEPS[: AREA_STEPS.index(each.kind)]
                return any((each.member, kind, each.subject) in had for kind in more)
            case WinKind.FINISHED:
                return (each.member, WinKind.SIGNED_OFF, each.subject) in had
            case WinKind.TALK:
                return (each.member, WinKind.FIRST_TALK, each.subject) in had
            case _:
                return False

    return [each for each in reached if not is_included(each)]


def choose_wins(wins: Sequence[Win], limit: int) -> tuple[Win, ...]:
    """Return so many of the lines, in their order: one of each kind first, so that no kind pushes out the others."""
    seen: Counter[WinKind] = Counter()
    turns = []
    for number, each in enumerate(wins):
        turns.append((seen[each.kind], number))
        seen[each.kind] += 1
    chosen = {number for _, number in sorted(turns)[:limit]}
    return tuple(each for number, each in enumerate(wins) if number in chosen)


@frozen
class DigestSuggestion:
    """A subject that nobody has touched for weeks, and the command that shows it; areas have a `priority` in the plan.

    `expert` is the name of who agreed to be asked and has the most hours there; empty if there is nobody.
    """

    name: str
    command: str
    priority: int | None = None
    expert: str = ""
    expert_minutes: int = 0


@frozen
class Digest:
    """A week's digest; parts that an admin leaves out are empty.

    `minutes_before` is None if the two weeks cannot be compared. `learners` are all who are shown, by name;
    `leaderboard` is None if it is off, `has_news` true also for wins that are left out, `can_meet` where there are two
    who could. `with_details` says whether a thread is wanted.
    """

    week: str
    minutes: int
    minutes_before: int | None
    people_count: int
    areas: tuple[tuple[str, int], ...] = ()
    learners: tuple[DigestLearner, ...] = ()
    leaderboard: tuple[RankedMember, ...] | None = None
    wins: tuple[Win, ...] = ()
    has_news: bool = False
    mentoring_minutes: int = 0
    suggestion: DigestSuggestion | None = None
    can_meet: bool = True
    is_team_away: bool = False
    with_details: bool = True

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing at all to tell."""
        return not (self.minutes or self.wins or self.has_news)


@frozen
class LastDigest:
    """The digest of a week and how it ended: `nothing`, `expired`, or the state of its message.

    `message_id` is 0 if no message was written; `channel` is where it went or was to go.
    """

    week: str
    ending: str
    due_at: datetime
    message_id: int = 0
    channel: str = ""
    error: str = ""
    is_on_its_way: bool = False
