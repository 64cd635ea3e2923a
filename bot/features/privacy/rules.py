"""Rules of privacy: retention times, what mentors see, and how an erased member is taken out of messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from bot.db.personal_data import Counted
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.slack.mrkdwn import clip, escape

MESSAGE_RETENTION: Final = timedelta(days=35)  # for messages, whether sent or not
TIME_OFF_RETENTION: Final = timedelta(days=400)  # streaks look back a year
UNINSTALL_GRACE: Final = timedelta(days=30)  # before the data of a workspace that uninstalled Roadmate is erased
RETENTION_CHANGE_DELAY: Final = timedelta(days=1)  # before a changed retention deletes anything


@frozen
class StoredDataCounts:
    """Counts of what is kept about a person; `minutes` stay in anonymous sums by area."""

    entries: int = 0
    minutes: int = 0
    rows: tuple[tuple[int, Counted], ...] = ()  # all else, in the order in which it is told

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is kept but the member itself."""
        return not (self.entries or self.minutes or any(number for number, _ in self.rows))


@frozen
class PairEndedByErasure:
    """A notification to the other member of a pair; `remaining` names the mentees or mentors they still have."""

    was_mentor: bool
    remaining: tuple[str, ...]


@frozen
class SessionCancelledByErasure:
    """A notification to somebody who joined a session that is cancelled."""

    title: str
    starts_at: datetime
    reader_starts_at: datetime  # the same moment in the reader's zone
    reader_now: datetime  # in the reader's zone


ErasureNotification = PairEndedByErasure | SessionCancelledByErasure


@frozen
class ErasureTexts:
    """Functions for the texts of an erasure: spellings of a name, and notifications to others."""

    name_spellings: Callable[[str], Collection[str]]
    render_notification: Callable[[ErasureNotification], Mapping[str, Any]]


VISIBLE_TO_MENTORS: Final = (
    "hours, last entries, plan, levels, assignments and stuck places"  # everything that a mentor sees
)

NAME_REPLACEMENT: Final = "somebody"
LONG_NAME_LENGTH: Final = 20  # characters; a longer name may be cut in a message
LISTED_TITLE_LENGTH: Final = 60  # of a session in the digest
SESSION_REPLACEMENT: Final = "a session"
_NON_TEXT_KEYS: Final = frozenset({"type", "action_id", "block_id", "style"})  # of a block: no text in these
_MATCHES_NOTHING: Final = lazy_pattern(r"(?!)")


def id_pattern(person: str) -> re.Pattern[str]:
    """Return a pattern that matches an id, as a mention or bare."""
    return re.compile(rf"<@{re.escape(person)}(?:\|[^<>]*)?>|(?<!\w){re.escape(person)}(?!\w)")


def handle_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern that matches a name as notes hold it in place of a mention, told from equal ones or not."""
    return re.compile(rf"@{re.escape(name)}(?: \([A-Z0-9]+\)|(?!\w))") if name else _MATCHES_NOTHING


def name_pattern(spellings: Collection[str]) -> re.Pattern[str]:
    """Return a pattern that matches these spellings as whole words, and the beginning of a long one that was cut."""
    whole = {each.strip() for each in spellings} - {""}
    parts = [rf"(?<!\w){re.escape(each)}(?!\w)" for each in sorted(whole, key=len, reverse=True)]
    for name in whole:
        if len(name) > LONG_NAME_LENGTH:
            parts.append(rf"(?<!\w){re.escape(name[:LONG_NAME_LENGTH])}[^\n…]{{0,180}}…")
        parts += [rf"(?<!\w){re.escape(start)}…" for start in _name_beginnings(name)]
    return re.compile("|".join(parts)) if parts else _MATCHES_NOTHING


def own_line_pattern(spellings: Collection[str]) -> re.Pattern[str]:
    """Return a pattern that matches lines that begin with the name and tell of that person, such as a talk's title."""
    talk = "(?: gave a(?: first)? talk)?"
    return re.compile(rf"^(?:👏 )?(?:{name_pattern(spellings).pattern})…?{talk}: [^\n]*", re.MULTILINE)


def session_line_pattern(titles: Collection[str]) -> re.Pattern[str]:
    """Return a pattern that matches these titles where the digest lists coming sessions."""
    listed = sorted({re.escape(spelled_in_list(each)) for each in titles})
    return re.compile(rf"^(?:{'|'.join(listed)})(?=, <!date)", re.MULTILINE) if listed else _MATCHES_NOTHING


def spelled_in_list(title: str) -> str:
    """Return the title of a session as the digest lists it."""
    return escape(clip(title, LISTED_TITLE_LENGTH))


def contains_any(value: object, *patterns: re.Pattern[str]) -> bool:
    """Return whether one of the patterns matches anywhere in the texts of a message."""
    match value:
        case str():
            return any(pattern.search(value) for pattern in patterns)
        case Mapping():
            return any(contains_any(each, *patterns) for key, each in value.items() if key not in _NON_TEXT_KEYS)
        case Sequence():
            return any(contains_any(each, *patterns) for each in value)
    return False


def redact(value: Any, *patterns: re.Pattern[str], replacement: str = NAME_REPLACEMENT) -> Any:
    """Return the message with all that the patterns match replaced."""
    match value:
        case str():
            for pattern in patterns:
                value = pattern.sub(replacement, value)
            return value
        case Mapping():
            return {key: _redact_value(key, each, *patterns, replacement=replacement) for key, each in value.items()}
        case Sequence():
            return [redact(each, *patterns, replacement=replacement) for each in value]
    return value


def _redact_value(key: str, value: Any, *patterns: re.Pattern[str], replacement: str) -> Any:
    return value if key in _NON_TEXT_KEYS else redact(value, *patterns, replacement=replacement)


def _name_beginnings(name: str) -> list[str]:
    """Return the beginnings of a name that end before a space, where a message may have cut it."""
    return [name[: space.start()] for space in re.finditer(" ", name)]
