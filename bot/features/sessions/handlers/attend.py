"""What one does about a session that was announced: join it and leave it; its host moves it or cancels it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.audit import log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views, request
from bot.dispatch.request import Ask, Reply, Submitted
from bot.dispatch.router import Doors
from bot.features.sessions.handlers import afterwards, announce
from bot.features.sessions.rules.session import Gathering, Unfit, settle
from bot.features.sessions.service import messages, sessions
from bot.features.sessions.views import announcements, form
from bot.features.sessions.views import session as session_views
from bot.slack.message import Answer, Message
from bot.slack.modals import Wrong
from bot.slack.payloads import number_in


def register(app: Doors, deps: Deps) -> None:
    """The buttons of the announcement, of the list and of the letters."""
    app.on_click(deps, "session.join", join)
    app.on_click(deps, "session.leave", leave)
    app.on_click(deps, "session.cancel", cancel)
    app.on_click(deps, "session.move", open_move)
    app.on_submit(deps, "session.move", move)
    afterwards.register(app, deps)


def join(deps: Deps, ask: Ask) -> Answer:
    """Take part, until the end."""
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        found = _open_to(deps, session, ask, now)
        if isinstance(found, Message):
            return found
        of, reader = found
        if of.host == reader.id:
            return session_views.own(of)
        fresh, host = sessions.join(session, gathering=of, member=reader.id, now=now), _host(deps, session, of)
        if fresh:
            announce.attend(session, of, host, reader, now)
    if fresh is None:
        return session_views.full(of)
    announce.refresh(deps, ask, of, host)
    return session_views.joined(of, reader=reader, fresh=fresh, now=now)


def leave(deps: Deps, ask: Ask) -> Answer:
    """Take no part any more."""
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        found = _open_to(deps, session, ask, now)
        if isinstance(found, Message):
            return found
        of, reader = found
        if of.host == reader.id:
            return session_views.own(of)
        gone, host = sessions.leave(session, gathering=of, member=reader.id), _host(deps, session, of)
        messages.release(session, of=of, person=reader.id)
        again = _may_join(session, of, reader, ask, request.read(deps, session, ask)[0].learning_channel)
    announce.refresh(deps, ask, of, host)
    return session_views.left(of, fresh=gone, again=again)


def cancel(deps: Deps, ask: Ask) -> Answer:
    """By its host, or by an admin where that one is away: who joined is told."""
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        found = _own(deps, session, ask, number_in(ask.text), now, admins=True)
        if isinstance(found, Message):
            return found
        of, reader, host = found
        sessions.cancel(session, gathering=of, now=now)
        messages.withdraw(session, of=of)
        messages.release(session, of=of)
        people = messages.guests(session, of=of, default=deps.settings.timezone)
        if reader.id != host.id:
            people = [*(each for each in people if each.id != reader.id), host]
            whose = {"workspace": ask.workspace, "actor": reader.id, "subject": host.id}
            log.note(session, **whose, act="session.cancel", now=now)
        told = announce.tell(session, of, people, _called_off(of, reader), by=reader, key="cancelled", now=now)
    announce.refresh(deps, ask, of, host)
    return session_views.cancelled(of, told=told)


def open_move(deps: Deps, ask: Ask) -> Reply:
    """The form for another time."""
    with deps.sessions.begin() as session:
        found = _own(deps, session, ask, number_in(ask.text), deps.clock.now(), admins=False)
    return found if isinstance(found, Message) else form.move_form(found[0], found[1].zone)


def move(deps: Deps, sent: Submitted) -> Wrong | Message:
    """The form that came back: who joined stays, is told, and is reminded at the new time."""
    ask, now, sketch = sent.ask, deps.clock.now(), form.sketch_in(sent.fields)
    with deps.sessions.begin() as session:
        found = _own(deps, session, ask, number_in(sent.metadata), now, admins=False)
        if isinstance(found, Message):
            return found
        of, host, _ = found
        starts = settle(replace(sketch, title=of.title), now=now, zone=host.zone)
        if isinstance(starts, Unfit):
            return form.wrong(starts, now.astimezone(host.zone).date())
        if (starts, sketch.minutes) == (of.starts_at, of.minutes):
            return session_views.unmoved(of, host=host, now=now)
        new = replace(of, starts_at=starts, minutes=sketch.minutes)
        told = _move(deps, session, of, host, new, key=ask.request, now=now)
    announce.refresh(deps, ask, new, host)
    return session_views.moved(new, host=host, told=told, now=now)


def _move(
    deps: Deps, session: Connection, of: Gathering, host: Member, new: Gathering, *, key: str, now: datetime
) -> int:
    """Write the new time down, and to those who joined; returns how many are told."""
    sessions.move(session, gathering=of, starts_at=new.starts_at, minutes=new.minutes)
    messages.release(session, of=of)
    announce.announce(session, new, host, now)
    people = messages.guests(session, of=of, default=deps.settings.timezone)
    for reader in (host, *people):
        announce.attend(session, new, host, reader, now)
    first = new if new.starts_at < of.starts_at else of  # told in time for the sooner of the two

    def say(reader: Member) -> Message:
        return announcements.moved(new, host=host.name, zone=reader.zone)

    return announce.tell(session, first, people, say, by=host, key=key, now=now)


def _open_to(deps: Deps, session: Connection, ask: Ask, now: datetime) -> tuple[Gathering, Member] | Message:
    """The session that a button names, locked, and who pressed it, if it is theirs to join and not over."""
    number = number_in(ask.text)
    place, reader = request.read(deps, session, ask)
    of = sessions.take(session, workspace=ask.workspace, gathering=number, by=ask.member)
    if of is None or not _may_join(session, of, reader, ask, place.learning_channel):
        log.refused(session, reader=reader, what="session", now=now, subject=of.host if of else "")
        return session_views.not_there()
    if not of.is_open(now):
        return session_views.closed(of)
    host = _host(deps, session, of)
    return (of, reader) if host.is_active else session_views.hostless(of, host=host.name)


def _may_join(session: Connection, of: Gathering, reader: Member, ask: Ask, learning: str | None) -> bool:
    """Whether they stand in its channel, or it is everybody's; guests have only what is before them."""
    if not reader.is_active:
        return False
    is_everybodys = of.channel == learning and not reader.is_guest
    return (
        is_everybodys or ask.channel == of.channel or reader.id in (of.host, *sessions.guests_of(session, gathering=of))
    )


def _own(
    deps: Deps, session: Connection, ask: Ask, number: int, now: datetime, *, admins: bool
) -> tuple[Gathering, Member, Member] | Message:
    """The session, locked, who asks and its host, if that is the same person, or an admin where `admins` may."""
    _, reader = request.read(deps, session, ask)
    of = sessions.take(session, workspace=ask.workspace, gathering=number, by=ask.member)
    if of is None or not (of.host == reader.id or (admins and reader.is_admin)):
        log.refused(session, reader=reader, what="session", now=now, subject=of.host if of else "")
        who = "its host and admins" if admins else "its host"
        return error_views.not_yours("Cancelling a session" if admins else "Moving a session", who)
    return (of, reader, _host(deps, session, of)) if of.is_open(now) else session_views.closed(of)


def _host(deps: Deps, session: Connection, of: Gathering) -> Member:
    found = members.find(session, workspace=of.workspace, member=of.host, default=deps.settings.timezone)
    if found is None:
        raise members.Gone(of.host)
    return found


def _called_off(of: Gathering, by: Member) -> announce.Saying:
    return lambda reader: announcements.cancelled(of, by=by.name, zone=reader.zone)
