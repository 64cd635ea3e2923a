"""Who may be asked about something, and who has been."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, or_, select

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.core.ledger.periods import ALL
from bot.core.levels import levels
from bot.core.levels.level import Level, rank
from bot.core.people import members as people_members
from bot.db.tables import entries, members, totals
from bot.db.tables import occurrences as table
from bot.delivery import occurrences
from bot.delivery.occurrences import Kind, Outcome
from bot.features.help_requests.rules import experts
from bot.features.help_requests.rules.experts import Knower, Known, Plea

_MAY_BE_ASKED: Final = (members.c.is_active, members.c.askable, ~members.c.is_guest)


def best(session: Connection, *, workspace: str, catalog: Catalog, subject: Subject, but: str) -> tuple[Knower, ...]:
    """Who agreed to be asked and knows of a subject, most experienced first, without `but`, who asks."""
    names = {member: name for member, name in askable(session, workspace=workspace).items() if member != but}
    if not names:
        return ()
    topic = minutes(session, workspace=workspace, subjects=[subject.place.id]) if subject.place else {}
    road = _in_roadmap(session, workspace, catalog, subject.roadmap.id) if subject.roadmap else {}
    area = minutes(session, workspace=workspace, subjects=[subject.area.id])
    confirmed = _confirmed(session, workspace, catalog, subject)
    said_by = {level.confirmed_by for level in confirmed.values() if level.confirmed_by}
    mentors = people_members.names(session, workspace=workspace, people=said_by)
    return experts.best(
        Known(
            member,
            name,
            topic.get(member, 0),
            road.get(member, 0),
            area.get(member, 0),
            **_told(confirmed.get(member), mentors),
        )
        for member, name in names.items()
    )


def askable(session: Connection, *, workspace: str) -> dict[str, str]:
    """Who agreed to be asked and is here, and their names."""
    rows = session.execute(select(members.c.id, members.c.name).where(members.c.workspace == workspace, *_MAY_BE_ASKED))
    return {row.id: row.name for row in rows}


def minutes(session: Connection, *, workspace: str, subjects: Collection[str]) -> dict[str, int]:
    """All minutes that those who agreed to be asked have on some areas or topics together."""
    here = (totals.c.workspace == members.c.workspace) & (totals.c.member == members.c.id)
    return _sums(
        session,
        select(members.c.id, func.sum(totals.c.minutes))
        .join(totals, here)
        .where(members.c.workspace == workspace, *_MAY_BE_ASKED)
        .where(totals.c.period == ALL, totals.c.subject.in_(list(subjects))),
    )


def ask(session: Connection, *, workspace: str, plea: Plea, now: datetime) -> bool:
    """Put a question, once; False where it was put already."""
    return occurrences.claim(
        session,
        workspace=workspace,
        kind=Kind.STUCK,
        period=plea.period,
        recipient=plea.knower,
        now=now,
        outcome=Outcome.QUEUED,
    )


def put_already(session: Connection, *, workspace: str, pleas: Collection[Plea]) -> frozenset[Plea]:
    """Those of these questions that were put, just as they are."""
    periods = [plea.period for plea in pleas]
    rows = session.execute(
        select(table.c.period, table.c.recipient).where(
            table.c.workspace == workspace, table.c.kind == Kind.STUCK.value, table.c.period.in_(periods)
        )
    )
    known = {(row.period, row.recipient) for row in rows}
    return frozenset(plea for plea in pleas if (plea.period, plea.knower) in known)


def _in_roadmap(session: Connection, workspace: str, catalog: Catalog, roadmap: str) -> dict[str, int]:
    """The same in a roadmap, from the ledger: the sums are kept by area and topic."""
    topics = [place.id for place in catalog.topics_in(roadmap)]
    here = (entries.c.workspace == members.c.workspace) & (entries.c.member == members.c.id)
    return _sums(
        session,
        select(members.c.id, func.sum(entries.c.minutes))
        .join(entries, here)
        .where(members.c.workspace == workspace, *_MAY_BE_ASKED)
        .where(or_(entries.c.roadmap == roadmap, entries.c.topic.in_(topics))),
    )


def _sums(session: Connection, query: Select[Any]) -> dict[str, int]:
    return {member: int(total) for member, total in session.execute(query.group_by(members.c.id))}


def _confirmed(session: Connection, workspace: str, catalog: Catalog, subject: Subject) -> dict[str, Level]:
    """Everybody's highest confirmed level in the subject's roadmap, or in those at home in its area."""
    roads = [subject.roadmap] if subject.roadmap else [r for r in catalog.roadmaps if r.area == subject.area.id]
    wanted = {each.id for each in roads}
    found: dict[str, Level] = {}
    for level in levels.confirmed(session, workspace=workspace):
        before = found.get(level.member)
        if level.roadmap in wanted and (before is None or rank(level.counts) > rank(before.counts)):
            found[level.member] = level
    return found


def _told(level: Level | None, mentors: dict[str, str]) -> dict[str, str]:
    if level is None:
        return {}
    by = mentors.get(level.confirmed_by or "", "")
    return {"level": level.counts, "level_in": level.roadmap, "confirmed_by": by}
