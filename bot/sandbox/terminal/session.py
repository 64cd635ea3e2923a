"""The state of a terminal chat: who is typing, where, what was shown to whom, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.sandbox.rendering import shown_text
from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.history import refresh_shown
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.terminal.screen import TerminalScreen
from bot.sandbox.time_travel import ClockArrival, ClockTurner, local_time_text
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.form_values import fill_view

_FORMS: Final = (ShownKind.MODAL, ShownKind.HOME)
_MESSAGES: Final = (ShownKind.MESSAGE, ShownKind.EPHEMERAL, ShownKind.UPDATED, ShownKind.DELETED)


class NotUnderstoodError(Exception):
    """A line that the chat cannot do; the message is for the person."""


@dataclass(slots=True)
class ChatSession:
    """One run of the terminal chat."""

    delivery: Delivery
    clock_turner: ClockTurner
    person: SlackUser
    screen: TerminalScreen = field(default_factory=TerminalScreen)
    examples: tuple[tuple[str, str], ...] = ()
    channel_id: str = fixtures.LEARNING.id
    entered_values: dict[str, dict[str, Any]] = field(default_factory=dict)
    fetched_options: dict[tuple[str, ...], list[Mapping[str, Any]]] = field(default_factory=dict)
    pending_question: Callable[[], str] | None = None
    is_over: bool = False
    wants_reset: bool = False
    _usable: dict[str, list[ShownItem]] = field(default_factory=dict)

    @property
    def workspace(self) -> SlackWorkspace:
        """The workspace that is chatted in."""
        return self.delivery.workspace

    @property
    def zone(self) -> ZoneInfo:
        """The zone of whoever is typing."""
        return ZoneInfo(self.person.zone)

    def channel(self) -> SlackChannel:
        """Return where slash commands are typed: the chosen channel, or the direct message for who isn't in there."""
        channel = self.workspace.channel(self.channel_id)
        return channel if self.person.id in channel.members else self.workspace.channel(self.person.id)

    def local_time(self, moment: datetime | None = None) -> str:
        """Return the moment, or now, where the person is, such as "Sat 21 Nov 12:00"."""
        return local_time_text(moment or self.clock_turner.clock.now(), self.zone, self.clock_turner.clock.now())

    def perform(self, act: Callable[[], ActionResult], note: str = "", *, at_home: bool = False) -> str:
        """Do something as the person and tell what they saw of it, the Home tab only when they are there.

        `note` says what was done, for what brings no answer where none is needed.
        """
        mark = len(self.workspace.journal.shown)
        outcome = act()
        self.clock_turner.follow_up()
        seen = [one for one in self.workspace.seen_by(self.person.id, mark) if one.user != self.person.id]
        rendered = [note] if note else []
        rendered += [
            self.render_item(one, self.person)
            for one in _newest_versions(seen)
            if at_home or one.kind is not ShownKind.HOME
        ]
        rendered += self._elsewhere(self.workspace.journal.shown[mark:])
        if outcome.status >= 400 and not seen:
            rendered.append(f"{self.workspace.bot.real_name} failed (HTTP {outcome.status}).")
        return "\n\n".join(rendered) or "(There was no answer.)"

    def render_item(self, one: ShownItem, person: SlackUser) -> str:
        """Return an item as this person sees it; its buttons can be pressed from now on."""
        if shown_text.usable_elements(one):
            self._usable.setdefault(person.id, []).append(one)
        if one.kind in _FORMS and one.view:
            filled = self.entered_values.get(one.view["id"], {})
            one = with_entered_values(one, filled)
        return shown_text.render_shown(one, shown_text.reader_for(self.workspace, person), dims=self.screen.dims)

    def render_arrivals(self, arrivals: Iterable[ClockArrival]) -> list[str]:
        """Return what came while the clock was turned: when, for whom, and what."""
        return [self._arrival(arrival) for arrival in arrivals]

    def find_target(self) -> ShownItem | None:
        """Return the newest thing shown to the person that still is there and has buttons, as it is now."""
        known = self._usable.get(self.person.id) or self.workspace.seen_by(self.person.id)
        for one in reversed(known):
            now = refresh_shown(self.workspace, one) if one.ts or one.view else None
            if now is not None and shown_text.usable_elements(now):
                return now
        return None

    def _arrival(self, arrival: ClockArrival) -> str:
        recipient = self.workspace.recipient(arrival.shown)
        reader = self.workspace.people.get(recipient, self.person)
        when = local_time_text(arrival.at, ZoneInfo(reader.zone), arrival.at)
        name = "everybody" if not recipient else "you" if recipient == self.person.id else reader.real_name
        return f"-- {when}, for {name} --\n{self.render_item(arrival.shown, reader)}"

    def _elsewhere(self, every: Iterable[ShownItem]) -> list[str]:
        """Return who else got something that the person cannot see."""
        names: dict[str, str] = {}
        for one in every:
            recipient = self.workspace.recipient(one)
            if one.kind in _MESSAGES and recipient and recipient != self.person.id:
                names[self.workspace.people[recipient].name] = self.workspace.people[recipient].real_name
        return [f"({name} got a message: `:as {handle}`, `:inbox`.)" for handle, name in names.items()]


def _newest_versions(seen: list[ShownItem]) -> list[ShownItem]:
    """Return what was seen, each view only as it was last; the Home tab before what lies in front of it."""
    last = {one.view["id"]: index for index, one in enumerate(seen) if one.kind in _FORMS and one.view}
    kept = [
        one for index, one in enumerate(seen) if not (one.kind in _FORMS and one.view) or last[one.view["id"]] == index
    ]
    return sorted(kept, key=lambda one: one.kind is not ShownKind.HOME)


def with_entered_values(one: ShownItem, values: dict[str, Any]) -> ShownItem:
    """Return the form with what was put in its fields so far."""
    return replace(one, view=fill_view(one.view or {}, values)) if values else one
