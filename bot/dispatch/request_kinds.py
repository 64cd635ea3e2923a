"""Name what a payload asks for, for the log and the metrics: words of ours alone, never what a sender put there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from typing import Any, Final

from bot.dispatch.request import mapping_at
from bot.frozen import frozen

MESSAGE_EVENTS: Final = frozenset({"message", "app_mention"})
OTHER: Final = "other"
# Besides commands; a label of the metrics each.
REQUEST_KINDS: Final = ("button", "form", "field", "shortcut", "message", "event")
_KINDS_BY_TYPE: Final[Mapping[str, str]] = {
    "block_actions": "button",
    "view_submission": "form",
    "block_suggestion": "field",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "event_callback": "event",
}


@frozen
class KnownRequests:
    """What there is to ask for: commands by what is typed, and the names of the rest by kind."""

    commands: dict[str, str] = field(default_factory=dict)
    names: dict[str, Collection[str]] = field(default_factory=dict)

    def describe(self, body: Mapping[str, Any]) -> tuple[str, str]:
        """Return the label of a payload among the metrics, and its kind in the log."""
        typed = body.get("command")
        if typed is not None:
            command = self.commands.get(typed, OTHER) if isinstance(typed, str) else OTHER
            return command, command
        found = body.get("type")
        kind = _KINDS_BY_TYPE.get(found, OTHER) if isinstance(found, str) else OTHER
        name = _name_in(body, kind)
        if name not in self.names.get(kind, ()):
            return kind, kind
        return "message" if kind == "event" and name in MESSAGE_EVENTS else kind, f"{kind} {name}"


def _name_in(body: Mapping[str, Any], kind: str) -> str:
    """Return the name of a button, form, field, shortcut or event; without the number of a button among equals."""
    match kind:
        case "button":
            actions = body.get("actions")
            first = actions[0] if isinstance(actions, list) and actions else None
            found = first.get("action_id") if isinstance(first, Mapping) else None
            return found.partition("#")[0] if isinstance(found, str) else ""
        case "form":
            found = mapping_at(body, "view").get("callback_id")
        case "field":
            found = body.get("action_id")
        case "event":
            found = mapping_at(body, "event").get("type")
        case _:
            found = body.get("callback_id")
    return found if isinstance(found, str) else ""
