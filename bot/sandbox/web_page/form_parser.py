"""The HTML form of a message or a modal, read as what stands in its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ShownItem
from bot.sandbox.user_actions import external_selects, form_values
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.validation.interactive_elements import InteractiveElement


def parse_form(
    delivery: Delivery,
    person: SlackUser,
    source: ShownItem,
    every: list[InteractiveElement],
    form: Mapping[str, list[str]],
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values by action id (by block id where several share that), and what is wrong by block id.

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
            values[form_values.value_key(field, every)] = _parse_field(delivery, person, source, (number, field), told)
        except LookupError as unfit:
            wrong[field.block_id] = str(unfit.args[0])
    return values, wrong


def _parse_field(
    delivery: Delivery, person: SlackUser, source: ShownItem, chosen: tuple[int, InteractiveElement], told: list[str]
) -> Any:
    number, field = chosen
    kind = str(field.element["type"])
    if "external" not in kind or not told:
        return form_values.parse_entered(delivery.workspace, person, field.element, told)
    stands = field.element.get("initial_option")
    if stands and external_selects.option_text(stands) == told[0]:
        return stands
    found = [
        external_selects.choose_option(external_selects.fetch_options(delivery, person, source, number, words), words)
        for words in told
    ]
    return found if kind.startswith("multi_") else found[0]
