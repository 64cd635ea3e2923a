"""Fitting text to the width of a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_DIM: Final = re.compile(r"(\x1b\[2m)(.*)(\x1b\[0m)")
_ESCAPES: Final = re.compile(r"\x1b\[[0-9;]*m")
_PIECE: Final = re.compile(r"\[[^\[\]]*\]|[^\s\[]+|\[|\s+")
_INDENT: Final = re.compile(r"[\s│>•▸]*")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NARROWEST: Final = 24


@dataclass(frozen=True, slots=True)
class TerminalScreen:
    """A terminal so many columns wide, which can show text dimmer or not."""

    width: int = 80
    dims: bool = False

    def fit(self, text: str) -> str:
        """Return the text with its long lines broken between words and between buttons, never inside a button."""
        return "\n".join(fitted for line in text.split("\n") for fitted in self._fit_line(line))

    def _fit_line(self, line: str) -> Iterator[str]:
        dim = _DIM.fullmatch(line) if self.dims else None
        inner = _CONTROLS.sub("", dim[2] if dim else line)
        before, after = (dim[1], dim[3]) if dim else ("", "")
        yield from (f"{before}{piece}{after}" for piece in wrap_line(inner, max(self.width, _NARROWEST)))


def wrap_line(line: str, width: int) -> Iterator[str]:
    """Return the line in pieces no wider than `width`; what follows the first is indented like it."""
    if text_width(line) <= width:
        yield line
        return
    lead = (_INDENT.match(line) or [""])[0]
    margin = re.sub(r"[^\s│>]", " ", lead[: width // 2])
    now = ""
    for piece in _PIECE.findall(line):
        if now.strip() and text_width(now + piece) > width:
            yield now.rstrip()
            now = margin if piece.isspace() else margin + piece
        else:
            now += piece
        while text_width(now) > width:
            cut = _fitting_length(now, width)
            yield now[:cut]
            now = margin + now[cut:]
    if now.strip():
        yield now.rstrip()


def text_width(text: str) -> int:
    """Return how many columns the text takes in a terminal."""
    return sum(_character_width(character) for character in _ESCAPES.sub("", text))


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fitting_length(text: str, width: int) -> int:
    """Return how many characters of the text fit, at least one."""
    used = 0
    for index, character in enumerate(text):
        used += _character_width(character)
        if used > width:
            return max(index, 1)
    return len(text)
