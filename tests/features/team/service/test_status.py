"""How everybody in a team is doing, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import event, insert

from bot.core import time_off
from bot.core.goals import goals
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import BookedEntry, Booking
from bot.core.people import members, workspaces
from bot.core.plan import member_plan
from bot.db.engine import Database
from bot.db.tables import assigned_next_steps, assignment_progress, help_requests, pairs
from bot.features.team.rules.status import MemberStatus, StatusKind, StatusReason, StatusReasonKind
from bot.features.team.service import status
from bot.settings import read_settings
from tests.fixtures.installed import install_workspace

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def join(
    database: Database, member: str, at: datetime = LONG_AGO, workspace: str = "T1", *, own: bool = False, **more: Any
) -> None:
    """Somebody comes; a goal of their `own` is something assigned."""
    known: dict[str, Any] = {"timezone": "UTC", "is_admin": False, "is_active": True, "profile_at": at, **more}
    with database.begin() as conn:
        install_workspace(conn, workspace=workspace, now=at)
        members.save_profile(conn, workspace=workspace, member=member, name=member.title(), now=at, **known)
        if own:
            members.update_member(conn, workspace=workspace, member=member, goal_minutes=120)


def book(database: Database, member: str, minutes: int, day: date, workspace: str = "T1") -> int:
    booking = Booking(minutes, "networking", None, None, day, "", "command", f"{member}{day}{minutes}")
    with database.begin() as conn:
        booked = ledger_booking.book_entry(
            conn, workspace=workspace, member=member, booking=booking, now=NOW, is_confirmed=True
        )
    assert isinstance(booked, BookedEntry)
    return booked.entry_id


def read(database: Database, at: datetime = NOW) -> dict[str, tuple[StatusKind, int, int]]:
    """By name the state, minutes and goal."""
    with database.read() as conn:
        workspace = workspaces.read_workspace(conn, workspace="T1", settings=read_settings({}))
        statuses = status.read_statuses(conn, workspace=workspace, at=at)
    return {member.name: (state.kind, *_hours(state)) for member, state in statuses}


def _hours(state: MemberStatus) -> tuple[int, int]:
    hours = ((each.minutes, each.goal) for each in state.reasons if each.kind is StatusReasonKind.HOURS)
    return next(hours, (0, 0))


def test_everybody_active_with_their_own_figures(database: Database) -> None:
    for member in ("ana", "ben", "cy"):
        join(database, member, own=True)
    join(database, "guest", is_guest=True)
    join(database, "new", at=datetime(2026, 11, 12, 9, 0, tzinfo=UTC))
    join(database, "left", is_active=False)
    join(database, "ana", workspace="T2")
    book(database, "ana", 600, date(2026, 11, 20), workspace="T2")
    book(database, "ana", 60, date(2026, 10, 26))  # the first of the four weeks
    book(database, "ana", 480, date(2026, 10, 25))
    book(database, "ben", 240, MONDAY)
    with database.begin() as conn:
        days = {"first": MONDAY, "last": date(2026, 11, 27)}
        time_off.add_time_off(conn, workspace="T1", member="cy", **days, now=NOW)
    assert read(database) == {
        "Ana": (StatusKind.QUIET, 60, 480),
        "Ben": (StatusKind.ON_TRACK, 240, 480),
        "Cy": (StatusKind.AWAY, 0, 0),
        "New": (StatusKind.NEW, 0, 0),
    }


def test_each_weeks_own_goal_counts_lowered_for_days_away(database: Database) -> None:
    join(database, "ana")
    with database.begin() as conn:
        goals.set_weekly_goal(conn, workspace="T1", member="ana", minutes=60, week="2026-W46")
        days = {"first": date(2026, 11, 16), "last": date(2026, 11, 22)}
        time_off.add_time_off(conn, workspace="T1", member="ana", **days, now=NOW)
    assert read(database)["Ana"] == (StatusKind.QUIET, 0, 120 + 120 + 60)


def test_an_entry_taken_back_counts_neither_as_hours_nor_as_the_last(database: Database) -> None:
    join(database, "ana", own=True)
    entry = book(database, "ana", 60, date(2026, 11, 20))
    assert read(database)["Ana"][0] is StatusKind.BEHIND
    book(database, "ana", 10, date(2026, 1, 7))
    with database.begin() as conn:
        ledger_booking.delete_entry(conn, workspace="T1", member="ana", entry_id=entry, request="r", now=NOW)
    assert read(database)["Ana"] == (StatusKind.QUIET, 0, 480)


def test_a_day_that_has_passed_knows_nothing_of_later_ones(database: Database) -> None:
    join(database, "ana", own=True)
    book(database, "ana", 480, date(2026, 11, 17))
    book(database, "ana", 10, date(2026, 1, 7))
    assert read(database, NOW - timedelta(days=7))["Ana"] == (StatusKind.QUIET, 0, 480)
    assert read(database)["Ana"] == (StatusKind.ON_TRACK, 480, 480)


def test_the_statements_do_not_grow_with_the_team(database: Database) -> None:
    for number in range(30):
        join(database, f"U{number}")
        book(database, f"U{number}", 30, date(2026, 11, 20))
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    with database.read() as conn:
        workspace = workspaces.read_workspace(conn, workspace="T1", settings=read_settings({}))
        event.listen(database.engine, "before_cursor_execute", note)
        assert len(status.read_statuses(conn, workspace=workspace, at=NOW)) == 30
        event.remove(database.engine, "before_cursor_execute", note)
    assert len(seen) == 8


def test_what_is_assigned_and_what_is_not(database: Database) -> None:
    """Nobody here has ever booked an hour; the one without any of it has no red mark."""
    for member in ("advised", "began", "goal", "mentee", "nothing", "refused", "target"):
        join(database, member)
    both = {"mentor": "goal", "asked_by": "goal", "created_at": NOW, "mentor_at": NOW}
    rows: dict[Any, list[dict[str, Any]]] = {
        assigned_next_steps: [{"member": "advised", "mentor": "goal", "subject": "x", "minutes": 0, "at": NOW}],
        assignment_progress: [{"member": "began", "assignment": "x", "state": "started", "step": 1, "changed_at": NOW}],
        pairs: [{"mentee": "mentee", "mentee_at": NOW, **both}, {"mentee": "refused", "mentee_at": None, **both}],
    }
    with database.begin() as conn:
        for table, some in rows.items():
            conn.execute(insert(table), [{"workspace": "T1", **row} for row in some])
        goals.set_weekly_goal(conn, workspace="T1", member="goal", minutes=60, week="2026-W02")
        goals.set_weekly_goal(conn, workspace="T1", member="", minutes=180, week="2026-W02")
        member_plan.set_target_day(conn, workspace="T1", member="target", area="networking", day=MONDAY)
    found = {name: kind for name, (kind, _, _) in read(database).items()}
    assert {name for name, kind in found.items() if kind is StatusKind.UNASSIGNED} == {"Nothing", "Refused"}
    assert {kind for name, kind in found.items() if name not in ("Nothing", "Refused")} == {StatusKind.QUIET}
    book(database, "nothing", 10, date(2026, 10, 1))
    assert read(database)["Nothing"][0] is StatusKind.QUIET


def test_the_goal_that_nobody_has_set_assigns_nothing_and_one_that_is_set_does(database: Database) -> None:
    for member in ("tried", "never"):
        join(database, member)
    book(database, "tried", 30, date(2026, 10, 1))
    assert {kind for kind, _, _ in read(database).values()} == {StatusKind.UNASSIGNED}
    with database.begin() as conn:
        goals.set_weekly_goal(conn, workspace="T1", member="", minutes=120, week="2026-W40")
    assert {name: kind for name, (kind, _, _) in read(database).items()} == {
        "Tried": StatusKind.QUIET,
        "Never": StatusKind.UNASSIGNED,
    }


def test_each_has_the_state_of_their_own_day(database: Database) -> None:
    """At ten in the evening it is Monday in London, and Tuesday in Singapore since long."""
    joined = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
    for member, zone in (("east", "Asia/Singapore"), ("west", "America/New_York")):
        join(database, member, at=joined, own=True, timezone=zone)
    night = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    assert {name: kind for name, (kind, _, _) in read(database, night).items()} == {
        "East": StatusKind.QUIET,
        "West": StatusKind.NEW,
    }


def test_a_stuck_member_has_the_subject_and_the_days_of_each_help_request(database: Database) -> None:
    for member in ("ana", "ben"):
        join(database, member)
    request = {"workspace": "T1", "member": "ana", "over_at": None}
    rows = [
        {**request, "subject": "", "words": "state locks", "at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC)},
        {**request, "subject": "networking", "words": "vpc", "at": datetime(2026, 11, 22, 9, 0, tzinfo=UTC)},
        {**request, "subject": "", "words": "over", "at": LONG_AGO, "over_at": NOW},
    ]
    with database.begin() as conn:
        conn.execute(insert(help_requests), rows)
    with database.read() as conn:
        workspace = workspaces.read_workspace(conn, workspace="T1", settings=read_settings({}))
        [(_, ana)] = status.read_statuses(conn, workspace=workspace, at=NOW, member_ids={"ana"})
        assert ana.kind is StatusKind.STUCK
        assert ana.reasons[:2] == (
            StatusReason(StatusReasonKind.STUCK, days=1, about="networking"),
            StatusReason(StatusReasonKind.STUCK, days=3, about="state locks"),
        )
        assert status.read_statuses(conn, workspace=workspace, at=NOW, member_ids={"nobody"}) == ()
        [(only, state)] = status.read_statuses(
            conn, workspace=workspace, at=NOW - timedelta(days=4), member_ids={"ana"}
        )
    assert (only.id, state.kind) == ("ana", StatusKind.UNASSIGNED)  # on that day nobody had said anything
