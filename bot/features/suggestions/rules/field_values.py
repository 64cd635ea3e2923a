"""What a workspace has changed of one topic, field by field, and what a suggestion makes of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.catalog.layers.single_change import RESOURCE
from bot.frozen import frozen

HIDE_RESOURCES: Final = "hide_resources"
FieldValue = Any  # as JSON holds it; None where the packs' own is in force
FieldValues = dict[str, FieldValue]  # by field


@frozen
class FieldRow:
    """One row of a topic's field, under the id that the topic had then: its value, and the suggestion it was made from.

    The newest one holds."""

    id: int
    item: str
    field: str
    value: FieldValue
    made_from: int | None


def newest_values(rows: Sequence[FieldRow]) -> FieldValues:
    """Return the value that each field has by its newest row; `rows` are the oldest first."""
    return {row.field: row.value for row in rows}


def merge_fields(rows: Sequence[FieldRow], change: Mapping[str, FieldValue]) -> FieldValues:
    """Return the value that each changed field has with a change on top of what was changed before.

    A resource or question keeps what the change doesn't name; addresses are added to those that are hidden, but for one
    that the change brings back.
    """
    newest = newest_values(rows)
    merged = {field: _merge(newest.get(field), value) for field, value in change.items()}
    hidden = [*(newest.get(HIDE_RESOURCES) or ()), *change.get(HIDE_RESOURCES, ())]
    brought = {value.get("url") for field, value in change.items() if field.startswith(RESOURCE)}
    if HIDE_RESOURCES in change or not brought.isdisjoint(hidden):
        merged[HIDE_RESOURCES] = [each for each in dict.fromkeys(hidden) if each not in brought] or None
    return merged


def undo_fields(rows: Sequence[FieldRow], suggestion: int) -> Iterator[tuple[str, FieldValue]]:
    """Yield the fields that a suggestion changed, with the values they had; what was changed again since is left."""
    for field in dict.fromkeys(row.field for row in rows if row.made_from == suggestion):
        of_field = [row for row in rows if row.field == field]
        until = max(at for at, row in enumerate(of_field) if row.made_from == suggestion)
        since = until
        while since and of_field[since - 1].made_from == suggestion:
            since -= 1
        before = of_field[since - 1].value if since else None
        newest, written = of_field[-1].value, of_field[until].value
        if until == len(of_field) - 1:
            yield field, before
        elif field == HIDE_RESOURCES and (left := _without(newest, written, before)) != newest:
            yield field, left


def _merge(before: FieldValue, value: FieldValue) -> FieldValue:
    return {**(before or {}), **value} if isinstance(value, Mapping) else value


def _without(now: FieldValue, written: FieldValue, before: FieldValue) -> FieldValue:
    """Return a list without what was added to the one before it."""
    added = set(written or ()) - set(before or ())
    return [each for each in now or () if each not in added] or None
