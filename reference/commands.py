"""The page of the commands in Slack, from the same data as their help and the app's manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.app import COMMANDS
from bot.features.help.views import DAY_EXAMPLES, DURATION_EXAMPLES
from bot.slack.command import Command, CommandUsage
from bot.slack.slash import put_prefix_in_text
from reference.markdown import code, page, table

INTRODUCTION = """\
Everything people can type. Each form also works as a mention (`@Roadmate log 2h networking`) and in a direct message
without the slash. Only you see the answers, until you choose to share one.

*For admins* marks what only the help of admins shows."""


def render_commands() -> str:
    """Return the page of all commands with all their forms."""
    return page("Commands in Slack", INTRODUCTION, *(_command(each) for each in COMMANDS), _lengths_and_days())


def _command(command: Command) -> str:
    parts = [f"## /{command.name}", f"{command.summary}. Slack shows while you type: {code(command.hint)}"]
    for heading, forms in groupby(command.usages, key=lambda form: form.heading):
        if heading:
            parts.append(f"### {heading}")
        parts.append(table(("type", "to"), _rows(command, forms)))
    parts += [put_prefix_in_text(note, "") for note in command.notes]
    if words := ", ".join(_other_words(command)):
        parts.append(f"Other words that work behind `/{command.name}`: {words}.")
    return "\n\n".join(parts)


def _rows(command: Command, forms: Iterable[CommandUsage]) -> Iterator[tuple[str, str]]:
    for form in forms:
        effect = put_prefix_in_text(form.effect, "")
        yield code(f"/{command.name} {form.usage}".strip()), f"*For admins*: {effect}" if form.for_admins else effect


def _other_words(command: Command) -> Iterator[str]:
    """Yield words from other tools that this command understands, each with what it does."""
    for word, line in command.synonyms.items():
        if isinstance(line, str) and not word.endswith("…"):
            yield f"`{word}` (as `/{line}`)" if " " in line or line != word else f"`{word}`"


def _lengths_and_days() -> str:
    return f"## Lengths and days\n\nLengths: {DURATION_EXAMPLES}.\n\nDays: {DAY_EXAMPLES}."
