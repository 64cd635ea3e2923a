"""Events and forms that come twice, and people and channels that change: what only tests make of the stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.journal import ActionResult
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.user_actions.app_requests import AppResponse, try_send
from bot.sandbox.user_actions.delivery import Delivery
from tests.faults import EVENTS, FaultyServer, Wrong


class RepeatingDelivery(Delivery):
    """Delivers what people do, and once more on demand; events come twice or in disorder where faults tell so."""

    _held: tuple[dict[str, Any], ...] = ()
    _newest: dict[str, Any] | None = None
    _sent: tuple[SlackUser, dict[str, Any], Mapping[str, Any]] | None = None

    def repeat_event(
        self, retry: int = 1, reason: str = "http_timeout", seen_by: str = fixtures.ANA.id
    ) -> ActionResult:
        """Send the newest event once more, as Slack's retry of it: the same id, with the retry headers."""
        if self._newest is None:
            raise LookupError("no event was sent yet")
        envelope, person, mark = self._newest, self._person(seen_by), self._mark()
        answer, _ = try_send(lambda: self.post.event(envelope, retry, reason))
        return self._outcome(person, mark, answer.status if answer else 0)

    def repeat_submit(self) -> ActionResult:
        """Send the newest form once more, as it was filled in: what a double press on its button comes to."""
        if self._sent is None:
            raise LookupError("no form was sent yet")
        person, view, rest = self._sent
        mark = self._mark()
        answer, error = self._interact("view_submission", person, rest, view["id"])
        stack = self.workspace.views.stacks.get(person.id, [])
        if answer and not error and any(one["id"] == view["id"] for one in stack):
            self._take_submission(person, view, answer)
        return self._done(person, mark, answer, error)

    def _send_form(
        self, person: SlackUser, view: dict[str, Any], rest: Mapping[str, Any]
    ) -> tuple[AppResponse | None, str]:
        self._sent = (person, view, rest)
        return super()._send_form(person, view, rest)

    def _pass_on(self, envelope: dict[str, Any]) -> int:
        fault = self.server.faults.take(EVENTS) if isinstance(self.server, FaultyServer) else None
        if fault and fault.wrong is Wrong.REORDERED:
            self._held = (*self._held, envelope)
            return 0
        status = self._attempt(envelope)
        if fault and fault.wrong is Wrong.DUPLICATE:
            try_send(lambda: self.post.event(envelope, retry=1))
        held, self._held = self._held, ()
        for older in held:
            self._attempt(older)
        return status

    def _attempt(self, envelope: dict[str, Any]) -> int:
        self._newest = envelope
        return super()._pass_on(envelope)


def add_person(workspace: SlackWorkspace, person: SlackUser) -> None:
    """Add a new or changed person; who can have one gets a direct message with the bot."""
    with workspace.lock:
        workspace.people[person.id] = person
        if person.can_have_dm:
            workspace.channels.setdefault(person.dm, fixtures.dm_channel(person))


def add_channel(workspace: SlackWorkspace, channel: SlackChannel) -> None:
    """Add a new or changed channel."""
    with workspace.lock:
        workspace.channels[channel.id] = channel


def archive_channel(workspace: SlackWorkspace, channel: str) -> None:
    """Archive a channel: nothing can be posted there any more."""
    add_channel(workspace, replace(workspace.channel(channel), is_archived=True))
