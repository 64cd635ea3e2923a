"""The note of an entry: its length and form."""

from __future__ import annotations

import unicodedata
from typing import Final

from bot.slack.slash import drop_placeholders

MAX_NOTE_LENGTH: Final = 1000


def tidy_note(note: str) -> str:
    """Return the note as typed, without what cannot be stored; line breaks stay."""
    lines = drop_placeholders(note).replace("\r\n", "\n").replace("\r", "\n").strip()
    return lines if lines.isprintable() else "".join(_storable_char(char) for char in lines).strip()


def _storable_char(char: str) -> str:
    if char == "\n":
        return char
    return {"Cc": " ", "Cs": "\ufffd"}.get(unicodedata.category(char), char)
