"""Hide things in the operator's `overlay.yaml`, with all else in the file as it was, comments too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from bot.catalog.layers.overlay import NO_CHANGES, Overlay
from bot.catalog.layers.overlay_files import OVERLAY_FILE, parse_overlay
from bot.catalog.loading.content_files import ContentError, ContentProblem
from bot.cli.packs.sources.git_address import SourceError
from bot.lazy_pattern import lazy_pattern

_LIST: Final = lazy_pattern(r"^hide:[ ]*(?:#.*)?\n((?:[ ]*(?:#.*)?\n|[ ]*-[ ].*\n)*)", re.MULTILINE)
_FLOW: Final = lazy_pattern(r"^hide:[ ]*\[([^\]\n]*)\]", re.MULTILINE)
_ITEM: Final = lazy_pattern(r"^([ ]*)-[ ].*\n", re.MULTILINE)


def hide_in_text(text: str, names: Sequence[str]) -> str:
    """Return an overlay's text that hides these ids too.

    Raises:
        ContentError: the text can't be read.
        SourceError: it hides things in a way that can't be added to without writing the rest of it anew.
    """
    before = _read(text)
    new = [each for each in dict.fromkeys(names) if each not in before.hide]
    if not new:
        return text
    after = _with_names(text if text.endswith("\n") or not text else f"{text}\n", new)
    expected = before.model_dump(exclude_unset=True) | {"hide": (*before.hide, *new)}
    with suppress(ContentError):
        if _read(after).model_dump(exclude_unset=True) == expected:
            return after
    raise SourceError(f"write it into {OVERLAY_FILE} yourself: hide: [{', '.join([*before.hide, *new])}]")


def _read(text: str) -> Overlay:
    problems: list[ContentProblem] = []
    overlay = parse_overlay(OVERLAY_FILE, text.encode(), problems).model
    if problems:
        raise ContentError(tuple(problems))
    return overlay or NO_CHANGES


def _with_names(text: str, names: Sequence[str]) -> str:
    if flow := _FLOW.search(text):
        inner = ", ".join([*([flow[1].strip()] if flow[1].strip() else []), *names])
        return f"{text[: flow.start()]}hide: [{inner}]{text[flow.end() :]}"
    block = _LIST.search(text)
    items = list(_ITEM.finditer(text, block.start(1), block.end(1))) if block else []
    if items:
        last = items[-1]
        added = "".join(f"{last[1]}- {each}\n" for each in names)
        return text[: last.end()] + added + text[last.end() :]
    return text + "hide:\n" + "".join(f"  - {each}\n" for each in names)
