"""The small team, its channels and the ids that the stand-in ships with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

TEAM_ID: Final = "T0SANDBOX"
TEAM_NAME: Final = "Sandbox"
TEAM_DOMAIN: Final = "sandbox"
APP_ID: Final = "A0SANDBOX"
BOT_ID: Final = "B0SANDBOX"


@dataclass(frozen=True, slots=True)
class SlackUser:
    """A user of the workspace, as much of one as an app gets to see."""

    id: str
    name: str
    real_name: str
    zone: str = "UTC"
    is_admin: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    deleted: bool = False
    home: str = TEAM_ID  # of another workspace for somebody who is met in a shared channel

    @property
    def dm(self) -> str:
        """The id of the direct message channel between this person and the bot."""
        return "D" + self.id[1:]

    @property
    def can_have_dm(self) -> bool:
        """Return whether the bot can write to this person directly."""
        return not (self.is_bot or self.deleted or self.id == SLACKBOT.id)

    def as_user(self, now: datetime) -> dict[str, Any]:
        """Return the user object of Slack's API; a deactivated user has no time zone there."""
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.home,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "profile": {"real_name": self.real_name, "display_name": self.real_name.split()[0], "team": self.home},
            "is_bot": self.is_bot,
            "updated": int(now.timestamp()),
        }
        if self.deleted:
            return user
        local = now.astimezone(ZoneInfo(self.zone))
        offset = local.utcoffset()
        return user | {
            "tz": self.zone,
            "tz_label": local.tzname() or self.zone,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_app_user": False,
        }


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """A conversation; a direct message has `dm_with` and no name."""

    id: str
    name: str
    members: frozenset[str]
    dm_with: str = ""
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False

    def as_conversation(self, now: datetime) -> dict[str, Any]:
        """Return the conversation object of Slack's API."""
        conversation: dict[str, Any] = {
            "id": self.id,
            "created": int(now.timestamp()),
            "is_archived": self.is_archived,
            "is_im": bool(self.dm_with),
            "is_channel": not self.dm_with,
            "is_private": self.is_private or bool(self.dm_with),
            "is_ext_shared": self.is_ext_shared,
            "context_team_id": TEAM_ID,
        }
        if self.dm_with:
            return conversation | {"user": self.dm_with, "is_open": True}
        return conversation | {
            "name": self.name,
            "name_normalized": self.name,
            "is_member": BOT.id in self.members,
            "is_general": self.name == "general",
            "num_members": len(self.members),
        }


BOT: Final = SlackUser("U0SANDBOT", "roadmate", "Roadmate", is_bot=True)
SLACKBOT: Final = SlackUser("USLACKBOT", "slackbot", "Slackbot")
ANA: Final = SlackUser("U0SANDANA", "ana", "Ana Ferreira", "Europe/Lisbon", is_admin=True)
BEN: Final = SlackUser("U0SANDBEN", "ben", "Ben Carter", "America/New_York")
CHIDI: Final = SlackUser("U0SANDCHI", "chidi", "Chidi Okafor", "Africa/Lagos")
MEI: Final = SlackUser("U0SANDMEI", "mei", "Mei Tan", "Asia/Singapore")
PRIYA: Final = SlackUser("U0SANDPRI", "priya", "Priya Nair", "Asia/Kolkata")
TEAM: Final = (ANA, BEN, CHIDI, MEI, PRIYA)
GUEST: Final = SlackUser("U0SANDGUE", "gus", "Gus Guest", "Europe/Berlin", is_restricted=True)
LEFT: Final = SlackUser("U0SANDLEF", "lena", "Lena Left", "Europe/Paris", deleted=True)
EVERYONE: Final = (*TEAM, GUEST, LEFT, BOT, SLACKBOT)

LEARNING: Final = SlackChannel("C0LEARNING", "learning", frozenset({BOT.id, *(person.id for person in TEAM)}))
GENERAL: Final = SlackChannel("C0GENERAL", "general", frozenset({GUEST.id, *(person.id for person in TEAM)}))


def dm_channel(person: SlackUser) -> SlackChannel:
    """Return the direct message channel between the bot and this person."""
    return SlackChannel(person.dm, "", frozenset({BOT.id, person.id}), dm_with=person.id)
