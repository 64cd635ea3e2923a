"""Answers about sessions, which only the reader sees: the preview, the list, and what a press did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.core.people.member import Member
from bot.dispatch.channel_presence import ChannelPresence
from bot.features.sessions.rules.session import Session, SessionDraft, UpcomingSession
from bot.features.sessions.views import notifications
from bot.features.sessions.views.forms import encode_draft
from bot.features.sessions.views.notifications import (
    ALL_SESSIONS_BUTTON,
    JOIN_ACTION,
    LEAVE_ACTION,
    local_start_text,
    session_length_text,
)
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import MAX_MESSAGE_TEXT, AnyMessage, Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, short_person_name, strip_markup

MAX_LISTED: Final = 10
PLAN_BUTTON: Final = ButtonSpec("Plan a session", "session.form")
_CHANGE_HINT: Final = (
    "Open a session you host to move or cancel it. If that's the title of a new session, put it in quotes."
)


def render_session_preview(
    session: Session,
    draft: SessionDraft,
    *,
    host: Member,
    key: str,
    request_channel: str,
    presence: ChannelPresence,
    now: datetime,
) -> Message:
    """Show what the channel would see, and ask whether to announce it or, where we are absent, to invite us."""
    payload = encode_draft(replace(draft, channel=session.channel), key, request_channel)
    question = compose_message(
        section(_invite_bot_text(session) if presence.is_absent else _announce_question(session)),
        context(presence.unknown_text) if presence.is_in is None else None,
    )
    announcement = notifications.render_announcement(session, host_name=host.name, zone=host.zone, with_button=False)
    notes = f"{_clock_change_text(session, draft, host.zone)}{_assumptions_text(draft, host.zone, now)}"
    label, action = ("Try again", "session.preview") if presence.is_absent else ("Announce", "session.announce")
    choices = compose_message(
        context(f"For you that's {local_start_text(session, host.zone, now)}, {host.zone.key}.{notes}"),
        actions(
            ButtonSpec(label, action, payload, style="primary"),
            ButtonSpec("Change", "session.form", payload),
            ButtonSpec("Forget it", "session.drop"),
        ),
    )
    text = clip(f"{question.text}\n{announcement.text}\n{choices.text}", MAX_MESSAGE_TEXT)
    return Message(text, (*question.blocks, *announcement.blocks, *choices.blocks))


def _announce_question(session: Session) -> str:
    return f"*Announce this in <#{session.channel}>?* So far only you can see it."


def _invite_bot_text(session: Session) -> str:
    absent = f"*I'm not in <#{session.channel}>*, so I can't announce this yet."
    return f"{absent} Type `/invite @Roadmate` there, then try again."


def _assumptions_text(draft: SessionDraft, zone: ZoneInfo, now: datetime) -> str:
    """Return what was assumed where no day was typed, and that a time zone is ignored."""
    day = "today" if draft.day == now.astimezone(zone).date() else "tomorrow"
    missing = "" if draft.has_day else f" You gave no day, so I took {day}."
    if not draft.ignored_zone:
        return missing
    return f"{missing} I ignored “{escape(draft.ignored_zone)}”: times are in your time zone."


def _clock_change_text(session: Session, draft: SessionDraft, zone: ZoneInfo) -> str:
    """Return that the clocks leave that time out, where they do."""
    if draft.start_time is None or session.starts_at.astimezone(zone).time() == draft.start_time:
        return ""
    return f" The clocks change that day and skip {draft.start_time:%H:%M}."


def render_announced_session(session: Session, *, host: Member, now: datetime) -> Message:
    """Confirm that the announcement is on its way to the channel."""
    return compose_message(
        section(
            f"*Announced* in <#{session.channel}>: {escape(session.title)}, "
            f"{local_start_text(session, host.zone, now)}, {session_length_text(session)}."
        ),
        actions(ALL_SESSIONS_BUTTON),
        context(
            "I'll remind you 10 minutes before and ask afterwards whether to log it. "
            "Post the meeting link in the announcement's thread."
        ),
    )


def render_already_announced() -> Message:
    """Say that it was announced before: the button was pressed twice."""
    return compose_message(
        section("You already announced this, so I didn't post it again."), actions(ALL_SESSIONS_BUTTON)
    )


def render_discarded_session() -> Message:
    """Confirm that nothing was announced."""
    return compose_message(section("Nothing was announced."), actions(PLAN_BUTTON))


def render_session_list(
    sessions: Sequence[UpcomingSession], *, reader: Member, now: datetime, with_change_hint: bool = False
) -> Message:
    """List the coming sessions, each with the way to join or open it; one more than MAX_LISTED says there are more.

    `with_change_hint` says how to move and cancel, to those who typed that they want to.
    """
    rows = [_session_row(each, reader, now) for each in sessions[:MAX_LISTED]]
    more = context("There are more after these.") if len(sessions) > MAX_LISTED else None
    plan = actions(None if reader.is_guest else PLAN_BUTTON)
    hint = context(_CHANGE_HINT) if with_change_hint else None
    if not rows:
        return compose_message(
            section("*Coming sessions*: none planned. Want to share something you know?"), hint, plan
        )
    return compose_message(section(f"*Coming sessions*, in your time ({reader.zone.key})"), rows, more, hint, plan)


def _session_row(upcoming: UpcomingSession, reader: Member, now: datetime) -> Block:
    """Return a session in one line, with Join or Leave, or where the reader can do more, the way to open it."""
    session, buttons = upcoming.session, _session_buttons(upcoming, reader)
    button = buttons[0] if len(buttons) == 1 else ButtonSpec("Open", ALL_SESSIONS_BUTTON.action_id, str(session.id))
    label = clip(f"{button.label} {session.title}", 75)
    text = f"{session_line(upcoming, reader.zone, now)} · {_attendees_text(upcoming)}"
    return section(text, replace(button, style=None, accessibility_label=label))


def _session_blocks(upcoming: UpcomingSession, reader: Member, now: datetime) -> list[Block]:
    """Return all of a session, and what the reader can do about it."""
    place = f"in <#{upcoming.session.channel}>, {_attendees_text(upcoming)}"
    row = actions(*_session_buttons(upcoming, reader), ALL_SESSIONS_BUTTON)
    line = section(f"{session_line(upcoming, reader.zone, now)}\n{place}")
    return [block for block in (line, row) if block]


def _session_buttons(upcoming: UpcomingSession, reader: Member) -> list[ButtonSpec]:
    session = upcoming.session
    if session.host == reader.id:
        button = move_button(session)
    elif upcoming.is_attending:
        button = _leave_button(session)
    else:
        button = ButtonSpec("Join", JOIN_ACTION, str(session.id), style="primary", state=session.state)
    return [each for each in (button, _cancel_button(upcoming, reader)) if each]


def _attendees_text(upcoming: UpcomingSession) -> str:
    count = upcoming.attendee_count
    attendees = format_count(count, "person joins", "people join") if count else "nobody has joined yet"
    return f"{attendees}, you among them" if upcoming.is_attending else attendees


def session_line(upcoming: UpcomingSession, zone: ZoneInfo, now: datetime) -> str:
    """Return `GitOps intro, Thu 26 Nov 15:00, 1 h, with Ana`."""
    session = upcoming.session
    when = f"{local_start_text(session, zone, now)}, {session_length_text(session)}"
    return f"*{escape(session.title)}*, {when}, with {short_person_name(upcoming.host_name)}"


def _leave_button(session: Session) -> ButtonSpec:
    effect = f"You'll leave “{strip_markup(clip(session.title, 150))}”."
    confirm = ConfirmSpec("Leave the session?", effect, "Leave")
    return ButtonSpec("Leave", LEAVE_ACTION, str(session.id), confirm=confirm, state=session.state)


def move_button(session: Session) -> ButtonSpec:
    """Return the button with which the host moves it."""
    return ButtonSpec("Move", "session.move", str(session.id), state=session.state)


def _cancel_button(upcoming: UpcomingSession, reader: Member) -> ButtonSpec | None:
    if upcoming.session.host != reader.id and not reader.is_admin:
        return None
    informed = f" I'll tell everyone who joined ({upcoming.attendee_count})." if upcoming.attendee_count else ""
    title, state = strip_markup(clip(upcoming.session.title, 150)), upcoming.session.state
    confirm = ConfirmSpec("Cancel the session?", f"“{title}” won't take place.{informed}", "Cancel it")
    return ButtonSpec("Cancel", "session.cancel", str(upcoming.session.id), "danger", confirm, state)


def render_joined_session(session: Session, *, reader: Member, is_new: bool, now: datetime) -> Message:
    """Confirm that the reader is in; Leave is not where Join was, so that a second press does not undo it."""
    lead = "You're in" if is_new else "You're already in"
    start = f"{local_start_text(session, reader.zone, now)} in your time ({reader.zone.key})."
    words = f"*{lead}*: {escape(session.title)}. {'It has started.' if session.starts_at <= now else start}"
    return compose_message(section(words), actions(ALL_SESSIONS_BUTTON, _leave_button(session)))


def render_left_session(session: Session, *, was_attending: bool, can_rejoin: bool) -> Message:
    """Confirm that the reader is not in it, with a way back where they may join again."""
    words = f"You left *{escape(session.title)}*." if was_attending else f"You aren't in *{escape(session.title)}*."
    label = "Join again" if was_attending else "Join"
    back = ButtonSpec(label, JOIN_ACTION, str(session.id), state=session.state) if can_rejoin else None
    return compose_message(section(words), actions(back, ALL_SESSIONS_BUTTON))


def render_session_now(upcoming: UpcomingSession, *, reader: Member, now: datetime) -> Message:
    """Show one session as it is now, with what the reader can do about it."""
    return compose_message(_session_blocks(upcoming, reader, now))


def render_host_is_attending(session: Session) -> Message:
    """Tell the host, who pressed Join or Leave, that they are in it."""
    return compose_message(
        section(f"*{escape(session.title)}*: you're the host, so you're in."),
        actions(move_button(session), ALL_SESSIONS_BUTTON),
    )


def render_full_session(session: Session) -> Message:
    """Say that there is no room."""
    return compose_message(
        section(f"*{escape(session.title)}* is full, so I couldn't add you. Ask the host."),
        actions(ALL_SESSIONS_BUTTON),
    )


def render_closed_session(session: Session) -> Message:
    """Say why nothing can be done about it any more."""
    outcome = "didn't take place" if session.was_not_held else "was cancelled" if session.cancelled_at else "has ended"
    return compose_message(
        section(f"*{escape(session.title)}* {outcome}, so nothing changed."), actions(ALL_SESSIONS_BUTTON)
    )


def render_hostless_session(session: Session, *, host_name: str) -> Message:
    """Say that the host has left; the session is cancelled within the hour."""
    host = short_person_name(host_name)
    return compose_message(
        section(f"*{escape(session.title)}* won't take place: {host} has left this workspace."),
        actions(ALL_SESSIONS_BUTTON),
    )


def render_unfinished_session(session: Session) -> Message:
    """Say that a session is not over yet, so it cannot be marked as not held."""
    return compose_message(
        section(f"*{escape(session.title)}* hasn't ended yet, so nothing changed."), actions(ALL_SESSIONS_BUTTON)
    )


def render_marked_not_held(session: Session) -> Message:
    """Confirm to the host that it did not take place."""
    return compose_message(
        section(
            f"OK: *{escape(session.title)}* didn't take place. I logged nothing for you, "
            "and I'll say so to anyone who still tries to log it."
        ),
        actions(PLAN_BUTTON),
    )


def with_first_talk(answer: AnyMessage, session: Session) -> Message:
    """Put a line above an answer: the host has held a session for the first time."""
    message = answer.to_message()
    line = compose_message(section(f"🎉 *Your first talk: {escape(session.title)}.* Thank you for sharing!"))
    return replace(message, text=f"{line.text}\n{message.text}", blocks=(*line.blocks, *message.blocks))


def render_not_held(session: Session) -> Message:
    """Tell an attendee that it did not take place, so it is not booked."""
    return compose_message(section(f"The host says *{escape(session.title)}* didn't take place, so I logged nothing."))


def render_unknown_session() -> Message:
    """Refuse a session that does not exist, or is not for the reader."""
    return compose_message(section("I can't find that session, or it isn't open to you."), actions(ALL_SESSIONS_BUTTON))


def render_cancelled_session(session: Session, *, notified_count: int) -> Message:
    """Confirm that it is cancelled."""
    others = f" I told {format_count(notified_count, 'person', 'people')}." if notified_count else ""
    return compose_message(
        section(f"*Cancelled*: {escape(session.title)}.{others}"), actions(PLAN_BUTTON, ALL_SESSIONS_BUTTON)
    )


def render_moved_session(session: Session, *, host: Member, notified_count: int, now: datetime) -> Message:
    """Confirm the new time."""
    joined = format_count(notified_count, "person", "people")
    others = f" I told {joined} who joined; they stay in." if notified_count else ""
    when = f"{local_start_text(session, host.zone, now)}, {session_length_text(session)}"
    words = f"*Moved*: {escape(session.title)} is {when}.{others}"
    return compose_message(section(words), actions(ALL_SESSIONS_BUTTON))


def render_unmoved_session(session: Session, *, host: Member, now: datetime) -> Message:
    """Say that the form has the same time as before."""
    return compose_message(
        section(f"No change: {escape(session.title)} is still {local_start_text(session, host.zone, now)}."),
        actions(ALL_SESSIONS_BUTTON),
    )
