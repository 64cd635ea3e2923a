"""Slash commands in our texts: written without the installation's prefix, which is put on where texts leave.

A text of ours says f"`{SLASH}log 2h networking`". What people typed holds no such character (it is dropped where
requests and files are read, and by `escape` and `strip_markup`), so that a `/log` in their notes stays what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

SLASH: Final = "\ue010"  # for private use in Unicode; dropped from what people type
LONGEST_PREFIX: Final = 20  # characters, as the setting allows
_FILLER: Final = "\ue011"


def drop_placeholders(text: str) -> str:
    """Return what somebody typed without the characters that mean something to us alone."""
    return text.replace(SLASH, "").replace(_FILLER, "")


def reserve_room(text: str) -> str:
    """Return the text as long as it gets with the longest prefix; `release_room` makes it what it was."""
    return text.replace(SLASH, SLASH + _FILLER * LONGEST_PREFIX) if SLASH in text else text


def release_room(text: str) -> str:
    """Return the text without what `reserve_room` put in."""
    return text.replace(_FILLER, "") if _FILLER in text else text


def put_prefix_in_text(text: str, prefix: str) -> str:
    """Return the text with the commands as people of this installation type them, such as `/team-log`."""
    return text.replace(SLASH, f"/{prefix}") if SLASH in text else text


def put_prefix(value: Any, prefix: str) -> Any:
    """Return the value, as JSON knows them, with the commands in each of its texts spelled out."""
    if isinstance(value, str):
        return put_prefix_in_text(value, prefix)
    if isinstance(value, Mapping):
        return {key: put_prefix(each, prefix) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [put_prefix(each, prefix) for each in value]
    return value
