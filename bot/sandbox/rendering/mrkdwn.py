"""Slack's markup and rich text as a person reads them: links, names, dates and entities resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from bot.sandbox.rendering import emoji

Json = Mapping[str, Any]

_MARKUP: Final = re.compile(r"<([^<>\n]+)>")
_PLACE: Final = re.compile(r"\{(\w+)\}")
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class MessageReader:
    """The reader of a message: how ids become names for them, and the zone of their device."""

    name: Callable[[str], str]
    zone: tzinfo = UTC


def unescape(text: str) -> str:
    """Turn the three entities of Slack back into characters."""
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def mrkdwn_to_text(text: str, reader: MessageReader) -> str:
    """Return the text with every piece of markup in angle brackets resolved; emphasis stays as it was typed."""
    named = emoji.replace_names_outside_code(text)
    return unescape(_MARKUP.sub(lambda found: _resolved(found[1], reader), named))


def plain_to_text(text: str) -> str:
    """Return a `plain_text` as it is read: entities and names of emoji as characters."""
    return emoji.replace_names(unescape(text))


def _resolved(inside: str, reader: MessageReader) -> str:
    target, _, label = inside.partition("|")
    match target[0]:
        case "@":
            return f"@{reader.name(target[1:])}"
        case "#":
            return f"#{label or reader.name(target[1:])}"
        case "!":
            return _special(target[1:], label, reader)
        case _:
            shown = target.removeprefix("mailto:")
            return f"{label} ({shown})" if label and label != shown else shown


def _special(target: str, label: str, reader: MessageReader) -> str:
    if not target.startswith("date^"):
        return label or f"@{target.split('^', maxsplit=1)[0]}"
    parts = target.split("^")
    if len(parts) < 3 or not parts[1].isdecimal() or len(parts[1]) > 11:
        return label
    return _PLACE.sub(lambda found: _date_part(found, int(parts[1]), reader), parts[2])


def _date_part(found: re.Match[str], unix: int, reader: MessageReader) -> str:
    """Return one token of a date format, in the zone of the reader; names are English whatever the machine speaks."""
    moment = datetime.fromtimestamp(unix, reader.zone)
    month, day = _MONTHS[moment.month - 1], moment.day
    tokens = {
        "date_num": f"{moment:%Y-%m-%d}",
        "date": f"{month} {day}, {moment.year}",
        "date_short": f"{month[:3]} {day}, {moment.year}",
        "date_long": f"{_DAYS[moment.weekday()]}, {month} {day}, {moment.year}",
        "time": f"{moment:%H:%M}",
        "time_secs": f"{moment:%H:%M:%S}",
    }
    return tokens.get(found[1].removesuffix("_pretty"), found[0])


def rich_text_lines(block: Json, reader: MessageReader) -> list[str]:
    """Return the lines of a rich text block, lists with their bullets, quotes and code marked."""
    lines: list[str] = []
    for part in block["elements"]:
        lines += _rich_part(part, reader)
    return lines


def _rich_part(part: Json, reader: MessageReader) -> list[str]:
    match part["type"]:
        case "rich_text_list":
            indent = "  " * part.get("indent", 0)
            ordered = part.get("style") == "ordered"
            marks = [f"{number}." if ordered else "•" for number in range(1, len(part["elements"]) + 1)]
            items = [_inline_text(item["elements"], reader) for item in part["elements"]]
            return [f"{indent}{mark} {item}" for mark, item in zip(marks, items, strict=True)]
        case "rich_text_quote":
            return [f"> {line}" for line in _inline_text(part["elements"], reader).split("\n")]
        case "rich_text_preformatted":
            return [f"    {line}" for line in _inline_text(part["elements"], reader).split("\n")]
        case _:
            return _inline_text(part["elements"], reader).rstrip("\n").split("\n")


def _inline_text(elements: Iterable[Json], reader: MessageReader) -> str:
    return "".join(_inline_element(element, reader) for element in elements)


def _inline_element(element: Json, reader: MessageReader) -> str:
    kind = element["type"]
    if kind == "link":
        label = element.get("text")
        return f"{label} ({element['url']})" if label else str(element["url"])
    if kind == "date":
        given = f"<!date^{element['timestamp']}^{element['format']}|{element.get('fallback', '')}>"
        return mrkdwn_to_text(given, reader)
    named = {"user": "@", "channel": "#"}
    if kind in named:
        return named[kind] + reader.name(element[f"{kind}_id"])
    if kind == "emoji":
        tone = element.get("skin_tone")
        return emoji.write_reaction(f"{element['name']}::skin-tone-{tone}" if tone else element["name"])
    return f"@{element['range']}" if kind == "broadcast" else str(element.get("text", ""))
