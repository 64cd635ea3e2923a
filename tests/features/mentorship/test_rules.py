"""Who fits: the table of points, and who is not suggested at all."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.features.mentorship.rules import AreaKnowledge, MentorCandidate, rank_mentors, workday_overlap

UTC = ZoneInfo("UTC")
TODAY = date(2026, 11, 21)
HOUR = 60


def someone(name: str, hours: int, *, zone: str = "UTC", mentees: int = 0, is_mentor: bool = False) -> MentorCandidate:
    return MentorCandidate(f"U{name}", name, ZoneInfo(zone), hours * HOUR, mentees, is_mentor)


@pytest.mark.parametrize(
    ("other", "hours"),
    [
        ("UTC", 8),
        ("Europe/Lisbon", 8),
        ("America/New_York", 3),  # their nine is fourteen here
        ("Asia/Singapore", 0),
        ("Pacific/Auckland", 0),  # their nine is twenty of the day before
        ("Asia/Kolkata", 2.5),
    ],
)
def test_the_working_day_in_common(other: str, hours: float) -> None:
    assert workday_overlap(UTC, ZoneInfo(other), TODAY) == timedelta(hours=hours)
    assert workday_overlap(ZoneInfo(other), UTC, TODAY) == timedelta(hours=hours)


def test_neighbours_over_the_date_line_share_their_day() -> None:
    assert workday_overlap(ZoneInfo("Pacific/Auckland"), ZoneInfo("Pacific/Honolulu"), TODAY) == timedelta(hours=7)


def test_hours_load_zone_and_role_each_count_as_the_table_says() -> None:
    able = [
        someone("Busy", 40, mentees=4),  # 4 + 3 + 0
        someone("Far", 40, zone="Asia/Singapore"),  # 4 + 0 + 3
        someone("Free", 40),  # 4 + 3 + 3
        someone("Half", 20, is_mentor=True),  # 2 + 3 + 3 + 1
        someone("Some", 10),  # 1 + 3 + 3
    ]
    fits = rank_mentors(able, zone=UTC, minutes=0, today=TODAY)
    assert [(fit.candidate.name, fit.points, fit.knowledge) for fit in fits] == [
        ("Free", 10, AreaKnowledge.BEST),
        ("Half", 9, AreaKnowledge.WELL),
        ("Far", 7, AreaKnowledge.BEST),
    ], "Busy and Some have seven too: fewer mentees, then the name"
    assert rank_mentors(reversed(able), zone=UTC, minutes=0, today=TODAY) == fits


def test_left_out_is_who_knows_less_unless_a_mentor_and_who_is_full() -> None:
    able = [
        someone("Less", 5),
        someone("Same", 10),
        someone("Mentor", 0, is_mentor=True),
        someone("Full", 90, mentees=5, is_mentor=True),
    ]
    fits = rank_mentors(able, zone=UTC, minutes=10 * HOUR, today=TODAY)
    assert [(fit.candidate.name, fit.knowledge) for fit in fits] == [("Mentor", AreaKnowledge.NOTHING)]
    assert rank_mentors([], zone=UTC, minutes=0, today=TODAY) == ()
