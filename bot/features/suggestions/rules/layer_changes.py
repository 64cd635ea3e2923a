"""Write a proposal as changes of a layer: of which fields of the topic, to which values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any, Final

from bot.catalog.catalog import Catalog
from bot.catalog.layers.single_change import QUESTION, RESOURCE, Change
from bot.catalog.lessons import Question, Resource
from bot.features.suggestions.rules.field_values import (
    HIDE_RESOURCES,
    FieldRow,
    FieldValue,
    FieldValues,
    merge_fields,
    newest_values,
)
from bot.features.suggestions.rules.proposals import Part, Proposal, SuggestionKind, Target, find_part

_MAX_SLUG: Final = 40
_SLUG_WORDS: Final = 6


def plan_values(shared: Catalog, catalog: Catalog, proposal: Proposal, rows: Sequence[FieldRow]) -> FieldValues:
    """Return which fields of the topic get which values, as layers name them, where a proposal is put in force.

    `shared` is what the packs have, `catalog` what is in force; `rows` are what was changed of the topic before.
    Something new gets an id that nothing of the topic has or had.
    """
    target, after = proposal.target, proposal.after
    if after is None:
        return _plan_removal(shared, target, rows)
    values = {field: _as_json(value) for field, value in proposal.changed_fields.items()}
    slug = target.slug or new_slug(after, _used_slugs(catalog, target, rows))
    match target.kind:
        case SuggestionKind.WORDS:
            return merge_fields(rows, values)
        case SuggestionKind.RESOURCE:
            return merge_fields(rows, {f"{RESOURCE}{slug}": values})
        case SuggestionKind.QUESTION:
            return merge_fields(rows, {f"{QUESTION}{slug}": values})


def find_objections(shared: Catalog, topic: str, rows: Sequence[FieldRow], values: FieldValues) -> dict[str, str]:
    """Return by field why content can't have these values beside what was changed of the topic before."""
    from bot.catalog.layers.changes import fit_changes  # noqa: PLC0415  (checks and YAML: most starts do without)

    wanted = {**newest_values(rows), **values}
    changes = [Change(topic, field, value) for field, value in wanted.items() if value is not None]
    _, refused = fit_changes(shared.content, changes)
    return {each.change.field: each.reason for each in refused if each.change.field in values}


def find_repeated_question(catalog: Catalog, proposal: Proposal) -> dict[str, str]:
    """Return an objection where the topic asks the same under another id by now; empty where it doesn't."""
    target, after = proposal.target, proposal.after
    if not isinstance(after, Question) or "ask" not in proposal.changed_fields:
        return {}
    others = (each for each in catalog.questions(target.topic) if each.slug != target.slug)
    is_asked = any(_plain(each.question.ask) == _plain(after.ask) for each in others)
    return {f"{QUESTION}{target.slug}": "This topic has that question already."} if is_asked else {}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _plan_removal(shared: Catalog, target: Target, rows: Sequence[FieldRow]) -> FieldValues:
    """Return the values with which a resource goes: what was changed of it, and that of the packs by its address."""
    own, shipped = f"{RESOURCE}{target.slug}", find_part(shared, target)
    values: FieldValues = {own: None} if newest_values(rows).get(own) is not None else {}
    if isinstance(shipped, Resource):
        values |= merge_fields(rows, {HIDE_RESOURCES: [shipped.url]})
    return values


def _as_json(value: Any) -> FieldValue:
    return list(value) if isinstance(value, tuple) else value


def _used_slugs(catalog: Catalog, target: Target, rows: Sequence[FieldRow]) -> set[str]:
    prefix = RESOURCE if target.kind is SuggestionKind.RESOURCE else QUESTION
    before = {row.field.removeprefix(prefix) for row in rows if row.field.startswith(prefix)}
    details = catalog.lesson_details(target.topic)
    if target.kind is SuggestionKind.RESOURCE:
        return before | set(details.resources if details else ())
    return before | {each.slug for each in catalog.questions(target.topic)}


def new_slug(part: Part, used: Collection[str]) -> str:
    """Return a short id for a new resource or question, made of its first words, that none of the `used` ones is."""
    words = part.ask if isinstance(part, Question) else part.title if isinstance(part, Resource) else ""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    found = re.findall(r"[a-z0-9]+", plain)[:_SLUG_WORDS]
    base = "-".join(found)[: _MAX_SLUG - 4].strip("-")
    if not base[:1].isalpha():
        base = f"new-{base}".strip("-")[: _MAX_SLUG - 4]
    return next(each for each in (base, *(f"{base}-{number}" for number in range(2, 1000))) if each not in used)
