"""Messages in the terminal chat: writing in a channel, changing and deleting one's own, files, shortcuts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bot.sandbox.rendering.mrkdwn import mrkdwn_to_text
from bot.sandbox.rendering.shown_text import reader_for
from bot.sandbox.slack_api import messages
from bot.sandbox.slack_api.fixtures import SlackChannel
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.terminal.session import ChatSession, NotUnderstoodError
from bot.sandbox.user_actions import interactions
from bot.sandbox.validation.errors import RefusedError

LIST_LENGTH: Final = 10
LARGEST_FILE: Final = 10_000_000
_ROOM: Final = re.compile(r"#(?P<name>[\w-]+):\s*(?P<text>\S.*)", re.DOTALL)
_NUMBER: Final = re.compile(r"#(?P<number>[0-9]{1,4})(?!\S)\s*(?P<rest>.*)", re.DOTALL)


def write_in_named_channel(session: ChatSession, line: str) -> ActionResult | None:
    """Do what `#learning: +2h networking` says; return None for a line that names no channel."""
    found = _ROOM.fullmatch(line)
    try:
        channel = session.workspace.channel(f"#{found['name']}") if found else None
    except RefusedError:
        return None
    return write_in_channel(session, channel, found["text"]) if found and channel else None


def write_in_channel(session: ChatSession, channel: SlackChannel, text: str) -> ActionResult:
    """Write an ordinary message in a channel."""
    if session.person.id not in channel.members:
        raise NotUnderstoodError(f"{session.person.real_name} isn't in #{channel.name}.")
    return session.delivery.channel_message(session.person.id, channel.id, text)


def say_in_channel(session: ChatSession, words: str) -> str:
    """Do `:say +2h networking`: write an ordinary message where slash commands are typed."""
    if not words:
        raise NotUnderstoodError("Write `:say TEXT`.")
    channel = session.channel()
    note = f"(said in {_channel_title(session, channel)})"
    return session.perform(lambda: write_in_channel(session, channel, words), note)


def list_own_messages(session: ChatSession, _: str) -> str:
    """Do `:mine`: list the person's own messages, 1 the newest."""
    rows = [
        f"{number:>2}  {_channel_title(session, session.workspace.channel(one.channel))}: {_excerpt(session, one)}"
        for number, one in enumerate(_own_messages(session)[:LIST_LENGTH], start=1)
    ]
    return "\n".join(rows) or "(You have written nothing.)"


def edit_own_message(session: ChatSession, words: str) -> str:
    """Do `:edit TEXT`: change the person's newest message, `:edit #2 TEXT` the one before it."""
    one, text = _own_message(session, words)
    if not text:
        raise NotUnderstoodError("Write `:edit TEXT`, or `:edit #2 TEXT`; :mine lists your messages.")
    note = f"(changed from: {_excerpt(session, one)})"
    return session.perform(lambda: session.delivery.edit_message(session.person.id, one.channel, one.ts, text), note)


def delete_own_message(session: ChatSession, words: str) -> str:
    """Do `:delete`: delete the person's newest message, `:delete 2` the one before it."""
    number = words.removeprefix("#")
    one, rest = _own_message(session, f"#{number}" if number else "")
    if rest:
        raise NotUnderstoodError("Write `:delete`, or `:delete 2`; :mine lists your messages.")
    note = f"(deleted: {_excerpt(session, one)})"
    return session.perform(lambda: session.delivery.delete_message(session.person.id, one.channel, one.ts), note)


def upload_file(session: ChatSession, words: str) -> str:
    """Do `:upload hours.csv`: send a file to the app directly."""
    path = Path(words.strip("\"'")).expanduser()
    try:
        size = path.stat().st_size if words else 0
        content = path.read_bytes() if words and size <= LARGEST_FILE else b""
    except OSError as failure:
        raise NotUnderstoodError(f"{path.name} can't be read: {failure.strerror}.") from None
    if not content:
        why = f"{path.name} is larger than 10 MB." if words and size else "It is empty." if words else ""
        raise NotUnderstoodError(why or "Write `:upload FILE`.")
    return session.perform(
        lambda: session.delivery.share_file(session.person.id, path.name, content), f"(sent {path.name})"
    )


def use_shortcut(session: ChatSession, words: str) -> str:
    """Do `:shortcut log learning`; one of messages is used on the newest message."""
    try:
        chosen = interactions.find_shortcut(session.delivery.shortcuts, words)
    except LookupError as unknown:
        raise NotUnderstoodError(str(unknown.args[0])) from None
    if not chosen.on_message:
        return session.perform(lambda: session.delivery.shortcut(session.person.id, chosen.callback_id))
    one = _last_message(session)
    note = f"({chosen.name}: {_excerpt(session, one)})"
    return session.perform(lambda: session.delivery.message_shortcut(session.person.id, one, chosen.callback_id), note)


def _own_message(session: ChatSession, words: str) -> tuple[ShownItem, str]:
    """Return one of the person's own messages, and the words without its number."""
    found = _NUMBER.fullmatch(words)
    number = int(found["number"]) if found else 1
    own = _own_messages(session)
    if not 1 <= number <= len(own):
        raise NotUnderstoodError("You have no such message; :mine lists yours.")
    return own[number - 1], found["rest"] if found else words


def _own_messages(session: ChatSession) -> list[ShownItem]:
    """Return the messages that the person wrote and that are still there, the newest first."""
    return [one for one in _public_messages(session) if one.user == session.person.id]


def _last_message(session: ChatSession) -> ShownItem:
    every = _public_messages(session)
    if not every:
        raise NotUnderstoodError("There's no message yet to use it on.")
    return every[0]


def _public_messages(session: ChatSession) -> list[ShownItem]:
    """Return every message that the person can see and that others could see too, the newest first."""
    kept = session.workspace.messages
    seen = session.workspace.seen_by(session.person.id)
    return [
        one
        for one in reversed(seen)
        if one.kind is ShownKind.MESSAGE and not one.to and one.ts in kept.get(one.channel, {})
    ]


def _excerpt(session: ChatSession, one: ShownItem) -> str:
    message = messages.find_message(session.workspace, one.channel, one.ts)
    text = mrkdwn_to_text(message["text"], reader_for(session.workspace, session.person)) or "a file"
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _channel_title(session: ChatSession, channel: SlackChannel) -> str:
    return f"#{channel.name}" if channel.name else session.workspace.bot.real_name
