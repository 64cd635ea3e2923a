"""The form for a session, and what is said of one that cannot be announced: all that was typed is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.calendar import format as calendar_format
from bot.features.sessions.rules.session import (
    FARTHEST,
    LONGEST,
    SHORTEST,
    TITLE,
    USUAL,
    Gathering,
    Sketch,
    Unfit,
    Why,
    moment,
)
from bot.slack.blocks import Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.modals import Choice, Input, Modal, Wrong, date_input, select_input, text_input, time_input, window
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import BadTicket, Planned
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy

_LENGTHS: Final = (15, 30, 45, 60, 90, 120, 180, 240, LONGEST)
_MORNING: Final = time(10)
_WRONG: Final[Mapping[Why, str]] = {
    Why.NO_TITLE: "What is it about? Put the title in quotes.",
    Why.LONG_TITLE: f"The title is longer than {TITLE} characters.",
    Why.NO_TIME: "At what time? Write one such as 15:00 or 3pm.",
    Why.NO_SUCH_TIME: "No clock shows “{got}”.",
    Why.NO_DAY: "On which day?",
    Why.NO_SUCH_DAY: "There is no day “{got}”.",
    Why.PAST: "That moment has passed already.",
    Why.TOO_FAR: "That is more than a year ahead.",
    Why.LENGTH: f"A session lasts from {SHORTEST} min to {LONGEST // 60} h.",
    Why.CHANNEL: "I know no channel “{got}”: choose it from what Slack offers after the #.",
    Why.ELSEWHERE: "A session is announced in the learning channel, or in the channel where you ask for it.",
    Why.WORDS: "I do not understand “{got}” here.",
}
_FIELDS: Final = {
    **dict.fromkeys((Why.NO_TITLE, Why.LONG_TITLE), "title"),
    **dict.fromkeys((Why.NO_TIME, Why.NO_SUCH_TIME), "at"),
    Why.LENGTH: "minutes",
    Why.ELSEWHERE: "channel",
}


def ticket(sketch: Sketch, key: str, here: str = "") -> str:
    """A sketch as a button carries it."""
    at = f"{sketch.at:%H:%M}" if sketch.at else ""
    place = {"channel": sketch.channel, "here": here}
    return Planned(key=key, title=sketch.title, day=sketch.day, at=at, minutes=sketch.minutes, **place).value()


def sketch_of(planned: Planned) -> Sketch:
    """What a button carries, as a sketch."""
    at = time.fromisoformat(planned.at) if planned.at else None
    return Sketch(planned.title, planned.day, at, planned.minutes, planned.channel)


def form(sketch: Sketch, *, learning: str, here: str, key: str, coming: Sequence[str], today: date) -> Modal:
    """The form with what is known; below it the sessions that others hold, so that two do not meet."""
    listed = "\n".join(coming)
    return window(
        "Plan a session",
        text_input("title", "Title", value=sketch.title, placeholder="GitOps intro", longest=TITLE),
        *_times(sketch.day or today + timedelta(days=1), sketch.at or _MORNING, sketch.minutes),
        _place(sketch.channel, learning, here),
        section(f"*Coming sessions*\n{listed}" if listed else "*Coming sessions*: none yet."),
        callback="session.plan",
        submit="Preview",
        close="Cancel",
        metadata=Planned(key=key, here=here).value(),
    )


def _place(chosen: str, learning: str, here: str) -> Block | Input:
    """Where it is announced: a choice where there is one."""
    if not (learning and here) or learning == here:
        return section(f"It is announced in <#{learning or here}>. You see the announcement before others do.")
    choices = (Choice("The learning channel", learning), Choice("The channel where you asked for it", here))
    hint, value = "You see the announcement before others do.", chosen if chosen == here else learning
    return select_input("channel", "Announced in", choices, value=value, hint=hint)


def move_form(of: Gathering, zone: ZoneInfo) -> Modal:
    """Another time for a session."""
    at = of.starts_at.astimezone(zone)
    return window(
        "Move a session",
        section(f"*{escape(of.title)}*: those who joined are told, and stay in."),
        *_times(at.date(), at.time(), of.minutes),
        callback="session.move",
        submit="Move",
        close="Cancel",
        metadata=str(of.id),
    )


def _times(day: date, at: time, minutes: int) -> tuple[Input, ...]:
    lengths = sorted({*_LENGTHS, max(SHORTEST, min(minutes, LONGEST))})
    choices = [Choice(parse.spell(each), str(each)) for each in lengths]
    chosen = str(max(SHORTEST, min(minutes, LONGEST)))
    return (
        date_input("day", "Day", value=day),
        time_input("at", "Time", value=at, hint="In your own time zone."),
        select_input("minutes", "Length", choices, value=chosen),
    )


def sketch_in(fields: Mapping[str, str]) -> Sketch:
    """What was filled in. Raises BadTicket for a form that is not as ours."""
    title, channel, minutes = tidy(fields.get("title", "")), fields.get("channel", ""), fields.get("minutes", "")
    try:
        day = date.fromisoformat(fields["day"]) if fields.get("day") else None
        at = time.fromisoformat(fields["at"]) if fields.get("at") else None
        planned = Planned(title=title, channel=channel, minutes=int(minutes or USUAL))
    except ValueError as error:
        raise BadTicket("session") from error
    return Sketch(planned.title, day, at, planned.minutes, planned.channel)


def wrong(unfit: Unfit, today: date) -> Wrong:
    """What is wrong with a form, at its field."""
    is_today = unfit.why is Why.PAST and unfit.sketch.day == today
    return Wrong({"at" if is_today else _FIELDS.get(unfit.why, "day"): _WRONG[unfit.why].format(got=unfit.got)})


def refused(unfit: Unfit, *, now: datetime, zone: ZoneInfo, key: str, prefix: str, here: str = "") -> Message:
    """No session yet: why, the nearest line that would do, and the form with all that was understood."""
    why = _WRONG[unfit.why].format(got=escape(clip(unfit.got, 60)))
    example = f"/{prefix}roadmate session {_nearest(unfit, now, zone)}"
    return compose(
        section(f"*Nothing was announced.* {why}\nTry `{example}`, or fill in the form, which keeps what you typed."),
        actions(Press("Open the form", "session.form", ticket(unfit.sketch, key, here), style="primary")),
    )


def no_channel(sketch: Sketch, *, now: datetime, zone: ZoneInfo, prefix: str) -> Message:
    """There is nowhere to announce it yet."""
    line = f"/{prefix}roadmate session {_nearest(Unfit(Why.ELSEWHERE, sketch), now, zone)}"
    return compose(
        section(
            f"*Where?* There is no learning channel yet. Type this in the channel that it is for: `{line}`. "
            f"Or let an admin set one with `/{prefix}roadmate settings channel #channel`."
        )
    )


def _nearest(unfit: Unfit, now: datetime, zone: ZoneInfo) -> str:
    """`"GitOps intro" thu 15:00`, out of what was typed where it can be."""
    sketch, today = unfit.sketch, now.astimezone(zone).date()
    title, at = escape(clip(sketch.title, 60)) or "GitOps intro", sketch.at or time(15)
    length = f" for {sketch.minutes}m" if sketch.minutes != USUAL and unfit.why is not Why.LENGTH else ""
    return f'"{title}" {_day(unfit, at, now, zone, today)} {at:%H:%M}{length}'


def _day(unfit: Unfit, at: time, now: datetime, zone: ZoneInfo, today: date) -> str:
    """A day on which that time is still to come, as typed where it can be."""
    day = today + FARTHEST - timedelta(days=1) if unfit.why is Why.TOO_FAR else unfit.sketch.day
    if day is None:
        return "thu"
    if day != today and unfit.why is not Why.PAST and timedelta() < moment(day, at, zone) - now <= FARTHEST:
        return calendar_format.spell(day, today).casefold()
    return "today" if moment(today, at, zone) > now else "tomorrow"
