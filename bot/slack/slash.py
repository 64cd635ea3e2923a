"""Slash commands in our texts: written without the installation's prefix, which is put on where texts leave.

A text of ours says f"`{SLASH}log 2h networking`". What people typed holds no such character (`escape` and
`strip_markup` drop it), so that a `/log` in their notes and links stays what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

SLASH: Final = "\ue010"  # for private use in Unicode: no keyboard types it


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
