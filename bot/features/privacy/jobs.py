"""Hourly deletion: people who left long ago, old rows, old messages, and workspaces that uninstalled Roadmate."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot import setting_values
from bot.core.people import workspaces
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection, Database, DatabaseUnavailable
from bot.deps import Deps
from bot.feature import kinds_about_many, personal_data
from bot.features.privacy import rules, views
from bot.features.privacy.service import erasure, retention
from bot.features.privacy.service.erasure_steps import ErasureRules
from bot.slack.failures import FailureKind, SlackFailure

log = logging.getLogger(__name__)

MAX_ROUNDS: Final = 20  # transactions of one kind in one step; the next step goes on
WORKER_SECONDS: Final = 3.0  # for one erasure in one tick, so that the process can stop
LEFT_ALONE_AFTER: Final = timedelta(seconds=10)  # by then the request that began an erasure is at it no more
WORKSPACES_AT_ONCE: Final = 250  # looked at in one statement
MAX_PEOPLE: Final = 20  # of a workspace in one step

SweptDays = dict[
    str, date
]  # by workspace: the day on which nothing old was left, so its rows are not read again that day


def run_retention(deps: Deps, now: datetime, swept: SweptDays | None = None) -> int:
    """Delete what is due in small batches, safely beside other processes; returns the number of rows and people.

    Once no old rows are left they are looked for again on the next day; `swept` remembers that.

    Raises:
        DatabaseUnavailable: the database could not do it; what was deleted stays deleted.
    """
    with deps.database.read() as conn:
        known = workspaces.list_workspaces(conn, settings=deps.settings)
        uninstalled = _list_to_erase(deps, conn, now)
    _meet_unknown_members(deps, [each.id for each in known])
    deleted = _delete_in_rounds(deps, lambda conn: retention.delete_old_messages(conn, now=now))
    deleted += sum(
        _tidy_guarded(deps, each, now, {} if swept is None else swept) for each in known if each.id not in uninstalled
    )
    deleted += sum(_erase_workspace(deps, workspace) for workspace in uninstalled)
    deps.database.purge_deleted_data(with_vacuum=deleted > 0)
    return deleted


def _meet_unknown_members(deps: Deps, known: Sequence[str]) -> None:
    for start in range(0, len(known), WORKSPACES_AT_ONCE):
        among = known[start : start + WORKSPACES_AT_ONCE]
        with deps.database.read() as conn:
            unknown = retention.list_unknown_members(conn, among=among, limit=MAX_PEOPLE)
        for workspace, member in unknown:
            if not deps.directory.refresh_profile(workspace, member):
                deps.directory.save_profile(workspace, member)


def _list_to_erase(deps: Deps, conn: Connection, now: datetime) -> tuple[str, ...]:
    """Return the workspaces whose time has come; over a newer schema none, as its tables aren't all known here."""
    if deps.database.schema_notice:
        return ()
    return retention.list_uninstalled(conn, before=now - rules.UNINSTALL_GRACE)


def _tidy_guarded(deps: Deps, workspace: Workspace, now: datetime, swept: SweptDays) -> int:
    """Delete what is due in one workspace and log its errors, so that the others are still tidied."""
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
        leavers = retention.list_leavers(conn, workspace=workspace.id, before=before, limit=MAX_PEOPLE)
    for member in leavers:
        _erase_member(deps, workspace, member, now)
    if swept.get(workspace.id) == now.date():
        return len(leavers)
    deleted = _delete_in_rounds(
        deps, lambda conn: retention.delete_old_rows(conn, workspace=workspace.id, before=before)
    )
    if not deleted:
        swept[workspace.id] = now.date()
    return len(leavers) + deleted


def _erase_member(deps: Deps, workspace: Workspace, member: str, now: datetime) -> None:
    erasure.erase_member(
        deps.database,
        workspace=workspace.id,
        member=member,
        reason=erasure.LEFT_WORKSPACE,
        rules=_erasure_rules(deps),
        now=now,
        is_time_up=erasure.time_limit(deps.clock.monotonic, WORKER_SECONDS),
    )
    deps.directory.invalidate(workspace.id, member)
    deps.newcomers.forget(workspace.id, member)


def finish_erasures(deps: Deps, now: datetime) -> int:
    """Go on with the erasures that nobody is at any more, for a few seconds each; returns how many ended.

    Raises:
        DatabaseUnavailable: the database could not do it; what was deleted stays deleted.
    """
    with deps.database.read() as conn:
        is_newer = deps.database.schema_notice is not None
        unfinished = erasure.list_unfinished(conn, before=now - LEFT_ALONE_AFTER, schema_is_newer=is_newer)
    ended = 0
    for workspace, member in unfinished:
        limit = erasure.time_limit(deps.clock.monotonic, WORKER_SECONDS)
        outcome = erasure.continue_erasure(
            deps.database, workspace=workspace, member=member, rules=_erasure_rules(deps), is_time_up=limit
        )
        ended += outcome is not None and outcome.is_finished
    if ended:
        deps.database.purge_deleted_data()
        log.info("forgotten to the end: %d", ended)
    return ended


def _erasure_rules(deps: Deps) -> ErasureRules:
    data, kinds = personal_data(deps.features), kinds_about_many(deps.features)
    return ErasureRules(views.build_erasure_texts(), data, kinds, deps.settings.timezone)


def _erase_workspace(deps: Deps, workspace: str) -> int:
    """Delete everything about a workspace, unless Roadmate is installed there again."""
    is_reinstalled = _is_reinstalled(deps, workspace)
    if is_reinstalled is False:
        log.warning("erased, thirty days after it threw us out: workspace=%s", workspace)
        return _delete_in_rounds(deps, lambda conn: retention.erase_workspace(conn, workspace=workspace))
    if is_reinstalled:
        with deps.database.begin() as conn:
            retention.mark_reinstalled(conn, workspace=workspace)
    return 0


def _is_reinstalled(deps: Deps, workspace: str) -> bool | None:
    """Return whether our token works in the workspace again; None while Slack does not answer."""
    try:
        return deps.slack.fetch_identity(workspace).workspace == workspace
    except SlackFailure as failure:
        return None if failure.kind in (FailureKind.RETRY, FailureKind.RESPONSE_LOST) else False


def _delete_in_rounds(deps: Deps, delete_batch: Callable[[Connection], int]) -> int:
    """Delete in one transaction after the other until nothing is left, at most `MAX_ROUNDS` of them."""
    deleted = 0
    for _ in range(MAX_ROUNDS):
        with deps.database.begin(alone=True) as conn:
            count = delete_batch(conn)
        deleted += count
        if not count:
            break
    return deleted


def erase_leftover(database: Database, workspace: str, now: datetime) -> int:
    """Delete everything of a workspace in which Roadmate is not installed, in small batches; returns the rows.

    One that is installed stays as it is. An interrupted erasure is finished by another call.
    """
    with database.begin() as conn:
        retention.mark_uninstalled(conn, workspace=workspace, at=now)
    deleted = 0
    while True:
        with database.begin(alone=True) as conn:
            count = retention.erase_workspace(conn, workspace=workspace)
        if not count:
            break
        deleted += count
    database.purge_deleted_data()
    return deleted
