"""A message was changed into something that cannot be booked: its entries stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.catalog.catalog import Catalog
from bot.core.ledger.rules import Entry
from bot.features.entries.views.listing import delete_button
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.payloads import EntryDraftPayload, LogLinePayload
from bot.timeexpr.durations import parse
from bot.ui.entry_text import entry_line, quoted_note


def render_kept_entries(
    entries: Sequence[Entry], catalog: Catalog, today: date, *, is_day_full: bool = False
) -> Message:
    """Say so, with what is left to do; `full` where the day cannot hold what the message says now."""
    why = (
        "The day cannot hold what your message says now" if is_day_full else "I cannot book what your message says now"
    )
    stays = "these entries stay as they were" if len(entries) > 1 else "this entry stays as it was"
    blocks = [
        block
        for entry in entries
        for block in (
            section(f"*{entry_line(entry, catalog, today)}*{quoted_note(entry.note)}"),
            actions(ButtonSpec("Edit", "log.edit", str(entry.root)), delete_button(entry, catalog, today)),
        )
    ]
    return compose_message(section(f"{why}, so {stays}:"), *blocks)


def render_log_hint(minutes: int) -> Message:
    """Words said to us hold a length of time and are no line for the ledger."""
    form = ButtonSpec("Open the form", "log.form", EntryDraftPayload(minutes=minutes).encode())
    return compose_message(
        section("If that is to be booked, write for example `2h networking yesterday`."), actions(form)
    )


def render_rebook_question(minutes: int, line: LogLinePayload) -> Message:
    """A message was changed whose hours had been taken back; a press books what it says now."""
    length = parse.spell(minutes)
    words = f"What your message had booked was taken back. It says {length} now: shall that count?"
    if not line.fits_in_button():
        return compose_message(section(f"{words} Then write it anew."))
    return compose_message(
        section(words), actions(ButtonSpec(f"Book {length}", "log.line", line.encode()), ButtonSpec("No", "log.drop"))
    )
