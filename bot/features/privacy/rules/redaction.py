"""Somebody's name and id in what was written: found, and taken out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

SOMEBODY: Final = "somebody"
LONG: Final = 20  # letters of a name, after which it may be cut where it stands
_FORM: Final = frozenset({"type", "action_id", "block_id", "style"})  # what is no text in a block
_NOBODY: Final = re.compile(r"(?!)")


def of_id(person: str) -> re.Pattern[str]:
    """Wherever an id stands, as a mention or bare."""
    return re.compile(rf"<@{re.escape(person)}(?:\|[^<>]*)?>|(?<!\w){re.escape(person)}(?!\w)")


def of_name(spellings: Collection[str]) -> re.Pattern[str]:
    """Wherever one of these spellings stands as a word; the beginning of a long one is enough."""
    whole = {each.strip() for each in spellings} - {""}
    parts = [rf"(?<!\w){re.escape(each)}(?!\w)" for each in sorted(whole, key=len, reverse=True)]
    for name in whole:
        if len(name) > LONG:
            parts.append(rf"(?<!\w){re.escape(name[:LONG])}[^\n…]{{0,180}}…")
        parts += [rf"(?<!\w){re.escape(start)}…" for start in _starts(name)]
    return re.compile("|".join(parts)) if parts else _NOBODY


def is_in(value: object, *patterns: re.Pattern[str]) -> bool:
    """Whether one of them stands anywhere in the texts of a message."""
    match value:
        case str():
            return any(pattern.search(value) for pattern in patterns)
        case Mapping():
            return any(is_in(each, *patterns) for key, each in value.items() if key not in _FORM)
        case Sequence():
            return any(is_in(each, *patterns) for each in value)
    return False


def without(value: Any, *patterns: re.Pattern[str], instead: str = SOMEBODY) -> Any:
    """The same message with other words in their place."""
    match value:
        case str():
            for pattern in patterns:
                value = pattern.sub(instead, value)
            return value
        case Mapping():
            return {key: _kept(key, each, *patterns, instead=instead) for key, each in value.items()}
        case Sequence():
            return [without(each, *patterns, instead=instead) for each in value]
    return value


def _kept(key: str, value: Any, *patterns: re.Pattern[str], instead: str) -> Any:
    return value if key in _FORM else without(value, *patterns, instead=instead)


def _starts(name: str) -> list[str]:
    """The beginnings at which a name may have been cut: at a space, where one was near."""
    return [name[: space.start()] for space in re.finditer(" ", name)]
