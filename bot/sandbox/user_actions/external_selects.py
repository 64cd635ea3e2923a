"""Menus whose options the app gives while a person types: asking, and telling which one the words mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rendering.mrkdwn import unescape
from bot.sandbox.slack_api.call_log import Kind, Shown
from bot.sandbox.slack_api.fixtures import Person
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.validation.interactive_fields import fields, least_query

Json = Mapping[str, Any]


def offered(delivery: Delivery, person: Person, source: Shown, number: int, words: str) -> list[Json]:
    """What the app offers in the element of this number. Raises LookupError with words for the person."""
    every = list(fields(source.view["blocks"] if source.view else source.blocks))
    least = least_query(every[number - 1].element)
    if len(words) < least:
        raise LookupError(f"Type at least {least} characters.")
    outcome = delivery.options(person.id, number, words, source)
    if outcome.error:
        raise LookupError(outcome.text)
    return [option for one in outcome.shown if one.kind is Kind.OPTIONS for option in one.blocks]


def only(found: list[Json], words: str) -> Json:
    """The option of this text, or the only one. Raises LookupError with the others by number."""
    exact = [option for option in found if text(option).casefold() == words.casefold()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        raise LookupError(f"Nothing is offered for {words}.")
    rows = [f"{number} {text(option)}" for number, option in enumerate(found, start=1)]
    raise LookupError("\n".join(["Which one? Say its number or its name:", *rows]))


def text(option: Json) -> str:
    """An option as it is read."""
    return unescape(str(option["text"]["text"]))
