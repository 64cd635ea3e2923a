"""Press what there is to press: each kind of button, menu and form that anybody sees, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.interactive_elements import InteractiveElement, element_options

MOST_OF_A_KIND: Final = 2  # presses: what is settled by the first says something else at the second
_PRESSED: Final = frozenset(
    {ShownKind.MESSAGE, ShownKind.EPHEMERAL, ShownKind.UPDATED, ShownKind.MODAL, ShownKind.HOME}
)
_WRITTEN: Final[Mapping[str, str]] = {
    "plain_text_input": "1h",
    "url_text_input": "https://example.com/notes",
    "datepicker": "2026-12-08",
    "timepicker": "15:00",
    "number_input": "2",
}


class Presser:
    """The hands that try everything. What throws somebody's data away is kept for last."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._workspace: SlackWorkspace = delivery.workspace
        self._looked_at = 0
        self._pressed: Counter[tuple[str, str]] = Counter()
        self._dangerous: list[tuple[ShownItem, InteractiveElement]] = []

    def press_new(self) -> None:
        """Press what has come up since the last time, the newest first, and what comes up then."""
        journal = self._workspace.journal.shown
        while self._looked_at < len(journal):
            new, self._looked_at = journal[self._looked_at :], len(journal)
            for shown in reversed(new):
                if shown.kind in _PRESSED:
                    self._press(shown)

    def press_dangerous(self) -> None:
        """Press what throws data away."""
        for shown, field in self._dangerous:
            self._use(shown, field)

    def _press(self, shown: ShownItem) -> None:
        for field in usable_elements(shown):
            if field.block.get("type") == "input" or self._pressed[_key(shown, field)] >= MOST_OF_A_KIND:
                continue
            if field.element.get("style") == "danger":
                self._pressed[_key(shown, field)] += 1
                self._dangerous.append((shown, field))
            else:
                self._use(shown, field)

    def _use(self, shown: ShownItem, field: InteractiveElement) -> None:
        who = shown.to or next(iter(self._readers(shown)))
        choices = element_options(field.element)
        for value in [each["value"] for each in choices] if field.element.get("type") == "overflow" else [None]:
            chosen = value or (choices[0]["value"] if choices else field.element.get("value"))
            try:
                self._delivery.click(who, shown, field.action_id, chosen)
            except (RefusedError, LookupError):
                continue  # it is gone by now
            self._pressed[_key(shown, field)] += 1
            self._send_form(who)

    def _readers(self, shown: ShownItem) -> Iterator[str]:
        """Yield who can press on a message that is not for one person alone: who it names first, else everybody."""
        channel = self._workspace.channel(shown.channel)
        members = [channel.dm_with] if channel.dm_with else sorted(channel.members)
        yield from (each for each in members if not self._workspace.people[each].is_bot)

    def _send_form(self, who: str) -> None:
        """Fill in the form that has come up, press what is on it, and send it; close what is left open."""
        for _ in range(MOST_OF_A_KIND):
            if not (views := self._workspace.views.stacks.get(who)):
                return
            view = views[-1]
            key = ("submit", str(view["callback_id"]))
            if self._pressed[key] >= MOST_OF_A_KIND or not view.get("submit"):
                break
            self._pressed[key] += 1
            self._press(_as_shown(who, view))
            try:
                self._delivery.submit(who, _fill(view))
            except (RefusedError, LookupError):
                break
        if self._workspace.views.stacks.get(who):
            self._delivery.close(who, everything=True)


def _as_shown(who: str, view: Mapping[str, Any]) -> ShownItem:
    return ShownItem(ShownKind.MODAL, to=who, view=view, blocks=tuple(view["blocks"]))


def _key(shown: ShownItem, field: InteractiveElement) -> tuple[str, str]:
    """Return what a press is a kind of: the window it is on, and the action, over all that it may be about."""
    return str((shown.view or {}).get("callback_id", "message")), field.action_id.partition("#")[0]


def _fill(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return something for each field that is empty and can't stay so."""
    values: dict[str, Any] = {}
    for field in usable_elements(_as_shown("", view)):
        kind = str(field.element["type"])
        if field.block.get("type") != "input" or any(name.startswith("initial_") for name in field.element):
            continue
        if options := element_options(field.element):
            values[field.block_id] = options[0]["value"]
        elif kind in _WRITTEN:
            values[field.block_id] = _WRITTEN[kind]
    return values
