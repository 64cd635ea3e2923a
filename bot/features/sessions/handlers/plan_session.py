"""`/roadmate session` and `sessions`: one that is planned, shown to its host, announced once; and those to come."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.core.audit import log
from bot.core.people.member import Member
from bot.deps import Deps
from bot.dispatch import error_views, request
from bot.dispatch.request import Ask, Reply, Submitted
from bot.dispatch.router import Doors
from bot.features.sessions.handlers import announce as announce_handlers
from bot.features.sessions.handlers import attend
from bot.features.sessions.rules.line_parser import read as read_line
from bot.features.sessions.rules.session import Gathering, Sketch, Unfit, Why, settle
from bot.features.sessions.service import sessions
from bot.features.sessions.views import form
from bot.features.sessions.views import session as session_views
from bot.features.settings.handlers import command as settings_command
from bot.slack.client import SlackFailure
from bot.slack.message import Answer, Message
from bot.slack.modals import Wrong
from bot.slack.payloads import Planned, read

_CHANNEL: Final = re.compile(r"[CG][A-Z0-9]{2,30}")


def register(app: Doors, deps: Deps) -> None:
    """Its buttons and forms."""
    app.on_click(deps, "session.list", coming)
    app.on_click(deps, "session.form", open_form)
    app.on_click(deps, "session.preview", preview)
    app.on_click(deps, "session.announce", announce)
    app.on_click(deps, "session.drop", drop)
    app.on_submit(deps, "session.plan", submit)
    attend.register(app, deps)


@dataclass(frozen=True, slots=True)
class _Planning:
    """Who plans a session, and where it can be announced: in the learning channel, or `here`, where they ask for it."""

    host: Member
    learning: str
    here: str

    @property
    def is_allowed(self) -> bool:
        """Whether they may write to a whole channel: a Slack guest need not even be in it."""
        return self.host.is_active and not self.host.is_guest


def answer(deps: Deps, ask: Ask) -> Reply:
    """Whatever was typed after `/roadmate session`."""
    match ask.text.casefold().split():
        case []:
            return open_form(deps, ask)
        case ["list" | "all" | "join" | "leave"]:
            return coming(deps, ask)
        case ["cancel" | "move", *_]:
            return coming(deps, ask, acting=True)
    by = _planning(deps, ask)
    if not by.is_allowed:
        return _refused(deps, ask)
    found = read_line(ask.text, now=deps.clock.now(), zone=by.host.zone)
    if isinstance(found, Unfit):
        return _unfit(deps, by, found, ask.request)
    return _preview(deps, ask, by, found, key=ask.request)


def open_form(deps: Deps, ask: Ask) -> Reply:
    """The form, with what a button carries; the coming sessions where Slack lets nothing be opened."""
    planned = Planned() if ask.text in ("", "-") else read(Planned, ask.text)
    by, now = _planning(deps, ask, planned.here), deps.clock.now()
    if not by.is_allowed:
        return _refused(deps, ask)
    if not ask.trigger:
        return coming(deps, ask)
    sketch, key = form.sketch_of(planned), planned.key or ask.request
    if not (by.learning or by.here):
        return form.no_channel(sketch, now=now, zone=by.host.zone, prefix=deps.settings.command_prefix)
    with deps.sessions.read() as session:
        found = sessions.coming(session, reader=by.host, channel=by.learning, now=now, limit=session_views.LISTED)
    lines, today = [session_views.line(one, by.host.zone, now) for one in found], now.astimezone(by.host.zone).date()
    return form.form(sketch, learning=by.learning, here=by.here, key=key, coming=lines, today=today)


def submit(deps: Deps, sent: Submitted) -> Wrong | Message:
    """What would be announced, in the form's place; or what is wrong with it, at its field."""
    planned, sketch = read(Planned, sent.metadata), form.sketch_in(sent.fields)
    by = _planning(deps, sent.ask, planned.here)
    if not by.is_allowed:
        return _refused(deps, sent.ask)
    found = _found(deps, sent.ask, by, sketch)
    if isinstance(found, Unfit):
        return form.wrong(found, deps.clock.now().astimezone(by.host.zone).date())
    return _shown(deps, sent.ask, by, sketch, found, key=planned.key)


def preview(deps: Deps, ask: Ask) -> Answer:
    """The same once more, when we may have been let in."""
    planned = read(Planned, ask.text)
    by = _planning(deps, ask, planned.here)
    return _preview(deps, ask, by, form.sketch_of(planned), planned.key) if by.is_allowed else _refused(deps, ask)


def announce(deps: Deps, ask: Ask) -> Answer:
    """The yes to the preview; the ticket's key makes it happen once."""
    planned = read(Planned, ask.text)
    by, sketch = _planning(deps, ask, planned.here), form.sketch_of(planned)
    if not by.is_allowed:
        return _refused(deps, ask)
    found = _found(deps, ask, by, sketch)
    if isinstance(found, Unfit):
        return _unfit(deps, by, found, planned.key)
    if not (found.channel and settings_command.is_in(deps, ask, found.channel)):
        return _shown(deps, ask, by, sketch, found, key=planned.key)
    return _announce(deps, by.host, found, key=planned.key)


def drop(_deps: Deps, _ask: Ask) -> Answer:
    """The host decided against it."""
    return session_views.dropped()


def coming(deps: Deps, ask: Ask, *, acting: bool = False) -> Answer:
    """Sessions that are not over, with what one can do about each."""
    now = deps.clock.now()
    with deps.sessions.read() as session:
        place, reader = request.read(deps, session, ask)
        found = sessions.coming(
            session, reader=reader, channel=place.learning_channel, now=now, limit=session_views.LISTED + 1
        )
    return session_views.listing(found, reader=reader, now=now, acting=acting)


def _announce(deps: Deps, host: Member, of: Gathering, *, key: str) -> Message:
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        made = sessions.announce(session, of=of, request=key, now=now)
        if made is None:
            return session_views.announced_before()
        announce_handlers.announce(session, made, host, now)
        announce_handlers.attend(session, made, host, host, now)
    return session_views.announced(made, host=host, now=now)


def _unfit(deps: Deps, by: _Planning, unfit: Unfit, key: str) -> Message:
    now, prefix = deps.clock.now(), deps.settings.command_prefix
    return form.refused(unfit, now=now, zone=by.host.zone, key=key, prefix=prefix, here=by.here)


def _preview(deps: Deps, ask: Ask, by: _Planning, sketch: Sketch, key: str) -> Message:
    found = _found(deps, ask, by, sketch)
    return _unfit(deps, by, found, key) if isinstance(found, Unfit) else _shown(deps, ask, by, sketch, found, key=key)


def _shown(deps: Deps, ask: Ask, by: _Planning, sketch: Sketch, found: Gathering, *, key: str) -> Message:
    now = deps.clock.now()
    if not found.channel:
        return form.no_channel(sketch, now=now, zone=by.host.zone, prefix=deps.settings.command_prefix)
    absent = not settings_command.is_in(deps, ask, found.channel)
    return session_views.preview(found, sketch, host=by.host, key=key, here=by.here, absent=absent, now=now)


def _found(deps: Deps, ask: Ask, by: _Planning, sketch: Sketch) -> Gathering | Unfit:
    """The session of a sketch, which has no number yet, nor a channel where there is none for it."""
    starts = settle(sketch, now=deps.clock.now(), zone=by.host.zone)
    if isinstance(starts, Unfit):
        return starts
    channel, host = sketch.channel or by.learning or by.here, by.host
    if channel and not _may_announce(deps, ask, by, channel):
        if ask.source in ("button", "form"):  # a line may err; a button of ours does not
            _note_refused(deps, ask)
        return Unfit(Why.ELSEWHERE, replace(sketch, channel=""))
    return Gathering(0, host.workspace, host.id, sketch.title, starts, sketch.minutes, channel)


def _may_announce(deps: Deps, ask: Ask, by: _Planning, channel: str) -> bool:
    """Whether a channel is everybody's or the one they are in: Slack says so with the request, or when asked."""
    if channel in (by.learning, ask.channel):
        return True
    try:
        return bool(ask.view) and deps.slack.is_member(ask.workspace, channel, ask.member)
    except SlackFailure:
        return False


def _planning(deps: Deps, ask: Ask, here: str = "") -> _Planning:
    """Who plans it and where; a window, which stands in no channel, brings along where it was opened."""
    with deps.sessions.read() as session:
        place, host = request.read(deps, session, ask)
    return _Planning(host, place.learning_channel or "", ask.channel if _CHANNEL.fullmatch(ask.channel) else here)


def _refused(deps: Deps, ask: Ask) -> Message:
    """Said to who may not, and written down."""
    _note_refused(deps, ask)
    return error_views.not_for_guests("Announcing a session")


def _note_refused(deps: Deps, ask: Ask) -> None:
    with deps.sessions.begin() as session:
        _, reader = request.read(deps, session, ask)
        log.refused(session, reader=reader, what="session", now=deps.clock.now())
