"""The rules for blocks, and on which surface each kind may stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.validation import charts
from bot.sandbox.validation.composition import plain, text
from bot.sandbox.validation.elements import ELEMENT_RULES, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION, one_of
from bot.sandbox.validation.limits import LIMITS
from bot.sandbox.validation.shapes import BlockProblems, Check, choice, items, or_null, shape, string

MESSAGE, MODAL, HOME = "message", "modal", "home"
EVERYWHERE: Final = (MESSAGE, MODAL, HOME)
NOT_MODAL: Final = (MESSAGE, HOME)


@dataclass(frozen=True, slots=True)
class BlockRule:
    """The check of one kind of block, and the surfaces on which it may stand."""

    check: Check
    surfaces: tuple[str, ...] = EVERYWHERE


def check_each_block(problems: BlockProblems, blocks: list[Any], at: str, surface: str) -> None:
    """Check each block by its rule; block ids are unique, and so are the action ids within one block."""
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        here = f"{at}/{index}"
        if not problems.mapping(block, here, ("type",)):
            continue
        rule = BLOCK_RULES.get(str(block["type"]))
        if rule is None or surface not in rule.surfaces:
            problems.add(f"unsupported type: {block['type']}", f"{here}/type")
            continue
        if block.get("block_id") is not None:
            problems.string("block_id", block["block_id"], f"{here}/block_id")
            name = str(block["block_id"])
            if name in seen:
                problems.add(f'block_id "{name}" already exists', f"{here}/block_id")
            seen.add(name)
        rule.check(problems, block, here)


def _check_content(problems: BlockProblems, block: Any, at: str) -> None:
    if block.get("text") is None and not block.get("fields"):
        problems.add("missing required field: text or fields", at)


def _check_context_element(problems: BlockProblems, value: Any, at: str) -> None:
    is_image = isinstance(value, Mapping) and value.get("type") == "image"
    (ELEMENT_RULES["image"] if is_image else _TEXT)(problems, value, at)


def _interactive(kind: str, among: frozenset[str]) -> Check:
    """Return the check of a block of elements, each with an action id of its own."""
    check_element = one_of(among)

    def check_elements(problems: BlockProblems, value: Any, at: str) -> None:
        seen: set[str] = set()
        for index, one in enumerate(problems.items(f"{kind}.elements", value, at)):
            check_element(problems, one, f"{at}/{index}")
            name = str(one.get("action_id") or "") if isinstance(one, Mapping) else ""
            if name and name in seen:
                problems.add(f'action_id "{name}" already exists', f"{at}/{index}/action_id")
            seen.add(name)

    return shape("type elements", "block_id", elements=check_elements)


def _check_card(problems: BlockProblems, block: Any, at: str) -> None:
    if not any(block.get(name) for name in ("hero_image", "title", "body", "actions")):
        problems.add("missing required field: hero_image, title, body or actions", at)


def _check_title(problems: BlockProblems, block: Any, at: str) -> None:
    if block.get("title") is None and block.get("rich_text_title") is None:
        problems.add("missing required field: title", at)


def _check_child_blocks(problems: BlockProblems, value: Any, at: str) -> None:
    children = problems.items("container.child_blocks", value, at)
    inner = [child for child in children if not (isinstance(child, Mapping) and child.get("type") == "container")]
    if len(inner) < len(children):
        problems.add("containers can't be nested", at)
    if len(inner) <= LIMITS["container.child_blocks"][1]:
        check_each_block(problems, inner, at, MESSAGE)


_TEXT: Final = text()
_CARD: Final = shape(
    before=_check_card,
    title=text("card.title"),
    subtitle=text("card.subtitle"),
    body=text("card.body"),
    actions=items("card.actions", one_of(IN_ACTIONS)),
)
_RICH_TEXT_PART: Final = shape(
    "type elements", type=choice("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
)

BLOCK_RULES: Final[Mapping[str, BlockRule]] = {
    "section": BlockRule(
        shape(
            "type",
            "block_id text fields accessory expand",
            before=_check_content,
            text=or_null(_TEXT),
            fields=or_null(items("section.fields", text("section.field"))),
            accessory=or_null(one_of(IN_SECTION)),
        )
    ),
    "header": BlockRule(shape("type text", "block_id", text=plain("header.text"))),
    "divider": BlockRule(shape("type", "block_id")),
    "context": BlockRule(
        shape("type elements", "block_id", elements=items("context.elements", _check_context_element))
    ),
    "actions": BlockRule(_interactive("actions", IN_ACTIONS)),
    "context_actions": BlockRule(_interactive("context_actions", IN_CONTEXT_ACTIONS), (MESSAGE,)),
    "image": BlockRule(
        shape(
            "type",
            "block_id alt_text image_url slack_file title",
            before=ELEMENT_RULES["image"],
            title=plain("image.title"),
        )
    ),
    "input": BlockRule(
        shape(
            "type label element",
            "block_id hint optional dispatch_action",
            label=plain("input.label"),
            hint=plain("input.hint"),
            element=one_of(IN_INPUT),
        )
    ),
    "rich_text": BlockRule(shape("type elements", "block_id", elements=items("rich_text.elements", _RICH_TEXT_PART))),
    "video": BlockRule(
        shape(
            "type title alt_text video_url thumbnail_url",
            title=plain("video.title"),
            description=plain("video.description"),
            alt_text=string("video.alt_text"),
            video_url=string("video.video_url"),
            thumbnail_url=string("video.thumbnail_url"),
            author_name=string("video.author_name"),
            provider_name=string("video.provider_name"),
        )
    ),
    "card": BlockRule(_CARD),
    "alert": BlockRule(
        shape(
            "type text",
            "block_id level",
            text=text("alert.text"),
            level=choice("default", "info", "warning", "error", "success"),
        ),
        (MODAL,),
    ),
    "markdown": BlockRule(shape("type text", "block_id", text=string("markdown.text")), (MESSAGE,)),
    "file": BlockRule(shape("type external_id source", "block_id"), (MESSAGE,)),
    "table": BlockRule(charts.TABLE, NOT_MODAL),
    "data_table": BlockRule(charts.DATA_TABLE, NOT_MODAL),
    "data_visualization": BlockRule(charts.DATA_VISUALIZATION, (MESSAGE,)),
    "carousel": BlockRule(
        shape(
            "type elements",
            "block_id",
            elements=items("carousel.elements", shape("type", type=choice("card"), after=_CARD)),
        ),
        NOT_MODAL,
    ),
    "container": BlockRule(
        shape(
            always="child_blocks",
            before=_check_title,
            title=or_null(plain("container.title")),
            subtitle=text("container.subtitle"),
            child_blocks=_check_child_blocks,
        ),
        NOT_MODAL,
    ),
}
