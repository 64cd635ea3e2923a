"""Offer a member their next step after an act, and remember it in the act's own transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select

from bot.calendar.weeks import week_of
from bot.catalog.catalog import Catalog
from bot.core.knowing.due_topics import FULL_ABOVE, read_due_topics
from bot.core.plan.learning_act import LearningAct
from bot.core.plan.next_moves import choose_step_after
from bot.core.plan.offer_memory import OfferMemory
from bot.core.plan.progress import LearningRecord, NextStep
from bot.db.renamed_ids import renames_of
from bot.db.statements import PreparedStatement, Step, dialect_insert_for, put_off
from bot.db.tables import offered_steps

_KEY: Final = ("workspace", "member")
_VALUES: Final = ("subject", "recent")


def _remember_statement() -> PreparedStatement:
    def build(dialect: str) -> Any:
        row = dialect_insert_for(dialect, offered_steps).values(
            {name: bindparam(name, type_=offered_steps.c[name].type) for name in (*_KEY, *_VALUES)}
        )
        return row.on_conflict_do_update(
            index_elements=_KEY, set_={name: getattr(row.excluded, name) for name in _VALUES}
        )

    return PreparedStatement(build)


_REMEMBER: Final = _remember_statement()


def offer_next_step(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    catalog: Catalog,
    record: LearningRecord,
    act: LearningAct,
    today: date,
    now: datetime,
) -> NextStep | None:
    """Return what a member learns next after an act, and remember that it was offered; one statement.

    `record` includes the act. One statement more reads what is due where it's too much, for a refresher. None where
    nothing is left that they weren't offered this week.
    """
    week = week_of(today)
    if record.due_count > FULL_ABOVE:
        record = replace(record, due=read_due_topics(conn, workspace=workspace, member=member, now=now))
    step = choose_step_after(catalog, record, act, week)
    subjects = (*act.steps, step.subject.id) if step else act.steps
    memory = record.offers.add(week, *subjects, is_refresher=step is not None and step.is_refresher)
    if memory != record.offers:
        values = {"workspace": workspace, "member": member, "subject": memory.current, "recent": memory.encode()}
        put_off(conn, Step(_REMEMBER, values))
    return step


def remember_offer(conn: Connection, *, workspace: str, member: str, subject: str, week: str) -> None:
    """Remember that a step was offered in a week by something that they didn't ask for."""
    key = {"workspace": workspace, "member": member}
    is_theirs = (offered_steps.c.workspace == workspace, offered_steps.c.member == member)
    before = conn.execute(select(offered_steps.c.recent).where(*is_theirs).with_for_update()).scalar_one_or_none()
    memory = OfferMemory.parse(before or "", renames_of(conn).resolve)
    if (memory.latest_week, memory.current) == (week, subject):
        return
    memory = memory.add(week, subject)
    _REMEMBER.run(conn, {**key, "subject": memory.current, "recent": memory.encode()})


def forget_offers(conn: Connection, *, workspace: str, member: str) -> None:
    """Begin anew, as after a change of the plan itself."""
    conn.execute(delete(offered_steps).where(offered_steps.c.workspace == workspace, offered_steps.c.member == member))
