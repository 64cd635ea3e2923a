"""The hands of the cast: say, write, press, choose, send a form; an answer that is not a success stops the play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from bot.catalog.catalog import Catalog
from bot.sandbox.slack_api import history, views
from bot.sandbox.slack_api.fixtures import LEARNING, SlackUser
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.form_values import parse_entered, split_words, value_key
from bot.sandbox.validation.interactive_elements import InteractiveElement, element_options, interactive_elements
from bot.trial import RoadmateTimetable

_WITH_BUTTONS: Final = frozenset({ShownKind.MESSAGE, ShownKind.EPHEMERAL, ShownKind.UPDATED})
_WRONG: Final = frozenset({ShownKind.ERROR, ShownKind.FIELD_ERRORS})


class ActError(Exception):
    """Raised where somebody could not do what the script says; the text says who, what, and what came instead."""


class Hands:
    """Everything that people of the cast do. `expect` is what the answer has to say."""

    def __init__(self, delivery: Delivery, timetable: RoadmateTimetable) -> None:
        self.delivery = delivery
        self.workspace = delivery.workspace
        self.timetable = timetable

    @property
    def catalog(self) -> Catalog:
        """What there is to learn, as somebody who knows it answers from."""
        return self.timetable.roadmate.deps.catalog.shared()

    def now(self) -> datetime:
        """Return the moment of the play."""
        return self.workspace.now()

    def say(self, who: SlackUser, line: str, expect: str, *, channel: str = LEARNING.id) -> ActionResult:
        """Type a slash command in #learning, or in another conversation."""
        name, _, rest = line.partition(" ")
        return self._finish(who, line, self.delivery.command(who.id, name, rest, channel=channel), expect)

    def write(self, who: SlackUser, text: str, expect: str = "", *, thread_ts: str = "") -> ActionResult:
        """Write in #learning, to colleagues or as a line that Roadmate logs."""
        result = self.delivery.channel_message(who.id, LEARNING.id, text, thread_ts)
        return self._finish(who, text, result, expect)

    def log_in_channel(self, who: SlackUser, line: str) -> ActionResult:
        """Write a line in #learning that Roadmate is to log, and see its check mark."""
        result = self.write(who, line)
        if not any(one.kind is ShownKind.REACTION and one.ts == result.ts for one in result.shown):
            raise ActError(f"{who.name}: no check mark on {line!r}, but {[one.text for one in result.shown]}")
        return result

    def tell(self, who: SlackUser, text: str, expect: str) -> ActionResult:
        """Write to Roadmate directly."""
        return self._finish(who, text, self.delivery.direct_message(who.id, text), expect)

    def edit(self, who: SlackUser, ts: str, text: str) -> ActionResult:
        """Change a message of one's own in #learning."""
        return self._finish(who, text, self.delivery.edit_message(who.id, LEARNING.id, ts, text), "")

    def delete(self, who: SlackUser, ts: str) -> ActionResult:
        """Delete a message of one's own in #learning."""
        return self._finish(who, f"(deletes {ts})", self.delivery.delete_message(who.id, LEARNING.id, ts), "")

    def open_home(self, who: SlackUser) -> ActionResult:
        """Open the Home tab."""
        return self._finish(who, "(Home)", self.delivery.home_opened(who.id), "")

    def press(self, who: SlackUser, label: str, expect: str, *, on: ShownItem | None = None) -> ActionResult:
        """Press the button whose label begins so, on what is given or on the newest thing that has it."""
        for item in [on] if on else self.newest_first(who):
            for number, field in enumerate(_elements(item), start=1):
                if field.is_button and _is_called(field, label):
                    return self._finish(who, f"[{label}]", self.delivery.click(who.id, item, number), expect)
        raise ActError(f"{who.name} finds no button [{label}]")

    def choose(self, who: SlackUser, option: str, expect: str, *, on: ShownItem | None = None) -> ActionResult:
        """Choose the option that begins so in a menu of what is given, or of the newest thing that has it."""
        for item in [on] if on else self.newest_first(who):
            for number, field in enumerate(_elements(item), start=1):
                for one in element_options(field.element):
                    if field.element["type"] in ("static_select", "overflow", "radio_buttons") and str(
                        one["text"]["text"]
                    ).startswith(option):
                        result = self.delivery.click(who.id, item, number, one["value"])
                        return self._finish(who, f"[{option}]", result, expect)
        raise ActError(f"{who.name} finds no menu with {option!r}")

    def has(self, who: SlackUser, label: str, *, since: int = 0) -> bool:
        """Return whether somebody sees a button whose label begins so, in what came after an entry of the journal."""
        items = self.newest_first(who, since)
        return any(field.is_button and _is_called(field, label) for item in items for field in _elements(item))

    def leave_windows(self, who: SlackUser) -> None:
        """Close what windows somebody has open."""
        if views.top_modal(self.workspace, who.id) is not None:
            self._finish(who, "(closes all)", self.delivery.close(who.id, everything=True), "")

    def submit(self, who: SlackUser, values: Mapping[str, str], expect: str) -> ActionResult:
        """Send the form on top with these words under the labels of its fields."""
        view = views.top_modal(self.workspace, who.id)
        if view is None:
            raise ActError(f"{who.name} has no form open for {dict(values)}")
        fields = [field for field in interactive_elements(view["blocks"]) if not field.is_button]
        entered: dict[str, Any] = {}
        for label, words in values.items():
            field = _field(fields, label)
            entered[value_key(field, fields)] = parse_entered(
                self.workspace, who, field.element, split_words(field.element, words)
            )
        return self._finish(who, f"(sends {dict(values)})", self.delivery.submit(who.id, entered), expect)

    def _finish(self, who: SlackUser, what: str, result: ActionResult, expect: str) -> ActionResult:
        seen = "\n".join(_all_text(one) for one in result.shown)
        allowed = (200, 0) if what == "(closes all)" else (200,)  # the app hears of a closed window only if it asked
        wrong = [one.text or one.error for one in result.shown if one.kind in _WRONG]
        if result.status not in allowed or wrong or result.refused or expect not in seen:
            raise ActError(
                f"{who.name}, {self.now():%a %d %b %H:%M} UTC: {what}\n  status {result.status}, refused "
                f"{result.refused}, wrong {wrong}, expected {expect!r}, seen:\n{seen}"
            )
        return result

    def newest_first(self, who: SlackUser, since: int = 0) -> Iterator[ShownItem]:
        """Yield what somebody could press something on, as it is now: an open window, then messages, newest first."""
        view = views.top_modal(self.workspace, who.id)
        if view is not None:
            yield ShownItem(ShownKind.MODAL, to=who.id, view=view)
        seen: set[str] = set()
        for shown in reversed(self.workspace.seen_by(who.id, since)):
            if shown.kind not in _WITH_BUTTONS or shown.ts in seen or not shown.ts:
                continue
            seen.add(shown.ts)
            now = history.refresh_shown(self.workspace, shown)
            if now is not None:
                yield now


def _elements(item: ShownItem) -> list[InteractiveElement]:
    return list(interactive_elements(item.view["blocks"] if item.view else item.blocks))


def _is_called(field: InteractiveElement, label: str) -> bool:
    """Return whether a button's words, or what it is called for those who don't see them, begin so."""
    words = (str((field.element.get("text") or {}).get("text", "")), str(field.element.get("accessibility_label", "")))
    return any(each.startswith(label) for each in words)


def _field(fields: list[InteractiveElement], label: str) -> InteractiveElement:
    for field in fields:
        if str((field.block.get("label") or {}).get("text", "")).startswith(label):
            return field
    labels = [str((field.block.get("label") or {}).get("text", field.action_id)) for field in fields]
    raise ActError(f"no field {label!r} among {labels}")


def _all_text(item: ShownItem) -> str:
    """Return all words of an item, also those in its blocks."""
    return "\n".join([item.text, *_words_in(item.view["blocks"] if item.view else item.blocks)])


def _words_in(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from _words_in(value)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _words_in(one)
