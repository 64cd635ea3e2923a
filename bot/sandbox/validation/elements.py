"""The rules for interactive elements: buttons, menus, pickers, inputs, and which keys each may have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.sandbox.validation.composition import (
    ANY_TEXT,
    CONFIRM_DIALOG,
    check_initial_options,
    check_options_or_groups,
    initial_options,
    option,
    option_list,
    plain,
)
from bot.sandbox.validation.shapes import BlockProblems, Check, choice, entries, shape, string

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


def one_of(kinds: frozenset[str]) -> Check:
    """Return the check of an element of one of these types, by its own rule."""

    def check(problems: BlockProblems, value: Any, at: str) -> None:
        if not problems.mapping(value, at, ("type",)):
            return
        kind = str(value["type"])
        if kind in kinds:
            ELEMENT_RULES[kind](problems, value, at)
        else:
            problems.add(f"unsupported type: {kind}", f"{at}/type")

    return check


def _open(after: Check | None = None) -> Check:
    """Return the check of an element that may have any keys: of what all elements share, then of its own fields."""
    return _element("", after=after)


def _closed(keys: str, *, always: str = "", after: Check | None = None, **own: Check) -> Check:
    """Return the check of an element that is filled in, with these keys and no others."""
    return _element(f"type action_id focus_on_load {keys}", always=always, after=after, **own)


def _element(keys: str, *, always: str = "", after: Check | None = None, **own: Check) -> Check:
    return shape(
        "",
        keys,
        always=always,
        before=None,
        after=after,
        action_id=string("action_id"),
        confirm=CONFIRM_DIALOG,
        placeholder=plain("placeholder"),
        **own,
    )


def _check_sources(problems: BlockProblems, value: Any, at: str) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        problems.add("exactly one of image_url and slack_file is needed", at)


def _check_external_select(problems: BlockProblems, value: Any, at: str) -> None:
    """Check a menu that asks the app for its options: it holds none of its own but those chosen at first."""
    least = value.get("min_query_length", 0)
    if not isinstance(least, int) or isinstance(least, bool) or least < 0:
        problems.add("must provide a non-negative integer", f"{at}/min_query_length")
    for one in initial_options(problems, value, at):
        _OPTION(problems, one, f"{at}/initial_option")


def _check_conversation_kinds(problems: BlockProblems, value: Any, at: str) -> None:
    for kind in problems.items("filter.include", value, at):
        problems.choice(kind, ("im", "mpim", "private", "public"), at)


def _check_lengths(problems: BlockProblems, value: Any, at: str) -> None:
    """Check the lengths of a text field and, only where nothing is wrong so far, what stands in it."""
    for name in ("min_length", "max_length"):
        if name in value:
            problems.number(f"plain_text_input.{name}", value[name], f"{at}/{name}")
    if problems.found:
        return
    if value.get("min_length", 0) > value.get("max_length", 3000):
        problems.add("min_length must not be more than max_length", at)
    _INITIAL_VALUE(problems, value, at)
    if isinstance(value.get("initial_value"), str) and len(value["initial_value"]) > value.get("max_length", 3000):
        problems.add("initial_value is longer than max_length", f"{at}/initial_value")


def _check_number_input(problems: BlockProblems, value: Any, at: str) -> None:
    problems.mapping(value, at, ("is_decimal_allowed",))
    _INITIAL_VALUE(problems, value, at)


def _check_ticks(problems: BlockProblems, value: Any, at: str) -> None:
    check_initial_options(problems, value, at, entries(value.get("options")))


def _check_unix_time(problems: BlockProblems, value: Any, at: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 10**9 <= value < 10**10:
        problems.add("must be a Unix time of ten digits", at)


def _written(pattern: str, read: Callable[[str], object]) -> Check:
    """Return the check of a text that is written like this and that `read` can read."""

    def check(problems: BlockProblems, value: Any, at: str) -> None:
        try:
            fits = isinstance(value, str) and bool(re.fullmatch(pattern, value)) and read(value) is not None
        except (ValueError, KeyError, OSError):
            fits = False
        if not fits:
            problems.add(f"invalid format: {value}", at)

    return check


_OPTION: Final = option()
_TICK: Final = option(ANY_TEXT)
_STYLE: Final = choice("primary", "danger")
_INITIAL_VALUE: Final = shape(initial_value=string("initial_value"))
_FEEDBACK: Final = shape("text value", text=plain("button.text"), value=string("button.value"))
_CONVERSATIONS: Final = shape(
    keys="include exclude_external_shared_channels exclude_bot_users", include=_check_conversation_kinds
)
_MENU: Final = "confirm placeholder"
_SINGLE: Final = f"{_MENU} initial_option"
_SEVERAL: Final = f"{_MENU} initial_options max_selected_items"
_TEXT: Final = "initial_value dispatch_action_config placeholder"
_HOOK: Final = "response_url_enabled"

ELEMENT_RULES: Final[Mapping[str, Check]] = {
    "button": _open(
        shape(
            "type text",
            "action_id value url style confirm accessibility_label",
            text=plain("button.text"),
            value=string("button.value"),
            url=string("button.url"),
            accessibility_label=string("button.accessibility_label"),
            style=_STYLE,
        )
    ),
    "workflow_button": _open(shape("text workflow action_id", text=plain("button.text"))),
    "icon_button": _open(shape("icon text", text=plain("button.text"))),
    "feedback_buttons": _open(
        shape("positive_button negative_button", positive_button=_FEEDBACK, negative_button=_FEEDBACK)
    ),
    "image": _open(
        shape(
            always="alt_text",
            before=_check_sources,
            image_url=string("image.image_url"),
            alt_text=string("image.alt_text"),
        )
    ),
    "overflow": _open(shape(always="options", options=option_list("overflow.options", option(keys="description url")))),
    "static_select": _closed(f"{_SINGLE} options option_groups", after=check_options_or_groups),
    "multi_static_select": _closed(f"{_SEVERAL} options option_groups", after=check_options_or_groups),
    "external_select": _closed(f"{_SINGLE} min_query_length", after=_check_external_select),
    "multi_external_select": _closed(f"{_SEVERAL} min_query_length", after=_check_external_select),
    "users_select": _closed(f"{_MENU} initial_user"),
    "multi_users_select": _open(),
    "channels_select": _closed(f"{_MENU} initial_channel {_HOOK}"),
    "multi_channels_select": _open(),
    "conversations_select": _closed(
        f"{_MENU} initial_conversation default_to_current_conversation filter {_HOOK}", filter=_CONVERSATIONS
    ),
    "multi_conversations_select": _open(shape(filter=_CONVERSATIONS)),
    "checkboxes": _closed(
        "confirm options initial_options",
        always="options",
        options=option_list("checkboxes.options", _TICK),
        after=_check_ticks,
    ),
    "radio_buttons": _closed(
        "confirm options initial_option",
        always="options",
        options=option_list("radio_buttons.options", _TICK),
        after=_check_ticks,
    ),
    "datepicker": _closed(f"{_MENU} initial_date", initial_date=_written(r"\d{4}-\d{2}-\d{2}", date.fromisoformat)),
    "timepicker": _closed(
        f"{_MENU} initial_time timezone",
        initial_time=_written(r"\d{2}:\d{2}", time.fromisoformat),
        timezone=_written(r".+", ZoneInfo),
    ),
    "datetimepicker": _closed("confirm initial_date_time", initial_date_time=_check_unix_time),
    "plain_text_input": _closed(f"{_TEXT} multiline min_length max_length", after=_check_lengths),
    "number_input": _closed(f"{_TEXT} is_decimal_allowed min_value max_value", after=_check_number_input),
    "email_text_input": _closed(_TEXT, after=_INITIAL_VALUE),
    "url_text_input": _closed(_TEXT, after=_INITIAL_VALUE),
    "rich_text_input": _open(),
    "file_input": _open(),
}
