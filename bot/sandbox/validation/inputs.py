"""The rules for elements that are filled in: which keys each may have, and what may stand in it at first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.sandbox.validation import composition
from bot.sandbox.validation.limits import Problems

_EVERY: Final = ("action_id", "focus_on_load")
_MENU: Final = (*_EVERY, "confirm", "placeholder")
_ONE: Final = (*_MENU, "initial_option")
_SEVERAL: Final = (*_MENU, "initial_options", "max_selected_items")
_TEXT: Final = (*_EVERY, "initial_value", "dispatch_action_config", "placeholder")
_HOOK: Final = "response_url_enabled"
_OPTIONS: Final = ("options", "option_groups")

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "static_select": (*_ONE, *_OPTIONS),
    "multi_static_select": (*_SEVERAL, *_OPTIONS),
    "external_select": (*_ONE, "min_query_length"),
    "multi_external_select": (*_SEVERAL, "min_query_length"),
    "users_select": (*_MENU, "initial_user"),
    "channels_select": (*_MENU, "initial_channel", _HOOK),
    "conversations_select": (*_MENU, "initial_conversation", "default_to_current_conversation", "filter", _HOOK),
    "datepicker": (*_MENU, "initial_date"),
    "timepicker": (*_MENU, "initial_time", "timezone"),
    "datetimepicker": (*_EVERY, "confirm", "initial_date_time"),
    "checkboxes": (*_EVERY, "confirm", "options", "initial_options"),
    "radio_buttons": (*_EVERY, "confirm", "options", "initial_option"),
    "plain_text_input": (*_TEXT, "multiline", "min_length", "max_length"),
    "number_input": (*_TEXT, "is_decimal_allowed", "min_value", "max_value"),
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
}


def external(problems: Problems, value: Any, at: str) -> None:
    """A menu that asks the app for its options: it holds none of its own but the one chosen at first."""
    least = value.get("min_query_length", 0)
    if not isinstance(least, int) or isinstance(least, bool) or least < 0:
        problems.add("must provide a non-negative integer", f"{at}/min_query_length")
    given = [value["initial_option"]] if "initial_option" in value else []
    if "initial_options" in value:
        given = problems.items("initial_options", value["initial_options"], f"{at}/initial_options")
    for one in given:
        composition.option(problems, one, f"{at}/initial_option", types=composition.PLAIN)


def conversations(problems: Problems, value: Any, at: str) -> None:
    """A menu of conversations, which may be narrowed to some kinds of them."""
    narrowed = value.get("filter", {})
    keys = ("include", "exclude_external_shared_channels", "exclude_bot_users")
    if not problems.mapping(narrowed, f"{at}/filter", (), keys) or "include" not in narrowed:
        return
    for kind in problems.items("filter.include", narrowed["include"], f"{at}/filter/include"):
        problems.choice(kind, ("im", "mpim", "private", "public"), f"{at}/filter/include")


def written(problems: Problems, value: Any, at: str) -> None:
    """A line or several of text; what stands in it at first obeys its own limits."""
    for name in ("min_length", "max_length"):
        if name in value:
            problems.number(f"plain_text_input.{name}", value[name], f"{at}/{name}")
    if problems.found:
        return
    if value.get("min_length", 0) > value.get("max_length", 3000):
        problems.add("min_length must not be more than max_length", at)
    initial_value(problems, value, at)
    if isinstance(value.get("initial_value"), str) and len(value["initial_value"]) > value.get("max_length", 3000):
        problems.add("initial_value is longer than max_length", f"{at}/initial_value")


def initial_value(problems: Problems, value: Any, at: str) -> None:
    """What stands in a text field at first, which is a string also for a number."""
    if "initial_value" in value:
        problems.string("initial_value", value["initial_value"], f"{at}/initial_value")


def number(problems: Problems, value: Any, at: str) -> None:
    """A number, which says whether it may have decimals."""
    problems.mapping(value, at, ("is_decimal_allowed",))
    initial_value(problems, value, at)


def date_picker(problems: Problems, value: Any, at: str) -> None:
    """A day, written 2026-11-23."""
    _formatted(problems, value, at, ("initial_date", r"\d{4}-\d{2}-\d{2}", date.fromisoformat))


def time_picker(problems: Problems, value: Any, at: str) -> None:
    """A time of day, written 09:00, and the zone it is in."""
    _formatted(problems, value, at, ("initial_time", r"\d{2}:\d{2}", time.fromisoformat))
    _formatted(problems, value, at, ("timezone", r".+", ZoneInfo))


def moment_picker(problems: Problems, value: Any, at: str) -> None:
    """A moment, in seconds since 1970: ten digits."""
    given = value.get("initial_date_time", 10**9)
    if not isinstance(given, int) or isinstance(given, bool) or not 10**9 <= given < 10**10:
        problems.add("must be a Unix time of ten digits", f"{at}/initial_date_time")


def _formatted(problems: Problems, value: Any, at: str, form: tuple[str, str, Callable[[str], object]]) -> None:
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
