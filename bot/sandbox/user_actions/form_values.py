"""Values that a person puts in the fields of a form before sending it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.interactive_elements import VALUE_KEYS, InteractiveElement, element_options, element_state

Json = Mapping[str, Any]
_WRITTEN: Final[Mapping[str, tuple[re.Pattern[str], Callable[[str], object], str]]] = {
    "datepicker": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat, "Write a day such as 2026-11-23."),
    "timepicker": (re.compile(r"[0-9]{2}:[0-9]{2}"), time.fromisoformat, "Write a time such as 09:00."),
    "url_text_input": (re.compile(r"https?://[^\s/]\S*"), urlsplit, "Write a whole link such as https://example.org."),
}
_PEOPLE: Final = ("users_select", "multi_users_select")
_CHANNELS: Final = ("channels_select", "conversations_select", "multi_channels_select", "multi_conversations_select")


def parse_entered(workspace: SlackWorkspace, person: SlackUser, element: Json, words: str | Iterable[str]) -> Any:
    """Return the value that these words mean in this element; several words for one that takes several.

    Raises LookupError with words for the person.
    """
    kind = str(element["type"])
    several = [words] if isinstance(words, str) else list(words)
    if not any(several):
        return [] if _takes_several(kind) else ""
    if _takes_several(kind):
        return [_parse_one(workspace, person, element, one.strip()) for one in several if one.strip()]
    return _parse_one(workspace, person, element, several[0])


def split_words(element: Json, words: str) -> list[str]:
    """Split the words for an element: commas stand between several."""
    return words.split(",") if _takes_several(str(element["type"])) else [words]


def value_key(field: InteractiveElement, others: Iterable[InteractiveElement]) -> str:
    """Return the key under which a field's value is handed in.

    For an input it is its block id, so that a field of another block starts empty as with Slack; else its action id,
    or its block id where others share that.
    """
    shared = sum(other.action_id == field.action_id for other in others) > 1
    return field.block_id if shared or field.block.get("type") == "input" else field.action_id


def fill_blocks(blocks: Iterable[Json], values: Json) -> list[dict[str, Any]]:
    """Return the blocks with these values standing in their fields."""
    return [_fill_block(block, values) for block in blocks]


def _fill_block(block: Json, values: Json) -> dict[str, Any]:
    done = dict(block)
    for name in ("element", "accessory"):
        if isinstance(done.get(name), Mapping):
            done[name] = _fill_element(InteractiveElement(done[name], block), values)
    if block.get("type") in ("actions", "context_actions"):
        done["elements"] = [_fill_element(InteractiveElement(one, block), values) for one in block["elements"]]
    return done


def _fill_element(field: InteractiveElement, values: Json) -> Json:
    element = field.element
    value = values.get(field.action_id, values.get(field.block_id))
    if value is None or element.get("type") not in VALUE_KEYS:
        return element
    key = VALUE_KEYS[element["type"]]
    name = "initial_" + key.removeprefix("selected_")
    bare = {other: told for other, told in element.items() if other != name}
    return bare if value in ("", []) else {**bare, name: element_state(element, value)[key]}


def _takes_several(kind: str) -> bool:
    return kind.startswith("multi_") or kind == "checkboxes"


def _parse_one(workspace: SlackWorkspace, person: SlackUser, element: Json, words: str) -> Any:
    kind = str(element["type"])
    if kind in _PEOPLE:
        found = workspace.find_person(words)
        if found is None:
            raise LookupError(f"There is nobody called {words}.")
        return found.id
    if kind in _CHANNELS:
        try:
            return workspace.channel(words).id
        except RefusedError:
            raise LookupError(f"There's no channel {words}.") from None
    if kind == "datetimepicker":
        return _unix_time(words, ZoneInfo(person.zone))
    if kind in _WRITTEN:
        _check_written(kind, words)
    if kind == "rich_text_input":
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
        return {"type": "rich_text", "elements": [section]}
    return _find_option(element, words) if element_options(element) else words


def _find_option(element: Json, words: str) -> Json:
    """Return the option with this value or text, else with this number, else the only one whose text begins so."""
    offered = element_options(element)
    wanted = words.strip().casefold()
    for option in offered:
        if wanted in (str(option.get("value", "")).casefold(), option["text"]["text"].casefold()):
            return option
    if wanted.isdecimal() and 1 <= int(wanted) <= len(offered):
        return offered[int(wanted) - 1]
    near = [option for option in offered if wanted and option["text"]["text"].casefold().startswith(wanted)]
    if len(near) == 1:
        return near[0]
    raise LookupError("Choose one of: " + ", ".join(option["text"]["text"] for option in offered))


def _check_written(kind: str, words: str) -> None:
    """Stop what Slack's own pickers and link fields do not let a person send."""
    pattern, read, advice = _WRITTEN[kind]
    try:
        read(words)
    except ValueError:
        raise LookupError(advice) from None
    if not pattern.fullmatch(words):
        raise LookupError(advice)


def _unix_time(words: str, zone: ZoneInfo) -> int:
    if words.isdecimal():
        return int(words)
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise LookupError("Write a time such as 2026-11-23T09:00.") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC).timestamp())


def fill_view(view: Json, values: Json) -> dict[str, Any]:
    """Return the view with these values standing in its fields."""
    return {**view, "blocks": fill_blocks(view["blocks"], values)}
