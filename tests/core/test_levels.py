"""Which levels wait for a mentor."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

from sqlalchemy import insert

from bot.core import levels
from bot.db import tables
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests.fixtures.team import LONG_AGO, Team


def test_the_query_lists_what_the_rule_says_waits(team: Team) -> None:
    team.join("UMEI")
    cases = [(None, None), *product(("beginner", "expert"), (-1, 0, 1))]
    with team.deps.database.begin() as conn:
        for number, (confirmed, hours) in enumerate(cases):
            conn.execute(
                insert(tables.levels).values(
                    workspace=TEAM_ID,
                    member="UMEI",
                    roadmap=f"r{number}",
                    claimed="expert",
                    claimed_at=LONG_AGO,
                    confirmed=confirmed,
                    confirmed_by="UBEN" if confirmed else None,
                    confirmed_at=None if hours is None else LONG_AGO + timedelta(hours=hours),
                )
            )
        waiting = [
            each for each in levels.list_member_levels(conn, workspace=TEAM_ID, member="UMEI") if each.is_pending
        ]
        assert [each.roadmap for each in waiting] == ["r0", "r1"]
        assert list(levels.list_pending(conn, workspace=TEAM_ID, exclude="UBEN")) == waiting
        assert levels.list_pending(conn, workspace=TEAM_ID, exclude="UMEI") == ()
        assert levels.list_pending(conn, workspace=TEAM_ID, exclude="", member_ids=["UBEN"]) == ()
        assert levels.count_pending_by_member(conn, workspace=TEAM_ID) == {"UMEI": 2}


def test_claims_of_guests_and_of_who_has_left_wait_for_nobody(team: Team) -> None:
    team.join("UGUE", is_guest=True)
    team.join("ULEF", is_active=False)
    with team.deps.database.begin() as conn:
        for member in ("UGUE", "ULEF"):
            levels.claim_level(conn, workspace=TEAM_ID, member=member, roadmap="aws", level="expert", now=LONG_AGO)
        assert levels.list_pending(conn, workspace=TEAM_ID, exclude="") == ()
