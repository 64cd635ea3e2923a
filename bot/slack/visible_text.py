"""Know which characters nobody sees: they are taken out of what people typed, and a label of nothing else is blank."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.lazy_pattern import lazy_pattern

# Format characters (Unicode category Cf) that show nothing: soft hyphens, marks of direction, joiners, tags.
# Those of Cf that are drawn (Arabic and Syriac number signs, Egyptian joiners) are left alone.
_FORMAT_CHARACTERS: Final = (
    "\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
_PICTURES: Final = "\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff"
# A joiner between two pictures makes one of them; between two letters of these scripts it changes how they are read.
_JOINING_SCRIPTS: Final = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af"
_INVISIBLE: Final = lazy_pattern(
    f"(?P<kept>(?<=[{_PICTURES}])\u200d(?=[{_PICTURES}])"
    f"|(?<=[{_JOINING_SCRIPTS}])[\u200c\u200d](?=[{_JOINING_SCRIPTS}])"
    "|\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]{1,6}\U000e007f)"  # the flag of a part of a country
    f"|[{_FORMAT_CHARACTERS}]"
)
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # drawn empty
_BLANK_CATEGORIES: Final = frozenset("ZMC")  # spaces, marks without a letter, controls, private signs
_UNASSIGNED: Final = "Cn"  # an emoji newer than this Python: people see it


def strip_invisible(text: str) -> str:
    """Return the text without what nobody sees; emoji made of several and joined letters stay what they are."""
    return text if text.isascii() else _INVISIBLE.sub(_kept, text)


def _kept(match: re.Match[str]) -> str:
    return match["kept"] or ""


def is_visible(text: str) -> bool:
    """Return whether a reader sees anything at all of the text."""
    return any(_is_drawn(character) for character in text)


def _is_drawn(character: str) -> bool:
    if character in _BLANK_LETTERS:
        return False
    category = unicodedata.category(character)
    return category[0] not in _BLANK_CATEGORIES or category == _UNASSIGNED
