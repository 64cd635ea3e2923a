"""What the page shows to one person in one place: everything the templates need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.calendar import date_text
from bot.sandbox.rendering.shown_text import reader_for
from bot.sandbox.slack_api import fixtures, views
from bot.sandbox.slack_api.fixtures import Channel, Person
from bot.sandbox.slack_api.history import Entry, history, moment_of, unread
from bot.sandbox.time_travel import spell_local
from bot.sandbox.user_actions.form_values import shown_with
from bot.sandbox.web_page.actions import Desk
from bot.sandbox.web_page.block_models import Piece, numbered, pieces

HOME: Final = "home"
DM: Final = fixtures.BOT.name


@dataclass(frozen=True, slots=True)
class Tab:
    """A place one can go to."""

    name: str
    label: str
    here: bool
    unread: int = 0
    note: str = ""
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A message in the log."""

    entry: Entry
    author: str
    tone: int
    time: str
    pieces: tuple[Piece, ...]
    mine: bool

    @property
    def key(self) -> str:
        """What names it in the page."""
        return "m" + self.entry.shown.ts.replace(".", "-")

    @property
    def usable(self) -> bool:
        """Whether something in it can be pressed or chosen."""
        return any(True for _ in numbered(self.pieces))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands: a conversation, or the Home tab where there is no channel."""

    name: str
    title: str
    channel: Channel | None


def team(desk: Desk) -> list[Person]:
    """The people one can be."""
    return [person for person in desk.workspace.people.values() if person.can_have_dm and not person.is_restricted]


def find_person(desk: Desk, name: str) -> Person | None:
    """The person with this handle, if it is one that can use the page."""
    found = [person for person in desk.workspace.people.values() if person.name == name and person.can_have_dm]
    return found[0] if found else None


def places(desk: Desk, person: Person) -> list[Place]:
    """Where this person can go."""
    mine = [channel for channel in desk.workspace.channels.values() if person.id in channel.members]
    rooms = [Place(channel.name, f"#{channel.name}", channel) for channel in mine if not channel.dm_with]
    direct = [Place(DM, fixtures.BOT.real_name, channel) for channel in mine if channel.dm_with]
    return [*rooms, *direct, Place(HOME, f"{fixtures.BOT.real_name}: Home", None)]


def side(desk: Desk, person: Person, place: Place) -> dict[str, Any]:
    """The columns of people and places, with what is unread."""
    here = [
        Tab(one.name, one.title, one.name == place.name, _unread(desk, person, one), _note(one))
        for one in places(desk, person)
    ]
    everyone = [
        Tab(one.name, one.real_name, one == person, _all_unread(desk, one), one.zone, tone(desk, one.id))
        for one in team(desk)
    ]
    return {"person": person, "place": place, "places": here, "people": everyone}


def conversation(desk: Desk, person: Person, place: Place) -> dict[str, Any]:
    """The log of a conversation, day by day; it counts as read from now on."""
    if place.channel is None:
        return {"days": []}
    desk.read(person, place.channel)
    entries = history(desk.workspace, person, place.channel.id)
    days = groupby(entries, key=lambda entry: _moment(entry, person).date())
    today = desk.clock.now().astimezone(ZoneInfo(person.zone)).date()
    return {
        "days": [(date_text.day_text(day, today), [_line(desk, person, one) for one in group]) for day, group in days]
    }


def dialog(desk: Desk, person: Person) -> dict[str, Any]:
    """The question or the form in front of everything else; `front` names it, "" for none."""
    paper = desk.paper(person)
    view = views.top(desk.workspace, person.id)
    front = "question" if paper.question else view["hash"] if view else ""
    shown: dict[str, Any] = {"front": front, "question": paper.question, "view": None}
    return shown if paper.question or view is None else shown | {"view": form(desk, person, view)}


def form(desk: Desk, person: Person, view: Mapping[str, Any]) -> dict[str, Any]:
    """A view with what stands in its fields and what is wrong with that."""
    paper = desk.paper(person)
    filled = shown_with(view, paper.entered.get(view["id"], {}))
    return {"view": filled, "pieces": pieces(filled["blocks"]), "errors": paper.errors.get(view["id"], {})}


def home(desk: Desk, person: Person) -> dict[str, Any] | None:
    """The Home tab of this person, if the app has published one."""
    view = desk.workspace.views.homes.get(person.id)
    return form(desk, person, view) if view else None


def basics(desk: Desk, person: Person) -> dict[str, Any]:
    """What every part of the page needs."""
    zone = ZoneInfo(person.zone)
    now = desk.clock.now()
    return {
        "reader": reader_for(desk.workspace, person),
        "zone": zone,
        "clock": spell_local(now, zone, now),
        "mark": len(desk.workspace.journal.shown),
        "everyone": team(desk),
        "bot_id": fixtures.BOT.id,
        "shortcuts": [one for one in desk.delivery.shortcuts if not one.on_message],
        "message_shortcuts": [one for one in desk.delivery.shortcuts if one.on_message],
        "rooms": [channel for channel in desk.workspace.channels.values() if channel.name],
    }


def tone(desk: Desk, person: str) -> int:
    """The colour of somebody, always the same; the bot has its own."""
    return 5 if person == fixtures.BOT.id else list(desk.workspace.people).index(person) % 5


def _line(desk: Desk, person: Person, entry: Entry) -> Line:
    shown = entry.shown
    author = desk.workspace.people[shown.user].real_name
    time, mine = f"{_moment(entry, person):%H:%M}", shown.user == person.id
    return Line(entry, author, tone(desk, shown.user), time, pieces(shown.blocks), mine)


def _moment(entry: Entry, person: Person) -> datetime:
    return moment_of(entry.shown.ts).astimezone(ZoneInfo(person.zone))


def _unread(desk: Desk, person: Person, place: Place) -> int:
    if place.channel is None:
        return 0
    return unread(desk.workspace, person, place.channel.id, desk.read_until(person, place.channel))


def _all_unread(desk: Desk, person: Person) -> int:
    return sum(_unread(desk, person, place) for place in places(desk, person))


def _note(place: Place) -> str:
    outside = place.channel is not None and fixtures.BOT.id not in place.channel.members
    return f"{fixtures.BOT.real_name} is not in there" if outside else ""
