"""Read the intervals that `timew export` writes as JSON, as the rows of a table."""

from __future__ import annotations

import json
from typing import Any, Final

from bot.features.import_export.rules.csv_format import UnreadableFile
from bot.features.import_export.rules.file_text import FileRow
from bot.features.import_export.rules.known_exports import INTERVAL_COLUMNS
from bot.lazy_pattern import lazy_pattern

_BETWEEN: Final = lazy_pattern(r"[\s,]*")
_DECODER: Final = json.JSONDecoder()
_NO_EXPORT: Final = "Line {line} isn't an interval of a Timewarrior export, the only JSON I can read."


def is_json(text: str) -> bool:
    """Return whether a text is meant as JSON."""
    return text.lstrip().startswith(("[", "{"))


def read_intervals(text: str) -> list[FileRow] | UnreadableFile:
    """Return a header, and a row for each interval with the line it starts on."""
    rows = [FileRow(1, INTERVAL_COLUMNS)]
    at, line, counted = text.find("[") + 1, 1, 0
    while (at := _skip(text, at)) < len(text) and text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        try:
            interval, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return UnreadableFile(_NO_EXPORT.format(line=line))
        cells = _cells(interval)
        if cells is None:
            return UnreadableFile(_NO_EXPORT.format(line=line))
        rows.append(FileRow(line, cells))
    return rows


def _skip(text: str, at: int) -> int:
    between = _BETWEEN.match(text, at)
    return between.end() if between else at


def _cells(interval: Any) -> tuple[str, ...] | None:
    """Return start, end, annotation and tags; None for anything that is no interval."""
    if not isinstance(interval, dict) or not isinstance(interval.get("start"), str):
        return None
    tags = interval.get("tags") or []
    texts = [interval["start"], interval.get("end") or "", interval.get("annotation") or "", *tags]
    if not isinstance(tags, list) or not all(isinstance(text, str) for text in texts) or "\0" in "".join(texts):
        return None
    start, end, note, *tags = (text.encode(errors="replace").decode() for text in texts)  # halves of characters
    return (start, end, note, ", ".join(tag.replace(",", " ") for tag in tags))
