"""A member's entries and ledger rows, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.calendar import date_text
from bot.calendar.date_text import MONTHS
from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core.ledger.rules import Entry, EntryPage, Posting, PostingPage
from bot.core.plan.progress import AmbiguousArea
from bot.features.entries.payloads import EntryListPayload
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count
from bot.slack.slash import SLASH
from bot.timeexpr import past_ranges
from bot.timeexpr.durations import parse
from bot.timeexpr.past_ranges import EVER, PastRange
from bot.ui.entry_text import entry_line, entry_name, quoted_note
from bot.ui.links import evidence_link
from bot.ui.not_shown import not_shown_text

ENTRIES_PER_PAGE: Final = 8
LINES_PER_PAGE: Final = 12
ACT_LEADS: Final = {
    "edit": "Press *Edit* on the entry you want to change.",
    "delete": "Press *Delete* on the entry you want to remove. Nothing is deleted yet.",
    "undo": f"`{SLASH}log undo` undoes your last change, one at a time. For another entry, press *Delete* on it.",
    "redo": f"`{SLASH}log redo` restores what you undid last, one at a time. Nothing changed yet.",
}
QUERY_EXAMPLES: Final = "`week`, `last month`, `networking`, `3-14 nov`, `since mon`, `2026-W46`"

_LINES_PER_SECTION: Final = 6  # lines in one section, which takes 3000 characters
_SOURCE_TEXTS: Final = {
    "command": f" with `{SLASH}log`",
    "mention": " in a mention",
    "message": " in a message",
    "button": " with a button",
    "form": " with the form",
    "import": " from a file",
}
_REVERSAL_TEXTS: Final = {"delete": "deleted", "undo": "undone", "redo": "deleted again"}


@frozen
class EntryFilter:
    """Which entries to show: the days, the area, and how many newer ones to skip; `lead` is put above them."""

    days: PastRange = EVER
    area: Area | None = None
    offset: int = 0
    lead: str = ""

    @property
    def is_unfiltered(self) -> bool:
        """Return whether neither days nor an area narrow the entries down."""
        return self.days == EVER and self.area is None

    def page_value(self, offset: int = 0) -> str:
        """Return the value of a button that shows another page of the same entries."""
        area = self.area.id if self.area else ""
        return EntryListPayload(first=self.days.first, last=self.days.last, area=area, offset=offset).encode()


def render_entries(page: EntryPage, entry_filter: EntryFilter, catalog: Catalog, today: date) -> Message:
    """Render a page of a member's entries, newest first, below the sum of all that match the filter."""
    buttons = page_buttons("log.list", entry_filter, page.count, ENTRIES_PER_PAGE, today)
    if not page.count:
        if entry_filter.is_unfiltered:
            return compose_message(section(f"You haven't logged anything yet. Try `{SLASH}log 2h networking`."))
        return compose_message(
            section(f"{_lead_line(entry_filter)}*{filter_name(entry_filter, today)}:* no entries."), buttons
        )
    count = format_count(page.count, "entry", "entries")
    total = f"{filter_name(entry_filter, today)}: {parse.spell(page.minutes)} in {count}"
    return compose_message(
        section(f"{_lead_line(entry_filter)}*{total}*, newest first{_page_range(page, entry_filter)}"),
        [block for entry in page.entries for block in _entry_blocks(entry, catalog, today)],
        buttons,
    )


def page_buttons(action: str, entry_filter: EntryFilter, total_count: int, page_size: int, today: date) -> Block | None:
    """Return the buttons below a page: newer, older, and the other periods."""
    area, offset = entry_filter.area.id if entry_filter.area else "", entry_filter.offset
    newer, older = max(0, offset - page_size), offset + page_size
    periods = (
        ("This week", past_ranges.week_range(today), EntryListPayload(period="week", area=area)),
        ("This month", past_ranges.month_range(today), EntryListPayload(period="month", area=area)),
        ("All", EVER, EntryListPayload(area=area)),
    )
    others = (
        ButtonSpec(label, action, payload.encode()) for label, days, payload in periods if days != entry_filter.days
    )
    return actions(
        ButtonSpec("Newer", action, entry_filter.page_value(newer)) if offset else None,
        ButtonSpec("Older", action, entry_filter.page_value(older)) if older < total_count else None,
        *others,
    )


def filter_name(entry_filter: EntryFilter, today: date) -> str:
    """Return what is shown, such as `Networking, 16-22 Nov`; `All entries` without days and area."""
    days = past_ranges.spell_range(entry_filter.days, today)
    if entry_filter.area is None:
        return days[:1].upper() + days[1:] or "All entries"
    return ", ".join(filter(None, (entry_filter.area.name, days)))


def delete_button(entry: Entry, catalog: Catalog, today: date) -> ButtonSpec:
    """Return the button that deletes an entry, with a confirmation that says what that does."""
    what = entry_line(entry, catalog, today)
    confirm = ConfirmSpec("Delete it?", f"{what}: you can undo that.", "Delete")
    label = f"Delete {what}"
    return ButtonSpec(
        "Delete", "log.delete", str(entry.root), confirm=confirm, state=str(entry.id), accessibility_label=label
    )


def render_area_question(doubt: AmbiguousArea, buttons: Sequence[ButtonSpec], typed: str) -> Message:
    """Ask about words that name neither days nor a single area; `buttons` offer the matching or nearest areas."""
    if doubt.is_known:
        text = f"*Which “{escape(clip(doubt.typed, 80))}”?*"
    else:
        near = " Did you mean one of these?" if buttons else ""
        unknown = f"I don't know “{escape(clip(typed, 80))}” as days or a focus area."
        text = (
            f"{not_shown_text(doubt.off) if doubt.off else unknown}{near}\n"
            f"Try {QUERY_EXAMPLES}, or days and an area together."
        )
    return compose_message(section(text), actions(*buttons))


def render_two_periods(typed: str) -> Message:
    """Ask for one period where two were named."""
    return compose_message(section(f"I see two periods in “{escape(clip(typed, 80))}”. Which one? {QUERY_EXAMPLES}"))


def _entry_blocks(entry: Entry, catalog: Catalog, today: date) -> list[Block]:
    tags = [escape(entry.activity), "changed" if entry.is_corrected else ""]
    tag_text = f" ({', '.join(filter(None, tags))})" if any(tags) else ""
    what = entry_line(entry, catalog, today)
    edit = ButtonSpec("Edit", "log.edit", str(entry.root), accessibility_label=f"Edit {what}")
    row = actions(edit, delete_button(entry, catalog, today))
    assert row is not None
    text = f"*{what}*{tag_text}{quoted_note(entry.note)}{evidence_link(entry.evidence)}"
    return [section(text), row]


def _page_range(page: EntryPage, entry_filter: EntryFilter) -> str:
    """Return the position of a page among several, such as ` (9-16)`; empty for a single page."""
    if page.count <= ENTRIES_PER_PAGE:
        return ""
    return f" ({entry_filter.offset + 1}-{entry_filter.offset + len(page.entries)})"


def _lead_line(entry_filter: EntryFilter) -> str:
    return f"{entry_filter.lead}\n" if entry_filter.lead else ""


def _nothing_logged_text(entry_filter: EntryFilter, today: date) -> str:
    if entry_filter.area is None and not entry_filter.days:
        return "You haven't logged anything yet."
    return f"{filter_name(entry_filter, today)}: nothing logged."


def render_history(
    postings: PostingPage, entry_filter: EntryFilter, catalog: Catalog, *, zone: ZoneInfo, today: date
) -> Message:
    """Render a page of ledger rows, oldest first, between the sum carried over and the new total."""
    buttons = page_buttons("log.why", entry_filter, postings.count, LINES_PER_PAGE, today)
    lead = _lead_line(entry_filter)
    if not postings.count:
        return compose_message(section(f"{lead}{_nothing_logged_text(entry_filter, today)}"), buttons)
    lines = [_posting_line(row, catalog, zone, today) for row in postings.rows]
    is_oldest, is_newest = entry_filter.offset + len(postings.rows) >= postings.count, entry_filter.offset == 0
    end = postings.minutes_before + sum(row.minutes for row in postings.rows)
    carried = "" if is_oldest else f"\nFrom older lines: {parse.spell(postings.minutes_before)}"
    last = f"*Total: {parse.spell(end)}*" if is_newest else f"So far, with newer lines to come: {parse.spell(end)}"
    what = f"{filter_name(entry_filter, today)}, {format_count(postings.count, 'line')}"
    return compose_message(
        section(f"{lead}*Where your {parse.spell(postings.total_minutes)} come from*: {what}{carried}"),
        [
            section("\n".join(lines[start : start + _LINES_PER_SECTION]))
            for start in range(0, len(lines), _LINES_PER_SECTION)
        ],
        section(last),
        buttons,
    )


def _posting_line(posting: Posting, catalog: Catalog, zone: ZoneInfo, today: date) -> str:
    sign = "+" if posting.minutes > 0 else ""
    when = _moment_text(posting.created_at.astimezone(zone), today)
    what = f"{date_text.day_text(posting.day, today)}, {entry_name(_entry_of_posting(posting), catalog)}"
    return f"`{sign}{parse.spell(posting.minutes)}` {what}: {_act_text(posting)} on {when}"


def _entry_of_posting(posting: Posting) -> Entry:
    """Return the row as the entry that it books or takes back."""
    values = {each: getattr(posting, each) for each in Entry.__match_args__ if hasattr(posting, each)}
    return Entry(workspace="", member="", **values)


def _act_text(posting: Posting) -> str:
    """Return what the row did and how, such as `logged in a message`, `deleted`, `changed with the form`."""
    if posting.reverses:
        return _REVERSAL_TEXTS.get(posting.source, "replaced by a change")
    if posting.undoes:
        return "restored"
    return f"{'logged' if posting.root == posting.id else 'changed'}{_SOURCE_TEXTS.get(posting.source, '')}"


def _moment_text(moment: datetime, today: date) -> str:
    """Return `17 Nov 14:02`, with the year only if it is not the running one."""
    year = "" if moment.year == today.year else f" {moment.year}"
    return f"{moment.day} {MONTHS[moment.month - 1]}{year} {moment:%H:%M}"
