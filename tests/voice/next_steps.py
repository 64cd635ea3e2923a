"""Every message that shows its reader a next step offers to log it, to know it, something else and not for me."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_SHOWN: Final = re.compile(r"➡️ Next: |➡️ One thing to try: \*|picked your next step: ")
_SOMEBODY_ELSES: Final = "can change this plan"  # a page that its reader looks at
_OFFERS: Final = {
    "log it": re.compile(r"^log\.book "),
    "something else": re.compile(r"^knowing\.other |^roadmate\.say roadmap another$"),
}
_TOPIC_OFFERS: Final = {
    "I know this": re.compile(r'^knowing\.set .*"state":"known"|^roadmate\.say roadmap (\S+ known|quiz \S+)$'),
    "not for me": re.compile(r'^knowing\.set .*"state":"skipped"|^roadmate\.say roadmap \S+ skip$|^step\.aside '),
}


def bare_steps(payload: Any) -> Iterator[tuple[str, str]]:
    """Yield the next steps in a message, window or page with which nothing can be done there, each with what lacks."""
    shown = [text for text in _strings(payload, "text") if _SHOWN.search(text)]
    if not shown or any(_SOMEBODY_ELSES in text for text in _strings(payload, "text")):
        return
    controls = list(_controls(payload))
    is_topic = any(each.startswith("log.book ") and '"topic"' in each for each in controls)
    for name, offer in (_OFFERS | _TOPIC_OFFERS if is_topic else _OFFERS).items():
        if not any(map(offer.search, controls)):
            yield shown[0][:80], f"a next step offers “{name}”"


def _controls(part: Any) -> Iterator[str]:
    """Yield each button and each choice behind three dots as its action and what it carries."""
    for element in _mappings(part):
        action = str(element.get("action_id", "")).partition("#")[0]
        if action:
            values = (element.get("value"), *(each["value"] for each in element.get("options", ())))
            yield from (f"{action} {value}" for value in values if value)


def _strings(part: Any, name: str) -> Iterator[str]:
    yield from (each[name] for each in _mappings(part) if isinstance(each.get(name), str))


def _mappings(part: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        yield part
    for inner in part.values() if isinstance(part, Mapping) else part if isinstance(part, list | tuple) else ():
        yield from _mappings(inner)
