"""Interactions: buttons and menus, shortcuts, and menus that ask the app for their options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.sandbox.slack_api import messages, payloads, views
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.user_actions.app_requests import AppResponse, try_send
from bot.sandbox.user_actions.forms import FormDelivery
from bot.sandbox.user_actions.sender import parse_json_object
from bot.sandbox.validation import interactive_elements
from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.interactive_elements import InteractiveElement
from bot.sandbox.validation.rules import check_options


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One shortcut as people see it, and the callback id under which the app hears of it."""

    name: str
    callback_id: str
    on_message: bool = False


def shortcuts_of_manifest(manifest: Mapping[str, Any]) -> tuple[Shortcut, ...]:
    """Return the shortcuts that an app manifest declares."""
    declared = (manifest.get("features") or {}).get("shortcuts") or ()
    return tuple(Shortcut(one["name"], one["callback_id"], one["type"] == "message") for one in declared)


def find_shortcut(shortcuts: Iterable[Shortcut], words: str) -> Shortcut:
    """Return the shortcut of this name, or whose name alone starts so. Raises LookupError with words for the person."""
    every, wanted = tuple(shortcuts), words.strip().casefold()
    near = [one for one in every if wanted and one.name.casefold().startswith(wanted)]
    exact = [one for one in near if one.name.casefold() == wanted]
    if len(exact or near) != 1:
        raise LookupError("Shortcuts: " + ("; ".join(one.name for one in every) or "none") + ".")
    return (exact or near)[0]


Json = Mapping[str, Any]
_CONFIRM: Final = ("title", "text", "confirm", "deny")


class InteractionDelivery(FormDelivery):
    """Delivers what people do with blocks; `source` says on which message or view."""

    def click(
        self,
        user: str,
        source: ShownItem,
        action: str | int,
        value: Any = None,
        *,
        values: Mapping[str, Any] | None = None,
        confirmed: bool = True,
    ) -> ActionResult:
        """Press a button or choose `value` in a menu; `action` is its action id or its number from 1.

        `values` stand in the other fields. Without `confirmed` a confirm dialog stops it and is shown.
        """
        person, mark = self._person(user), self._mark()
        current = self._current(source)
        field = _find_element(current.blocks, action, value)
        confirm = field.element.get("confirm")
        if confirm and not confirmed:
            words = "{title}\n{text}\n[{confirm}] [{deny}]".format_map({key: confirm[key]["text"] for key in _CONFIRM})
            self.workspace.show(ShownItem(ShownKind.CONFIRM, to=person.id, text=words))
            return self._outcome(person, mark, 0)
        answer, error = self._interact("block_actions", person, self._action(person, current, field, value, values))
        return self._done(person, mark, answer, error)

    def shortcut(self, user: str, callback_id: str) -> ActionResult:
        """Choose a global shortcut."""
        person, mark = self._person(user), self._mark()
        rest = {"callback_id": callback_id, "action_ts": self.workspace.next_ts()}
        return self._done(person, mark, *self._interact("shortcut", person, rest))

    def message_shortcut(self, user: str, source: ShownItem, callback_id: str) -> ActionResult:
        """Choose a shortcut in the menu of a message."""
        person, mark = self._person(user), self._mark()
        channel = self.workspace.channel(source.channel)
        message = messages.find_message(self.workspace, channel.id, source.ts)
        secret = self.workspace.response_secret(person.id, channel.id, source.ts, ephemeral=False)
        rest = {
            "callback_id": callback_id,
            "action_ts": self.workspace.next_ts(),
            "message_ts": source.ts,
            "message": dict(message),
            "channel": {"id": channel.id, "name": payloads.channel_name(channel)},
            "response_url": self.server.response_url(secret),
        }
        return self._done(person, mark, *self._interact("message_action", person, rest))

    def options(self, user: str, action: str | int, value: str, source: ShownItem | None = None) -> ActionResult:
        """Type in a menu whose options the app gives; what it offers is shown.

        The app is not asked before the menu's `min_query_length` is reached, as with Slack.
        """
        person, mark = self._person(user), self._mark()
        current = self._current(source or ShownItem(ShownKind.MODAL, to=person.id, view=self._view(person, None)))
        field = _find_element(current.blocks, action, value)
        if len(value) < interactive_elements.min_query_length(field.element):
            return self._outcome(person, mark, 0)
        rest = {**self._place(current, {}), "action_id": field.action_id, "block_id": field.block_id, "value": value}
        payload = payloads.interaction_payload("block_suggestion", person, **rest)
        answer, error = try_send(lambda: self.post.payload(payload))
        if answer and not error:
            self._take_options(person, answer)
        return self._done(person, mark, answer, error)

    def _action(
        self, person: SlackUser, source: ShownItem, field: InteractiveElement, value: Any, values: Json | None
    ) -> dict[str, Any]:
        """Return the part of a `block_actions` payload that says what was done, and where."""
        given = dict(values or {})
        if not field.is_button:
            given[field.action_id] = value
        rest = self._place(source, interactive_elements.view_state(source.blocks, given))
        if source.view is None:
            secret = self.workspace.response_secret(person.id, source.channel, source.ts, ephemeral=bool(source.to))
            rest["response_url"] = self.server.response_url(secret)
        done = {name: field.element[name] for name in ("type", "text", "value", "style") if name in field.element}
        if not field.is_button:
            done = interactive_elements.element_state(field.element, value)
        named = {"action_id": field.action_id, "block_id": field.block_id}
        return {**rest, "actions": [{**named, **done, "action_ts": self.workspace.next_ts()}]}

    def _place(self, source: ShownItem, filled: Json) -> dict[str, Any]:
        if source.view is not None:
            return payloads.view_context(source.view, filled)
        channel: SlackChannel = self.workspace.channel(source.channel)
        message = self._message(source)
        return payloads.message_context(channel, message, ephemeral=bool(source.to)) | {"state": {"values": filled}}

    def _message(self, source: ShownItem) -> dict[str, Any]:
        if not source.to:
            return messages.find_message(self.workspace, source.channel, source.ts)
        found = self.workspace.ephemerals.get((source.to, source.ts))
        if found is None:
            raise RefusedError("message_not_found")
        return found

    def _current(self, source: ShownItem) -> ShownItem:
        """Return an item as it is now; raise `RefusedError` when it is gone."""
        if source.view is not None:
            view = views.current_view(self.workspace, source.view["id"])
            return replace(source, view=view, blocks=tuple(view["blocks"]))
        message = self._message(source)
        return replace(source, blocks=tuple(message.get("blocks") or ()))

    def _take_options(self, person: SlackUser, answer: AppResponse) -> None:
        payload: dict[str, Any] = {"text": answer.body}
        try:
            payload = parse_json_object(answer.body)
            check_options(payload)
        except RefusedError as refused:
            self.workspace.record_answer(payload, refused)
            self.workspace.show_error(person.id, refused.error, "No results could be loaded.")
            return
        self.workspace.record_answer(payload)
        offered = interactive_elements.element_options(payload)
        text = "\n".join(option["text"]["text"] for option in offered)
        self.workspace.show(ShownItem(ShownKind.OPTIONS, to=person.id, blocks=tuple(offered), text=text))


def _find_element(blocks: tuple[Json, ...], action: str | int, value: Any) -> InteractiveElement:
    """Return the element with this action id or number; of several with the same id, the one with this value."""
    every = list(interactive_elements.interactive_elements(blocks))
    if isinstance(action, int):
        if not 1 <= action <= len(every):
            raise LookupError(f"there is no element {action}")
        return every[action - 1]
    named = [field for field in every if field.action_id == action]
    exact = [field for field in named if value is not None and field.element.get("value") == value]
    if not named:
        raise LookupError(f"there is no element {action!r}")
    return (exact or named)[0]
