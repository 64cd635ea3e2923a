"""Write when somebody's next nudge is due, or why none is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.calendar import date_text, weeks
from bot.calendar.quiet_hours import QUIET_FROM, QUIET_UNTIL
from bot.calendar.schedule import slot_text
from bot.core.people.member import Member
from bot.core.people.nudge_cadence import is_silent
from bot.core.people.workspaces import Workspace, find_next_nudge
from bot.core.time_off import TimeOff


def next_nudge_text(
    workspace: Workspace,
    member: Member,
    now: datetime,
    absences: Sequence[TimeOff] = (),
    done_weeks: Collection[str] | None = None,
    *,
    is_addressed: bool = True,
) -> str:
    """Return when the reader's own next nudge is due, or why none is; of `done_weeks` it was sent or dropped.

    `is_addressed` is false for somebody without a goal or an assignment.
    """
    if not workspace.nudge_on:
        return "Nudges are off for this workspace."
    if not member.nudged:
        return "You turned nudges off."
    if not is_addressed:
        return "No nudges for now: you have no goal of your own and nothing assigned."
    if is_silent(member.unanswered_nudges):
        return "No nudges for now: the last ones had no answer. They begin again with the next thing you do here."
    due = find_next_nudge(workspace, member, now, absences, done_weeks)
    if due and due <= now:
        return "Your nudge is due now, if you're below your goal."
    if due:
        day = date_text.day_text(due.date(), now.astimezone(due.tzinfo).date())
        return f"Next nudge: {day} {due:%H:%M} (your time), if you're below your goal by then."
    slot = member.nudge_slot_in(weeks.local_week(now, member.zone), workspace.nudge_slot)
    if slot.time_of_day >= QUIET_FROM or slot.time_of_day < QUIET_UNTIL:
        return f"No nudges: {slot_text(slot)} is at night, and I don't write between 20:00 and 08:00."
    return "No nudges while you're away."
