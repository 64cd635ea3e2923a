"""The table of a team on its way to who asked: a line in their direct messages, and below it the file."""

from __future__ import annotations

import logging
from io import StringIO

from bot.core.people import members, workspaces
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.features.import_export.rules import csv_format as import_export_csv_format
from bot.features.privacy.service import data_export as privacy_data_export
from bot.features.team.rules import team_table as team_table_rules
from bot.features.team.service import team_table as team_table_service
from bot.features.team.views import team_table
from bot.slack.client import SlackClient
from bot.slack.failures import FailureKind, SlackFailure
from bot.slack.message import Message

log = logging.getLogger(__name__)


def send_team_table(deps: Deps, slack: SlackClient, outbox_message: OutboxMessage) -> str:
    """Send what the reader may see at this moment, or say that it is nothing any more; returns the line's ts.

    The line is posted once, also where its file has to be tried again. Raises SlackFailure.
    """
    made = _build_table_file(deps, outbox_message.workspace, outbox_message.recipient)
    if made is None:
        return slack.post_message(
            outbox_message.workspace, outbox_message.recipient, team_table.render_export_not_allowed()
        )
    content, comment, line = made
    channel, ts = outbox_message.message.get("channel"), outbox_message.message.get("ts")
    if not channel:
        channel, ts = slack.post_direct_message(outbox_message.workspace, outbox_message.recipient, line)
        with deps.database.begin() as conn:
            privacy_data_export.save_export_progress(
                conn, message_id=outbox_message.id, message={**outbox_message.message, "channel": channel, "ts": ts}
            )
    try:
        slack.upload_files(outbox_message.workspace, str(channel), [(team_table.EXPORT_FILE, content)], comment)
    except SlackFailure as failure:
        if failure.kind is not FailureKind.RETRY:
            _notify_file_failed(slack, outbox_message, str(channel))
        raise
    return str(ts)


def _build_table_file(deps: Deps, workspace: str, recipient: str) -> tuple[bytes, str, Message] | None:
    """The file, what it is, and the line above it, with the roles that count now; None for who may see nobody."""
    catalog = deps.catalog.current()
    with deps.database.read() as conn:
        reader = members.read_requester(conn, workspace=workspace, member=recipient, settings=deps.settings)
        if not reader.may_see_anyone:
            return None
        place = workspaces.read_workspace(conn, workspace=workspace, settings=deps.settings)
        now, only = deps.clock.now(), team_table_rules.visible_member_ids(reader)
        known = team_table_service.read_standings(conn, workspace=place, at=now, member_ids=only)
        lines = team_table_service.read_team_lines(conn, workspace=place, catalog=catalog, standings=known)
    table = StringIO()
    table.write(import_export_csv_format.BYTE_ORDER_MARK)
    import_export_csv_format.write_rows(
        table,
        team_table.export_columns(catalog),
        team_table.export_rows(lines, today=place.today(now), catalog=catalog),
    )
    is_team = only is None
    return (
        table.getvalue().encode(),
        team_table.export_comment(len(lines), is_team=is_team),
        team_table.render_export_ready(is_team=is_team),
    )


def _notify_file_failed(slack: SlackClient, outbox_message: OutboxMessage, channel: str) -> None:
    """Nobody is left waiting for a file that does not come."""
    try:
        slack.post_message(outbox_message.workspace, channel, team_table.render_export_failed())
    except SlackFailure as failure:
        log.warning("not told either kind=table workspace=%s reason=%s", outbox_message.workspace, failure.reason)
