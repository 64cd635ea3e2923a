"""Suggested mentors: the table of points, and who is not suggested at all."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.features.mentorship.rules import AreaKnowledge, MentorCandidate, rank_mentors, workday_overlap

UTC = ZoneInfo("UTC")
TODAY = date(2026, 11, 21)
HOUR = 60


def candidate(
    name: str, hours: int, *, zone: str = "UTC", mentees: int = 0, is_mentor: bool = False
) -> MentorCandidate:
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
def test_the_shared_working_day_depends_on_both_zones(other: str, hours: float) -> None:
    assert workday_overlap(UTC, ZoneInfo(other), TODAY) == timedelta(hours=hours)
    assert workday_overlap(ZoneInfo(other), UTC, TODAY) == timedelta(hours=hours)


def test_neighbours_over_the_date_line_share_their_day() -> None:
    assert workday_overlap(ZoneInfo("Pacific/Auckland"), ZoneInfo("Pacific/Honolulu"), TODAY) == timedelta(hours=7)


def test_hours_zone_mentees_and_role_count_as_the_table_says() -> None:
    candidates = [
        candidate("Busy", 40, mentees=4),  # 4 + 3 + 0
        candidate("Far", 40, zone="Asia/Singapore"),  # 4 + 0 + 3
        candidate("Free", 40),  # 4 + 3 + 3
        candidate("Half", 20, is_mentor=True),  # 2 + 3 + 3 + 1
        candidate("Some", 10),  # 1 + 3 + 3
    ]
    suggestions = rank_mentors(candidates, zone=UTC, minutes=0, today=TODAY)
    assert [(each.candidate.name, each.points, each.knowledge) for each in suggestions] == [
        ("Free", 10, AreaKnowledge.BEST),
        ("Half", 9, AreaKnowledge.WELL),
        ("Far", 7, AreaKnowledge.BEST),
    ], "Busy and Some have seven too: fewer mentees, then the name"
    assert rank_mentors(reversed(candidates), zone=UTC, minutes=0, today=TODAY) == suggestions


def test_left_out_are_those_who_know_less_unless_mentors_and_those_with_enough_mentees() -> None:
    candidates = [
        candidate("Less", 5),
        candidate("Same", 10),
        candidate("Mentor", 0, is_mentor=True),
        candidate("Full", 90, mentees=5, is_mentor=True),
    ]
    suggestions = rank_mentors(candidates, zone=UTC, minutes=10 * HOUR, today=TODAY)
    assert [(each.candidate.name, each.knowledge) for each in suggestions] == [("Mentor", AreaKnowledge.NOTHING)]
    assert rank_mentors([], zone=UTC, minutes=0, today=TODAY) == ()
