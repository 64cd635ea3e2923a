"""Messages on the page: writing, changing, deleting, files, and shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.input_text import encode_typed
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.user_actions.events import BOT_MENTION
from bot.sandbox.web_page.actions import PageActions

HtmlForm = Mapping[str, str]


def say_text(actions: PageActions, person: SlackUser, channel: SlackChannel | None, form: HtmlForm) -> None:
    """Type a line: a slash command, a direct message, or words in a channel."""
    text = form.get("text", "").strip()
    if not text or channel is None:
        return
    thread = form.get("thread", "")
    if text.startswith("/") and thread:
        actions.notify(person, "Slack doesn't run commands in threads. Type it in the conversation itself.")
    elif text.startswith("/"):
        name, _, rest = text.partition(" ")
        actions.perform(person, lambda: actions.delivery.command(person.id, name, rest.strip(), channel=channel.id))
    elif channel.dm_with:
        actions.perform(person, lambda: actions.delivery.direct_message(person.id, text, thread))
    else:
        _write_in_channel(actions, person, channel, text, thread)


def edit_message(actions: PageActions, person: SlackUser, channel: SlackChannel | None, form: HtmlForm) -> None:
    """Change the words of a message; empty ones change nothing."""
    ts, text = form.get("ts", ""), form.get("text", "").strip()
    if text and channel is not None:
        change = actions.delivery.edit_message
        actions.perform(person, lambda: change(person.id, channel.id, ts, text), may_be_silent=True)


def delete_message(actions: PageActions, person: SlackUser, channel: SlackChannel | None, form: HtmlForm) -> None:
    """Delete a message, with the files that came with it."""
    if channel is not None:
        remove = actions.delivery.delete_message
        actions.perform(person, lambda: remove(person.id, channel.id, form.get("ts", "")), may_be_silent=True)


def upload_file(
    actions: PageActions, person: SlackUser, channel: SlackChannel, name: str, content: bytes, *, text: str = ""
) -> None:
    """Send a file to the bot directly, with or without words."""
    if not channel.dm_with or not content:
        actions.notify(
            person,
            "Choose a file with something in it."
            if channel.dm_with
            else f"Files go to {actions.workspace.bot.real_name} directly.",
        )
        return
    short = PurePosixPath(name.replace("\\", "/")).name or "file"
    actions.perform(person, lambda: actions.delivery.share_file(person.id, short, content, text))


def use_shortcut(actions: PageActions, person: SlackUser, channel: SlackChannel | None, form: HtmlForm) -> None:
    """Choose a shortcut: one that works anywhere, or one in the menu of a message."""
    ts, callback_id = form.get("ts", ""), form.get("shortcut", "")
    chosen = [one for one in actions.delivery.shortcuts if one.callback_id == callback_id]
    if not chosen:
        actions.notify(person, "That shortcut is gone.")
        return

    def act() -> ActionResult:
        if not chosen[0].on_message:
            return actions.delivery.shortcut(person.id, callback_id)
        source = ShownItem(ShownKind.MESSAGE, channel=channel.id if channel else "", ts=ts)
        return actions.delivery.message_shortcut(person.id, source, callback_id)

    actions.perform(person, act)


def _write_in_channel(actions: PageActions, person: SlackUser, channel: SlackChannel, text: str, thread: str) -> None:
    named = BOT_MENTION in encode_typed(actions.workspace, text, with_names=False)
    if named and fixtures.BOT.id not in channel.members:
        actions.notify(person, f"{actions.workspace.bot.real_name} isn't in #{channel.name} and can't read this.")
    write = actions.delivery.channel_message
    actions.perform(person, lambda: write(person.id, channel.id, text, thread), may_be_silent=not named)


MESSAGE_ACTIONS: Final[Mapping[str, Callable[[PageActions, SlackUser, SlackChannel | None, HtmlForm], None]]] = {
    "say": say_text,
    "edit": edit_message,
    "delete": delete_message,
    "shortcut": use_shortcut,
}
