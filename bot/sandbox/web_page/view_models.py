"""The contents of the page for one person in one place: everything the templates need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.calendar import date_text
from bot.sandbox.rendering.block_models import BlockModel, model_blocks, numbered_elements
from bot.sandbox.rendering.shown_text import reader_for
from bot.sandbox.slack_api import fixtures, views
from bot.sandbox.slack_api.channel_history import HistoryMessage
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.history import read_history, sent_at
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
    is_current: bool
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
        """Return what names it in the page."""
        return "m" + self.entry.shown.ts.replace(".", "-")

    @property
    def usable(self) -> bool:
        """Return whether something in it can be pressed or chosen."""
        return any(True for _ in numbered_elements(self.pieces))


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A place in which a person is: a conversation, or the Home tab where there is no channel."""

    name: str
    title: str
    channel: SlackChannel | None


def find_user(actions: PageActions, name: str) -> SlackUser | None:
    """Return the person with this handle, if it is one that can use the page."""
    found = [person for person in actions.workspace.people.values() if person.name == name and person.can_have_dm]
    return found[0] if found else None


def list_places(actions: PageActions, person: SlackUser) -> list[PagePlace]:
    """Return where this person can go."""
    mine = [channel for channel in actions.workspace.channels.values() if person.id in channel.members]
    rooms = [PagePlace(channel.name, f"#{channel.name}", channel) for channel in mine if not channel.dm_with]
    direct = [PagePlace(DIRECT_MESSAGE, fixtures.BOT.real_name, channel) for channel in mine if channel.dm_with]
    return [*rooms, *direct, PagePlace(HOME, f"{fixtures.BOT.real_name}: Home", None)]


def side_columns(actions: PageActions, person: SlackUser, place: PagePlace) -> dict[str, Any]:
    """Return the columns of people and places, with what is unread."""
    here = [
        PageTab(one.name, one.title, one.name == place.name, _unread_in(actions, person, one), _place_note(one))
        for one in list_places(actions, person)
    ]
    everyone = [
        PageTab(
            one.name,
            one.real_name,
            one == person,
            _unread_everywhere(actions, one),
            one.zone,
            user_tone(actions, one.id),
        )
        for one in actions.workspace.team()
    ]
    return {"person": person, "place": place, "places": here, "people": everyone}


def conversation_log(actions: PageActions, person: SlackUser, place: PagePlace) -> dict[str, Any]:
    """Return the log of a conversation, day by day; it counts as read from now on."""
    if place.channel is None:
        return {"days": []}
    actions.workspace.mark_read(person.id, place.channel.id)
    entries = read_history(actions.workspace, person, place.channel.id)
    days = groupby(entries, key=lambda entry: _local_moment(entry, person).date())
    today = actions.clock.now().astimezone(ZoneInfo(person.zone)).date()
    return {
        "days": [
            (date_text.day_text(day, today), [_log_line(actions, person, one) for one in group]) for day, group in days
        ]
    }


def front_dialog(actions: PageActions, person: SlackUser) -> dict[str, Any]:
    """Return the question or the form in front of everything else; `front` names it, "" for none."""
    state = actions.page_state(person)
    view = views.top_modal(actions.workspace, person.id)
    front = "question" if state.question else view["hash"] if view else ""
    shown: dict[str, Any] = {"front": front, "question": state.question, "view": None}
    return shown if state.question or view is None else shown | {"view": model_form(actions, person, view)}


def model_form(actions: PageActions, person: SlackUser, view: Mapping[str, Any]) -> dict[str, Any]:
    """Return a view with what stands in its fields and what is wrong with that."""
    state = actions.page_state(person)
    filled = fill_view(view, state.entered.get(view["id"], {}))
    return {"view": filled, "pieces": model_blocks(filled["blocks"]), "errors": state.errors.get(view["id"], {})}


def model_home(actions: PageActions, person: SlackUser) -> dict[str, Any] | None:
    """Return the Home tab of this person, if the app has published one."""
    view = actions.workspace.views.homes.get(person.id)
    return model_form(actions, person, view) if view else None


def page_basics(actions: PageActions, person: SlackUser) -> dict[str, Any]:
    """Return what every part of the page needs."""
    zone = ZoneInfo(person.zone)
    now = actions.clock.now()
    return {
        "reader": reader_for(actions.workspace, person),
        "zone": zone,
        "clock": local_time_text(now, zone, now),
        "mark": len(actions.workspace.journal.shown),
        "everyone": actions.workspace.team(),
        "bot_id": fixtures.BOT.id,
        "shortcuts": [one for one in actions.delivery.shortcuts if not one.on_message],
        "message_shortcuts": [one for one in actions.delivery.shortcuts if one.on_message],
        "rooms": [channel for channel in actions.workspace.channels.values() if channel.name],
    }


def user_tone(actions: PageActions, person: str) -> int:
    """Return the colour of somebody, always the same; the bot has its own."""
    return 5 if person == fixtures.BOT.id else list(actions.workspace.people).index(person) % 5


def _log_line(actions: PageActions, person: SlackUser, entry: HistoryMessage) -> LogLine:
    shown = entry.shown
    author = actions.workspace.people[shown.user].real_name
    time, mine = f"{_local_moment(entry, person):%H:%M}", shown.user == person.id
    return LogLine(entry, author, user_tone(actions, shown.user), time, model_blocks(shown.blocks), mine)


def _local_moment(entry: HistoryMessage, person: SlackUser) -> datetime:
    return sent_at(entry.shown.ts).astimezone(ZoneInfo(person.zone))


def _unread_in(actions: PageActions, person: SlackUser, place: PagePlace) -> int:
    if place.channel is None:
        return 0
    return actions.workspace.unread(person.id, place.channel.id)


def _unread_everywhere(actions: PageActions, person: SlackUser) -> int:
    return sum(_unread_in(actions, person, place) for place in list_places(actions, person))


def _place_note(place: PagePlace) -> str:
    outside = place.channel is not None and fixtures.BOT.id not in place.channel.members
    return f"{fixtures.BOT.real_name} isn't in there" if outside else ""
