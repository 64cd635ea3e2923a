"""Who was welcomed, and their answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update

from bot.calendar.weeks import week_of
from bot.catalog.catalog import Catalog
from bot.catalog.models import Area, Roadmap
from bot.core.goals import goals
from bot.core.people import members, pairs, roles
from bot.core.people.member import Member
from bot.core.people.workspaces import DEFAULT_GOAL_MINUTES, Workspace
from bot.core.plan import member_plan, offered_steps
from bot.core.plan.first_month import outline_first_month
from bot.core.plan.plan_choices import list_chosen_areas
from bot.db.tables import members as people
from bot.features.mentorship.service import pairs as mentorship_pairs
from bot.features.placement.rules.choosing import can_place, list_askable_questions
from bot.features.welcome.rules import MAX_PEOPLE, MentorChoice, Question, WelcomeAnswers


def claim_welcome(conn: Connection, *, workspace: str, member: str, now: datetime) -> bool:
    """Note that a member is welcomed; True the first time alone, whichever process asks."""
    is_new = (people.c.workspace == workspace, people.c.id == member, people.c.welcomed_at.is_(None))
    return conn.execute(update(people).where(*is_new, people.c.is_active).values(welcomed_at=now)).rowcount == 1


def set_first_area(conn: Connection, *, workspace: str, member: str, area: str | None) -> None:
    """Set what a member wants to learn before all else; None for the plan's order."""
    members.update_member(conn, workspace=workspace, member=member, first_area=area)
    offered_steps.forget_offers(conn, workspace=workspace, member=member)


def read_answers(
    conn: Connection,
    *,
    reader: Member,
    workspace: Workspace,
    catalog: Catalog,
    now: datetime,
    answered: frozenset[Question] = frozenset(),
) -> WelcomeAnswers:
    """Read a member's answers; what was chosen anywhere counts as answered too."""
    record = member_plan.read_learning_record(conn, workspace=reader.workspace, member=reader.id, now=now)
    areas, first = list_chosen_areas(catalog, record.choices), record.first_area
    first_area = catalog.find_area(first) if first else None
    weekly = reader.goal or DEFAULT_GOAL_MINUTES
    may_have_mentor = roles.ineligible_reason(reader) is None
    mentors = _list_mentors(conn, reader) if may_have_mentor else ()
    known = {Question.AREA: first_area, Question.GOAL: reader.has_own_goal, Question.MENTOR: mentors}
    return WelcomeAnswers(
        member=reader,
        areas=areas,
        first_area=first_area,
        team_goal=workspace.goal_minutes,
        is_goal_delayed=goals.has_pending_goal(
            conn, workspace=reader.workspace, member=reader.id, week=week_of(reader.today(now))
        ),
        mentors=mentors,
        candidates=_list_candidates(conn, reader, first, now) if may_have_mentor else (),
        may_have_mentor=may_have_mentor,
        answered=answered | {question for question, answer in known.items() if answer},
        first_month=outline_first_month(catalog, record, weekly) if record.is_new else None,
        today=reader.today(now),
        placement_roadmap=_find_placeable_roadmap(catalog, first_area or next(iter(areas), None)),
    )


def _find_placeable_roadmap(catalog: Catalog, area: Area | None) -> Roadmap | None:
    """Return the first roadmap of an area in which questions can find a level."""
    own = map(catalog.roadmap, area.roadmaps) if area else ()
    return next((each for each in own if can_place(list_askable_questions(catalog, each))), None)


def _list_mentors(conn: Connection, reader: Member) -> tuple[MentorChoice, ...]:
    """Return who mentors the reader, and who was asked to; those who have left are left out."""
    own = pairs.list_pairs(conn, workspace=reader.workspace, member=reader.id)
    asked = {pair.mentor: pair for pair in own if pair.mentee == reader.id}
    active = members.list_active_members(conn, workspace=reader.workspace, default_zone=reader.zone) if asked else ()
    return tuple(
        MentorChoice(each.id, each.name, asked[each.id].is_active, asked[each.id].is_waiting_for(reader.id))
        for each in active
        if each.id in asked
    )


def _list_candidates(conn: Connection, reader: Member, area: str | None, now: datetime) -> tuple[MentorChoice, ...]:
    """Return who agreed to be asked: mentors first, then by what they know of the area."""
    found = mentorship_pairs.list_candidates(conn, asker=reader, area=area or "", now=now)
    ordered = sorted(found, key=lambda each: (not each.is_mentor, -each.minutes, each.name))
    return tuple(MentorChoice(each.id, each.name) for each in ordered[:MAX_PEOPLE])
