"""What is kept no longer: people who left long ago, old rows, old messages, and workspaces that threw us out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from bot import setting_values
from bot.core.people import workspaces
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection, DatabaseUnavailable
from bot.deps import Deps
from bot.feature import kinds_about_many, personal_data
from bot.features.privacy import rules, views
from bot.features.privacy.service import erasure, retention
from bot.features.privacy.service.erasure import ErasureRequest
from bot.slack.failures import FailureKind, SlackFailure

log = logging.getLogger(__name__)

MAX_ROUNDS: Final = 20  # transactions of one kind in one step; the next step goes on
MAX_PEOPLE: Final = 20  # of a workspace in one step

SweptDays = dict[
    str, date
]  # the day on which nothing old was left in a workspace: its rows need not be read again on it


def run_retention(deps: Deps, now: datetime, swept: SweptDays | None = None) -> int:
    """Delete what is due, a little at a time and each once whoever else is doing it; returns how many rows and people.

    Old rows are looked for until none is left, and then on the next day; `swept` remembers that.

    Raises:
        Unavailable: the database could not do it; what was deleted stays deleted.
    """
    with deps.database.read() as conn:
        places = workspaces.list_workspaces(conn, settings=deps.settings)
        left = retention.list_uninstalled(conn, before=now - rules.UNINSTALL_GRACE)
        strays = retention.list_unknown_members(conn, limit=MAX_PEOPLE)
    for workspace, member in strays:
        if not deps.directory.refresh_profile(workspace, member):
            deps.directory.save_profile(workspace, member)
    done = _delete_in_rounds(deps, lambda session: retention.delete_old_messages(session, now=now))
    done += sum(
        _tidy_guarded(deps, each, now, {} if swept is None else swept) for each in places if each.id not in left
    )
    done += sum(_erase_workspace(deps, workspace) for workspace in left)
    deps.database.purge_deleted_data(with_vacuum=done > 0)
    return done


def _tidy_guarded(deps: Deps, workspace: Workspace, now: datetime, swept: SweptDays) -> int:
    """What is wrong with one workspace keeps no other from being tidied."""
    try:
        return _tidy_workspace(deps, workspace, now, swept)
    except DatabaseUnavailable:
        raise
    except Exception:
        log.exception("retention failed workspace=%s", workspace.id)
        return 0


def _tidy_workspace(deps: Deps, workspace: Workspace, now: datetime, swept: SweptDays) -> int:
    before = setting_values.retention_cutoff(now, workspace.retention_months)
    if before is None:
        return 0
    with deps.database.read() as conn:
        if retention.was_retention_changed(conn, workspace=workspace.id, since=now - rules.RETENTION_CHANGE_DELAY):
            return 0
        gone = retention.list_leavers(conn, workspace=workspace.id, before=before, limit=MAX_PEOPLE)
    for member in gone:
        _erase_member(deps, workspace, member, now)
    if swept.get(workspace.id) == now.date():
        return len(gone)
    taken = _delete_in_rounds(
        deps, lambda session: retention.delete_old_rows(session, workspace=workspace.id, before=before)
    )
    if not taken:
        swept[workspace.id] = now.date()
    return len(gone) + taken


def _erase_member(deps: Deps, workspace: Workspace, member: str, now: datetime) -> None:
    with deps.database.begin() as conn:
        erasure.erase_member(
            conn,
            workspace=workspace.id,
            member=member,
            request=ErasureRequest(
                erasure.LEFT_WORKSPACE,
                views.build_erasure_texts(deps.settings.command_prefix),
                personal_data(deps.features),
                kinds_about_many(deps.features),
                deps.settings.timezone,
                now,
            ),
        )
    deps.directory.invalidate(workspace.id, member)


def _erase_workspace(deps: Deps, workspace: str) -> int:
    """Delete what there is of a workspace, unless Slack still knows us there."""
    back = _is_reinstalled(deps, workspace)
    if back is False:
        log.warning("erased, thirty days after it threw us out: workspace=%s", workspace)
        return _delete_in_rounds(deps, lambda session: retention.erase_workspace(session, workspace=workspace))
    if back:
        with deps.database.begin() as conn:
            retention.mark_reinstalled(conn, workspace=workspace)
    return 0


def _is_reinstalled(deps: Deps, workspace: str) -> bool | None:
    """Whether our token opens the workspace again; None while Slack does not say."""
    try:
        return deps.slack.fetch_identity(workspace).workspace == workspace
    except SlackFailure as failure:
        return None if failure.kind in (FailureKind.RETRY, FailureKind.RESPONSE_LOST) else False


def _delete_in_rounds(deps: Deps, delete_batch: Callable[[Connection], int]) -> int:
    """Transactions until there is nothing left to delete, or it has been enough for now."""
    done = 0
    for _ in range(MAX_ROUNDS):
        with deps.database.begin() as conn:
            taken = delete_batch(conn)
        done += taken
        if not taken:
            break
    return done
