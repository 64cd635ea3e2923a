"""A Slack that answers from memory: it says who people are, and keeps what it was told to show to whom."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.slack.client import BotIdentity, SlackClient, UserProfile
from bot.slack.failures import FailureKind, SlackFailure
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import Modal
from tests.voice.overheard import OVERHEARD


@dataclass
class Shown:
    """What came of one request in Slack: what was said, and what was replaced by it."""

    words: list[str] = field(default_factory=list)
    workspaces: set[str] = field(default_factory=set)  # whose token was used for it
    replaces: bool = False  # the message that was pressed on


class InMemorySlack(SlackClient):
    """A client that calls nobody. `profiles` are by workspace and user id."""

    def __init__(self, profiles: Mapping[tuple[str, str], UserProfile]) -> None:
        super().__init__(api_url="http://127.0.0.1:9/", token=lambda _workspace: None)
        self._profiles = profiles
        self._shown = Shown()

    def take_shown(self) -> Shown:
        """Return what was shown since the last time."""
        taken, self._shown = self._shown, Shown()
        return taken

    def for_jobs(self) -> SlackClient:
        return self

    def fetch_identity(self, workspace: str) -> BotIdentity:
        raise AssertionError("a request asked Slack whose the token is")

    def fetch_profile(self, workspace: str, user: str) -> UserProfile:
        if (workspace, user) not in self._profiles:
            raise SlackFailure(FailureKind.PERMANENT, "user_not_found")
        return self._profiles[workspace, user]

    def fit_to_command(self, workspace: str, message: AnyMessage) -> AnyMessage:
        return message

    def respond(self, response_url: str, message: Message, *, replace: bool = True) -> None:
        self._shown.replaces |= replace and not message.is_public
        self._keep("", message.command_response())

    def post_message(self, workspace: str, channel: str, message: Message, *, thread_ts: str | None = None) -> str:
        self._keep(workspace, message.post_arguments())
        return "1795262400.000900"

    def post_ephemeral(
        self, workspace: str, channel: str, user: str, message: Message, *, thread_ts: str | None = None
    ) -> None:
        self._keep(workspace, message.post_arguments())

    def post_direct_message(self, workspace: str, user: str, message: Message) -> tuple[str, str]:
        self._keep(workspace, message.post_arguments())
        return "D0", "1795262400.000900"

    def update_message(self, workspace: str, channel: str, ts: str, message: Message) -> None:
        self._shown.replaces = True
        self._keep(workspace, message.post_arguments())

    def open_modal(self, workspace: str, trigger_id: str, modal: Modal) -> None:
        self._keep(workspace, modal.view())

    def push_modal(self, workspace: str, trigger_id: str, modal: Modal) -> None:
        self._keep(workspace, modal.view())

    def update_modal(self, workspace: str, view_id: str, modal: Modal) -> None:
        self._keep(workspace, modal.view())

    def publish_home(self, workspace: str, user: str, blocks: Sequence[Mapping[str, Any]]) -> None:
        self._keep(workspace, list(blocks))

    def add_reaction(self, workspace: str, channel: str, ts: str, emoji: str) -> None:
        self._keep(workspace, emoji)

    def remove_reaction(self, workspace: str, channel: str, ts: str, emoji: str) -> None:
        self._keep(workspace, emoji)

    def is_bot_in_channel(self, workspace: str, channel: str) -> bool:
        return True

    def is_member_of_channel(self, workspace: str, channel: str, user: str) -> bool:
        return True

    def fetch_channel_name(self, workspace: str, channel: str) -> str:
        return "learning"

    def is_shared_externally(self, workspace: str, channel: str) -> bool:
        return False

    def fetch_file(self, workspace: str, file_id: str) -> Mapping[str, Any]:
        raise SlackFailure(FailureKind.PERMANENT, "file_not_found")

    def _keep(self, workspace: str, shown: Any) -> None:
        words = json.dumps(shown, ensure_ascii=False)
        OVERHEARD.add(words)
        self._shown.words.append(words)
        self._shown.workspaces |= {workspace} - {""}
