"""`/roadmate settings`: what holds for the whole workspace, read by everybody and changed by admins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.calendar.weeks import week_of
from bot.core.goals import goals
from bot.core.people import workspaces
from bot.core.people.workspace import LOOKED_AHEAD, Workspace
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM
from bot.db.engine import Connection
from bot.delivery import occurrences
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, admins, read
from bot.dispatch.router import Doors
from bot.features.settings import rules, service
from bot.features.settings.views import page as page_views
from bot.features.time_off.handlers import holidays as time_off_holidays
from bot.setting_values import Wrong
from bot.slack.client import SlackFailure
from bot.slack.message import Answer, Message

_AHEAD: Final = timedelta(weeks=LOOKED_AHEAD + 1)


def register(app: Doors, deps: Deps) -> None:
    """The button that carries a setting."""
    app.on_click(deps, "roadmate.set", change)
    time_off_holidays.register(app, deps)


def page(deps: Deps, ask: Ask) -> Answer:
    """The workspace's settings in force."""
    now = deps.clock.now()
    with deps.sessions.read() as session:
        workspace, reader = read(deps, session, ask)
        origins = workspaces.origins(session, workspace=ask.workspace, settings=deps.settings)
        names = None if reader.is_admin else admins(deps, session, ask)
        free = absences.set_for(session, workspace=ask.workspace, member=TEAM, since=workspace.today(now))
        done = digests_done(deps, session, workspace)
    return page_views.page(workspace, origins, names, now, deps.settings.command_prefix, holidays=free, done=done)


def change(deps: Deps, ask: Ask) -> Answer:
    """One setting, changed by an admin."""
    name, _, words = ask.text.partition(" ")
    if name.casefold() in (rules.HOLIDAYS, "holiday"):
        return time_off_holidays.answer(deps, ask.saying(words))
    if refused := refusal(deps, ask):
        return refused
    choice = rules.read_setting(name, words.strip())
    if isinstance(choice, Wrong):
        return page_views.wrong(choice, deps.settings.command_prefix)
    return put(deps, ask, choice.values, (choice.setting,))


def put(deps: Deps, ask: Ask, values: Mapping[str, Any], names: tuple[str, ...] = ()) -> Message:
    """Set values by column, and say what is in force then, by these names or as far as it differs from before."""
    now, channel = deps.clock.now(), values.get("learning_channel")
    absent = isinstance(channel, str) and not is_in(deps, ask, channel)
    with deps.sessions.begin() as session:
        if not read(deps, session, ask)[1].is_admin:
            return error_views.not_admin(admins(deps, session, ask))
        _, changed = service.choose(
            session,
            workspace=ask.workspace,
            actor=ask.member,
            values=values,
            settings=deps.settings,
            now=now,
        )
        if not (names or changed):
            return page_views.changed_nothing()
        deps.changes.note_all(ask.workspace)
        return _changed(deps, session, ask, names or changed, absent=absent, now=now)


def refusal(deps: Deps, ask: Ask) -> Message | None:
    """Checked before anything is asked of Slack, and again in the transaction that changes something."""
    with deps.sessions.read() as session:
        is_admin = read(deps, session, ask)[1].is_admin
        return None if is_admin else error_views.not_admin(admins(deps, session, ask))


def digests_done(deps: Deps, session: Connection, place: Workspace) -> frozenset[str]:
    """The weeks around this one of which no digest is sent any more."""
    now = deps.clock.now()
    return occurrences.done(session, workspace=place.id, kind=Kind.DIGEST, zone=place.zone, now=now)


def _changed(
    deps: Deps, session: Connection, ask: Ask, names: tuple[str, ...], *, absent: bool, now: datetime
) -> Message:
    place, reader = read(deps, session, ask)
    today = reader.today(now)
    return page_views.changed(
        names,
        place,
        reader,
        now,
        absent=absent,
        absences=absences.of_member(
            session, workspace=ask.workspace, member=ask.member, since=today - timedelta(days=7), until=today + _AHEAD
        ),
        done=digests_done(deps, session, place),
        waits=goals.waits(session, workspace=place.id, member=TEAM, week=week_of(place.today(now))),
        nudged=occurrences.done(
            session, workspace=place.id, kind=Kind.NUDGE, zone=reader.zone, now=now, recipient=reader.id
        ),
    )


def is_in(deps: Deps, ask: Ask, channel: str) -> bool:
    """Whether we are known to be in the channel; not known counts as no."""
    try:
        return deps.slack.is_in(ask.workspace, channel)
    except SlackFailure:
        return False
