"""Sessions as one plans them and joins them: what only the reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.core.people.member import Member
from bot.features.sessions.rules.session import Session, SessionDraft, UpcomingSession
from bot.features.sessions.views import notifications
from bot.features.sessions.views.forms import encode_draft
from bot.features.sessions.views.notifications import JOIN_ACTION, LEAVE_ACTION, LIST_ACTION, local_start_text
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import MAX_MESSAGE_TEXT, Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, short_person_name, strip_markup

MAX_LISTED: Final = 10
PLAN_BUTTON: Final = ButtonSpec("Plan a session", "session.form")
ALL_SESSIONS_BUTTON: Final = ButtonSpec("All sessions", LIST_ACTION)
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
    is_bot_absent: bool,
    now: datetime,
) -> Message:
    """What everybody in the channel would see, and the question whether they should; `absent`: I am not in there."""
    carried = encode_draft(replace(draft, channel=session.channel), key, request_channel)
    ask = compose_message(section(_invite_bot_text(session) if is_bot_absent else _announce_question(session)))
    page = notifications.render_announcement(session, host_name=host.name, zone=host.zone, with_button=False)
    asides = f"{_clock_change_text(session, draft, host.zone)}{_assumptions_text(draft, host.zone, now)}"
    go = (
        ButtonSpec("Try again", "session.preview", carried)
        if is_bot_absent
        else ButtonSpec("Announce", "session.announce", carried)
    )
    own = compose_message(
        context(f"For you that is {local_start_text(session, host.zone, now)}, {host.zone.key}.{asides}"),
        actions(
            replace(go, style="primary"),
            ButtonSpec("Change", "session.form", carried),
            ButtonSpec("Forget it", "session.drop"),
        ),
    )
    text = clip(f"{ask.text}\n{page.text}\n{own.text}", MAX_MESSAGE_TEXT)
    return Message(text, (*ask.blocks, *page.blocks, *own.blocks))


def _announce_question(session: Session) -> str:
    return f"*Announce this in <#{session.channel}>?* Only you see it so far, then all there do."


def _invite_bot_text(session: Session) -> str:
    there = f"<#{session.channel}>"
    return f"*I am not in {there}*, so this cannot be announced yet. Type `/invite @Roadmate` there, then try again."


def _assumptions_text(draft: SessionDraft, zone: ZoneInfo, now: datetime) -> str:
    """What was not typed, or not heeded."""
    day = "today" if draft.day == now.astimezone(zone).date() else "tomorrow"
    missing = "" if draft.has_day else f" No day given, so {day}."
    return (
        f"{missing} “{escape(draft.ignored_zone)}” is left out: times are your own." if draft.ignored_zone else missing
    )


def _clock_change_text(session: Session, draft: SessionDraft, zone: ZoneInfo) -> str:
    """That the clocks leave that time out, where they do."""
    if draft.start_time is None or session.starts_at.astimezone(zone).time() == draft.start_time:
        return ""
    return f" The clocks change that day, and leave out {draft.start_time:%H:%M}."


def render_announced_session(session: Session, *, host: Member, now: datetime) -> Message:
    """It is on its way to its channel."""
    return compose_message(
        section(
            f"*Announced* in <#{session.channel}>: {escape(session.title)}, "
            f"{local_start_text(session, host.zone, now)}, {notifications.session_length_text(session)}."
        ),
        actions(ALL_SESSIONS_BUTTON),
        context(
            "I remind you 10 minutes before, and ask you afterwards whether to book it. "
            "Where to meet is best said in the thread of the announcement."
        ),
    )


def render_already_announced() -> Message:
    """The same button was pressed twice."""
    return compose_message(
        section("You have announced this already, so it was not announced again."), actions(ALL_SESSIONS_BUTTON)
    )


def render_discarded_session() -> Message:
    """The host decided against it."""
    return compose_message(section("Nothing was announced."), actions(PLAN_BUTTON))


def render_session_list(
    sessions: Sequence[UpcomingSession], *, reader: Member, now: datetime, with_change_hint: bool = False
) -> Message:
    """Sessions that are not over, with what the reader can do about each; one more than shown says there are.

    `acting`: they typed what they want to do with one.
    """
    rows = [block for one in sessions[:MAX_LISTED] for block in _session_row(one, reader, now)]
    more = context("There are more, later than these.") if len(sessions) > MAX_LISTED else None
    plan, how = actions(None if reader.is_guest else PLAN_BUTTON), context(_CHANGE_HINT) if with_change_hint else None
    if not rows:
        return compose_message(section("*Coming sessions*: none yet. Share what you know, for an hour."), how, plan)
    return compose_message(section(f"*Coming sessions*, in your time ({reader.zone.key})"), rows, more, how, plan)


def _session_row(upcoming: UpcomingSession, reader: Member, now: datetime) -> list[Block]:
    of, value = upcoming.session, str(upcoming.session.id)
    is_host = of.host == reader.id
    others = (
        format_count(upcoming.attendee_count, "person joins", "people join")
        if upcoming.attendee_count
        else "nobody has joined yet"
    )
    yours = ", you among them" if upcoming.is_attending else ""
    made = section(f"{session_line(upcoming, reader.zone, now)}\nin <#{of.channel}>, {others}{yours}")
    attend = _leave_button(of) if upcoming.is_attending else ButtonSpec("Join", JOIN_ACTION, value, style="primary")
    return [
        made,
        *_button_row(
            None if is_host else attend, _move_button(of) if is_host else None, _cancel_button(upcoming, reader)
        ),
    ]


def session_line(upcoming: UpcomingSession, zone: ZoneInfo, now: datetime) -> str:
    """`GitOps intro, Thu 26 Nov 15:00, 1 h, with Ana`."""
    of = upcoming.session
    return f"*{escape(of.title)}*, {local_start_text(of, zone, now)}, {notifications.session_length_text(of)}, with {short_person_name(upcoming.host_name)}"


def _leave_button(session: Session) -> ButtonSpec:
    effect = ConfirmSpec(
        "Leave the session?", f"You are not in “{strip_markup(clip(session.title, 150))}” any more.", "Leave"
    )
    return ButtonSpec("Leave", LEAVE_ACTION, str(session.id), confirm=effect)


def _move_button(session: Session) -> ButtonSpec:
    return ButtonSpec("Move", "session.move", str(session.id))


def _cancel_button(upcoming: UpcomingSession, reader: Member) -> ButtonSpec | None:
    if upcoming.session.host != reader.id and not reader.is_admin:
        return None
    told = f" Who joined ({upcoming.attendee_count}) is told." if upcoming.attendee_count else ""
    title = strip_markup(clip(upcoming.session.title, 150))
    effect = ConfirmSpec("Cancel the session?", f"“{title}” will not take place.{told}", "Cancel it")
    return ButtonSpec("Cancel", "session.cancel", str(upcoming.session.id), style="danger", confirm=effect)


def _button_row(*presses: ButtonSpec | None) -> list[Block]:
    made = actions(*presses)
    return [made] if made else []


def render_joined_session(session: Session, *, reader: Member, is_new: bool, now: datetime) -> Message:
    """The reader takes part; no way out stands where Join stood, under the same finger."""
    lead = "You are in" if is_new else "You are in already"
    soon = session.starts_at <= now
    then = (
        "It has begun." if soon else f"{local_start_text(session, reader.zone, now)} in your time ({reader.zone.key})."
    )
    return compose_message(
        section(f"*{lead}*: {escape(session.title)}. {then}"), actions(ALL_SESSIONS_BUTTON, _leave_button(session))
    )


def render_left_session(session: Session, *, was_attending: bool, can_rejoin: bool) -> Message:
    """The reader takes no part; `again`: here is a place from which they could."""
    words = (
        f"You are not in *{escape(session.title)}* any more."
        if was_attending
        else f"You are not in *{escape(session.title)}*."
    )
    back = ButtonSpec("Join again" if was_attending else "Join", JOIN_ACTION, str(session.id)) if can_rejoin else None
    return compose_message(section(words), actions(back, ALL_SESSIONS_BUTTON))


def render_host_is_attending(session: Session) -> Message:
    """The host pressed Join."""
    return compose_message(
        section(f"*{escape(session.title)}* is yours to hold, so you are in it."),
        actions(_move_button(session), ALL_SESSIONS_BUTTON),
    )


def render_full_session(session: Session) -> Message:
    """There is no room."""
    return compose_message(
        section(f"*{escape(session.title)}* is full, so you were not put in. Ask its host."),
        actions(ALL_SESSIONS_BUTTON),
    )


def render_closed_session(session: Session) -> Message:
    """Nothing can be done about it any more."""
    what = "did not take place" if session.was_not_held else "was cancelled" if session.cancelled_at else "is over"
    return compose_message(
        section(f"*{escape(session.title)}* {what}, so nothing was changed."), actions(ALL_SESSIONS_BUTTON)
    )


def render_hostless_session(session: Session, *, host_name: str) -> Message:
    """Its host's account is not there any more, which the list learns within the hour."""
    who = short_person_name(host_name)
    return compose_message(
        section(f"*{escape(session.title)}* does not take place: {who} is no member here any more."),
        actions(ALL_SESSIONS_BUTTON),
    )


def render_unfinished_session(session: Session) -> Message:
    """What is said after a session was said before its end."""
    return compose_message(
        section(f"*{escape(session.title)}* is not over yet, so nothing was changed."), actions(ALL_SESSIONS_BUTTON)
    )


def render_marked_not_held(session: Session) -> Message:
    """Its host said that it did not take place."""
    return compose_message(
        section(
            f"Noted: *{escape(session.title)}* did not take place. Nothing was booked for you, and who presses to book it "
            "from now on is told so."
        ),
        actions(PLAN_BUTTON),
    )


def render_not_held(session: Session) -> Message:
    """A guest wanted to book it."""
    return compose_message(
        section(f"The host says *{escape(session.title)}* did not take place, so nothing was booked.")
    )


def render_unknown_session() -> Message:
    """A session that there is not, or that is not for the reader."""
    return compose_message(section("I know no such session that is open to you."), actions(ALL_SESSIONS_BUTTON))


def render_cancelled_session(session: Session, *, notified_count: int) -> Message:
    """It does not take place."""
    others = f" {format_count(notified_count, 'person is', 'people are')} told." if notified_count else ""
    return compose_message(
        section(f"*Cancelled*: {escape(session.title)}.{others}"), actions(PLAN_BUTTON, ALL_SESSIONS_BUTTON)
    )


def render_moved_session(session: Session, *, host: Member, notified_count: int, now: datetime) -> Message:
    """It takes place then."""
    stay = format_count(notified_count, "person who joined is told and stays", "people who joined are told and stay")
    others = f" {stay} in." if notified_count else ""
    words = f"*Moved*: {escape(session.title)} is {local_start_text(session, host.zone, now)}, {notifications.session_length_text(session)}.{others}"
    return compose_message(section(words), actions(ALL_SESSIONS_BUTTON))


def render_unmoved_session(session: Session, *, host: Member, now: datetime) -> Message:
    """The form says what was so before."""
    return compose_message(
        section(f"Nothing was changed: {escape(session.title)} is {local_start_text(session, host.zone, now)}."),
        actions(ALL_SESSIONS_BUTTON),
    )
