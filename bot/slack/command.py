"""A slash command as data: its registration, its help, the manifest and docs/reference/commands.md come from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from bot.frozen import frozen


class Heading(StrEnum):
    """Heads the usages of `/roadmate` that are about the same."""

    NONE = ""
    YOUR_WEEK = "Your own week"
    LEARNING_TOGETHER = "Learning together"
    MENTORS = "Mentors"
    YOUR_DATA = "Your data"
    WORKSPACE = "The workspace"


@frozen
class CommandUsage:
    """One way to use a command: what is typed after its name, and what that does."""

    usage: str
    effect: str
    heading: Heading = Heading.NONE
    for_admins: bool = False  # only their help shows it
    order: int = 0  # among the usages of a command to which several features answer


@frozen
class WordHint:
    """What is said to a word that no command does just so, with a button for each of the `commands` that come near.

    One that `runs_alone` is done at once where nothing but the word is said; behind a command it might mean another.
    """

    text: str
    commands: tuple[str, ...]
    runs_alone: bool = False


# What people type for something of ours, and the line that does it: `snooze` is `roadmate nudge`. `help` is the page
# of the command in hand, None says that it reads the word itself; `goals …` takes more words, which go where `…` is
# in its line.
Synonyms = Mapping[str, str | WordHint | None]


@frozen
class Command:
    """A slash command. `hint` is what Slack shows while it is typed, `notes` what its own help page explains.

    Its `synonyms` go before those that features declare for all commands; one that `reads_names` finds content.
    """

    name: str
    summary: str
    hint: str
    usages: tuple[CommandUsage, ...]
    example: str
    notes: tuple[str, ...] = ()
    synonyms: Synonyms = field(default_factory=dict)
    reads_names: bool = False


def get_command(commands: Sequence[Command], name: str) -> Command:
    """Return a command by its name. Raises KeyError."""
    return {each.name: each for each in commands}[name]


def command_for_word(commands: Sequence[Command], word: str) -> str | None:
    """Return the command that a word stands for, or its usage: `next` is `roadmap next`; None for no word of them."""
    if word in {each.name for each in commands}:
        return word
    begins = ((each.name, form.usage.partition(" ")[0]) for each in commands for form in each.usages)
    return next((f"{name} {first}" for name, first in begins if first == word and word.isalpha()), None)
