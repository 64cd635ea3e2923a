"""The rules for interactive elements: buttons, menus, pickers, inputs, and which keys each may have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.sandbox.validation import composition
from bot.sandbox.validation.limits import BlockProblems

_COMMON_KEYS: Final = ("action_id", "focus_on_load")
_MENU_KEYS: Final = (*_COMMON_KEYS, "confirm", "placeholder")
_SINGLE_KEYS: Final = (*_MENU_KEYS, "initial_option")
_MULTI_KEYS: Final = (*_MENU_KEYS, "initial_options", "max_selected_items")
_TEXT_KEYS: Final = (*_COMMON_KEYS, "initial_value", "dispatch_action_config", "placeholder")
_HOOK: Final = "response_url_enabled"
_OPTIONS: Final = ("options", "option_groups")

INPUT_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "static_select": (*_SINGLE_KEYS, *_OPTIONS),
    "multi_static_select": (*_MULTI_KEYS, *_OPTIONS),
    "external_select": (*_SINGLE_KEYS, "min_query_length"),
    "multi_external_select": (*_MULTI_KEYS, "min_query_length"),
    "users_select": (*_MENU_KEYS, "initial_user"),
    "channels_select": (*_MENU_KEYS, "initial_channel", _HOOK),
    "conversations_select": (*_MENU_KEYS, "initial_conversation", "default_to_current_conversation", "filter", _HOOK),
    "datepicker": (*_MENU_KEYS, "initial_date"),
    "timepicker": (*_MENU_KEYS, "initial_time", "timezone"),
    "datetimepicker": (*_COMMON_KEYS, "confirm", "initial_date_time"),
    "checkboxes": (*_COMMON_KEYS, "confirm", "options", "initial_options"),
    "radio_buttons": (*_COMMON_KEYS, "confirm", "options", "initial_option"),
    "plain_text_input": (*_TEXT_KEYS, "multiline", "min_length", "max_length"),
    "number_input": (*_TEXT_KEYS, "is_decimal_allowed", "min_value", "max_value"),
    "email_text_input": _TEXT_KEYS,
    "url_text_input": _TEXT_KEYS,
}


def _external_select(problems: BlockProblems, value: Any, at: str) -> None:
    """Check a menu that asks the app for its options: it holds none of its own but the one chosen at first."""
    least = value.get("min_query_length", 0)
    if not isinstance(least, int) or isinstance(least, bool) or least < 0:
        problems.add("must provide a non-negative integer", f"{at}/min_query_length")
    given = [value["initial_option"]] if "initial_option" in value else []
    if "initial_options" in value:
        given = problems.items("initial_options", value["initial_options"], f"{at}/initial_options")
    for one in given:
        composition.check_option(problems, one, f"{at}/initial_option", types=composition.PLAIN)


def _conversations_select(problems: BlockProblems, value: Any, at: str) -> None:
    """Check a menu of conversations, which may be narrowed to some kinds of them."""
    narrowed = value.get("filter", {})
    keys = ("include", "exclude_external_shared_channels", "exclude_bot_users")
    if not problems.mapping(narrowed, f"{at}/filter", (), keys) or "include" not in narrowed:
        return
    for kind in problems.items("filter.include", narrowed["include"], f"{at}/filter/include"):
        problems.choice(kind, ("im", "mpim", "private", "public"), f"{at}/filter/include")


def _plain_text_input(problems: BlockProblems, value: Any, at: str) -> None:
    """Check a line or several of text; what stands in it at first obeys its own limits."""
    for name in ("min_length", "max_length"):
        if name in value:
            problems.number(f"plain_text_input.{name}", value[name], f"{at}/{name}")
    if problems.found:
        return
    if value.get("min_length", 0) > value.get("max_length", 3000):
        problems.add("min_length must not be more than max_length", at)
    _initial_value(problems, value, at)
    if isinstance(value.get("initial_value"), str) and len(value["initial_value"]) > value.get("max_length", 3000):
        problems.add("initial_value is longer than max_length", f"{at}/initial_value")


def _initial_value(problems: BlockProblems, value: Any, at: str) -> None:
    """Check what stands in a text field at first, which is a string also for a number."""
    if "initial_value" in value:
        problems.string("initial_value", value["initial_value"], f"{at}/initial_value")


def _number_input(problems: BlockProblems, value: Any, at: str) -> None:
    """Check a number, which says whether it may have decimals."""
    problems.mapping(value, at, ("is_decimal_allowed",))
    _initial_value(problems, value, at)


def _date_picker(problems: BlockProblems, value: Any, at: str) -> None:
    """Check a day, written 2026-11-23."""
    _check_format(problems, value, at, ("initial_date", r"\d{4}-\d{2}-\d{2}", date.fromisoformat))


def _time_picker(problems: BlockProblems, value: Any, at: str) -> None:
    """Check a time of day, written 09:00, and the zone it is in."""
    _check_format(problems, value, at, ("initial_time", r"\d{2}:\d{2}", time.fromisoformat))
    _check_format(problems, value, at, ("timezone", r".+", ZoneInfo))


def _datetime_picker(problems: BlockProblems, value: Any, at: str) -> None:
    """Check a moment, in seconds since 1970: ten digits."""
    given = value.get("initial_date_time", 10**9)
    if not isinstance(given, int) or isinstance(given, bool) or not 10**9 <= given < 10**10:
        problems.add("must be a Unix time of ten digits", f"{at}/initial_date_time")


def _check_format(problems: BlockProblems, value: Any, at: str, form: tuple[str, str, Callable[[str], object]]) -> None:
    name, pattern, read = form
    if name not in value:
        return
    given = value[name]
    try:
        fits = isinstance(given, str) and bool(re.fullmatch(pattern, given)) and read(given) is not None
    except (ValueError, KeyError, OSError):
        fits = False
    if not fits:
        problems.add(f"invalid format: {given}", f"{at}/{name}")


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
    """Check an element of one of these types by its own rule."""
    if not problems.mapping(value, at, ("type",)):
        return
    kind = str(value["type"])
    if kind not in among or kind not in ELEMENT_RULES:
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    if kind in INPUT_KEYS:
        problems.mapping(value, at, ("type",), INPUT_KEYS[kind])
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
    """Check nothing beyond what every element obeys."""


_OWN_RULES: Final[Mapping[str, ElementRule]] = {
    "button": _button,
    "workflow_button": _workflow_button,
    "overflow": _overflow,
    "static_select": _menu,
    "multi_static_select": _menu,
    "checkboxes": _ticks,
    "radio_buttons": _ticks,
    "external_select": _external_select,
    "multi_external_select": _external_select,
    "conversations_select": _conversations_select,
    "multi_conversations_select": _conversations_select,
    "datepicker": _date_picker,
    "timepicker": _time_picker,
    "datetimepicker": _datetime_picker,
    "plain_text_input": _plain_text_input,
    "email_text_input": _initial_value,
    "url_text_input": _initial_value,
    "number_input": _number_input,
    "image": _image,
    "feedback_buttons": _feedback,
    "icon_button": _icon_button,
}
ELEMENT_RULES: Final[Mapping[str, ElementRule]] = {
    name: _OWN_RULES.get(name, _free) for name in IN_SECTION | IN_INPUT | IN_CONTEXT_ACTIONS
}
