"""Read an outline from the older way to keep a drawn roadmap: a mock-up of controls.

A `__group__` has a `controlName` such as `101-introduction:need-for-containers`: a number for the order, and the way to
it; and a `Label` among its children, which is its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bot.cli.packs.drafts.outline import Outline, OutlineError, OutlineItem
from bot.cli.packs.drafts.text_outlines import plain_name
from bot.lazy_pattern import lazy_pattern
from bot.slack.mrkdwn import format_count

_NUMBER: Final = lazy_pattern(r"^\d+-")
_NO_TOPIC: Final = lazy_pattern(r"^(?:ext_link|check|_ignored)\b")


def read_controls(mockup: dict[str, Any]) -> Outline:
    """Return the outline of a mock-up. Raises OutlineError where no control in it is a topic."""
    items: dict[tuple[str, ...], OutlineItem] = {}
    top: list[OutlineItem] = []
    links = 0
    for name, label in sorted(_named_groups(mockup), key=lambda each: each[0].count(":")):
        if _NO_TOPIC.match(name):
            links += name.startswith("ext_link")
            continue
        way = tuple(_NUMBER.sub("", name).split(":"))
        if way not in items:
            items[way] = OutlineItem(label)
            parent = next((items[way[:n]] for n in range(len(way) - 1, 0, -1) if way[:n] in items), None)
            (parent.children if parent else top).append(items[way])
    if not top:
        raise OutlineError("no control in it is named like a topic")
    return Outline("", top, (format_count(links, "link"),) if links else ())


def _named_groups(mockup: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the name and the label of each group, from top to bottom and by number."""
    found: list[tuple[int, int, str, str]] = []
    for control in _controls(mockup):
        properties = control.get("properties")
        name = properties.get("controlName") if isinstance(properties, dict) else None
        label = " ".join(_labels(control.get("children")))
        if isinstance(name, str) and name and label:
            number = _NUMBER.match(name)
            order = int(number[0][:-1][:9]) if number else 0
            found.append((order, len(found), name, label))
    for _, _, name, label in sorted(found):
        yield name, label


def _controls(parent: Any) -> list[dict[str, Any]]:
    """Return the controls in a mock-up or a group."""
    outer = parent.get("controls") if isinstance(parent, dict) else None
    inner = outer.get("control") if isinstance(outer, dict) else None
    return [each for each in inner if isinstance(each, dict)] if isinstance(inner, list) else []


def _labels(children: Any) -> Iterator[str]:
    for control in _controls(children):
        properties = control.get("properties")
        text = properties.get("text") if isinstance(properties, dict) else None
        if isinstance(text, str) and (name := plain_name(text)):
            yield name
