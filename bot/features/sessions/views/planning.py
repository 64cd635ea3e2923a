"""Messages to a host who plans a session: the preview, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.people.member import Member
from bot.dispatch.channel_presence import ChannelPresence
from bot.features.sessions.rules.session import Session, SessionDraft
from bot.features.sessions.views import notifications
from bot.features.sessions.views.forms import encode_draft
from bot.features.sessions.views.notifications import (
    ALL_SESSIONS_BUTTON,
    local_start_text,
    session_length_text,
)
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import MAX_MESSAGE_TEXT, Message, compose_message
from bot.slack.mrkdwn import clip, escape

PLAN_BUTTON: Final = ButtonSpec("Plan a session", "session.form")


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
