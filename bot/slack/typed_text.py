"""Read what people typed, as Slack delivers it: once, at the door, before anything looks at its words."""

from __future__ import annotations

import re
from typing import Final

from bot.lazy_pattern import lazy_pattern
from bot.slack.mrkdwn import unescape
from bot.slack.visible_text import strip_invisible

PERSON: Final = lazy_pattern(r"<@(?P<id>[UW][A-Z0-9]{1,62})(?:\|(?P<name>[^<>]*))?>")  # the one markup that is left
_PLAIN: Final = lazy_pattern(r"(?! *(?:-|[0-9]{1,2}[.)]) )[A-Za-z0-9 ,:;!?()/+#%'\"=@.-]*")
_SPACE: Final = lazy_pattern(r"\r\n?|[^\S\n]|[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_QUOTE: Final = r"(?:&gt;|>)+(?: +|(?=$))"
_BULLET: Final = (
    r"[•◦▪‣●○■] *|[*-] +|[0-9]{1,2}\) +"
    r"|[0-9]{1,2}\. +(?![0-9]{1,2}\.|(?i:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]))"  # not 5. Nov
)
_LINE_START: Final = lazy_pattern(rf"^ *(?:{_QUOTE}|{_BULLET})+", re.MULTILINE)
_QUOTED: Final = lazy_pattern(rf" *(?:(?:{_BULLET})|[*_~])*(?:`|>|&gt;)")
_PIECE: Final = lazy_pattern(
    r"<(?P<markup>[^<>\n]+)>|(?P<link>https?://[^\s<>]*[\w/=&#%+-])|(?P<mark>```|`|\*\*?|~~?|(?<!_)_(?!_))|\n"
)
_BEFORE_MARK: Final = frozenset(" \n([{\"'*_~`:,")
_AFTER_MARK: Final = frozenset(" \n)]}\"'*_~`.,;:!?")
_SCHEME: Final = lazy_pattern(r"[a-z][a-z0-9+.-]*:(?://)?", re.IGNORECASE)
_NAMELESS: Final = {"#": "#channel", "!": "@group"}


def read_typed(text: str) -> str:
    """Return the words as their author sees them: links, channels and groups by name, without emphasis and bullets.

    People alone stay as they were delivered (`<@U1|ben>`). Every white space but a line's end becomes a space.
    """
    if _PLAIN.fullmatch(text):
        return text.strip()
    spaced = strip_invisible(_SPACE.sub(lambda found: "\n" if found[0][0] == "\r" else " ", text))
    return _read_markup(_LINE_START.sub("", spaced)).strip()


def read_said(text: str) -> str:
    """Return the words that somebody says themselves in a message; empty where it begins with code or a quote."""
    return "" if _QUOTED.match(strip_invisible(text).strip()) else read_typed(text)


def split_first_word(text: str) -> tuple[str, str]:
    """Return the first word and what follows it, whatever white space stands between."""
    first, *rest = text.split(maxsplit=1)[:2] or [""]
    return first, rest[0].rstrip() if rest else ""


def _read_markup(text: str) -> str:
    """Return the text with its markup written out and without the marks of emphasis that come in pairs."""
    pieces: list[str] = []
    opened: dict[str, int] = {}  # where among the pieces a mark stands that was not closed yet
    end = 0
    for found in _PIECE.finditer(text):
        pieces += unescape(text[end : found.start()]), _written_out(found)
        end = found.end()
        if found[0] == "\n":
            opened = {mark: at for mark, at in opened.items() if mark == "```"}
        elif (mark := found["mark"]) and mark in opened and _may_close(text, found):
            pieces[opened.pop(mark)] = pieces[-1] = ""
        elif mark and _may_open(text, found):
            opened[mark] = len(pieces) - 1
    return "".join((*pieces, unescape(text[end:])))


def _may_open(text: str, mark: re.Match[str]) -> bool:
    if mark[0] == "```":
        return True
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return (not before or before in _BEFORE_MARK) and bool(after) and not after.isspace()


def _may_close(text: str, mark: re.Match[str]) -> bool:
    before, after = text[mark.start() - 1], text[mark.end() : mark.end() + 1]
    return mark[0] == "```" or ((not after or after in _AFTER_MARK) and not before.isspace())


def _written_out(found: re.Match[str]) -> str:
    """Return a piece of markup in words; anything else as it is."""
    if found["link"]:
        return unescape(found[0])
    if not found["markup"] or PERSON.fullmatch(found[0]):
        return found[0]
    target, _, label = map(unescape, found["markup"].partition("|"))
    if target[:1] in _NAMELESS:
        return _channel_or_group(target, label)
    scheme = _SCHEME.match(target)
    if scheme is None:
        return found[0]
    address = target if scheme[0].endswith("//") else target[scheme.end() :]
    return address if _bare_address(label) in ("", _bare_address(target)) else f"{label} {address}"


def _channel_or_group(target: str, label: str) -> str:
    sign = "#" if target[0] == "#" else "@"
    if target.startswith("!date"):
        return label
    if label:
        return sign + label.removeprefix(sign)
    return f"@{target[1:]}" if target.isascii() and target[1:].isalpha() else _NAMELESS[target[0]]


def _bare_address(address: str) -> str:
    """Return an address as people read it aloud, to tell whether a label only repeats it."""
    return _SCHEME.sub("", address, count=1).removeprefix("www.").rstrip("/").casefold()
