"""How a total came about: every row of the ledger, in the order in which it was written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import format as calendar_format
from bot.calendar.format import MONTHS
from bot.catalog.catalog import Catalog
from bot.core.ledger.rules import Entry, Posting, Postings
from bot.features.entries.views.entry_list import Chosen, name, turn
from bot.slack.blocks import section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import count
from bot.timeexpr.durations import parse
from bot.ui.entry_text import entry_name

PAGE: Final = 12
_EACH: Final = 6  # lines in one section, which takes 3000 characters
_HOW: Final = {
    "command": " with `/log`",
    "mention": " in a mention",
    "message": " in a message",
    "button": " with a button",
    "form": " with the form",
    "import": " from a file",
}
_TAKEN: Final = {"delete": "deleted", "undo": "taken back by undo", "redo": "taken back by redo"}


def why(rows: Postings, chosen: Chosen, catalog: Catalog, *, zone: ZoneInfo, today: date) -> Message:
    """A page of rows, oldest first, between what was carried over and what they add up to."""
    turning = turn("log.why", chosen, rows.count, PAGE, today)
    lead = f"{chosen.lead}\n" if chosen.lead else ""
    if not rows.count:
        return compose(section(f"{lead}*{name(chosen, today)}:* nothing was booked, so the total is 0 h."), turning)
    lines = [_line(row, catalog, zone, today) for row in rows.rows]
    is_oldest, is_newest = chosen.offset + len(rows.rows) >= rows.count, chosen.offset == 0
    end = rows.before + sum(row.minutes for row in rows.rows)
    carried = "" if is_oldest else f"\nCarried over from older lines: {parse.spell(rows.before)}"
    last = f"*Total: {parse.spell(end)}*" if is_newest else f"Carried on to newer lines: {parse.spell(end)}"
    what = f"{name(chosen, today)}, {count(rows.count, 'line')}"
    return compose(
        section(f"{lead}*How {parse.spell(rows.total)} came about*: {what}{carried}"),
        [section("\n".join(lines[start : start + _EACH])) for start in range(0, len(lines), _EACH)],
        section(last),
        turning,
    )


def _line(row: Posting, catalog: Catalog, zone: ZoneInfo, today: date) -> str:
    sign = "+" if row.minutes > 0 else ""
    when = _moment(row.created_at.astimezone(zone), today)
    what = f"{calendar_format.spell(row.day, today)}, {entry_name(_entry(row), catalog)}"
    return f"`{sign}{parse.spell(row.minutes)}` {what}: {_act(row)} on {when}"


def _entry(row: Posting) -> Entry:
    """The row as the entry that it books or takes back."""
    said = {each: getattr(row, each) for each in Entry.__slots__ if hasattr(row, each)}
    return Entry(workspace="", member="", **said)


def _act(row: Posting) -> str:
    """What the row did, and how: `booked with /log`, `deleted`, `corrected with the form`."""
    if row.reverses:
        return _TAKEN.get(row.source, "taken back for a correction")
    if row.undoes:
        return "brought back"
    return f"{'booked' if row.root == row.id else 'corrected'}{_HOW.get(row.source, '')}"


def _moment(moment: datetime, today: date) -> str:
    """`17 Nov 14:02`, the year only where it is not this one."""
    year = "" if moment.year == today.year else f" {moment.year}"
    return f"{moment.day} {MONTHS[moment.month - 1]}{year} {moment:%H:%M}"
