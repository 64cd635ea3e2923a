"""What somebody has reached, latest first, for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.core.milestones import ReachedMilestone
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.slash import SLASH
from bot.ui.milestone_text import milestone_line

LINES_PER_PAGE: Final = 10


def render_milestones(reached: Sequence[ReachedMilestone], catalog: Catalog, today: date, offset: int = 0) -> Message:
    """Render a page of what the reader has reached; past the end it is the first page."""
    if not reached:
        text = (
            "🎉 Your milestones will be here: goals met, streaks, areas half done, first talks. "
            f"`{SLASH}log 30m networking` is a start."
        )
        return compose_message(section(text))
    offset = offset if 0 <= offset < len(reached) else 0
    page = reached[offset : offset + LINES_PER_PAGE]
    lines = [
        f"{milestone_line(each.milestone, catalog, today)} · {date_text.day_text(each.day, today)}" for each in page
    ]
    where = f" ({offset + 1}-{offset + len(page)} of {len(reached)})" if len(reached) > LINES_PER_PAGE else ""
    return compose_message(
        section(f"*What you've reached*, latest first{where}"),
        section("\n".join(lines)),
        actions(
            ButtonSpec("Newer", "milestones.page", str(max(0, offset - LINES_PER_PAGE))) if offset else None,
            ButtonSpec("Older", "milestones.page", str(offset + LINES_PER_PAGE))
            if offset + LINES_PER_PAGE < len(reached)
            else None,
        ),
    )
