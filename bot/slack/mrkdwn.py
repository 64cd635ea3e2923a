"""Write text for Slack. What people typed is made harmless here and nowhere else."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

from bot.lazy_pattern import lazy_pattern
from bot.slack.slash import release_room, reserve_room
from bot.slack.visible_text import is_visible, strip_invisible

NO_NAME: Final = "(no name)"  # for somebody whose name shows nothing
BLANK: Final = "(blank)"  # for a label that says nothing, which Slack refuses together with all that is around it
ELLIPSIS: Final = "…"
_CONTROL_CHARACTERS: Final = lazy_pattern(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ue010\ue011]")
_MARKUP_SUBSTITUTES: Final = str.maketrans({"*": "∗", "_": "_\u200b", "~": "∼", "`": "ˋ"})


def escape(text: str) -> str:
    """Return what somebody typed, fit for mrkdwn: it can neither notify anyone nor become a link, nor turn bold."""
    return html.escape(_without_hidden_characters(text), quote=False).translate(_MARKUP_SUBSTITUTES)


def strip_markup(text: str) -> str:
    """Return what somebody typed for fields without markup: nothing in it can be taken for a mention or a link."""
    return _without_hidden_characters(text).replace("<", "").replace(">", "")


def _without_hidden_characters(text: str) -> str:
    return strip_invisible(_CONTROL_CHARACTERS.sub(" ", text))


def visible_label(text: str, stand_in: str = BLANK) -> str:
    """Return the text of a label; the stand-in for one of which nobody sees anything."""
    return text if is_visible(text) else stand_in


def unescape(text: str) -> str:
    """Return what Slack delivered as it was typed: the three entities undone."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def clip(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut at a word where one is near, never inside an entity."""
    wide = reserve_room(text)
    if len(wide) <= limit:
        return text
    cut = wide[: limit - 1]
    space = cut.rfind(" ", limit - 30)
    cut = cut[:space] if space > 0 else cut
    amp = cut.rfind("&", max(0, len(cut) - 5))
    if amp >= 0 and ";" not in cut[amp:]:
        cut = cut[:amp]
    return release_room(cut) + ELLIPSIS


def first_visible_name(names: Iterable[object], member_id: str) -> str:
    """Return the first of a person's names that shows anything, wherever it may stand; else their id."""
    return next((name for each in names if isinstance(each, str) and _is_name_visible(name := each.strip())), member_id)


def _is_name_visible(name: str) -> bool:
    return is_visible(strip_markup(name.lstrip("@")))


def person_name(name: str) -> str:
    """Return a person's name that is no mention, and never long."""
    return clip(visible_label(escape(name.lstrip("@")), NO_NAME), 60)


def short_person_name(name: str) -> str:
    """Return the name as lists with little room show it."""
    return clip(visible_label(escape(name.lstrip("@")), NO_NAME), 40)


def plain_person_name(name: str, limit: int) -> str:
    """Return the name for a button, an option or a cell, where there is no markup."""
    return clip(visible_label(strip_markup(name.lstrip("@")), NO_NAME), limit)


def to_plain_text(markdown: str) -> str:
    """Return mrkdwn of ours as notifications and screen readers get it: still escaped, without marks."""
    return re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<!\w)_([^_\n]+)_(?!\w)|`([^`\n]+)`", _unmarked, markdown)


def _unmarked(match: re.Match[str]) -> str:
    return match[1] or match[2] or match[3]


def format_count(number: int, singular: str, plural: str | None = None) -> str:
    """Return `1 topic`, `3 topics`, `1,200 topics`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def format_part(part: int, whole: int, singular: str, plural: str | None = None) -> str:
    """Return `0 of 1 topic`, `1,100 of 1,200 topics`."""
    return f"{part:,} of {format_count(whole, singular, plural)}"


def format_percent(share: float) -> str:
    """Return `12%`, rounded down, so that 100% is really all; `under 1%` for a beginning."""
    whole = int(share * 100 + 1e-9)
    return "under 1%" if share > 0 and whole == 0 else f"{whole}%"


def join_words(words: list[str] | tuple[str, ...], conjunction: str = "and") -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {conjunction} {words[-1]}" if words else ""
