"""Write a nudge or the question whether nudges are still useful: what is new, in words not used before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.calendar.weeks import week_of
from bot.core.assignments import assignments
from bot.core.assignments.workflow import DUE_SOON
from bot.core.goals import streaks
from bot.core.goals.goals import reduce_goal
from bot.core.people import nudge_cadence
from bot.core.people.nudge_cadence import LetterKind
from bot.core.people.workspaces import Workspace
from bot.core.plan import member_plan, next_moves
from bot.core.time_off import TimeOff
from bot.db.engine import Connection
from bot.deps import Deps
from bot.features.nudge.rules.letter import NudgeFacts, Wording, choose_unsaid
from bot.features.nudge.service import choices, news
from bot.features.nudge.service.candidates import NudgeCandidate
from bot.features.nudge.views import letter as views
from bot.features.nudge.views.wordings import nudge_wordings, question_wordings
from bot.frozen import frozen
from bot.slack.message import Message
from bot.ui.entry_text import entry_name


@frozen
class Letter:
    """A message to somebody, and the words in it that are never used again to the same person."""

    reader: str
    wording: Wording
    message: Message
    step: str = ""  # the id of the step that it suggests


def write_letter(
    deps: Deps,
    conn: Connection,
    workspace: Workspace,
    candidate: NudgeCandidate,
    *,
    period: str,
    zone: ZoneInfo,
    has_goal: bool,
    is_snoozed: bool,
    days_off: Sequence[TimeOff],
    now: datetime,
    is_riding: bool = False,
) -> Letter | None:
    """Write what is due to a member in a week; None where they want nothing yet, or nothing new can be said.

    One that is riding is part of another letter, and has only what to do next.
    """
    kind = (
        LetterKind.NUDGE
        if is_snoozed
        else nudge_cadence.choose_letter(
            period=period,
            last_week=candidate.nudged_week,
            every=candidate.nudge_every,
            unanswered=candidate.unanswered_nudges,
        )
    )
    if kind is LetterKind.NOTHING or (is_riding and kind is LetterKind.QUESTION):
        return None
    facts = _read_facts(deps, conn, workspace, candidate, zone=zone, period=period, is_snoozed=is_snoozed, now=now)
    if has_goal:
        facts = facts.with_goal(reduce_goal(candidate.goal, period, days_off), candidate.goal)
    said = choices.read_said(conn, workspace=workspace.id, member=candidate.member)
    if kind is LetterKind.QUESTION:
        question = choose_unsaid(question_wordings(facts), said)
        return Letter(candidate.member, question, views.render_question(question)) if question else None
    wording = choose_unsaid(nudge_wordings(facts), said)
    if wording is None:
        return None
    message = (
        views.render_riding_nudge(wording, facts, period=period)
        if is_riding
        else views.render_nudge(wording, facts, period=period, is_first=not said)
    )
    return Letter(candidate.member, wording, message, facts.step.subject.id if facts.step else "")


def _read_facts(
    deps: Deps,
    conn: Connection,
    workspace: Workspace,
    candidate: NudgeCandidate,
    *,
    zone: ZoneInfo,
    period: str,
    is_snoozed: bool,
    now: datetime,
) -> NudgeFacts:
    catalog = deps.catalog.of(workspace.id)
    key = {"workspace": workspace.id, "member": candidate.member}
    today = candidate.today(now, zone)
    entry = news.find_last_entry(conn, **key)
    said_at = news.read_last_said_at(conn, **key)
    is_news = entry and week_of(entry.day) == period and (said_at is None or entry.created_at > said_at)
    record = member_plan.read_learning_record(conn, **key, now=now)
    return NudgeFacts(
        name=candidate.name,
        today=today,
        minutes=candidate.minutes,
        step=next_moves.choose_step_of_week(catalog, record, period),
        last_logged=(entry.minutes, entry_name(entry, catalog)) if entry and is_news else None,
        due=_list_due_assignments(deps, conn, workspace.id, candidate.member, today=today),
        session=news.find_session_tomorrow(conn, **key, zone=zone, now=now),
        streak=streaks.read_streak(conn, **key, today=today, zone=zone).weeks,
        last_entry=entry.day if entry else None,
        is_asked_for=is_snoozed,
    )


def _list_due_assignments(
    deps: Deps, conn: Connection, workspace: str, member: str, *, today: date
) -> tuple[tuple[str, date], ...]:
    """List what the member has to finish within a week, by name, with the day."""
    soon = assignments.list_due(conn, workspace=workspace, member=member, first_day=today, last_day=today + DUE_SOON)
    found = [(deps.catalog.of(workspace).find_assignment(each.assignment), each.due_day) for each in soon]
    return tuple((assignment[1].name, day) for assignment, day in found if assignment and day)
