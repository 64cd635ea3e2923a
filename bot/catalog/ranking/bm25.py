"""Rank items by how much their texts say about some words: Okapi BM25 over fields (Robertson, Zaragoza, 2009)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from bot.frozen import frozen

_SATURATION: Final = 1.4  # k1: how soon one more mention says no more
_LENGTH_SHARE: Final = 0.5  # b: how much less a word says in a long text

Posting = tuple[int, float]


@frozen
class FieldText:
    """The terms of one text of an item, and how much a term says there; of a long text each says less."""

    weight: float
    terms: tuple[str, ...]
    is_long: bool = False


@frozen
class Bm25Index:
    """The items of each term, each with what the term says of it; an item is known by its number."""

    postings: Mapping[str, tuple[Posting, ...]]
    size: int

    @classmethod
    def build(cls, items: Iterable[Iterable[FieldText]]) -> Bm25Index:
        """Build the index of items, each given as its texts; they are numbered in their order."""
        rows = [tuple(fields) for fields in items]
        lengths = [len(field.terms) for fields in rows for field in fields if field.is_long]
        average = sum(lengths) / len(lengths) if lengths else 1.0
        frequencies: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for number, fields in enumerate(rows):
            for field in fields:
                share = len(field.terms) / average if field.is_long else 1.0
                weight = field.weight / (1 - _LENGTH_SHARE + _LENGTH_SHARE * share)
                for term in field.terms:
                    found = frequencies[term]
                    found[number] = found.get(number, 0.0) + weight
        return cls({term: _weighed(found, len(rows)) for term, found in frequencies.items()}, len(rows))

    def score(self, terms: Mapping[str, float]) -> dict[int, float]:
        """Return by item what is said about the terms, each with its own weight; items without any are left out."""
        scores: dict[int, float] = {}
        for term, weight in terms.items():
            for number, says in self.postings.get(term, ()):
                scores[number] = scores.get(number, 0.0) + weight * says
        return scores


def _weighed(frequency_by_item: Mapping[int, float], size: int) -> tuple[Posting, ...]:
    """Return what a term says of each item that has it: a rare term more than one that is everywhere."""
    rarity = math.log(1 + (size - len(frequency_by_item) + 0.5) / (len(frequency_by_item) + 0.5))
    return tuple(
        (number, rarity * frequency * (_SATURATION + 1) / (frequency + _SATURATION))
        for number, frequency in frequency_by_item.items()
    )
