"""Take a layer apart into its smallest changes, so that one that doesn't fit leaves the others in force."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.catalog.layers.fitting import keep_fitting
from bot.catalog.layers.overlay import NO_CHANGES, Overlay
from bot.catalog.layers.overlay_checks import check_overlay
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.parsed_files import ParsedFile
from bot.catalog.models import Content
from bot.frozen import frozen

_BY_SLUG: Final = ("resources", "questions")


@frozen
class OverlayPart:
    """One change of a layer: the keys that lead to it, and its value; to a list it adds one."""

    keys: tuple[str, ...]
    value: Any
    is_listed: bool = False


def keep_fitting_parts(content: Content, overlay: Overlay) -> Overlay:
    """Return a layer with only those of its changes that fit content."""
    fitting, _ = keep_fitting(tuple(take_apart(overlay)), lambda parts: _find_problem(content, put_together(parts)))
    return put_together(fitting)


def _find_problem(content: Content, overlay: Overlay) -> ContentProblem | None:
    return next(check_overlay(content, ParsedFile("", overlay, {})), None)


def take_apart(overlay: Overlay) -> Iterator[OverlayPart]:
    """Yield the changes of a layer: what is added first, since the others may be about it."""
    data = overlay.model_dump(mode="json", exclude_unset=True)
    for field, things in data.get("add", {}).items():
        for parent, added in things.items() if isinstance(things, Mapping) else [("", things)]:
            keys = ("add", field, parent) if parent else ("add", field)
            yield from (OverlayPart(keys, each, is_listed=True) for each in added)
    for field in ("hide", "show", "order"):
        yield from (OverlayPart((field,), each, is_listed=True) for each in data.get(field, ()))
    for name, change in data.get("change", {}).items():
        for field, value in change.items():
            if field in _BY_SLUG:
                yield from (OverlayPart(("change", name, field, slug), each) for slug, each in value.items())
            else:
                yield OverlayPart(("change", name, field), value)


def put_together(parts: Sequence[OverlayPart]) -> Overlay:
    """Return the layer of changes, the opposite of `take_apart`."""
    data: dict[str, Any] = {}
    for part in parts:
        place = data
        for key in part.keys[:-1]:
            place = place.setdefault(key, {})
        if part.is_listed:
            place.setdefault(part.keys[-1], []).append(part.value)
        else:
            place[part.keys[-1]] = part.value
    return Overlay.model_validate_json(json.dumps(data)) if data else NO_CHANGES
