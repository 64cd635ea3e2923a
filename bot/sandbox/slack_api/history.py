"""The messages of a conversation now: as they were changed since, without those that were deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from bot.sandbox.slack_api import messages, views
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError

_NEW_MESSAGES: Final = (ShownKind.MESSAGE, ShownKind.EPHEMERAL)


@dataclass(frozen=True, slots=True)
class HistoryMessage:
    """A message with what happened to it since."""

    shown: ShownItem
    edited: bool = False
    reactions: tuple[str, ...] = ()

    @property
    def is_private(self) -> bool:
        """Return whether one person alone sees it."""
        return bool(self.shown.to)


def read_history(workspace: SlackWorkspace, person: SlackUser, channel: str) -> tuple[HistoryMessage, ...]:
    """Return the messages of a conversation as this person sees them, oldest first."""
    found: dict[str, HistoryMessage] = {}
    for shown in workspace.seen_by(person.id):
        if shown.channel != channel:
            continue
        before = found.get(shown.ts)
        if shown.kind in _NEW_MESSAGES:
            found[shown.ts] = HistoryMessage(shown)
        elif shown.kind is ShownKind.DELETED:
            found.pop(shown.ts, None)
        elif before and shown.kind is ShownKind.UPDATED:
            found[shown.ts] = replace(before, shown=replace(shown, kind=before.shown.kind), edited=True)
        elif before and shown.kind is ShownKind.REACTION:
            found[shown.ts] = replace(before, reactions=(*before.reactions, shown.text))
        elif before and shown.kind is ShownKind.REACTION_REMOVED:
            left = tuple(name for name in before.reactions if name != shown.text)
            found[shown.ts] = replace(before, reactions=left)
    return tuple(found.values())


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


def count_unread(workspace: SlackWorkspace, person: SlackUser, channel: str, since: int) -> int:
    """Count the messages of others that reached this person in a channel after the first `since` journal entries."""
    seen = workspace.seen_by(person.id, since)
    return len(
        {one.ts for one in seen if one.channel == channel and one.kind in _NEW_MESSAGES and one.user != person.id}
    )
