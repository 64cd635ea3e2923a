"""What is kept no longer: people who left long ago, old rows, old messages, and workspaces that threw us out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from bot import setting_values
from bot.core.people import workspaces
from bot.core.people.workspace import Workspace
from bot.db.engine import Connection, Unavailable
from bot.deps import Deps
from bot.features.privacy.rules import privacy
from bot.features.privacy.service import erasure, retention
from bot.features.privacy.service.erasure import Farewell
from bot.features.privacy.views import erase
from bot.slack.client import Ending, SlackFailure

log = logging.getLogger(__name__)

ROUNDS: Final = 20  # transactions of one kind in one step; the next step goes on
PEOPLE: Final = 20  # of a workspace in one step

Swept = dict[str, date]  # the day on which nothing old was left in a workspace: its rows need not be read again on it


def run(deps: Deps, now: datetime, swept: Swept | None = None) -> int:
    """Delete what is due, a little at a time and each once whoever else is doing it; returns how many rows and people.

    Old rows are looked for until none is left, and then on the next day; `swept` remembers that.

    Raises:
        Unavailable: the database could not do it; what was deleted stays deleted.
    """
    with deps.sessions.read() as session:
        places = workspaces.everywhere(session, settings=deps.settings)
        left = retention.abandoned(session, before=now - privacy.AFTER_LEAVING)
        strays = retention.strays(session, limit=PEOPLE)
    for workspace, member in strays:
        if not deps.people.refresh(workspace, member):
            deps.people.learn(workspace, member)
    done = _rounds(deps, lambda session: retention.letters(session, now=now))
    done += sum(_guarded(deps, each, now, {} if swept is None else swept) for each in places if each.id not in left)
    done += sum(_erase(deps, workspace) for workspace in left)
    deps.sessions.scrub(anew=done > 0)
    return done


def _guarded(deps: Deps, place: Workspace, now: datetime, swept: Swept) -> int:
    """What is wrong with one workspace keeps no other from being tidied."""
    try:
        return _tidy(deps, place, now, swept)
    except Unavailable:
        raise
    except Exception:
        log.exception("retention failed workspace=%s", place.id)
        return 0


def _tidy(deps: Deps, place: Workspace, now: datetime, swept: Swept) -> int:
    before = setting_values.before(now, place.retention)
    if before is None:
        return 0
    with deps.sessions.read() as session:
        if retention.is_new(session, workspace=place.id, since=now - privacy.SECOND_THOUGHTS):
            return 0
        gone = retention.leavers(session, workspace=place.id, before=before, limit=PEOPLE)
    for member in gone:
        _forget(deps, place, member, now)
    if swept.get(place.id) == now.date():
        return len(gone)
    taken = _rounds(deps, lambda session: retention.sweep(session, workspace=place.id, before=before))
    if not taken:
        swept[place.id] = now.date()
    return len(gone) + taken


def _forget(deps: Deps, place: Workspace, member: str, now: datetime) -> None:
    with deps.sessions.begin() as session:
        erasure.forget(
            session,
            workspace=place.id,
            member=member,
            how=Farewell(erasure.LEFT, erase.words(deps.settings.command_prefix), deps.settings.timezone, now),
        )
    deps.people.forget(place.id, member)


def _erase(deps: Deps, workspace: str) -> int:
    """Delete what there is of a workspace, unless Slack still knows us there."""
    back = _is_back(deps, workspace)
    if back is False:
        log.warning("erased, thirty days after it threw us out: workspace=%s", workspace)
        return _rounds(deps, lambda session: retention.erase(session, workspace=workspace))
    if back:
        with deps.sessions.begin() as session:
            retention.come_back(session, workspace=workspace)
    return 0


def _is_back(deps: Deps, workspace: str) -> bool | None:
    """Whether our token opens the workspace again; None while Slack does not say."""
    try:
        return deps.slack.identity(workspace).workspace == workspace
    except SlackFailure as failure:
        return None if failure.ending in (Ending.RETRY, Ending.UNKNOWN) else False


def _rounds(deps: Deps, some: Callable[[Connection], int]) -> int:
    """Transactions until there is nothing left to delete, or it has been enough for now."""
    done = 0
    for _ in range(ROUNDS):
        with deps.sessions.begin() as session:
            taken = some(session)
        done += taken
        if not taken:
            break
    return done
