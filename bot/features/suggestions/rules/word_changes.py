"""Find the words in which two texts differ, so that a reader sees what changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_WORDS: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in a row of which all, or none, are in one text alone."""

    text: str
    is_changed: bool


def compare_texts(before: str, after: str) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Return both texts in passages, word by word: what is only in the first, and what is only in the second."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (
        tuple(_passages(old, [(start, end, step != "equal") for step, start, end, _, _ in steps])),
        tuple(_passages(new, [(start, end, step != "equal") for step, _, _, start, end in steps])),
    )


def _passages(words: Sequence[str], parts: Sequence[tuple[int, int, bool]]) -> Iterator[Passage]:
    for start, end, is_changed in parts:
        if end > start:
            yield Passage(" ".join(words[start:end]), is_changed)
