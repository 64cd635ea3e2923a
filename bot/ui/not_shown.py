"""Say of a roadmap that somebody names that it's off in their workspace."""

from __future__ import annotations

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.hidden_names import find_hidden_roadmap
from bot.catalog.models import Roadmap
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import escape
from bot.slack.payloads import RoadmapQueryPayload
from bot.slack.slash import SLASH


def not_shown_text(name: str) -> str:
    """Return that a roadmap is off."""
    return f"*{escape(name)}* is off in this workspace."


def render_not_shown(roadmap: Roadmap) -> Message:
    """Say that a roadmap that somebody asks for is off."""
    return compose_message(
        section(f"{not_shown_text(roadmap.name)} What's on: `{SLASH}roadmate content`."),
        actions(ButtonSpec("All roadmaps", "roadmap.open", RoadmapQueryPayload().encode())),
    )


def explain_not_shown(catalog: Catalog, words: str) -> Message | None:
    """Say that a roadmap is off where the words name one that is; None for all other words."""
    hidden = find_hidden_roadmap(catalog, words)
    return render_not_shown(hidden) if hidden else None
