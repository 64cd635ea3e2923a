"""`/roadmate session` and `sessions`: one that is planned, shown to its host, announced once; and those to come."""

from __future__ import annotations

from datetime import datetime

from bot.deps import Deps
from bot.domain.gathering import Gathering, Sketch, Unfit, settle
from bot.domain.gathering_reading import read as read_line
from bot.domain.member import Member
from bot.listeners import gathering_acts, gathering_post, settings
from bot.listeners.ask import Ask, Reply, Submitted
from bot.listeners.doors import Doors
from bot.services import audit, gatherings
from bot.views import gathering as views
from bot.views import gathering_form as forms
from bot.views import problem
from bot.views.message import Answer, Message
from bot.views.modal import Wrong
from bot.views.tickets import Planned, read


def register(app: Doors, deps: Deps) -> None:
    """Its buttons and forms."""
    app.on_click(deps, "session.list", coming)
    app.on_click(deps, "session.form", open_form)
    app.on_click(deps, "session.announce", announce)
    app.on_click(deps, "session.drop", drop)
    app.on_submit(deps, "session.plan", submit)
    gathering_acts.register(app, deps)


def answer(deps: Deps, ask: Ask) -> Reply:
    """Whatever was typed after `/roadmate session`."""
    match ask.text.casefold():
        case "":
            return open_form(deps, ask)
        case "list" | "all":
            return coming(deps, ask)
    host, learning = _planning(deps, ask)
    if not _may_plan(host):
        return _refused(deps, ask)
    now = deps.clock.now()
    sketch = read_line(ask.text, now=now, zone=host.zone)
    starts = settle(sketch, now=now, zone=host.zone) if isinstance(sketch, Sketch) else sketch
    if isinstance(starts, Unfit):
        prefix = deps.settings.command_prefix
        return forms.refused(starts, now=now, zone=host.zone, key=ask.request, prefix=prefix)
    assert isinstance(sketch, Sketch)
    return _preview(deps, ask, host, sketch, starts, learning=learning, key=ask.request)


def open_form(deps: Deps, ask: Ask) -> Reply:
    """The form, with what a button carries; the coming sessions where Slack lets nothing be opened."""
    host, learning = _planning(deps, ask)
    if not _may_plan(host):
        return _refused(deps, ask)
    if not ask.trigger:
        return coming(deps, ask)
    planned = Planned() if ask.text in ("", "-") else read(Planned, ask.text)
    now = deps.clock.now()
    today = now.astimezone(host.zone).date()
    with deps.sessions.read() as session:
        found = gatherings.coming(session, reader=host, channel=learning, now=now, limit=views.LISTED)
    lines = [views.line(one, host.zone, now) for one in found]
    sketch, key = forms.sketch_of(planned), planned.key or ask.request
    return forms.form(sketch, learning=learning, key=key, coming=lines, today=today)


def submit(deps: Deps, sent: Submitted) -> Wrong | Message:
    """What would be announced, in the form's place; or what is wrong with it, at its field."""
    host, learning = _planning(deps, sent.ask)
    if not _may_plan(host):
        return _refused(deps, sent.ask)
    now, sketch = deps.clock.now(), forms.sketch_in(sent.fields)
    starts = settle(sketch, now=now, zone=host.zone)
    if isinstance(starts, Unfit):
        return forms.wrong(starts, now.astimezone(host.zone).date())
    return _preview(deps, sent.ask, host, sketch, starts, learning=learning, key=read(Planned, sent.metadata).key)


def announce(deps: Deps, ask: Ask) -> Answer:
    """The yes to the preview; the ticket's key makes it happen once."""
    planned, now = read(Planned, ask.text), deps.clock.now()
    host, learning = _planning(deps, ask)
    if not _may_plan(host):
        return _refused(deps, ask)
    sketch = forms.sketch_of(planned)
    starts = settle(sketch, now=now, zone=host.zone)
    if isinstance(starts, Unfit):
        prefix = deps.settings.command_prefix
        return forms.refused(starts, now=now, zone=host.zone, key=planned.key, prefix=prefix)
    channel = sketch.channel or learning
    if not channel or not settings.is_in(deps, ask, channel):
        return _preview(deps, ask, host, sketch, starts, learning=learning, key=planned.key)
    return _announce(deps, host, _gathering(host, sketch, starts, channel), key=planned.key, now=now)


def drop(_deps: Deps, _ask: Ask) -> Answer:
    """The host decided against it."""
    return views.dropped()


def coming(deps: Deps, ask: Ask) -> Answer:
    """Sessions that are not over, with what one can do about each."""
    now = deps.clock.now()
    with deps.sessions.read() as session:
        place, reader = settings.read(deps, session, ask)
        found = gatherings.coming(
            session, reader=reader, channel=place.learning_channel, now=now, limit=views.LISTED + 1
        )
    return views.listing(found, reader=reader, now=now)


def _announce(deps: Deps, host: Member, of: Gathering, *, key: str, now: datetime) -> Message:
    with deps.sessions.begin() as session:
        made = gatherings.announce(session, of=of, request=key, now=now)
        if made is None:
            return views.announced_before()
        gathering_post.announce(session, made, host, now)
        gathering_post.attend(session, made, host, host, now)
    return views.announced(made, host=host, now=now)


def _preview(
    deps: Deps, ask: Ask, host: Member, sketch: Sketch, starts: datetime, *, learning: str, key: str
) -> Message:
    channel = sketch.channel or learning
    if not channel:
        return views.no_channel(sketch, key, deps.settings.command_prefix)
    absent = not settings.is_in(deps, ask, channel)
    of, now = _gathering(host, sketch, starts, channel), deps.clock.now()
    return views.preview(of, sketch, host=host, key=key, absent=absent, now=now)


def _gathering(host: Member, sketch: Sketch, starts: datetime, channel: str) -> Gathering:
    """One that has no number yet."""
    return Gathering(0, host.workspace, host.id, sketch.title, starts, sketch.minutes, channel)


def _planning(deps: Deps, ask: Ask) -> tuple[Member, str]:
    """Who plans it, and the learning channel, if there is one."""
    with deps.sessions.read() as session:
        place, host = settings.read(deps, session, ask)
    return host, place.learning_channel or ""


def _may_plan(host: Member) -> bool:
    """Whether they may write to a whole channel: a Slack guest need not even be in it."""
    return host.is_active and not host.is_guest


def _refused(deps: Deps, ask: Ask) -> Message:
    """Said to who may not, and written down."""
    with deps.sessions.begin() as session:
        _, reader = settings.read(deps, session, ask)
        audit.refused(session, reader=reader, what="session", now=deps.clock.now())
    return problem.not_for_guests("Announcing a session")
