"""Milestones of a run of weeks, and the parts of a digest."""

from __future__ import annotations

import pytest

from bot.core.goals.streaks import StreakWeek
from bot.features.digest.rules import MILESTONE_WEEKS, reached_milestone
from bot.setting_values import Part

MET, MISSED, AWAY = StreakWeek(120, 120), StreakWeek(120, 119), StreakWeek(0, 0)


@pytest.mark.parametrize("run", range(60))
def test_a_run_counts_only_at_a_milestone(run: int) -> None:
    assert reached_milestone([MET] * run + [MISSED]) == (run if run in MILESTONE_WEEKS else None)


@pytest.mark.parametrize(
    ("weeks", "reached"),
    [
        ([MET, AWAY, MET, MET, AWAY, MET, MISSED], 4),
        ([AWAY, MET, MET, MET, MET, MISSED], None),  # it was reached the week before
        ([MISSED, MET, MET, MET, MET, MISSED], None),
        ([MET, MET, MET, MET], None),  # nobody knows how long it is
        ([StreakWeek(120, 400), MET, MET, MET, AWAY, StreakWeek(1, 0)], 4),
        ([], None),
    ],
)
def test_weeks_away_neither_count_nor_break(weeks: list[StreakWeek], reached: int | None) -> None:
    assert reached_milestone(weeks) == reached


def test_every_part_has_a_label_that_fits_a_checkbox() -> None:
    assert len({part.label for part in Part}) == len(Part)
    assert all(1 < len(part.label) <= 75 for part in Part)
    assert len(",".join(Part)) <= 120, "the column holds all of them"
