"""The look at many workspaces at once finds those in which something is due: the same as asking each of them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import event, insert

from bot.core.people import workspaces as people_workspaces
from bot.db.engine import Connection
from bot.db.tables import entries, members, occurrences, question_days, time_off, totals, workspaces
from bot.worker import due
from tests.examples import examples
from tests.fixtures.installed import install_workspace
from tests.fixtures.team import LONG_AGO, Team

MONDAY: Final = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
THURSDAY: Final = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
WORKSPACES: Final = 5
PEOPLE: Final = 4
MOMENTS: Final = 6
ZONES: Final = (
    None,
    None,
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Nowhere",
)
SLOTS: Final = ("mon 09:00", "thu 16:00", "sun 23:30", "tue 10:00", "sat 02:15")
DAYS: Final = ("tue thu", "mon", "sat sun")
WEEKS: Final = ("2026-W46", "2026-W47", "2026-W48")


def fill(conn: Connection, chance: random.Random) -> None:
    """Add workspaces with people, their settings and what has been decided about them, all by chance."""
    for number in range(WORKSPACES):
        name = f"T{number}"
        install_workspace(conn, workspace=name, now=LONG_AGO)
        conn.execute(workspaces.update().where(workspaces.c.id == name).values(**some_settings(chance)))
        for week in WEEKS:
            if chance.random() < 0.3:
                claim(conn, name, "digest", week, "")
        for person in range(PEOPLE):
            add_person(conn, chance, {"workspace": name, "member": f"U{number}{person}"})


def some_settings(chance: random.Random) -> dict[str, Any]:
    return {
        "timezone": chance.choice(ZONES[:-1]),
        "digest": chance.choice((None, *SLOTS)),
        "nudge": chance.choice((None, *SLOTS)),
        "learning_channel": chance.choice(("", "C0HERE")),
        "digest_on": chance.random() < 0.8,
        "nudge_on": chance.random() < 0.9,
    }


def add_person(conn: Connection, chance: random.Random, who: dict[str, str]) -> None:
    own = chance.random() < 0.3
    conn.execute(
        insert(members).values(
            workspace=who["workspace"],
            id=who["member"],
            name=who["member"],
            timezone=chance.choice(ZONES),
            is_active=chance.random() < 0.9,
            is_mentor=chance.random() < 0.3,
            mentor_since=chance.choice((None, LONG_AGO, MONDAY + timedelta(hours=9))),
            nudged=chance.random() < 0.8,
            nudge_again=some_day(chance) if chance.random() < 0.3 else None,
            nudge_slot=chance.choice((None, *SLOTS)) if own else None,
            nudge_slot_from=chance.choice(WEEKS) if own else None,
            nudge_slot_before=chance.choice((None, *SLOTS)) if own else None,
            summary_on=chance.random() < 0.4,
            created_at=LONG_AGO,
        )
    )
    conn.execute(
        insert(entries).values(
            **who,
            minutes=30,
            area="networking",
            day=date(2026, 11, 18),
            source="command",
            request=who["member"],
            created_at=LONG_AGO,
        )
    )
    add_choices(conn, chance, who)


def add_choices(conn: Connection, chance: random.Random, who: dict[str, str]) -> None:
    for topic in ("vpc", "subnets", "routing")[: chance.choice((0, 2, 3))]:
        conn.execute(insert(totals).values(**who, period="all", subject=f"aws.{topic}", minutes=30))
    if chance.random() < 0.3:
        conn.execute(insert(question_days).values(**who, days=chance.choice(DAYS), is_on=chance.random() < 0.7))
    if chance.random() < 0.2:
        conn.execute(insert(time_off).values(**who, first=some_day(chance), created_at=LONG_AGO))
    decided = {(kind, week) for kind in ("nudge", "again", "summary", "mentor") for week in WEEKS}
    decided |= {("quiz", f"2026-11-{day}") for day in range(22, 30)} | {("mentor", "asked")}
    for kind, period in sorted(decided):
        if chance.random() < 0.3:
            claim(conn, who["workspace"], kind, period, who["member"])


def claim(conn: Connection, workspace: str, kind: str, period: str, recipient: str) -> None:
    where = {"workspace": workspace, "kind": kind, "period": period, "recipient": recipient}
    conn.execute(insert(occurrences).values(**where, claimed_at=LONG_AGO, outcome="nothing"))


def some_day(chance: random.Random) -> date:
    return MONDAY.date() + timedelta(days=chance.randrange(-1, 7))


def some_moment(chance: random.Random) -> datetime:
    return MONDAY + timedelta(minutes=chance.randrange(-24 * 60, 7 * 24 * 60))


@pytest.mark.parametrize("_", range(examples(2)))
def test_the_look_finds_what_asking_everybody_finds(team: Team, _: int) -> None:
    seed = random.randrange(1_000_000)  # another one in each run; a failure says which
    chance = random.Random(seed)
    with team.deps.database.begin() as conn:
        fill(conn, chance)
    found_due = 0
    with team.deps.database.read() as conn:
        everywhere = people_workspaces.list_workspaces(conn, settings=team.deps.settings)
        for moment in [some_moment(chance) for _ in range(MOMENTS)]:
            ready = {
                (each.workspace.id, schedule)
                for each in due.list_ready(team.deps, conn, everywhere, moment)
                for schedule in each.schedules
            }
            asked = {
                (workspace.id, feature.schedule)
                for workspace in everywhere
                for feature in team.deps.features
                if feature.schedule and feature.schedule.find_due(team.deps, conn, workspace, moment, None)
            }
            names = {feature.schedule: feature.name for feature in team.deps.features}
            assert asked <= ready, (seed, moment, [(workspace, names[each]) for workspace, each in asked - ready])
            too_many = {names[each] for _, each in ready - asked}
            assert too_many <= {"mentor_summary"}, (seed, moment, too_many)  # of mentors who are away
            found_due += len(asked)
    assert found_due, seed


def test_many_workspaces_take_no_more_statements_than_one(team: Team) -> None:
    statements: list[str] = []
    with team.deps.database.begin() as conn:
        for number in range(20):
            install_workspace(conn, workspace=f"T{number}", now=LONG_AGO)
            conn.execute(insert(members).values(workspace=f"T{number}", id="U1", name="Ana", created_at=LONG_AGO))
    with team.deps.database.read() as conn:
        everywhere = people_workspaces.list_workspaces(conn, settings=team.deps.settings)
        event.listen(team.deps.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        for moment in (MONDAY + timedelta(hours=10), THURSDAY):
            counts = []
            for found in (everywhere[:1], everywhere):
                statements.clear()
                assert len(due.list_ready(team.deps, conn, found, moment)) == len(found)
                counts.append(len(statements))
            assert counts[1] <= counts[0]
