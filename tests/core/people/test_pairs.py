"""When a pair holds, and whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.core.people import members, pairs
from bot.core.people.pairs import Pair
from bot.db.engine import Database
from bot.db.tables import pairs as pair_rows
from tests.fixtures.installed import install_workspace

BEGAN = datetime(2026, 10, 1, 15, tzinfo=UTC)
DAY = timedelta(days=1)
ASKED = Pair(1, "T1", "UBEN", "UMEI", "", "UANA", None, None, None, None, None, BEGAN - DAY)
HOLDS = replace(ASKED, mentor_at=BEGAN - DAY, mentee_at=BEGAN)


def test_a_pair_is_active_from_both_consents_until_it_ends() -> None:
    half = replace(ASKED, mentee_at=BEGAN)
    assert [pair.is_active for pair in (ASKED, half, HOLDS, replace(HOLDS, ended_at=BEGAN))] == [
        False,
        False,
        True,
        False,
    ]
    assert HOLDS.active_since == BEGAN
    assert [half.is_waiting_for(each) for each in ("UBEN", "UMEI", "UANA")] == [True, False, False]
    assert not replace(half, ended_at=BEGAN).is_waiting_for("UBEN")
    assert (HOLDS.other_member("UBEN"), HOLDS.other_member("UMEI")) == ("UMEI", "UBEN")


@pytest.mark.parametrize(
    ("workspace", "member", "found"),
    [("T1", "UMEI", [1, 2]), ("T1", "UBEN", [1, 4]), ("T1", "UANA", [2]), ("T1", "UNEW", [4]), ("T2", "UMEI", [5])],
)
def test_the_open_pairs_of_a_member_are_those_on_either_side_in_the_workspace(
    database: Database, workspace: str, member: str, found: list[int]
) -> None:
    rows = [
        {"workspace": "T1", "mentor": "UBEN", "mentee": "UMEI"},
        {"workspace": "T1", "mentor": "UMEI", "mentee": "UANA", "mentee_at": BEGAN},
        {"workspace": "T1", "mentor": "UANA", "mentee": "UBEN", "ended_at": BEGAN},
        {"workspace": "T1", "mentor": "UBEN", "mentee": "UNEW"},
        {"workspace": "T2", "mentor": "UBEN", "mentee": "UMEI"},
        {"workspace": "T1", "mentor": "ULEFT", "mentee": "UMEI"},
        {"workspace": "T1", "mentor": "UMEI", "mentee": "ULEFT"},
    ]
    with database.begin() as conn:
        for each in ("T1", "T2"):
            install_workspace(conn, workspace=each, now=BEGAN)
        profile = {"timezone": None, "is_admin": False, "is_active": False, "profile_at": BEGAN, "now": BEGAN}
        members.save_profile(conn, workspace="T1", member="ULEFT", name="Leo", **profile)
        for number, row in enumerate(rows, start=1):
            conn.execute(insert(pair_rows).values(id=number, area="", asked_by="UANA", created_at=BEGAN, **row))
        assert [each.id for each in pairs.list_pairs(conn, workspace=workspace, member=member)] == found
