from __future__ import annotations

import pytest

from bot.slack.progress_bar import gauge


@pytest.mark.parametrize(
    ("part", "whole", "full"),
    [
        (0, 60, 0),
        (1, 60_000, 1),
        (30, 60, 5),
        (59, 60, 9),
        (60, 60, 10),
        (90, 60, 10),
        (0, 0, 0),
        (5, 0, 10),
        (-5, 60, 0),
    ],
)
def test_a_bar_is_full_only_when_all_is_there_and_empty_only_for_nothing(part: int, whole: int, full: int) -> None:
    assert gauge(part, whole) == "▓" * full + "░" * (10 - full)
