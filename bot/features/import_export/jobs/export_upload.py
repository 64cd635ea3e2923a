"""Send a member's own data to them: a line in their direct messages, and below it two files."""

from __future__ import annotations

import logging
from io import StringIO

import orjson

from bot.core.ledger import queries
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.feature import personal_data
from bot.features.import_export import views
from bot.features.import_export.rules import csv_format
from bot.features.privacy.service import data_export as privacy_data_export
from bot.slack.client import SlackClient
from bot.slack.failures import FailureCause, FailureKind, SlackFailure
from bot.slack.message import Message
from bot.slack.slash import put_prefix

log = logging.getLogger(__name__)

ENTRIES_FILE = "roadmate-hours.csv"
DATA_FILE = "roadmate-data.json"


def send_export(deps: Deps, slack: SlackClient, outbox_message: OutboxMessage, message: Message) -> str:
    """Send what is kept at this moment, and return the ts of the line.

    The line is posted once, even if its files have to be tried again.

    Raises:
        SlackFailure: the line or the files did not get through.
    """
    files, count = _build_files(deps, outbox_message.workspace, outbox_message.recipient)
    channel, ts = outbox_message.message.get("channel"), outbox_message.message.get("ts")
    if not channel:
        channel, ts = slack.post_direct_message(outbox_message.workspace, outbox_message.recipient, message)
        with deps.database.begin() as conn:
            privacy_data_export.save_export_progress(
                conn, message_id=outbox_message.id, message={**outbox_message.message, "channel": channel, "ts": ts}
            )
    try:
        slack.upload_files(
            outbox_message.workspace, str(channel), files, views.export_files_text(ENTRIES_FILE, DATA_FILE, count)
        )
    except SlackFailure as failure:
        if failure.kind is not FailureKind.RETRY:
            _report_failure(slack, outbox_message, str(channel), failure)
        raise
    return str(ts)


def _build_files(deps: Deps, workspace: str, member: str) -> tuple[list[tuple[str, bytes]], int]:
    """Return the two files as (name, content), and how many entries are in the first."""
    with deps.database.read() as conn:
        entries = list(queries.iterate_entries(conn, workspace=workspace, member=member))
        stored = privacy_data_export.read_personal_data(
            conn, workspace=workspace, member=member, data=personal_data(deps.features)
        )
    table = StringIO()
    table.write(csv_format.BYTE_ORDER_MARK)
    csv_format.write_entries(table, entries, csv_format.OWN_COLUMNS)
    messages = put_prefix(stored["messages"], deps.settings.command_prefix)  # kept without the prefix
    data = orjson.dumps({"exported_at": deps.clock.now(), **stored, "messages": messages}, option=orjson.OPT_INDENT_2)
    return [(ENTRIES_FILE, table.getvalue().encode()), (DATA_FILE, data)], len(entries)


def _report_failure(slack: SlackClient, outbox_message: OutboxMessage, channel: str, reason: SlackFailure) -> None:
    """Tell the member that the files do not come, and what to do."""
    is_scope_missing = reason.cause is FailureCause.SCOPE_MISSING
    try:
        message = views.render_export_without_scope() if is_scope_missing else views.render_export_failed()
        slack.post_message(outbox_message.workspace, channel, message)
    except SlackFailure as failure:
        log.warning("not told either kind=export workspace=%s reason=%s", outbox_message.workspace, failure.label)
