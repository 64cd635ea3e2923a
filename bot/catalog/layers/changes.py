"""A layer as single changes, as a workspace makes them in Slack: those that fit content, and why the others don't."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from pydantic import ValidationError

from bot.catalog.layers.fitting import keep_fitting
from bot.catalog.layers.items import FIELDS
from bot.catalog.layers.overlay import NO_CHANGES, Overlay
from bot.catalog.layers.overlay_checks import check_overlay
from bot.catalog.layers.single_change import HIDDEN, PLACE, QUESTION, RESOURCE, Change, RefusedChange
from bot.catalog.loading.file_parser import hint_at
from bot.catalog.loading.parsed_files import ParsedFile
from bot.catalog.loading.strict_yaml import has_control_characters
from bot.catalog.loading.text_checks import check_texts
from bot.catalog.models import Content

_BY_SLUG: Final = {RESOURCE: "resources", QUESTION: "questions"}
_PLAIN_FIELDS: Final = tuple(
    dict.fromkeys(field for fields in FIELDS.values() for field in fields if field not in _BY_SLUG.values())
)
CHANGE_FIELDS: Final = (HIDDEN, PLACE, *_PLAIN_FIELDS, *_BY_SLUG)
"""Every field of a change; what ends with a full stop is followed by a slug."""
MAX_PLACE: Final = 1000

_LIMITS: Final[dict[str, str]] = {
    "string_too_long": "{field} is too long: {max_length} characters at most.",
    "string_too_short": "{field} is empty.",
    "too_short": "{field} has too few entries: {min_length} at least.",
    "too_long": "{field} has too many entries: {max_length} at most.",
    "greater_than_equal": "{field} has to be {ge} at least.",
    "less_than_equal": "{field} has to be {le} at most.",
}


class ChangeError(ValueError):
    """A change that no content could have; its text is a sentence that says why."""


def parse_changes(changes: Iterable[Change]) -> Overlay:
    """Return changes, of each field of a thing at most one, as a layer; raises ChangeError."""
    found: dict[str, Any] = {"hide": [], "show": [], "order": [], "change": {}}
    places: list[tuple[int, str]] = []
    for change in sorted(changes, key=lambda each: (each.item, each.field)):
        if change.field == HIDDEN and isinstance(change.value, bool):
            found["hide" if change.value else "show"].append(change.item)
        elif change.field == PLACE and type(change.value) is int and 1 <= change.value <= MAX_PLACE:
            places.append((change.value, change.item))
        else:
            fields = found["change"].setdefault(change.item, {})
            _put_field(fields, change)
    found["order"] = [item for _, item in sorted(places)]
    used = {key: value for key, value in found.items() if value}
    try:
        return Overlay.model_validate_json(json.dumps(used)) if used else NO_CHANGES
    except ValidationError as error:
        raise ChangeError(_explain(error)) from None


def _put_field(fields: dict[str, Any], change: Change) -> None:
    """Put a change among those of its thing."""
    prefix, dot, slug = change.field.partition(".")
    if any(has_control_characters(text) for text in _texts_in(change.value)):
        raise ChangeError("There's a control character in the text.")
    if reason := next((reason for _, reason in check_texts(change.value)), ""):
        raise ChangeError(_sentence(reason))
    if dot and prefix + dot in _BY_SLUG and slug:
        fields.setdefault(_BY_SLUG[prefix + dot], {})[slug] = change.value
    elif change.field in _PLAIN_FIELDS:
        fields[change.field] = change.value
    elif change.field == HIDDEN:
        raise ChangeError("Hidden is either true or false.")
    elif change.field == PLACE:
        raise ChangeError(f"A place is a number from 1 to {MAX_PLACE}.")
    else:
        raise ChangeError(_sentence(f"nothing has a “{change.field}” to change{hint_at(change.field, CHANGE_FIELDS)}"))


def fit_changes(content: Content, changes: Iterable[Change]) -> tuple[Overlay, tuple[RefusedChange, ...]]:
    """Return the layer of those changes that fit content, and those that don't, since content changes too.

    Of changes that exclude each other, those stay that come first.
    """
    fitting, refused = keep_fitting(tuple(changes), lambda some: _find_objection(content, some))
    return parse_changes(fitting), tuple(RefusedChange(change, reason) for change, reason in refused)


def _find_objection(content: Content, changes: Iterable[Change]) -> str | None:
    """Return the first thing wrong with changes, as a sentence."""
    try:
        overlay = parse_changes(changes)
    except ChangeError as error:
        return str(error)
    problem = next(check_overlay(content, ParsedFile("", overlay, {})), None)
    return _sentence(problem.message) if problem else None


def _sentence(message: str) -> str:
    return f"{message[0].upper()}{message[1:]}{'' if message.endswith('?') else '.'}"


def _explain(error: ValidationError) -> str:
    """Return the first thing wrong with a value, as a sentence."""
    detail = error.errors(include_url=False)[0]
    *_, named = (part for part in detail["loc"] if isinstance(part, str) and part != "[key]")
    field = named.replace("_", " ").capitalize()
    if detail["type"] in _LIMITS:
        return _LIMITS[detail["type"]].format(field=field, **detail.get("ctx", {}))
    if detail["type"] == "extra_forbidden":
        return f"There's no “{named}” to change."
    if detail["type"] == "string_pattern_mismatch" and field == "Aliases":
        return "Aliases are written in lower case."
    return f"{field}: {detail['msg'].removeprefix('Value error, ')}."


def _texts_in(value: Any) -> Iterable[str]:
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each)
