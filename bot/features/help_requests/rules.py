"""Help requests of members who are stuck, and the experts whom they may ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.core.levels import level_rank
from bot.features.hours.rules.line_parser import split_note
from bot.frozen import frozen

MAX_OPEN_HELP_REQUESTS: Final = 10  # of one member at a time, so that mentors are told of what matters
MAX_HELP_REQUEST_LENGTH: Final = 400  # characters
MIN_EXPERT_MINUTES: Final = 60  # from which on somebody may be asked
_ADVANCED_RANK: Final = level_rank("advanced")
_INTERMEDIATE_RANK: Final = level_rank("intermediate")


@frozen
class HelpRequest:
    """Something that a member is stuck with. `subject` is the id of an area, roadmap, topic or assignment, or empty.

    `words` are as typed: what it is about and, behind a colon, a note.
    """

    id: int
    member: str
    subject: str
    words: str
    at: datetime
    over_at: datetime | None = None

    @property
    def state(self) -> str:
        """What its buttons are drawn in."""
        return "over" if self.over_at else "open"

    @property
    def about(self) -> str:
        """The words before the note."""
        return parse_about(self.words)

    @property
    def note(self) -> str:
        """The words behind a colon; empty for none."""
        return parse_note(self.words)


def parse_about(words: str) -> str:
    """Return what a line is about, without its note."""
    return " ".join(split_note(words)[0].split())


def parse_note(words: str) -> str:
    """Return the note of a line; empty for none."""
    return split_note(words)[1].strip()


def adds_information(help_request: HelpRequest, words: str) -> bool:
    """Return whether a line about the same thing is news: other words, and not without the note that is known."""
    return words != help_request.words and bool(parse_note(words) or not help_request.note)


def is_same_help_request(help_request: HelpRequest, subject: str, words: str) -> bool:
    """Return whether it is about the same: one subject or, where the content knows none, the same words for it."""
    return help_request.subject == subject and (
        bool(subject) or help_request.about.casefold() == parse_about(words).casefold()
    )


class ExpertReason(StrEnum):
    """The reason why somebody is an expert."""

    LEVEL = "level"
    TOPIC = "topic"
    ROADMAP = "roadmap"
    AREA = "area"


@frozen
class ExpertProfile:
    """A member's minutes on the topic, in the roadmap and in the area, over all time, and the confirmed level."""

    member: str
    name: str
    topic_minutes: int = 0
    roadmap_minutes: int = 0
    area_minutes: int = 0
    level: str = ""
    level_in: str = ""  # the roadmap's id
    confirmed_by: str = ""  # a name; empty where nobody remembers it


@frozen
class Expert:
    """Somebody to ask, and why; `has_most_hours` where nobody named for the same reason has as many."""

    member: str
    name: str
    reason: ExpertReason
    has_most_hours: bool = False
    level: str = ""
    level_in: str = ""
    confirmed_by: str = ""


@frozen
class ExpertQuestion:
    """A question of one person to an expert; `on` tells it from the same question another time.

    `subject` is empty where the content does not know the words.
    """

    asker: str
    knower: str
    subject: str
    words: str
    on: str

    @property
    def period(self) -> str:
        """The key under which it is claimed: only a question that was asked in just these words can be answered."""
        content = f"{self.asker}\n{self.knower}\n{self.subject}\n{self.on}\n{self.words}"
        return sha256(content.encode()).hexdigest()[:16]


def rank_experts(profiles: Iterable[ExpertProfile]) -> tuple[Expert, ...]:
    """Return those who may be asked, most experienced first."""
    ranked = [(rank, each) for each in profiles if (rank := _rank_profile(each))]
    ranked.sort(key=lambda one: (one[0][0], -one[0][2], one[1].name.casefold(), one[1].member))
    return tuple(
        Expert(
            each.member,
            each.name,
            reason,
            has_most_hours=minutes
            > max((rank[2] for rank, other in ranked if rank[1] is reason and other is not each), default=0),
            level=each.level,
            level_in=each.level_in,
            confirmed_by=each.confirmed_by,
        )
        for (_, reason, minutes), each in ranked
    )


def _rank_profile(profile: ExpertProfile) -> tuple[tuple[int, int], ExpertReason, int] | None:
    """Return the sort key, the reason and the minutes that count for it; None for somebody who is no expert."""
    level = level_rank(profile.level)
    if level >= _ADVANCED_RANK:
        minutes = max(profile.topic_minutes, profile.roadmap_minutes, profile.area_minutes)
        return (1, -level), ExpertReason.LEVEL, minutes
    if profile.topic_minutes >= MIN_EXPERT_MINUTES:
        return (2, 0), ExpertReason.TOPIC, profile.topic_minutes
    if profile.roadmap_minutes >= MIN_EXPERT_MINUTES:
        return (3, 0), ExpertReason.ROADMAP, profile.roadmap_minutes
    if level >= _INTERMEDIATE_RANK:
        return (4, 0), ExpertReason.LEVEL, profile.area_minutes
    return ((5, 0), ExpertReason.AREA, profile.area_minutes) if profile.area_minutes >= MIN_EXPERT_MINUTES else None
