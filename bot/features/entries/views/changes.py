"""What became of entries: deleted, corrected, undone, done again; each with where that leaves one and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

from bot.catalog.catalog import Catalog
from bot.core.ledger.rules import Entry, EntryChange, FullDay, LedgerAct, OutdatedAct
from bot.features.entries.views.listing import delete_button
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words
from bot.timeexpr.durations import parse
from bot.ui.entry_text import area_total_text, entry_line, week_total_text
from bot.ui.links import evidence_link

MAX_LISTED_CHANGES: Final = 10
LIST_BUTTON: Final = ButtonSpec("My entries", "log.list", "0")


class ChangeOrigin(Enum):
    """How an act came about: by itself, by undoing one, or by doing again what was undone."""

    ACT = "act"
    UNDO = "undo"
    REDO = "redo"


_ORIGIN_LEADS: Final = {ChangeOrigin.UNDO: "Undone", ChangeOrigin.REDO: "Done again"}


@dataclass(frozen=True, slots=True)
class CurrentTotals:
    """Minutes as they are now: by area over all time, and by the week of a day."""

    area_minutes: Mapping[str, int] = field(default_factory=dict)
    week_minutes: Mapping[date, int] = field(default_factory=dict)


def render_change(
    done: LedgerAct,
    totals: CurrentTotals,
    catalog: Catalog,
    today: date,
    origin: ChangeOrigin = ChangeOrigin.ACT,
    *,
    corrections: str = "",
) -> Message:
    """What an act changed, from what to what, where areas and weeks stand now, and the way back."""
    if not done.changes:
        return compose_message(
            section("Nothing was changed: the entry says exactly that already."), actions(LIST_BUTTON)
        )
    lines = [_change_text(change, catalog, today, origin) for change in done.changes[:MAX_LISTED_CHANGES]]
    if len(done.changes) > 1:
        more = len(done.changes) - MAX_LISTED_CHANGES
        lines = [f"{format_count(len(done.changes), 'entry', 'entries')}:", *(f"• {each}" for each in lines)]
        lines += [f"• and {more} more"] if more > 0 else []
    before = "" if done.is_new else "That was done before, and counts once. "
    words = "\n".join(lines)
    return compose_message(
        section(f"{before}{words}{corrections}\n{_totals_text(totals, catalog, today)}".rstrip()),
        actions(_reverse_button(done, catalog, today, origin), _edit_button(done), LIST_BUTTON),
    )


def render_change_without_totals() -> Message:
    """It is done, and the database does not answer any more where that leaves one."""
    words = "*Done.* The database did not answer just now where that leaves you: look at `/log list` in a while."
    return compose_message(section(words), actions(LIST_BUTTON))


def render_already_deleted(entry: Entry, catalog: Catalog, today: date) -> Message:
    """It was deleted before, by another press or another way."""
    return compose_message(
        section(f"That was deleted before: *{entry_line(entry, catalog, today)}*"), actions(LIST_BUTTON)
    )


def render_not_own_entry() -> Message:
    """The entry is somebody else's or not there."""
    return compose_message(section("There is no such entry of yours, so nothing was changed."), actions(LIST_BUTTON))


def render_nothing_to_undo() -> Message:
    """No act is in effect."""
    return compose_message(section("There is nothing to undo. Book hours with `/log 2h networking`."))


def render_nothing_to_redo() -> Message:
    """Nothing was undone last."""
    words = "There is nothing to do again: `/log redo` does what `/log undo` undid, until you do something new."
    return compose_message(section(words))


def render_outdated_undo(outdated: OutdatedAct, catalog: Catalog, today: date) -> Message:
    """Later changes stand on it; the entries as they are now can still be changed by themselves."""
    first = next(iter(outdated.entries), None)
    lead = "That can no longer be undone by itself: the hours were changed again since. Nothing was changed now."
    if first is None:
        return compose_message(section(f"{lead} They were deleted."), actions(LIST_BUTTON))
    now = "\n".join(f"• {entry_line(entry, catalog, today)}" for entry in outdated.entries[:MAX_LISTED_CHANGES])
    edit = ButtonSpec("Edit", "log.edit", str(first.root)) if len(outdated.entries) == 1 else None
    delete = delete_button(first, catalog, today) if len(outdated.entries) == 1 else None
    return compose_message(section(f"{lead} They stand as\n{now}"), actions(edit, delete, LIST_BUTTON))


def render_undo_day_full(full_day: FullDay) -> Message:
    """What would come back no longer fits into its day."""
    held = parse.spell(full_day.booked_minutes)
    return compose_message(
        section(f"Nothing was changed: with what comes back, a day that holds {held} now would have more than 24 h."),
        actions(LIST_BUTTON),
    )


def _change_text(change: EntryChange, catalog: Catalog, today: date, origin: ChangeOrigin) -> str:
    """What became of one entry; what is in force now stands out."""
    old, new = change.before, change.after
    was = entry_line(old, catalog, today) if old else ""
    now = f"*{entry_line(new, catalog, today)}*" if new else ""
    if old and new:
        return "\n".join((_correction_text(was, now, origin), *_difference_lines(old, new)))
    if origin is ChangeOrigin.ACT:
        return f"Booked: {now}" if new else f"Deleted: *{was}*"
    what = "booking" if (new is None) is (origin is ChangeOrigin.UNDO) else "deletion"
    effect = "It counts again." if new else "It no longer counts."
    return f"{_ORIGIN_LEADS[origin]}: the {what} of {now or f'*{was}*'}. {effect}"


def _correction_text(old_text: str, new_text: str, origin: ChangeOrigin) -> str:
    is_same = new_text == f"*{old_text}*"
    if origin is ChangeOrigin.ACT:
        return f"Corrected: {new_text}" if is_same else f"Corrected: was {old_text}; now {new_text}"
    first, then = (new_text, old_text) if origin is ChangeOrigin.UNDO else (old_text, new_text)
    return (
        f"{_ORIGIN_LEADS[origin]}: the correction of {new_text}"
        if is_same
        else f"{_ORIGIN_LEADS[origin]}: the correction of {first} to {then}"
    )


def _difference_lines(old: Entry, new: Entry) -> list[str]:
    """What the entries in words do not tell apart."""
    note = f"Note: {_inline_note(old.note)}; now {_inline_note(new.note)}" if old.note != new.note else ""
    link = (evidence_link(new.evidence).strip() or "The link is gone.") if old.evidence != new.evidence else ""
    return [each for each in (note, link, _people_text(old, new)) if each]


def _people_text(old: Entry, new: Entry) -> str:
    """Who takes part in it now, where that has changed; Slack puts the names in."""
    if set(old.people.split()) == set(new.people.split()):
        return ""
    return f"With: {join_words([f'<@{each}>' for each in new.people.split()]) or 'nobody'}"


def _inline_note(note: str) -> str:
    return f"“{escape(clip(' '.join(note.split()), 200))}”" if note else "none"


def _totals_text(totals: CurrentTotals, catalog: Catalog, today: date) -> str:
    """`Networking: 2 h of 50-80 h · This week: 3 h`."""
    known = ((catalog.find_area(area), minutes) for area, minutes in totals.area_minutes.items())
    areas = [area_total_text(area, minutes) for area, minutes in known if area]
    weeks = [week_total_text(day, minutes, today) for day, minutes in totals.week_minutes.items()]
    return " · ".join((*areas, *weeks))


def _reverse_button(done: LedgerAct, catalog: Catalog, today: date, origin: ChangeOrigin) -> ButtonSpec:
    """The press that undoes it, or does the undone again; it asks first where hours go by that."""
    going = [change.after for change in done.changes if change.after and not change.before]
    confirm = None
    if going:
        what = entry_line(going[0], catalog, today) if len(going) == 1 else format_count(len(going), "entry", "entries")
        confirm = ConfirmSpec("Take it back?", f"{what} will no longer count.", "Take it back")
    label, action = ("Redo", "log.again") if origin is ChangeOrigin.UNDO else ("Undo", "log.back")
    return ButtonSpec(label, action, str(done.act_id), confirm=confirm)


def _edit_button(done: LedgerAct) -> ButtonSpec | None:
    after = done.changes[0].after
    return ButtonSpec("Edit", "log.edit", str(after.root)) if after and len(done.changes) == 1 else None
