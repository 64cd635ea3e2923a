"""The commands of the terminal chat itself: those that start with a colon."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.call_log import Kind, Shown
from bot.sandbox.slack_api.fixtures import Person
from bot.sandbox.slack_api.history import history, moment_of
from bot.sandbox.terminal import buttons, messages
from bot.sandbox.terminal.session import NotUnderstoodError, Session
from bot.sandbox.time_travel import EXAMPLES, parse_moment
from bot.sandbox.validation.errors import RefusedError

MOST_IN_INBOX: Final = 10


@dataclass(frozen=True, slots=True)
class Control:
    """One command: how it is written, what it does, and the function that does it."""

    usage: str
    does: str
    run: Callable[[Session, str], str]


def run(conn: Session, line: str) -> str:
    """Does what a line with a colon says. Raises `NotUnderstoodError`."""
    name, _, words = line.strip().removeprefix(":").partition(" ")
    control = CONTROLS.get(name.casefold())
    if control is None:
        near = difflib.get_close_matches(name.casefold(), CONTROLS, n=1)
        hint = f"Did you mean :{near[0]}?" if near else ":help lists what there is."
        raise NotUnderstoodError(f"There is no :{name}. {hint}")
    return control.run(conn, words.strip())


def team(conn: Session) -> list[Person]:
    """The people one can be."""
    return [person for person in conn.workspace.people.values() if person.can_have_dm and not person.is_restricted]


def become(conn: Session, name: str) -> str:
    """The person from now on is this one. Raises `NotUnderstoodError` for a name that nobody has."""
    person = conn.workspace.find_person(name) if name else None
    if person is None or not person.can_have_dm:
        names = ", ".join(one.name for one in team(conn))
        raise NotUnderstoodError(f"There is nobody called {name}: {names}." if name else f"As whom? {names}.")
    conn.person = person
    return f"You are {person.real_name}. Here it is {conn.local_time()} ({person.zone})."


def _clock(conn: Session, words: str) -> str:
    if not words:
        return f"{conn.local_time()} ({conn.person.zone}). Turn it with {EXAMPLES}."
    try:
        until = parse_moment(words, conn.turning.clock.now(), conn.zone)
        arrivals = conn.turning.turn_to(until)
    except ValueError as refused:
        raise NotUnderstoodError(str(refused)) from None
    came = conn.arrived(arrivals) or ["(Nothing fell due.)"]
    return "\n\n".join([*came, f"It is {conn.local_time()}."])


def _people(conn: Session, _: str) -> str:
    rows = [
        f"{'*' if person == conn.person else ' '} {person.name:<8}{person.real_name:<16}{person.zone}"
        + (", workspace admin" if person.is_admin else "")
        for person in team(conn)
    ]
    return "\n".join(rows)


def _channels(conn: Session, _: str) -> str:
    here = conn.channel().id
    rows = []
    for channel in conn.workspace.channels.values():
        if conn.person.id in channel.members:
            name = f"#{channel.name}" if channel.name else "dm"
            about = "" if fixtures.BOT.id in channel.members else "  Roadmate is not in there"
            rows.append(f"{'*' if channel.id == here else ' '} {name:<12}{about}".rstrip())
    return "\n".join([*rows, "`:in #NAME` or `:in dm` chooses where slash commands are typed."])


def _enter(conn: Session, name: str) -> str:
    try:
        place = conn.workspace.channel(conn.person.id if name.casefold() == "dm" else name.removeprefix("#"))
    except RefusedError:
        raise NotUnderstoodError(f"There is no channel {name}. :channels lists them.") from None
    if conn.person.id not in place.members:
        raise NotUnderstoodError(f"{conn.person.real_name} is not in #{place.name}.")
    conn.place = place.id
    return f"Slash commands are typed in {'#' + place.name if place.name else 'the direct message'} now."


def _inbox(conn: Session, _: str) -> str:
    entries = history(conn.workspace, conn.person, conn.person.dm)
    mine = [entry.shown for entry in entries if entry.shown.user == fixtures.BOT.id]
    told = []
    for one in mine[-MOST_IN_INBOX:]:
        told.append(f"-- {conn.local_time(moment_of(one.ts))} --\n{conn.told(one, conn.person)}")
    earlier = len(mine) - MOST_IN_INBOX
    return "\n\n".join([*([f"({earlier} earlier)"] if earlier > 0 else []), *told]) or "(Your inbox is empty.)"


def _home(conn: Session, _: str) -> str:
    said = conn.do(lambda: conn.delivery.home_opened(conn.person.id), at_home=True)
    home = conn.workspace.views.homes.get(conn.person.id)
    if home is None or f"{fixtures.BOT.real_name}: Home" in said:
        return said
    return conn.told(Shown(Kind.HOME, to=conn.person.id, view=home), conn.person)


def _quit(conn: Session, _: str) -> str:
    conn.over = True
    return ""


def _help(_: Session, __: str) -> str:
    said = (
        ("/log 2h networking", "a slash command; /roadmate help lists them all"),
        ("@Roadmate plan", "a mention in #learning"),
        ("#learning: +2h aws", "an ordinary message in that channel"),
        ("log 45m vpc", "anything else is a direct message to Roadmate"),
    )
    rows = [*said, *((control.usage, control.does) for control in CONTROLS.values())]
    width = max(len(usage) for usage, _ in rows)
    return "\n".join(f"{usage.ljust(width)}  {does}" for usage, does in rows)


CONTROLS: Final[dict[str, Control]] = {
    "as": Control(":as NAME", "be somebody else: ana, ben, chidi, mei, priya", become),
    "clock": Control(":clock [WHEN]", "the time; or turn it: +2h, +7d, mon 09:00, 2026-11-23T09:00", _clock),
    "click": Control(
        ":click N [VALUE]",
        "press button N, `:click 1 yes` where it asks first; or choose in menu N",
        buttons.click,
    ),
    "say": Control(":say TEXT", "an ordinary message where slash commands are typed", messages.say),
    "mine": Control(":mine", "your messages, by number", messages.mine),
    "edit": Control(":edit [#N] TEXT", "change your last message, or that of this number", messages.edit),
    "delete": Control(":delete [N]", "delete your last message, or that of this number", messages.delete),
    "upload": Control(":upload FILE", "send Roadmate a file directly", messages.upload),
    "shortcut": Control(":shortcut NAME", "a shortcut; one for messages takes the newest one", messages.shortcut),
    "inbox": Control(":inbox", "what Roadmate wrote to you directly", _inbox),
    "home": Control(":home", "open Roadmate's Home tab", _home),
    "open": Control(":open", "show the open form again", buttons.show_form),
    "fill": Control(":fill FIELD=VALUE", "fill a field of the form; N takes what was offered", buttons.fill),
    "submit": Control(":submit", "send the form", buttons.submit),
    "cancel": Control(":cancel", "close the form", buttons.cancel),
    "people": Control(":people", "who is here", _people),
    "channels": Control(":channels", "the channels", _channels),
    "in": Control(":in #NAME", "where slash commands are typed; `:in dm` is possible too", _enter),
    "help": Control(":help", "this", _help),
    "quit": Control(":quit", "leave", _quit),
}
