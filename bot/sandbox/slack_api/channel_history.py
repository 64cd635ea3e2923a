"""The messages of one channel as they are now, kept up as things appear, so that a long past costs nothing."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import Final

from bot.sandbox.slack_api.journal import ShownItem, ShownKind

_NEW_MESSAGES: Final = (ShownKind.MESSAGE, ShownKind.EPHEMERAL)


@dataclass(frozen=True, slots=True)
class HistoryMessage:
    """A message with what happened to it since; `first` and `changed` are its entries in the journal, from 1."""

    shown: ShownItem
    edited: bool = False
    reactions: tuple[str, ...] = ()
    first: int = field(default=0, compare=False)
    changed: int = field(default=0, compare=False)

    @property
    def is_private(self) -> bool:
        """Return whether one person alone sees it."""
        return bool(self.shown.to)

    @property
    def root(self) -> str:
        """The time stamp of the message whose thread it is in, "" where it begins one or is in none."""
        return self.shown.thread_ts if self.shown.thread_ts != self.shown.ts else ""

    def is_for(self, user: str) -> bool:
        """Return whether this member of the channel sees it."""
        return self.shown.to in ("", user)


@dataclass(slots=True)
class ChannelHistory:
    """The messages of a channel by time stamp, oldest first; the workspace's lock guards it."""

    messages: dict[str, HistoryMessage] = field(default_factory=dict)
    deleted: list[tuple[int, ShownItem]] = field(default_factory=list)  # with the entry in the journal, from 1
    _places: list[int] = field(default_factory=list)  # in the journal, of every message that ever came
    _stamps: list[str] = field(default_factory=list)

    def add(self, shown: ShownItem, place: int) -> None:
        """Take in one more entry of the journal, which stands at this place in it."""
        before = self.messages.get(shown.ts)
        if shown.kind in _NEW_MESSAGES:
            self.put(HistoryMessage(shown), place)
        elif shown.kind is ShownKind.DELETED:
            if self.messages.pop(shown.ts, None) is not None:
                self.deleted.append((place + 1, shown))
        elif before is not None:
            self.messages[shown.ts] = replace(_changed(before, shown), changed=place + 1)

    def put(self, message: HistoryMessage, place: int) -> None:
        """Add a message that came at this place of the journal."""
        self.messages[message.shown.ts] = replace(message, first=place + 1, changed=place + 1)
        self._places.append(place)
        self._stamps.append(message.shown.ts)

    def read(self, user: str, *, is_member: bool) -> tuple[HistoryMessage, ...]:
        """Return the messages that this person sees; without being a member those for them alone."""
        every = self.messages.values()
        return tuple(one for one in every if (one.is_for(user) if is_member else one.shown.to == user))

    def came_since(self, place: int) -> list[HistoryMessage]:
        """Return the messages that came at this place of the journal or later and are still there."""
        stamps = dict.fromkeys(self._stamps[bisect_left(self._places, place) :])
        return [self.messages[ts] for ts in stamps if ts in self.messages]

    def placed(self) -> list[tuple[int, HistoryMessage]]:
        """Return each message that is still there with its place in the journal."""
        places = dict(zip(self._stamps, self._places, strict=True))
        return [(places[ts], message) for ts, message in self.messages.items()]


def _changed(before: HistoryMessage, shown: ShownItem) -> HistoryMessage:
    """Return a message after a change of its content or its reactions."""
    if shown.kind is ShownKind.UPDATED:
        return replace(before, shown=replace(shown, kind=before.shown.kind), edited=True)
    if shown.kind is ShownKind.REACTION:
        return replace(before, reactions=(*before.reactions, shown.text))
    if shown.kind is ShownKind.REACTION_REMOVED:
        return replace(before, reactions=tuple(name for name in before.reactions if name != shown.text))
    return before
