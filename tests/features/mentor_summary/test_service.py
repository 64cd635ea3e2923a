"""Recipients of the mentors' message, and its numbers, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.catalog.catalog import Catalog
from bot.core import milestones
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.milestones import Milestone, MilestoneKind
from bot.core.people import members, workspaces
from bot.core.plan import member_plan
from bot.db.engine import Database
from bot.delivery import occurrences, outbox
from bot.delivery.outbox import MessageState
from bot.features.mentor_summary import service
from bot.features.mentor_summary.rules import MemberPraise
from bot.features.team.rules.status import StatusKind
from bot.settings import read_settings

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SUNDAY = MONDAY - timedelta(days=1)


def recipients(people: Database) -> list[str]:
    with people.read() as conn:
        return [each.member for each in service.list_recipients(conn, workspaces=["T1"])]


def switch(people: Database, member: str, *, on: bool, now: datetime = SUNDAY) -> None:
    with people.begin() as conn:
        known = members.find_member(conn, workspace="T1", member=member, default_zone=ZoneInfo("UTC"))
        assert known
        service.set_enabled(conn, member=known, is_on=on, now=now)
        assert service.is_enabled(conn, member=known) is on


def make_mentor(people: Database, member: str) -> None:
    with people.begin() as conn:
        members.set_mentor(conn, workspace="T1", member=member, is_mentor=True, now=SUNDAY)


def test_mentors_get_it_unless_they_turn_it_off_and_admins_only_if_they_ask(people: Database) -> None:
    assert recipients(people) == []
    make_mentor(people, "U2")
    assert recipients(people) == ["U2"]
    switch(people, "U1", on=True)
    switch(people, "U1", on=True)
    assert recipients(people) == ["U1", "U2"]
    switch(people, "U2", on=False)
    switch(people, "U1", on=False)
    assert recipients(people) == []
    switch(people, "U1", on=True)
    assert recipients(people) == ["U1"]


def test_switching_it_on_on_a_monday_waits_for_the_next(people: Database) -> None:
    make_mentor(people, "U2")
    switch(people, "U2", on=False)
    switch(people, "U1", on=True, now=MONDAY + timedelta(days=3))
    switch(people, "U2", on=True, now=MONDAY + timedelta(hours=2))
    with people.read() as conn:
        decided = service.list_decided(conn, workspace="T1", periods=["2026-W46", "2026-W47", "2026-W48"])
    assert decided == {("2026-W47", "U2")}


def test_messages_sent_before_are_read_unless_they_never_left(people: Database) -> None:
    with people.begin() as conn:
        for week in ("2026-W45", "2026-W46"):
            outbox.put_message(
                conn,
                workspace="T1",
                kind=occurrences.DeliveryKind.MENTOR_SUMMARY,
                period=week,
                recipient="U1",
                message={"text": week},
                due_at=SUNDAY,
                expires_at=MONDAY,
                now=SUNDAY,
            )
        first = outbox.list_waiting(conn, at=SUNDAY)[0]
        outbox.record_result(conn, queued=first, state=MessageState.EXPIRED)
        sent = service.read_sent_messages(
            conn, workspace="T1", member="U1", periods=["2026-W45", "2026-W46", "2026-W47"]
        )
        assert sent == {"2026-W46": {"text": "2026-W46"}}
        assert service.read_sent_messages(conn, workspace="T1", member="U2", periods=["2026-W46"]) == {}


def test_the_snapshot_has_the_team_now_and_a_week_ago_and_praise(people: Database, catalog: Catalog) -> None:
    assignment = catalog.areas[0].assignments[0].id
    with people.begin() as conn:
        members.update_member(conn, workspace="T1", member="U2", hidden=True, created_at=MONDAY - timedelta(days=90))
        steps = [Milestone(MilestoneKind.STREAK_STEP, f"{weeks}") for weeks in (3, 4)]
        milestones.record_milestones(conn, workspace="T1", member="U2", reached=steps, day=date(2026, 11, 18))
        for back in range(4):
            day = date(2026, 11, 18) - timedelta(weeks=back)
            booking = Booking(120, "networking", None, None, day, "", "command", f"r{back}")
            ledger_booking.book_entry(conn, workspace="T1", member="U2", booking=booking, now=MONDAY, is_confirmed=True)
        for member, at in (("U1", SUNDAY), ("U2", MONDAY)):
            key = {"workspace": "T1", "member": member, "assignment": assignment}
            member_plan.tick_assignment(conn, **key, is_done=True, now=at)
    with people.read() as conn:
        workspace = workspaces.read_workspace(conn, workspace="T1", settings=read_settings({}))
        snapshot = service.read_team_snapshot(conn, workspace=workspace, monday=MONDAY.date(), at=MONDAY)
    assert snapshot.praise == (MemberPraise("U2", "Mei", 4), MemberPraise("U1", "Ana", 0, (assignment,)))
    assert [(member.name, state.kind) for member, state in snapshot.current] == [
        ("Ana", StatusKind.NEW),
        ("Mei", StatusKind.ON_TRACK),
    ]
    assert snapshot.week_before[1][1].reasons[0].minutes == 360
