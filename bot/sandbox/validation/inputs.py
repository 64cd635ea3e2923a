"""The rules for elements that are filled in: which keys each may have, and what may stand in it at first."""

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
    """A menu that asks the app for its options: it holds none of its own but the one chosen at first."""
    least = value.get("min_query_length", 0)
    if not isinstance(least, int) or isinstance(least, bool) or least < 0:
        problems.add("must provide a non-negative integer", f"{at}/min_query_length")
    given = [value["initial_option"]] if "initial_option" in value else []
    if "initial_options" in value:
        given = problems.items("initial_options", value["initial_options"], f"{at}/initial_options")
    for one in given:
        composition.check_option(problems, one, f"{at}/initial_option", types=composition.PLAIN)


def _conversations_select(problems: BlockProblems, value: Any, at: str) -> None:
    """A menu of conversations, which may be narrowed to some kinds of them."""
    narrowed = value.get("filter", {})
    keys = ("include", "exclude_external_shared_channels", "exclude_bot_users")
    if not problems.mapping(narrowed, f"{at}/filter", (), keys) or "include" not in narrowed:
        return
    for kind in problems.items("filter.include", narrowed["include"], f"{at}/filter/include"):
        problems.choice(kind, ("im", "mpim", "private", "public"), f"{at}/filter/include")


def _plain_text_input(problems: BlockProblems, value: Any, at: str) -> None:
    """A line or several of text; what stands in it at first obeys its own limits."""
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
    """What stands in a text field at first, which is a string also for a number."""
    if "initial_value" in value:
        problems.string("initial_value", value["initial_value"], f"{at}/initial_value")


def _number_input(problems: BlockProblems, value: Any, at: str) -> None:
    """A number, which says whether it may have decimals."""
    problems.mapping(value, at, ("is_decimal_allowed",))
    _initial_value(problems, value, at)


def _date_picker(problems: BlockProblems, value: Any, at: str) -> None:
    """A day, written 2026-11-23."""
    _check_format(problems, value, at, ("initial_date", r"\d{4}-\d{2}-\d{2}", date.fromisoformat))


def _time_picker(problems: BlockProblems, value: Any, at: str) -> None:
    """A time of day, written 09:00, and the zone it is in."""
    _check_format(problems, value, at, ("initial_time", r"\d{2}:\d{2}", time.fromisoformat))
    _check_format(problems, value, at, ("timezone", r".+", ZoneInfo))


def _datetime_picker(problems: BlockProblems, value: Any, at: str) -> None:
    """A moment, in seconds since 1970: ten digits."""
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
