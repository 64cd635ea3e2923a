"""What was reached is kept once, by member and workspace, and goes when it is no longer true."""

from __future__ import annotations

from datetime import date

from bot.core import milestones
from bot.core.milestones import Milestone, MilestoneKind, ReachedMilestone
from bot.db.engine import Database

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
GOAL = Milestone(MilestoneKind.GOAL_MET, "2026-W47")
HALF = Milestone(MilestoneKind.AREA_HALF, "networking")
TALK = Milestone(MilestoneKind.FIRST_SESSION)
ANA = {"workspace": "T1", "member": "U1"}


def streak(weeks: int) -> Milestone:
    return Milestone(MilestoneKind.STREAK_STEP, str(weeks))


def test_each_is_recorded_once_on_its_first_day(database: Database) -> None:
    with database.begin() as conn:
        assert milestones.record_milestones(conn, **ANA, reached=[GOAL, GOAL], day=FRIDAY) == (GOAL,)
        assert milestones.record_milestones(conn, **ANA, reached=[HALF, GOAL], day=SATURDAY) == (HALF,)
        assert milestones.record_milestones(conn, **ANA, reached=[], day=SATURDAY) == ()
        assert milestones.member_milestones(conn, **ANA) == (
            ReachedMilestone("U1", HALF, SATURDAY),
            ReachedMilestone("U1", GOAL, FRIDAY),
        )


def test_the_same_of_others_is_another(database: Database) -> None:
    with database.begin() as conn:
        for workspace, member in (("T1", "U1"), ("T1", "U2"), ("T2", "U1")):
            new = milestones.record_milestones(conn, workspace=workspace, member=member, reached=[TALK], day=FRIDAY)
            assert new == (TALK,)
        milestones.take_back_milestones(conn, workspace="T1", member="U2", gone=[TALK])
        assert milestones.member_milestones(conn, workspace="T1", member="U2") == ()
        for workspace in ("T1", "T2"):
            assert len(milestones.member_milestones(conn, workspace=workspace, member="U1")) == 1


def test_what_is_taken_back_takes_nothing_else_with_it(database: Database) -> None:
    quarter = Milestone(MilestoneKind.AREA_QUARTER, "networking")
    with database.begin() as conn:
        milestones.record_milestones(conn, **ANA, reached=[quarter, HALF, GOAL], day=FRIDAY)
        milestones.take_back_milestones(conn, **ANA, gone=[HALF, TALK])
        milestones.take_back_milestones(conn, **ANA, gone=[])
        assert {each.milestone for each in milestones.member_milestones(conn, **ANA)} == {quarter, GOAL}


def test_the_latest_comes_first_and_of_one_day_the_longer_streak(database: Database) -> None:
    with database.begin() as conn:
        milestones.record_milestones(conn, **ANA, reached=[streak(8), streak(12), TALK, GOAL], day=FRIDAY)
        milestones.record_milestones(conn, **ANA, reached=[HALF], day=SATURDAY)
        found = [each.milestone for each in milestones.member_milestones(conn, **ANA)]
    assert found == [HALF, GOAL, streak(12), streak(8), TALK]


def test_of_some_days_everybodys_in_one_workspace(database: Database) -> None:
    with database.begin() as conn:
        milestones.record_milestones(conn, **ANA, reached=[GOAL], day=FRIDAY)
        milestones.record_milestones(conn, workspace="T1", member="U2", reached=[TALK], day=SATURDAY)
        milestones.record_milestones(conn, workspace="T2", member="U3", reached=[TALK], day=SATURDAY)
        both = milestones.milestones_between(conn, workspace="T1", first=FRIDAY, last=SATURDAY)
        assert [each.member for each in both] == ["U2", "U1"]
        assert milestones.milestones_between(conn, workspace="T1", first=SATURDAY, last=SATURDAY) == both[:1]


def test_a_confirmed_level_names_its_roadmap() -> None:
    found = milestones.level_milestone("system_design", "advanced")
    assert milestones.confirmed_level(found) == ("system_design", "advanced")
