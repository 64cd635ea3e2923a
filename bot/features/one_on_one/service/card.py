"""The facts on a one-to-one card."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select

from bot.calendar.weeks import local_day
from bot.catalog.catalog import Catalog
from bot.core.assignments import assignments
from bot.core.assignments.assignment import Act, Step
from bot.core.ledger import queries
from bot.core.ledger.activity import Activity
from bot.core.levels import levels
from bot.core.levels.level import Level
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.workspace import Workspace
from bot.core.plan import progress
from bot.core.plan import state as plan_state
from bot.core.plan.progress import Record
from bot.db.tables import entries, ticks, work_steps
from bot.features.help_requests.service import requests as help_requests_requests
from bot.features.one_on_one.rules import card_facts
from bot.features.one_on_one.rules.card import Card, id_of, untried
from bot.features.one_on_one.rules.card_facts import Change, Facts
from bot.features.one_on_one.rules.questions import PRACTICE
from bot.features.one_on_one.service import next_step
from bot.features.team.service import team

LAST: Final = 5  # entries by themselves


def of_member(
    session: Connection, *, workspace: Workspace, catalog: Catalog, member: Member, eyes: str, now: datetime
) -> Card:
    """The card of a member. Who looks (`eyes`) decides only which one-to-one was the last, and nothing else."""
    today = member.today(now)
    met = last_met(session, workspace=workspace.id, one=eyes, other=member.id)
    known = team.standings(session, workspace=workspace, at=now, only={member.id})
    line = next(iter(team.lines(session, workspace=workspace, catalog=catalog, standings=known)), None)
    state = line.standing.state if line else None
    facts = _lately(session, member, Facts(today=today, since=card_facts.since(met, today), met=met, state=state))
    record = plan_state.record(session, workspace=workspace.id, member=member.id)
    step = progress.next_step(catalog, record)
    facts = _planned(session, member, facts, catalog=catalog, known=record, step=step)
    recent = queries.page(
        session, workspace=workspace.id, member=member.id, since=facts.since, until=facts.today, limit=LAST
    )
    names = members.names(session, workspace=workspace.id, people=_people(facts))
    return Card(member, replace(facts, entries=recent.count), step, names, recent.entries, line)


def last_met(session: Connection, *, workspace: str, one: str, other: str) -> date | None:
    """The day of the newest mentoring between two people that either of them has booked and not taken back."""
    undone = entries.alias("undone")
    taken_back = select(undone.c.id).where(undone.c.reverses == entries.c.id).exists()
    return session.execute(
        select(func.max(entries.c.day)).where(
            entries.c.workspace == workspace,
            entries.c.activity == Activity.MENTORING.value,
            entries.c.minutes > 0,
            or_(_booked(one, other), _booked(other, one)),
            ~taken_back,
        )
    ).scalar_one_or_none()


def _lately(session: Connection, member: Member, facts: Facts) -> Facts:
    """With what was booked, finished and said since then, and where they are stuck now."""
    return replace(
        facts,
        areas=_areas(session, member, facts.since, facts.today),
        change=_change(session, member, facts.since),
        stuck=help_requests_requests.open_ones(session, workspace=member.workspace, member=member.id),
    )


def _planned(
    session: Connection, member: Member, facts: Facts, *, catalog: Catalog, known: Record, step: progress.Step | None
) -> Facts:
    """With what is begun and what comes next; advice that is followed already is none any more."""
    begun = assignments.of_member(session, workspace=member.workspace, member=member.id)
    given = next_step.current(session, workspace=member.workspace, member=member.id)
    return replace(
        facts,
        open=card_facts.still_open(
            begun, known.ticked, {each.assignment: _day(member, each.changed_at) for each in begun}
        ),
        share=progress.share(progress.by_area(catalog, known)),
        step=id_of(step),
        advice=given if step and step.because is progress.Because.ADVISED else None,
        untried=untried(catalog, dict(facts.areas), known, frozenset(each.assignment for each in begun), PRACTICE),
    )


def _booked(who: str, with_whom: str) -> ColumnElement[bool]:
    """Entries that one of them has booked with the other among the people; ids hold no wildcards and no spaces."""
    among = (literal(" ") + entries.c.people + literal(" ")).contains(f" {with_whom} ", autoescape=True)
    return and_(entries.c.member == who, among)


def _areas(session: Connection, member: Member, since: date, until: date) -> tuple[tuple[str, int], ...]:
    minutes = func.sum(entries.c.minutes)
    rows = session.execute(
        select(entries.c.area, minutes)
        .where(
            entries.c.workspace == member.workspace,
            entries.c.member == member.id,
            entries.c.day.between(since, until),
        )
        .group_by(entries.c.area)
        .having(minutes > 0)
        .order_by(minutes.desc(), entries.c.area)
    )
    return tuple((area, int(total)) for area, total in rows)


def _change(session: Connection, member: Member, since: date) -> Change:
    start = datetime.combine(since, member.day_starts, tzinfo=member.zone)
    whose = (ticks.c.workspace == member.workspace, ticks.c.member == member.id)
    ticked = session.execute(select(ticks.c.assignment).where(*whose, ticks.c.ticked_at >= start)).scalars()
    said = levels.of_member(session, workspace=member.workspace, member=member.id)
    return card_facts.ended(
        _ends(session, member, start), frozenset(ticked), tuple(each for each in said if _moment(each) >= start)
    )


def _ends(session: Connection, member: Member, start: datetime) -> dict[str, Step]:
    """The last sign-off or return of each assignment since that moment."""
    rows = session.execute(
        select(work_steps)
        .where(
            work_steps.c.workspace == member.workspace,
            work_steps.c.member == member.id,
            work_steps.c.at >= start,
            work_steps.c.act.in_([act.value for act in card_facts.ENDS]),
        )
        .order_by(work_steps.c.id)
    )
    return {row.assignment: Step(row.id, row.at, row.actor, Act(row.act), row.link, row.words) for row in rows}


def _moment(level: Level) -> datetime:
    return max(level.claimed_at, level.confirmed_at or level.claimed_at)


def _day(member: Member, moment: datetime) -> date:
    return local_day(moment, member.zone, member.day_starts)


def _people(facts: Facts) -> Collection[str]:
    """Whom a card names besides its member."""
    confirmers = {each.confirmed_by for each in facts.change.levels if each.confirmed_by}
    return confirmers | ({facts.advice.mentor} if facts.advice else set())
