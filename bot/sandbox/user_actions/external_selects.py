"""Menus whose options the app gives while a person types: asking, and telling which one the words mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rendering.mrkdwn import unescape
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.validation.interactive_elements import interactive_elements, min_query_length

Json = Mapping[str, Any]


def fetch_options(delivery: Delivery, person: SlackUser, source: ShownItem, number: int, words: str) -> list[Json]:
    """Return what the app offers in the element of this number. Raises LookupError with words for the person."""
    every = list(interactive_elements(source.view["blocks"] if source.view else source.blocks))
    least = min_query_length(every[number - 1].element)
    if len(words) < least:
        raise LookupError(f"Type at least {least} characters.")
    outcome = delivery.options(person.id, number, words, source)
    if outcome.error:
        raise LookupError(outcome.text)
    return [option for one in outcome.shown if one.kind is ShownKind.OPTIONS for option in one.blocks]


def choose_option(found: list[Json], words: str) -> Json:
    """Return the option of this text, or the only one. Raises LookupError with the others by number."""
    exact = [option for option in found if option_text(option).casefold() == words.casefold()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        raise LookupError(f"Nothing is offered for {words}.")
    rows = [f"{number} {option_text(option)}" for number, option in enumerate(found, start=1)]
    raise LookupError("\n".join(["Which one? Say its number or its name:", *rows]))


def option_text(option: Json) -> str:
    """Return an option as it is read."""
    return unescape(str(option["text"]["text"]))
