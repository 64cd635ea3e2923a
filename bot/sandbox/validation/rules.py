"""The checks of a message, a view and the options of a menu; raise `RefusedError` where Slack would not take them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.sandbox.validation import blocks, composition
from bot.sandbox.validation.errors import InvalidBlocksError, RefusedError
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.sandbox.validation.limits import (
    ALL_DATA_TABLES,
    ALL_MARKDOWN,
    ALL_POSTED_BLOCKS,
    ALL_TABLES,
    LARGEST_VIEW,
    LIMITS,
    LONGEST_TEXT,
)
from bot.sandbox.validation.shapes import BlockProblems

Json = Mapping[str, Any]

_VIEW_KEYS: Final = (
    *("title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close", "notify_on_close"),
    *("external_id", "submit_disabled"),
)
_MODAL_KEYS: Final = ("title", "close", "submit", "clear_on_close", "notify_on_close", "submit_disabled")


def check_message(payload: Json, *, posted: bool = False) -> None:
    """Check the content of a message; `posted` by chat.* rather than answered, where there is one limit more."""
    text, given, attachments = payload.get("text"), payload.get("blocks"), payload.get("attachments")
    if text is not None and not isinstance(text, str):
        raise RefusedError("invalid_arguments", "text must be a string [json-pointer:/text]")
    if given is not None and not isinstance(given, list | tuple):
        raise RefusedError("invalid_blocks_format")
    if not _are_attachments(attachments):
        raise RefusedError("invalid_attachments")
    if not (text or given or attachments or payload.get("files")):
        raise RefusedError("no_text")
    if text and len(text) > LONGEST_TEXT:
        raise RefusedError("msg_too_long")
    if len(attachments or ()) > LIMITS["message.attachments"][1]:
        raise RefusedError("too_many_attachments")
    check_blocks(given or (), "/blocks", "message.blocks", blocks.MESSAGE)
    for index, attachment in enumerate(attachments or ()):
        nested = attachment.get("blocks") or ()
        check_blocks(nested, f"/attachments/{index}/blocks", "message.blocks", blocks.MESSAGE)
    if posted and sum(map(len, _texts(given or ()))) > ALL_POSTED_BLOCKS:
        raise RefusedError("msg_blocks_too_long")


def _are_attachments(given: Any) -> bool:
    return given is None or (isinstance(given, list | tuple) and all(isinstance(one, Mapping) for one in given))


def check_blocks(given: Any, at: str, limit: str, surface: str) -> None:
    """Check the blocks of one surface, each and together."""
    problems = BlockProblems()
    every = problems.items(limit, given, at)
    blocks.check_each_block(problems, every, at, surface)
    _check_together(problems, [block for block in every if isinstance(block, Mapping)], at)
    problems.refuse("invalid_blocks")


def _check_together(problems: BlockProblems, every: list[Json], at: str) -> None:
    def together(kind: str) -> int:
        return sum(len(text) for block in every if block.get("type") == kind for text in _texts(block))

    for kind, most in (("markdown", ALL_MARKDOWN), ("table", ALL_TABLES), ("data_table", ALL_DATA_TABLES)):
        if together(kind) > most:
            problems.add(f"{kind} blocks must have less than {most + 1} characters together", at)
    charts = [block for block in every if block.get("type") == "data_visualization"]
    problems.items("message.data_visualizations", charts, at)


def _texts(value: Any) -> Iterator[str]:
    """Return every string under a `text` key, at any depth."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def check_view(view: Any) -> None:
    """Check a modal or a Home tab."""
    problems = BlockProblems()
    if not problems.mapping(view, "/view", ("type", "blocks"), _VIEW_KEYS):
        problems.refuse("invalid_arguments")
    problems.choice(view["type"], (blocks.MODAL, blocks.HOME), "/view/type")
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise RefusedError("view_too_large")
    for name in _MODAL_KEYS if view["type"] == blocks.HOME else ():
        if view.get(name):
            problems.add(f"invalid additional property: {name}", "/view")
    for name in ("private_metadata", "callback_id", "external_id"):
        if view.get(name) is not None:
            problems.string(f"view.{name}", view[name], f"/view/{name}")
    every = problems.items("view.blocks", view["blocks"], "/view/blocks")
    if view["type"] == blocks.MODAL:
        _check_modal(problems, view, every)
    blocks.check_each_block(problems, every, "/view/blocks", str(view["type"]))
    problems.refuse("invalid_arguments")
    if sum(bool(one.element.get("focus_on_load")) for one in interactive_elements(every)) > 1:
        raise RefusedError("invalid_arguments", "only one element may have focus_on_load [json-pointer:/view/blocks]")


def _check_modal(problems: BlockProblems, view: Json, every: list[Any]) -> None:
    composition.plain("view.title")(problems, view.get("title"), "/view/title")
    for name in ("submit", "close"):
        if view.get(name) is not None:
            composition.plain(f"view.{name}")(problems, view[name], f"/view/{name}")
    asks = any(isinstance(block, Mapping) and block.get("type") == "input" for block in every)
    if asks and view.get("submit") is None:
        problems.add("submit is required when an input is in blocks", "/view")


def validate(kind: str, given: Any) -> None:
    """Check what `blocks.validate` is asked about; raise `RefusedError` with a pointer for each error."""
    try:
        if kind == "blocks":
            check_blocks(given, "/blocks", "message.blocks", blocks.MESSAGE)
        elif kind == "message":
            check_message(given if isinstance(given, Mapping) else {"blocks": 0})
        else:
            check_view(given)
    except RefusedError as refused:
        raise InvalidBlocksError(f"invalid_{kind}", *(refused.messages or (refused.error,))) from None


def check_options(answer: Json) -> None:
    """Check what an app offers in a menu that asked it; no options at all is a fair answer."""
    problems = BlockProblems()
    if not (answer.get("options") == [] or answer.get("option_groups") == []):
        composition.check_options_or_groups(problems, answer, "")
    problems.refuse("invalid_options")
