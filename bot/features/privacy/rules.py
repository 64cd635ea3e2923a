"""Privacy: how long things are kept, who sees a member, and what is left of somebody who is forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.db.personal_data import Counted

MESSAGE_RETENTION: Final = timedelta(days=35)  # what was sent, or was not, is kept so long
TIME_OFF_RETENTION: Final = timedelta(days=400)  # streaks look back a year
UNINSTALL_GRACE: Final = timedelta(days=30)  # what a workspace that has thrown us out may still come back to
RETENTION_CHANGE_DELAY: Final = timedelta(days=1)  # before a changed retention deletes anything


@dataclass(frozen=True, slots=True)
class StoredDataCounts:
    """How much is kept about a person; `minutes` by area stay as a sum without them."""

    entries: int = 0
    minutes: int = 0
    rows: tuple[tuple[int, Counted], ...] = ()  # all else, in the order in which it is told

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing but that we have met."""
        return not (self.entries or self.minutes or any(number for number, _ in self.rows))


@dataclass(frozen=True, slots=True)
class PairEndedByErasure:
    """To the other side of a pair: the reader was the mentor, or the mentee. `left` are those they still have."""

    was_mentor: bool
    remaining: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionCancelledByErasure:
    """To who joined a session that is not held."""

    title: str
    starts_at: datetime
    reader_starts_at: datetime  # the same moment in the reader's zone
    reader_now: datetime  # in the reader's zone


ErasureNotification = PairEndedByErasure | SessionCancelledByErasure


@dataclass(frozen=True, slots=True)
class ErasureTexts:
    """What forgetting has to know of words: every spelling of a name in messages, and the letters to others."""

    name_spellings: Callable[[str], Collection[str]]
    render_notification: Callable[[ErasureNotification], Mapping[str, Any]]


VISIBLE_TO_MENTORS: Final = (
    "hours, last entries, plan, levels, assignments and stuck places"  # all that a mentor sees, and no less
)

NAME_REPLACEMENT: Final = "somebody"
LONG_NAME_LENGTH: Final = 20  # letters of a name, after which it may be cut where it stands
_NON_TEXT_KEYS: Final = frozenset({"type", "action_id", "block_id", "style"})  # what is no text in a block
_MATCHES_NOTHING: Final = re.compile(r"(?!)")


def id_pattern(person: str) -> re.Pattern[str]:
    """Wherever an id stands, as a mention or bare."""
    return re.compile(rf"<@{re.escape(person)}(?:\|[^<>]*)?>|(?<!\w){re.escape(person)}(?!\w)")


def name_pattern(spellings: Collection[str]) -> re.Pattern[str]:
    """Wherever one of these spellings stands as a word; the beginning of a long one is enough."""
    whole = {each.strip() for each in spellings} - {""}
    parts = [rf"(?<!\w){re.escape(each)}(?!\w)" for each in sorted(whole, key=len, reverse=True)]
    for name in whole:
        if len(name) > LONG_NAME_LENGTH:
            parts.append(rf"(?<!\w){re.escape(name[:LONG_NAME_LENGTH])}[^\n…]{{0,180}}…")
        parts += [rf"(?<!\w){re.escape(start)}…" for start in _name_beginnings(name)]
    return re.compile("|".join(parts)) if parts else _MATCHES_NOTHING


def contains_any(value: object, *patterns: re.Pattern[str]) -> bool:
    """Whether one of them stands anywhere in the texts of a message."""
    match value:
        case str():
            return any(pattern.search(value) for pattern in patterns)
        case Mapping():
            return any(contains_any(each, *patterns) for key, each in value.items() if key not in _NON_TEXT_KEYS)
        case Sequence():
            return any(contains_any(each, *patterns) for each in value)
    return False


def redact(value: Any, *patterns: re.Pattern[str], replacement: str = NAME_REPLACEMENT) -> Any:
    """The same message with other words in their place."""
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
    """The beginnings at which a name may have been cut: at a space, where one was near."""
    return [name[: space.start()] for space in re.finditer(" ", name)]
