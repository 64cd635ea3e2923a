"""All files that are written from the code, wholly or in part, with what belongs in them now."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from reference.buttons import render_buttons
from reference.commands import render_commands
from reference.messages import render_messages
from reference.metrics import render_metrics
from reference.settings import render_settings
from reference.shell import render_shell
from reference.slack_app import render_slack_app, socket_mode_link
from reference.transcripts import fill_transcripts, open_chat

ROOT: Final = Path(__file__).parent.parent
PAGES: Final[dict[str, Callable[[], str]]] = {
    "commands": render_commands,
    "buttons": render_buttons,
    "messages": render_messages,
    "command-line": render_shell,
    "settings": render_settings,
    "metrics": render_metrics,
    "slack-app": render_slack_app,
}
TOURS: Final = {"member": True, "mentor": False, "admin": False}  # whether the tour begins with everyone's welcome
LINKED: Final = ("README.md", "docs/install.md")  # pages with the link that makes the app
_LINK: Final = re.compile(r"^\[one click\]: \S+$", re.MULTILINE)


def list_files(root: Path = ROOT) -> dict[str, Callable[[], str]]:
    """Return what writes each such file, by its path from the root."""
    pages = {f"docs/reference/{name}.md": render for name, render in PAGES.items()}
    tours = {f"docs/tours/{name}.md": partial(_fill_tour, root, name) for name in TOURS}
    linked = {name: partial(_put_link, root, name) for name in LINKED}
    return {**pages, **tours, **linked, "docs/privacy.md": partial(render_privacy, root)}


def render_privacy(root: Path) -> str:
    """Return PRIVACY.md as a page of the documentation."""
    title, _, rest = (root / "PRIVACY.md").read_text("utf-8").partition("\n")
    return f"{title}\n\n<!-- Written by `make reference` from PRIVACY.md. Change that file, not this page. -->\n{rest}"


def _put_link(root: Path, name: str) -> str:
    return _LINK.sub(lambda _: f"[one click]: {socket_mode_link()}", (root / name).read_text("utf-8"))


def _fill_tour(root: Path, name: str) -> str:
    page = (root / "docs" / "tours" / f"{name}.md").read_text("utf-8")
    with open_chat(welcomes=TOURS[name]) as answer:
        return fill_transcripts(page, answer)
