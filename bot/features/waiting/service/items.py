"""All that waits for an answer in a workspace, and who can give it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, or_, select

from bot.core import levels, time_off
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentStage
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.core.people.names import distinct_names
from bot.core.people.pairs import Pair
from bot.db.tables import assignment_progress, help_requests
from bot.db.tables import levels as level_rows
from bot.db.tables import pairs as pair_rows
from bot.features.help_requests import service as help_service
from bot.features.help_requests.rules import HelpRequest
from bot.features.waiting.rules.items import WaitingItem, WaitingKind, WaitingList
from bot.features.waiting.rules.workdays import WorkCalendar
from bot.features.waiting.service import handovers
from bot.settings import Settings

_CALENDAR_PAST: Final = timedelta(days=400)
_CALENDAR_AHEAD: Final = timedelta(days=30)


def read_waiting(conn: Connection, *, workspace: str, settings: Settings) -> WaitingList:
    """Read all that waits in a workspace, oldest first, in about ten statements."""
    people = {
        each.id: each for each in members.list_active_members(conn, workspace=workspace, default_zone=settings.timezone)
    }
    stuck = _list_help_requests(conn, workspace, people)
    proposals = pairs.list_proposals(conn, workspace=workspace)
    asked = [*_hand_ins(conn, workspace), *_levels(conn, workspace), *map(_help_request, stuck)]
    items = handovers.apply_handovers(
        conn,
        workspace=workspace,
        items=[*_with_reviewers(conn, workspace, asked, people, settings), *map(_proposal, proposals)],
    )
    unknown = {each.owner for each in items} - people.keys()
    left = members.read_names(conn, workspace=workspace, member_ids=unknown) if unknown else {}
    names = distinct_names({**left, **{each.id: each.name for each in people.values()}})
    return WaitingList(
        tuple(sorted(items, key=lambda each: (each.since, each.key))),
        people,
        names,
        {str(each.id): each for each in stuck},
        {str(each.id): each for each in proposals},
    )


def read_calendars(conn: Connection, people: Iterable[Member], *, now: datetime) -> dict[str, WorkCalendar]:
    """Return the zone and the days off of each of these people of one workspace, holidays included."""
    everyone = list(people)
    if not everyone:
        return {}
    since, until = (now - _CALENDAR_PAST).date(), (now + _CALENDAR_AHEAD).date()
    team = time_off.read_team_time_off(conn, workspace=everyone[0].workspace, since=since, until=until)
    return {each.id: WorkCalendar(each.zone, team.for_member(each.id)) for each in everyone}


def is_anything_waiting(conn: Connection) -> bool:
    """Return whether anything waits in any workspace."""
    waiting = (
        select(assignment_progress.c.member).where(assignment_progress.c.state == AssignmentStage.HANDED_IN.value),
        select(level_rows.c.member).where(levels.is_pending()),
        select(help_requests.c.id).where(help_requests.c.over_at.is_(None)),
        select(pair_rows.c.id).where(
            pair_rows.c.ended_at.is_(None), or_(pair_rows.c.mentor_at.is_(None), pair_rows.c.mentee_at.is_(None))
        ),
    )
    return any(conn.execute(query.limit(1)).first() is not None for query in waiting)


def _hand_ins(conn: Connection, workspace: str) -> list[WaitingItem]:
    owners = assignments.count_waiting_by_member(conn, workspace=workspace)
    histories = assignments.list_waiting_histories(conn, workspace=workspace, member_ids=list(owners)) if owners else ()
    return [
        _unanswered(
            WaitingKind.HAND_IN,
            f"work:{each.last_transition.id}",
            each.progress.member,
            each.progress.assignment,
            each.last_transition.at,
        )
        for each in histories
    ]


def _levels(conn: Connection, workspace: str) -> list[WaitingItem]:
    return [
        _unanswered(
            WaitingKind.LEVEL,
            f"level:{each.member}:{each.roadmap}:{each.claimed_at.isoformat()}",
            each.member,
            f"{each.roadmap} {each.claimed}",
            each.claimed_at,
        )
        for each in levels.list_pending(conn, workspace=workspace, exclude="")
    ]


def _list_help_requests(conn: Connection, workspace: str, people: Mapping[str, Member]) -> list[HelpRequest]:
    """Return where present members are stuck; nobody is asked to help guests and those who have left."""
    return [
        each
        for each in help_service.list_open_help_requests(conn, workspace=workspace)
        if (owner := people.get(each.member)) and owner.is_colleague
    ]


def _help_request(each: HelpRequest) -> WaitingItem:
    return _unanswered(WaitingKind.STUCK, f"stuck:{each.id}", each.member, str(each.id), each.at)


def _unanswered(kind: WaitingKind, key: str, owner: str, subject: str, since: datetime) -> WaitingItem:
    return WaitingItem(kind, key, owner, subject, since, (), frozenset(), (owner,))


def _with_reviewers(
    conn: Connection, workspace: str, items: list[WaitingItem], people: Mapping[str, Member], settings: Settings
) -> list[WaitingItem]:
    """Add who was asked, and who may answer; nobody is asked about the work of who has left."""
    owners = {each.owner for each in items}
    present = [each for each in owners if each in people and people[each].is_colleague]
    everyone = people.values()
    asked = pairs.list_reviewers_by_member(conn, everyone, workspace=workspace, people=present, settings=settings)
    able = pairs.list_all_who_may_review(conn, everyone, workspace=workspace, people=owners, settings=settings)
    return [
        replace(
            each,
            awaited=tuple(person.id for person in asked.get(each.owner, ())),
            may_answer=frozenset(person.id for person in able[each.owner]),
            waiters=each.waiters if each.owner in asked else (),
        )
        for each in items
    ]


def _proposal(pair: Pair) -> WaitingItem:
    """Return a proposal: only those who were asked can answer; its asker waits, and who has said yes."""
    sides = (pair.mentor, pair.mentee)
    awaited = tuple(each for each in sides if pair.is_waiting_for(each))
    waiters = tuple(dict.fromkeys(each for each in (pair.asked_by, *sides) if each not in awaited))
    key, number = f"pair:{pair.id}", str(pair.id)
    return WaitingItem(
        WaitingKind.PROPOSAL, key, pair.mentee, number, pair.created_at, awaited, frozenset(awaited), waiters
    )
