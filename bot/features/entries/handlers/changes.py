"""The ledger looked back upon: entries listed, deleted, undone and done again, and how a total came about."""

from __future__ import annotations

from typing import Final

from bot.calendar.weeks import week_of
from bot.core.ledger import booking, queries, rollups
from bot.core.ledger import undo as ledger_undo
from bot.core.ledger.periods import EVERYTHING
from bot.core.ledger.rules import Done, FullDay, Outdated
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Ask, today_of
from bot.dispatch.router import Doors
from bot.features.entries.handlers import reactions
from bot.features.entries.handlers.pages import turn_list, turn_why
from bot.features.entries.views import changes
from bot.features.entries.views.changes import Standing, Way
from bot.slack.message import Answer, Message
from bot.slack.payloads import number_in

MOST_WEEKS: Final = 3  # whose sums are told after a change


def register(app: Doors, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "log.list", turn_list)
    app.on_click(deps, "log.why", turn_why)
    app.on_click(deps, "log.delete", delete)
    app.on_click(deps, "log.back", back)
    app.on_click(deps, "log.again", again)


def delete(deps: Deps, ask: Ask) -> Answer:
    """Delete the entry whose number the button carries."""
    number, owner = number_in(ask.text), {"workspace": ask.workspace, "member": ask.member}
    with deps.sessions.begin() as session:
        done = booking.delete(session, **owner, entry=number, request=ask.request, now=deps.clock.now())
        known = None if done else queries.get(session, workspace=ask.workspace, entry=number)
    if done:
        reactions.follow(deps, ask, done)
        return told(deps, ask, done)
    if known and known.member == ask.member:
        return changes.gone(known, deps.catalog.current(), today_of(deps, ask))
    return changes.not_yours()


def undo(deps: Deps, ask: Ask) -> Answer:
    """Undo what was done last, then what was done before that."""
    return _undo(deps, ask, None) or changes.nothing_to_undo()


def redo(deps: Deps, ask: Ask) -> Answer:
    """Do again what was undone last."""
    return _redo(deps, ask, None) or changes.nothing_to_redo()


def back(deps: Deps, ask: Ask) -> Answer:
    """Undo the act whose number the button carries."""
    return _undo(deps, ask, number_in(ask.text)) or changes.not_yours()


def again(deps: Deps, ask: Ask) -> Answer:
    """Do again what the undo whose number the button carries has undone."""
    return _redo(deps, ask, number_in(ask.text)) or changes.nothing_to_redo()


def told(deps: Deps, ask: Ask, done: Done, way: Way = Way.ACT, took: str = "") -> Message:
    """What an act changed, where its areas and weeks stand now, and the way back; `took` says what was guessed."""
    today = today_of(deps, ask)
    touched = [entry for change in done.changes for entry in (change.after, change.before) if entry]
    areas = dict.fromkeys(entry.area for entry in touched)
    days = {week_of(entry.day): entry.day for entry in touched}
    with deps.sessions.read() as session:
        ever = rollups.of_member(session, workspace=ask.workspace, member=ask.member)
        weeks = {day: _in_week(session, ask, week) for week, day in list(days.items())[:MOST_WEEKS]}
    standing = Standing({area: ever.get(area, 0) for area in areas}, weeks)
    return changes.changed(done, standing, deps.catalog.current(), today, way, took=took)


def _undo(deps: Deps, ask: Ask, act: int | None) -> Answer | None:
    owner, now = {"workspace": ask.workspace, "member": ask.member}, deps.clock.now()
    with deps.sessions.begin() as session:
        found = ledger_undo.undo(session, **owner, request=ask.request, now=now, act=act)
    return _outcome(deps, ask, found, Way.UNDO)


def _redo(deps: Deps, ask: Ask, act: int | None) -> Answer | None:
    owner, now = {"workspace": ask.workspace, "member": ask.member}, deps.clock.now()
    with deps.sessions.begin() as session:
        found = ledger_undo.redo(session, **owner, request=ask.request, now=now, act=act)
    return _outcome(deps, ask, found, Way.REDO)


def _outcome(deps: Deps, ask: Ask, found: Done | FullDay | Outdated | None, way: Way) -> Answer | None:
    match found:
        case Done():
            reactions.follow(deps, ask, found)
            return told(deps, ask, found, way)
        case Outdated():
            return changes.outdated(found, deps.catalog.current(), today_of(deps, ask))
        case FullDay():
            return changes.too_full(found)
        case None:
            return None


def _in_week(session: Connection, ask: Ask, week: str) -> int:
    sums = rollups.of_member(session, workspace=ask.workspace, member=ask.member, period=week)
    return sums.get(EVERYTHING, 0)
