"""What is said of a session to others: the announcement, and the letters before, after and when it changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import format as calendar_format
from bot.calendar import weeks
from bot.core.ledger import activity
from bot.features.sessions.rules.session import NAMED, Gathering
from bot.slack.blocks import Press, actions, context, section
from bot.slack.failures import Cause
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape, listed, short_person
from bot.slack.payloads import Draft, Pending
from bot.timeexpr.durations import parse

JOIN: Final = "session.join"
LEAVE: Final = "session.leave"
LIST: Final = "session.list"
KEY: Final = "session:"  # before its number, under which its hour is booked once
IN_DIGEST: Final = 3
_NOT_POSTED: Final = {
    Cause.OUTSIDE: "I am not in that channel",
    Cause.ARCHIVED: "the channel is archived",
    Cause.BARRED: "I may not post there",
}
_DAY_AND_TIME: Final = "{date_long_pretty} {time}"


def announcement(
    of: Gathering, *, host: str, zone: ZoneInfo, names: Sequence[str] = (), joined: int = 0, shown: bool = True
) -> Message:
    """The session as everybody in its channel sees it, with who joins; not `shown` yet, it has no button."""
    who = listed([*map(short_person, names[:NAMED]), *([f"{joined - NAMED} more"] if joined > NAMED else [])])
    coming = f"\n*{count(joined, 'person joins', 'people join')}*: {who}" if joined else "\nNobody has joined yet."
    return compose(
        section(f"*Session: {escape(of.title)}*\nwith {short_person(host)}, {when(of, zone)}, {lasts(of)}{coming}"),
        actions(Press("Join", JOIN, str(of.id), style="primary")) if shown else None,
        context("Whoever joins is named here, reminded 10 minutes before, and can book the hour afterwards."),
    )


def called_off(of: Gathering, *, host: str, zone: ZoneInfo) -> Message:
    """The announcement of a session that does not take place."""
    what = "Did not take place" if of.was_missed else "Cancelled"
    return compose(section(f"*{what}: {escape(of.title)}*\nwith {short_person(host)}, was to be {when(of, zone)}."))


def reminder(of: Gathering, *, host: str, zone: ZoneInfo, is_host: bool = False) -> Message:
    """It begins soon."""
    lead = "You hold it" if is_host else f"{short_person(host)} holds it"
    starts = f"<!date^{_unix(of)}^{{time}}|{of.starts_at.astimezone(zone):%H:%M}>"
    return compose(
        section(f"*{escape(of.title)}* begins at {starts}. {lead}, {_where(of)}."),
        actions(None if is_host else Press("I cannot come", LEAVE, str(of.id)), Press("All sessions", LIST)),
    )


def afterwards(of: Gathering, *, day: date, is_host: bool = False) -> Message:
    """It is over: one press books it. `day` is the reader's day on which it was."""
    length, doing = parse.spell(of.minutes), activity.Activity.TALK.value if is_host else ""
    pending = Pending(
        key=f"{KEY}{of.id}", minutes=of.minutes, area=activity.AREA, day=day, note=of.title, activity=doing
    )
    counts = "It counts as a talk, for Soft Skills." if is_host else "It counts for Soft Skills."
    other = Draft(minutes=of.minutes, day=day, note=of.title)
    return compose(
        section(f"*Book {length} for {escape(of.title)}?* {counts}"),
        actions(
            Press(f"Book {length}", "session.book", pending.value(), style="primary"),
            None if is_host else Press("On something else", "log.form", other.value()),
            Press("It did not happen", "session.missed", str(of.id)) if is_host else Press("Not there", "offer.drop"),
        ),
    )


def cancelled(of: Gathering, *, by: str, zone: ZoneInfo) -> Message:
    """To those who wanted to be there."""
    return compose(
        section(f"{short_person(by)} cancelled *{escape(of.title)}*, which was to be {when(of, zone)}, {_where(of)}."),
        actions(Press("All sessions", LIST)),
    )


def lapsed(of: Gathering, *, host: str, zone: ZoneInfo) -> Message:
    """To those who wanted to be there: its host has left."""
    what = f"*{escape(of.title)}*, which was to be {when(of, zone)}, {_where(of)}, does not take place"
    return compose(
        section(f"{what}: {short_person(host)} is no member here any more."), actions(Press("All sessions", LIST))
    )


def not_posted(of: Gathering, cause: Cause, *, zone: ZoneInfo) -> Message:
    """To its host: the announcement has not arrived."""
    lead, why = "is not announced", _NOT_POSTED.get(cause, "Slack did not take it")
    if cause is Cause.LOST:
        lead, why = "may not be announced", "Slack's answer was lost, so look whether it is there"
    return compose(
        section(
            f"*{escape(of.title)}*, {when(of, zone)}, {lead} {_where(of)}: {why}. "
            "To announce it anew, cancel it in the list and plan it once more."
        ),
        actions(Press("All sessions", LIST)),
    )


def moved(of: Gathering, *, host: str, zone: ZoneInfo) -> Message:
    """To those who joined, who stay in it."""
    return compose(
        section(f"{short_person(host)} moved *{escape(of.title)}* to {when(of, zone)}, {lasts(of)}, {_where(of)}."),
        actions(Press("I cannot come then", LEAVE, str(of.id)), Press("All sessions", LIST)),
        context("You are still in, and will be reminded 10 minutes before."),
    )


def in_week(found: Sequence[Gathering], week: str, *, zone: ZoneInfo, today: date, prefix: str) -> str:
    """The sessions of a week as the digest names them; nothing where there are none."""
    lines = [f"{escape(clip(of.title, 60))}, {when(of, zone)}" for of in found[:IN_DIGEST]]
    more = [f"and more: `/{prefix}roadmate sessions`"] if len(found) > IN_DIGEST else []
    return "\n".join([f"*Sessions, {weeks.spell(week, today)}*", *lines, *more]) if lines else ""


def when(of: Gathering, zone: ZoneInfo) -> str:
    """Its day and time as Slack shows them to each reader in their own zone; in the host's where it does not."""
    at = of.starts_at.astimezone(zone)
    plain = f"{calendar_format.spell(at.date(), at.date())} {at:%Y %H:%M} ({zone.key})"
    return f"<!date^{_unix(of)}^{_DAY_AND_TIME}|{plain}>"


def local(of: Gathering, zone: ZoneInfo, now: datetime) -> str:
    """`Thu 26 Nov 15:00`, the year only where it is not this one."""
    at = of.starts_at.astimezone(zone)
    return f"{calendar_format.spell(at.date(), now.astimezone(zone).date())} {at:%H:%M}"


def lasts(of: Gathering) -> str:
    """How long it takes."""
    return parse.spell(of.minutes)


def _where(of: Gathering) -> str:
    return f"in <#{of.channel}>"


def _unix(of: Gathering) -> int:
    return int(of.starts_at.timestamp())
