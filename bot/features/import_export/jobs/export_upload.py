"""A person's own data on its way to them: a line in their direct messages, and below it two files."""

from __future__ import annotations

import logging
from io import StringIO

import orjson

from bot.core.ledger import queries
from bot.delivery.outbox import Letter
from bot.deps import Deps
from bot.features.import_export import views
from bot.features.import_export.rules import csv_format
from bot.features.privacy.service import data_export as privacy_data_export
from bot.slack.client import Ending, Slack, SlackFailure
from bot.slack.message import Message

log = logging.getLogger(__name__)

TABLE = "roadmate-hours.csv"
DATA = "roadmate-data.json"


def send(deps: Deps, slack: Slack, letter: Letter, message: Message) -> str:
    """Send what is kept at this moment; returns the line's ts.

    The line is posted once, also where its files have to be tried again. Raises SlackFailure.
    """
    files, count = _files(deps, letter.workspace, letter.recipient)
    channel, ts = letter.message.get("channel"), letter.message.get("ts")
    if not channel:
        channel, ts = slack.write_to(letter.workspace, letter.recipient, message)
        with deps.sessions.begin() as session:
            privacy_data_export.remember(
                session, letter=letter.id, message={**letter.message, "channel": channel, "ts": ts}
            )
    try:
        slack.upload(letter.workspace, str(channel), files, views.files(TABLE, DATA, count))
    except SlackFailure as failure:
        if failure.ending is not Ending.RETRY:
            _tell(slack, letter, str(channel))
        raise
    return str(ts)


def _files(deps: Deps, workspace: str, member: str) -> tuple[list[tuple[str, bytes]], int]:
    """The two files, and how many entries are in the first."""
    with deps.sessions.read() as session:
        standing = list(queries.in_force(session, workspace=workspace, member=member))
        kept = privacy_data_export.everything(session, workspace=workspace, member=member)
    table = StringIO()
    table.write(csv_format.MARK)
    csv_format.write(table, standing, csv_format.OWN_COLUMNS)
    data = orjson.dumps({"exported_at": deps.clock.now(), **kept}, option=orjson.OPT_INDENT_2)
    return [(TABLE, table.getvalue().encode()), (DATA, data)], len(standing)


def _tell(slack: Slack, letter: Letter, channel: str) -> None:
    """Nobody is left waiting for files that do not come."""
    try:
        slack.post(letter.workspace, channel, views.no_files())
    except SlackFailure as failure:
        log.warning("not told either kind=export workspace=%s reason=%s", letter.workspace, failure.reason)
