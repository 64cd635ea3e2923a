"""The shapes that no message of Roadmate has: buttons that read alike, crowded rows, careless ends of lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

MOST_IN_A_ROW: Final = 5
# What a line may begin with, and what it says there. Words say the same without it.
SIGNPOSTS: Final = {
    "✅": "logged, saved",
    "↩️": "undone",
    "🎯": "goal",
    "🔥": "streak",
    "🎉": "finished, signed off",
    "➡️": "next",
    "📚": "read",
    "🆘": "stuck",
    "💡": "idea",
    "👏": "praise",
    "👋": "welcome",
    "⚠️": "careful",
    "📅": "day",
    "⏳": "waiting",
}
_EMOJI: Final = re.compile(
    "[\U0001f1e6-\U0001faff\u2600-\u2712\u2714-\u27bf\u2b1b\u2b1c\u2b50\u2b55\u23e9-\u23f3\u21a9\u21aa]\ufe0f?"
)
_ALIAS: Final = re.compile(r"(?<![\w:/]):[a-z][a-z0-9_+-]{2,}:(?![\w/])")
_MARKS: Final = " *_•·-—>#"
_TEXTS: Final = frozenset({"text", "alt_text", "accessibility_label", "label", "title", "caption"})


def texts(part: Any) -> Iterator[str]:
    """Yield each text in what Slack is sent, however deep: not what buttons carry."""
    if isinstance(part, Mapping):
        for name, inner in part.items():
            if isinstance(inner, str):
                if name in _TEXTS:
                    yield inner
            else:
                yield from texts(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from texts(inner)


def misshapen(part: Any) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the rows of buttons in it, each with the reason."""
    for blocks in _block_lists(part):
        rows = [block["elements"] for block in blocks if block.get("type") == "actions"]
        accessories = [block["accessory"] for block in blocks if "accessory" in block]
        for names in (*(map(_name, row) for row in [*rows, accessories]), *(map(_label, row) for row in rows)):
            if again := [name for name, count in Counter(filter(None, names)).items() if count > 1]:
                yield f"“{again[0]}” twice", "every button of a row has a name of its own"
        for row in rows:
            if len(row) > MOST_IN_A_ROW:
                yield f"{len(row)} buttons from “{_name(row[0])}” on", f"at most {MOST_IN_A_ROW} in a row"
            if sum(element.get("style") == "primary" for element in row) > 1:
                yield f"two primary buttons beside “{_name(row[0])}”", "one leads the eye"


def misspelt(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with how the lines of a text begin and end."""
    for line in text.splitlines():
        if line.strip() and line != line.rstrip():
            yield f"{line[-30:]}⏎", "no line ends in a space"
        if (found := _EMOJI.match(line.lstrip(_MARKS))) and found[0] not in SIGNPOSTS:
            yield line[:40], "a line begins with an emoji of the table or with none"
    for found in _ALIAS.finditer(text):
        yield text[max(0, found.start() - 20) : found.end() + 20], "an emoji is written as itself"


def _block_lists(part: Any) -> Iterator[list[Mapping[str, Any]]]:
    if isinstance(part, Mapping):
        for inner in part.values():
            yield from _block_lists(inner)
    elif isinstance(part, list | tuple):
        blocks = [each for each in part if isinstance(each, Mapping)]
        if any("accessory" in each or each.get("type") == "actions" for each in blocks):
            yield blocks
        for inner in blocks:
            yield from _block_lists(inner)


def _name(element: Mapping[str, Any]) -> str:
    return str(element.get("accessibility_label") or _label(element))


def _label(element: Mapping[str, Any]) -> str:
    text = element.get("text") or element.get("placeholder") or {}
    return str(text.get("text", ""))
