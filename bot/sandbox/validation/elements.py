"""The rules for interactive elements: buttons, menus, pickers, inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.sandbox.validation import composition, inputs
from bot.sandbox.validation.limits import Problems

Rule = Callable[[Problems, Any, str], None]

CHOOSERS: Final = frozenset(
    {"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
)
MULTI_CHOOSERS: Final = frozenset(f"multi_{name}" for name in CHOOSERS)
PICKERS: Final = frozenset({"datepicker", "timepicker", "datetimepicker"})
TICKS: Final = frozenset({"checkboxes", "radio_buttons"})
WRITTEN: Final = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input"}
)
IN_ACTIONS: Final = CHOOSERS | MULTI_CHOOSERS | PICKERS | TICKS | {"button", "overflow", "workflow_button"}
IN_SECTION: Final = IN_ACTIONS | {"image"}
IN_INPUT: Final = CHOOSERS | MULTI_CHOOSERS | PICKERS | TICKS | WRITTEN
IN_CONTEXT_ACTIONS: Final = frozenset({"feedback_buttons", "icon_button"})
_BUTTON_KEYS: Final = ("action_id", "value", "url", "style", "confirm", "accessibility_label")


def element(problems: Problems, value: Any, at: str, among: frozenset[str]) -> None:
    """An element of one of these types, by its own rule."""
    if not problems.mapping(value, at, ("type",)):
        return
    kind = str(value["type"])
    if kind not in among or kind not in RULES:
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    if kind in inputs.KEYS:
        problems.mapping(value, at, ("type",), inputs.KEYS[kind])
    if "action_id" in value:
        problems.string("action_id", value["action_id"], f"{at}/action_id")
    if "confirm" in value:
        composition.confirm(problems, value["confirm"], f"{at}/confirm")
    if "placeholder" in value:
        composition.plain(problems, value["placeholder"], f"{at}/placeholder", "placeholder")
    RULES[kind](problems, value, at)


def _button(problems: Problems, value: Any, at: str) -> None:
    if not problems.mapping(value, at, ("type", "text"), _BUTTON_KEYS):
        return
    composition.plain(problems, value["text"], f"{at}/text", "button.text")
    for name in ("value", "url", "accessibility_label"):
        if name in value:
            problems.string(f"button.{name}", value[name], f"{at}/{name}")
    if "style" in value:
        problems.choice(value["style"], ("primary", "danger"), f"{at}/style")


def _workflow_button(problems: Problems, value: Any, at: str) -> None:
    if problems.mapping(value, at, ("text", "workflow", "action_id")):
        composition.plain(problems, value["text"], f"{at}/text", "button.text")


def _menu(problems: Problems, value: Any, at: str) -> None:
    composition.options_or_groups(problems, value, at)


def _overflow(problems: Problems, value: Any, at: str) -> None:
    composition.options(problems, value, at, "overflow.options")


def _ticks(problems: Problems, value: Any, at: str) -> None:
    limit = f"{value['type']}.options"
    given = composition.options(problems, value, at, limit, types=composition.ANY_TEXT)
    composition.initial(problems, value, at, given)


def _image(problems: Problems, value: Any, at: str) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        problems.add("exactly one of image_url and slack_file is needed", at)
    if "image_url" in value:
        problems.string("image.image_url", value["image_url"], f"{at}/image_url")
    problems.string("image.alt_text", value.get("alt_text"), f"{at}/alt_text")


def _feedback(problems: Problems, value: Any, at: str) -> None:
    if problems.mapping(value, at, ("positive_button", "negative_button")):
        for name in ("positive_button", "negative_button"):
            if problems.mapping(value[name], f"{at}/{name}", ("text", "value")):
                composition.plain(problems, value[name]["text"], f"{at}/{name}/text", "button.text")
                problems.string("button.value", value[name]["value"], f"{at}/{name}/value")


def _icon_button(problems: Problems, value: Any, at: str) -> None:
    if problems.mapping(value, at, ("icon", "text")):
        composition.plain(problems, value["text"], f"{at}/text", "button.text")


def _free(_: Problems, __: Any, ___: str) -> None:
    """Nothing beyond what every element obeys."""


_OWN_RULES: Final[Mapping[str, Rule]] = {
    "button": _button,
    "workflow_button": _workflow_button,
    "overflow": _overflow,
    "static_select": _menu,
    "multi_static_select": _menu,
    "checkboxes": _ticks,
    "radio_buttons": _ticks,
    "external_select": inputs.external,
    "multi_external_select": inputs.external,
    "conversations_select": inputs.conversations,
    "multi_conversations_select": inputs.conversations,
    "datepicker": inputs.date_picker,
    "timepicker": inputs.time_picker,
    "datetimepicker": inputs.moment_picker,
    "plain_text_input": inputs.written,
    "email_text_input": inputs.initial_value,
    "url_text_input": inputs.initial_value,
    "number_input": inputs.number,
    "image": _image,
    "feedback_buttons": _feedback,
    "icon_button": _icon_button,
}
RULES: Final[Mapping[str, Rule]] = {
    name: _OWN_RULES.get(name, _free) for name in IN_SECTION | IN_INPUT | IN_CONTEXT_ACTIONS
}
