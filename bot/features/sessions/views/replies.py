"""Answers to a press on a session, which only the reader sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.people.member import Member
from bot.features.sessions.rules.session import Session
from bot.features.sessions.views.notifications import (
    ALL_SESSIONS_BUTTON,
    JOIN_ACTION,
    local_start_text,
    session_length_text,
)
from bot.features.sessions.views.planning import PLAN_BUTTON
from bot.features.sessions.views.session_list import leave_button, move_button
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import AnyMessage, Message, compose_message
from bot.slack.mrkdwn import escape, format_count, short_person_name


def render_joined_session(session: Session, *, reader: Member, is_new: bool, now: datetime) -> Message:
    """Confirm that the reader is in; Leave is not where Join was, so that a second press does not undo it."""
    lead = "You're in" if is_new else "You're already in"
    start = f"{local_start_text(session, reader.zone, now)} in your time ({reader.zone.key})."
    words = f"*{lead}*: {escape(session.title)}. {'It has started.' if session.starts_at <= now else start}"
    return compose_message(section(words), actions(ALL_SESSIONS_BUTTON, leave_button(session)))


def render_left_session(session: Session, *, was_attending: bool, can_rejoin: bool) -> Message:
    """Confirm that the reader is not in it, with a way back where they may join again."""
    words = f"You left *{escape(session.title)}*." if was_attending else f"You aren't in *{escape(session.title)}*."
    label = "Join again" if was_attending else "Join"
    back = ButtonSpec(label, JOIN_ACTION, str(session.id), state=session.state) if can_rejoin else None
    return compose_message(section(words), actions(back, ALL_SESSIONS_BUTTON))


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
