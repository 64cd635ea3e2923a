"""The questions that a member was asked to find their level, and their answers. Nobody else is ever shown these."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from bot.db.tables import placement_answers
from bot.features.placement.rules.choosing import AskableQuestion
from bot.features.placement.rules.level import COUNTED, MIN_QUESTIONS, Outcome, PlacementAnswer
from bot.frozen import frozen

OPEN_FOR: Final = timedelta(days=30)  # from its first question, a placement can be gone on with and its level taken


@frozen
class AskedQuestion:
    """A question that was asked; without an outcome it waits for its answer."""

    id: int
    roadmap: str
    started_at: datetime
    number: int
    question: str
    height: int
    version: str
    asked_at: datetime
    answered_at: datetime | None
    outcome: str | None


@frozen
class Placement:
    """The questions, in their order, by which a member's level in a roadmap is found."""

    asked: tuple[AskedQuestion, ...]

    @property
    def roadmap(self) -> str:
        return self.asked[0].roadmap

    @property
    def started_at(self) -> datetime:
        return self.asked[0].started_at

    @property
    def waiting(self) -> AskedQuestion | None:
        """Return the question that waits for its answer."""
        last = self.asked[-1]
        return None if last.outcome else last

    @property
    def answers(self) -> tuple[PlacementAnswer, ...]:
        """Return the answers that count."""
        return tuple(
            PlacementAnswer(each.question, each.height, Outcome(each.outcome))
            for each in self.asked
            if each.outcome in COUNTED
        )

    @property
    def is_finished(self) -> bool:
        """Return whether a level follows from it."""
        return self.waiting is None and len(self.answers) >= MIN_QUESTIONS

    @property
    def void_questions(self) -> frozenset[str]:
        """Return the questions whose words have changed before they were answered."""
        return frozenset(each.question for each in self.asked if each.outcome == Outcome.VOID)

    @property
    def finished_at(self) -> datetime:
        """Return when its last question was answered."""
        return self.asked[-1].answered_at or self.asked[-1].asked_at

    def is_over(self, now: datetime) -> bool:
        """Return whether it is too old to go on with."""
        return now - self.started_at > OPEN_FOR


_COLUMNS: Final = tuple(placement_answers.c[name] for name in AskedQuestion.__match_args__)


def find_placement(conn: Connection, *, workspace: str, member: str, roadmap: str) -> Placement | None:
    """Return a member's last placement in a roadmap; None where there was none."""
    of_member = _is_of(workspace, member, roadmap)
    last = select(func.max(placement_answers.c.started_at)).where(*of_member).scalar_subquery()
    rows = conn.execute(
        select(*_COLUMNS).where(*of_member, placement_answers.c.started_at == last).order_by(placement_answers.c.number)
    ).all()
    return Placement(tuple(AskedQuestion(*row) for row in rows)) if rows else None


def find_asked_question(conn: Connection, *, workspace: str, member: str, asked: int) -> AskedQuestion | None:
    """Return a question by its number; None where this member was never asked it."""
    row = conn.execute(
        select(*_COLUMNS).where(
            placement_answers.c.id == asked,
            placement_answers.c.workspace == workspace,
            placement_answers.c.member == member,
        )
    ).first()
    return AskedQuestion(*row) if row else None


def list_questions_asked(conn: Connection, *, workspace: str, member: str, roadmap: str) -> frozenset[str]:
    """Return the ids of all questions of a roadmap that a member was ever asked here."""
    rows = conn.execute(select(placement_answers.c.question).where(*_is_of(workspace, member, roadmap)))
    return frozenset(rows.scalars())


def add_question(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    roadmap: str,
    started_at: datetime,
    number: int,
    question: AskableQuestion,
    version: str,
    now: datetime,
) -> None:
    """Ask the next question of a placement, whose member is locked."""
    conn.execute(
        insert(placement_answers).values(
            workspace=workspace,
            member=member,
            roadmap=roadmap,
            started_at=started_at,
            number=number,
            question=question.id,
            height=question.height,
            version=version,
            asked_at=now,
        )
    )


def record_outcome(conn: Connection, *, asked: AskedQuestion, outcome: Outcome, now: datetime) -> None:
    """Record how a question was answered, whose member is locked; the first answer stays."""
    waits = (placement_answers.c.id == asked.id, placement_answers.c.outcome.is_(None))
    conn.execute(update(placement_answers).where(*waits).values(outcome=outcome.value, answered_at=now))


def _is_of(workspace: str, member: str, roadmap: str) -> tuple[ColumnElement[bool], ...]:
    return (
        placement_answers.c.workspace == workspace,
        placement_answers.c.member == member,
        placement_answers.c.roadmap == roadmap,
    )
