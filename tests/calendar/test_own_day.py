"""One person's day in another person's hands, over all zones and moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.own_day import own_day, same_day_for
from bot.calendar.weeks import local_day

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (hypothesis)
DAY_STARTS = st.integers(0, 6).map(time)


@given(poster=ZONES, presser=ZONES, moment=MOMENTS, starts=DAY_STARTS, ago=st.integers(0, 30))
def test_what_was_written_for_a_reader_is_never_ahead_of_them(
    poster: ZoneInfo, presser: ZoneInfo, moment: datetime, starts: time, ago: int
) -> None:
    posters, pressers = local_day(moment, poster, time()), local_day(moment, presser, starts)
    day = same_day_for(posters - timedelta(days=ago), writer_today=posters, reader_today=pressers)
    assert pressers - day == timedelta(days=ago)
    assert own_day(day, pressers) == day


@given(drawer=ZONES, presser=ZONES, moment=MOMENTS, starts=DAY_STARTS)
def test_a_button_drawn_where_it_is_another_day_can_be_pressed_everywhere(
    drawer: ZoneInfo, presser: ZoneInfo, moment: datetime, starts: time
) -> None:
    drawn, today = local_day(moment, drawer, time()), local_day(moment, presser, starts)
    assert own_day(drawn, today) == min(drawn, today)


@pytest.mark.parametrize(("drawn", "own"), [("2026-11-26", "2026-11-25"), ("2026-11-27", "2026-11-25")])
def test_a_day_that_has_come_somewhere_is_today(drawn: str, own: str) -> None:
    assert own_day(date.fromisoformat(drawn), date(2026, 11, 25)) == date.fromisoformat(own)


def test_a_day_that_has_come_nowhere_is_none_of_ours() -> None:
    assert own_day(date(2026, 11, 28), date(2026, 11, 25)) is None
