"""The messages of a conversation now: as they were changed since, without those that were deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.sandbox.slack_api import messages, views
from bot.sandbox.slack_api.channel_history import HistoryMessage
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ShownItem
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError


def read_history(workspace: SlackWorkspace, person: SlackUser, channel: str) -> tuple[HistoryMessage, ...]:
    """Return the messages of a conversation as this person sees them, oldest first."""
    with workspace.lock:
        history = workspace.histories.get(channel)
        if history is None:
            return ()
        return history.read(person.id, is_member=person.id in workspace.channels[channel].members)


def sent_at(ts: str) -> datetime:
    """Return when a message was written, by its time stamp."""
    return datetime.fromtimestamp(int(ts.split(".", maxsplit=1)[0]), UTC)


def refresh_shown(workspace: SlackWorkspace, shown: ShownItem) -> ShownItem | None:
    """Return an item with the content it has now; None when it is gone."""
    try:
        if shown.view is not None:
            return replace(shown, view=views.current_view(workspace, shown.view["id"]))
        if shown.to:
            message = workspace.ephemerals.get((shown.to, shown.ts))
        else:
            message = messages.find_message(workspace, shown.channel, shown.ts)
    except RefusedError:
        return None
    return None if message is None else replace(shown, blocks=tuple(message.get("blocks") or ()))
