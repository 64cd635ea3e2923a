from __future__ import annotations

import pytest

from bot.domain import estimate
from bot.domain.estimate import Taken


@pytest.mark.parametrize("few", [(), (60,), (60, 90)])
def test_fewer_than_three_finishers_tell_nothing(few: tuple[int, ...]) -> None:
    assert estimate.of(few) is None


def test_the_middle_and_the_half_around_it() -> None:
    assert estimate.of((100, 300, 200)) == Taken(3, 200, 150, 250)
    assert estimate.of((400, 100, 200, 300)) == Taken(4, 250, 175, 325)
    assert estimate.of((60,) * 5) == Taken(5, 60, 60, 60)
