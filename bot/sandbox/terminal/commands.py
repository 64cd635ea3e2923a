"""The commands of the terminal chat itself: those that start with a colon."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.history import read_history, sent_at
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.terminal import buttons, messages
from bot.sandbox.terminal.session import ChatSession, NotUnderstoodError
from bot.sandbox.time_travel import EXAMPLES, parse_moment
from bot.sandbox.validation.errors import RefusedError

INBOX_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class ChatCommand:
    """A command of the chat: how it is written, what it does, and the function that does it."""

    usage: str
    does: str
    run: Callable[[ChatSession, str], str]


def run_command(session: ChatSession, line: str) -> str:
    """Do what a line with a colon says. Raises `NotUnderstoodError`."""
    name, _, words = line.strip().removeprefix(":").partition(" ")
    control = CHAT_COMMANDS.get(name.casefold())
    if control is None:
        near = difflib.get_close_matches(name.casefold(), CHAT_COMMANDS, n=1)
        hint = f"Did you mean :{near[0]}?" if near else ":help lists what there is."
        raise NotUnderstoodError(f"I don't know :{name}. {hint}")
    return control.run(session, words.strip())


def become_user(session: ChatSession, name: str) -> str:
    """Be this person from now on. Raises `NotUnderstoodError` for a name that nobody has."""
    person = session.workspace.find_person(name) if name else None
    if person is None or not person.can_have_dm:
        names = ", ".join(one.name for one in session.workspace.team())
        raise NotUnderstoodError(f"There is nobody called {name}: {names}." if name else f"Who? {names}.")
    session.person = person
    return f"You are {person.real_name}. Here it is {session.local_time()} ({person.zone})."


def _turn_clock(session: ChatSession, words: str) -> str:
    if not words:
        return f"{session.local_time()} ({session.person.zone}). Turn it with {EXAMPLES}."
    try:
        until = parse_moment(words, session.clock_turner.clock.now(), session.zone)
        arrivals = session.clock_turner.turn_to(until)
    except ValueError as refused:
        raise NotUnderstoodError(str(refused)) from None
    came = session.render_arrivals(arrivals) or ["(Nothing fell due.)"]
    return "\n\n".join([*came, f"It is {session.local_time()}."])


def _list_people(session: ChatSession, _: str) -> str:
    rows = [
        f"{'*' if person == session.person else ' '} {person.name:<8}{person.real_name:<16}{person.zone}"
        + (", workspace admin" if person.is_admin else "")
        for person in session.workspace.team()
    ]
    return "\n".join(rows)


def _list_channels(session: ChatSession, _: str) -> str:
    here, bot = session.channel().id, session.workspace.bot
    rows = []
    for channel in session.workspace.channels.values():
        if session.person.id in channel.members:
            name = f"#{channel.name}" if channel.name else "dm"
            about = "" if bot.id in channel.members else f"  {bot.real_name} isn't in there"
            rows.append(f"{'*' if channel.id == here else ' '} {name:<12}{about}".rstrip())
    return "\n".join([*rows, "`:in #NAME` or `:in dm` chooses where slash commands are typed."])


def _enter_channel(session: ChatSession, name: str) -> str:
    try:
        channel = session.workspace.channel(session.person.id if name.casefold() == "dm" else name.removeprefix("#"))
    except RefusedError:
        raise NotUnderstoodError(f"There's no channel {name}. :channels lists them.") from None
    if session.person.id not in channel.members:
        raise NotUnderstoodError(f"{session.person.real_name} isn't in #{channel.name}.")
    session.channel_id = channel.id
    return f"Slash commands are typed in {'#' + channel.name if channel.name else 'the direct message'} now."


def _show_inbox(session: ChatSession, _: str) -> str:
    entries = read_history(session.workspace, session.person, session.person.dm)
    mine = [entry.shown for entry in entries if entry.shown.user == fixtures.BOT.id]
    told = []
    for one in mine[-INBOX_LENGTH:]:
        told.append(f"-- {session.local_time(sent_at(one.ts))} --\n{session.render_item(one, session.person)}")
    earlier = len(mine) - INBOX_LENGTH
    return "\n\n".join([*([f"({earlier} earlier)"] if earlier > 0 else []), *told]) or "(Your inbox is empty.)"


def _open_home(session: ChatSession, _: str) -> str:
    said = session.perform(lambda: session.delivery.home_opened(session.person.id), at_home=True)
    home = session.workspace.views.homes.get(session.person.id)
    if home is None or f"{session.workspace.bot.real_name}: Home" in said:
        return said
    return session.render_item(ShownItem(ShownKind.HOME, to=session.person.id, view=home), session.person)


def _quit(session: ChatSession, _: str) -> str:
    session.is_over = True
    return ""


def _reset(session: ChatSession, _: str) -> str:
    session.is_over = session.wants_reset = True
    return "Starting anew: nothing is logged, and the clock shows the real time."


def _show_help(session: ChatSession, _: str) -> str:
    bot = session.workspace.bot.real_name
    said = (
        *session.examples,
        (f"@{bot} hello", "a mention in #learning"),
        ("#learning: hello", "an ordinary message in that channel"),
        ("hello", f"anything else is a direct message to {bot}"),
    )
    rows = [*said, *((control.usage, control.does) for control in CHAT_COMMANDS.values())]
    width = max(len(usage) for usage, _ in rows)
    return "\n".join(f"{usage.ljust(width)}  {does}" for usage, does in rows)


CHAT_COMMANDS: Final[dict[str, ChatCommand]] = {
    "as": ChatCommand(":as NAME", "be somebody else: ana, ben, chidi, mei, priya", become_user),
    "clock": ChatCommand(":clock [WHEN]", "the time; or turn it: +2h, +7d, mon 09:00, 2026-11-23T09:00", _turn_clock),
    "click": ChatCommand(
        ":click N [VALUE]",
        "press button N, `:click 1 yes` where it asks first; or choose in menu N",
        buttons.click_element,
    ),
    "say": ChatCommand(":say TEXT", "an ordinary message where slash commands are typed", messages.say_in_channel),
    "mine": ChatCommand(":mine", "your messages, by number", messages.list_own_messages),
    "edit": ChatCommand(
        ":edit [#N] TEXT", "change your last message, or that of this number", messages.edit_own_message
    ),
    "delete": ChatCommand(
        ":delete [N]", "delete your last message, or that of this number", messages.delete_own_message
    ),
    "upload": ChatCommand(":upload FILE", "send the app a file directly", messages.upload_file),
    "shortcut": ChatCommand(
        ":shortcut NAME", "a shortcut; one for messages takes the newest one", messages.use_shortcut
    ),
    "inbox": ChatCommand(":inbox", "what the app wrote to you directly", _show_inbox),
    "home": ChatCommand(":home", "open the app's Home tab", _open_home),
    "open": ChatCommand(":open", "show the open form again", buttons.show_form),
    "fill": ChatCommand(":fill FIELD=VALUE", "fill a field of the form; N takes what was offered", buttons.fill_field),
    "submit": ChatCommand(":submit", "send the form", buttons.submit_form),
    "cancel": ChatCommand(":cancel", "close the form", buttons.cancel_form),
    "people": ChatCommand(":people", "who is here", _list_people),
    "channels": ChatCommand(":channels", "the channels", _list_channels),
    "in": ChatCommand(":in #NAME", "where slash commands are typed; `:in dm` is possible too", _enter_channel),
    "reset": ChatCommand(":reset", "forget everything and start anew", _reset),
    "help": ChatCommand(":help", "this", _show_help),
    "quit": ChatCommand(":quit", "leave", _quit),
}
