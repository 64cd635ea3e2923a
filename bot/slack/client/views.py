"""Show windows and Home tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.client.calls import ApiCalls
from bot.slack.modals import Modal


class Views(ApiCalls):
    """What one person sees in a place of their own."""

    def open_modal(self, workspace: str, trigger_id: str, modal: Modal) -> None:
        """Open a window for the person whose trigger this is; a trigger lives three seconds. Raises SlackFailure."""
        self._call_method(workspace, "views.open", {"trigger_id": trigger_id, "view": modal.view()})

    def push_modal(self, workspace: str, trigger_id: str, modal: Modal) -> None:
        """Open a window over the one that the trigger came from. Raises SlackFailure."""
        self._call_method(workspace, "views.push", {"trigger_id": trigger_id, "view": modal.view()})

    def update_modal(self, workspace: str, view_id: str, modal: Modal) -> None:
        """Change what a window shows. Raises SlackFailure."""
        self._call_method(workspace, "views.update", {"view_id": view_id, "view": modal.view()})

    def publish_home(self, workspace: str, user: str, blocks: Sequence[Mapping[str, Any]]) -> None:
        """Show somebody their Home tab. Raises SlackFailure, `invalid_blocks` where Slack knows not all of them."""
        view = {"type": "home", "blocks": list(blocks)}
        self._call_method(workspace, "views.publish", {"user_id": user, "view": view})
