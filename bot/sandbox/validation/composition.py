"""The rules for what blocks are made of: text, options, confirm dialogs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.validation.shapes import BlockProblems, Check, choice, entries, items, shape, string

PLAIN: Final = ("plain_text",)
ANY_TEXT: Final = ("plain_text", "mrkdwn")


def text(limit: str = "text", types: tuple[str, ...] = ANY_TEXT) -> Check:
    """Return the check of a text object of one of these types."""

    def check(problems: BlockProblems, value: Any, at: str) -> None:
        if not problems.mapping(value, at, ("type",), ("text", "emoji", "verbatim")):
            return
        if value["type"] not in types:
            problems.add(f"must be of type {' or '.join(types)}, not {value['type']}", f"{at}/type")
        if value["type"] == "mrkdwn" and "emoji" in value:
            problems.add("invalid additional property: emoji", at)
        if value["type"] == "plain_text" and "verbatim" in value:
            problems.add("invalid additional property: verbatim", at)
        problems.string(limit, value.get("text"), f"{at}/text")

    return check


def plain(limit: str) -> Check:
    """Return the check of a text object that may hold no markup."""
    return text(limit, PLAIN)


CONFIRM_DIALOG: Final = shape(
    "title text confirm deny",
    "style",
    title=plain("confirm.title"),
    confirm=plain("confirm.confirm"),
    deny=plain("confirm.deny"),
    text=text("confirm.text"),
    style=choice("primary", "danger"),
)


def option(types: tuple[str, ...] = PLAIN, keys: str = "description") -> Check:
    """Return the check of an option with this kind of text."""
    words, more = text("option.text", types), text("option.description", types)
    return shape("text value", keys, text=words, value=string("option.value"), description=more)


def option_list(limit: str, check_option: Check) -> Check:
    """Return the check of a list of options, whose values differ."""
    check_each = items(limit, check_option)

    def check(problems: BlockProblems, value: Any, at: str) -> None:
        check_each(problems, value, at)
        values = [str(one.get("value")) for one in entries(value) if isinstance(one, dict)]
        if len(set(values)) < len(values):
            problems.add("options must have different values", at)

    return check


OPTIONS: Final = option_list("select.options", option())
OPTION_GROUP: Final = shape("label options", label=plain("option_group.label"), options=OPTIONS)
OPTION_GROUPS: Final = items("option_groups", OPTION_GROUP)


def check_options_or_groups(problems: BlockProblems, owner: Any, at: str) -> None:
    """Check either options or groups of options."""
    if "option_groups" not in owner:
        OPTIONS(problems, owner.get("options"), f"{at}/options")
        check_initial_options(problems, owner, at, entries(owner.get("options")))
        return
    if "options" in owner:
        problems.add("only one of options and option_groups is allowed", at)
    OPTION_GROUPS(problems, owner["option_groups"], f"{at}/option_groups")
    groups = [
        one for one in entries(owner["option_groups"]) if isinstance(one, Mapping) and one.get("label") is not None
    ]
    check_initial_options(problems, owner, at, [option for group in groups for option in entries(group.get("options"))])


def check_initial_options(problems: BlockProblems, owner: Any, at: str, every: list[Any]) -> None:
    """Check that what is chosen at first is among the options, as it is written there; several are at least one."""
    for one in initial_options(problems, owner, at):
        if one not in every:
            problems.add("the initial option isn't among the options", at)


def initial_options(problems: BlockProblems, owner: Any, at: str) -> list[Any]:
    """Return what is chosen at first."""
    if "initial_options" in owner:
        return problems.items("initial_options", owner["initial_options"], f"{at}/initial_options")
    return [owner["initial_option"]] if "initial_option" in owner else []
