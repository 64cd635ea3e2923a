"""The times of acts: what stands is the wall's time, on whichever side of a change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.demo.script import act
from bot.sandbox.slack_api.fixtures import ANA, BEN, MEI, SlackUser


def nothing(_: object) -> None:
    pass


@pytest.mark.parametrize(
    ("who", "week", "moment"),
    [
        (ANA, 0, datetime(2026, 10, 19, 8, 0, tzinfo=UTC)),  # Lisbon, summer time until 25 October
        (ANA, 1, datetime(2026, 10, 26, 9, 0, tzinfo=UTC)),
        (BEN, 1, datetime(2026, 10, 26, 13, 0, tzinfo=UTC)),  # New York, a week later
        (BEN, 2, datetime(2026, 11, 2, 14, 0, tzinfo=UTC)),
        (MEI, 1, datetime(2026, 10, 26, 1, 0, tzinfo=UTC)),  # Singapore, never
    ],
)
def test_an_act_is_at_nine_on_the_wall_before_and_after_the_clocks_change(
    who: SlackUser, week: int, moment: datetime
) -> None:
    assert act(week, "mon 09:00", who, nothing).moment(date(2026, 10, 19)) == moment


def test_spring_is_right_too() -> None:
    assert act(1, "mon 09:00", BEN, nothing).moment(date(2026, 3, 2)) == datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
    assert act(4, "mon 09:00", ANA, nothing).moment(date(2026, 3, 2)) == datetime(2026, 3, 30, 8, 0, tzinfo=UTC)
