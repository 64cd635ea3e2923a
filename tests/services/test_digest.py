"""The numbers of a week: right, and silent about who hid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.clock import TurnableClock
from bot.db.sessions import Sessions
from bot.domain.digest import Digest
from bot.domain.ledger import Booking
from bot.services import acts, digest, hours, members, plan, workspaces

LONG_AGO = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
TUESDAY = date(2026, 11, 17)
LAST_WEEK = date(2026, 11, 10)
Book = Callable[..., None]
Collect = Callable[..., Digest | None]


@pytest.fixture
def join(sessions: Sessions) -> Callable[..., None]:
    def join(*users: str, workspace: str = "T1", **chosen: Any) -> None:
        with sessions.begin() as session:
            workspaces.welcome(session, workspace=workspace, now=LONG_AGO)
            for user in users:
                told = {"name": f"Name of {user}", "timezone": "UTC", "is_admin": False, "is_active": True}
                members.meet(session, workspace=workspace, member=user, profile_at=LONG_AGO, now=LONG_AGO, **told)
                if chosen:
                    members.change(session, workspace=workspace, member=user, **chosen)

    return join


@pytest.fixture
def book(sessions: Sessions, clock: TurnableClock) -> Book:
    def book(
        user: str,
        minutes: int,
        day: date = TUESDAY,
        *,
        area: str = "networking",
        topic: str | None = None,
        workspace: str = "T1",
    ) -> None:
        booking = Booking(minutes, area, None, topic, day, "", "command", f"{user}{minutes}{day}{area}{topic}")
        with sessions.begin() as session:
            hours.book(session, workspace=workspace, member=user, booking=booking, now=clock.now(), insist=True)

    return book


@pytest.fixture
def collect(sessions: Sessions, catalog: Catalog) -> Collect:
    def collect(week: str = "2026-W47", *, board_on: bool = False, workspace: str = "T1") -> Digest | None:
        with sessions.read() as session:
            return digest.collect(
                session, workspace=workspace, week=week, zone=ZoneInfo("UTC"), catalog=catalog, board_on=board_on
            )

    return collect


def found(collected: Digest | None) -> Digest:
    assert collected is not None
    return collected


def test_a_week_in_numbers(join: Callable[..., None], book: Book, collect: Collect, catalog: Catalog) -> None:
    topic = catalog.curriculum("networking")[0].id
    join("U1", "U2", "U3")
    book("U1", 60, topic=topic)
    book("U1", 30, area="blockchain")
    book("U2", 120)
    book("U2", 45, LAST_WEEK)
    week = found(collect())
    assert (week.minutes, week.before, week.people) == (210, 45, 2)
    assert week.areas == (("networking", 180), ("blockchain", 30))
    assert [(learner.name, learner.subjects) for learner in week.learners] == [
        ("Name of U1", (("networking", topic), ("blockchain", None))),
        ("Name of U2", (("networking", None),)),
    ]
    assert (week.board, week.more, week.done) == (None, 0, ())


def test_what_was_taken_back_is_not_there(
    join: Callable[..., None], book: Book, collect: Collect, sessions: Sessions, clock: TurnableClock
) -> None:
    join("U1")
    book("U1", 60)
    book("U1", 30, area="blockchain")
    with sessions.begin() as session:
        acts.undo(session, workspace="T1", member="U1", request="r", now=clock.now())
    week = found(collect())
    assert (week.minutes, week.areas) == (60, (("networking", 60),))
    assert week.learners[0].subjects == (("networking", None),)


def test_sunday_and_monday_belong_to_different_weeks(join: Callable[..., None], book: Book, collect: Collect) -> None:
    join("U1")
    book("U1", 60, date(2026, 11, 16))
    book("U1", 30, date(2026, 11, 15))
    assert found(collect()).minutes == 60


@pytest.mark.parametrize("chosen", [{"hidden": True}, {"is_active": False}], ids=["hidden", "left"])
def test_few_hidden_people_leave_no_trace_at_all(
    join: Callable[..., None],
    book: Book,
    collect: Collect,
    sessions: Sessions,
    clock: TurnableClock,
    chosen: dict[str, bool],
) -> None:
    """Everything that is shown is the same with and without them."""
    join("U1", "U2", "U3", "U4", "U5", "U6")
    for user in ("U1", "U2", "U3", "U4", "U5", "U6"):
        book(user, 60)
        book(user, 15, LAST_WEEK)
    without = collect(board_on=True)
    join("H1", "H2", **chosen)
    for user in ("H1", "H2"):
        book(user, 500, area="blockchain")
        book(user, 100, area="infrastructure-as-code")
        book(user, 400, LAST_WEEK)
    with sessions.begin() as session:
        assignment = "networking.hybrid-network-to-a-cloud"
        plan.tick(session, workspace="T1", member="H1", assignment=assignment, done=True, now=clock.now())
    assert collect(board_on=True) == without
    assert found(without).minutes == 360


def test_in_a_crowd_hidden_hours_count_and_no_name_shows(
    join: Callable[..., None], book: Book, collect: Collect
) -> None:
    join("U1", "U2")
    join("H1", "H2", "H3", hidden=True)
    for user in ("U1", "U2", "H1", "H2", "H3"):
        book(user, 60)
    week = found(collect(board_on=True))
    assert (week.minutes, week.people) == (300, 5)
    assert [learner.name for learner in week.learners] == ["Name of U1", "Name of U2"]
    assert [row.member for row in week.board or ()] == ["U1", "U2"]


def test_an_area_that_one_of_them_would_stand_in_alone_unmakes_the_crowd(
    join: Callable[..., None], book: Book, collect: Collect
) -> None:
    join("U1", "U2")
    join("H1", "H2", "H3", hidden=True)
    for user in ("U1", "U2", "H1", "H2", "H3"):
        book(user, 60)
    book("H1", 30, area="blockchain")
    week = found(collect())
    assert (week.minutes, week.areas) == (120, (("networking", 120),))


def test_weeks_that_count_differently_are_not_compared(join: Callable[..., None], book: Book, collect: Collect) -> None:
    join("U1", "U2")
    join("H1", "H2", "H3", hidden=True)
    for user in ("U1", "U2", "H1", "H2", "H3"):
        book(user, 60)
    book("U1", 60, LAST_WEEK)
    book("H1", 60, LAST_WEEK)
    assert found(collect()).before is None


def test_the_board_has_ties_and_only_people_with_hours(join: Callable[..., None], book: Book, collect: Collect) -> None:
    join("U1", "U2", "U3", "U4")
    for user, minutes in (("U1", 60), ("U2", 120), ("U3", 60)):
        book(user, minutes)
    rows = found(collect(board_on=True)).board or ()
    assert [(row.rank, row.member, row.minutes) for row in rows] == [(1, "U2", 120), (2, "U1", 60), (2, "U3", 60)]


def test_ticks_of_the_week_by_the_workspaces_calendar(
    join: Callable[..., None], collect: Collect, sessions: Sessions, catalog: Catalog
) -> None:
    join("U1", "U2")
    first, second, third = (work.id for work in catalog.areas[0].assignments[:3])
    ticked = [
        ("U1", first, datetime(2026, 11, 16, 0, 0, tzinfo=UTC)),
        ("U2", first, datetime(2026, 11, 22, 23, 59, tzinfo=UTC)),
        ("U1", second, datetime(2026, 11, 15, 23, 59, tzinfo=UTC)),
        ("U1", third, datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
    ]
    with sessions.begin() as session:
        for member, assignment, now in ticked:
            plan.tick(session, workspace="T1", member=member, assignment=assignment, done=True, now=now)
    week = found(collect())
    assert [(done.assignment, done.names) for done in week.done] == [(first, ("Name of U1", "Name of U2"))]
    assert not week.is_quiet


def test_the_suggestion_is_the_first_area_without_hours_for_four_weeks(
    join: Callable[..., None], book: Book, collect: Collect, catalog: Catalog
) -> None:
    join("U1")
    book("U1", 60, TUESDAY, area=catalog.areas[0].id)
    book("U1", 60, date(2026, 10, 27), area=catalog.areas[1].id)
    book("U1", 60, date(2026, 10, 25), area=catalog.areas[2].id)
    assert found(collect()).forgotten == catalog.areas[2].id


def test_no_suggestion_where_everything_was_touched(
    join: Callable[..., None], book: Book, collect: Collect, catalog: Catalog
) -> None:
    join("U1")
    for area in catalog.areas:
        if not area.optional:
            book("U1", 20, area=area.id)
    assert found(collect()).forgotten is None


def test_many_learners_are_listed_by_name_and_the_rest_counted(
    join: Callable[..., None], book: Book, collect: Collect
) -> None:
    users = [f"U{number:02}" for number in range(digest.LISTED + 4)]
    join(*users)
    for number, user in enumerate(users):
        book(user, 10 + number)
    week = found(collect())
    names = [learner.name for learner in week.learners]
    assert names == sorted(names)
    assert (len(names), week.more, week.people) == (digest.LISTED, 4, len(users))
    assert "Name of U00" not in names, "those with most hours are named"


def test_a_first_quiet_week_is_worth_a_line_and_a_second_is_not(
    join: Callable[..., None], book: Book, collect: Collect
) -> None:
    join("U1")
    book("U1", 60, LAST_WEEK)
    assert found(collect("2026-W47")).is_quiet
    assert collect("2026-W48") is None


def test_the_first_week_of_a_workspace_has_nothing_to_compare_with(
    collect: Collect, sessions: Sessions, book: Book
) -> None:
    with sessions.begin() as session:
        workspaces.welcome(session, workspace="T1", now=datetime(2026, 11, 22, 22, 0, tzinfo=UTC))
    assert found(collect()).is_quiet
    assert collect("2026-W46") is None
    book("U1", 60)
    assert found(collect()).before is None


def test_another_workspace_with_the_same_people_is_another_world(
    join: Callable[..., None], book: Book, collect: Collect
) -> None:
    for workspace in ("T1", "T2"):
        join("U1", workspace=workspace)
    book("U1", 60)
    book("U1", 600, workspace="T2")
    assert found(collect(board_on=True)).minutes == 60
    assert found(collect(workspace="T2")).minutes == 600
