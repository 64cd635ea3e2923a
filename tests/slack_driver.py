"""Drive a whole Roadmate over the stand-in for Slack, as people at their screens do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import AdjustableClock
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack.message import Message
from bot.slack.slash import put_prefix, put_prefix_in_text
from tests.faults import FaultyServer
from tests.slack_world import RepeatingDelivery

if TYPE_CHECKING:
    from bot.app import Roadmate


@dataclass(frozen=True)
class Driver:
    """A whole Roadmate over the stand-in, and the hands of everybody in its workspace."""

    roadmate: Roadmate
    slack: FaultyServer
    delivery: RepeatingDelivery
    clock: AdjustableClock

    def say(self, user: str, words: str, channel: str = "#learning") -> ActionResult:
        """Type a slash command."""
        command, _, rest = words.partition(" ")
        return self.delivery.command(user, command, rest, channel=channel)

    def press(
        self, user: str, on: ActionResult | ShownItem | None, label: str, *, confirmed: bool = True
    ) -> ActionResult:
        """Press the first button with this label on what was shown, and see that nothing is refused."""
        shown = shown_by(on)
        outcome = self.delivery.click(user, shown, button_labels(shown).index(label) + 1, confirmed=confirmed)
        assert not outcome.refused, outcome.refused
        assert outcome.status == 200 or not confirmed, outcome.status
        return outcome

    def choose(self, user: str, on: ActionResult | ShownItem | None, label: str) -> ActionResult:
        """Choose the first option with this label from the menus of what was shown, and see that nothing is refused."""
        shown = shown_by(on)
        offered = [
            (number, option["value"])
            for number, field in enumerate(usable_elements(shown), start=1)
            for option in field.element.get("options", ())
            if option["text"]["text"] == label
        ]
        assert offered, f"no menu has {label}"
        outcome = self.delivery.click(user, shown, *offered[0])
        assert not outcome.refused, outcome.refused
        return outcome

    def turn(self, **by: float) -> None:
        """Turn the clock on, by days, hours, minutes or seconds."""
        self.clock.advance(timedelta(**by))


def shown_by(on: ActionResult | ShownItem | None) -> ShownItem:
    """Return the last thing shown; AssertionError where there is none."""
    shown = on.last if isinstance(on, ActionResult) else on
    assert shown is not None, "nothing was shown"
    return shown


def button_labels(on: ActionResult | ShownItem | None) -> list[str]:
    """Return the labels of the buttons and menus of what was shown, from the top; "" for one without a text."""
    return [label_of(field.element) for field in usable_elements(shown_by(on))]


def element_labels(on: ActionResult | ShownItem | None) -> list[str]:
    """Return the labels of all interactive elements, those of a window's form among them."""
    shown = shown_by(on)
    return [
        label_of(field.element) for field in interactive_elements(shown.view["blocks"] if shown.view else shown.blocks)
    ]


def label_of(element: Mapping[str, Any]) -> str:
    """Return what stands on a button; "" for an element without a text."""
    return str((element.get("text") or {}).get("text", ""))


def message_text(message: Message, prefix: str = "") -> str:
    """Return the text of a message of ours as it leaves, with the commands spelled out."""
    return put_prefix_in_text(message.text, prefix)


def message_blocks(message: Message, prefix: str = "") -> list[dict[str, Any]]:
    """Return the blocks of a message of ours as they leave."""
    blocks: list[dict[str, Any]] = put_prefix(list(message.blocks), prefix)
    return blocks
