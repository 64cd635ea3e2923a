"""Hours that are spent on other people's learning: mentoring, and sharing what one knows."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

AREA: Final = "soft-skills"  # the focus area that such hours belong to


class Activity(StrEnum):
    """What somebody did for others."""

    MENTORING = "mentoring"
    TALK = "talk"


_PHRASES: Final = {
    Activity.MENTORING: (
        *("mentoring", "mentored", "mentor", "mentorship", "mentoring session", "coaching", "coached"),
        *("1:1 mentoring", "one-to-one mentoring", "mentoring 1:1"),
    ),
    Activity.TALK: (
        *("talk", "tech talk", "gave talk", "giving talk", "presentation", "presented", "gave presentation"),
        *("knowledge sharing", "knowledge-sharing", "knowledge sharing session", "knowledge-sharing session"),
        *("sharing session", "knowledge session", "workshop", "gave workshop", "brown bag", "lunch and learn"),
    ),
}
_KNOWN: Final = {phrase: activity for activity, phrases in _PHRASES.items() for phrase in phrases}
_SMALL: Final = frozenset({"a", "an", "the", "with", "for", "of", "on", "some"})


def read(words: str) -> Activity | None:
    """The activity that the words name, if they name nothing else."""
    return _KNOWN.get(" ".join(word for word in words.casefold().split() if word not in _SMALL))
