"""Turn words as people type them into one plain line."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.lazy_pattern import lazy_pattern

QUOTES: Final = "\"'`´‘’‚“”„‟«»‹›"
DASHES: Final = "-‐‑‒–—−"

EMOJI_ALIAS = lazy_pattern(
    r"(?<![0-9]):(?:[+-]1|100|[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*):(?::skin-tone-[2-6]:)?(?!\w)", re.IGNORECASE
)

_CONTROL = lazy_pattern(r"[\x00-\x1f\x7f-\x9f]")


def tidy(text: str) -> str:
    """Return one line: compatibility forms made plain, invisible characters dropped, each run of spaces one space."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", "".join(_plain(char) for char in text))
    return " ".join(_CONTROL.sub(" ", plain).split())


def _plain(char: str) -> str:
    """Set a vulgar fraction apart from the number before it; replace what cannot be stored or seen."""
    if unicodedata.decomposition(char).startswith("<fraction>"):
        return " " + unicodedata.normalize("NFKC", char).replace("\u2044", "/")
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    return "" if category == "Cf" and char not in "\u200c\u200d" else char.replace("\u2044", "/")
