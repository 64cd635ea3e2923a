"""What became of entries: deleted, corrected, undone, done again; each with where that leaves one and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

from bot.catalog.catalog import Catalog
from bot.core.ledger.rules import Change, Done, Entry, FullDay, Outdated
from bot.features.entries.views.entry_list import deletion
from bot.slack.blocks import Confirm, Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape, listed
from bot.timeexpr.durations import parse
from bot.ui.entry_text import against, in_week, line
from bot.ui.links import evidence

MOST_NAMED: Final = 10
LIST: Final = Press("My entries", "log.list", "0")


class Way(Enum):
    """How an act came about: by itself, by undoing one, or by doing again what was undone."""

    ACT = "act"
    UNDO = "undo"
    REDO = "redo"


_LEADS: Final = {Way.UNDO: "Undone", Way.REDO: "Done again"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Minutes as they are now: by area over all time, and by the week of a day."""

    areas: Mapping[str, int] = field(default_factory=dict)
    weeks: Mapping[date, int] = field(default_factory=dict)


def changed(
    done: Done, standing: Standing, catalog: Catalog, today: date, way: Way = Way.ACT, *, took: str = ""
) -> Message:
    """What an act changed, from what to what, where areas and weeks stand now, and the way back."""
    if not done.changes:
        return compose(section("Nothing was changed: the entry says exactly that already."), actions(LIST))
    lines = [_told(change, catalog, today, way) for change in done.changes[:MOST_NAMED]]
    if len(done.changes) > 1:
        more = len(done.changes) - MOST_NAMED
        lines = [f"{count(len(done.changes), 'entry', 'entries')}:", *(f"• {each}" for each in lines)]
        lines += [f"• and {more} more"] if more > 0 else []
    before = "" if done.fresh else "That was done before, and counts once. "
    words = "\n".join(lines)
    return compose(
        section(f"{before}{words}{took}\n{_stands(standing, catalog, today)}".rstrip()),
        actions(_back(done, catalog, today, way), _edit(done), LIST),
    )


def gone(entry: Entry, catalog: Catalog, today: date) -> Message:
    """It was deleted before, by another press or another way."""
    return compose(section(f"That was deleted before: *{line(entry, catalog, today)}*"), actions(LIST))


def not_yours() -> Message:
    """The entry is somebody else's or not there."""
    return compose(section("There is no such entry of yours, so nothing was changed."), actions(LIST))


def nothing_to_undo() -> Message:
    """No act is in effect."""
    return compose(section("There is nothing to undo. Book hours with `/log 2h networking`."))


def nothing_to_redo() -> Message:
    """Nothing was undone last."""
    words = "There is nothing to do again: `/log redo` does what `/log undo` undid, until you do something new."
    return compose(section(words))


def outdated(found: Outdated, catalog: Catalog, today: date) -> Message:
    """Later changes stand on it; the entries as they are now can still be changed by themselves."""
    first = next(iter(found.entries), None)
    lead = "That can no longer be undone by itself: the hours were changed again since. Nothing was changed now."
    if first is None:
        return compose(section(f"{lead} They were deleted."), actions(LIST))
    now = "\n".join(f"• {line(entry, catalog, today)}" for entry in found.entries[:MOST_NAMED])
    edit = Press("Edit", "log.edit", str(first.root)) if len(found.entries) == 1 else None
    delete = deletion(first, catalog, today) if len(found.entries) == 1 else None
    return compose(section(f"{lead} They stand as\n{now}"), actions(edit, delete, LIST))


def too_full(day: FullDay) -> Message:
    """What would come back no longer fits into its day."""
    held = parse.spell(day.already)
    return compose(
        section(f"Nothing was changed: with what comes back, a day that holds {held} now would have more than 24 h."),
        actions(LIST),
    )


def _told(change: Change, catalog: Catalog, today: date, way: Way) -> str:
    """What became of one entry; what is in force now stands out."""
    old, new = change.before, change.after
    was = line(old, catalog, today) if old else ""
    now = f"*{line(new, catalog, today)}*" if new else ""
    if old and new:
        return "\n".join((_correction(was, now, way), *_differences(old, new)))
    if way is Way.ACT:
        return f"Booked: {now}" if new else f"Deleted: *{was}*"
    what = "booking" if (new is None) is (way is Way.UNDO) else "deletion"
    effect = "It counts again." if new else "It no longer counts."
    return f"{_LEADS[way]}: the {what} of {now or f'*{was}*'}. {effect}"


def _correction(was: str, now: str, way: Way) -> str:
    is_same = now == f"*{was}*"
    if way is Way.ACT:
        return f"Corrected: {now}" if is_same else f"Corrected: was {was}; now {now}"
    first, then = (now, was) if way is Way.UNDO else (was, now)
    return (
        f"{_LEADS[way]}: the correction of {now}" if is_same else f"{_LEADS[way]}: the correction of {first} to {then}"
    )


def _differences(old: Entry, new: Entry) -> list[str]:
    """What the entries in words do not tell apart."""
    note = f"Note: {_quote(old.note)}; now {_quote(new.note)}" if old.note != new.note else ""
    link = (evidence(new.evidence).strip() or "The link is gone.") if old.evidence != new.evidence else ""
    return [each for each in (note, link, _others(old, new)) if each]


def _others(old: Entry, new: Entry) -> str:
    """Who takes part in it now, where that has changed; Slack puts the names in."""
    if set(old.people.split()) == set(new.people.split()):
        return ""
    return f"With: {listed([f'<@{each}>' for each in new.people.split()]) or 'nobody'}"


def _quote(note: str) -> str:
    return f"“{escape(clip(' '.join(note.split()), 200))}”" if note else "none"


def _stands(standing: Standing, catalog: Catalog, today: date) -> str:
    """`Networking: 2 h of 50-80 h · This week: 3 h`."""
    known = ((catalog.find_area(area), minutes) for area, minutes in standing.areas.items())
    areas = [against(area, minutes) for area, minutes in known if area]
    weeks = [in_week(day, minutes, today) for day, minutes in standing.weeks.items()]
    return " · ".join((*areas, *weeks))


def _back(done: Done, catalog: Catalog, today: date, way: Way) -> Press:
    """The press that undoes it, or does the undone again; it asks first where hours go by that."""
    going = [change.after for change in done.changes if change.after and not change.before]
    confirm = None
    if going:
        what = line(going[0], catalog, today) if len(going) == 1 else count(len(going), "entry", "entries")
        confirm = Confirm("Take it back?", f"{what} will no longer count.", "Take it back")
    label, action = ("Redo", "log.again") if way is Way.UNDO else ("Undo", "log.back")
    return Press(label, action, str(done.act), confirm=confirm)


def _edit(done: Done) -> Press | None:
    after = done.changes[0].after
    return Press("Edit", "log.edit", str(after.root)) if after and len(done.changes) == 1 else None
