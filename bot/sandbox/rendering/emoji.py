"""Slack's names for emoji, such as `:tada:`, and the characters that they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_NAMES: Final = Path(__file__).with_name("emoji_names.txt")  # a line each: the character, then every name for it
_WITH_TONES: Final = frozenset("👋✋👌✌🤞🤘🤙👈👉👆👇☝👍👎✊👊👏🙌👐🤝🙏💪✍🤷🤦🙋🙇🏃💃")
_VARIATION: Final = "\ufe0f"
_TONES: Final = {f"skin-tone-{number}": chr(0x1F3F9 + number) for number in range(2, 7)}  # as Slack counts them: 2 to 6

EMOJI: Final[Mapping[str, str]] = {
    name: line.split()[0] for line in _NAMES.read_text("utf-8").splitlines() for name in line.split()[1:]
}
# A name where one would be typed: not the minutes of 10:30:45.
EMOJI_NAME: Final = re.compile(r"(?<![A-Za-z0-9_]):([a-z0-9_+'-]+):(?::(skin-tone-[2-6]):)?(?![A-Za-z0-9_])")
_NAME_OR_CODE: Final = re.compile(rf"```.*?```|`[^`\n]+`|{EMOJI_NAME.pattern}", re.DOTALL)


def find_emoji(name: str, tone: str = "") -> str | None:
    """Return the character of a name, in a skin tone where it has some; None for a name of the workspace's own."""
    found = EMOJI.get(name)
    if found is None or not tone:
        return found
    bare = found.removesuffix(_VARIATION)
    return bare + _TONES[tone] if bare in _WITH_TONES and tone in _TONES else found


def write_reaction(name: str) -> str:
    """Return a reaction, `thumbsup`, `:tada:` or `wave::skin-tone-3`, as its character; an unknown one as `:name:`."""
    name = name.strip(":")
    base, _, tone = name.partition("::")
    return find_emoji(base, tone) or f":{name}:"


def replace_names(text: str) -> str:
    """Return text with its known names as characters."""
    return EMOJI_NAME.sub(lambda found: find_emoji(found[1], found[2] or "") or found[0], text)


def replace_names_outside_code(text: str) -> str:
    """Return mrkdwn with its known names as characters, code as it was typed."""
    return _NAME_OR_CODE.sub(
        lambda found: found[0] if found[0].startswith("`") else find_emoji(found[1], found[2] or "") or found[0], text
    )
