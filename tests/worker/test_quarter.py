"""A quarter of five people: few unasked letters for each, and none twice. `make quarter` shows the table."""

from __future__ import annotations

import sys

import pytest

from bot.sandbox.slack_api.fixtures import BEN, MEI, PRIYA
from tests.slack_driver import Driver
from tests.worker.quarter import WHO, live_through

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_quarter_brings_nobody_more_than_two_unasked_letters_a_week_and_no_text_twice(driver: Driver) -> None:
    letters = live_through(driver)
    sys.stdout.write(f"\n{letters.table()}\n")
    for person in WHO:
        assert letters.most_in_a_week(person) <= 2, WHO[person]
        assert letters.repeated_texts(person) == [], WHO[person]
    assert letters.by_kind(BEN.id)["nudge"] == 0  # meets the goal each week
    assert letters.by_kind(MEI.id)["nudge"] == 5  # two, two more every second week, one question
    assert letters.by_kind(PRIYA.id)["nudge"] <= 5
