"""Pace, targets and outlooks as read from the database, of one member in one workspace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.core import time_off
from bot.core.forecast import forecast
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.core.ledger import booking
from bot.core.ledger.rules import BookedEntry, Booking
from bot.core.plan import member_plan
from bot.core.time_off import TimeOff
from bot.db.engine import Database
from tests.examples import examples

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = NOON.date()  # a Saturday


@pytest.fixture
def learner(people: Database) -> Database:
    """Ana learns two hours of networking on each Wednesday of eight weeks, and one this week."""
    for back in range(9):
        book(people, TODAY - timedelta(days=3 + 7 * back), 120 if back else 60)
    return people


def book(database: Database, day: date, minutes: int, area: str = "networking", member: str = "U1") -> None:
    new = Booking(minutes, area, None, None, day, "", "command", f"{day}{area}")
    with database.begin() as conn:
        assert isinstance(booking.book_entry(conn, workspace="T1", member=member, booking=new, now=NOON), BookedEntry)


def test_minutes_are_counted_in_their_weeks(learner: Database) -> None:
    book(learner, TODAY, 45, "blockchain")
    book(learner, TODAY - timedelta(days=70), 300)  # before the eight weeks
    book(learner, TODAY, 30, member="U2")
    with learner.read() as conn:
        one = forecast.read_weekly_minutes(conn, workspace="T1", member="U1", area="networking", today=TODAY)
        every = forecast.read_weekly_minutes_by_area(conn, workspace="T1", member="U1", today=TODAY)
        assert forecast.read_weekly_minutes_by_area(conn, workspace="T2", member="U1", today=TODAY) == {}
    assert one == every["networking"] == (120,) * 8 + (60,)
    assert every["blockchain"] == (0,) * 8 + (45,)


def test_the_outlook_reads_pace_days_away_and_target(learner: Database, catalog: Catalog) -> None:
    area, low = catalog.area("networking"), 50 * 60
    with learner.begin() as conn:
        for member, first in (("U1", 7), ("", 14), ("U2", 21)):  # own, everybody's, somebody else's
            time_off.add_time_off(
                conn,
                workspace="T1",
                member=member,
                first=date(2026, 12, first),
                last=date(2026, 12, first + 4),
                label="",
                now=NOON,
            )
        member_plan.set_target_day(conn, workspace="T1", member="U1", area="networking", day=date(2027, 1, 1))
        one = forecast.read_area_forecast(conn, workspace="T1", member="U1", area=area, minutes=low - 240, today=TODAY)
        known = {"networking": low - 240}
        every = forecast.read_plan_forecasts(
            conn, workspace="T1", member="U1", areas=catalog.areas, minutes=known, today=TODAY
        )
    assert (one.state, one.weekly_pace, one.remaining_minutes) == (ForecastState.RANGE, 120, 240)
    assert one.first_day == date(2026, 11, 27)  # two weeks of work, and one less
    assert one.last_day == date(2026, 12, 25)  # one more, behind two weeks away
    assert (one.target_day, one.needed_pace) == (date(2027, 1, 1), 60)
    assert every["networking"] == one
    assert list(every) == [each.id for each in catalog.areas]
    assert every["certifications"].state is ForecastState.NO_ESTIMATE
    assert every["cloud-computing"].state is ForecastState.TOO_EARLY


def test_days_away_move_the_finish(learner: Database, catalog: Catalog) -> None:
    area, minutes = catalog.area("networking"), 50 * 60 - 600
    for member, expected in (("U1", date(2027, 1, 8)), ("", date(2027, 1, 15))):
        with learner.begin() as conn:
            first = date(2026, 12, 7) if member else date(2026, 12, 14)
            time_off.add_time_off(
                conn, workspace="T1", member=member, first=first, last=first + timedelta(4), label="", now=NOON
            )
            found = forecast.read_area_forecast(
                conn, workspace="T1", member="U1", area=area, minutes=minutes, today=TODAY
            )
        assert found.last_day == expected


def test_a_target_is_set_changed_and_removed_for_one_member(people: Database) -> None:
    june, may = date(2027, 6, 1), date(2027, 5, 1)

    def set_day(day: date | None, member: str = "U1", workspace: str = "T1") -> bool:
        with people.begin() as conn:
            return member_plan.set_target_day(conn, workspace=workspace, member=member, area="networking", day=day)

    def days(member: str = "U1") -> dict[str, date]:
        with people.read() as conn:
            return member_plan.read_target_days(conn, workspace="T1", member=member)

    assert [set_day(june), set_day(june), set_day(may)] == [True, False, True]
    assert set_day(june, member="U2")
    assert (days(), days("U2")) == ({"networking": may}, {"networking": june})
    assert [set_day(None, workspace="T2"), set_day(None), set_day(None)] == [False, True, False]
    assert (days(), days("U2")) == ({}, {"networking": june})


def test_an_area_that_is_reached_asks_the_database_nothing(people: Database, catalog: Catalog) -> None:
    with people.read() as conn:
        known = member_plan.read_learning_record(conn, workspace="T1", member="U1", now=NOON)
        conn.close()
        found = forecast.read_area_forecast(
            conn, workspace="T1", member="U1", area=catalog.area("networking"), minutes=3000, today=TODAY
        )
    assert (known.minutes, found.state) == ({}, ForecastState.REACHED)


SATURDAY = date(2026, 11, 21)
STEADY = (120,) * 8 + (0,)  # two hours a week
LOW = 50 * 60


def look(
    minutes: int = LOW - 600,
    recent: tuple[int, ...] = STEADY,
    away: tuple[TimeOff, ...] = (),
    target: date | None = None,
    today: date = SATURDAY,
) -> AreaForecast:
    return forecast.build_forecast(
        "Networking",
        low_minutes=LOW,
        minutes=minutes,
        recent_minutes=recent,
        days_off=away,
        today=today,
        target_day=target,
    )


def test_a_missing_forecast_has_a_reason() -> None:
    none = forecast.build_forecast(
        "X", low_minutes=None, minutes=60, recent_minutes=STEADY, days_off=(), today=SATURDAY
    )
    assert none.state is ForecastState.NO_ESTIMATE
    assert look(minutes=LOW).state is ForecastState.REACHED
    early = look(minutes=240, recent=(0,) * 6 + (120, 120, 0))
    assert (early.state, early.sample_weeks) == (ForecastState.TOO_EARLY, 2)
    assert look(recent=(0,) * 9).state is ForecastState.IDLE


def test_five_weeks_of_work_end_around_the_fifth_friday() -> None:
    found = look()
    assert (found.state, found.remaining_minutes, found.sample_weeks, found.weekly_pace) == (
        ForecastState.RANGE,
        600,
        8,
        120,
    )
    assert (found.first_day, found.last_day) == (date(2026, 12, 18), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("today", "weeks", "day"),
    [
        (date(2026, 11, 20), Fraction(1, 5), date(2026, 11, 23)),  # Friday, then Monday
        (date(2026, 11, 22), Fraction(1, 5), date(2026, 11, 23)),
        (date(2026, 11, 23), Fraction(1, 5), date(2026, 11, 24)),
        (date(2026, 11, 23), Fraction(1), date(2026, 11, 30)),
        (date(2026, 11, 23), Fraction(1, 100), date(2026, 11, 24)),
        (date(2026, 11, 25), Fraction(201, 100), date(2026, 12, 10)),
        (date(2026, 11, 25), Fraction(0), date(2026, 11, 26)),
    ],
)
def test_a_part_of_a_week_is_rounded_up_to_its_working_day(today: date, weeks: Fraction, day: date) -> None:
    assert forecast.finish_day(weeks, today, ()) == day


def test_days_away_ahead_move_the_dates_by_the_working_days_they_take() -> None:
    assert look(away=(TimeOff(date(2026, 12, 7), date(2026, 12, 11)),)).last_day == date(2027, 1, 8)
    assert look(away=(TimeOff(date(2026, 12, 10), date(2026, 12, 13)),)).last_day == date(2027, 1, 5)
    assert look(away=(TimeOff(date(2026, 12, 12), date(2026, 12, 13)),)).last_day == date(2027, 1, 1)  # a weekend
    assert look(away=(TimeOff(date(2027, 3, 1), date(2027, 3, 31)),)).last_day == date(2027, 1, 1)  # after it


def test_weeks_mostly_away_do_not_slow_the_pace_down() -> None:
    recent = (120, 120, 0, 0, 120, 120, 120, 120, 0)
    away = (TimeOff(date(2026, 10, 5), date(2026, 10, 18)),)  # the third and the fourth
    assert look(recent=recent, away=away).weekly_pace == 120
    assert look(recent=recent).weekly_pace == 90


def test_an_open_end_says_nothing_but_what_is_done_before_it() -> None:
    assert look(away=(TimeOff(SATURDAY, None),)).state is ForecastState.AWAY
    ahead = look(away=(TimeOff(date(2026, 11, 30), date(2026, 12, 6)), TimeOff(date(2026, 12, 7), None)))
    assert (ahead.state, ahead.away_from) == (ForecastState.AWAY, date(2026, 11, 30))
    later = look(away=(TimeOff(date(2027, 2, 1), None),))
    assert (later.state, later.last_day) == (ForecastState.RANGE, date(2027, 1, 1))


def test_a_small_sample_is_blamed_on_days_away_only_where_they_are_why() -> None:
    gone = (TimeOff(date(2026, 9, 28), date(2026, 11, 8)),)  # six of the eight weeks
    early = look(away=gone)
    assert (early.state, early.sample_weeks, early.was_away) == (ForecastState.TOO_EARLY, 2, True)
    begun = look(minutes=120, recent=(0,) * 7 + (120, 0), away=gone)
    assert (begun.state, begun.sample_weeks, begun.was_away) == (ForecastState.TOO_EARLY, 1, False)
    assert not look(away=(TimeOff(date(2026, 10, 12), date(2026, 11, 8)),)).was_away  # four of them


def test_more_than_two_years_is_no_date() -> None:
    far = look(minutes=0, recent=(20,) * 9)
    assert (far.state, far.first_day, far.last_day) == (ForecastState.RANGE, None, None)


def test_a_target_asks_for_so_much_a_week() -> None:
    assert look(target=date(2026, 12, 18)).needed_pace == 150  # ten hours in four weeks
    assert look(target=date(2026, 12, 20)).needed_pace == 150
    away = (TimeOff(date(2026, 11, 30), date(2026, 12, 4)),)
    assert look(target=date(2026, 12, 18), away=away).needed_pace == 200
    assert look(target=date(2026, 11, 22)).needed_pace is None  # a Sunday, tomorrow
    assert look(target=SATURDAY).needed_pace is None
    assert look(minutes=240, recent=(0,) * 9, target=date(2026, 12, 18)).needed_pace == Fraction(LOW - 240, 4)


@settings(max_examples=examples(60), deadline=None)
@given(
    weeks=st.fractions(0, 40),
    more=st.fractions(0, 10),
    today=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    away=st.lists(st.tuples(st.integers(-30, 200), st.integers(0, 30)), max_size=4),
)
def test_more_work_and_more_absence_never_end_earlier(
    weeks: Fraction, more: Fraction, today: date, away: list[tuple[int, int]]
) -> None:
    days = tuple(TimeOff(today + timedelta(days=first), today + timedelta(days=first + count)) for first, count in away)
    free, held = forecast.finish_day(weeks, today, ()), forecast.finish_day(weeks, today, days)
    assert free is not None
    assert held is not None
    assert today < free <= held
    assert held <= (forecast.finish_day(weeks + more, today, days) or date.max)
    assert forecast.count_working_weeks(held, today, days) >= weeks
