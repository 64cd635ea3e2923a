"""What the page shows to one person in one place: everything the templates need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.calendar import format as calendar_format
from bot.sandbox.rendering.block_models import BlockModel, model_blocks, numbered_elements
from bot.sandbox.rendering.shown_text import reader_for
from bot.sandbox.slack_api import fixtures, views
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.history import HistoryMessage, count_unread, read_history, sent_at
from bot.sandbox.time_travel import local_time_text
from bot.sandbox.user_actions.form_values import fill_view
from bot.sandbox.web_page.actions import PageActions

HOME: Final = "home"
DIRECT_MESSAGE: Final = fixtures.BOT.name


@dataclass(frozen=True, slots=True)
class PageTab:
    """A place one can go to."""

    name: str
    label: str
    here: bool
    unread: int = 0
    note: str = ""
    tone: int = 0


@dataclass(frozen=True, slots=True)
class LogLine:
    """A message in the log."""

    entry: HistoryMessage
    author: str
    tone: int
    time: str
    pieces: tuple[BlockModel, ...]
    mine: bool

    @property
    def key(self) -> str:
        """What names it in the page."""
        return "m" + self.entry.shown.ts.replace(".", "-")

    @property
    def usable(self) -> bool:
        """Whether something in it can be pressed or chosen."""
        return any(True for _ in numbered_elements(self.pieces))


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a person stands: a conversation, or the Home tab where there is no channel."""

    name: str
    title: str
    channel: SlackChannel | None


def list_team(desk: PageActions) -> list[SlackUser]:
    """The people one can be."""
    return [person for person in desk.workspace.people.values() if person.can_have_dm and not person.is_restricted]


def find_user(desk: PageActions, name: str) -> SlackUser | None:
    """The person with this handle, if it is one that can use the page."""
    found = [person for person in desk.workspace.people.values() if person.name == name and person.can_have_dm]
    return found[0] if found else None


def list_places(desk: PageActions, person: SlackUser) -> list[PagePlace]:
    """Where this person can go."""
    mine = [channel for channel in desk.workspace.channels.values() if person.id in channel.members]
    rooms = [PagePlace(channel.name, f"#{channel.name}", channel) for channel in mine if not channel.dm_with]
    direct = [PagePlace(DIRECT_MESSAGE, fixtures.BOT.real_name, channel) for channel in mine if channel.dm_with]
    return [*rooms, *direct, PagePlace(HOME, f"{fixtures.BOT.real_name}: Home", None)]


def side_columns(desk: PageActions, person: SlackUser, place: PagePlace) -> dict[str, Any]:
    """The columns of people and places, with what is unread."""
    here = [
        PageTab(one.name, one.title, one.name == place.name, _unread_in(desk, person, one), _place_note(one))
        for one in list_places(desk, person)
    ]
    everyone = [
        PageTab(
            one.name, one.real_name, one == person, _unread_everywhere(desk, one), one.zone, user_tone(desk, one.id)
        )
        for one in list_team(desk)
    ]
    return {"person": person, "place": place, "places": here, "people": everyone}


def conversation_log(desk: PageActions, person: SlackUser, place: PagePlace) -> dict[str, Any]:
    """The log of a conversation, day by day; it counts as read from now on."""
    if place.channel is None:
        return {"days": []}
    desk.read(person, place.channel)
    entries = read_history(desk.workspace, person, place.channel.id)
    days = groupby(entries, key=lambda entry: _local_moment(entry, person).date())
    today = desk.clock.now().astimezone(ZoneInfo(person.zone)).date()
    return {
        "days": [
            (calendar_format.spell(day, today), [_log_line(desk, person, one) for one in group]) for day, group in days
        ]
    }


def front_dialog(desk: PageActions, person: SlackUser) -> dict[str, Any]:
    """The question or the form in front of everything else; `front` names it, "" for none."""
    paper = desk.paper(person)
    view = views.top_modal(desk.workspace, person.id)
    front = "question" if paper.question else view["hash"] if view else ""
    shown: dict[str, Any] = {"front": front, "question": paper.question, "view": None}
    return shown if paper.question or view is None else shown | {"view": model_form(desk, person, view)}


def model_form(desk: PageActions, person: SlackUser, view: Mapping[str, Any]) -> dict[str, Any]:
    """A view with what stands in its fields and what is wrong with that."""
    paper = desk.paper(person)
    filled = fill_view(view, paper.entered.get(view["id"], {}))
    return {"view": filled, "pieces": model_blocks(filled["blocks"]), "errors": paper.errors.get(view["id"], {})}


def model_home(desk: PageActions, person: SlackUser) -> dict[str, Any] | None:
    """The Home tab of this person, if the app has published one."""
    view = desk.workspace.views.homes.get(person.id)
    return model_form(desk, person, view) if view else None


def page_basics(desk: PageActions, person: SlackUser) -> dict[str, Any]:
    """What every part of the page needs."""
    zone = ZoneInfo(person.zone)
    now = desk.clock.now()
    return {
        "reader": reader_for(desk.workspace, person),
        "zone": zone,
        "clock": local_time_text(now, zone, now),
        "mark": len(desk.workspace.journal.shown),
        "everyone": list_team(desk),
        "bot_id": fixtures.BOT.id,
        "shortcuts": [one for one in desk.delivery.shortcuts if not one.on_message],
        "message_shortcuts": [one for one in desk.delivery.shortcuts if one.on_message],
        "rooms": [channel for channel in desk.workspace.channels.values() if channel.name],
    }


def user_tone(desk: PageActions, person: str) -> int:
    """The colour of somebody, always the same; the bot has its own."""
    return 5 if person == fixtures.BOT.id else list(desk.workspace.people).index(person) % 5


def _log_line(desk: PageActions, person: SlackUser, entry: HistoryMessage) -> LogLine:
    shown = entry.shown
    author = desk.workspace.people[shown.user].real_name
    time, mine = f"{_local_moment(entry, person):%H:%M}", shown.user == person.id
    return LogLine(entry, author, user_tone(desk, shown.user), time, model_blocks(shown.blocks), mine)


def _local_moment(entry: HistoryMessage, person: SlackUser) -> datetime:
    return sent_at(entry.shown.ts).astimezone(ZoneInfo(person.zone))


def _unread_in(desk: PageActions, person: SlackUser, place: PagePlace) -> int:
    if place.channel is None:
        return 0
    return count_unread(desk.workspace, person, place.channel.id, desk.read_until(person, place.channel))


def _unread_everywhere(desk: PageActions, person: SlackUser) -> int:
    return sum(_unread_in(desk, person, place) for place in list_places(desk, person))


def _place_note(place: PagePlace) -> str:
    outside = place.channel is not None and fixtures.BOT.id not in place.channel.members
    return f"{fixtures.BOT.real_name} is not in there" if outside else ""
