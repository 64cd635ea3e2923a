"""The rows of which questions somebody says are wrong, and of what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, select, update

from bot.db.renamed_ids import names, take_over_rows
from bot.db.statements import dialect_insert
from bot.db.tables import question_reports, question_verdicts
from bot.features.quiz.rules.reports import ReportedQuestion, SettledQuestion, Verdict

_SAME_QUESTION: Final = and_(
    question_verdicts.c.workspace == question_reports.c.workspace,
    question_verdicts.c.question == question_reports.c.question,
    question_verdicts.c.version == question_reports.c.version,
)


def add_report(conn: Connection, *, workspace: str, member: str, question: str, version: str, now: datetime) -> bool:
    """Write down that a question is wrong; False where the member said so of these words before."""
    take_over_rows(conn, question_reports.c.question, question, workspace=workspace, member=member)
    row = conn.execute(
        dialect_insert(conn, question_reports)
        .values(workspace=workspace, member=member, question=question, version=version, at=now)
        .on_conflict_do_nothing()
        .returning(question_reports.c.question)
    ).first()
    return row is not None


def drop_report(conn: Connection, *, workspace: str, member: str, question: str, version: str) -> bool:
    """Take a member's report back; False where there is none."""
    row = conn.execute(
        delete(question_reports)
        .where(
            question_reports.c.workspace == workspace,
            question_reports.c.member == member,
            names(conn, question_reports.c.question, question),
            question_reports.c.version == version,
        )
        .returning(question_reports.c.question)
    ).first()
    return row is not None


def find_reported(conn: Connection, *, workspace: str, question: str, version: str) -> ReportedQuestion:
    """Return who reported a question in these words, and what became of it; without reporters nobody does."""
    reporters = conn.execute(
        select(question_reports.c.member)
        .where(
            question_reports.c.workspace == workspace,
            question_reports.c.question == question,
            question_reports.c.version == version,
        )
        .order_by(question_reports.c.at, question_reports.c.member)
    ).scalars()
    verdict = conn.execute(
        select(question_verdicts.c.verdict, question_verdicts.c.by_member, question_verdicts.c.at).where(
            *_is_verdict(workspace, question, version)
        )
    ).first()
    settled = SettledQuestion(Verdict(verdict.verdict), verdict.by_member, verdict.at) if verdict else None
    return ReportedQuestion(question, version, tuple(reporters), settled)


def list_open(conn: Connection, *, workspace: str) -> tuple[ReportedQuestion, ...]:
    """Return the reported questions that wait for a verdict, the oldest report first."""
    rows = conn.execute(
        select(question_reports.c.question, question_reports.c.version, question_reports.c.member)
        .outerjoin(question_verdicts, _SAME_QUESTION)
        .where(question_reports.c.workspace == workspace, question_verdicts.c.verdict.is_(None))
        .order_by(question_reports.c.at, question_reports.c.member)
    )
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((row.question, row.version), []).append(row.member)
    return tuple(ReportedQuestion(*key, tuple(reporters)) for key, reporters in found.items())


def list_stopped(conn: Connection, *, workspace: str) -> tuple[ReportedQuestion, ...]:
    """Return the questions that nobody is asked, the last stopped first."""
    columns = question_verdicts.c
    stopped = (columns.workspace == workspace, columns.verdict == Verdict.STOPPED.value)
    rows = conn.execute(select(columns.question, columns.version).where(*stopped).order_by(columns.at.desc())).all()
    return tuple(find_reported(conn, workspace=workspace, question=row.question, version=row.version) for row in rows)


def list_workspaces_with_open(conn: Connection) -> tuple[str, ...]:
    """Return the workspaces in which a reported question waits for a verdict."""
    waiting = select(question_reports.c.workspace).outerjoin(question_verdicts, _SAME_QUESTION)
    return tuple(conn.execute(waiting.where(question_verdicts.c.verdict.is_(None)).distinct()).scalars())


def settle(
    conn: Connection,
    *,
    workspace: str,
    question: str,
    version: str,
    verdict: Verdict,
    before: Verdict | None,
    by: str,
    now: datetime,
) -> bool:
    """Give a verdict in place of the one `before`; False where another one holds by now."""
    take_over_rows(conn, question_verdicts.c.question, question, workspace=workspace)
    values: dict[str, Any] = {"verdict": verdict.value, "by_member": by, "at": now}
    written: Any = (
        dialect_insert(conn, question_verdicts)
        .values(workspace=workspace, question=question, version=version, **values)
        .on_conflict_do_nothing()
        if before is None
        else update(question_verdicts)
        .where(*_is_verdict(workspace, question, version), question_verdicts.c.verdict == before.value)
        .values(**values)
    )
    return conn.execute(written.returning(question_verdicts.c.question)).first() is not None


def _is_verdict(workspace: str, question: str, version: str) -> tuple[Any, ...]:
    return (
        question_verdicts.c.workspace == workspace,
        question_verdicts.c.question == question,
        question_verdicts.c.version == version,
    )
