"""The numbers of a week: right, and silent about members who hide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.weeks import shift_week, week_bounds
from bot.catalog.catalog import Catalog
from bot.clock import AdjustableClock
from bot.core import milestones, time_off
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction
from bot.core.goals import goals
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import queries, rollups, undo
from bot.core.ledger.rules import Booking
from bot.core.milestones import Milestone, MilestoneKind
from bot.core.people import members
from bot.core.plan import member_plan, stored_choices
from bot.core.plan.plan_choices import PlanChoices
from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import Database
from bot.features.digest.rules import PART_OF_WIN, Digest, DigestSuggestion, Win, WinKind
from bot.features.digest.service import collect as collect_service
from bot.features.ideas import service as ideas
from bot.features.roadmap.rules import query as roadmap_query
from bot.features.roadmap.rules.results import TopicList
from bot.setting_values import Part
from tests.fixtures.installed import install_workspace

LONG_AGO = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
TUESDAY = date(2026, 11, 17)
LAST_WEEK = date(2026, 11, 10)
Book = Callable[..., None]
REACHED = {  # one of each kind
    MilestoneKind.GOAL_MET: "2026-W47",
    MilestoneKind.STREAK_STEP: "4",
    MilestoneKind.AREA_QUARTER: "networking",
    MilestoneKind.AREA_HALF: "networking",
    MilestoneKind.AREA_WHOLE: "blockchain",
    MilestoneKind.FIRST_SESSION: "",
    MilestoneKind.LEVEL_CONFIRMED: "terraform:advanced",
    MilestoneKind.ASSIGNMENT_SIGNED_OFF: "networking.cdn",
}
Collect = Callable[..., Digest | None]
Join = Callable[..., None]


@pytest.fixture
def join(database: Database) -> Join:
    def join(*users: str, workspace: str = "T1", **chosen: Any) -> None:
        with database.begin() as conn:
            install_workspace(conn, workspace=workspace, now=LONG_AGO)
            for user in users:
                profile = {"name": f"Name of {user}", "timezone": "UTC", "is_admin": False, "is_active": True}
                key = {"workspace": workspace, "member": user}
                members.save_profile(conn, **key, **profile, profile_at=LONG_AGO, now=LONG_AGO)
                if chosen:
                    members.update_member(conn, workspace=workspace, member=user, **chosen)

    return join


@pytest.fixture
def book(database: Database, clock: AdjustableClock) -> Book:
    def book(
        user: str,
        minutes: int,
        day: date = TUESDAY,
        *,
        area: str = "networking",
        roadmap: str | None = None,
        topic: str | None = None,
        note: str = "",
        activity: str = "",
        workspace: str = "T1",
    ) -> None:
        key = f"{user}{minutes}{day}{area}{roadmap}{topic}{note}"
        booking = Booking(minutes, area, roadmap, topic, day, note, "command", key, activity=activity)
        with database.begin() as conn:
            ledger_booking.book_entry(
                conn, workspace=workspace, member=user, booking=booking, now=clock.now(), is_confirmed=True
            )

    return book


@pytest.fixture
def collect(database: Database, catalog: Catalog) -> Collect:
    def collect(week: str = "2026-W47", *, workspace: str = "T1", **chosen: Any) -> Digest | None:
        key = {"workspace": workspace, "week": week, "zone": ZoneInfo("UTC"), "catalog": catalog}
        with database.read() as conn:
            return collect_service.collect_digest(conn, **key, **{"is_leaderboard_on": False, **chosen})

    return collect


def existing(digest: Digest | None) -> Digest:
    assert digest is not None
    return digest


def test_a_week_in_numbers(join: Join, book: Book, collect: Collect, catalog: Catalog) -> None:
    topic = catalog.curriculum("networking")[0].id
    join("U1", "U2", "U3")
    book("U1", 60, topic=topic)
    book("U1", 30, area="blockchain")
    book("U2", 120)
    book("U2", 45, LAST_WEEK)
    week = existing(collect())
    assert (week.minutes, week.minutes_before, week.people_count) == (210, 45, 2)
    assert week.areas == (("networking", 180), ("blockchain", 30))
    assert [(learner.name, learner.subjects) for learner in week.learners] == [
        ("Name of U1", (("networking", topic), ("blockchain", None))),
        ("Name of U2", (("networking", None),)),
    ]
    assert (week.leaderboard, week.wins, week.is_team_away) == (None, (), False)


def test_entries_that_were_undone_do_not_count(
    join: Join, book: Book, collect: Collect, database: Database, clock: AdjustableClock
) -> None:
    join("U1")
    book("U1", 60)
    book("U1", 30, area="blockchain")
    with database.begin() as conn:
        undo.undo_act(conn, workspace="T1", member="U1", request="r", now=clock.now())
    week = existing(collect())
    assert (week.minutes, week.areas) == (60, (("networking", 60),))
    assert week.learners[0].subjects == (("networking", None),)


def test_sunday_and_monday_belong_to_different_weeks(join: Join, book: Book, collect: Collect) -> None:
    join("U1")
    book("U1", 60, date(2026, 11, 16))
    book("U1", 30, date(2026, 11, 15))
    assert existing(collect()).minutes == 60


@pytest.mark.parametrize("chosen", [{"hidden": True}, {"is_active": False}], ids=["hidden", "left"])
def test_few_hidden_people_leave_no_trace_at_all(
    join: Join,
    book: Book,
    collect: Collect,
    database: Database,
    chosen: dict[str, bool],
) -> None:
    """Everything that is shown is the same with and without them."""
    join("U1", "U2", "U3", "U4", "U5", "U6")
    for user in ("U1", "U2", "U3", "U4", "U5", "U6"):
        book(user, 60)
        book(user, 15, LAST_WEEK)
    without = collect(is_leaderboard_on=True)
    join("H1", "H2", **chosen)
    for user in ("H1", "H2"):
        book(user, 500, area="blockchain")
        book(user, 100, area="infrastructure-as-code")
        for weeks in (1, 2, 3):
            book(user, 400, TUESDAY - timedelta(weeks=weeks))
        book(user, 20, note="my talk", area="soft-skills", activity="talk")
        book(user, 25, area="soft-skills", activity="mentoring")
    noon = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    with database.begin() as conn:
        member_plan.tick_assignment(
            conn, workspace="T1", member="H1", assignment="networking.cdn", is_done=True, now=noon
        )
        members.set_mentor(conn, workspace="T1", member="H2", is_mentor=True, now=noon)
        members.update_member(conn, workspace="T1", member="H2", askable=True)
        for action in (AssignmentAction.HAND_IN, AssignmentAction.SIGN_OFF):
            key = {"workspace": "T1", "member": "H1", "assignment": "networking.vpc-peering", "actor": "U1"}
            assignments.apply_action(conn, **key, action=action, now=noon)
        key = {"workspace": "T1", "member": "H2", "assignment": "networking.vpc-peering", "actor": "H2"}
        assignments.apply_action(conn, **key, action=AssignmentAction.HAND_IN, now=noon)
        for member, (kind, subject) in product(("H1", "H2"), REACHED.items()):
            reached = [Milestone(kind, subject)]
            milestones.record_milestones(conn, workspace="T1", member=member, reached=reached, day=TUESDAY)
    assert collect(is_leaderboard_on=True) == without
    assert existing(without).minutes == 360


def test_there_is_one_of_each_kind_of_milestone() -> None:
    assert REACHED.keys() == set(MilestoneKind)


def test_in_a_crowd_hidden_hours_count_and_no_name_shows(join: Join, book: Book, collect: Collect) -> None:
    join("U1", "U2")
    join("H1", "H2", "H3", hidden=True)
    for user in ("U1", "U2", "H1", "H2", "H3"):
        book(user, 60)
    week = existing(collect(is_leaderboard_on=True))
    assert (week.minutes, week.people_count) == (300, 5)
    assert [learner.name for learner in week.learners] == ["Name of U1", "Name of U2"]
    assert [row.member for row in week.leaderboard or ()] == ["U1", "U2"]


def test_an_area_of_a_single_hidden_member_keeps_all_hidden_hours_out(join: Join, book: Book, collect: Collect) -> None:
    join("U1", "U2")
    join("H1", "H2", "H3", hidden=True)
    for user in ("U1", "U2", "H1", "H2", "H3"):
        book(user, 60)
    book("H1", 30, area="blockchain")
    week = existing(collect())
    assert (week.minutes, week.areas) == (120, (("networking", 120),))


def test_weeks_that_count_differently_are_not_compared(join: Join, book: Book, collect: Collect) -> None:
    join("U1", "U2")
    join("H1", "H2", "H3", hidden=True)
    for user in ("U1", "U2", "H1", "H2", "H3"):
        book(user, 60)
    book("U1", 60, LAST_WEEK)
    book("H1", 60, LAST_WEEK)
    assert existing(collect()).minutes_before is None


def test_the_leaderboard_has_ties_and_only_people_with_hours(join: Join, book: Book, collect: Collect) -> None:
    join("U1", "U2", "U3", "U4")
    for user, minutes in (("U1", 60), ("U2", 120), ("U3", 60)):
        book(user, minutes)
    rows = existing(collect(is_leaderboard_on=True)).leaderboard or ()
    assert [(row.rank, row.member, row.minutes) for row in rows] == [(1, "U2", 120), (2, "U1", 60), (2, "U3", 60)]


def test_ticks_of_the_week_by_the_workspaces_calendar(
    join: Join, collect: Collect, database: Database, catalog: Catalog
) -> None:
    join("U1", "U2")
    first, second, third = (each.id for each in catalog.areas[0].assignments[:3])
    ticked = [
        ("U1", first, datetime(2026, 11, 16, 0, 0, tzinfo=UTC)),
        ("U2", first, datetime(2026, 11, 22, 23, 59, tzinfo=UTC)),
        ("U1", second, datetime(2026, 11, 15, 23, 59, tzinfo=UTC)),
        ("U1", third, datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
    ]
    with database.begin() as conn:
        for member, assignment, now in ticked:
            member_plan.tick_assignment(
                conn, workspace="T1", member=member, assignment=assignment, is_done=True, now=now
            )
    week = existing(collect())
    assert week.wins == (Win(WinKind.FINISHED, ("Name of U1", "Name of U2"), first),)
    assert not week.is_empty


def test_a_sign_off_of_the_week_counts_once_and_comes_before_ticks(
    join: Join, collect: Collect, database: Database, catalog: Catalog
) -> None:
    join("U1", "U2", "U3")
    first, second = (each.id for each in catalog.areas[0].assignments[:2])
    monday, tuesday = datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 17, tzinfo=UTC)
    with database.begin() as conn:
        for member, assignment in (("U1", first), ("U2", first), ("U3", second)):
            member_plan.tick_assignment(
                conn, workspace="T1", member=member, assignment=assignment, is_done=True, now=tuesday
            )
        member_plan.tick_assignment(conn, workspace="T1", member="U3", assignment=first, is_done=True, now=monday)
        for member, action in product(("U2", "U3"), (AssignmentAction.HAND_IN, AssignmentAction.SIGN_OFF)):
            key = {"workspace": "T1", "member": member, "assignment": first, "actor": "U1"}
            assignments.apply_action(conn, **key, action=action, now=tuesday)
    week = existing(collect())
    assert week.wins == (
        Win(WinKind.SIGNED_OFF, ("Name of U2", "Name of U3"), first),
        *sorted(
            (Win(WinKind.FINISHED, ("Name of U1",), first), Win(WinKind.FINISHED, ("Name of U3",), second)),
            key=lambda win: win.subject,
        ),
    )


def test_the_suggestion_is_the_first_area_without_hours_for_four_weeks(
    join: Join, book: Book, collect: Collect, catalog: Catalog
) -> None:
    join("U1")
    book("U1", 60, TUESDAY, area=catalog.areas[0].id)
    book("U1", 60, date(2026, 10, 27), area=catalog.areas[1].id)
    book("U1", 60, date(2026, 10, 25), area=catalog.areas[2].id)
    area = catalog.areas[2]
    assert existing(collect()).suggestion == DigestSuggestion(area.name, f"plan {area.id}", area.priority)


@pytest.fixture
def everywhere(join: Join, book: Book, catalog: Catalog) -> Callable[..., None]:
    """Somebody with hours in every area that needs some."""

    def everywhere(user: str) -> None:
        join(user)
        for area in catalog.areas:
            if not area.optional:
                book(user, 20, area=area.id)

    return everywhere


def test_no_roadmap_is_suggested_if_nobody_books_on_roadmaps(everywhere: Callable[..., None], collect: Collect) -> None:
    everywhere("U1")
    assert existing(collect()).suggestion is None


def test_an_area_that_the_team_leaves_out_is_not_suggested(
    database: Database, catalog: Catalog, join: Join, book: Book, collect: Collect
) -> None:
    join("U1")
    book("U1", 60, area="cloud-computing")
    first = existing(collect()).suggestion
    assert first
    area = catalog.find_area(first.command.removeprefix("plan "))
    assert area
    with database.begin() as conn:
        chosen = PlanChoices(hidden=frozenset({area.id}))
        stored_choices.save_choices(conn, workspace="T1", member=WHOLE_TEAM, choices=chosen, now=LONG_AGO)
    second = existing(collect()).suggestion
    assert second
    assert second.command != first.command


def test_a_roadmap_that_nobody_touched_is_suggested(
    everywhere: Callable[..., None], book: Book, collect: Collect
) -> None:
    everywhere("U1")
    book("U1", 60, roadmap="cloudflare")
    book("U1", 60, date(2026, 10, 25), roadmap="terraform")
    assert existing(collect()).suggestion == DigestSuggestion("Terraform", "roadmap terraform")


@pytest.fixture
def state_untouched(everywhere: Callable[..., None], book: Book, catalog: Catalog) -> None:
    """Every roadmap was touched and, of the first two in the plan's order, every part but Terraform's state."""
    everywhere("U1")
    for roadmap in catalog.roadmaps:
        book("U1", 1, roadmap=roadmap.id)
    touched: set[str] = set()
    for topic in (*catalog.list_topics("cloudflare"), *catalog.list_topics("terraform")):
        facets = {f"{topic.roadmap.id}.{facet}" for facet in topic.topic.facets}
        if "terraform.state_management" not in facets and facets - touched:
            touched |= facets
            book("U1", 1, roadmap=topic.roadmap.id, topic=topic.id)


def test_a_part_of_a_roadmap_that_nobody_touched_is_suggested(
    state_untouched: None, collect: Collect, catalog: Catalog
) -> None:
    suggestion = existing(collect()).suggestion
    assert suggestion == DigestSuggestion("Terraform State Management", "roadmap terraform state management")
    answer = roadmap_query.parse_query(catalog, suggestion.command.partition(" ")[2])
    assert isinstance(answer, TopicList), "the command that it names leads there"


def test_hours_on_a_part_of_a_roadmap_touch_it(state_untouched: None, book: Book, collect: Collect) -> None:
    book("U1", 1, roadmap="terraform", topic="terraform/state_management")
    suggestion = existing(collect()).suggestion
    assert suggestion is None or suggestion.name != "Terraform State Management"


def test_what_hidden_people_touched_counts_as_untouched(
    state_untouched: None, join: Join, book: Book, collect: Collect
) -> None:
    before = collect()
    join("H1", hidden=True)
    book("H1", 60, area="infrastructure-as-code", roadmap="terraform", topic="terraform.state-management")
    assert collect() == before


@pytest.mark.parametrize(
    ("chosen", "expert"),
    [
        ({"askable": True}, ("Name of U2", 90)),
        ({}, ("", 0)),
        ({"askable": True, "hidden": True}, ("", 0)),
        ({"askable": True, "is_active": False}, ("", 0)),
    ],
    ids=["agreed", "did not agree", "hides", "left"],
)
def test_an_expert_is_named_only_if_they_agreed_and_do_not_hide(
    state_untouched: None,
    join: Join,
    book: Book,
    collect: Collect,
    chosen: dict[str, bool],
    expert: tuple[str, int],
) -> None:
    join("U2", **chosen)
    long_before = date(2026, 8, 4)
    book("U2", 90, long_before, area="infrastructure-as-code", topic="terraform.state-management")
    join("U3", askable=True)
    book("U3", 59, long_before, area="infrastructure-as-code", topic="terraform.state-management")
    suggestion = existing(collect()).suggestion
    assert suggestion is not None
    assert (suggestion.expert, suggestion.expert_minutes) == expert


def test_the_expert_has_most_hours_of_those_who_agreed(join: Join, book: Book, collect: Collect) -> None:
    for user, minutes, agreed in (("U1", 600, False), ("U2", 120, True), ("U3", 180, True)):
        join(user, askable=agreed)
        book(user, minutes, date(2026, 8, 4))
    book("U1", 60, area="cloud-computing")
    suggestion = existing(collect()).suggestion
    assert suggestion is not None
    assert (suggestion.command, suggestion.expert, suggestion.expert_minutes) == ("plan networking", "Name of U3", 180)


def test_all_learners_are_listed_by_name(join: Join, book: Book, collect: Collect) -> None:
    users = [f"U{number:02}" for number in range(20)]
    join(*users)
    for number, user in enumerate(users):
        book(user, 10 + number % 5)
    week = existing(collect())
    assert [learner.name for learner in week.learners] == [f"Name of {user}" for user in users]
    assert all(learner.subjects == (("networking", None),) for learner in week.learners)


def test_no_statement_holds_more_people_than_a_database_takes() -> None:
    users = {f"U{number}" for number in range(2 * rollups.BATCH_SIZE + 1)}
    batches = list(rollups.split_into_batches(users))
    assert [len(batch) for batch in batches] == [rollups.BATCH_SIZE, rollups.BATCH_SIZE, 1]
    assert {user for batch in batches for user in batch} == users


def test_talks_are_named_and_mentoring_is_a_sum(
    join: Join, book: Book, collect: Collect, database: Database, clock: AdjustableClock
) -> None:
    join("U1", "U2")
    book("U1", 60, note="State without fear", area="soft-skills", activity="talk")
    book("U2", 45, note="last week", day=LAST_WEEK, area="soft-skills", activity="talk")
    book("U2", 30, area="soft-skills", activity="mentoring")
    book("U1", 20, area="soft-skills", activity="mentoring")
    book("U1", 15, note="taken back", area="soft-skills", activity="talk")
    with database.begin() as conn:
        undo.undo_act(conn, workspace="T1", member="U1", request="r", now=clock.now())
    week = existing(collect())
    assert week.wins == (Win(WinKind.TALK, ("Name of U1",), "State without fear"),)
    assert week.mentoring_minutes == 50


def test_a_corrected_talk_is_listed_once_as_it_is_now(
    join: Join, book: Book, collect: Collect, database: Database, clock: AdjustableClock
) -> None:
    join("U1")
    book("U1", 60, note="old title", area="soft-skills", activity="talk")
    with database.begin() as conn:
        [entry] = queries.list_entries(conn, workspace="T1", member="U1", limit=1).entries
        corrected = replace(entry.to_booking("r2"), note="new title")
        ledger_booking.correct_entry(
            conn, workspace="T1", member="U1", entry_id=entry.id, booking=corrected, now=clock.now()
        )
    assert existing(collect()).wins == (Win(WinKind.TALK, ("Name of U1",), "new title"),)


def test_new_mentors_of_the_week_who_still_are(join: Join, collect: Collect, database: Database) -> None:
    join("U1", "U2", "U3", "U4")
    join("H1", hidden=True)
    since = {
        "U1": datetime(2026, 11, 16, 0, 0, tzinfo=UTC),
        "U2": datetime(2026, 11, 15, 23, 59, tzinfo=UTC),
        "U3": datetime(2026, 11, 22, 23, 59, tzinfo=UTC),
        "U4": datetime(2026, 11, 23, 0, 0, tzinfo=UTC),
        "H1": datetime(2026, 11, 17, 0, 0, tzinfo=UTC),
    }
    with database.begin() as conn:
        for member, now in since.items():
            members.set_mentor(conn, workspace="T1", member=member, is_mentor=True, now=now)
        for again in ("U1", "U2"):
            later = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
            members.set_mentor(conn, workspace="T1", member=again, is_mentor=again == "U2", now=later)
    week = existing(collect())
    assert week.wins == (Win(WinKind.MENTOR, ("Name of U3",)),), (
        "U1 is none any more, U2 was one before, H1 hides, U4 comes next week"
    )
    assert not week.is_empty


@pytest.fixture
def reach(database: Database) -> Callable[..., None]:
    """Record that somebody has reached something."""

    def reach(user: str, kind: MilestoneKind, subject: str = "", day: date = TUESDAY, workspace: str = "T1") -> None:
        with database.begin() as conn:
            reached = [Milestone(kind, subject)]
            milestones.record_milestones(conn, workspace=workspace, member=user, reached=reached, day=day)

    return reach


def test_milestones_of_the_week_are_wins_of_those_who_are_shown(
    join: Join, reach: Callable[..., None], book: Book, collect: Collect
) -> None:
    join("U1", "U2", "U3")
    join("H1", hidden=True)
    join("L1", is_active=False)
    for user in ("U1", "U2", "H1", "L1"):
        reach(user, MilestoneKind.GOAL_MET, "2026-W47")
        reach(user, MilestoneKind.AREA_HALF, "networking")
    for weeks in (2, 3, 4):
        reach("U2", MilestoneKind.STREAK_STEP, str(weeks))
    reach("U1", MilestoneKind.AREA_QUARTER, "networking")
    reach("U3", MilestoneKind.LEVEL_CONFIRMED, "terraform:advanced")
    reach("U3", MilestoneKind.FIRST_SESSION)
    book("U3", 60, note="State without fear", area="soft-skills", activity="talk")
    assert existing(collect()).wins == (
        Win(WinKind.FIRST_TALK, ("Name of U3",), "State without fear"),
        Win(WinKind.LEVEL, ("Name of U3",), "terraform:advanced"),
        Win(WinKind.STREAK, ("Name of U2",), number=4),
        Win(WinKind.GOAL, ("Name of U1",)),
        Win(WinKind.AREA_HALF, ("Name of U1", "Name of U2"), "networking"),
    )


def test_a_goal_that_hours_logged_late_have_met_counts_for_its_week(
    join: Join, reach: Callable[..., None], collect: Collect
) -> None:
    join("U1", "U2", "U3")
    monday = date(2026, 11, 23)
    reach("U1", MilestoneKind.GOAL_MET, "2026-W47", monday)
    reach("U2", MilestoneKind.GOAL_MET, "2026-W46")
    reach("U3", MilestoneKind.AREA_HALF, "networking", monday)
    assert existing(collect()).wins == (Win(WinKind.GOAL, ("Name of U1",)),)


def test_a_hand_in_is_news_without_hours_and_without_a_name(
    join: Join, book: Book, collect: Collect, database: Database
) -> None:
    join("U1", "U2")
    book("U1", 60, LAST_WEEK)
    join("H1", hidden=True)
    key = {"workspace": "T1", "assignment": "networking.cdn", "action": AssignmentAction.HAND_IN}
    noon = datetime(2026, 11, 17, 12, tzinfo=UTC)
    with database.begin() as conn:
        assignments.apply_action(conn, **key, member="H1", actor="H1", now=noon)
    assert existing(collect()).is_empty, "of somebody who hides nothing is told"
    with database.begin() as conn:
        assignments.apply_action(conn, **key, member="U1", actor="U1", now=noon)
    week = existing(collect())
    assert week.wins == (Win(WinKind.HANDED_IN, (), number=1),)
    assert not week.is_empty
    without = existing(collect(parts=frozenset(Part) - {Part.DONE}))
    assert (without.wins, without.is_empty) == ((), False), "a week is not quiet because an admin leaves a part out"


def test_nobody_is_asked_to_meet_where_there_is_nobody_else(join: Join, book: Book, collect: Collect) -> None:
    join("U1")
    book("U1", 60)
    join("U2", is_guest=True)
    join("U3", is_active=False)
    assert not existing(collect()).can_meet
    join("H1", hidden=True)
    assert not existing(collect()).can_meet
    join("U4")
    assert existing(collect()).can_meet


def test_a_suggestion_does_not_come_again_within_four_weeks(
    join: Join, book: Book, collect: Collect, database: Database
) -> None:
    """A year of digests that nobody answers: each says something else than the four before it, or nothing."""
    join("U1")
    week, said = "2026-W47", []
    for _ in range(52):
        book("U1", 30, week_bounds(week)[0], area="blockchain", roadmap="aws")
        suggestion = existing(collect(week)).suggestion
        with database.begin() as conn:
            if suggestion:
                now = datetime(2026, 11, 23, tzinfo=UTC)
                ideas.record_idea(conn, workspace="T1", week=week, suggested=suggestion, now=now)
        said.append(suggestion.command if suggestion else "")
        again = existing(collect(week)).suggestion
        assert (again.command if again else "") == said[-1], "the digest of a week stays as it was posted"
        week = shift_week(week, 1)
    assert all(each not in said[max(0, number - 4) : number] for number, each in enumerate(said) if each)
    assert len(set(said)) > 4


def test_goals_of_many_are_those_of_each(join: Join, database: Database) -> None:
    join("U1", "U2", "U3")
    join("U4", is_active=False)
    weeks = ["2026-W40", "2026-W45", "2026-W46", "2026-W47"]
    with database.begin() as conn:
        goals.set_weekly_goal(conn, workspace="T1", member="", minutes=90, week="2026-W46")
        goals.set_weekly_goal(conn, workspace="T1", member="U1", minutes=30, week="2026-W45")
        goals.set_weekly_goal(conn, workspace="T1", member="U2", minutes=60, week="2026-W40")
        goals.set_weekly_goal(conn, workspace="T1", member="U2", minutes=None, week="2026-W47")
        together = goals.read_goals_by_member(conn, workspace="T1", member_ids={"U1", "U2", "U3"}, weeks=weeks)
        one_by_one = {
            member: goals.read_goals_by_week(conn, workspace="T1", member=member, weeks=weeks)
            for member in ("U1", "U2", "U3")
        }
    assert together == one_by_one


def test_parts_that_an_admin_leaves_out_are_empty(
    join: Join, reach: Callable[..., None], book: Book, collect: Collect, database: Database
) -> None:
    join("U1")
    book("U1", 120)
    reach("U1", MilestoneKind.STREAK_STEP, "4")
    book("U1", 60, note="a title", area="soft-skills", activity="talk")
    with database.begin() as conn:
        noon = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
        members.set_mentor(conn, workspace="T1", member="U1", is_mentor=True, now=noon)
        member_plan.tick_assignment(
            conn, workspace="T1", member="U1", assignment="networking.cdn", is_done=True, now=noon
        )
    whole = existing(collect(is_leaderboard_on=True))
    empty: dict[Part, dict[str, Any]] = {
        Part.CHART: {"areas": ()},
        Part.BOARD: {"leaderboard": None},
        Part.DONE: {},
        Part.PEOPLE: {},
        Part.TALKS: {"mentoring_minutes": 0},
        Part.STREAKS: {},
        Part.SUGGESTION: {"suggestion": None},
        Part.DETAILS: {"learners": (), "with_details": False},
    }
    assert empty.keys() == set(Part)
    for part, values in empty.items():
        assert all(getattr(whole, name) != value for name, value in values.items() if name != "mentoring_minutes"), part
        wins = tuple(each for each in whole.wins if PART_OF_WIN[each.kind] is not part)
        assert (len(wins) < len(whole.wins)) == (part in PART_OF_WIN.values()), part
        without = collect(is_leaderboard_on=True, parts=frozenset(Part) - {part})
        assert without == replace(whole, **values, wins=wins)


def test_a_week_in_which_the_whole_team_was_away(
    join: Join, book: Book, collect: Collect, database: Database, clock: AdjustableClock
) -> None:
    join("U1")
    book("U1", 60, LAST_WEEK)
    monday, friday = date(2026, 11, 16), date(2026, 11, 20)
    with database.begin() as conn:
        time_off.add_time_off(conn, workspace="T1", member="U1", first=monday, last=friday, now=clock.now())
    assert not existing(collect()).is_team_away
    with database.begin() as conn:
        time_off.add_time_off(
            conn, workspace="T1", member="", first=monday, last=friday, label="Retreat", now=clock.now()
        )
    week = existing(collect())
    assert week.is_team_away
    assert week.is_empty


def test_a_first_quiet_week_is_worth_a_line_and_a_second_is_not(join: Join, book: Book, collect: Collect) -> None:
    join("U1")
    book("U1", 60, LAST_WEEK)
    assert existing(collect("2026-W47")).is_empty
    assert collect("2026-W48") is None


def test_the_first_week_of_a_workspace_has_nothing_to_compare_with(
    collect: Collect, database: Database, book: Book
) -> None:
    with database.begin() as conn:
        install_workspace(conn, workspace="T1", now=datetime(2026, 11, 22, 22, 0, tzinfo=UTC))
    assert existing(collect()).is_empty
    assert collect("2026-W46") is None
    book("U1", 60)
    assert existing(collect()).minutes_before is None


def test_workspaces_with_the_same_people_are_kept_apart(join: Join, book: Book, collect: Collect) -> None:
    for workspace in ("T1", "T2"):
        join("U1", workspace=workspace)
    book("U1", 60)
    book("U1", 600, workspace="T2")
    assert existing(collect(is_leaderboard_on=True)).minutes == 60
    assert existing(collect(workspace="T2")).minutes == 600
