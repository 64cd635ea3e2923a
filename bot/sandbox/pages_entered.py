"""The HTML form of a message or a modal, read as what stands in its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox import entered
from bot.sandbox.delivery import Delivery
from bot.sandbox.fields import Field
from bot.sandbox.journal import Kind, Shown
from bot.sandbox.people import Person

Json = Mapping[str, Any]


def read_form(
    delivery: Delivery, person: Person, view: Json | None, every: list[Field], form: Mapping[str, list[str]]
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
            values[entered.name_of(field, every)] = _value(delivery, person, view, field, told)
        except LookupError as unfit:
            wrong[field.block_id] = str(unfit.args[0])
    return values, wrong


def _value(delivery: Delivery, person: Person, view: Json | None, field: Field, told: list[str]) -> Any:
    if "external" not in str(field.element["type"]) or not told or view is None:
        return entered.entered(delivery.workspace, person, field.element, told)
    source = Shown(Kind.MODAL, to=person.id, view=view)
    offered = delivery.options(person.id, field.action_id, told[0], source)
    found = [option for one in offered.shown if one.kind is Kind.OPTIONS for option in one.blocks]
    if not found:
        raise LookupError(f"Nothing is offered for {told[0]}.")
    return found[0]
