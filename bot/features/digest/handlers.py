"""`/roadmate digest`: when it comes, how the last one ended, and for admins a preview and the last one once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from bot.calendar import schedule, weeks
from bot.core.audit import log
from bot.core.people.workspace import Workspace
from bot.db.engine import Connection
from bot.delivery import undelivered_decisions
from bot.delivery.undelivered import Resent
from bot.deps import Deps
from bot.dispatch import error_views, request
from bot.dispatch.request import Ask
from bot.dispatch.router import Doors
from bot.features.digest.service import last_sent
from bot.features.digest.views import admin
from bot.features.digest.views import preview as preview_views
from bot.features.settings.handlers import command as settings_command
from bot.features.settings.views import page as settings_page
from bot.slack.client import SlackFailure
from bot.slack.message import Answer, Message
from bot.slack.payloads import BadTicket, number_in

# What the digest of a week says at a moment, and what goes into its thread; None where there is nothing to say.
Written = Callable[[Deps, Connection, Workspace, str, datetime], tuple[Message, tuple[Message, ...]] | None]


def register(app: Doors, deps: Deps, written: Written) -> None:
    """The buttons."""
    app.on_click(deps, "digest.preview", partial(preview, written=written))
    app.on_click(deps, "digest.resend", resend)


def answer(deps: Deps, ask: Ask, written: Written) -> Answer:
    """Whatever was typed after `digest`."""
    first, _, rest = ask.text.casefold().partition(" ")
    match first:
        case "" | "status":
            return status(deps, ask)
        case "preview":
            return preview(deps, ask.saying(rest.strip()), written=written)
        case "resend" | "repeat":
            return offer(deps, ask)
        case _:
            return settings_page.not_understood(f"digest {ask.text}", deps.settings.command_prefix)


def status(deps: Deps, ask: Ask) -> Answer:
    """For everybody; the buttons are for admins."""
    now = deps.clock.now()
    with deps.sessions.read() as session:
        place, reader = request.read(deps, session, ask)
        last = last_sent.find(session, workspace=ask.workspace)
        done = settings_command.digests_done(deps, session, place)
    channel = _channel(deps, place) if reader.is_admin and last and last.letter else ""
    prefix = deps.settings.command_prefix
    return admin.status(place, last, now, done=done, is_admin=reader.is_admin, channel=channel, prefix=prefix)


def preview(deps: Deps, ask: Ask, *, written: Written) -> Answer:
    """What would be sent at this moment; a look that others do not get is written down."""
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        place, reader = request.read(deps, session, ask)
        if not reader.is_admin:
            return error_views.not_allowed("A look at the digest before it goes out", "admins")
        week, start = _wanted(place, ask.text, now)
        log.note(session, workspace=ask.workspace, actor=ask.member, act="digest.preview", now=now, subject=week)
    with deps.sessions.read() as session:  # it may take a while, and nobody waits for its lock
        found = written(deps, session, place, week, now)
    return _shown(found, place, week, start, now)


def offer(deps: Deps, ask: Ask) -> Answer:
    """The last digest, with the button that posts it once more."""
    with deps.sessions.read() as session:
        place, reader = request.read(deps, session, ask)
        last = last_sent.message(session, workspace=ask.workspace)
    if not reader.is_admin:
        return error_views.not_allowed("Sending the digest again", "admins")
    return admin.offer(place, last, place.today(deps.clock.now()), _channel(deps, place))


def resend(deps: Deps, ask: Ask) -> Answer:
    """A confirmed button names the message; only the first press counts, whoever's it is."""
    number, now = number_in(ask.text), deps.clock.now()
    with deps.sessions.begin() as session:
        place, reader = request.read(deps, session, ask)
        if not reader.is_admin:
            return error_views.not_allowed("Sending the digest again", "admins")
        last = last_sent.message(session, workspace=ask.workspace, letter=number)
        if last is None or last.is_on_its_way or not place.learning_channel:
            return admin.not_resent()
        outcome = undelivered_decisions.resend(
            session,
            workspace=ask.workspace,
            letter=number,
            actor=ask.member,
            now=now,
            settings=deps.settings,
            repeat=True,
        )
    return admin.resent(last, place, place.today(now)) if outcome is Resent.DONE else admin.not_resent()


def _shown(
    found: tuple[Message, tuple[Message, ...]] | None, place: Workspace, week: str, start: int, now: datetime
) -> Message:
    today = place.today(now)
    others = [each for each in _near(today) if each != week]
    if found is None:
        return preview_views.nothing(week, others, today)
    message, thread = found
    if start and start <= len(thread):
        return preview_views.rest(thread, start, week=week, today=today)
    return preview_views.preview(message, thread, week=week, others=others, place=place, today=today)


def _wanted(place: Workspace, words: str, now: datetime) -> tuple[str, int]:
    """The week that is meant, and from which message of the thread on; without words that of the next digest.

    Raises BadTicket for a week that is none.
    """
    if words in ("", "-", "next", "this week"):
        return weeks.shift(schedule.following(place.digest, place.zone, now)[0], -1), 0
    if words in ("last", "last week"):
        return _near(place.today(now))[1], 0
    week, _, start = words.upper().partition("/")
    if week not in _near(place.today(now)) or not (start == "" or (start.isascii() and start.isdigit())):
        raise BadTicket("week")
    return week, int(start[:3] or 0)


def _near(today: date) -> tuple[str, str]:
    """The running week and the last one."""
    week = weeks.week_of(today)
    return week, weeks.shift(week, -1)


def _channel(deps: Deps, place: Workspace) -> str:
    """What the learning channel is called, for a question that can hold no link."""
    try:
        name = deps.slack.channel_name(place.id, place.learning_channel) if place.learning_channel else ""
    except SlackFailure:
        name = ""
    return f"#{name}" if name else "the learning channel"
