"""The cast: seven people in their zones, with the roles that they get in the first weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA, SlackUser
from bot.sandbox.slack_api.workspace import SlackWorkspace

HANNA: Final = SlackUser("U0SANDHAN", "hanna", "Hanna Lindqvist", "Europe/Stockholm")
TOMAS: Final = SlackUser("U0SANDTOM", "tomas", "Tomás Silva", "America/Sao_Paulo")
TEAM: Final = (ANA, BEN, CHIDI, HANNA, MEI, PRIYA, TOMAS)
OPENS_ON: Final = MEI  # the person whose Home a visit begins with


class Role(StrEnum):
    """What somebody mainly is in the team, for what they are offered to try."""

    ADMIN = "admin"
    MENTOR = "mentor"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Character:
    """How somebody learns: the role, the weekly goal and the place of the day where learning fits."""

    person: SlackUser
    role: Role
    goal: str


CHARACTERS: Final = (
    Character(ANA, Role.ADMIN, "2h"),
    Character(BEN, Role.MENTOR, "2h"),
    Character(CHIDI, Role.MEMBER, "3h"),
    Character(HANNA, Role.MEMBER, "2h"),
    Character(MEI, Role.MEMBER, "3h"),
    Character(PRIYA, Role.MENTOR, "3h"),
    Character(TOMAS, Role.MEMBER, "2h"),
)


def role_of(person: SlackUser) -> Role:
    """Return the role of somebody of the cast; anybody else is a member."""
    return next((each.role for each in CHARACTERS if each.person.id == person.id), Role.MEMBER)


def zone_of(person: SlackUser) -> ZoneInfo:
    """Return the time zone that somebody lives in."""
    return ZoneInfo(person.zone)


def everyone() -> tuple[SlackUser, ...]:
    """Return all users of the demo's workspace: the cast, the bot and Slackbot."""
    return (*TEAM, fixtures.BOT, fixtures.SLACKBOT)


def open_channels(workspace: SlackWorkspace, people: Iterable[SlackUser] = TEAM) -> None:
    """Let the whole cast into #learning and #general."""
    ids = frozenset(person.id for person in people)
    for channel in (fixtures.LEARNING, fixtures.GENERAL):
        workspace.channels[channel.id] = replace(channel, members=channel.members & {fixtures.BOT.id} | ids)
