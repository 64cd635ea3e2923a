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
from bot.slack.message import MAX_MESSAGE_TEXT, Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, short_person_name, strip_markup

MAX_LISTED: Final = 10
PLAN_BUTTON: Final = ButtonSpec("Plan a session", "session.form")
_CHANGE_HINT: Final = (
    "Move and Cancel stand below the sessions that you hold. To plan one whose title begins so, put it in quotes."
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
        context(f"For you that is {local_start_text(session, host.zone, now)}, {host.zone.key}.{notes}"),
        actions(
            ButtonSpec(label, action, payload, style="primary"),
            ButtonSpec("Change", "session.form", payload),
            ButtonSpec("Forget it", "session.drop"),
        ),
    )
    text = clip(f"{question.text}\n{announcement.text}\n{choices.text}", MAX_MESSAGE_TEXT)
    return Message(text, (*question.blocks, *announcement.blocks, *choices.blocks))


def _announce_question(session: Session) -> str:
    return f"*Announce this in <#{session.channel}>?* Only you see it so far, then all there do."


def _invite_bot_text(session: Session) -> str:
    absent = f"*I am not in <#{session.channel}>*, so this cannot be announced yet."
    return f"{absent} Type `/invite @Roadmate` there, then try again."


def _assumptions_text(draft: SessionDraft, zone: ZoneInfo, now: datetime) -> str:
    """Return what was assumed where no day was typed, and that a time zone is ignored."""
    day = "today" if draft.day == now.astimezone(zone).date() else "tomorrow"
    missing = "" if draft.has_day else f" No day given, so {day}."
    if not draft.ignored_zone:
        return missing
    return f"{missing} “{escape(draft.ignored_zone)}” is left out: times are your own."


def _clock_change_text(session: Session, draft: SessionDraft, zone: ZoneInfo) -> str:
    """Return that the clocks leave that time out, where they do."""
    if draft.start_time is None or session.starts_at.astimezone(zone).time() == draft.start_time:
        return ""
    return f" The clocks change that day, and leave out {draft.start_time:%H:%M}."


def render_announced_session(session: Session, *, host: Member, now: datetime) -> Message:
    """Confirm that the announcement is on its way to the channel."""
    return compose_message(
        section(
            f"*Announced* in <#{session.channel}>: {escape(session.title)}, "
            f"{local_start_text(session, host.zone, now)}, {session_length_text(session)}."
        ),
        actions(ALL_SESSIONS_BUTTON),
        context(
            "I remind you 10 minutes before, and ask you afterwards whether to book it. "
            "Where to meet is best said in the thread of the announcement."
        ),
    )


def render_already_announced() -> Message:
    """Say that it was announced before: the button was pressed twice."""
    return compose_message(
        section("You have announced this already, so it was not announced again."), actions(ALL_SESSIONS_BUTTON)
    )


def render_discarded_session() -> Message:
    """Confirm that nothing was announced."""
    return compose_message(section("Nothing was announced."), actions(PLAN_BUTTON))


def render_session_list(
    sessions: Sequence[UpcomingSession], *, reader: Member, now: datetime, with_change_hint: bool = False
) -> Message:
    """List the coming sessions with what the reader can do about each; one more than MAX_LISTED says there are more.

    `with_change_hint` says how to move and cancel, to those who typed that they want to.
    """
    rows = [block for each in sessions[:MAX_LISTED] for block in _session_row(each, reader, now)]
    more = context("There are more, later than these.") if len(sessions) > MAX_LISTED else None
    plan = actions(None if reader.is_guest else PLAN_BUTTON)
    hint = context(_CHANGE_HINT) if with_change_hint else None
    if not rows:
        return compose_message(section("*Coming sessions*: none yet. Share what you know, for an hour."), hint, plan)
    return compose_message(section(f"*Coming sessions*, in your time ({reader.zone.key})"), rows, more, hint, plan)


def _session_row(upcoming: UpcomingSession, reader: Member, now: datetime) -> list[Block]:
    session, count = upcoming.session, upcoming.attendee_count
    attendees = format_count(count, "person joins", "people join") if count else "nobody has joined yet"
    yours = ", you among them" if upcoming.is_attending else ""
    line = section(f"{session_line(upcoming, reader.zone, now)}\nin <#{session.channel}>, {attendees}{yours}")
    if session.host == reader.id:
        button = move_button(session)
    elif upcoming.is_attending:
        button = _leave_button(session)
    else:
        button = ButtonSpec("Join", JOIN_ACTION, str(session.id), style="primary", state=session.state)
    buttons = actions(button, _cancel_button(upcoming, reader))
    return [line, buttons] if buttons else [line]


def session_line(upcoming: UpcomingSession, zone: ZoneInfo, now: datetime) -> str:
    """Return `GitOps intro, Thu 26 Nov 15:00, 1 h, with Ana`."""
    session = upcoming.session
    when = f"{local_start_text(session, zone, now)}, {session_length_text(session)}"
    return f"*{escape(session.title)}*, {when}, with {short_person_name(upcoming.host_name)}"


def _leave_button(session: Session) -> ButtonSpec:
    effect = f"You are not in “{strip_markup(clip(session.title, 150))}” any more."
    confirm = ConfirmSpec("Leave the session?", effect, "Leave")
    return ButtonSpec("Leave", LEAVE_ACTION, str(session.id), confirm=confirm, state=session.state)


def move_button(session: Session) -> ButtonSpec:
    """Return the button with which the host moves it."""
    return ButtonSpec("Move", "session.move", str(session.id), state=session.state)


def _cancel_button(upcoming: UpcomingSession, reader: Member) -> ButtonSpec | None:
    if upcoming.session.host != reader.id and not reader.is_admin:
        return None
    informed = f" Who joined ({upcoming.attendee_count}) is told." if upcoming.attendee_count else ""
    title, state = strip_markup(clip(upcoming.session.title, 150)), upcoming.session.state
    confirm = ConfirmSpec("Cancel the session?", f"“{title}” will not take place.{informed}", "Cancel it")
    return ButtonSpec("Cancel", "session.cancel", str(upcoming.session.id), "danger", confirm, state)


def render_joined_session(session: Session, *, reader: Member, is_new: bool, now: datetime) -> Message:
    """Confirm that the reader is in; Leave is not where Join was, so that a second press does not undo it."""
    lead = "You are in" if is_new else "You are in already"
    start = f"{local_start_text(session, reader.zone, now)} in your time ({reader.zone.key})."
    words = f"*{lead}*: {escape(session.title)}. {'It has begun.' if session.starts_at <= now else start}"
    return compose_message(section(words), actions(ALL_SESSIONS_BUTTON, _leave_button(session)))


def render_left_session(session: Session, *, was_attending: bool, can_rejoin: bool) -> Message:
    """Confirm that the reader is not in it, with a way back where they may join again."""
    words = f"You are not in *{escape(session.title)}*{' any more' if was_attending else ''}."
    label = "Join again" if was_attending else "Join"
    back = ButtonSpec(label, JOIN_ACTION, str(session.id), state=session.state) if can_rejoin else None
    return compose_message(section(words), actions(back, ALL_SESSIONS_BUTTON))


def render_session_now(upcoming: UpcomingSession, *, reader: Member, now: datetime) -> Message:
    """Show one session as it is now, with what the reader can do about it."""
    return compose_message(_session_row(upcoming, reader, now), actions(ALL_SESSIONS_BUTTON))


def render_host_is_attending(session: Session) -> Message:
    """Tell the host, who pressed Join or Leave, that they are in it."""
    return compose_message(
        section(f"*{escape(session.title)}* is yours to hold, so you are in it."),
        actions(move_button(session), ALL_SESSIONS_BUTTON),
    )


def render_full_session(session: Session) -> Message:
    """Say that there is no room."""
    return compose_message(
        section(f"*{escape(session.title)}* is full, so you were not put in. Ask its host."),
        actions(ALL_SESSIONS_BUTTON),
    )


def render_closed_session(session: Session) -> Message:
    """Say why nothing can be done about it any more."""
    outcome = "did not take place" if session.was_not_held else "was cancelled" if session.cancelled_at else "is over"
    return compose_message(
        section(f"*{escape(session.title)}* {outcome}, so nothing was changed."), actions(ALL_SESSIONS_BUTTON)
    )


def render_hostless_session(session: Session, *, host_name: str) -> Message:
    """Say that the host has left; the session is cancelled within the hour."""
    host = short_person_name(host_name)
    return compose_message(
        section(f"*{escape(session.title)}* does not take place: {host} is no member here any more."),
        actions(ALL_SESSIONS_BUTTON),
    )


def render_unfinished_session(session: Session) -> Message:
    """Say that a session is not over yet, so it cannot be marked as not held."""
    return compose_message(
        section(f"*{escape(session.title)}* is not over yet, so nothing was changed."), actions(ALL_SESSIONS_BUTTON)
    )


def render_marked_not_held(session: Session) -> Message:
    """Confirm to the host that it did not take place."""
    return compose_message(
        section(
            f"Noted: *{escape(session.title)}* did not take place. Nothing was booked for you, "
            "and who presses to book it from now on is told so."
        ),
        actions(PLAN_BUTTON),
    )


def render_not_held(session: Session) -> Message:
    """Tell an attendee that it did not take place, so it is not booked."""
    return compose_message(
        section(f"The host says *{escape(session.title)}* did not take place, so nothing was booked.")
    )


def render_unknown_session() -> Message:
    """Refuse a session that does not exist, or is not for the reader."""
    return compose_message(section("I know no such session that is open to you."), actions(ALL_SESSIONS_BUTTON))


def render_cancelled_session(session: Session, *, notified_count: int) -> Message:
    """Confirm that it is cancelled."""
    others = f" {format_count(notified_count, 'person is', 'people are')} told." if notified_count else ""
    return compose_message(
        section(f"*Cancelled*: {escape(session.title)}.{others}"), actions(PLAN_BUTTON, ALL_SESSIONS_BUTTON)
    )


def render_moved_session(session: Session, *, host: Member, notified_count: int, now: datetime) -> Message:
    """Confirm the new time."""
    stay = format_count(notified_count, "person who joined is told and stays", "people who joined are told and stay")
    others = f" {stay} in." if notified_count else ""
    when = f"{local_start_text(session, host.zone, now)}, {session_length_text(session)}"
    words = f"*Moved*: {escape(session.title)} is {when}.{others}"
    return compose_message(section(words), actions(ALL_SESSIONS_BUTTON))


def render_unmoved_session(session: Session, *, host: Member, now: datetime) -> Message:
    """Say that the form has the same time as before."""
    return compose_message(
        section(f"Nothing was changed: {escape(session.title)} is {local_start_text(session, host.zone, now)}."),
        actions(ALL_SESSIONS_BUTTON),
    )
