"""Tell people of one name apart in lists."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

from bot.lazy_pattern import lazy_pattern
from bot.slack.mrkdwn import clip, escape, first_visible_name, strip_markup
from bot.slack.visible_text import strip_invisible

SHORTEST_LABEL: Final = 24  # characters; no list shows less of a name
_MIN_ID_PART: Final = 4
_LONGEST_BASE: Final = SHORTEST_LABEL - len(" (XXXX)")
_ID_PART: Final = lazy_pattern(r" \([A-Z0-9]{4,}\)$")


def distinct_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return the names, by id, as one list shows them: equal ones with the last part of the id, `Ben Kaya (7QX2)`."""
    shown = {member: first_visible_name([name], member) for member, name in names.items()}
    people_by_look: dict[str, list[str]] = {}
    for member, name in shown.items():
        people_by_look.setdefault(_look(name), []).append(member)
    for people in people_by_look.values():
        if len(people) > 1:
            length = _id_part_length(people)
            shown |= {each: f"{clip(shown[each], _LONGEST_BASE)} ({each[-length:]})" for each in people}
    return shown


def base_name(name: str) -> str:
    """Return a name without what tells it from equal ones."""
    return _ID_PART.sub("", name)


def name_spellings(name: str) -> Collection[str]:
    """Return how a name is spelled in messages: as it is, escaped, without markup, and told from equal ones or not."""
    spellings = {
        form(each)
        for one in (name, base_name(name))
        for each in (one, one.lstrip("@"))
        for form in (str, escape, strip_markup)
    }
    return spellings - {""}


def _look(name: str) -> str:
    """Return what a reader can tell a name by: not its case, nor what a short label cuts off."""
    bare = strip_markup(name.lstrip("@")).strip()
    if not bare.isascii():
        bare = unicodedata.normalize("NFKC", strip_invisible(bare))
    return clip(" ".join(bare.casefold().split()), SHORTEST_LABEL)


def _id_part_length(people: Collection[str]) -> int:
    """Return how many characters at the end of their ids tell these people apart."""
    longest = max(map(len, people))
    lengths = range(_MIN_ID_PART, longest + 1)
    return next((length for length in lengths if len({each[-length:] for each in people}) == len(people)), longest)
