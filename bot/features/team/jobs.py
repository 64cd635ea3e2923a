"""Send the table of a team to the person who asked: a line in their direct messages, and below it the file."""

from __future__ import annotations

import logging
from io import StringIO

from bot.core.people import members, workspaces
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.features.import_export.rules import csv_format
from bot.features.privacy.service import data_export
from bot.features.team.rules import team_table as team_table_rules
from bot.features.team.service import team_table as team_table_service
from bot.features.team.views import team_table
from bot.slack.client import SlackClient
from bot.slack.failures import FailureCause, FailureKind, SlackFailure
from bot.slack.message import Message

log = logging.getLogger(__name__)


def send_team_table(deps: Deps, slack: SlackClient, outbox_message: OutboxMessage) -> str:
    """Send what the reader may see now, or say that it is nothing any more; return the ts of the message.

    The line is posted once, even where its file has to be tried again. Raises: SlackFailure.
    """
    workspace, recipient = outbox_message.workspace, outbox_message.recipient
    export = _build_table_file(deps, workspace, recipient)
    if export is None:
        return slack.post_message(workspace, recipient, team_table.render_export_not_allowed())
    content, comment, line = export
    channel, ts = outbox_message.message.get("channel"), outbox_message.message.get("ts")
    if not channel:
        channel, ts = slack.post_direct_message(workspace, recipient, line)
        with deps.database.begin() as conn:
            data_export.save_export_progress(
                conn, message_id=outbox_message.id, message={**outbox_message.message, "channel": channel, "ts": ts}
            )
    try:
        slack.upload_files(workspace, str(channel), [(team_table.EXPORT_FILE, content)], comment)
    except SlackFailure as failure:
        if failure.kind is not FailureKind.RETRY:
            _notify_file_failed(slack, workspace, str(channel), failure)
        raise
    return str(ts)


def _build_table_file(deps: Deps, workspace_id: str, recipient: str) -> tuple[bytes, str, Message] | None:
    """Return the file, its comment and the line above it, by the roles of now; None if the reader may see nobody."""
    catalog = deps.catalog.of(workspace_id)
    with deps.database.read() as conn:
        reader = members.read_requester(conn, workspace=workspace_id, member=recipient, settings=deps.settings)
        if not reader.may_see_anyone:
            return None
        workspace = workspaces.read_workspace(conn, workspace=workspace_id, settings=deps.settings)
        now, visible = deps.clock.now(), team_table_rules.visible_member_ids(reader)
        standings = team_table_service.read_standings(conn, workspace=workspace, at=now, member_ids=visible)
        lines = team_table_service.read_team_lines(conn, workspace=workspace, catalog=catalog, standings=standings)
    table = StringIO()
    table.write(csv_format.BYTE_ORDER_MARK)
    rows = team_table.export_rows(lines, today=workspace.today(now), catalog=catalog)
    csv_format.write_rows(table, team_table.export_columns(catalog), rows)
    is_team = visible is None
    return (
        table.getvalue().encode(),
        team_table.export_comment(len(lines), is_team=is_team),
        team_table.render_export_ready(is_team=is_team),
    )


def _notify_file_failed(slack: SlackClient, workspace: str, channel: str, reason: SlackFailure) -> None:
    """Tell the reader that the file does not come, and what to do."""
    is_scope_missing = reason.cause is FailureCause.SCOPE_MISSING
    try:
        message = team_table.render_export_without_scope() if is_scope_missing else team_table.render_export_failed()
        slack.post_message(workspace, channel, message)
    except SlackFailure as failure:
        log.warning("not told either kind=table workspace=%s reason=%s", workspace, failure.label)
