"""The HTML form of a message or a modal, read as what stands in its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack_api.call_log import Shown
from bot.sandbox.slack_api.fixtures import Person
from bot.sandbox.user_actions import external_selects, form_values
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.validation.interactive_fields import Field


def read_form(
    delivery: Delivery, person: Person, source: Shown, every: list[Field], form: Mapping[str, list[str]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values by action id (by block id where several share that), and what is wrong by block id.

    A field that the form does not name keeps what stands in it; boxes none of which is ticked are not named by
    browsers, so a hidden empty field stands for them.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for number, field in enumerate(every, start=1):
        words = form.get(f"f{number}")
        if words is None or field.is_button:
            continue
        told = [one.replace("\r\n", "\n") for one in words if one.strip()]
        try:
            values[form_values.name_of(field, every)] = _value(delivery, person, source, (number, field), told)
        except LookupError as unfit:
            wrong[field.block_id] = str(unfit.args[0])
    return values, wrong


def _value(delivery: Delivery, person: Person, source: Shown, chosen: tuple[int, Field], told: list[str]) -> Any:
    number, field = chosen
    kind = str(field.element["type"])
    if "external" not in kind or not told:
        return form_values.entered(delivery.workspace, person, field.element, told)
    stands = field.element.get("initial_option")
    if stands and external_selects.text(stands) == told[0]:
        return stands
    found = [
        external_selects.only(external_selects.offered(delivery, person, source, number, words), words)
        for words in told
    ]
    return found if kind.startswith("multi_") else found[0]
