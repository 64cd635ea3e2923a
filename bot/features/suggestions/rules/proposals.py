"""What a suggestion is about, what is in force there, and what it would be instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from hashlib import blake2b
from typing import Annotated, Any, Final

from pydantic import Field

from bot.catalog.catalog import Catalog
from bot.catalog.content_model import ContentModel, LongText, ShortText
from bot.catalog.lessons import Question, Resource
from bot.frozen import frozen

MAX_TERMS: Final = 12


class SuggestionKind(StrEnum):
    """Which part of a topic a suggestion is about."""

    WORDS = "words"  # its text and key terms
    RESOURCE = "resource"
    QUESTION = "question"


class TopicWords(ContentModel):
    """What a topic says of itself: its text and its key terms."""

    text: LongText
    terms: Annotated[tuple[ShortText, ...], Field(max_length=MAX_TERMS)] = ()


Part = TopicWords | Resource | Question
_MODELS: Final[Mapping[SuggestionKind, type[TopicWords | Resource | Question]]] = {
    SuggestionKind.WORDS: TopicWords,
    SuggestionKind.RESOURCE: Resource,
    SuggestionKind.QUESTION: Question,
}


@frozen
class Target:
    """The part of a topic that a suggestion is about; `slug` names a resource or a question, empty for a new one."""

    topic: str
    kind: SuggestionKind
    slug: str = ""

    @property
    def is_new(self) -> bool:
        """Return whether something is to be added."""
        return self.kind is not SuggestionKind.WORDS and not self.slug


@frozen
class Proposal:
    """A part as it was when somebody suggested to change it, and as it would be; None for one that isn't there."""

    target: Target
    before: Part | None
    after: Part | None

    @property
    def takes_out(self) -> bool:
        """Return whether the part is to be taken out."""
        return self.after is None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing would be different."""
        return self.before == self.after

    @property
    def changed_fields(self) -> dict[str, Any]:
        """Return the fields that are to be different, with their new values; of something new all of them."""
        if self.after is None:
            return {}
        before = {name: getattr(self.before, name) for name in type(self.after).model_fields} if self.before else {}
        after = {name: getattr(self.after, name) for name in type(self.after).model_fields}
        return {name: value for name, value in after.items() if name not in before or before[name] != value}

    def apply_to(self, now: Part | None) -> Part | None:
        """Return what the part would be if this were taken over now: what it doesn't change stays as it is now."""
        return now.model_copy(update=self.changed_fields) if now and self.after else self.after


def find_part(catalog: Catalog, target: Target) -> Part | None:
    """Return the part as it is in force; None for one that is new, hidden or gone."""
    topic_ref = catalog.find_topic(target.topic)
    if topic_ref is None:
        return None
    match target.kind:
        case SuggestionKind.WORDS:
            return TopicWords(text=topic_ref.topic.text, terms=topic_ref.topic.terms)
        case SuggestionKind.RESOURCE:
            details = catalog.lesson_details(topic_ref.id)
            return details.resources.get(target.slug) if details else None
        case SuggestionKind.QUESTION:
            found = (each.question for each in catalog.questions(topic_ref.id) if each.slug == target.slug)
            return next(found, None)


def find_pack(catalog: Catalog, topic: str) -> str:
    """Return the pack that a topic came with; empty where no pack has it."""
    try:
        return catalog.pack_of(topic)
    except KeyError:
        return ""


def make_part(kind: SuggestionKind, values: dict[str, Any]) -> Part:
    """Return a part with these values. Raises ValidationError for what content may not have."""
    return _MODELS[kind].model_validate(values)


def encode_proposal(proposal: Proposal) -> str:
    """Return what a proposal says of its part, as JSON that `decode_proposal` reads."""
    before, after = (each.model_dump(mode="json") if each else None for each in (proposal.before, proposal.after))
    return json.dumps({"slug": proposal.target.slug, "before": before, "after": after}, ensure_ascii=False)


def decode_proposal(topic: str, kind: SuggestionKind, encoded: str) -> Proposal:
    """Return what `encode_proposal` wrote. Raises ValueError for anything else.

    What content may have by now isn't asked here: an old suggestion can be read under newer limits.
    """
    stored = json.loads(encoded)
    before, after = (_restore_part(kind, stored[key]) for key in ("before", "after"))
    return Proposal(Target(topic, kind, stored["slug"]), before, after)


def _restore_part(kind: SuggestionKind, values: Mapping[str, Any] | None) -> Part | None:
    if values is None:
        return None
    whole = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    model: Any = _MODELS[kind]
    part: Part = model.model_construct(**whole)
    return part


def part_version(part: Part | None) -> str:
    """Return a short name for what a part says, which changes with it."""
    encoded = part.model_dump_json() if part else ""
    return blake2b(encoded.encode(), digest_size=6).hexdigest()
