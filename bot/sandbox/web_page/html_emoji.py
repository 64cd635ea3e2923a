"""Emoji and bars on the page: glyphs of our own, the same on every machine, with the characters in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from bot.sandbox.rendering.emoji import EMOJI, replace_names, write_reaction

_SPRITE: Final = Path(__file__).with_name("static") / "emoji.svg"
_SYMBOL: Final = re.compile(r'<symbol id="([^"]+)"')
_VARIATION: Final = "\ufe0f"
_LIGHTEST: Final = 0x1F3FB
_BAR: Final = "▰+▱*|▱{3,}"  # the two marks that apps make bars of
_CELL: Final = 10


@cache
def drawn_emoji() -> Mapping[str, str]:
    """Return the symbol of every emoji that the sprite draws, by its character."""
    names = _SYMBOL.findall(_SPRITE.read_text("utf-8"))
    return {EMOJI[name].removesuffix(_VARIATION): name for name in names}


@cache
def _drawn() -> re.Pattern[str]:
    characters = "|".join(sorted(map(re.escape, drawn_emoji()), key=len, reverse=True))
    return re.compile(f"(?P<emoji>{characters})(?P<tone>[\U0001f3fb-\U0001f3ff])?{_VARIATION}?|(?P<bar>{_BAR})")


def glyphs_html(text: str) -> Markup:
    """Return text as HTML, with the emoji and the bars in it drawn."""
    parts: list[Markup] = []
    end = 0
    for found in _drawn().finditer(text):
        parts += escape(text[end : found.start()]), _bar(found[0]) if found["bar"] else _glyph(found)
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def emoji_html(text: str) -> Markup:
    """Return text as HTML, with the emoji drawn that it has or names."""
    return glyphs_html(replace_names(text))


def reaction_html(name: str) -> Markup:
    """Return a reaction as its emoji."""
    return glyphs_html(write_reaction(name))


def _glyph(found: re.Match[str]) -> Markup:
    tone = f" skin-{ord(found['tone']) - _LIGHTEST + 1}" if found["tone"] else ""
    return Markup(
        '<span class="emoji{}"><svg viewBox="0 0 24 24" aria-hidden="true">'
        '<use href="/static/emoji.svg#{}"/></svg><span>{}</span></span>'
    ).format(tone, drawn_emoji()[found["emoji"]], found[0])


def _bar(marks: str) -> Markup:
    """Return a bar of marks such as ▰▰▱▱▱ as one with as many cells."""
    full, cells = marks.count("▰"), len(marks)
    paths = [
        Markup('<path class="{}" d="{}"/>').format(kind, "".join(f"M{_CELL * at + 1} 1h8v8h-8z" for at in places))
        for kind, places in (("full", range(full)), ("empty", range(full, cells)))
        if places
    ]
    return Markup(
        '<span class="bar" role="img" aria-label="{} of {}"><svg viewBox="0 0 {} {}" width="{:g}em" height=".8em" '
        'aria-hidden="true">{}</svg><span>{}</span></span>'
    ).format(full, cells, _CELL * cells, _CELL, 0.8 * cells, Markup("").join(paths), marks)
