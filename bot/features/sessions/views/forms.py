"""The forms for a session, and answers where it cannot be announced, which keep all that was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.calendar import date_text
from bot.features.sessions.payloads import SessionDraftPayload
from bot.features.sessions.rules.session import (
    DEFAULT_MINUTES,
    MAX_AHEAD,
    MAX_MINUTES,
    MAX_TITLE_LENGTH,
    MIN_MINUTES,
    RejectedSession,
    Session,
    SessionDraft,
    SessionProblem,
    wall_time_to_utc,
)
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import (
    FormErrors,
    InputBlock,
    Modal,
    SelectOption,
    build_modal,
    date_input,
    select_input,
    text_input,
    time_input,
)
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import PayloadError
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy

_LENGTH_CHOICES: Final = (15, 30, 45, 60, 90, 120, 180, 240, MAX_MINUTES)
_DEFAULT_START: Final = time(10)
_PROBLEM_TEXTS: Final[Mapping[SessionProblem, str]] = {
    SessionProblem.NO_TITLE: "What's it about? Put the title in quotes.",
    SessionProblem.TITLE_TOO_LONG: f"The title has more than {MAX_TITLE_LENGTH} characters.",
    SessionProblem.NO_TIME: "What time? Try 15:00 or 3pm.",
    SessionProblem.INVALID_TIME: "“{typed}” isn't a time.",
    SessionProblem.NO_DAY: "Which day?",
    SessionProblem.INVALID_DAY: "“{typed}” isn't a day.",
    SessionProblem.IN_THE_PAST: "That time has already passed.",
    SessionProblem.TOO_FAR_AHEAD: "That's more than a year ahead.",
    SessionProblem.INVALID_LENGTH: f"A session can last {MIN_MINUTES} min to {MAX_MINUTES // 60} h.",
    SessionProblem.UNKNOWN_CHANNEL: "I don't know the channel “{typed}”. Pick it from Slack's list after the #.",
    SessionProblem.CHANNEL_NOT_ALLOWED: (
        "I can announce it in the learning channel, or in the channel where you ask for it."
    ),
    SessionProblem.CHANNEL_UNCHECKED: (
        "I can't check whether you're in that channel: I lack the permission {typed}. Ask for the session in the "
        "channel itself, or ask an admin to install Roadmate again and allow it."
    ),
    SessionProblem.UNKNOWN_WORDS: "I don't understand “{typed}” here.",
}
_PROBLEM_FIELDS: Final = {
    **dict.fromkeys((SessionProblem.NO_TITLE, SessionProblem.TITLE_TOO_LONG), "title"),
    **dict.fromkeys((SessionProblem.NO_TIME, SessionProblem.INVALID_TIME), "at"),
    SessionProblem.INVALID_LENGTH: "minutes",
    SessionProblem.CHANNEL_NOT_ALLOWED: "channel",
    SessionProblem.CHANNEL_UNCHECKED: "channel",
}


def encode_draft(draft: SessionDraft, key: str, request_channel: str = "") -> str:
    """Return a draft as a button carries it."""
    at = f"{draft.start_time:%H:%M}" if draft.start_time else ""
    return SessionDraftPayload(
        key=key,
        title=draft.title,
        day=draft.day,
        at=at,
        minutes=draft.minutes,
        channel=draft.channel,
        here=request_channel,
    ).encode()


def decode_draft(payload: SessionDraftPayload) -> SessionDraft:
    """Return what a button carries as a draft."""
    at = time.fromisoformat(payload.at) if payload.at else None
    return SessionDraft(payload.title, payload.day, at, payload.minutes, payload.channel)


def render_plan_form(
    draft: SessionDraft, *, learning_channel: str, request_channel: str, key: str, upcoming: Sequence[str], today: date
) -> Modal:
    """Render the form with what is known, above the coming sessions, so that two do not collide."""
    listed = "\n".join(upcoming)
    return build_modal(
        "Plan a session",
        text_input("title", "Title", value=draft.title, placeholder="GitOps intro", max_length=MAX_TITLE_LENGTH),
        *_time_inputs(draft.day or today + timedelta(days=1), draft.start_time or _DEFAULT_START, draft.minutes),
        _channel_input(draft.channel, learning_channel, request_channel),
        section(f"*Coming sessions*\n{listed}" if listed else "*Coming sessions*: none planned."),
        callback_id="session.plan",
        submit_label="Preview",
        close_label="Cancel",
        metadata=SessionDraftPayload(key=key, here=request_channel).encode(),
    )


def _channel_input(selected: str, learning_channel: str, request_channel: str) -> Block | InputBlock:
    """Return the choice of the channel, or the only one as a text."""
    hint = "You see the announcement before it goes out."
    if not (learning_channel and request_channel) or learning_channel == request_channel:
        return section(f"I'll announce it in <#{learning_channel or request_channel}>. {hint}")
    choices = (
        SelectOption("The learning channel", learning_channel),
        SelectOption("The channel where you asked", request_channel),
    )
    value = selected if selected == request_channel else learning_channel
    return select_input("channel", "Announced in", choices, value=value, hint=hint)


def render_move_form(session: Session, zone: ZoneInfo) -> Modal:
    """Render the form for another time."""
    at = session.starts_at.astimezone(zone)
    return build_modal(
        "Move a session",
        section(f"*{escape(session.title)}*: I'll tell everyone who joined; they stay in."),
        *_time_inputs(at.date(), at.time(), session.minutes),
        callback_id="session.move",
        submit_label="Move",
        close_label="Cancel",
        metadata=str(session.id),
    )


def _time_inputs(day: date, start_time: time, minutes: int) -> tuple[InputBlock, ...]:
    selected = max(MIN_MINUTES, min(minutes, MAX_MINUTES))
    choices = [SelectOption(parse.spell(each), str(each)) for each in sorted({*_LENGTH_CHOICES, selected})]
    return (
        date_input("day", "Day", value=day),
        time_input("at", "Time", value=start_time, hint="In your time zone."),
        select_input("minutes", "Length", choices, value=str(selected)),
    )


def draft_from_fields(fields: Mapping[str, str]) -> SessionDraft:
    """Return the draft that was filled in.

    Raises:
        PayloadError: the form is not one of ours.
    """
    title, channel, minutes = tidy(fields.get("title", "")), fields.get("channel", ""), fields.get("minutes", "")
    try:
        day = date.fromisoformat(fields["day"]) if fields.get("day") else None
        at = time.fromisoformat(fields["at"]) if fields.get("at") else None
        payload = SessionDraftPayload(title=title, channel=channel, minutes=int(minutes or DEFAULT_MINUTES))
    except ValueError as error:
        raise PayloadError("session") from error
    return SessionDraft(payload.title, day, at, payload.minutes, payload.channel)


def problem_at_field(rejected: RejectedSession, today: date) -> FormErrors:
    """Return what is wrong with a form, at its field."""
    is_today = rejected.problem is SessionProblem.IN_THE_PAST and rejected.draft.day == today
    field = "at" if is_today else _PROBLEM_FIELDS.get(rejected.problem, "day")
    return FormErrors({field: _PROBLEM_TEXTS[rejected.problem].format(typed=rejected.typed)})


def render_rejected_session(
    rejected: RejectedSession, *, now: datetime, zone: ZoneInfo, key: str, request_channel: str = ""
) -> Message:
    """Say why there is no session yet, with the nearest line that would do and a form that keeps all that was typed."""
    reason = _PROBLEM_TEXTS[rejected.problem].format(typed=escape(clip(rejected.typed, 60)))
    example = _example_command(rejected, now, zone)
    button = ButtonSpec(
        "Open the form", "session.form", encode_draft(rejected.draft, key, request_channel), style="primary"
    )
    return compose_message(
        section(f"*Not announced yet.* {reason}\nTry `{example}`, or use the form; it has what you typed."),
        actions(button),
    )


def render_no_channel(draft: SessionDraft, *, now: datetime, zone: ZoneInfo) -> Message:
    """Say that there is no channel to announce it in yet, and what to do."""
    line = _example_command(RejectedSession(SessionProblem.CHANNEL_NOT_ALLOWED, draft), now, zone)
    return compose_message(
        section(
            f"*Where?* There's no learning channel yet. Type this in the channel where you want it: `{line}`. "
            f"Or ask an admin to set one with `{SLASH}roadmate settings channel #channel`."
        )
    )


def _example_command(rejected: RejectedSession, now: datetime, zone: ZoneInfo) -> str:
    """Return `/roadmate session "GitOps intro" thu 15:00`, made of what was typed where that can be."""
    draft, today = rejected.draft, now.astimezone(zone).date()
    title, at = escape(clip(draft.title, 60)) or "GitOps intro", draft.start_time or time(15)
    with_length = draft.minutes != DEFAULT_MINUTES and rejected.problem is not SessionProblem.INVALID_LENGTH
    length = f" for {draft.minutes}m" if with_length else ""
    return f'{SLASH}roadmate session "{title}" {_example_day(rejected, at, now, zone, today)} {at:%H:%M}{length}'


def _example_day(rejected: RejectedSession, start_time: time, now: datetime, zone: ZoneInfo, today: date) -> str:
    """Return a day on which that time is still to come, as typed where that can be."""
    is_too_far = rejected.problem is SessionProblem.TOO_FAR_AHEAD
    day = today + MAX_AHEAD - timedelta(days=1) if is_too_far else rejected.draft.day
    if day is None:
        return "thu"
    if (
        day != today
        and rejected.problem is not SessionProblem.IN_THE_PAST
        and timedelta() < wall_time_to_utc(day, start_time, zone) - now <= MAX_AHEAD
    ):
        return date_text.day_text(day, today).casefold()
    return "today" if wall_time_to_utc(today, start_time, zone) > now else "tomorrow"
