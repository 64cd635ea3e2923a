"""What Roadmate only passes on: what packs say, and what people typed. How that is written is not its own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, String, select

from bot.db.tables import metadata

ENOUGH: Final = 18  # letters around a word that are found elsewhere: it comes from there
_QUOTED: Final = re.compile(r"“[^”\n]*”|`[^`\n]+`|https?://\S+|<[^>\n]+>")
_MARKUP: Final = re.compile(r"[^\w\s]+")


def without_quotes(text: str) -> str:
    """Return the text without what is quoted as typed, or is code or an address."""
    return _QUOTED.sub("“”", text)


def letters(text: str) -> str:
    """Return the words alone, one space apart: marks differ between where a text is from and where it is shown."""
    return " ".join(_MARKUP.sub(" ", html.unescape(text)).lower().split())


def is_passed_on(text: str, start: int, end: int, sources: Iterable[str]) -> bool:
    """Say whether the words there come from one of these sources: their line, or enough on one side of them."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    before, after = letters(text[line_start:end])[-2 * ENOUGH :], letters(text[start:line_end])[: 2 * ENOUGH]
    contexts = [letters(text[line_start:line_end])]
    contexts += [each for each in (before[-ENOUGH:], after[:ENOUGH]) if len(each) == ENOUGH]
    return any(context in source for source in sources for context in contexts)


@cache
def pack_words(directory: Path) -> str:
    """Return everything that the packs in a folder say."""
    return letters("\n".join(path.read_text("utf-8") for path in sorted(directory.rglob("*.y*ml"))))


def kept_words(conn: Connection) -> str:
    """Return every text that people have left in the database, and what Slack says of them; not our own letters."""
    found: list[str] = []
    for table in metadata.sorted_tables:
        columns = [each for each in table.columns if isinstance(each.type, String)]
        if columns and table.name != "outbox":
            found += (str(value) for row in conn.execute(select(*columns)) for value in row if value)
    return "\n".join(map(letters, found))
