"""Messages about changed entries: deleted, corrected, undone or redone, with the new totals and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import Enum
from typing import Final

from bot.catalog.catalog import Catalog
from bot.core.ledger.rules import Entry, EntryChange, FullDay, LedgerAct, OutdatedAct
from bot.core.milestones import MilestoneKind
from bot.core.reached_by_hours import NOTHING_REACHED, Reached
from bot.features.entries.views.listing import delete_button
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui.entry_text import area_total_text, entry_with_day, week_total_text
from bot.ui.goal_text import goal_met_line
from bot.ui.links import evidence_link
from bot.ui.milestone_text import area_share_line
from bot.ui.outdated_button import render_as_now

MAX_LISTED_CHANGES: Final = 10
LIST_BUTTON: Final = ButtonSpec("My entries", "log.list", "0")


class ChangeOrigin(Enum):
    """The origin of a change: an act of its own, an undo, or a redo."""

    ACT = "act"
    UNDO = "undo"
    REDO = "redo"


_DONE_BEFORE: Final = {
    ChangeOrigin.ACT: "You did that before, so I counted it once.",
    ChangeOrigin.UNDO: "Already undone.",
    ChangeOrigin.REDO: "Already restored.",
}


@frozen
class CurrentTotals:
    """Minutes as they are now, per area over all time and per week, named by one of its days; what was just reached."""

    area_minutes: Mapping[str, int] = field(default_factory=dict)
    week_minutes: Mapping[date, int] = field(default_factory=dict)
    reached: Reached = NOTHING_REACHED


def render_change(
    done: LedgerAct,
    totals: CurrentTotals,
    catalog: Catalog,
    today: date,
    origin: ChangeOrigin = ChangeOrigin.ACT,
    *,
    corrections: str = "",
) -> Message:
    """Render what an act changed, the totals of its areas and weeks, and the buttons that reverse it."""
    if not done.changes:
        return compose_message(section("Nothing changed: the entry already says that."), actions(LIST_BUTTON))
    lines = [_change_text(change, catalog, today, origin) for change in done.changes[:MAX_LISTED_CHANGES]]
    if len(done.changes) > 1:
        unlisted = len(done.changes) - MAX_LISTED_CHANGES
        lines = [f"{format_count(len(done.changes), 'entry', 'entries')}:", *lines]
        lines += [f"and {unlisted} more"] if unlisted > 0 else []
    lead = "" if done.is_new else f"{_DONE_BEFORE[origin]}\n"
    text, reached = "\n".join(lines), "".join(f"\n{each}" for each in _reached_lines(totals, catalog, today))
    return compose_message(
        section(f"{lead}{text}{corrections}{reached}\n{_totals_text(totals, catalog, today)}".rstrip()),
        actions(_reverse_button(done, catalog, today, origin), _edit_button(done), LIST_BUTTON),
    )


def render_change_without_totals() -> Message:
    """Render that it is done, though the database doesn't answer any more where that leaves one."""
    words = f"✅ Done. I couldn't read your new totals; try `{SLASH}log list` in a moment."
    return compose_message(section(words), actions(LIST_BUTTON))


def render_entry_now(entry: Entry, catalog: Catalog, today: date) -> Message:
    """Show an entry as it is now, with the buttons that edit and delete it."""
    buttons = actions(ButtonSpec("Edit", "log.edit", str(entry.root)), delete_button(entry, catalog, today))
    return render_as_now(compose_message(section(entry_with_day(entry, catalog, today)), buttons))


def render_already_deleted(entry: Entry, catalog: Catalog, today: date) -> Message:
    """Say that the entry was already deleted."""
    return compose_message(section(f"Already deleted: {entry_with_day(entry, catalog, today)}"), actions(LIST_BUTTON))


def render_not_own_entry() -> Message:
    """Say that the entry doesn't exist or is somebody else's."""
    return compose_message(section("I can't find that entry of yours. Nothing changed."), actions(LIST_BUTTON))


def render_nothing_to_undo() -> Message:
    """Say that no act is left to undo."""
    return compose_message(section(f"Nothing to undo. A mark on a topic is undone by `{SLASH}roadmap undo`."))


def render_nothing_to_redo() -> Message:
    """Say that no undone act can be redone."""
    return compose_message(section("Nothing to redo."))


def render_outdated_undo(outdated: OutdatedAct, catalog: Catalog, today: date) -> Message:
    """Say that later changes keep an act from being undone, and list its entries as they are now."""
    first = next(iter(outdated.entries), None)
    lead = "Nothing changed: these hours were changed again since, so I can't undo that step by itself."
    if first is None:
        return compose_message(section(f"{lead} They're deleted now."), actions(LIST_BUTTON))
    lines = "\n".join(f"• {entry_with_day(entry, catalog, today)}" for entry in outdated.entries[:MAX_LISTED_CHANGES])
    edit = ButtonSpec("Edit", "log.edit", str(first.root)) if len(outdated.entries) == 1 else None
    delete = delete_button(first, catalog, today) if len(outdated.entries) == 1 else None
    return compose_message(section(f"{lead} Here they are:\n{lines}"), actions(edit, delete, LIST_BUTTON))


def render_undo_day_full(full_day: FullDay) -> Message:
    """Say that the undo or redo would bring back more than the day can hold."""
    held = parse.spell(full_day.booked_minutes)
    return compose_message(
        section(f"Nothing changed: a day only has 24 hours. A day with {held} can't take these hours back."),
        actions(LIST_BUTTON),
    )


def _change_text(change: EntryChange, catalog: Catalog, today: date, origin: ChangeOrigin) -> str:
    """Return what happened to one entry."""
    old = entry_with_day(change.before, catalog, today) if change.before else ""
    new = entry_with_day(change.after, catalog, today) if change.after else ""
    if change.before and change.after:
        return "\n".join((_correction_text(old, new, origin), *_difference_lines(change.before, change.after)))
    match origin:
        case ChangeOrigin.ACT:
            return f"✅ Logged {new}" if new else f"↩️ Deleted: {old}"
        case ChangeOrigin.UNDO:
            return f"✅ Restored: {new}" if new else f"↩️ Undone: {old}"
        case ChangeOrigin.REDO:
            return f"✅ Restored: {new}" if new else f"↩️ Deleted again: {old}"


def _correction_text(old: str, new: str, origin: ChangeOrigin) -> str:
    """Return what an entry is now, and what it was unless that reads the same."""
    was = "" if old == new else f", was {old.replace('*', '')}"
    match origin:
        case ChangeOrigin.ACT:
            return f"✅ Changed to {new}{was}"
        case ChangeOrigin.UNDO:
            return f"↩️ Undone, back to {new}{was}"
        case ChangeOrigin.REDO:
            return f"✅ Changed again to {new}{was}"


def _difference_lines(old: Entry, new: Entry) -> list[str]:
    """Return the changes that the one-line texts of the entries do not show: note, link, people."""
    note = f"Note: {_inline_note(old.note)}; now {_inline_note(new.note)}" if old.note != new.note else ""
    link = (evidence_link(new.evidence).strip() or "Link removed.") if old.evidence != new.evidence else ""
    old_people, new_people = old.people.split(), new.people.split()
    people = "" if set(old_people) == set(new_people) else join_words([f"<@{each}>" for each in new_people]) or "nobody"
    return [each for each in (note, link, people and f"With: {people}") if each]


def _inline_note(note: str) -> str:
    return f"“{escape(clip(' '.join(note.split()), 200))}”" if note else "none"


def _reached_lines(totals: CurrentTotals, catalog: Catalog, today: date) -> list[str]:
    """Return a line for each goal and each part of an area that the change has reached."""
    reached = totals.reached
    weeks = [each.subject for each in reached.milestones if each.kind is MilestoneKind.GOAL_MET]
    lines = [goal_met_line(week, today, reached.weeks_in_row) for week in weeks[:MAX_LISTED_CHANGES]]
    share = reached.area_share
    return [*lines, area_share_line(share, totals.area_minutes.get(share.subject, 0), catalog)] if share else lines


def _totals_text(totals: CurrentTotals, catalog: Catalog, today: date) -> str:
    """Return `Networking: 2 h of 50-80 h · This week: 3 h`."""
    known = ((catalog.find_area(area), minutes) for area, minutes in totals.area_minutes.items())
    areas = [area_total_text(area, minutes) for area, minutes in known if area]
    weeks = [week_total_text(day, minutes, today) for day, minutes in totals.week_minutes.items()]
    return " · ".join((*areas, *weeks))


def _reverse_button(done: LedgerAct, catalog: Catalog, today: date, origin: ChangeOrigin) -> ButtonSpec:
    """Return the Undo or Redo button of an act; it asks for confirmation if it takes hours away."""
    lost = [change.after for change in done.changes if change.after and not change.before]
    confirm = None
    if lost:
        what = (
            entry_with_day(lost[0], catalog, today) if len(lost) == 1 else format_count(len(lost), "entry", "entries")
        )
        confirm = ConfirmSpec("Undo it?", f"{what} will be taken back.", "Undo")
    label, action = ("Redo", "log.again") if origin is ChangeOrigin.UNDO else ("Undo", "log.back")
    return ButtonSpec(label, action, str(done.act_id), confirm=confirm)


def _edit_button(done: LedgerAct) -> ButtonSpec | None:
    after = done.changes[0].after
    return ButtonSpec("Edit", "log.edit", str(after.root)) if after and len(done.changes) == 1 else None
