"""The list of coming sessions, and one of them as it is now, with what its reader can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.core.people.member import Member
from bot.features.sessions.rules.session import Session, UpcomingSession
from bot.features.sessions.views.notifications import (
    ALL_SESSIONS_BUTTON,
    JOIN_ACTION,
    LEAVE_ACTION,
    local_start_text,
    session_length_text,
)
from bot.features.sessions.views.planning import PLAN_BUTTON
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, short_person_name, strip_markup

MAX_LISTED: Final = 10
_CHANGE_HINT: Final = (
    "Open a session you host to move or cancel it. If that's the title of a new session, put it in quotes."
)


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


def _session_buttons(upcoming: UpcomingSession, reader: Member) -> list[ButtonSpec]:
    session = upcoming.session
    if session.host == reader.id:
        button = move_button(session)
    elif upcoming.is_attending:
        button = leave_button(session)
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


def leave_button(session: Session) -> ButtonSpec:
    """Return the button with which somebody leaves it."""
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


def render_session_now(upcoming: UpcomingSession, *, reader: Member, now: datetime) -> Message:
    """Show one session as it is now, with what the reader can do about it."""
    place = f"in <#{upcoming.session.channel}>, {_attendees_text(upcoming)}"
    return compose_message(
        section(f"{session_line(upcoming, reader.zone, now)}\n{place}"),
        actions(*_session_buttons(upcoming, reader), ALL_SESSIONS_BUTTON),
    )
