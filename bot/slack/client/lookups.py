"""Ask Slack who we are, who people are, and how a channel is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.slack.client.calls import ApiCalls
from bot.slack.client.descriptions import BotIdentity, ChannelState, UserProfile, id_in, parse_profile

MAX_MEMBER_PAGES: Final = 2  # of a thousand people each, looked through inside a request


class Lookups(ApiCalls):
    """Questions that change nothing."""

    def fetch_identity(self, workspace: str) -> BotIdentity:
        """Ask Slack who the token belongs to. Raises SlackFailure."""
        answer = self._call_method(workspace, "auth.test", {})
        return BotIdentity(
            id_in(answer, "team_id") or workspace,
            id_in(answer, "user_id"),
            id_in(answer, "enterprise_id"),
            is_org=answer.get("is_enterprise_install") is True,
        )

    def fetch_identity_and_scopes(self, workspace: str) -> tuple[BotIdentity, frozenset[str] | None]:
        """Ask Slack who the token belongs to and what it may do; None where it does not tell. Raises SlackFailure."""
        answer = self._call(workspace, "auth.test", {})
        data = answer.data if isinstance(answer.data, dict) else {}
        scopes = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes")
        identity = BotIdentity(
            id_in(data, "team_id") or workspace, id_in(data, "user_id"), bot_id=id_in(data, "bot_id")
        )
        return identity, None if scopes is None else frozenset(str(scopes).replace(" ", "").split(","))

    def fetch_profile(self, workspace: str, user: str) -> UserProfile:
        """Ask Slack for a person. Raises SlackFailure."""
        return parse_profile(self._call_method(workspace, "users.info", {"user": user}).get("user") or {}, user)

    def is_bot_in_channel(self, workspace: str, channel: str) -> bool:
        """Ask Slack whether we are in a channel. Raises SlackFailure."""
        info = self._fetch_channel(workspace, channel)
        return bool(info.get("is_member")) and not info.get("is_archived")

    def is_member_of_channel(self, workspace: str, channel: str, user: str) -> bool:
        """Ask Slack whether somebody is among the first 2,000 people of a channel. Raises SlackFailure."""
        cursor = ""
        for _ in range(MAX_MEMBER_PAGES):
            arguments = {"channel": channel, "limit": 1000, "cursor": cursor}
            answer = self._call_method(workspace, "conversations.members", arguments)
            if user in (answer.get("members") or ()):
                return True
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return False

    def fetch_channel_name(self, workspace: str, channel: str) -> str:
        """Ask Slack what a channel is called; empty where it does not tell. Raises SlackFailure."""
        return str(self._fetch_channel(workspace, channel).get("name") or "")

    def is_shared_externally(self, workspace: str, channel: str) -> bool:
        """Ask Slack whether people of other organisations are in a channel, or invited to it. Raises SlackFailure."""
        info = self._fetch_channel(workspace, channel)
        return bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared"))

    def fetch_channel_state(self, workspace: str, channel: str) -> ChannelState:
        """Ask Slack about a channel. Raises SlackFailure."""
        info = self._fetch_channel(workspace, channel)
        return ChannelState(
            name=str(info.get("name") or channel),
            has_bot=bool(info.get("is_member")),
            is_archived=bool(info.get("is_archived")),
            is_shared=bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared")),
        )

    def fetch_app_id(self, workspace: str, bot_id: str) -> str:
        """Ask Slack which app a bot is of; empty where it doesn't say. Raises SlackFailure."""
        return id_in(self._call_method(workspace, "bots.info", {"bot": bot_id}).get("bot") or {}, "app_id")

    def fetch_manifest(self, config_token: str, app: str) -> Mapping[str, Any]:
        """Ask Slack how an app is set up, with a token that may configure apps. Raises SlackFailure."""
        answer = self._call_with_token(config_token, "apps.manifest.export", {"app_id": app}).data
        manifest = answer.get("manifest") if isinstance(answer, dict) else None
        return manifest if isinstance(manifest, Mapping) else {}

    def _fetch_channel(self, workspace: str, channel: str) -> Mapping[str, Any]:
        return self._call_method(workspace, "conversations.info", {"channel": channel}).get("channel") or {}
