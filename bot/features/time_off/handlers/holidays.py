"""`/roadmate settings holidays`: days on which the whole team does not learn, kept by admins."""

from __future__ import annotations

from datetime import date

from bot.core.audit import log
from bot.core.people import members, workspaces
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM, Absence
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, reader_of
from bot.dispatch.router import Doors
from bot.features.time_off.handlers import away
from bot.features.time_off.views import away as away_views
from bot.features.time_off.views import holidays
from bot.slack.message import Answer
from bot.slack.payloads import number_in
from bot.timeexpr import time_off_ranges
from bot.timeexpr.range_ends import RangeError


def register(app: Doors, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "holiday.show", show)
    app.on_click(deps, "holiday.set", add)
    app.on_click(deps, "holiday.drop", remove)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `settings holidays`."""
    return show(deps, ask) if ask.text.strip().casefold() in away.SHOWN else add(deps, ask)


def show(deps: Deps, ask: Ask) -> Answer:
    """All that are not over, for everybody to read."""
    with deps.sessions.read() as session:
        today = _today(deps, session, ask)
        found = absences.set_for(session, workspace=ask.workspace, member=TEAM, since=today)
        admins = None if _is_admin(deps, session, ask) else _admins(deps, session, ask)
    return holidays.page(found, admins, today=today, prefix=deps.settings.command_prefix)


def add(deps: Deps, ask: Ask) -> Answer:
    """The days and the name that an admin typed."""
    with deps.sessions.begin() as session:
        if not _is_admin(deps, session, ask):
            return error_views.not_admin(_admins(deps, session, ask))
        today = _today(deps, session, ask)
        found, label = time_off_ranges.read_labelled_time_off(ask.text, today)
        if isinstance(found, RangeError):
            return away_views.unfit(
                found, today=today, prefix=deps.settings.command_prefix, command="settings holidays"
            )
        added = absences.add(
            session,
            workspace=ask.workspace,
            member=TEAM,
            first=found.first,
            last=found.last or found.first,  # no holiday is without an end
            label=label,
            now=deps.clock.now(),
        )
        _note(deps, session, ask, "holiday.add", added)
    deps.changes.note_all(ask.workspace)
    return holidays.added(added, today=today)


def remove(deps: Deps, ask: Ask) -> Answer:
    """A confirmed button names one; only an admin's counts."""
    with deps.sessions.begin() as session:
        if not _is_admin(deps, session, ask):
            return error_views.not_admin(_admins(deps, session, ask))
        today = _today(deps, session, ask)
        gone = absences.remove(session, workspace=ask.workspace, member=TEAM, absence=number_in(ask.text))
        if gone:
            _note(deps, session, ask, "holiday.remove", gone)
    deps.changes.note_all(ask.workspace)
    return holidays.removed(gone, today=today)


def _note(deps: Deps, session: Connection, ask: Ask, act: str, days: Absence) -> None:
    """For the audit log; a holiday's name is left out there."""
    subject = f"{days.first}/{days.last or days.first}"
    log.note(session, workspace=ask.workspace, actor=ask.member, act=act, now=deps.clock.now(), subject=subject)


def _today(deps: Deps, session: Connection, ask: Ask) -> date:
    """The workspace's day."""
    place = workspaces.get(session, workspace=ask.workspace, settings=deps.settings)
    return place.today(deps.clock.now())


def _is_admin(deps: Deps, session: Connection, ask: Ask) -> bool:
    return reader_of(deps, session, ask).is_admin


def _admins(deps: Deps, session: Connection, ask: Ask) -> list[str]:
    return [each.name for each in members.admins(session, workspace=ask.workspace, settings=deps.settings)]
