"""The page of buttons, forms and fields by the names under which Slack reports them, from the router itself."""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.app import build_roadmate
from bot.settings import read_settings
from reference.markdown import code, page, table

INTRODUCTION = """\
What a press, a form or a menu reports to Roadmate, and who answers. For people who change Roadmate, or read its log
lines. A button remembers what it was shown for: if that has changed, it does nothing and shows how things are now."""
KINDS = {"click": "Buttons and menus", "form": "Forms", "field": "Fields that offer choices", "shortcut": "Shortcuts"}


def render_buttons() -> str:
    """Return the page of everything that can be pressed or sent."""
    return page("Buttons and forms", INTRODUCTION, *_sections())


def _sections() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        roadmate = build_roadmate(read_settings({"DATABASE_URL": f"sqlite:///{Path(folder) / 'empty.db'}"}))
        try:
            handlers = roadmate.router.handlers_by_kind()
        finally:
            roadmate.close()
    for kind, title in KINDS.items():
        rows = [(code(name), code(_function(handler))) for name, (_, handler) in sorted(handlers[kind].items())]
        yield f"## {title}\n\n{table(('name', 'answered by'), rows)}"


def _function(handler: Callable[..., Any]) -> str:
    """Return the function that answers, by its place in the code."""
    function = inspect.unwrap(getattr(handler, "func", handler))
    return f"{function.__module__.removeprefix('bot.')}.{function.__qualname__.replace('.<locals>', '')}"
