"""Messages of a session to others: the announcement, and those before, after and when it changes."""

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
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse

JOIN_ACTION: Final = "session.join"
LEAVE_ACTION: Final = "session.leave"
ALL_SESSIONS_BUTTON: Final = ButtonSpec("All sessions", "session.list")
BOOKING_KEY_PREFIX: Final = "session:"  # before its id: the key under which its hour is booked once
MAX_IN_DIGEST: Final = 3
_NOT_POSTED_REASONS: Final = {
    FailureCause.NOT_IN_CHANNEL: "I'm not in that channel",
    FailureCause.CHANNEL_ARCHIVED: "the channel is archived",
    FailureCause.NOT_PERMITTED: "I'm not allowed to post there",
    FailureCause.SCOPE_MISSING: "I lack the permission `chat:write`, which an admin allows by installing me again",
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
    """Render the announcement as everybody in the channel sees it, with those who join; the preview has no button."""
    title, host = escape(session.title), short_person_name(host_name)
    when = f"{slack_start_text(session, zone)}, {session_length_text(session)}"
    return compose_message(
        section(f"*Session: {title}*\nwith {host}, {when}\n{_attendees_text(names, attendee_count)}"),
        actions(_join_button(session)) if with_button else None,
        context("If you join, you're named here, reminded 10 minutes before, and asked afterwards whether to log it."),
    )


def render_cancelled_announcement(session: Session, *, host_name: str, zone: ZoneInfo) -> Message:
    """Render the announcement of a session that does not take place."""
    outcome = "Didn't take place" if session.was_not_held else "Cancelled"
    host, start = short_person_name(host_name), slack_start_text(session, zone)
    return compose_message(section(f"*{outcome}: {escape(session.title)}*\nwith {host}, planned for {start}."))


def render_session_reminder(session: Session, *, host_name: str, zone: ZoneInfo, is_host: bool = False) -> Message:
    """Remind an attendee or the host that it begins soon."""
    lead = "You're the host" if is_host else f"{short_person_name(host_name)} is the host"
    starts = f"<!date^{_start_timestamp(session)}^{{time}}|{session.starts_at.astimezone(zone):%H:%M}>"
    return compose_message(
        section(f"*{escape(session.title)}* starts at {starts}. {lead}, {_channel_text(session)}."),
        actions(None if is_host else _leave_button("I can't come", session), ALL_SESSIONS_BUTTON),
    )


def render_booking_question(session: Session, *, day: date, is_host: bool = False) -> Message:
    """Ask an attendee or the host whether to book it. `day` is the reader's day on which it was."""
    length, activity_name = parse.spell(session.minutes), activity.Activity.TALK.value if is_host else ""
    pending = PendingEntryPayload(
        key=f"{BOOKING_KEY_PREFIX}{session.id}",
        minutes=session.minutes,
        area=activity.ACTIVITY_AREA,
        day=day,
        note=session.title,
        activity=activity_name,
    )
    counts = "It counts as a talk, for Soft Skills." if is_host else "It counts for Soft Skills."
    other = EntryDraftPayload(minutes=session.minutes, day=day, note=session.title)
    return compose_message(
        section(f"*Log {length} for {escape(session.title)}?* {counts}"),
        actions(
            ButtonSpec(f"Log {length}", "session.book", pending.encode(), style="primary"),
            None if is_host else ButtonSpec("On something else", "log.form", other.encode()),
            ButtonSpec("It didn't happen", "session.missed", str(session.id), state=session.state)
            if is_host
            else ButtonSpec("I wasn't there", "offer.drop"),
        ),
    )


def render_cancellation_notification(session: Session, *, cancelled_by: str, zone: ZoneInfo) -> Message:
    """Tell the attendees and the host who cancelled it."""
    words = f"{short_person_name(cancelled_by)} cancelled {_planned_text(session, zone)}."
    return compose_message(section(words), actions(ALL_SESSIONS_BUTTON))


def render_host_left_notification(session: Session, *, host_name: str, zone: ZoneInfo) -> Message:
    """Tell the attendees that it does not take place, since its host has left."""
    host = short_person_name(host_name)
    words = f"{host} has left this workspace, so this won't take place: {_planned_text(session, zone)}."
    return compose_message(section(words), actions(ALL_SESSIONS_BUTTON))


def render_not_posted_notification(session: Session, cause: FailureCause, *, zone: ZoneInfo) -> Message:
    """Tell the host that the announcement did not arrive."""
    lead, reason = "isn't announced", _NOT_POSTED_REASONS.get(cause, "Slack rejected it")
    if cause is FailureCause.RESPONSE_LOST:
        lead, reason = "may not be announced", "Slack's answer got lost, so check whether it's there"
    return compose_message(
        section(
            f"*{escape(session.title)}*, {slack_start_text(session, zone)}, {lead} {_channel_text(session)}: {reason}. "
            "To announce it again, cancel it in the list and plan it once more."
        ),
        actions(ALL_SESSIONS_BUTTON),
    )


def render_moved_notification(session: Session, *, host_name: str, zone: ZoneInfo) -> Message:
    """Tell the attendees, who stay in it, the new time."""
    when = f"{slack_start_text(session, zone)}, {session_length_text(session)}"
    words = f"{short_person_name(host_name)} moved *{escape(session.title)}* to {when}, {_channel_text(session)}."
    return compose_message(
        section(words),
        actions(_leave_button("I can't come then", session), ALL_SESSIONS_BUTTON),
        context("You're still in. I'll remind you 10 minutes before."),
    )


def week_sessions_text(
    sessions: Sequence[Session],
    week: str,
    *,
    zone: ZoneInfo,
    today: date,
) -> str:
    """Return the sessions of a week as the digest lists them; empty where there are none."""
    lines = [f"{escape(clip(each.title, 60))}, {slack_start_text(each, zone)}" for each in sessions[:MAX_IN_DIGEST]]
    more = [f"and more: `{SLASH}roadmate sessions`"] if len(sessions) > MAX_IN_DIGEST else []
    return "\n".join([f"*Sessions, {weeks.week_text(week, today)}*", *lines, *more]) if lines else ""


def slack_start_text(session: Session, zone: ZoneInfo) -> str:
    """Return day and time in Slack's notation, shown to each reader in their own zone, else in the given one."""
    at = session.starts_at.astimezone(zone)
    plain = f"{date_text.day_text(at.date(), at.date())} {at:%Y %H:%M} ({zone.key})"
    return f"<!date^{_start_timestamp(session)}^{_SLACK_DATE_FORMAT}|{plain}>"


def local_start_text(session: Session, zone: ZoneInfo, now: datetime) -> str:
    """Return `Thu 26 Nov 15:00`, the year only where it is not this one."""
    at = session.starts_at.astimezone(zone)
    return f"{date_text.day_text(at.date(), now.astimezone(zone).date())} {at:%H:%M}"


def session_length_text(session: Session) -> str:
    """Return how long it lasts: `1 h 30 min`."""
    return parse.spell(session.minutes)


def _join_button(session: Session) -> ButtonSpec:
    return ButtonSpec("Join", JOIN_ACTION, str(session.id), style="primary", state=session.state)


def _leave_button(label: str, session: Session) -> ButtonSpec:
    return ButtonSpec(label, LEAVE_ACTION, str(session.id), state=session.state)


def _attendees_text(names: Sequence[str], attendee_count: int) -> str:
    if not attendee_count:
        return "Nobody has joined yet."
    left_out = attendee_count - MAX_NAMED_ATTENDEES
    more = [f"{left_out} more"] if left_out > 0 else []
    listed = join_words([*map(short_person_name, names[:MAX_NAMED_ATTENDEES]), *more])
    return f"*{format_count(attendee_count, 'person joins', 'people join')}*: {listed}"


def _planned_text(session: Session, zone: ZoneInfo) -> str:
    start = slack_start_text(session, zone)
    return f"*{escape(session.title)}*, which was to be {start}, {_channel_text(session)}"


def _channel_text(session: Session) -> str:
    return f"in <#{session.channel}>"


def _start_timestamp(session: Session) -> int:
    return int(session.starts_at.timestamp())
