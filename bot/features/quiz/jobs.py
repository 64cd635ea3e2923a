"""Question days that are due, each by the member's own clock: at most three questions, which never pile up.

And reported questions that the content has mended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.calendar import quiet_hours, schedule
from bot.calendar.schedule import WeeklySlot
from bot.calendar.weeks import local_week
from bot.core import time_off
from bot.core.knowing import cards
from bot.core.knowing.asking import ShuffledQuestion, shuffle_question
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.workspaces import NUDGE_GRACE, Workspace
from bot.db.engine import Connection
from bot.delivery import departures
from bot.delivery.decided_occurrence import DecidedOccurrence
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.deps import Deps
from bot.features.nudge.jobs import riding
from bot.features.nudge.jobs.due_times import resolve_zone
from bot.features.nudge.jobs.letters import Letter
from bot.features.nudge.rules import send_times
from bot.features.quiz import report_letters
from bot.features.quiz.rules.choosing import QUESTIONS_A_RUN, RunSoFar, choose_question
from bot.features.quiz.rules.days import LEAST_LEARNED, QUESTION_TIME
from bot.features.quiz.rules.reports import Verdict
from bot.features.quiz.rules.runs import AskedQuestion
from bot.features.quiz.service import asked as asked_rows
from bot.features.quiz.service import days, reports
from bot.features.quiz.views import questions as views


def find_due(
    deps: Deps, conn: Connection, workspace: Workspace, now: datetime, limit: int | None = None
) -> list[DecidedOccurrence]:
    """List the question days that are due and not dealt with, at most `limit` of each zone and day."""
    if not workspace.nudge_on:
        return []
    weekdays = days.list_days_in_use(conn, workspaces=[workspace.id])[workspace.id]
    return [
        decided
        for name in members.list_zone_names(conn, workspace=workspace.id)
        for weekday in weekdays
        for decided in _decide_zone(deps, conn, workspace, name, weekday, now=now, limit=limit)
    ]


def find_ready(deps: Deps, conn: Connection, found: Sequence[Workspace], now: datetime) -> frozenset[str]:
    """Return where question days are due and not dealt with: a statement for each day and one for who has no zone."""
    come = [day for day in range(7) if schedule.may_have_come(WeeklySlot(day, QUESTION_TIME), now, NUDGE_GRACE)]
    by_id = _learning_workspaces(conn, found) if come else {}
    in_use = days.list_days_in_use(conn, workspaces=by_id) if by_id else {}
    weekdays = {name: theirs for name, all_days in in_use.items() if (theirs := [x for x in all_days if x in come])}
    due: defaultdict[tuple[int, str, bool], list[tuple[str, str | None]]] = defaultdict(list)
    for name, zone in members.list_zones(conn, workspaces=weekdays):
        for weekday in weekdays[name]:
            if due_at := _find_due_moment(weekday, resolve_zone(deps, by_id[name], zone), now):
                due[weekday, due_at.date().isoformat(), zone is None].append((name, zone))
    return frozenset().union(
        *(
            days.find_undecided_workspaces(
                conn,
                workspaces_in={name for name, _ in theirs},
                zones={zone for _, zone in theirs},
                weekday=weekday,
                period=period,
            )
            for (weekday, period, _), theirs in due.items()
        )
    )


def list_slots(deps: Deps, conn: Connection, found: Sequence[Workspace]) -> list[tuple[str, WeeklySlot, ZoneInfo]]:
    """List the weekly times at which questions may be due, in each zone where anybody has learned a topic."""
    by_id = _learning_workspaces(conn, found)
    if not by_id:
        return []
    weekdays = days.list_days_in_use(conn, workspaces=by_id)
    return [
        (name, WeeklySlot(weekday, QUESTION_TIME), resolve_zone(deps, by_id[name], zone))
        for name, zone in members.list_zones(conn, workspaces=by_id)
        for weekday in weekdays[name]
    ]


def _learning_workspaces(conn: Connection, found: Sequence[Workspace]) -> dict[str, Workspace]:
    wanted = {each.id: each for each in found if each.nudge_on}
    learning = days.find_learning_workspaces(conn, workspaces_in=wanted)
    return {name: each for name, each in wanted.items() if name in learning}


def settle_mended(deps: Deps, now: datetime) -> int:
    """Settle the reported questions that the content has reworded or removed; return how many there were."""
    with deps.database.read() as conn:
        waiting = reports.list_workspaces_with_open(conn)
    settled = 0
    for workspace in waiting:
        with deps.database.begin() as conn:
            for each in reports.list_open(conn, workspace=workspace):
                if each.find_in(deps.catalog.of(workspace)) is None:
                    settled += report_letters.settle_report(
                        deps,
                        conn,
                        workspace,
                        question=each.question,
                        version=each.version,
                        verdict=Verdict.MENDED,
                        now=now,
                    )
    return settled


def _decide_zone(
    deps: Deps,
    conn: Connection,
    workspace: Workspace,
    zone_name: str | None,
    weekday: int,
    *,
    now: datetime,
    limit: int | None,
) -> Iterator[DecidedOccurrence]:
    """Decide on a question day of a zone; one that is hours late lapses, and its questions are due the next time."""
    zone = resolve_zone(deps, workspace, zone_name)
    if (due_at := _find_due_moment(weekday, zone, now)) is None:
        return
    day = due_at.date()
    undecided = days.list_undecided(
        conn, workspace=workspace.id, zone=zone_name, weekday=weekday, period=day.isoformat(), limit=limit
    )
    expires_at = send_times.message_expiry(due_at, now, zone)
    for each in undecided:
        member = members.read_requester(conn, workspace=workspace.id, member=each, settings=deps.settings)
        yield _decide_one(
            deps, conn, workspace, member, zone_name=zone_name, day=day, due_at=due_at, expires_at=expires_at, now=now
        )


def _find_due_moment(weekday: int, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the moment, in the zone, at which questions of a weekday that may be sent now fell due."""
    _, due_at = schedule.latest_occurrence(WeeklySlot(weekday, QUESTION_TIME), zone, now)
    return None if now - due_at > NUDGE_GRACE or quiet_hours.is_quiet(now, zone) else due_at.astimezone(zone)


def _decide_one(
    deps: Deps,
    conn: Connection,
    workspace: Workspace,
    member: Member,
    *,
    zone_name: str | None,
    day: date,
    due_at: datetime,
    expires_at: datetime,
    now: datetime,
) -> DecidedOccurrence:
    """Decide what one member gets: the first question, with the week's nudge at its head, or nothing."""
    nothing = DecidedOccurrence(
        workspace.id,
        DeliveryKind.QUESTIONS,
        day.isoformat(),
        OccurrenceOutcome.NOTHING,
        due_at,
        recipient=member.id,
    )
    found = None if _is_unwelcome(conn, member, day=day, now=now) else _choose(deps, conn, member, day=day, now=now)
    if found is None:
        return nothing
    asked, question = found
    nudge = riding.write_riding_nudge(deps, conn, workspace, member, zone_name=zone_name, now=now)
    is_first = not days.count_letters(conn, workspace=workspace.id, member=member.id)
    own_days = days.read_question_days(conn, member=member)
    message = views.render_letter(
        asked, question, member=member.id, head=nudge.message if nudge else None, days=own_days, is_first=is_first
    )
    return replace(
        nothing,
        outcome=OccurrenceOutcome.QUEUED,
        recipient_address=member.id,
        message=message,
        expires_at=expires_at,
        record=partial(_record, deps=deps, member=member, asked=asked, question=question, nudge=nudge, now=now),
    )


def _is_unwelcome(conn: Connection, member: Member, *, day: date, now: datetime) -> bool:
    """Return whether a member is away, has had two letters this week, or leaves them unanswered."""
    days_off = time_off.list_time_off(conn, workspace=member.workspace, member=member.id, since=day, until=day)
    key = {"workspace": member.workspace, "member": member.id}
    is_snoozed = member.snoozed_until is not None and member.snoozed_until > day
    return (
        bool(days_off)
        or is_snoozed
        or departures.has_had_enough(conn, **key, zone=member.zone, at=now)
        or not days.read_silence(conn, **key).may_write(day)
    )


def _choose(
    deps: Deps, conn: Connection, member: Member, *, day: date, now: datetime
) -> tuple[AskedQuestion, ShuffledQuestion] | None:
    """Return the first question of a day; None where too little is learned, or nothing is due."""
    key = {"workspace": member.workspace, "member": member.id}
    catalog, own = deps.catalog.of(member.workspace), cards.read_cards(conn, **key, now=now)
    topics = [each for each in catalog.topics_with_questions if each.id in own]
    if len(topics) < LEAST_LEARNED:
        return None
    before = asked_rows.read_asked_before(conn, **key)
    chosen = choose_question(catalog, own, before, topics=topics, run=RunSoFar(), now=now, only_due=True)
    if chosen is None:
        return None
    question = shuffle_question(chosen.reference, member=member.id)
    total = min(QUESTIONS_A_RUN, 1 + chosen.remaining)
    run = f"day:{day.isoformat()}"
    return AskedQuestion(run, 1, total, question.reference.id, question.version, "", now), question


def _record(
    conn: Connection,
    *,
    deps: Deps,
    member: Member,
    asked: AskedQuestion,
    question: ShuffledQuestion,
    nudge: Letter | None,
    now: datetime,
) -> None:
    """Write down what is asked, so that its buttons count, and that the week's nudge came with it."""
    asked_rows.put_question(
        conn,
        workspace=member.workspace,
        member=member.id,
        run=asked.run,
        number=asked.number,
        total=asked.total,
        question=question,
        scope="",
        now=now,
    )
    if nudge:
        week = local_week(now, member.zone)
        riding.record_riding_nudge(conn, deps=deps, workspace=member.workspace, week=week, letter=nudge, now=now)
