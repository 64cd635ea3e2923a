"""The rules for interactive elements: buttons, menus, pickers, inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.sandbox.validation import composition, inputs
from bot.sandbox.validation.limits import BlockProblems

ElementRule = Callable[[BlockProblems, Any, str], None]

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


def check_element(problems: BlockProblems, value: Any, at: str, among: frozenset[str]) -> None:
    """An element of one of these types, by its own rule."""
    if not problems.mapping(value, at, ("type",)):
        return
    kind = str(value["type"])
    if kind not in among or kind not in ELEMENT_RULES:
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    if kind in inputs.INPUT_KEYS:
        problems.mapping(value, at, ("type",), inputs.INPUT_KEYS[kind])
    if "action_id" in value:
        problems.string("action_id", value["action_id"], f"{at}/action_id")
    if "confirm" in value:
        composition.check_confirm_dialog(problems, value["confirm"], f"{at}/confirm")
    if "placeholder" in value:
        composition.check_plain_text(problems, value["placeholder"], f"{at}/placeholder", "placeholder")
    ELEMENT_RULES[kind](problems, value, at)


def _button(problems: BlockProblems, value: Any, at: str) -> None:
    if not problems.mapping(value, at, ("type", "text"), _BUTTON_KEYS):
        return
    composition.check_plain_text(problems, value["text"], f"{at}/text", "button.text")
    for name in ("value", "url", "accessibility_label"):
        if name in value:
            problems.string(f"button.{name}", value[name], f"{at}/{name}")
    if "style" in value:
        problems.choice(value["style"], ("primary", "danger"), f"{at}/style")


def _workflow_button(problems: BlockProblems, value: Any, at: str) -> None:
    if problems.mapping(value, at, ("text", "workflow", "action_id")):
        composition.check_plain_text(problems, value["text"], f"{at}/text", "button.text")


def _menu(problems: BlockProblems, value: Any, at: str) -> None:
    composition.check_options_or_groups(problems, value, at)


def _overflow(problems: BlockProblems, value: Any, at: str) -> None:
    composition.check_option_list(problems, value, at, "overflow.options")


def _ticks(problems: BlockProblems, value: Any, at: str) -> None:
    limit = f"{value['type']}.options"
    given = composition.check_option_list(problems, value, at, limit, types=composition.ANY_TEXT)
    composition.check_initial_options(problems, value, at, given)


def _image(problems: BlockProblems, value: Any, at: str) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        problems.add("exactly one of image_url and slack_file is needed", at)
    if "image_url" in value:
        problems.string("image.image_url", value["image_url"], f"{at}/image_url")
    problems.string("image.alt_text", value.get("alt_text"), f"{at}/alt_text")


def _feedback(problems: BlockProblems, value: Any, at: str) -> None:
    if problems.mapping(value, at, ("positive_button", "negative_button")):
        for name in ("positive_button", "negative_button"):
            if problems.mapping(value[name], f"{at}/{name}", ("text", "value")):
                composition.check_plain_text(problems, value[name]["text"], f"{at}/{name}/text", "button.text")
                problems.string("button.value", value[name]["value"], f"{at}/{name}/value")


def _icon_button(problems: BlockProblems, value: Any, at: str) -> None:
    if problems.mapping(value, at, ("icon", "text")):
        composition.check_plain_text(problems, value["text"], f"{at}/text", "button.text")


def _free(_: BlockProblems, __: Any, ___: str) -> None:
    """Nothing beyond what every element obeys."""


_OWN_RULES: Final[Mapping[str, ElementRule]] = {
    "button": _button,
    "workflow_button": _workflow_button,
    "overflow": _overflow,
    "static_select": _menu,
    "multi_static_select": _menu,
    "checkboxes": _ticks,
    "radio_buttons": _ticks,
    "external_select": inputs._external_select,
    "multi_external_select": inputs._external_select,
    "conversations_select": inputs._conversations_select,
    "multi_conversations_select": inputs._conversations_select,
    "datepicker": inputs._date_picker,
    "timepicker": inputs._time_picker,
    "datetimepicker": inputs._datetime_picker,
    "plain_text_input": inputs._plain_text_input,
    "email_text_input": inputs._initial_value,
    "url_text_input": inputs._initial_value,
    "number_input": inputs._number_input,
    "image": _image,
    "feedback_buttons": _feedback,
    "icon_button": _icon_button,
}
ELEMENT_RULES: Final[Mapping[str, ElementRule]] = {
    name: _OWN_RULES.get(name, _free) for name in IN_SECTION | IN_INPUT | IN_CONTEXT_ACTIONS
}
