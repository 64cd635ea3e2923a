"""When a run of weeks is worth a word."""

from __future__ import annotations

import pytest

from bot.core.goals.streak import Week
from bot.features.digest.rules.content import MILESTONES, milestone
from bot.setting_values import Part

MET, MISSED, AWAY = Week(120, 120), Week(120, 119), Week(0, 0)


@pytest.mark.parametrize("run", range(60))
def test_a_run_counts_only_at_a_milestone(run: int) -> None:
    assert milestone([MET] * run + [MISSED]) == (run if run in MILESTONES else None)


@pytest.mark.parametrize(
    ("weeks", "reached"),
    [
        ([MET, AWAY, MET, MET, AWAY, MET, MISSED], 4),
        ([AWAY, MET, MET, MET, MET, MISSED], None),  # it was reached the week before
        ([MISSED, MET, MET, MET, MET, MISSED], None),
        ([MET, MET, MET, MET], None),  # who knows how long it is
        ([Week(120, 400), MET, MET, MET, AWAY, Week(1, 0)], 4),
        ([], None),
    ],
)
def test_weeks_away_neither_count_nor_break(weeks: list[Week], reached: int | None) -> None:
    assert milestone(weeks) == reached


def test_every_part_has_a_label_that_fits_a_checkbox() -> None:
    assert len({part.label for part in Part}) == len(Part)
    assert all(1 < len(part.label) <= 75 for part in Part)
    assert len(",".join(Part)) <= 120, "the column holds all of them"
