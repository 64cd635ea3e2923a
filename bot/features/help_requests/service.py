"""Who is stuck, and where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, or_, select, update

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.core import levels
from bot.core.ledger.rollups import ALL_TIME
from bot.core.levels import MemberLevel, level_rank
from bot.core.people import members as people_members
from bot.db.tables import entries, help_requests, members, totals
from bot.db.tables import occurrences as table
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.features.help_requests import rules
from bot.features.help_requests.rules import (
    MAX_OPEN_HELP_REQUESTS,
    Expert,
    ExpertProfile,
    ExpertQuestion,
    HelpRequest,
    adds_information,
    is_same_help_request,
)

_COLUMNS: Final = tuple(help_requests.c[name] for name in HelpRequest.__slots__)


@dataclass(frozen=True, slots=True)
class SavedHelpRequest:
    """Where somebody is stuck now; `is_news` where it was not said, or in other words `before`."""

    help_request: HelpRequest
    is_new: bool
    previous_words: str = ""


def list_open_help_requests(conn: Connection, *, workspace: str, member: str | None = None) -> tuple[HelpRequest, ...]:
    """Who is stuck, or where one member is: the latest first."""
    query = select(*_COLUMNS).where(help_requests.c.workspace == workspace, help_requests.c.over_at.is_(None))
    if member is not None:
        query = query.where(help_requests.c.member == member)
    return tuple(HelpRequest(**row._mapping) for row in conn.execute(query.order_by(help_requests.c.id.desc())))


def find_help_request(conn: Connection, *, workspace: str, help_request_id: int) -> HelpRequest | None:
    """One by its number, over or not."""
    row = conn.execute(
        select(*_COLUMNS).where(help_requests.c.workspace == workspace, help_requests.c.id == help_request_id)
    ).first()
    return HelpRequest(**row._mapping) if row else None


def save_help_request(
    conn: Connection, *, workspace: str, member: str, subject: str, words: str, now: datetime
) -> SavedHelpRequest | None:
    """Write down where a member is stuck: once for a subject, whose words change when it is said in others.

    None where they are stuck in so many places that one more helps nobody. Two requests of one person at the same
    moment come one after the other. Raises Gone.
    """
    people_members.lock_members(conn, workspace=workspace, member_ids=[member])
    mine = list_open_help_requests(conn, workspace=workspace, member=member)
    known = next((each for each in mine if is_same_help_request(each, subject, words)), None)
    if known and not adds_information(known, words):
        return SavedHelpRequest(known, is_new=False)
    if known:
        conn.execute(update(help_requests).where(help_requests.c.id == known.id).values(words=words))
        return SavedHelpRequest(replace(known, words=words), is_new=True, previous_words=known.words)
    if len(mine) >= MAX_OPEN_HELP_REQUESTS:
        return None
    row = {"workspace": workspace, "member": member, "subject": subject, "words": words, "at": now}
    number = conn.execute(insert(help_requests).values(**row).returning(help_requests.c.id)).scalar_one()
    return SavedHelpRequest(HelpRequest(number, member, subject, words, now), is_new=True)


def close_help_request(conn: Connection, *, workspace: str, help_request_id: int, by: str, now: datetime) -> bool:
    """They are through; False where that was known. Raises Gone."""
    people_members.lock_members(conn, workspace=workspace, member_ids=[by])
    done = conn.execute(
        update(help_requests)
        .where(
            help_requests.c.workspace == workspace,
            help_requests.c.id == help_request_id,
            help_requests.c.over_at.is_(None),
        )
        .values(over_at=now, over_by=by)
    )
    return done.rowcount == 1


_MAY_BE_ASKED: Final = (members.c.is_active, members.c.askable, ~members.c.is_guest)


def find_experts(
    conn: Connection, *, workspace: str, catalog: Catalog, subject: Subject, exclude: str
) -> tuple[Expert, ...]:
    """Who agreed to be asked and knows of a subject, most experienced first, without `but`, who asks."""
    names = {
        member: name for member, name in list_askable_members(conn, workspace=workspace).items() if member != exclude
    }
    if not names:
        return ()
    topic = (
        sum_askable_minutes(conn, workspace=workspace, subject_ids=[subject.topic_ref.id]) if subject.topic_ref else {}
    )
    road = _roadmap_minutes(conn, workspace, catalog, subject.roadmap.id) if subject.roadmap else {}
    area = sum_askable_minutes(conn, workspace=workspace, subject_ids=[subject.area.id])
    confirmed = _confirmed_levels(conn, workspace, catalog, subject)
    said_by = {level.confirmed_by for level in confirmed.values() if level.confirmed_by}
    mentors = people_members.read_names(conn, workspace=workspace, member_ids=said_by)
    return rules.rank_experts(
        ExpertProfile(
            member,
            name,
            topic.get(member, 0),
            road.get(member, 0),
            area.get(member, 0),
            **_level_fields(confirmed.get(member), mentors),
        )
        for member, name in names.items()
    )


def list_askable_members(conn: Connection, *, workspace: str) -> dict[str, str]:
    """Who agreed to be asked and is here, and their names."""
    rows = conn.execute(select(members.c.id, members.c.name).where(members.c.workspace == workspace, *_MAY_BE_ASKED))
    return {row.id: row.name for row in rows}


def sum_askable_minutes(conn: Connection, *, workspace: str, subject_ids: Collection[str]) -> dict[str, int]:
    """All minutes that those who agreed to be asked have on some areas or topics together."""
    here = (totals.c.workspace == members.c.workspace) & (totals.c.member == members.c.id)
    return _minutes_by_member(
        conn,
        select(members.c.id, func.sum(totals.c.minutes))
        .join(totals, here)
        .where(members.c.workspace == workspace, *_MAY_BE_ASKED)
        .where(totals.c.period == ALL_TIME, totals.c.subject.in_(list(subject_ids))),
    )


def claim_question(conn: Connection, *, workspace: str, question: ExpertQuestion, now: datetime) -> bool:
    """Put a question, once; False where it was put already."""
    return occurrences.claim_occurrence(
        conn,
        workspace=workspace,
        kind=DeliveryKind.HELP_REQUEST,
        period=question.period,
        recipient=question.knower,
        now=now,
        outcome=OccurrenceOutcome.QUEUED,
    )


def list_asked_questions(
    conn: Connection, *, workspace: str, questions: Collection[ExpertQuestion]
) -> frozenset[ExpertQuestion]:
    """Those of these questions that were put, just as they are."""
    periods = [plea.period for plea in questions]
    rows = conn.execute(
        select(table.c.period, table.c.recipient).where(
            table.c.workspace == workspace, table.c.kind == DeliveryKind.HELP_REQUEST.value, table.c.period.in_(periods)
        )
    )
    known = {(row.period, row.recipient) for row in rows}
    return frozenset(plea for plea in questions if (plea.period, plea.knower) in known)


def _roadmap_minutes(conn: Connection, workspace: str, catalog: Catalog, roadmap: str) -> dict[str, int]:
    """The same in a roadmap, from the ledger: the sums are kept by area and topic."""
    topics = [place.id for place in catalog.list_topics(roadmap)]
    here = (entries.c.workspace == members.c.workspace) & (entries.c.member == members.c.id)
    return _minutes_by_member(
        conn,
        select(members.c.id, func.sum(entries.c.minutes))
        .join(entries, here)
        .where(members.c.workspace == workspace, *_MAY_BE_ASKED)
        .where(or_(entries.c.roadmap == roadmap, entries.c.topic.in_(topics))),
    )


def _minutes_by_member(conn: Connection, query: Select[Any]) -> dict[str, int]:
    return {member: int(total) for member, total in conn.execute(query.group_by(members.c.id))}


def _confirmed_levels(conn: Connection, workspace: str, catalog: Catalog, subject: Subject) -> dict[str, MemberLevel]:
    """Everybody's highest confirmed level in the subject's roadmap, or in those at home in its area."""
    roads = [subject.roadmap] if subject.roadmap else [r for r in catalog.roadmaps if r.area == subject.area.id]
    wanted = {each.id for each in roads}
    found: dict[str, MemberLevel] = {}
    for level in levels.list_confirmed_levels(conn, workspace=workspace):
        before = found.get(level.member)
        if level.roadmap in wanted and (
            before is None or level_rank(level.effective_level) > level_rank(before.effective_level)
        ):
            found[level.member] = level
    return found


def _level_fields(level: MemberLevel | None, mentors: dict[str, str]) -> dict[str, str]:
    if level is None:
        return {}
    by = mentors.get(level.confirmed_by or "", "")
    return {"level": level.effective_level, "level_in": level.roadmap, "confirmed_by": by}
