"""The weekly nudge as its reader wants it: put off by a day, a week or until a date, ended, or brought back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from bot import setting_values
from bot.calendar import weeks
from bot.core.people import workspaces
from bot.core.people.member import Member
from bot.core.people.workspace import LOOKED_AHEAD, Workspace
from bot.core.time_off import absences
from bot.core.time_off.absence import Absence
from bot.db.engine import Connection
from bot.delivery import occurrences
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.dispatch.request import Ask, Submitted, reader_of, today_of
from bot.dispatch.router import Doors
from bot.features.nudge import rules, views
from bot.features.nudge.service import snooze as snooze_service
from bot.features.settings import rules as settings_rules
from bot.features.settings.views import page as settings_page
from bot.setting_values import Why
from bot.slack.message import Answer, Message
from bot.slack.modals import Modal, Wrong
from bot.slack.payloads import BadTicket

NAME: Final = "nudge"
_AHEAD: Final = timedelta(weeks=LOOKED_AHEAD + 1)


def register(app: Doors, deps: Deps) -> None:
    """The buttons and the form; the ones that book belong to `/log`."""
    app.on_click(deps, "nudge.day", put_off)
    app.on_click(deps, "nudge.snooze", snooze)
    app.on_click(deps, "nudge.until", choose)
    app.on_click(deps, "nudge.stop", stop)
    app.on_submit(deps, "nudge.date", chosen)


def words(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/roadmate nudge`: shown, switched, or paused until a day."""
    first, _, rest = ask.text.strip().partition(" ")
    on = settings_rules.read_switch(ask.text.strip())
    match first.casefold():
        case "" | "status":
            return _status(deps, ask, fresh=False)
        case "until" | "till":
            return _until(deps, ask, rest.strip())
        case _ if on is not None:
            with deps.sessions.begin() as session:
                snooze_service.switch(session, workspace=ask.workspace, member=ask.member, on=on)
            return _status(deps, ask, fresh=True)
        case _:
            return settings_page.wrong(
                setting_values.Wrong(Why.SWITCH, "own nudge", ask.text), deps.settings.command_prefix
            )


def put_off(deps: Deps, ask: Ask) -> Answer:
    """This week's nudge comes again a day later, once; the button carries the week."""
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        place, member = _read(deps, session, ask)
        day = rules.day_after(place.nudge, week=_week(ask.text), today=member.today(now), zone=member.zone, now=now)
        counted = day and snooze_service.put_off(session, workspace=ask.workspace, member=ask.member, day=day)
        moment = rules.on_day(place.nudge, counted, member.zone) if counted else now
        coming = _coming(session, place, member, now)
    if moment <= now:
        return views.no_more(coming)
    return views.put_off(moment.astimezone(member.zone), member.today(now))


def snooze(deps: Deps, ask: Ask) -> Answer:
    """Skip the next nudge to come."""
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        place, member = _read(deps, session, ask)
        skipped = rules.snooze(place.nudge, zone=member.zone, now=now)
        until = rules.snoozed_until(skipped)
        snooze_service.pause(session, workspace=ask.workspace, member=ask.member, until=until)
    return views.snoozed(skipped, member.today(now))


def choose(deps: Deps, ask: Ask) -> Modal:
    """The form that asks until when."""
    return views.form(today_of(deps, ask))


def chosen(deps: Deps, sent: Submitted) -> Wrong | Message:
    """No nudge before the day in the form."""
    try:
        day = date.fromisoformat(sent.fields.get(views.UNTIL, ""))
    except ValueError:
        return Wrong(views.wrong_day())
    today = today_of(deps, sent.ask)
    return _pause(deps, sent.ask, day) if rules.can_pause(day, today) else Wrong(views.wrong_day())


def stop(deps: Deps, ask: Ask) -> Answer:
    """No more nudges for this person."""
    with deps.sessions.begin() as session:
        snooze_service.switch(session, workspace=ask.workspace, member=ask.member, on=False)
    return views.stopped(deps.settings.command_prefix)


def _until(deps: Deps, ask: Ask, typed: str) -> Message:
    today = today_of(deps, ask)
    day = rules.read_until(typed, today) if typed else None
    return _pause(deps, ask, day) if day else views.until_when(typed, deps.settings.command_prefix)


def _pause(deps: Deps, ask: Ask, until: date) -> Message:
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        snooze_service.pause(session, workspace=ask.workspace, member=ask.member, until=until)
        place, member = _read(deps, session, ask)
        coming = _coming(session, place, member, now)
    return views.paused(until, member.today(now), coming)


def _status(deps: Deps, ask: Ask, *, fresh: bool) -> Message:
    now = deps.clock.now()
    with deps.sessions.read() as session:
        place, member = _read(deps, session, ask)
        again = rules.on_day(place.nudge, member.nudge_again, member.zone) if member.nudge_again else now
        coming = _coming(session, place, member, now)
    put = again.astimezone(member.zone) if again > now else None
    return views.status(member, coming, today=member.today(now), fresh=fresh, again=put)


def _coming(session: Connection, place: Workspace, member: Member, now: datetime) -> str:
    """When the next weekly nudge is due, or why none is."""
    week = weeks.local_week(now, member.zone)
    had = occurrences.is_claimed(session, workspace=place.id, kind=Kind.NUDGE, period=week, recipient=member.id)
    return settings_page.coming_nudge(place, member, now, _days_away(session, member, now), {week} if had else ())


def _days_away(session: Connection, member: Member, now: datetime) -> tuple[Absence, ...]:
    """As far ahead as a next nudge is looked for."""
    today = member.today(now)
    since, until = today - timedelta(days=7), today + _AHEAD
    return absences.of_member(session, workspace=member.workspace, member=member.id, since=since, until=until)


def _read(deps: Deps, session: Connection, ask: Ask) -> tuple[Workspace, Member]:
    place = workspaces.get(session, workspace=ask.workspace, settings=deps.settings)
    return place, reader_of(deps, session, ask)


def _week(value: str) -> str:
    """The week that a button carries. Raises BadTicket."""
    try:
        weeks.days_of(value)
    except ValueError as error:
        raise BadTicket("week") from error
    return value
