"""The page of messages that Roadmate sends by itself, each with an example that the real app wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Any, Final

from sqlalchemy import select

from bot.db.tables import outbox
from bot.delivery.departures import AT_ONCE, COUNTED, MOST_A_WEEK, UNASKED
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState
from bot.doctor.samples import Sample
from bot.features.setup.service import read_setup
from bot.features.setup.views import render_checklist
from bot.rehearsal.collecting import rehearse
from bot.rehearsal.story import TeamStory
from bot.sandbox.rendering.shown_text import reader_for, render_body
from bot.sandbox.slack_api.fixtures import ANA, BOT, TEAM_ID
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.slack.slash import put_prefix
from reference.markdown import code, fenced, page
from reference.message_kinds import KINDS, KindText

EXAMPLE_LINES: Final = 14  # of a message; what is longer is cut there
INTRODUCTION = f"""\
What Roadmate writes without being typed to. Everything else is an answer, which only you see.

- Messages to people arrive between 08:00 and 20:00 their time, unless it says *at once*.
- What nobody asked for keeps an hour from the message before. Of the kinds that say *counts* one person gets at most \
{MOST_A_WEEK} a week.
- Each is claimed in the database before it's sent, so it goes out once.

The examples are from a made-up team of five; `[1 Log 1 h]` is a button, and `[...]` means that more follows."""


def render_messages() -> str:
    """Return the page of all kinds of messages."""
    examples, _ = play()
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


@cache
def play() -> tuple[dict[str, str], tuple[Sample, ...]]:
    """Return an example of each kind of message, as its reader sees it in the terminal, and all that was shown."""
    examples: dict[str, str] = {}
    shown = rehearse(
        look_first=lambda story: examples.update({DeliveryKind.SETUP.value: _render_setup(story)}),
        look_last=lambda story: examples.update(_read_examples(story)),
    )
    return examples, tuple(shown)


def _render_setup(story: TeamStory) -> str:
    """Return the checklist, which only those who install Roadmate get: in a trial that is nobody."""
    deps = story.trial.roadmate.deps
    with deps.database.read() as conn:
        state = read_setup(conn, workspace=TEAM_ID, settings=deps.settings)
    return _render(story, ANA.id, put_prefix(render_checklist(state, is_letter=True).post_arguments(), ""))


def _read_examples(story: TeamStory) -> Iterator[tuple[str, str]]:
    """Yield kinds with the first message of each that left; of the files what stands beside them."""
    with story.trial.roadmate.deps.database.read() as conn:
        rows = conn.execute(select(outbox).order_by(outbox.c.id.desc())).all()
    for row in rows:
        if row.state == MessageState.SENT.value and row.message.get("text"):
            yield row.kind, _render(story, row.recipient, put_prefix(row.message, ""))


def _render(story: TeamStory, recipient: str, message: Mapping[str, Any]) -> str:
    workspace = story.trial.delivery.workspace
    reader = workspace.people.get(recipient) or workspace.people[BOT.id]
    shown = ShownItem(
        ShownKind.MESSAGE, user=BOT.id, text=str(message.get("text", "")), blocks=tuple(message.get("blocks", ()))
    )
    lines = render_body(shown, reader_for(workspace, reader)).splitlines()
    return "\n".join(lines if len(lines) <= EXAMPLE_LINES else [*lines[:EXAMPLE_LINES], "[...]"])
