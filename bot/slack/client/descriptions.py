"""What Slack says of people, channels and of whose token it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.slack.home_team import HomeTeam
from bot.slack.mrkdwn import first_visible_name

_SLACK_ID: Final = lazy_pattern(r"[A-Z0-9]{2,64}")


@frozen
class UserProfile:
    """Person as Slack describes them."""

    id: str
    name: str
    timezone: str | None
    is_admin: bool
    is_active: bool
    is_guest: bool
    home: HomeTeam = field(default_factory=HomeTeam)
    is_stranger: bool = False  # of another organisation, and in no channel that the app sees


@frozen
class BotIdentity:
    """Whose token it is: the workspace, its organisation on a grid, and our own user id; empty what is not told."""

    workspace: str
    bot_user_id: str
    enterprise: str = ""
    is_org: bool = False
    bot_id: str = ""


@frozen
class ChannelState:
    """Channel as Slack describes it to us."""

    name: str
    has_bot: bool
    is_archived: bool
    is_shared: bool  # with people of other organisations, or about to be


def parse_profile(user: Mapping[str, Any], user_id: str) -> UserProfile:
    """Parse a user object of Slack's; any field may be missing, null or empty."""
    profile = user.get("profile")
    profile = profile if isinstance(profile, Mapping) else {}
    names = (profile.get("display_name"), user.get("real_name"), profile.get("real_name"), user.get("name"))
    return UserProfile(
        id=user_id,
        name=first_visible_name(names, user_id)[:200],
        timezone=str(user["tz"]) if user.get("tz") else None,
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_active=not (user.get("deleted") or user.get("is_bot") or user_id == "USLACKBOT"),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        home=_parse_home(user),
        is_stranger=bool(user.get("is_stranger")),
    )


def id_in(answer: Mapping[str, Any], key: str) -> str:
    """Return an id of Slack's; empty where there is none that can be one."""
    found = answer.get(key)
    return found if isinstance(found, str) and _SLACK_ID.fullmatch(found) else ""


def _parse_home(user: Mapping[str, Any]) -> HomeTeam:
    """Parse where a person is at home; on a grid `enterprise_user` lists all their workspaces."""
    grid = user.get("enterprise_user")
    grid = grid if isinstance(grid, Mapping) else {}
    teams = grid.get("teams")
    return HomeTeam(
        str(user.get("team_id") or ""),
        str(grid.get("enterprise_id") or ""),
        frozenset(str(each) for each in teams) if isinstance(teams, list) else frozenset(),
    )
