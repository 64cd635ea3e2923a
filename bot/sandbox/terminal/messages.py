"""Messages in the terminal chat: writing in a channel, changing and deleting one's own, files, shortcuts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bot.sandbox.rendering.mrkdwn import plain
from bot.sandbox.rendering.shown_text import reader_for
from bot.sandbox.slack_api import messages
from bot.sandbox.slack_api.call_log import Kind, Outcome, Shown
from bot.sandbox.slack_api.fixtures import Channel
from bot.sandbox.terminal.session import NotUnderstoodError, Session
from bot.sandbox.user_actions import shortcuts
from bot.sandbox.validation.errors import RefusedError

MOST_LISTED: Final = 10
LARGEST_FILE: Final = 10_000_000
_ROOM: Final = re.compile(r"#(?P<name>[\w-]+):\s*(?P<text>\S.*)", re.DOTALL)
_NUMBER: Final = re.compile(r"#(?P<number>[0-9]{1,4})(?!\S)\s*(?P<rest>.*)", re.DOTALL)


def in_channel(conn: Session, line: str) -> Outcome | None:
    """What `#learning: +2h networking` does; None for a line that names no channel."""
    found = _ROOM.fullmatch(line)
    try:
        place = conn.workspace.channel(f"#{found['name']}") if found else None
    except RefusedError:
        return None
    return write(conn, place, found["text"]) if found and place else None


def write(conn: Session, place: Channel, text: str) -> Outcome:
    """Writes an ordinary message in a channel."""
    if conn.person.id not in place.members:
        raise NotUnderstoodError(f"{conn.person.real_name} is not in #{place.name}.")
    return conn.delivery.channel_message(conn.person.id, place.id, text)


def say(conn: Session, words: str) -> str:
    """`:say +2h networking` writes an ordinary message where slash commands are typed."""
    if not words:
        raise NotUnderstoodError("Write `:say TEXT`.")
    place = conn.channel()
    return conn.do(lambda: write(conn, place, words), f"(said in {_name(place)})")


def mine(conn: Session, _: str) -> str:
    """`:mine` lists the person's own messages, 1 the newest."""
    rows = [
        f"{number:>2}  {_name(conn.workspace.channel(one.channel))}: {_text(conn, one)}"
        for number, one in enumerate(_own(conn)[:MOST_LISTED], start=1)
    ]
    return "\n".join(rows) or "(You have written nothing.)"


def edit(conn: Session, words: str) -> str:
    """`:edit TEXT` changes the person's newest message, `:edit #2 TEXT` the one before it."""
    one, text = _chosen(conn, words)
    if not text:
        raise NotUnderstoodError("Write `:edit TEXT`, or `:edit #2 TEXT`; :mine lists your messages.")
    note = f"(changed from: {_text(conn, one)})"
    return conn.do(lambda: conn.delivery.edit_message(conn.person.id, one.channel, one.ts, text), note)


def delete(conn: Session, words: str) -> str:
    """`:delete` deletes the person's newest message, `:delete 2` the one before it."""
    number = words.removeprefix("#")
    one, rest = _chosen(conn, f"#{number}" if number else "")
    if rest:
        raise NotUnderstoodError("Write `:delete`, or `:delete 2`; :mine lists your messages.")
    note = f"(deleted: {_text(conn, one)})"
    return conn.do(lambda: conn.delivery.delete_message(conn.person.id, one.channel, one.ts), note)


def upload(conn: Session, words: str) -> str:
    """`:upload hours.csv` sends a file to Roadmate directly."""
    path = Path(words.strip("\"'")).expanduser()
    try:
        size = path.stat().st_size if words else 0
        content = path.read_bytes() if words and size <= LARGEST_FILE else b""
    except OSError as failure:
        raise NotUnderstoodError(f"{path.name} cannot be read: {failure.strerror}.") from None
    if not content:
        why = f"{path.name} is larger than 10 MB." if words and size else "It is empty." if words else ""
        raise NotUnderstoodError(why or "Write `:upload FILE`.")
    return conn.do(lambda: conn.delivery.share_file(conn.person.id, path.name, content), f"(sent {path.name})")


def shortcut(conn: Session, words: str) -> str:
    """`:shortcut log learning` chooses a shortcut; one of messages is used on the newest message."""
    try:
        chosen = shortcuts.find(conn.delivery.shortcuts, words)
    except LookupError as unknown:
        raise NotUnderstoodError(str(unknown.args[0])) from None
    if not chosen.on_message:
        return conn.do(lambda: conn.delivery.shortcut(conn.person.id, chosen.callback_id))
    one = _last_message(conn)
    note = f"({chosen.name}: {_text(conn, one)})"
    return conn.do(lambda: conn.delivery.message_shortcut(conn.person.id, one, chosen.callback_id), note)


def _chosen(conn: Session, words: str) -> tuple[Shown, str]:
    """One of the person's own messages, and the words without its number."""
    found = _NUMBER.fullmatch(words)
    number = int(found["number"]) if found else 1
    own = _own(conn)
    if not 1 <= number <= len(own):
        raise NotUnderstoodError("There is no such message of yours; :mine lists them.")
    return own[number - 1], found["rest"] if found else words


def _own(conn: Session) -> list[Shown]:
    """The messages that the person wrote and that are still there, the newest first."""
    return [one for one in _said(conn) if one.user == conn.person.id]


def _last_message(conn: Session) -> Shown:
    every = _said(conn)
    if not every:
        raise NotUnderstoodError("There is no message yet to use it on.")
    return every[0]


def _said(conn: Session) -> list[Shown]:
    """Every message that the person can see and that others could see too, the newest first."""
    kept = conn.workspace.messages
    seen = conn.workspace.seen_by(conn.person.id)
    return [
        one for one in reversed(seen) if one.kind is Kind.MESSAGE and not one.to and one.ts in kept.get(one.channel, {})
    ]


def _text(conn: Session, one: Shown) -> str:
    message = messages.find(conn.workspace, one.channel, one.ts)
    text = plain(message["text"], reader_for(conn.workspace, conn.person)) or "a file"
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _name(place: Channel) -> str:
    return f"#{place.name}" if place.name else "Roadmate"
