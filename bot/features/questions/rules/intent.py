"""One thing that people ask for in plain words, and how its forms are written.

A form is a row of words that all have to be said, in any order and any form of the word; alternatives are between
bars, and what begins with `!` may not be said. The first intent with the longest form that fits is the one.
"""

from __future__ import annotations

from bot.frozen import frozen


@frozen
class Intent:
    """One thing that people ask for.

    `lines` are those of commands: the first is run where the intent only reads, each is a button where it `changes`
    something, under `offer`. What is left of the question goes where `…` is in a line; a line with `…` fits only
    where something is left.
    """

    lines: tuple[str, ...]
    forms: tuple[str, ...]
    offer: str = ""
    is_own: bool = False
    """Whether it is about the person or Roadmate alone: a question that names content besides is about that."""

    @property
    def changes(self) -> bool:
        """Return whether it is offered and not run."""
        return bool(self.offer)

    @property
    def takes_rest(self) -> bool:
        """Return whether a part of the question goes into the line."""
        return "…" in self.lines[0]


def run(line: str, *forms: str, is_own: bool = False) -> Intent:
    """Return what is run at once."""
    return Intent((line,), forms, is_own=is_own)


def offer(text: str, lines: tuple[str, ...], *forms: str, is_own: bool = False) -> Intent:
    """Return what is offered with buttons, under a text."""
    return Intent(lines, forms, text, is_own)
