"""What is wrong with a cell, and the cells that are texts: notes, links."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.core.ledger.note import MAX_NOTE_LENGTH
from bot.lazy_pattern import lazy_pattern

MAX_LINK_LENGTH: Final = 500
_MAX_QUOTED_LENGTH: Final = 40
_WEB_LINK = lazy_pattern(r"https?://[^\s/]\S*", re.IGNORECASE)


class CellError(Exception):
    """Raised for a cell that cannot be taken; the text says why."""


class HarmlessCellError(CellError):
    """Raised for a cell of a row that nobody means to log; it keeps no other row from being booked."""


def parse_note_cell(cell: str) -> str:
    """Return the note with its line breaks, without what cannot be stored.

    Raises:
        CellError: it is too long.
    """
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    note = "".join(" " if char != "\n" and unicodedata.category(char) == "Cc" else char for char in lines).strip()
    if len(note) > MAX_NOTE_LENGTH:
        raise CellError(f"the note has {len(note):,} characters, and {MAX_NOTE_LENGTH:,} are the most")
    return note


def parse_link_cell(cell: str) -> str:
    """Return an http or https address, or nothing.

    Raises:
        CellError: it is something else, or too long.
    """
    if cell and not _WEB_LINK.fullmatch(cell):
        raise CellError(f"{quoted_cell(cell)} isn't a link: evidence starts with https://")
    if len(cell) > MAX_LINK_LENGTH:
        raise CellError(f"the link has {len(cell):,} characters, and {MAX_LINK_LENGTH} are the most")
    return cell


def quoted_cell(cell: str) -> str:
    """Return a cell in quotes, clipped and on one line."""
    line = " ".join(cell.split())
    return f"“{line}”" if len(line) <= _MAX_QUOTED_LENGTH else f"“{line[: _MAX_QUOTED_LENGTH - 1]}…”"
