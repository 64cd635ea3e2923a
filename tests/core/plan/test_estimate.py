from __future__ import annotations

import pytest

from bot.core.plan import estimate
from bot.core.plan.estimate import Taken


@pytest.mark.parametrize("few", [(), (60,), (60, 90, 120, 150)])
def test_fewer_than_five_finishers_tell_nothing(few: tuple[int, ...]) -> None:
    assert estimate.of(few) is None


def test_the_middle_and_the_half_around_it() -> None:
    assert estimate.of((100, 300, 200, 500, 400)) == Taken(5, 300, 200, 400)
    assert estimate.of((600, 100, 200, 300, 400, 500)) == Taken(6, 350, 225, 475)
    assert estimate.of((60,) * 5) == Taken(5, 60, 60, 60)
