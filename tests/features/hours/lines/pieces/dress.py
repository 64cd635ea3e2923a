"""What Slack and keyboards do to a line: markup, bullets, white space, capitals. It means the same afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from tests.features.hours.lines.pieces.chooser import Chooser

WHITE: Final = ("\u00a0", "\t", "\u3000", "  ", "\u2009", "\u202f", " \u200b", "\u2003")


def spaces(choose: Chooser, text: str) -> str:
    """Put other white space in place of some spaces, and some around the line."""
    white = choose.one(WHITE)
    parts = text.split(" ")
    inner = "".join(part + (white if choose.maybe(60) else " ") for part in parts[:-1]) + parts[-1]
    return choose.one(("{}", " {}", "{} ", "\u200b{}", "\ufeff{}", "{}\u00a0", "{}\n")).format(inner)


def capitals(choose: Chooser, text: str) -> str:
    """Write everything large, or every word."""
    plain = re.split(r"(<[^<>]*>|https?://\S+|:[a-z0-9_+-]+:)", text)
    change = choose.one((str.upper, str.title, str.capitalize))
    return "".join(part if index % 2 else change(part) for index, part in enumerate(plain))


def bullet(choose: Chooser, text: str) -> str:
    """Put a bullet or a quote's mark before the line."""
    return choose.one(("• ", "- ", "* ", "1. ", "&gt; ", "– ", "◦ ")) + text


def bold_all(choose: Chooser, text: str) -> str:
    """Set the whole first line bold, slanted or struck."""
    first, newline, rest = text.partition("\n")
    mark = choose.one(("*", "_", "~", "`"))
    return f"{mark}{first}{mark}{newline}{rest}"


def bold_word(choose: Chooser, text: str) -> str:
    """Set one piece bold, slanted or as code."""
    mark = choose.one(("*", "_", "`", "~"))
    words = text.split(" ")
    at = choose.pick(len(words))
    if re.fullmatch(r"[\w.,-]*\w", words[at]) and mark not in words[at]:
        words[at] = f"{mark}{words[at]}{mark}"
    return " ".join(words)


Family = Callable[[Chooser, str], str]
FAMILIES: Final[dict[str, Family]] = {
    "spaces": spaces,
    "capitals": capitals,
    "bullet": bullet,
    "bold_all": bold_all,
    "bold_word": bold_word,
}
