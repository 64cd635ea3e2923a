"""The table of a team on its way to who asked: a line in their direct messages, and below it the file."""

from __future__ import annotations

import logging
from io import StringIO

from bot.core.people import members, workspaces
from bot.delivery.outbox import Letter
from bot.deps import Deps
from bot.features.import_export.rules import csv_format as import_export_csv_format
from bot.features.privacy.service import data_export as privacy_data_export
from bot.features.team.rules import team
from bot.features.team.service import team as team_service
from bot.features.team.views import export
from bot.slack.client import Ending, Slack, SlackFailure
from bot.slack.message import Message

log = logging.getLogger(__name__)


def send(deps: Deps, slack: Slack, letter: Letter) -> str:
    """Send what the reader may see at this moment, or say that it is nothing any more; returns the line's ts.

    The line is posted once, also where its file has to be tried again. Raises SlackFailure.
    """
    made = _file(deps, letter.workspace, letter.recipient)
    if made is None:
        return slack.post(letter.workspace, letter.recipient, export.not_yours())
    content, comment, line = made
    channel, ts = letter.message.get("channel"), letter.message.get("ts")
    if not channel:
        channel, ts = slack.write_to(letter.workspace, letter.recipient, line)
        with deps.sessions.begin() as session:
            privacy_data_export.remember(
                session, letter=letter.id, message={**letter.message, "channel": channel, "ts": ts}
            )
    try:
        slack.upload(letter.workspace, str(channel), [(export.FILE, content)], comment)
    except SlackFailure as failure:
        if failure.ending is not Ending.RETRY:
            _tell(slack, letter, str(channel))
        raise
    return str(ts)


def _file(deps: Deps, workspace: str, recipient: str) -> tuple[bytes, str, Message] | None:
    """The file, what it is, and the line above it, with the roles that count now; None for who may see nobody."""
    catalog = deps.catalog.current()
    with deps.sessions.read() as session:
        reader = members.asking(session, workspace=workspace, member=recipient, settings=deps.settings)
        if not reader.sees_some:
            return None
        place = workspaces.get(session, workspace=workspace, settings=deps.settings)
        now, only = deps.clock.now(), team.seen_by(reader)
        known = team_service.standings(session, workspace=place, at=now, only=only)
        lines = team_service.lines(session, workspace=place, catalog=catalog, standings=known)
    table = StringIO()
    table.write(import_export_csv_format.MARK)
    import_export_csv_format.write_rows(
        table, export.head(catalog), export.rows(lines, today=place.today(now), catalog=catalog)
    )
    is_team = only is None
    return table.getvalue().encode(), export.comment(len(lines), is_team=is_team), export.above(is_team=is_team)


def _tell(slack: Slack, letter: Letter, channel: str) -> None:
    """Nobody is left waiting for a file that does not come."""
    try:
        slack.post(letter.workspace, channel, export.no_file())
    except SlackFailure as failure:
        log.warning("not told either kind=table workspace=%s reason=%s", letter.workspace, failure.reason)
