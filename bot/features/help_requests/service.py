"""Help requests in the database, the experts on a subject and the questions to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, or_, select, update

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.core import levels
from bot.core.ledger.rollups import ALL_TIME
from bot.core.levels import MemberLevel, level_rank
from bot.core.people import members as people_members
from bot.core.people.names import distinct_names
from bot.db.tables import entries, help_requests, members, totals
from bot.db.tables import occurrences as occurrence_rows
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
from bot.frozen import frozen

_COLUMNS: Final = tuple(help_requests.c[name] for name in HelpRequest.__match_args__)
_MAY_BE_ASKED: Final = (members.c.is_active, members.c.askable, ~members.c.is_guest)


@frozen
class SavedHelpRequest:
    """The help request as it is now; new if it was not said before, or only in the `previous_words`."""

    help_request: HelpRequest
    is_new: bool
    previous_words: str = ""


def list_open_help_requests(conn: Connection, *, workspace: str, member: str | None = None) -> tuple[HelpRequest, ...]:
    """Return the open help requests of a workspace or of one member, the latest first."""
    query = select(*_COLUMNS).where(help_requests.c.workspace == workspace, help_requests.c.over_at.is_(None))
    if member is not None:
        query = query.where(help_requests.c.member == member)
    return tuple(HelpRequest(**row._mapping) for row in conn.execute(query.order_by(help_requests.c.id.desc())))


def find_help_request(conn: Connection, *, workspace: str, help_request_id: int) -> HelpRequest | None:
    """Return a help request by its number, closed or not."""
    row = conn.execute(
        select(*_COLUMNS).where(help_requests.c.workspace == workspace, help_requests.c.id == help_request_id)
    ).first()
    return HelpRequest(**row._mapping) if row else None


def save_help_request(
    conn: Connection, *, workspace: str, member: str, subject: str, words: str, now: datetime
) -> SavedHelpRequest | None:
    """Save what a member is stuck with: one help request for a subject, which takes the newest words.

    Returns None where the member has MAX_OPEN_HELP_REQUESTS already. Two calls for one member at the same moment come
    one after the other.

    Raises:
        MemberGone: the member was forgotten.
    """
    people_members.lock_members(conn, workspace=workspace, member_ids=[member])
    open_ones = list_open_help_requests(conn, workspace=workspace, member=member)
    known = next((each for each in open_ones if is_same_help_request(each, subject, words)), None)
    if known and not adds_information(known, words):
        return SavedHelpRequest(known, is_new=False)
    if known:
        conn.execute(update(help_requests).where(help_requests.c.id == known.id).values(words=words))
        return SavedHelpRequest(replace(known, words=words), is_new=True, previous_words=known.words)
    if len(open_ones) >= MAX_OPEN_HELP_REQUESTS:
        return None
    row = {"workspace": workspace, "member": member, "subject": subject, "words": words, "at": now}
    number = conn.execute(insert(help_requests).values(**row).returning(help_requests.c.id)).scalar_one()
    return SavedHelpRequest(HelpRequest(number, member, subject, words, now), is_new=True)


def close_help_request(conn: Connection, *, workspace: str, help_request_id: int, by: str, now: datetime) -> bool:
    """Close a help request; False where it was closed before.

    Raises:
        MemberGone: the person `by` whom it is closed was forgotten.
    """
    people_members.lock_members(conn, workspace=workspace, member_ids=[by])
    closed = conn.execute(
        update(help_requests)
        .where(
            help_requests.c.workspace == workspace,
            help_requests.c.id == help_request_id,
            help_requests.c.over_at.is_(None),
        )
        .values(over_at=now, over_by=by)
    )
    return closed.rowcount == 1


def find_experts(
    conn: Connection, *, workspace: str, catalog: Catalog, subject: Subject, exclude: str
) -> tuple[Expert, ...]:
    """Return those who agreed to be asked and know a subject, most experienced first, without the asker (`exclude`)."""
    names = list_askable_members(conn, workspace=workspace)
    names.pop(exclude, None)
    if not names:
        return ()
    topic_ids = [each.id for each in subject.part.topics] if subject.part else []
    topic_ids += [each.id for each in (subject.topic_ref, subject.part) if each]
    topic = sum_askable_minutes(conn, workspace=workspace, subject_ids=topic_ids) if topic_ids else {}
    roadmap = _roadmap_minutes(conn, workspace, catalog, subject.roadmap.id) if subject.roadmap else {}
    area = sum_askable_minutes(conn, workspace=workspace, subject_ids=[subject.area.id])
    confirmed = _confirmed_levels(conn, workspace, catalog, subject)
    confirmers = {level.confirmed_by for level in confirmed.values() if level.confirmed_by}
    mentors = people_members.read_names(conn, workspace=workspace, member_ids=confirmers)
    return rules.rank_experts(
        ExpertProfile(
            member,
            name,
            topic.get(member, 0),
            roadmap.get(member, 0),
            area.get(member, 0),
            **_level_fields(confirmed.get(member), mentors),
        )
        for member, name in names.items()
    )


def list_askable_members(conn: Connection, *, workspace: str) -> dict[str, str]:
    """Return the names, by id, of the active members who agreed to be asked."""
    rows = conn.execute(select(members.c.id, members.c.name).where(members.c.workspace == workspace, *_MAY_BE_ASKED))
    return distinct_names({row.id: row.name for row in rows})


def sum_askable_minutes(conn: Connection, *, workspace: str, subject_ids: Collection[str]) -> dict[str, int]:
    """Return the all-time minutes of each askable member on these areas or topics together."""
    is_owner = (totals.c.workspace == members.c.workspace) & (totals.c.member == members.c.id)
    return _minutes_by_member(
        conn,
        select(members.c.id, func.sum(totals.c.minutes))
        .join(totals, is_owner)
        .where(members.c.workspace == workspace, *_MAY_BE_ASKED)
        .where(totals.c.period == ALL_TIME, totals.c.subject.in_(list(subject_ids))),
    )


def claim_question(conn: Connection, *, workspace: str, question: ExpertQuestion, now: datetime) -> bool:
    """Claim a question, once; False where it was asked before."""
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
    """Return those of these questions that were asked, just as they are."""
    periods = [each.period for each in questions]
    rows = conn.execute(
        select(occurrence_rows.c.period, occurrence_rows.c.recipient).where(
            occurrence_rows.c.workspace == workspace,
            occurrence_rows.c.kind == DeliveryKind.HELP_REQUEST.value,
            occurrence_rows.c.period.in_(periods),
        )
    )
    asked = {(row.period, row.recipient) for row in rows}
    return frozenset(each for each in questions if (each.period, each.knower) in asked)


def _roadmap_minutes(conn: Connection, workspace: str, catalog: Catalog, roadmap: str) -> dict[str, int]:
    """Return the minutes in a roadmap, from the entries: totals are kept by area and topic only."""
    topics = [topic.id for topic in catalog.list_topics(roadmap)]
    is_owner = (entries.c.workspace == members.c.workspace) & (entries.c.member == members.c.id)
    return _minutes_by_member(
        conn,
        select(members.c.id, func.sum(entries.c.minutes))
        .join(entries, is_owner)
        .where(members.c.workspace == workspace, *_MAY_BE_ASKED)
        .where(or_(entries.c.roadmap == roadmap, entries.c.topic.in_(topics))),
    )


def _minutes_by_member(conn: Connection, query: Select[Any]) -> dict[str, int]:
    return {member: int(total) for member, total in conn.execute(query.group_by(members.c.id))}


def _confirmed_levels(conn: Connection, workspace: str, catalog: Catalog, subject: Subject) -> dict[str, MemberLevel]:
    """Return everybody's highest confirmed level in the subject's roadmap, or in the roadmaps of its area."""
    in_area = [each for each in catalog.roadmaps if each.area == subject.area.id]
    wanted = {each.id for each in ([subject.roadmap] if subject.roadmap else in_area)}
    highest: dict[str, MemberLevel] = {}
    for level in levels.list_confirmed_levels(conn, workspace=workspace):
        before = highest.get(level.member)
        if level.roadmap in wanted and (
            before is None or level_rank(level.effective_level) > level_rank(before.effective_level)
        ):
            highest[level.member] = level
    return highest


def _level_fields(level: MemberLevel | None, mentors: dict[str, str]) -> dict[str, str]:
    if level is None:
        return {}
    confirmed_by = mentors.get(level.confirmed_by or "", "")
    return {"level": level.effective_level, "level_in": level.roadmap, "confirmed_by": confirmed_by}
