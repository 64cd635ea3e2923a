"""What finishers took: up to their last tick, of five people or more who do not hide."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.core.ledger import booking
from bot.core.ledger.rules import Booked, Booking
from bot.core.people import members
from bot.core.plan import estimates, state
from bot.core.plan.estimate import Taken
from bot.db.engine import Sessions

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = date(2026, 11, 20)


class Team:
    """Members of T1 who learn networking."""

    def __init__(self, sessions: Sessions, catalog: Catalog) -> None:
        self.sessions = sessions
        self.area = catalog.area("networking")

    def book(self, member: str, count: int, day: date = FRIDAY, area: str = "networking") -> None:
        said = Booking(count * 60, area, None, None, day, "", "command", f"{member}{day}{area}")
        with self.sessions.begin() as session:
            assert isinstance(booking.book(session, workspace="T1", member=member, booking=said, now=NOON), Booked)

    def tick(self, member: str, at: datetime = NOON, *, but: int = 0) -> None:
        with self.sessions.begin() as session:
            for task in self.area.assignments[but:]:
                state.tick(session, workspace="T1", member=member, assignment=task.id, done=True, now=at)

    def hide(self, member: str) -> None:
        with self.sessions.begin() as session:
            members.change(session, workspace="T1", member=member, hidden=True)

    def taken(self, zone: ZoneInfo = BERLIN, workspace: str = "T1") -> Taken | None:
        with self.sessions.read() as session:
            return estimates.taken(session, workspace=workspace, area=self.area, zone=zone)


@pytest.fixture
def team(people: Sessions, catalog: Catalog) -> Team:
    """U1 to U6 have finished with 4, 6, 8, 10, 12 and 14 hours."""
    made = Team(people, catalog)
    for number in range(1, 7):
        member = f"U{number}"
        with people.begin() as session:
            members.meet(
                session,
                workspace="T1",
                member=member,
                name=member,
                timezone="Europe/Berlin",
                is_admin=False,
                is_active=True,
                profile_at=NOON,
                now=NOON,
            )
        made.book(member, 2 + 2 * number)
        made.tick(member)
    return made


def test_the_middle_of_all_finishers_and_of_no_other_workspace(team: Team) -> None:
    assert team.taken() == Taken(6, 9 * 60, 390, 690)
    assert team.taken(workspace="T2") is None


def test_who_hides_is_left_out_and_below_five_nothing_is_said(team: Team) -> None:
    team.hide("U1")
    assert team.taken() == Taken(5, 10 * 60, 8 * 60, 12 * 60)
    team.hide("U2")
    assert team.taken() is None


def test_only_all_assignments_make_a_finisher(team: Team) -> None:
    with team.sessions.begin() as session:
        state.tick(session, workspace="T1", member="U4", assignment=team.area.assignments[0].id, done=False, now=NOON)
    found = team.taken()
    assert found
    assert found.finishers == 5


def test_ticks_without_hours_in_the_area_do_not_count(team: Team) -> None:
    with team.sessions.begin() as session:
        members.meet(
            session,
            workspace="T1",
            member="U9",
            name="U9",
            timezone=None,
            is_admin=False,
            is_active=True,
            profile_at=NOON,
            now=NOON,
        )
    team.tick("U9")
    team.book("U9", 3, area="blockchain")
    found = team.taken()
    assert found
    assert found.finishers == 6


def test_hours_after_the_day_of_the_last_tick_do_not_count(team: Team) -> None:
    before = team.taken()
    team.book("U4", 9, NOON.date() + timedelta(days=1))
    assert team.taken() == before
    team.book("U4", 2, NOON.date())  # the day itself counts
    found = team.taken()
    assert found
    assert (found.middle, found.high) == (10 * 60, 720)


def test_the_day_is_the_one_of_the_workspaces_zone(team: Team) -> None:
    team.book("U4", 2, date(2026, 11, 22))
    first, rest = team.area.assignments[0], datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    with team.sessions.begin() as session:
        for done in (False, True):
            state.tick(session, workspace="T1", member="U4", assignment=first.id, done=done, now=rest)
    near, far = team.taken(BERLIN), team.taken(ZoneInfo("Asia/Tokyo"))  # there it is Sunday already
    assert near
    assert far
    assert (near.high, far.high) == (690, 720)
