"""What finishers took: up to their last tick, of five people or more who do not hide."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.core.ledger import booking
from bot.core.ledger.rules import BookedEntry, Booking
from bot.core.people import members
from bot.core.plan import actual_hours, member_plan
from bot.core.plan.actual_hours import ActualHours
from bot.db.engine import Database

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = date(2026, 11, 20)


class Team:
    """Members of T1 who learn networking."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        self.database = database
        self.area = catalog.area("networking")

    def book(self, member: str, count: int, day: date = FRIDAY, area: str = "networking") -> None:
        new = Booking(count * 60, area, None, None, day, "", "command", f"{member}{day}{area}")
        with self.database.begin() as conn:
            assert isinstance(
                booking.book_entry(conn, workspace="T1", member=member, booking=new, now=NOON), BookedEntry
            )

    def tick(self, member: str, at: datetime = NOON, *, skip: int = 0) -> None:
        with self.database.begin() as conn:
            for assignment in self.area.assignments[skip:]:
                member_plan.tick_assignment(
                    conn, workspace="T1", member=member, assignment=assignment.id, is_done=True, now=at
                )

    def hide(self, member: str) -> None:
        with self.database.begin() as conn:
            members.update_member(conn, workspace="T1", member=member, hidden=True)

    def actual_hours(self, zone: ZoneInfo = BERLIN, workspace: str = "T1") -> ActualHours | None:
        with self.database.read() as conn:
            return actual_hours.read_actual_hours(conn, workspace=workspace, area=self.area, zone=zone)


@pytest.fixture
def team(people: Database, catalog: Catalog) -> Team:
    """U1 to U6 have finished with 4, 6, 8, 10, 12 and 14 hours."""
    made = Team(people, catalog)
    for number in range(1, 7):
        member = f"U{number}"
        with people.begin() as conn:
            members.save_profile(
                conn,
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
    assert team.actual_hours() == ActualHours(6, 9 * 60, 390, 690)
    assert team.actual_hours(workspace="T2") is None


def test_hidden_members_are_left_out_and_fewer_than_five_finishers_give_nothing(team: Team) -> None:
    team.hide("U1")
    assert team.actual_hours() == ActualHours(5, 10 * 60, 8 * 60, 12 * 60)
    team.hide("U2")
    assert team.actual_hours() is None


def test_only_all_assignments_make_a_finisher(team: Team) -> None:
    with team.database.begin() as conn:
        member_plan.tick_assignment(
            conn, workspace="T1", member="U4", assignment=team.area.assignments[0].id, is_done=False, now=NOON
        )
    found = team.actual_hours()
    assert found
    assert found.finishers == 5


def test_ticks_without_hours_in_the_area_do_not_count(team: Team) -> None:
    with team.database.begin() as conn:
        members.save_profile(
            conn,
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
    found = team.actual_hours()
    assert found
    assert found.finishers == 6


def test_hours_after_the_day_of_the_last_tick_do_not_count(team: Team) -> None:
    before = team.actual_hours()
    team.book("U4", 9, NOON.date() + timedelta(days=1))
    assert team.actual_hours() == before
    team.book("U4", 2, NOON.date())  # the day itself counts
    found = team.actual_hours()
    assert found
    assert (found.median_minutes, found.upper_quartile) == (10 * 60, 720)


def test_the_day_is_the_one_of_the_workspaces_zone(team: Team) -> None:
    team.book("U4", 2, date(2026, 11, 22))
    first, rest = team.area.assignments[0], datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    with team.database.begin() as conn:
        for done in (False, True):
            member_plan.tick_assignment(conn, workspace="T1", member="U4", assignment=first.id, is_done=done, now=rest)
    near, far = team.actual_hours(BERLIN), team.actual_hours(ZoneInfo("Asia/Tokyo"))  # there it is Sunday already
    assert near
    assert far
    assert (near.upper_quartile, far.upper_quartile) == (690, 720)


@pytest.mark.parametrize("few", [(), (60,), (60, 90, 120, 150)])
def test_fewer_than_five_finishers_tell_nothing(few: tuple[int, ...]) -> None:
    assert actual_hours.summarize_finishers(few) is None


def test_the_middle_and_the_half_around_it() -> None:
    assert actual_hours.summarize_finishers((100, 300, 200, 500, 400)) == ActualHours(5, 300, 200, 400)
    assert actual_hours.summarize_finishers((600, 100, 200, 300, 400, 500)) == ActualHours(6, 350, 225, 475)
    assert actual_hours.summarize_finishers((60,) * 5) == ActualHours(5, 60, 60, 60)
