"""What Roadmate itself reads of a database and of its copy: the export, the totals and every board."""

from __future__ import annotations

import hashlib
from datetime import date

from sqlalchemy import Connection

from bot.core.ledger import queries, rollups
from bot.core.ledger.rollups import LeaderboardPeriod
from bot.core.people import workspaces
from bot.db.copying.row_faults import CopyRefused
from bot.features.import_export.rules import csv_format
from bot.features.leaderboard import service as leaderboard
from bot.settings import Settings
from bot.slack.mrkdwn import format_count


class _HashedText:
    """Takes text of any length, and keeps its digest."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, written: str) -> int:
        """Add text."""
        self.digest.update(written.encode())
        return len(written)


def compare_reads(source: Connection, target: Connection, *, settings: Settings, today: date) -> None:
    """Compare what the product reads of both. Raises CopyRefused for what differs."""
    if _hash_export(source) != _hash_export(target):
        raise CopyRefused("the export of the copy isn't the same; nothing was kept of it")
    if drift := rollups.count_drifted_members(target):
        raise CopyRefused(
            f"totals don't match the entries of {format_count(drift, 'member')}: `roadmate doctor` says the same"
        )
    for each in workspaces.list_workspaces(source, settings=settings):
        for period in LeaderboardPeriod:
            of_both = (
                leaderboard.read_leaderboard(conn, workspace=each, reader="", period=period, today=today)
                for conn in (source, target)
            )
            if next(of_both) != next(of_both):
                raise CopyRefused(f"a leaderboard of {each.id} isn't the same in the copy; nothing was kept of it")


def _hash_export(conn: Connection) -> str:
    out = _HashedText()
    csv_format.write_entries(out, queries.iterate_entries(conn))
    return out.digest.hexdigest()
