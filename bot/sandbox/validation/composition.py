"""The rules for what blocks are made of: text, options, confirm dialogs."""

from __future__ import annotations

from typing import Any, Final

from bot.sandbox.validation.limits import BlockProblems

PLAIN: Final = ("plain_text",)
ANY_TEXT: Final = ("plain_text", "mrkdwn")


def check_text(
    problems: BlockProblems, value: Any, at: str, *, limit: str = "text", types: tuple[str, ...] = ANY_TEXT
) -> None:
    """Check a text object of one of these types."""
    if not problems.mapping(value, at, ("type",), ("text", "emoji", "verbatim")):
        return
    if value["type"] not in types:
        problems.add(f"must be of type {' or '.join(types)}, not {value['type']}", f"{at}/type")
    if value["type"] == "mrkdwn" and "emoji" in value:
        problems.add("invalid additional property: emoji", at)
    if value["type"] == "plain_text" and "verbatim" in value:
        problems.add("invalid additional property: verbatim", at)
    problems.string(limit, value.get("text"), f"{at}/text")


def check_plain_text(problems: BlockProblems, value: Any, at: str, limit: str) -> None:
    """Check a text object that may hold no markup."""
    check_text(problems, value, at, limit=limit, types=PLAIN)


def check_confirm_dialog(problems: BlockProblems, value: Any, at: str) -> None:
    """Check a confirm dialog."""
    if not problems.mapping(value, at, ("title", "text", "confirm", "deny"), ("style",)):
        return
    for name in ("title", "confirm", "deny"):
        check_plain_text(problems, value[name], f"{at}/{name}", f"confirm.{name}")
    check_text(problems, value["text"], f"{at}/text", limit="confirm.text")
    if "style" in value:
        problems.choice(value["style"], ("primary", "danger"), f"{at}/style")


def check_option(
    problems: BlockProblems, value: Any, at: str, *, types: tuple[str, ...], is_overflow: bool = False
) -> None:
    """Check one option; only that of an overflow menu may have a URL."""
    allowed = ("description", "url") if is_overflow else ("description",)
    if not problems.mapping(value, at, ("text", "value"), allowed):
        return
    check_text(problems, value["text"], f"{at}/text", limit="option.text", types=types)
    problems.string("option.value", value["value"], f"{at}/value")
    if "description" in value:
        check_text(problems, value["description"], f"{at}/description", limit="option.description", types=types)


def check_option_list(
    problems: BlockProblems, owner: Any, at: str, limit: str, *, types: tuple[str, ...] = PLAIN
) -> list[Any]:
    """Check the options of a menu, whose values differ, and return them."""
    given = problems.items(limit, owner.get("options"), f"{at}/options")
    for place, one in enumerate(given):
        check_option(problems, one, f"{at}/options/{place}", types=types, is_overflow=limit == "overflow.options")
    values = [one.get("value") for one in given if isinstance(one, dict)]
    if len(set(map(str, values))) < len(values):
        problems.add("options must have different values", f"{at}/options")
    return given


def check_options_or_groups(problems: BlockProblems, owner: Any, at: str) -> None:
    """Check either options or groups of options."""
    if "option_groups" not in owner:
        check_initial_options(problems, owner, at, check_option_list(problems, owner, at, "select.options"))
        return
    if "options" in owner:
        problems.add("only one of options and option_groups is allowed", at)
    every: list[Any] = []
    for place, group in enumerate(problems.items("option_groups", owner["option_groups"], f"{at}/option_groups")):
        here = f"{at}/option_groups/{place}"
        if problems.mapping(group, here, ("label", "options")):
            check_plain_text(problems, group["label"], f"{here}/label", "option_group.label")
            every += check_option_list(problems, group, here, "select.options")
    check_initial_options(problems, owner, at, every)


def check_initial_options(problems: BlockProblems, owner: Any, at: str, every: list[Any]) -> None:
    """Check that what is chosen at first is among the options, as it is written there; several are at least one."""
    chosen = [owner["initial_option"]] if "initial_option" in owner else []
    if "initial_options" in owner:
        chosen = problems.items("initial_options", owner["initial_options"], f"{at}/initial_options")
    for one in chosen:
        if one not in every:
            problems.add("initial option is not among the options", at)
