"""Goals over any stretch of days: the same as week by week where it is whole weeks."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.weeks import days_of
from bot.core.goals.goal import in_week, over, presence
from bot.core.time_off.absence import Absence

DAYS = st.dates(date(2026, 9, 1), date(2027, 1, 31))


@given(st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=4), st.integers(15, 3600))
def test_a_whole_week_has_the_goal_of_that_week(away: list[tuple[date, int]], goal: int) -> None:
    absences = [Absence(first, first + timedelta(days=days)) for first, days in away]
    present = presence(*days_of("2026-W47"), absences)
    assert over({"2026-W47": goal}, present) == in_week(goal, "2026-W47", absences)


def test_weeks_cut_by_the_end_of_a_month_count_by_their_days() -> None:
    present = presence(date(2026, 11, 1), date(2026, 11, 30), [Absence(date(2026, 11, 26), date(2026, 11, 27))])
    assert present == {"2026-W44": 0, "2026-W45": 5, "2026-W46": 5, "2026-W47": 5, "2026-W48": 3, "2026-W49": 1}
    goals = dict.fromkeys(present, 100)
    assert over(goals, present) == 380
    assert over(goals, present, since="2026-W48") == 80
