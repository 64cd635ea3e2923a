"""A slash command as data: its registration, its help, the manifest and the README's table come from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Heading(StrEnum):
    """Heads the usages of `/roadmate` that are about the same."""

    NONE = ""
    YOUR_WEEK = "Your own week"
    LEARNING_TOGETHER = "Learning together"
    MENTORS = "Mentors"
    YOUR_DATA = "Your data"
    WORKSPACE = "The workspace"


@dataclass(frozen=True, slots=True)
class CommandUsage:
    """One way to use a command: what is typed after its name, and what that does."""

    usage: str
    effect: str
    heading: Heading = Heading.NONE
    order: int = 0  # among the usages of a command to which several features answer


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `hint` is what Slack shows while it is typed, `notes` what its own help page explains."""

    name: str
    summary: str
    hint: str
    usages: tuple[CommandUsage, ...]
    example: str
    notes: tuple[str, ...] = ()


def get_command(commands: Sequence[Command], name: str) -> Command:
    """Return a command by its name. Raises KeyError."""
    return {each.name: each for each in commands}[name]


def command_for_word(commands: Sequence[Command], word: str) -> str | None:
    """Return the command that a word stands for, or its usage: `next` is `roadmap next`; None for no word of them."""
    if word in {each.name for each in commands}:
        return word
    begins = ((each.name, form.usage.partition(" ")[0]) for each in commands for form in each.usages)
    return next((f"{name} {first}" for name, first in begins if first == word and word.isalpha()), None)
