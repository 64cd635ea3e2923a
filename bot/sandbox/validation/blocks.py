"""The rules for blocks, and on which surface each kind may stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.validation import charts, composition, elements
from bot.sandbox.validation.limits import LIMITS, BlockProblems

MESSAGE, MODAL, HOME = "message", "modal", "home"
EVERYWHERE: Final = (MESSAGE, MODAL, HOME)
NOT_MODAL: Final = (MESSAGE, HOME)


@dataclass(frozen=True, slots=True)
class BlockRule:
    """The check of one kind of block, and the surfaces on which it may stand."""

    check: Callable[[BlockProblems, Any, str], None]
    surfaces: tuple[str, ...] = EVERYWHERE


def check_each_block(problems: BlockProblems, blocks: list[Any], at: str, surface: str) -> None:
    """Check each block by its rule; block ids are unique, and so are the action ids within one block."""
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        here = f"{at}/{place}"
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


def _section(problems: BlockProblems, block: Any, at: str) -> None:
    allowed = ("block_id", "text", "fields", "accessory", "expand")
    problems.mapping(block, at, ("type",), allowed)
    if block.get("text") is None and not block.get("fields"):
        problems.add("missing required field: text or fields", at)
    if block.get("text") is not None:
        composition.check_text(problems, block["text"], f"{at}/text")
    if block.get("fields") is not None:
        for place, one in enumerate(problems.items("section.fields", block["fields"], f"{at}/fields")):
            composition.check_text(problems, one, f"{at}/fields/{place}", limit="section.field")
    if block.get("accessory") is not None:
        elements.check_element(problems, block["accessory"], f"{at}/accessory", elements.IN_SECTION)


def _header(problems: BlockProblems, block: Any, at: str) -> None:
    if problems.mapping(block, at, ("type", "text"), ("block_id",)):
        composition.check_plain_text(problems, block["text"], f"{at}/text", "header.text")


def _divider(problems: BlockProblems, block: Any, at: str) -> None:
    problems.mapping(block, at, ("type",), ("block_id",))


def _context(problems: BlockProblems, block: Any, at: str) -> None:
    if not problems.mapping(block, at, ("type", "elements"), ("block_id",)):
        return
    for place, one in enumerate(problems.items("context.elements", block["elements"], f"{at}/elements")):
        here = f"{at}/elements/{place}"
        if isinstance(one, Mapping) and one.get("type") == "image":
            elements.check_element(problems, one, here, frozenset({"image"}))
        else:
            composition.check_text(problems, one, here)


def _actions(problems: BlockProblems, block: Any, at: str) -> None:
    _interactive(problems, block, at, "actions", elements.IN_ACTIONS)


def _context_actions(problems: BlockProblems, block: Any, at: str) -> None:
    _interactive(problems, block, at, "context_actions", elements.IN_CONTEXT_ACTIONS)


def _interactive(problems: BlockProblems, block: Any, at: str, kind: str, among: frozenset[str]) -> None:
    if not problems.mapping(block, at, ("type", "elements"), ("block_id",)):
        return
    seen: set[str] = set()
    for place, one in enumerate(problems.items(f"{kind}.elements", block["elements"], f"{at}/elements")):
        here = f"{at}/elements/{place}"
        elements.check_element(problems, one, here, among)
        name = str(one.get("action_id") or "") if isinstance(one, Mapping) else ""
        if name and name in seen:
            problems.add(f'action_id "{name}" already exists', f"{here}/action_id")
        seen.add(name)


def _image(problems: BlockProblems, block: Any, at: str) -> None:
    allowed = ("block_id", "alt_text", "image_url", "slack_file", "title")
    problems.mapping(block, at, ("type",), allowed)
    elements.check_element(problems, block, at, frozenset({"image"}))
    if "title" in block:
        composition.check_plain_text(problems, block["title"], f"{at}/title", "image.title")


def _input(problems: BlockProblems, block: Any, at: str) -> None:
    if not problems.mapping(
        block, at, ("type", "label", "element"), ("block_id", "hint", "optional", "dispatch_action")
    ):
        return
    composition.check_plain_text(problems, block["label"], f"{at}/label", "input.label")
    if "hint" in block:
        composition.check_plain_text(problems, block["hint"], f"{at}/hint", "input.hint")
    elements.check_element(problems, block["element"], f"{at}/element", elements.IN_INPUT)


def _rich_text(problems: BlockProblems, block: Any, at: str) -> None:
    if not problems.mapping(block, at, ("type", "elements"), ("block_id",)):
        return
    kinds = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
    for place, one in enumerate(problems.items("rich_text.elements", block["elements"], f"{at}/elements")):
        here = f"{at}/elements/{place}"
        if problems.mapping(one, here, ("type", "elements")):
            problems.choice(one["type"], kinds, f"{here}/type")


def _markdown(problems: BlockProblems, block: Any, at: str) -> None:
    if problems.mapping(block, at, ("type", "text"), ("block_id",)):
        problems.string("markdown.text", block["text"], f"{at}/text")


def _video(problems: BlockProblems, block: Any, at: str) -> None:
    if not problems.mapping(block, at, ("type", "title", "alt_text", "video_url", "thumbnail_url")):
        return
    composition.check_plain_text(problems, block["title"], f"{at}/title", "video.title")
    if "description" in block:
        composition.check_plain_text(problems, block["description"], f"{at}/description", "video.description")
    for name in ("alt_text", "video_url", "thumbnail_url", "author_name", "provider_name"):
        if name in block:
            problems.string(f"video.{name}", block[name], f"{at}/{name}")


def _file(problems: BlockProblems, block: Any, at: str) -> None:
    problems.mapping(block, at, ("type", "external_id", "source"), ("block_id",))


def _alert(problems: BlockProblems, block: Any, at: str) -> None:
    if problems.mapping(block, at, ("type", "text"), ("block_id", "level")):
        composition.check_text(problems, block["text"], f"{at}/text", limit="alert.text")
        levels = ("default", "info", "warning", "error", "success")
        problems.choice(block.get("level", "default"), levels, f"{at}/level")


def _card(problems: BlockProblems, block: Any, at: str) -> None:
    if not any(block.get(name) for name in ("hero_image", "title", "body", "actions")):
        problems.add("missing required field: hero_image, title, body or actions", at)
    for name in ("title", "subtitle", "body"):
        if name in block:
            composition.check_text(problems, block[name], f"{at}/{name}", limit=f"card.{name}")
    if "actions" in block:
        for place, one in enumerate(problems.items("card.actions", block["actions"], f"{at}/actions")):
            elements.check_element(problems, one, f"{at}/actions/{place}", elements.IN_ACTIONS)


def _carousel(problems: BlockProblems, block: Any, at: str) -> None:
    if not problems.mapping(block, at, ("type", "elements"), ("block_id",)):
        return
    for place, one in enumerate(problems.items("carousel.elements", block["elements"], f"{at}/elements")):
        here = f"{at}/elements/{place}"
        if problems.mapping(one, here, ("type",)):
            problems.choice(one["type"], ("card",), f"{here}/type")
            _card(problems, one, here)


def _container(problems: BlockProblems, block: Any, at: str) -> None:
    if block.get("title") is None and block.get("rich_text_title") is None:
        problems.add("missing required field: title", at)
    if block.get("title") is not None:
        composition.check_plain_text(problems, block["title"], f"{at}/title", "container.title")
    if "subtitle" in block:
        composition.check_text(problems, block["subtitle"], f"{at}/subtitle", limit="container.subtitle")
    children = problems.items("container.child_blocks", block.get("child_blocks"), f"{at}/child_blocks")
    inner = [child for child in children if not (isinstance(child, Mapping) and child.get("type") == "container")]
    if len(inner) < len(children):
        problems.add("containers cannot be nested", f"{at}/child_blocks")
    if len(inner) <= LIMITS["container.child_blocks"][1]:
        check_each_block(problems, inner, f"{at}/child_blocks", MESSAGE)


BLOCK_RULES: Final[Mapping[str, BlockRule]] = {
    "section": BlockRule(_section),
    "header": BlockRule(_header),
    "divider": BlockRule(_divider),
    "context": BlockRule(_context),
    "actions": BlockRule(_actions),
    "image": BlockRule(_image),
    "input": BlockRule(_input),
    "rich_text": BlockRule(_rich_text),
    "video": BlockRule(_video),
    "card": BlockRule(_card),
    "alert": BlockRule(_alert, (MODAL,)),
    "markdown": BlockRule(_markdown, (MESSAGE,)),
    "file": BlockRule(_file, (MESSAGE,)),
    "context_actions": BlockRule(_context_actions, (MESSAGE,)),
    "table": BlockRule(charts.check_table, NOT_MODAL),
    "data_table": BlockRule(charts.check_data_table, NOT_MODAL),
    "data_visualization": BlockRule(charts.check_chart, NOT_MODAL),
    "carousel": BlockRule(_carousel, NOT_MODAL),
    "container": BlockRule(_container, NOT_MODAL),
}
