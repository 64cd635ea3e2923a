"""The people one can be and the places they can go to, with what is unread there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.web_page.actions import PageActions

HOME: Final = "home"
_TONES: Final = 8


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A place in which a person is: a conversation, or the Home tab where there is no channel."""

    name: str
    title: str
    channel: SlackChannel | None

    @property
    def is_app(self) -> bool:
        """Return whether it is one of the app's own two tabs."""
        return self.channel is None or bool(self.channel.dm_with)


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A place in the list at the side."""

    place: PagePlace
    is_current: bool
    unread: int
    without_app: bool

    @property
    def icon(self) -> str:
        """Name the icon before it."""
        if self.place.is_app:
            return "app"
        return "lock" if self.place.channel and self.place.channel.is_private else "hash"


@dataclass(frozen=True, slots=True)
class PersonLink:
    """Somebody one can be, and where one is then."""

    person: SlackUser
    is_current: bool
    place: str
    unread: int
    tone: int
    initials: str


def find_user(actions: PageActions, name: str) -> SlackUser | None:
    """Return the person with this handle, if it is one that can use the page."""
    found = [person for person in actions.workspace.people.values() if person.name == name and person.can_have_dm]
    return found[0] if found else None


def list_places(actions: PageActions, person: SlackUser) -> list[PagePlace]:
    """Return where this person can go."""
    bot = actions.workspace.bot
    mine = [channel for channel in actions.workspace.channels.values() if person.id in channel.members]
    rooms = [PagePlace(channel.name, channel.name, channel) for channel in mine if not channel.dm_with]
    direct = [PagePlace(bot.name, bot.real_name, channel) for channel in mine if channel.dm_with]
    return [*rooms, *direct, PagePlace(HOME, bot.real_name, None)]


def find_place(actions: PageActions, person: SlackUser, name: str) -> PagePlace | None:
    """Return the place of this name, if the person can go there."""
    return next((place for place in list_places(actions, person) if place.name == name), None)


def link_places(actions: PageActions, person: SlackUser, here: PagePlace) -> list[PlaceLink]:
    """Return the places at the side; the app's two tabs are one of them."""
    return [
        PlaceLink(
            place,
            place.name == here.name or (place.is_app and here.is_app),
            _unread_in(actions, person, place),
            place.channel is not None and fixtures.BOT.id not in place.channel.members,
        )
        for place in list_places(actions, person)
        if place.name != HOME
    ]


def link_people(actions: PageActions, person: SlackUser, here: PagePlace) -> list[PersonLink]:
    """Return everybody one can be; each keeps to the place one is in, where they can go there."""
    return [
        PersonLink(
            one,
            one.id == person.id,
            here.name if find_place(actions, one, here.name) else list_places(actions, one)[0].name,
            sum(_unread_in(actions, one, place) for place in list_places(actions, one)),
            user_tone(actions, one.id),
            initials(one.real_name),
        )
        for one in actions.workspace.team()
    ]


def user_tone(actions: PageActions, person: str) -> int:
    """Return the colour of somebody, always the same; an app has its own picture instead."""
    return list(actions.workspace.people).index(person) % _TONES


def initials(name: str) -> str:
    """Return the first letters of the first and the last word."""
    words = name.split()
    return "".join(word[0].upper() for word in (words if len(words) < 2 else (words[0], words[-1])))


def _unread_in(actions: PageActions, person: SlackUser, place: PagePlace) -> int:
    return actions.workspace.unread(person.id, place.channel.id) if place.channel else 0
