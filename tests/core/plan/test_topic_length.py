"""About how long a topic takes: believable numbers, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.catalog.source import CatalogSource
from bot.core.plan import topic_length
from bot.core.plan.topic_length import MAX_MINUTES, share_of_estimate


def estimate(catalog: Catalog, low: int, high: int) -> Area:
    area = catalog.area("networking")
    assert area.hours is not None
    return area.model_copy(update={"hours": area.hours.model_copy(update={"low": low, "high": high})})


@pytest.mark.parametrize(
    ("low", "high", "topics", "minutes"),
    [
        (50, 80, 86, 45),
        (50, 80, 65, 60),
        (10, 10, 600, 15),  # never nothing
        (60, 100, 21, 240),
        (10, 16, 10, 75),
        (20, 26, 10, 150),
        (16, 16, 2, 480),
        (17, 17, 2, None),  # not only topics
        (50, 80, 0, None),
    ],
)
def test_the_middle_of_the_estimate_is_shared_by_the_topics(
    catalog: Catalog, low: int, high: int, topics: int, minutes: int | None
) -> None:
    assert share_of_estimate(estimate(catalog, low, high), topics) == minutes


@given(low=st.integers(1, 500), more=st.integers(0, 500), topics=st.integers(1, 400))
def test_it_is_always_in_quarter_hours_and_half_hours_from_two_on(
    source: CatalogSource, low: int, more: int, topics: int
) -> None:
    minutes = share_of_estimate(estimate(source.current(), low, low + more), topics)
    exact = (2 * low + more) * 30 / topics
    assert (minutes is None) is (exact > MAX_MINUTES)
    if minutes is not None:
        assert minutes % (15 if minutes < 120 else 30) == 0
        assert abs(minutes - exact) <= 15
        assert 15 <= minutes <= MAX_MINUTES


def test_where_the_estimate_varies_nothing_is_said(catalog: Catalog) -> None:
    varies = next(area for area in catalog.areas if area.hours is None)
    assert share_of_estimate(varies, 10) is None


def test_a_lesson_says_it_itself_and_what_is_none_of_a_day_is_not_said(catalog: Catalog) -> None:
    first = catalog.curriculum("networking")[0]
    lesson = catalog.lesson(first.id)
    assert lesson
    assert topic_length.topic_minutes(catalog, first) == lesson.minutes
    assert topic_length.topic_minutes(catalog, catalog.topic("certifications.cka")) is None
