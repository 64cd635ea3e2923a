"""Choices in the plan, as they are stored and come with a member's record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.core.plan import member_plan, stored_choices
from bot.core.plan.plan_choices import NO_CHOICES, PlanChoices
from bot.core.plan.target import Target
from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import Database

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OWN = PlanChoices(order=("b", "a"), hidden=frozenset({"x"}), shown=frozenset({"y"}), estimates={"v": 40})
TEAM = PlanChoices(
    order=("c",),
    hidden=frozenset({"y", "z"}),
    target=Target("2026-Q4", ("a", "b")),
    next_target=Target("2027-Q1", ("a",)),
)


def save(database: Database, member: str, choices: PlanChoices, workspace: str = "T1") -> bool:
    with database.begin() as conn:
        return stored_choices.save_choices(conn, workspace=workspace, member=member, choices=choices, now=NOON)


def in_force(database: Database, member: str, workspace: str = "T1") -> PlanChoices:
    with database.read() as conn:
        return member_plan.read_learning_record(conn, workspace=workspace, member=member, now=NOON).choices


def test_a_record_has_the_members_choices_over_the_teams(database: Database) -> None:
    assert in_force(database, "U1") == NO_CHOICES
    assert save(database, "U1", OWN) is True
    assert in_force(database, "U1") == replace(OWN, shown=frozenset())
    assert save(database, WHOLE_TEAM, TEAM) is True
    assert in_force(database, "U1") == OWN.over(TEAM)
    assert in_force(database, "U2") == TEAM
    assert in_force(database, "U1", "T2") == NO_CHOICES


def test_what_is_saved_takes_the_place_of_what_was_there(database: Database) -> None:
    save(database, "U1", OWN)
    assert save(database, "U1", OWN) is False
    other = PlanChoices(order=("a", "b", "c"), target=Target("2026-Q4"))
    assert save(database, "U1", other) is True
    with database.read() as conn:
        assert stored_choices.read_own_choices(conn, workspace="T1", member="U1", today=NOON.date()) == other
    assert save(database, "U1", NO_CHOICES) is True
    assert in_force(database, "U1") == NO_CHOICES


def test_the_choices_of_all_come_in_one_reading(database: Database) -> None:
    save(database, "U1", OWN)
    save(database, WHOLE_TEAM, TEAM)
    save(database, "U3", PlanChoices(order=("q",)), "T2")
    with database.read() as conn:
        own, team = stored_choices.read_choices_by_member(conn, workspace="T1", today=NOON.date())
    assert own == {"U1": OWN.over(TEAM)}
    assert team == TEAM
