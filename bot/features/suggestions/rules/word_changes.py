"""Find the words in which two texts differ, so that a reader sees what changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

_WORDS: Final = lazy_pattern(r"\S+")
_FEWEST_KEPT: Final = 3  # words between two changes that stay a passage of their own


@frozen
class Passage:
    """Words in a row of which all, or none, are in one text alone."""

    text: str
    is_changed: bool


def compare_texts(before: str, after: str) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Return both texts in passages, word by word: what is only in the first, and what is only in the second.

    Few words that both have between two changes belong to these: one long passage is read more easily than five.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    last = len(steps) - 1
    changed = [
        step != "equal" or (0 < at < last and end - start < _FEWEST_KEPT)
        for at, (step, start, end, _, _) in enumerate(steps)
    ]
    spans = [(each[1:3], each[3:5]) for each in steps]
    return (
        tuple(_passages(old, [(*span, is_changed) for (span, _), is_changed in zip(spans, changed, strict=True)])),
        tuple(_passages(new, [(*span, is_changed) for (_, span), is_changed in zip(spans, changed, strict=True)])),
    )


def _passages(words: Sequence[str], parts: Sequence[tuple[int, int, bool]]) -> Iterator[Passage]:
    """Yield the words in passages; neighbours of the same kind are one."""
    shown = [(start, end, is_changed) for start, end, is_changed in parts if end > start]
    for is_changed, group in groupby(shown, key=lambda each: each[2]):
        yield Passage(" ".join(" ".join(words[start:end]) for start, end, _ in group), is_changed)
