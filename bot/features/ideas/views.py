"""The idea of a digest: its line and buttons, and what a press of these answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import date_text
from bot.core.people.member import Member
from bot.features.ideas.payloads import IdeaTimePayload
from bot.features.ideas.rules import PLAN_WORD, Idea, Suggestible
from bot.features.sessions.rules.session import MAX_TITLE_LENGTH, Session
from bot.features.sessions.views.notifications import local_start_text
from bot.features.sessions.views.session_list import move_button
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words, short_person_name, strip_markup
from bot.slack.payloads import PlanPagePayload, RoadmapQueryPayload

MAX_NAMES: Final = 5
MAX_NAME_LENGTH: Final = 80


def idea_buttons(suggested: Suggestible, week: str, *, can_join: bool) -> list[ButtonSpec]:
    """Return the buttons below the idea of a week; nobody is asked to join where there is nobody to meet."""
    join = (
        [ButtonSpec("I'm in", "idea.join", week, "primary", accessibility_label=f"I'm in for {suggested.name}")]
        if can_join
        else []
    )
    return [*join, see_button(suggested)]


def see_button(suggested: Suggestible) -> ButtonSpec:
    """Return the button that shows what an idea is about."""
    word, _, words = suggested.command.partition(" ")
    label = f"See {suggested.name}"
    if word == PLAN_WORD:
        payload = PlanPagePayload(area=words).encode()
        return ButtonSpec("See it", "plan.open", payload, accessibility_label=label)
    return ButtonSpec("See it", "roadmap.open", RoadmapQueryPayload(query=words).encode(), accessibility_label=label)


def session_title(idea: Idea) -> str:
    """Return the title of the session that comes of an idea."""
    return clip(f"Learning together: {strip_markup(idea.name)}", MAX_TITLE_LENGTH)


def render_waiting(idea: Idea, *, is_new: bool) -> Message:
    """Tell the first one that they will be connected with the next."""
    if is_new:
        words = f"👏 You're the first who's in for *{_name(idea)}*. I'll connect you with the next person who joins."
    else:
        words = f"⏳ You're in for *{_name(idea)}* already. I'll connect you with the next person who joins."
    return compose_message(section(words), actions(_leave_button(idea), see_button(idea)))


def render_connected(
    idea: Idea, others: Sequence[Member], times: Sequence[datetime], *, reader: Member, now: datetime
) -> Message:
    """Tell somebody who else is in, and ask for a time."""
    names, verb = _names(others), "is" if len(others) == 1 else "are"
    zones = {reader.zone.key, *(each.zone.key for each in others)}
    where = " (your time)" if len(zones) > 1 else ""
    if not times:
        words = (
            f"🎉 {names} {verb} in for *{_name(idea)}* too. I found no half hour in the next two weeks that suits "
            "everyone, so write to each other to pick one."
        )
    else:
        words = f"🎉 {names} {verb} in for *{_name(idea)}* too. Which half hour suits you{where}?"
    return compose_message(
        section(words), actions(*(_time_button(idea, each, reader.zone, now) for each in times), _leave_button(idea))
    )


def render_meeting(
    idea: Idea, session: Session, others: Sequence[Member], *, reader: Member, is_new: bool, now: datetime
) -> Message:
    """Tell somebody who is in when the others meet."""
    start = local_start_text(session, reader.zone, now)
    company = f" with {_names(others)}" if others else ""
    lead = "You're in" if is_new else "You're in already"
    words = f"📅 {lead}: *{_name(idea)}*{company}, {start} (your time), in <#{session.channel}>."
    return compose_message(section(words), actions(_leave_button(idea), see_button(idea)))


def render_picked(idea: Idea, session: Session, others: Sequence[Member], *, reader: Member, now: datetime) -> Message:
    """Confirm the time to whoever picked it."""
    start = local_start_text(session, reader.zone, now)
    words = (
        f"📅 You meet {_names(others)} for *{_name(idea)}*: {start} (your time), 30 min. "
        f"I'll announce it in <#{session.channel}>, so others can join, and remind you 10 minutes before."
    )
    return compose_message(section(words), actions(move_button(session), see_button(idea)))


def render_picked_notification(
    idea: Idea, session: Session, *, picked_by: str, zone: ZoneInfo, now: datetime
) -> Message:
    """Tell somebody who is in which time another one picked."""
    start, who = local_start_text(session, zone, now), short_person_name(picked_by)
    words = (
        f"📅 {who} picked {start} (your time) for *{_name(idea)}*, 30 min, in <#{session.channel}>. "
        "I'll remind you 10 minutes before."
    )
    return compose_message(section(words), actions(_leave_button(idea), see_button(idea)))


def render_left(idea: Idea, *, was_in: bool) -> Message:
    """Confirm that the reader is out, with a way back."""
    words = f"↩️ You're out of *{_name(idea)}*." if was_in else f"You aren't in for *{_name(idea)}*."
    return compose_message(section(words), actions(ButtonSpec("I'm in", "idea.join", idea.week), see_button(idea)))


def render_host_stays(idea: Idea, session: Session, *, reader: Member, now: datetime) -> Message:
    """Tell whoever picked the time that the session is theirs, to move or to cancel."""
    start = local_start_text(session, reader.zone, now)
    words = (
        f"You host *{_name(idea)}* on {start} (your time), so the others count on you. Can't come? Move or cancel it."
    )
    return compose_message(section(words), actions(move_button(session), ButtonSpec("All sessions", "session.list")))


def render_hidden_question(idea: Idea) -> Message:
    """Ask somebody who hides whether the others may see their name."""
    words = (
        f"You're hidden. If you join *{_name(idea)}*, those who join see your name, and so does the channel once "
        "a time is picked. Your hours stay hidden."
    )
    return compose_message(
        section(words), actions(ButtonSpec("Join with my name", "idea.show", idea.week), see_button(idea))
    )


def render_over() -> Message:
    """Say that an idea is too old to join."""
    return compose_message(section("This idea isn't open any more. The next digest brings a new one."))


def render_not_posted() -> Message:
    """Say that nobody can join what a preview shows."""
    return compose_message(section("This idea isn't open yet. You can join once its digest is posted."))


def render_met(idea: Idea, others: Sequence[Member]) -> Message:
    """Say that those who were in have met."""
    met = f"{_names(others)} met for *{_name(idea)}*." if others else f"*{_name(idea)}* has taken place."
    words = f"{met} The next digest brings a new idea."
    return compose_message(section(words), actions(see_button(idea)))


def render_no_channel(idea: Idea) -> Message:
    """Say that there is no channel for an announcement."""
    words = (
        f"I can't announce *{_name(idea)}* without a learning channel. Write to each other, or ask an admin to set one."
    )
    return compose_message(section(words), actions(_leave_button(idea)))


def _time_button(idea: Idea, at: datetime, zone: ZoneInfo, now: datetime) -> ButtonSpec:
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    value = IdeaTimePayload(week=idea.week, minute=int(at.timestamp()) // 60).encode()
    when = f"{date_text.day_text(local.date(), today)} {local:%H:%M}"
    return ButtonSpec(when, "idea.time", value, accessibility_label=f"Meet {when}")


def _leave_button(idea: Idea) -> ButtonSpec:
    return ButtonSpec("I'm out", "idea.leave", idea.week)


def _name(idea: Idea) -> str:
    return clip(escape(idea.name), MAX_NAME_LENGTH)


def _names(people: Sequence[Member]) -> str:
    shown = [short_person_name(each.name) for each in people[:MAX_NAMES]]
    more = len(people) - len(shown)
    return join_words([*shown, format_count(more, "other")] if more else shown)
