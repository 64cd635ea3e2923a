"""How surely words name what hours can be booked on: in full, nearly, or not at all."""

from __future__ import annotations

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import words as lookup_words
from bot.catalog.lookup.subjects import Subject, Subjects, find
from bot.catalog.lookup.vocabulary import spans, without
from bot.catalog.lookup.words import joined


def exactly(catalog: Catalog, words: str) -> Subject | None:
    """The one thing that is called so, a roadmap's name beside its own at most; None for anything less."""
    found = find(catalog, words)
    return found if isinstance(found, Subject) and not found.taken and is_name(catalog, words) else None


def nearly(catalog: Catalog, words: str) -> Subject | Subjects | None:
    """What may be meant: a name with a slip in it, one of several, or what alone holds all the words."""
    found = find(catalog, words)
    if found is None or is_name(catalog, words):
        return found
    if found.taken:
        return found if is_name(catalog, _mended(words, found)) else None
    typed = lookup_words.read(words)
    if not all(map(catalog.index.knows, typed)):
        return None
    if isinstance(found, Subjects):
        return found if len(found.options) > 1 else None  # a single one has only some of the words
    within = {word.folded for word in typed} <= set(lookup_words.folded(found.name))
    return found if within or len(typed) > 1 else None  # a word alone stands in many a sentence


def is_name(catalog: Catalog, words: str) -> bool:
    """Whether the words are a whole name or id, of one thing or of several."""
    typed, names = lookup_words.read(words), catalog.vocabulary
    name = joined(typed)
    if name in names.areas or name in names.roadmaps or names.called(name) or catalog.find_topic(words.casefold()):
        return True
    for span in spans(typed, names.roadmaps):
        rest = joined(without(typed, (span,)))
        if rest in names.areas or names.called(rest, names.roadmaps[span.key]):
            return True
    return False


def _mended(words: str, found: Subject | Subjects) -> str:
    """The words with the names that slips were taken for."""
    mended = words.casefold()
    for taken in found.taken:
        mended = mended.replace(taken.typed, taken.meant)
    return mended
