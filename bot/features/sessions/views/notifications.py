"""What is said of a session to others: the announcement, and the letters before, after and when it changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import date_text, weeks
from bot.core.ledger import activity
from bot.features.sessions.rules.session import MAX_NAMED_ATTENDEES, Session
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.failures import FailureCause
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words, short_person_name
from bot.slack.payloads import EntryDraftPayload, PendingEntryPayload
from bot.timeexpr.durations import parse

JOIN_ACTION: Final = "session.join"
LEAVE_ACTION: Final = "session.leave"
LIST_ACTION: Final = "session.list"
BOOKING_KEY_PREFIX: Final = "session:"  # before its number, under which its hour is booked once
MAX_IN_DIGEST: Final = 3
_NOT_POSTED_REASONS: Final = {
    FailureCause.NOT_IN_CHANNEL: "I am not in that channel",
    FailureCause.CHANNEL_ARCHIVED: "the channel is archived",
    FailureCause.NOT_PERMITTED: "I may not post there",
}
_SLACK_DATE_FORMAT: Final = "{date_long_pretty} {time}"


def render_announcement(
    session: Session,
    *,
    host_name: str,
    zone: ZoneInfo,
    names: Sequence[str] = (),
    attendee_count: int = 0,
    with_button: bool = True,
) -> Message:
    """The session as everybody in its channel sees it, with who joins; not `shown` yet, it has no button."""
    who = join_words(
        [
            *map(short_person_name, names[:MAX_NAMED_ATTENDEES]),
            *([f"{attendee_count - MAX_NAMED_ATTENDEES} more"] if attendee_count > MAX_NAMED_ATTENDEES else []),
        ]
    )
    coming = (
        f"\n*{format_count(attendee_count, 'person joins', 'people join')}*: {who}"
        if attendee_count
        else "\nNobody has joined yet."
    )
    return compose_message(
        section(
            f"*Session: {escape(session.title)}*\nwith {short_person_name(host_name)}, {slack_start_text(session, zone)}, {session_length_text(session)}{coming}"
        ),
        actions(ButtonSpec("Join", JOIN_ACTION, str(session.id), style="primary")) if with_button else None,
        context("Whoever joins is named here, reminded 10 minutes before, and can book the hour afterwards."),
    )


def render_cancelled_announcement(session: Session, *, host_name: str, zone: ZoneInfo) -> Message:
    """The announcement of a session that does not take place."""
    what = "Did not take place" if session.was_not_held else "Cancelled"
    return compose_message(
        section(
            f"*{what}: {escape(session.title)}*\nwith {short_person_name(host_name)}, was to be {slack_start_text(session, zone)}."
        )
    )


def render_session_reminder(session: Session, *, host_name: str, zone: ZoneInfo, is_host: bool = False) -> Message:
    """It begins soon."""
    lead = "You hold it" if is_host else f"{short_person_name(host_name)} holds it"
    starts = f"<!date^{_start_timestamp(session)}^{{time}}|{session.starts_at.astimezone(zone):%H:%M}>"
    return compose_message(
        section(f"*{escape(session.title)}* begins at {starts}. {lead}, {_channel_text(session)}."),
        actions(
            None if is_host else ButtonSpec("I cannot come", LEAVE_ACTION, str(session.id)),
            ButtonSpec("All sessions", LIST_ACTION),
        ),
    )


def render_booking_question(session: Session, *, day: date, is_host: bool = False) -> Message:
    """It is over: one press books it. `day` is the reader's day on which it was."""
    length, doing = parse.spell(session.minutes), activity.Activity.TALK.value if is_host else ""
    pending = PendingEntryPayload(
        key=f"{BOOKING_KEY_PREFIX}{session.id}",
        minutes=session.minutes,
        area=activity.ACTIVITY_AREA,
        day=day,
        note=session.title,
        activity=doing,
    )
    counts = "It counts as a talk, for Soft Skills." if is_host else "It counts for Soft Skills."
    other = EntryDraftPayload(minutes=session.minutes, day=day, note=session.title)
    return compose_message(
        section(f"*Book {length} for {escape(session.title)}?* {counts}"),
        actions(
            ButtonSpec(f"Book {length}", "session.book", pending.encode(), style="primary"),
            None if is_host else ButtonSpec("On something else", "log.form", other.encode()),
            ButtonSpec("It did not happen", "session.missed", str(session.id))
            if is_host
            else ButtonSpec("Not there", "offer.drop"),
        ),
    )


def render_cancellation_notification(session: Session, *, cancelled_by: str, zone: ZoneInfo) -> Message:
    """To those who wanted to be there."""
    return compose_message(
        section(
            f"{short_person_name(cancelled_by)} cancelled *{escape(session.title)}*, which was to be {slack_start_text(session, zone)}, {_channel_text(session)}."
        ),
        actions(ButtonSpec("All sessions", LIST_ACTION)),
    )


def render_host_left_notification(session: Session, *, host_name: str, zone: ZoneInfo) -> Message:
    """To those who wanted to be there: its host has left."""
    what = f"*{escape(session.title)}*, which was to be {slack_start_text(session, zone)}, {_channel_text(session)}, does not take place"
    return compose_message(
        section(f"{what}: {short_person_name(host_name)} is no member here any more."),
        actions(ButtonSpec("All sessions", LIST_ACTION)),
    )


def render_not_posted_notification(session: Session, cause: FailureCause, *, zone: ZoneInfo) -> Message:
    """To its host: the announcement has not arrived."""
    lead, why = "is not announced", _NOT_POSTED_REASONS.get(cause, "Slack did not take it")
    if cause is FailureCause.RESPONSE_LOST:
        lead, why = "may not be announced", "Slack's answer was lost, so look whether it is there"
    return compose_message(
        section(
            f"*{escape(session.title)}*, {slack_start_text(session, zone)}, {lead} {_channel_text(session)}: {why}. "
            "To announce it anew, cancel it in the list and plan it once more."
        ),
        actions(ButtonSpec("All sessions", LIST_ACTION)),
    )


def render_moved_notification(session: Session, *, host_name: str, zone: ZoneInfo) -> Message:
    """To those who joined, who stay in it."""
    return compose_message(
        section(
            f"{short_person_name(host_name)} moved *{escape(session.title)}* to {slack_start_text(session, zone)}, {session_length_text(session)}, {_channel_text(session)}."
        ),
        actions(
            ButtonSpec("I cannot come then", LEAVE_ACTION, str(session.id)), ButtonSpec("All sessions", LIST_ACTION)
        ),
        context("You are still in, and will be reminded 10 minutes before."),
    )


def week_sessions_text(sessions: Sequence[Session], week: str, *, zone: ZoneInfo, today: date, prefix: str) -> str:
    """The sessions of a week as the digest names them; nothing where there are none."""
    lines = [f"{escape(clip(of.title, 60))}, {slack_start_text(of, zone)}" for of in sessions[:MAX_IN_DIGEST]]
    more = [f"and more: `/{prefix}roadmate sessions`"] if len(sessions) > MAX_IN_DIGEST else []
    return "\n".join([f"*Sessions, {weeks.week_text(week, today)}*", *lines, *more]) if lines else ""


def slack_start_text(session: Session, zone: ZoneInfo) -> str:
    """Its day and time as Slack shows them to each reader in their own zone; in the host's where it does not."""
    at = session.starts_at.astimezone(zone)
    plain = f"{date_text.day_text(at.date(), at.date())} {at:%Y %H:%M} ({zone.key})"
    return f"<!date^{_start_timestamp(session)}^{_SLACK_DATE_FORMAT}|{plain}>"


def local_start_text(session: Session, zone: ZoneInfo, now: datetime) -> str:
    """`Thu 26 Nov 15:00`, the year only where it is not this one."""
    at = session.starts_at.astimezone(zone)
    return f"{date_text.day_text(at.date(), now.astimezone(zone).date())} {at:%H:%M}"


def session_length_text(session: Session) -> str:
    """How long it takes."""
    return parse.spell(session.minutes)


def _channel_text(session: Session) -> str:
    return f"in <#{session.channel}>"


def _start_timestamp(session: Session) -> int:
    return int(session.starts_at.timestamp())
