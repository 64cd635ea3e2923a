"""Questions that were reported as wrong, in those words: stopped for a workspace, or not asked of who reported them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from bot.db.tables import question_reports, question_verdicts

STOPPED: Final = "stopped"  # the verdict


def list_stopped_questions(conn: Connection, *, workspace: str) -> frozenset[tuple[str, str]]:
    """Return which questions nobody is asked, as id and version: reworded they are asked again."""
    rows = conn.execute(
        select(question_verdicts.c.question, question_verdicts.c.version).where(
            question_verdicts.c.workspace == workspace, question_verdicts.c.verdict == STOPPED
        )
    )
    return frozenset((question, version) for question, version in rows)


def list_unwanted_questions(conn: Connection, *, workspace: str, member: str) -> frozenset[tuple[str, str]]:
    """Return which questions a member isn't asked, as id and version: stopped ones, and those they reported."""
    reported = conn.execute(
        select(question_reports.c.question, question_reports.c.version).where(
            question_reports.c.workspace == workspace, question_reports.c.member == member
        )
    )
    return list_stopped_questions(conn, workspace=workspace) | {(question, version) for question, version in reported}
