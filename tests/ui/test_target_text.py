"""What is said of a target now, of the one after it, and of one that has ended."""

from __future__ import annotations

from datetime import date

import pytest

from bot.catalog.catalog import Catalog
from bot.core.plan.plan_choices import PlanChoices
from bot.core.plan.target import Target
from bot.ui.target_text import target_lines

IAC = ("infrastructure-as-code",)
CHOICES = PlanChoices(target=Target("2026-Q4", IAC), next_target=Target("2027-Q1", ("networking",)))


def lines(catalog: Catalog, choices: PlanChoices, day: date) -> list[str]:
    return target_lines(choices.on(day), catalog.areas, day, {IAC[0]: 180}).splitlines()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            date(2026, 12, 31),
            [
                "🎯 This quarter (until 31 Dec): Infrastructure as Code · 3 h of 40-60 h",
                "📅 Next quarter (from 1 Jan 2027): Networking",
            ],
        ),
        (date(2027, 1, 1), ["🎯 This quarter (until 31 Mar): Networking · 0 h of 50-80 h"]),
        (date(2027, 5, 2), []),
    ],
)
def test_a_target_follows_the_other(catalog: Catalog, day: date, said: list[str]) -> None:
    assert lines(catalog, CHOICES, day) == said


def test_a_target_that_has_ended_is_asked_about_for_a_month(catalog: Catalog) -> None:
    until = PlanChoices(target=Target("2026-12-15", IAC))
    assert lines(catalog, until, date(2026, 12, 15)) == ["🎯 Until 15 Dec: Infrastructure as Code · 3 h of 40-60 h"]
    ended = lines(catalog, until, date(2026, 12, 16))
    assert ended[0].startswith(
        "📅 Your target until 15 Dec has ended. It was for Infrastructure as Code. What's next? E.g. `"
    )
    assert lines(catalog, until, date(2027, 1, 16)) == []
    quarter = PlanChoices(target=Target("2026-Q4", IAC))
    assert lines(catalog, quarter, date(2027, 1, 2))[0].startswith("📅 Q4 2026 has ended.")


def test_a_target_of_areas_that_are_gone_or_of_none_is_not_mentioned(catalog: Catalog) -> None:
    for target in (Target("2026-Q4", ("gone",)), Target("2026-Q4")):
        for day in (date(2026, 12, 1), date(2027, 1, 2)):
            assert lines(catalog, PlanChoices(target=target), day) == []


def test_where_the_estimate_varies_the_hours_stand_alone(catalog: Catalog) -> None:
    choices = PlanChoices(target=Target("2026-Q4", ("certifications",)))
    assert lines(catalog, choices, date(2026, 12, 1)) == ["🎯 This quarter (until 31 Dec): Certifications · 0 h"]
