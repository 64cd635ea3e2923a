"""Tell from a signed payload for which installation it is, and who of its people sent it.

The one place that decides this, for commands, events, buttons, forms, shortcuts, fields and the Home tab. Of what a
payload says counts only what fits together: a button belongs to the installation whose bot posted its message, an event
to the one that Slack authorized, and a person to the team that Slack names as theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.request.internals import extract_enterprise_id, extract_team_id

from bot import request_context
from bot.core.people.installation import Installation
from bot.deps import Deps
from bot.dispatch.request import MalformedRequest, id_at, mapping_at, person_at, string_at
from bot.frozen import frozen
from bot.slack.home_team import HomeTeam

INTERACTION_TYPES: Final = frozenset(
    {"block_actions", "block_suggestion", "view_submission", "view_closed", "shortcut", "message_action"}
)


@frozen
class Sender:
    """Somebody at home in an installation, who sent a request."""

    installation: Installation
    member: str

    @property
    def workspace(self) -> str:
        return self.installation.workspace


def find_installation(deps: Deps, body: Mapping[str, Any]) -> Installation:
    """Return the installation that a payload is for.

    Raises:
        MalformedRequest: the payload names no team.
        NotInstalled: there is none for it.
        DatabaseUnavailable: the database could not be asked.
    """
    team, enterprise = installed_team(body), _text(extract_enterprise_id, body)
    found = deps.directory.find_installation(team, enterprise, bot_user=_posting_bot(body))
    request_context.note_workspace(found.workspace)
    return found


def installed_team(body: Mapping[str, Any]) -> str:
    """Return the team that a payload is for, as Bolt reads it. Raises MalformedRequest where it names none."""
    team = _text(extract_team_id, body)
    return id_at({"team_id": team}, "team_id")


def identify(deps: Deps, body: Mapping[str, Any]) -> Sender:
    """Return who sent a payload.

    Raises what `find_installation` raises, and:
        Outsider: they are at home elsewhere.
        HomeUnknown: nobody tells where they are at home.
    """
    installation = find_installation(deps, body)
    user = _user(body)
    deps.directory.admit(installation, user, _told_home(body, installation))
    return Sender(installation, user)


def _user(body: Mapping[str, Any]) -> str:
    if body.get("type") == "event_callback":
        return person_at(mapping_at(body, "event"), "user")
    if string_at(body, "type") in INTERACTION_TYPES:
        return person_at(mapping_at(body, "user"), "id")
    return person_at(body, "user_id")


def _told_home(body: Mapping[str, Any], installation: Installation) -> HomeTeam:
    """Return where the payload says that its sender is at home."""
    event = mapping_at(body, "event")
    if event.get("type") == "app_home_opened":  # the outer team may be the app's own: only another one tells
        outer = string_at(body, "team_id")
        return HomeTeam() if outer == installation.workspace else HomeTeam(outer, string_at(body, "enterprise_id"))
    if body.get("type") == "event_callback":
        return home_of_author(body, event, installation)
    if (
        string_at(body, "type") in INTERACTION_TYPES
    ):  # the organisation that is named there is the channel's, not the person's
        return HomeTeam(string_at(mapping_at(body, "user"), "team_id") or string_at(mapping_at(body, "team"), "id"))
    return HomeTeam(string_at(body, "team_id"), string_at(body, "enterprise_id"))


def home_of_author(body: Mapping[str, Any], message: Mapping[str, Any], installation: Installation) -> HomeTeam:
    """Return where the author of a message is at home; Slack may name an organisation in the place of a team."""
    told = next(filter(None, (string_at(message, key) for key in ("user_team", "team", "source_team"))), "")
    if told.startswith("E"):
        return HomeTeam(enterprise=told)
    if told:
        return HomeTeam(told)
    # The outer team is the sender's or the host's of a shared channel, so that it says nothing in one.
    is_shared = body.get("is_ext_shared_channel") is not False
    is_own = string_at(body, "team_id") in {"", installation.workspace}
    return HomeTeam(installation.workspace) if is_own and not is_shared else HomeTeam()


def _posting_bot(body: Mapping[str, Any]) -> str:
    """Return the user id of the bot that posted the message which a pressed button stands on."""
    return string_at(mapping_at(body, "message"), "user") if body.get("type") == "block_actions" else ""


def _text(extract: Any, body: Mapping[str, Any]) -> str:
    try:
        return string_at({"found": extract(dict(body))}, "found")
    except (AttributeError, KeyError, TypeError) as error:
        raise MalformedRequest("team_id") from error
