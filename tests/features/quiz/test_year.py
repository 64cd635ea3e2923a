"""Half a year of five kinds of learners, a whole one in `make year`: questions keep what they learned."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from tests.examples import IS_THOROUGH
from tests.features.quiz.year import (
    DAYS,
    FIRST_DAY,
    KNOWN,
    SLOTS,
    live_through,
    most_in_a_week,
    table,
)
from tests.fixtures.team import Team

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# Topics at the end of a year with 104 times to learn. By other luck it was 66 to 75, 48 to 54, 60 to 68, 28 to 44 and
# 66 to 71 of them.
LEAST_KNOWN_OF_A_YEAR = {"U1": 62, "U2": 45, "U3": 56, "U4": 26, "U5": 62}
# After half of it, of 52; by other luck it was 41 to 47, 27 to 34, 38 to 43, 15 to 25 and 37 to 48.
LEAST_KNOWN_OF_A_HALF = {"U1": 39, "U2": 25, "U3": 36, "U4": 13, "U5": 35}
LEAST_KNOWN = LEAST_KNOWN_OF_A_YEAR if IS_THOROUGH else LEAST_KNOWN_OF_A_HALF


@pytest.mark.drawn(3)
@pytest.mark.thorough
@pytest.mark.timeout(600)
def test_questions_keep_most_of_what_would_be_forgotten(team: Team) -> None:
    team.change_workspace(digest_on=False)
    learners = live_through(team)
    sys.stdout.write(f"\n{table(learners)}\n")
    end = FIRST_DAY + timedelta(days=DAYS)
    for each in learners:
        having, lacking = (each.known_at(end, with_questions=has) for has in (True, False))
        known, known_without = (sum(chance >= KNOWN for chance in held) for held in (having, lacking))
        assert len(having) + each.refreshed == SLOTS
        assert known >= LEAST_KNOWN[each.id], each.kind
        assert known >= 4 * known_without, each.kind
        assert max(each.asked.values()) <= 3, each.kind
        assert most_in_a_week(each) <= 6, each.kind
        assert not any(each.is_away(day) for day in each.asked), each.kind
