"""How everybody in a team is doing, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import event, insert

from bot.core.goals import goals
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booked, Booking
from bot.core.people import members, workspaces
from bot.core.plan import target_days
from bot.core.time_off import absences
from bot.db.engine import Sessions
from bot.db.tables import advice, pairs, stucks, works
from bot.features.team.rules.status import Kind, Reason, State, Why
from bot.features.team.service import statuses
from bot.settings import read_settings

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def join(
    sessions: Sessions, member: str, at: datetime = LONG_AGO, workspace: str = "T1", *, own: bool = False, **more: Any
) -> None:
    """Somebody comes; a goal of their `own` is something assigned."""
    known: dict[str, Any] = {"timezone": "UTC", "is_admin": False, "is_active": True, "profile_at": at, **more}
    with sessions.begin() as session:
        workspaces.welcome(session, workspace=workspace, now=at)
        members.meet(session, workspace=workspace, member=member, name=member.title(), now=at, **known)
        if own:
            members.change(session, workspace=workspace, member=member, goal_minutes=120)


def book(sessions: Sessions, member: str, minutes: int, day: date, workspace: str = "T1") -> int:
    booking = Booking(minutes, "networking", None, None, day, "", "command", f"{member}{day}{minutes}")
    with sessions.begin() as session:
        done = ledger_booking.book(session, workspace=workspace, member=member, booking=booking, now=NOW, insist=True)
    assert isinstance(done, Booked)
    return done.entry


def read(sessions: Sessions, at: datetime = NOW) -> dict[str, tuple[Kind, int, int]]:
    """By name the state, minutes and goal."""
    with sessions.read() as session:
        place = workspaces.get(session, workspace="T1", settings=read_settings({}))
        found = statuses.of_team(session, workspace=place, at=at)
    return {member.name: (state.kind, *_hours(state)) for member, state in found}


def _hours(state: State) -> tuple[int, int]:
    found = [(each.minutes, each.goal) for each in state.reasons if each.why is Why.HOURS]
    return found[0] if found else (0, 0)


def test_everybody_active_with_their_own_figures(sessions: Sessions) -> None:
    for member in ("ana", "ben", "cy"):
        join(sessions, member, own=True)
    join(sessions, "guest", is_guest=True)
    join(sessions, "new", at=datetime(2026, 11, 12, 9, 0, tzinfo=UTC))
    join(sessions, "left", is_active=False)
    join(sessions, "ana", workspace="T2")
    book(sessions, "ana", 600, date(2026, 11, 20), workspace="T2")
    book(sessions, "ana", 60, date(2026, 10, 26))  # the first of the four weeks
    book(sessions, "ana", 480, date(2026, 10, 25))
    book(sessions, "ben", 240, MONDAY)
    with sessions.begin() as session:
        days = {"first": MONDAY, "last": date(2026, 11, 27)}
        absences.add(session, workspace="T1", member="cy", **days, now=NOW)
    assert read(sessions) == {
        "Ana": (Kind.QUIET, 60, 480),
        "Ben": (Kind.ON_TRACK, 240, 480),
        "Cy": (Kind.AWAY, 0, 0),
        "New": (Kind.NEW, 0, 0),
    }


def test_each_weeks_own_goal_counts_lowered_for_days_away(sessions: Sessions) -> None:
    join(sessions, "ana")
    with sessions.begin() as session:
        goals.set_goal(session, workspace="T1", member="ana", minutes=60, week="2026-W46")
        days = {"first": date(2026, 11, 16), "last": date(2026, 11, 22)}
        absences.add(session, workspace="T1", member="ana", **days, now=NOW)
    assert read(sessions)["Ana"] == (Kind.QUIET, 0, 120 + 120 + 60)


def test_an_entry_taken_back_counts_neither_as_hours_nor_as_the_last(sessions: Sessions) -> None:
    join(sessions, "ana", own=True)
    entry = book(sessions, "ana", 60, date(2026, 11, 20))
    assert read(sessions)["Ana"][0] is Kind.BEHIND
    book(sessions, "ana", 10, date(2026, 1, 7))
    with sessions.begin() as session:
        ledger_booking.delete(session, workspace="T1", member="ana", entry=entry, request="r", now=NOW)
    assert read(sessions)["Ana"] == (Kind.QUIET, 0, 480)


def test_a_day_that_has_passed_knows_nothing_of_later_ones(sessions: Sessions) -> None:
    join(sessions, "ana", own=True)
    book(sessions, "ana", 480, date(2026, 11, 17))
    book(sessions, "ana", 10, date(2026, 1, 7))
    assert read(sessions, NOW - timedelta(days=7))["Ana"] == (Kind.QUIET, 0, 480)
    assert read(sessions)["Ana"] == (Kind.ON_TRACK, 480, 480)


def test_the_statements_do_not_grow_with_the_team(sessions: Sessions) -> None:
    for number in range(30):
        join(sessions, f"U{number}")
        book(sessions, f"U{number}", 30, date(2026, 11, 20))
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    with sessions.read() as session:
        place = workspaces.get(session, workspace="T1", settings=read_settings({}))
        event.listen(sessions.engine, "before_cursor_execute", note)
        assert len(statuses.of_team(session, workspace=place, at=NOW)) == 30
        event.remove(sessions.engine, "before_cursor_execute", note)
    assert len(seen) == 8


def test_what_is_assigned_and_what_is_not(sessions: Sessions) -> None:
    """Nobody here has ever booked an hour; the one without any of it has no red mark."""
    for member in ("advised", "began", "goal", "mentee", "nothing", "refused", "target"):
        join(sessions, member)
    both = {"mentor": "goal", "asked_by": "goal", "created_at": NOW, "mentor_at": NOW}
    rows: dict[Any, list[dict[str, Any]]] = {
        advice: [{"member": "advised", "mentor": "goal", "subject": "x", "minutes": 0, "at": NOW}],
        works: [{"member": "began", "assignment": "x", "state": "started", "step": 1, "changed_at": NOW}],
        pairs: [{"mentee": "mentee", "mentee_at": NOW, **both}, {"mentee": "refused", "mentee_at": None, **both}],
    }
    with sessions.begin() as session:
        for table, some in rows.items():
            session.execute(insert(table), [{"workspace": "T1", **row} for row in some])
        goals.set_goal(session, workspace="T1", member="goal", minutes=60, week="2026-W02")
        goals.set_goal(session, workspace="T1", member="", minutes=180, week="2026-W02")
        target_days.set_day(session, workspace="T1", member="target", area="networking", day=MONDAY)
    found = {name: kind for name, (kind, _, _) in read(sessions).items()}
    assert {name for name, kind in found.items() if kind is Kind.UNASSIGNED} == {"Nothing", "Refused"}
    assert {kind for name, kind in found.items() if name not in ("Nothing", "Refused")} == {Kind.QUIET}
    book(sessions, "nothing", 10, date(2026, 10, 1))
    assert read(sessions)["Nothing"][0] is Kind.QUIET


def test_the_goal_that_nobody_has_set_assigns_nothing_and_one_that_is_set_does(sessions: Sessions) -> None:
    for member in ("tried", "never"):
        join(sessions, member)
    book(sessions, "tried", 30, date(2026, 10, 1))
    assert {kind for kind, _, _ in read(sessions).values()} == {Kind.UNASSIGNED}
    with sessions.begin() as session:
        goals.set_goal(session, workspace="T1", member="", minutes=120, week="2026-W40")
    assert {name: kind for name, (kind, _, _) in read(sessions).items()} == {
        "Tried": Kind.QUIET,
        "Never": Kind.UNASSIGNED,
    }


def test_each_has_the_state_of_their_own_day(sessions: Sessions) -> None:
    """At ten in the evening it is Monday in London, and Tuesday in Singapore since long."""
    joined = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
    for member, zone in (("east", "Asia/Singapore"), ("west", "America/New_York")):
        join(sessions, member, at=joined, own=True, timezone=zone)
    night = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    assert {name: kind for name, (kind, _, _) in read(sessions, night).items()} == {
        "East": Kind.QUIET,
        "West": Kind.NEW,
    }


def test_who_is_stuck_says_where_and_since_when(sessions: Sessions) -> None:
    for member in ("ana", "ben"):
        join(sessions, member)
    said = {"workspace": "T1", "member": "ana", "over_at": None}
    rows = [
        {**said, "subject": "", "words": "state locks", "at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC)},
        {**said, "subject": "networking", "words": "vpc", "at": datetime(2026, 11, 22, 9, 0, tzinfo=UTC)},
        {**said, "subject": "", "words": "over", "at": LONG_AGO, "over_at": NOW},
    ]
    with sessions.begin() as session:
        session.execute(insert(stucks), rows)
    with sessions.read() as session:
        place = workspaces.get(session, workspace="T1", settings=read_settings({}))
        [(_, found)] = statuses.of_team(session, workspace=place, at=NOW, only={"ana"})
        assert found.kind is Kind.STUCK
        assert found.reasons[:2] == (
            Reason(Why.STUCK, days=1, where="networking"),
            Reason(Why.STUCK, days=3, where="state locks"),
        )
        assert statuses.of_team(session, workspace=place, at=NOW, only={"nobody"}) == ()
        [(only, state)] = statuses.of_team(session, workspace=place, at=NOW - timedelta(days=4), only={"ana"})
    assert (only.id, state.kind) == ("ana", Kind.UNASSIGNED)  # on that day nobody had said anything
