"""The rows of what somebody was asked."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select, update

from bot.core.knowing.asking import ShuffledQuestion
from bot.core.knowing.stopped_questions import list_unwanted_questions
from bot.db.statements import dialect_insert
from bot.db.tables import asked_questions
from bot.features.quiz.rules.choosing import AskedBefore
from bot.features.quiz.rules.runs import AskedQuestion

_COLUMNS: Final = tuple(asked_questions.c[name] for name in AskedQuestion.__match_args__)


def read_run(conn: Connection, *, workspace: str, member: str, run: str) -> tuple[AskedQuestion, ...]:
    """Return what a run has asked so far, in its order."""
    is_run = (
        asked_questions.c.workspace == workspace,
        asked_questions.c.member == member,
        asked_questions.c.run == run,
    )
    rows = conn.execute(select(*_COLUMNS).where(*is_run).order_by(asked_questions.c.number))
    return tuple(AskedQuestion(**row._mapping) for row in rows)


def read_asked_before(conn: Connection, *, workspace: str, member: str) -> AskedBefore:
    """Return when each question was asked last, and anything answered, and what the member isn't asked."""
    asked = conn.execute(
        select(
            asked_questions.c.question,
            func.max(asked_questions.c.asked_at).label("at"),
            func.max(asked_questions.c.answered_at).label("answered_at"),
        )
        .where(asked_questions.c.workspace == workspace, asked_questions.c.member == member)
        .group_by(asked_questions.c.question)
    )
    unwanted = list_unwanted_questions(conn, workspace=workspace, member=member)
    rows = asked.all()
    answered_at = max((each.answered_at for each in rows if each.answered_at), default=None)
    return AskedBefore({each.question: each.at for each in rows}, unwanted, answered_at)


def put_question(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    run: str,
    number: int,
    total: int,
    question: ShuffledQuestion,
    scope: str,
    now: datetime,
) -> None:
    """Write down that a question is asked, once under its run and number."""
    values = {"run": run, "number": number, "total": total, "scope": scope, "asked_at": now}
    conn.execute(
        dialect_insert(conn, asked_questions)
        .values(
            workspace=workspace,
            member=member,
            question=question.reference.id,
            version=question.version,
            **values,
        )
        .on_conflict_do_nothing()
    )


def record_answer(
    conn: Connection, *, workspace: str, member: str, asked: AskedQuestion, place: int, is_right: bool, now: datetime
) -> bool:
    """Write an answer down; False where there is one already."""
    answered = conn.execute(
        update(asked_questions)
        .where(
            asked_questions.c.workspace == workspace,
            asked_questions.c.member == member,
            asked_questions.c.run == asked.run,
            asked_questions.c.number == asked.number,
            asked_questions.c.answered_at.is_(None),
        )
        .values(answered_at=now, place=place, is_right=is_right)
        .returning(asked_questions.c.number)
    ).first()
    return answered is not None
