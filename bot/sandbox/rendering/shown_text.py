"""Items on a person's screen as plain text for a terminal, with every button numbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.sandbox.rendering import mrkdwn
from bot.sandbox.rendering.block_models import model_blocks
from bot.sandbox.rendering.block_text import TextStyle, block_lines, text_object
from bot.sandbox.rendering.emoji import write_reaction
from bot.sandbox.rendering.mrkdwn import MessageReader
from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.interactive_elements import InteractiveElement, interactive_elements

Json = Mapping[str, Any]

_AUTHOR_NOTES: Final = {
    ShownKind.EPHEMERAL: " (only visible to you)",
    ShownKind.UPDATED: " (changed)",
    ShownKind.DELETED: " (deleted)",
}
_REACTIONS: Final = {ShownKind.REACTION: "{} reacted with {}", ShownKind.REACTION_REMOVED: "{} took its {} back"}


def reader_for(workspace: SlackWorkspace, person: SlackUser) -> MessageReader:
    """Return this person as a reader: names of the workspace, times in their own zone."""

    def name(reference: str) -> str:
        if reference in workspace.people:
            return workspace.people[reference].real_name
        channel = workspace.channels.get(reference)
        return channel.name if channel else reference

    return MessageReader(name, ZoneInfo(person.zone))


def usable_elements(shown: ShownItem) -> tuple[InteractiveElement, ...]:
    """Return the elements that can be used, in the order of their numbers: number 1 is the first."""
    blocks = shown.view["blocks"] if shown.view else shown.blocks
    return () if shown.kind in (ShownKind.OPTIONS, ShownKind.DELETED) else tuple(interactive_elements(blocks))


def render_shown(shown: ShownItem, reader: MessageReader, *, dims: bool = False) -> str:
    """Return an item as text, with a line about who said it and to whom."""
    content = render_body(shown, reader, dims=dims)
    if shown.kind is ShownKind.ERROR:
        return f"Slack: {content}"
    if not shown.user:
        return content
    place = f"#{reader.name(shown.channel)} " if shown.channel.startswith("C") else ""
    if shown.kind in _REACTIONS:
        return place + _REACTIONS[shown.kind].format(reader.name(shown.user), write_reaction(shown.text))
    thread = " in the thread" if shown.thread_ts else ""
    return f"{place}{reader.name(shown.user)}{_AUTHOR_NOTES.get(shown.kind, '')}{thread}:\n{content}"


def render_body(shown: ShownItem, reader: MessageReader, *, dims: bool = False) -> str:
    """Return the content of an item alone: blocks where there are any, else the text."""
    style = TextStyle(reader, dims)
    match shown.kind:
        case ShownKind.MODAL | ShownKind.HOME:
            return "\n".join(_view(shown.view or {}, style))
        case ShownKind.MODAL_CLOSED:
            return "(the form is closed)"
        case ShownKind.FIELD_ERRORS:
            return "\n".join(_errors(shown.view or {}, style))
        case ShownKind.OPTIONS:
            return shown.text or "(no options)"
        case _:
            return "\n".join(_message(shown, style))


def _message(shown: ShownItem, style: TextStyle) -> Iterator[str]:
    numbers = count(1)
    text = mrkdwn.mrkdwn_to_text(shown.text, style.reader)
    yield from block_lines(model_blocks(shown.blocks, numbers), style) if shown.blocks else [text]
    for attachment in shown.attachments:
        nested = attachment.get("blocks")
        text = mrkdwn.mrkdwn_to_text(str(attachment.get("text") or attachment.get("fallback") or ""), style.reader)
        yield from (
            f"│ {line}" for line in (block_lines(model_blocks(nested, numbers), style) if nested else text.split("\n"))
        )
    for file in shown.files:
        yield f"[file: {file['title']}]"


def _view(view: Json, style: TextStyle) -> Iterator[str]:
    """Yield a form: its title, its fields, and what sends or closes it."""
    title = text_object(view["title"], style) if view.get("title") else f"{style.reader.name(fixtures.BOT.id)}: Home"
    yield f"┌─ {title}"
    yield from (f"│ {line}" for line in block_lines(model_blocks(view["blocks"]), style))
    ends = [text_object(view[name], style) for name in ("submit", "close") if view.get(name)]
    yield f"└─ {' '.join(f'[{end}]' for end in ends)}".rstrip(" ")


def _errors(view: Json, style: TextStyle) -> Iterator[str]:
    labels = {block["block_id"]: block.get("label") for block in view["blocks"]}
    for block_id, wrong in view["errors"].items():
        yield f"! {text_object(labels[block_id], style)}: {wrong}"
