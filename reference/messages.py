"""The page of messages that Roadmate sends by itself, each with an example that the real app wrote."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.delivery.departures import AT_ONCE, COUNTED, MOST_A_WEEK, UNASKED
from bot.delivery.occurrences import DeliveryKind
from reference.markdown import code, fenced, page
from reference.message_kinds import KINDS, KindText
from reference.team_story import tell_story

INTRODUCTION = f"""\
What Roadmate writes without being typed to. Everything else is an answer, which only you see.

- Messages to people arrive between 08:00 and 20:00 their time, unless it says *at once*.
- What nobody asked for keeps an hour from the message before. Of the kinds that say *counts* one person gets at most \
{MOST_A_WEEK} a week.
- Each is claimed in the database before it's sent, so it goes out once.

The examples are from a made-up team of five; `[1 Log 1 h]` is a button, and `[...]` means that more follows."""


def render_messages() -> str:
    """Return the page of all kinds of messages."""
    examples = tell_story()
    return page("Messages", INTRODUCTION, *_sections(examples))


def _sections(examples: dict[str, str]) -> Iterator[str]:
    for group, kinds in groupby(KINDS.items(), key=lambda item: item[1].group):
        yield f"## {group}"
        for kind, text in kinds:
            yield f"### {text.title}"
            yield "\n".join(f"- *{name}*: {told}" for name, told in _facts(kind, text))
            yield fenced(examples[kind.value])


def _facts(kind: DeliveryKind, text: KindText) -> list[tuple[str, str]]:
    return [
        ("When", text.when),
        ("To", text.to),
        ("Leaves", _departure(kind, text)),
        ("To stop it", text.stop),
        ("In logs and metrics", code(kind.value)),
    ]


def _departure(kind: DeliveryKind, text: KindText) -> str:
    if kind in AT_ONCE:
        return f"at once: {AT_ONCE[kind]}"
    if "channel" in text.to and kind in (DeliveryKind.DIGEST, DeliveryKind.ANNOUNCEMENT):
        return "at its moment, into the channel"
    day = "between 08:00 and 20:00 the reader's time"
    if kind in COUNTED:
        return f"{day}; an hour after the last message; counts"
    return f"{day}; an hour after the last message" if kind in UNASKED else day
