"""Interactions: buttons and menus, shortcuts, and menus that ask the app for their options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.sandbox.slack_api import messages, payloads, views
from bot.sandbox.slack_api.call_log import Kind, Outcome, Shown
from bot.sandbox.slack_api.fixtures import Channel, Person
from bot.sandbox.user_actions.app_target import Answer
from bot.sandbox.user_actions.forms import Forms
from bot.sandbox.user_actions.sender import parsed
from bot.sandbox.user_actions.signed_post import try_send
from bot.sandbox.validation import interactive_fields
from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.interactive_fields import Field
from bot.sandbox.validation.rules import check_options

Json = Mapping[str, Any]
_CONFIRM: Final = ("title", "text", "confirm", "deny")


class Interactions(Forms):
    """What people do with blocks; a `Shown` says which message or view they do it on."""

    def click(
        self,
        user: str,
        source: Shown,
        action: str | int,
        value: Any = None,
        *,
        values: Mapping[str, Any] | None = None,
        confirmed: bool = True,
    ) -> Outcome:
        """A person presses a button or chooses `value` in a menu; `action` is its action id or its number from 1.

        `values` stand in the other fields. Without `confirmed` a confirm dialog stops it and is shown.
        """
        person, mark = self._person(user), self._mark()
        current = self._current(source)
        field = _pick(current.blocks, action, value)
        confirm = field.element.get("confirm")
        if confirm and not confirmed:
            words = "{title}\n{text}\n[{confirm}] [{deny}]".format_map({key: confirm[key]["text"] for key in _CONFIRM})
            self.workspace.show(Shown(Kind.CONFIRM, to=person.id, text=words))
            return self._outcome(person, mark, 0)
        answer, error = self._interact("block_actions", person, self._action(person, current, field, value, values))
        return self._done(person, mark, answer, error)

    def shortcut(self, user: str, callback_id: str) -> Outcome:
        """A person chooses a global shortcut."""
        person, mark = self._person(user), self._mark()
        rest = {"callback_id": callback_id, "action_ts": self.workspace.next_ts()}
        return self._done(person, mark, *self._interact("shortcut", person, rest))

    def message_shortcut(self, user: str, source: Shown, callback_id: str) -> Outcome:
        """A person chooses a shortcut in the menu of a message."""
        person, mark = self._person(user), self._mark()
        place = self.workspace.channel(source.channel)
        message = messages.find(self.workspace, place.id, source.ts)
        secret = self.workspace.response_secret(person.id, place.id, source.ts, ephemeral=False)
        rest = {
            "callback_id": callback_id,
            "action_ts": self.workspace.next_ts(),
            "message_ts": source.ts,
            "message": dict(message),
            "channel": {"id": place.id, "name": payloads.channel_name(place)},
            "response_url": self.server.response_url(secret),
        }
        return self._done(person, mark, *self._interact("message_action", person, rest))

    def options(self, user: str, action: str | int, value: str, source: Shown | None = None) -> Outcome:
        """A person types in a menu whose options the app gives; what it offers is shown.

        The app is not asked before the menu's `min_query_length` is reached, as with Slack.
        """
        person, mark = self._person(user), self._mark()
        current = self._current(source or Shown(Kind.MODAL, to=person.id, view=self._view(person, None)))
        field = _pick(current.blocks, action, value)
        if len(value) < interactive_fields.least_query(field.element):
            return self._outcome(person, mark, 0)
        rest = {**self._place(current, {}), "action_id": field.action_id, "block_id": field.block_id, "value": value}
        payload = payloads.interaction("block_suggestion", person, **rest)
        answer, error = try_send(lambda: self.post.payload(payload))
        if answer and not error:
            self._take_options(person, answer)
        return self._done(person, mark, answer, error)

    def _action(self, person: Person, source: Shown, field: Field, value: Any, values: Json | None) -> dict[str, Any]:
        """The part of a `block_actions` payload that says what was done, and where."""
        given = dict(values or {})
        if not field.is_button:
            given[field.action_id] = value
        rest = self._place(source, interactive_fields.state(source.blocks, given))
        if source.view is None:
            secret = self.workspace.response_secret(person.id, source.channel, source.ts, ephemeral=bool(source.to))
            rest["response_url"] = self.server.response_url(secret)
        done = {name: field.element[name] for name in ("type", "text", "value", "style") if name in field.element}
        if not field.is_button:
            done = interactive_fields.answer(field.element, value)
        named = {"action_id": field.action_id, "block_id": field.block_id}
        return {**rest, "actions": [{**named, **done, "action_ts": self.workspace.next_ts()}]}

    def _place(self, source: Shown, filled: Json) -> dict[str, Any]:
        if source.view is not None:
            return payloads.on_view(source.view, filled)
        place: Channel = self.workspace.channel(source.channel)
        message = self._message(source)
        return payloads.on_message(place, message, ephemeral=bool(source.to)) | {"state": {"values": filled}}

    def _message(self, source: Shown) -> dict[str, Any]:
        if not source.to:
            return messages.find(self.workspace, source.channel, source.ts)
        found = self.workspace.ephemerals.get((source.to, source.ts))
        if found is None:
            raise RefusedError("message_not_found")
        return found

    def _current(self, source: Shown) -> Shown:
        """What was shown, as it is now; raises `RefusedError` when it is gone."""
        if source.view is not None:
            view = views.current(self.workspace, source.view["id"])
            return replace(source, view=view, blocks=tuple(view["blocks"]))
        message = self._message(source)
        return replace(source, blocks=tuple(message.get("blocks") or ()))

    def _take_options(self, person: Person, answer: Answer) -> None:
        payload: dict[str, Any] = {"text": answer.body}
        try:
            payload = parsed(answer.body)
            check_options(payload)
        except RefusedError as refused:
            self.workspace.record_call("response", payload, str(refused))
            self.workspace.show_error(person.id, refused.error, "No results could be loaded.")
            return
        self.workspace.record_call("response", payload)
        offered = interactive_fields.options(payload)
        text = "\n".join(option["text"]["text"] for option in offered)
        self.workspace.show(Shown(Kind.OPTIONS, to=person.id, blocks=tuple(offered), text=text))


def _pick(blocks: tuple[Json, ...], action: str | int, value: Any) -> Field:
    """The element with this action id or number; of several buttons with the same id, the one with this value."""
    every = list(interactive_fields.fields(blocks))
    if isinstance(action, int):
        if not 1 <= action <= len(every):
            raise LookupError(f"there is no element {action}")
        return every[action - 1]
    named = [field for field in every if field.action_id == action]
    exact = [field for field in named if value is not None and field.element.get("value") == value]
    if not named:
        raise LookupError(f"there is no element {action!r}")
    return (exact or named)[0]
