"""Pieces of Markdown pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

NOTICE: Final = "<!-- Written by `make reference` from the code. Change the code, not this page. -->"


def page(title: str, *parts: str) -> str:
    """Return a page with a title, and its parts a line apart."""
    return "\n\n".join((f"# {title}", NOTICE, *(part.strip("\n") for part in parts if part))) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar within a cell stays within it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def code(text: str) -> str:
    """Return a text as code within a line."""
    return f"`{text}`" if text else ""


def fenced(text: str) -> str:
    """Return a block of text as it is."""
    return f"```text\n{text.rstrip()}\n```"
