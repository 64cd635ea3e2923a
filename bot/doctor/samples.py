"""Samples of what Roadmate sends, to have Slack check them, and the kinds of blocks that they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from bot.frozen import frozen

_WORDLESS: Final = frozenset({"text", "block_id", "action_id", "value", "url", "emoji", "verbatim", "type"})
_NAME_LENGTH: Final = 50


@frozen
class Sample:
    """One message, window or Home: what an operator calls it, and the payload. `kind` names what it is one of."""

    name: str
    payload: Mapping[str, Any]
    kind: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the argument of `blocks.validate` that it is."""
        return {"view" if self.surface != "message" else "message": dict(self.payload)}

    @property
    def surface(self) -> str:
        """Return where it is shown: a `message`, a `modal` or the `home`."""
        return str(self.payload.get("type", "message"))

    @property
    def block_types(self) -> frozenset[str]:
        """Return the types of its blocks."""
        return frozenset(str(block["type"]) for block in self.payload["blocks"])


def sample_of(payload: Mapping[str, Any], kind: str = "") -> Sample:
    """Return the sample of a payload, named by its title or its first words."""
    if payload.get("type") == "home":
        return Sample("the Home tab", payload, "home")
    if payload.get("type") == "modal":
        title = payload["title"]["text"]
        return Sample(f"the window “{title}”", payload, f"window {payload.get('callback_id') or title}")
    words = str(payload.get("text", "")).partition("\n")[0].replace("*", "").replace("`", "")
    cut = words if len(words) <= _NAME_LENGTH else f"{words[:_NAME_LENGTH].rstrip()}..."
    content = {"text": payload.get("text", ""), "blocks": payload["blocks"]}
    return Sample(f"the message “{cut}”", content, kind)


def choose_samples(samples: Iterable[Sample]) -> list[Sample]:
    """Choose so that each kind of message, window and block is there, the longest of each, and few in all."""
    by_length = sorted(samples, key=lambda each: -len(orjson.dumps(each.payload)))
    chosen, known = [], set[str]()
    for each in by_length:
        brings = {*list_kinds(each), *({each.kind} if each.kind else ())}
        if not brings <= known:
            known |= brings
            chosen.append(each)
    return chosen


def list_kinds(sample: Sample) -> frozenset[str]:
    """Return the kinds of blocks in it and of their parts, such as `message: actions > button (confirm, style)`."""
    return frozenset(f"{sample.surface}: {kind}" for block in sample.payload["blocks"] for kind in _kinds_in(block, ""))


def _kinds_in(part: Any, above: str) -> Iterator[str]:
    if isinstance(part, Mapping):
        if kind := str(part.get("type", "")):
            own = sorted(part.keys() - _WORDLESS)
            yield f"{above}{kind}" + (f" ({', '.join(own)})" if own else "")
        for each in part.values():
            yield from _kinds_in(each, above or f"{kind} > ")
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _kinds_in(each, above)
