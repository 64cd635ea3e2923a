"""How a member is doing, in words with their reasons: the same wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.features.team.rules.status import MemberStatus, StatusKind, StatusReason, StatusReasonKind
from bot.slack.mrkdwn import clip, escape, format_count
from bot.timeexpr.durations import parse

MAX_SUBJECT_LENGTH: Final = 24

# Makes what people typed fit for where it stands: `escape`, or `strip_markup` outside of mrkdwn.
TextCleaner = Callable[[str], str]


def status_text(status: MemberStatus, today: date, catalog: Catalog, clean: TextCleaner = escape) -> str:
    """Return the status with its reasons other than hours: `quiet: no entry for 16 days`."""
    words = [
        status_reason_text(each, today, catalog, clean)
        for each in status.reasons
        if each.kind is not StatusReasonKind.HOURS
    ]
    if status.kind is StatusKind.UNASSIGNED:
        return "nothing assigned yet"
    if status.kind in (StatusKind.STUCK, StatusKind.AWAY):
        return ", ".join(words)
    return ": ".join([status.kind.value, *words])


def status_reason_text(reason: StatusReason, today: date, catalog: Catalog, clean: TextCleaner = escape) -> str:
    """Return a figure behind a status, in words: `no entry for 16 days`."""
    match reason.kind:
        case StatusReasonKind.STUCK:
            days = f"for {format_count(reason.days, 'day')}" if reason.days else "since today"
            return " ".join(filter(None, ("stuck", _subject_text(reason.about, catalog, clean), days)))
        case StatusReasonKind.AWAY:
            return f"away until {date_text.day_text(reason.until, today)}" if reason.until else "away"
        case StatusReasonKind.NEW:
            return f"here for {format_count(reason.days, 'day')}" if reason.days else "joined today"
        case StatusReasonKind.SILENT:
            return f"no entry for {format_count(reason.days, 'day')}"
        case StatusReasonKind.NEVER_BOOKED:
            return f"no entry yet in {format_count(reason.days, 'day')}"
        case StatusReasonKind.HOURS:
            return f"{hours_of_goal_text(reason.minutes, reason.goal)} in four weeks"


def hours_of_goal_text(minutes: int, goal: int) -> str:
    """Return `1 h 30 min of 2 h`."""
    return parse.spell(minutes) + (f" of {parse.spell(goal)}" if goal else "")


def _subject_text(about: str, catalog: Catalog, clean: TextCleaner) -> str:
    """Return `on State Locking`; words that are no subject of the content stand in quotes."""
    assignment = catalog.find_assignment(about)
    named = catalog.find_topic_or_part(about) or catalog.find_area(about) or catalog.find_roadmap(about)
    name = assignment[1].name if assignment else named.name if named else ""
    if name:
        return f"on {clean(clip(name, MAX_SUBJECT_LENGTH))}"
    return f"on “{clean(clip(about, MAX_SUBJECT_LENGTH))}”" if about else ""
