"""Somebody is stuck, in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.features.hours.rules.line_parser import split_note

MOST: Final = 10  # places at a time, so that mentors are told of what matters
LONGEST: Final = 400  # characters of what somebody says


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where a member is stuck. `subject` is the id of an area, roadmap, topic or assignment, or empty.

    `words` are as typed: what it is about and, behind a colon, a note.
    """

    id: int
    member: str
    subject: str
    words: str
    at: datetime
    over_at: datetime | None = None

    @property
    def about(self) -> str:
        """What they typed before the note."""
        return about(self.words)

    @property
    def note(self) -> str:
        """What they added behind a colon; empty for nothing."""
        return note(self.words)


def about(words: str) -> str:
    """What a line is about, without its note."""
    return " ".join(split_note(words)[0].split())


def note(words: str) -> str:
    """The note of a line; empty for none."""
    return split_note(words)[1].strip()


def adds(one: Stuck, words: str) -> bool:
    """Whether a line about the same place is news: other words, and a note where one is known."""
    return words != one.words and bool(note(words) or not one.note)


def is_same(one: Stuck, subject: str, words: str) -> bool:
    """Whether it is the same place: the same subject or, where the content knows none, the same words for it."""
    return one.subject == subject and (bool(subject) or one.about.casefold() == about(words).casefold())
