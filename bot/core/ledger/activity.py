"""Activities: hours spent on other people's learning, by mentoring and by sharing what one knows."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

ACTIVITY_AREA: Final = "soft-skills"  # the focus area that such hours belong to


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
_ACTIVITY_BY_PHRASE: Final = {phrase: activity for activity, phrases in _PHRASES.items() for phrase in phrases}
_FILLER_WORDS: Final = frozenset({"a", "an", "the", "with", "for", "of", "on", "some", "about"})
_FIRST_WORDS: Final = _FILLER_WORDS | {"", *(phrase.split()[0] for phrase in _ACTIVITY_BY_PHRASE)}
_MAX_PHRASE_WORDS: Final = 6  # filler words included


def _plain(word: str) -> str:
    return word.casefold().strip(",;.-–—")


def parse_activity(words: str) -> Activity | None:
    """Return the activity that the words name, if they name nothing else."""
    plain = map(_plain, words.split())
    return _ACTIVITY_BY_PHRASE.get(" ".join(word for word in plain if word and word not in _FILLER_WORDS))


def split_activity(words: str, *, with_others: bool = False) -> tuple[Activity | None, str]:
    """Split off the activity that the words begin with; `with_others`, mentoring may end them instead."""
    parts = words.split()
    if not with_others and parts and _plain(parts[0]) not in _FIRST_WORDS:
        return None, words
    counts = range(min(_MAX_PHRASE_WORDS, len(parts)), 0, -1)
    for count in counts:
        if found := parse_activity(" ".join(parts[:count])):
            return found, " ".join(parts[count:])
    for count in counts if with_others else ():
        if parse_activity(" ".join(parts[-count:])) is Activity.MENTORING:
            return Activity.MENTORING, " ".join(parts[:-count])
    return None, words
