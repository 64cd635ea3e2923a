"""A message was changed into something that cannot be booked: its entries stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.catalog.catalog import Catalog
from bot.core.ledger.rules import Entry
from bot.features.entries.views.entry_list import deletion
from bot.slack.blocks import Press, actions, section
from bot.slack.message import Message, compose
from bot.ui.entry_text import line, quoted


def entries(standing: Sequence[Entry], catalog: Catalog, today: date, *, full: bool = False) -> Message:
    """Say so, with what is left to do; `full` where the day cannot hold what the message says now."""
    why = "The day cannot hold what your message says now" if full else "I cannot book what your message says now"
    stays = "these entries stay as they were" if len(standing) > 1 else "this entry stays as it was"
    blocks = [
        block
        for entry in standing
        for block in (
            section(f"*{line(entry, catalog, today)}*{quoted(entry.note)}"),
            actions(Press("Edit", "log.edit", str(entry.root)), deletion(entry, catalog, today)),
        )
    ]
    return compose(section(f"{why}, so {stays}:"), *blocks)
