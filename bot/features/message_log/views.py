"""Messages about changed messages: entries that stay, hours to log again, and a hint for hours that are no line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.catalog.catalog import Catalog
from bot.core.ledger.rules import Entry
from bot.features.entries.views.listing import delete_button
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.payloads import LogLinePayload
from bot.timeexpr.durations import parse
from bot.ui.entry_text import entry_line, quoted_note


def render_kept_entries(
    entries: Sequence[Entry], catalog: Catalog, today: date, *, is_day_full: bool = False
) -> Message:
    """Say that the entries of a changed message stay, as it cannot be logged or, if `is_day_full`, its day is full."""
    problem = "The day has no room for" if is_day_full else "I can't log"
    stays = "these entries stay as they are" if len(entries) > 1 else "this entry stays as it is"
    blocks = [
        block
        for entry in entries
        for block in (
            section(f"*{entry_line(entry, catalog, today)}*{quoted_note(entry.note)}"),
            actions(ButtonSpec("Edit", "log.edit", str(entry.root)), delete_button(entry, catalog, today)),
        )
    ]
    return compose_message(section(f"{problem} what your message says now, so {stays}:"), *blocks)


def render_rebook_question(minutes: int, line: LogLinePayload) -> Message:
    """Ask whether to log what a changed message says now, as its hours had been taken back."""
    length = parse.spell(minutes)
    text = f"You undid the hours of this message. It says {length} now. Log that?"
    if not line.fits_in_button():
        return compose_message(section(f"{text} Then please write it again."))
    return compose_message(
        section(text), actions(ButtonSpec(f"Log {length}", "log.line", line.encode()), ButtonSpec("No", "log.drop"))
    )
