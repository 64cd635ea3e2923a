"""The cast: seven people in their zones, with the roles that they get in the first weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
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


_ROLES: Final = {ANA.id: Role.ADMIN, BEN.id: Role.MENTOR, PRIYA.id: Role.MENTOR}


def role_of(person: SlackUser) -> Role:
    """Return the role of somebody of the cast; anybody else is a member."""
    return _ROLES.get(person.id, Role.MEMBER)


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
