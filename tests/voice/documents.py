"""The documents as they are read: paragraphs joined, without code, quotes and paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.voice.banned import breaches
from tests.voice.spared import without_quotes

ROOT: Final = Path(__file__).parents[2]
DOCUMENTS: Final = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "PRIVACY.md",
    ".env.example",
    *(str(each.relative_to(ROOT)) for each in sorted(ROOT.glob("docs/**/*.md"))),
)
_FENCED: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_INDENTED: Final = re.compile(r"(?<=\n\n)(?: {4}.*\n+)+")
_NOT_SAID: Final = re.compile(r"`[^`]+`|\"[^\"\n]+\"|(?<=\]\()[^)\s]+")  # code over two lines, names of others, links
_WRAPPED: Final = re.compile(r"(?<=[^\n:|])\n(?:# |  )?(?=[^\s#|\-*\d])")


def paragraphs(document: str) -> Iterator[str]:
    """Yield what a document says, a paragraph, list item or row a line."""
    text = _INDENTED.sub("\n", _FENCED.sub("", document))
    yield from without_quotes(_NOT_SAID.sub("“”", _WRAPPED.sub(" ", text))).splitlines()


def document_breaches(document: str) -> Iterator[tuple[str, str]]:
    """Yield what in a document is banned, with its surroundings, and what to say instead."""
    return (breach for line in paragraphs(document) for breach in breaches(line))
