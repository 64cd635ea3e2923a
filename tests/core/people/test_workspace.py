"""When the next nudge is due: snoozes and days away are left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.schedule import parse_slot
from bot.core.people.member import Member
from bot.core.people.workspace import SETTINGS, Workspace, in_short, next_digest, next_nudge
from bot.core.time_off.absence import Absence

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def due(slot: str = "thu 16:00", snoozed: date | None = None, away: list[Absence] | None = None) -> str | None:
    zone = ZoneInfo("Europe/Berlin")
    place = Workspace("T1", None, zone, None, parse_slot("mon 09:00"), parse_slot(slot), True, True, False, 120)
    member = Member("T1", "U1", "Mei", zone, False, False, True, False, True, snoozed, 120, False, NOW)
    found = next_nudge(place, member, NOW, away or [])
    return found.date().isoformat() if found else None


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [
        ("2026-11-26", "2026-11-26", "2026-12-03"),
        ("2026-11-23", "2026-11-25", "2026-11-26"),
        ("2026-11-23", "2026-12-04", "2026-12-10"),
        ("2026-11-23", None, None),
    ],
)
def test_days_away_are_skipped(first: str, last: str | None, day: str | None) -> None:
    end = date.fromisoformat(last) if last else None
    assert due(away=[Absence(date.fromisoformat(first), end)]) == day


def test_a_week_without_a_goal_has_no_nudge_even_at_its_weekend() -> None:
    working_week = Absence(date(2026, 11, 23), date(2026, 11, 27))
    assert due("sun 10:00", away=[working_week]) == "2026-11-22"
    assert due("sat 10:00", away=[working_week]) == "2026-12-05"


def test_a_snooze_is_kept() -> None:
    assert due() == "2026-11-26"
    assert due(snoozed=date(2026, 11, 30)) == "2026-12-03"


PLACE = Workspace(
    *("T1", None, ZoneInfo("Europe/Berlin"), "C1", parse_slot("mon 09:00"), parse_slot("thu 16:00"), True, True, False),
    120,
)


@pytest.mark.parametrize(
    ("slot", "done", "found"),
    [
        ("mon 09:00", None, "2026-11-23 09:00"),
        ("sat 12:30", {"2026-W45"}, "2026-11-21 12:30"),  # half an hour ago, and nobody has had it: at once
        ("sat 12:30", {"2026-W46"}, "2026-11-28 12:30"),
        ("sat 18:00", {"2026-W46"}, "2026-11-28 18:00"),  # later today, but this week's has gone out
        ("sat 18:00", {"2026-W45"}, "2026-11-21 18:00"),
        ("thu 09:00", set(), "2026-11-26 09:00"),  # so late that it is no news
    ],
)
def test_the_next_digest_is_one_that_has_not_gone_out(slot: str, done: set[str] | None, found: str) -> None:
    due = next_digest(replace(PLACE, digest=parse_slot(slot)), NOW, done)
    assert f"{due:%Y-%m-%d %H:%M}" == found


def test_a_nudge_that_was_decided_on_is_not_the_next_one() -> None:
    zone = ZoneInfo("Europe/Berlin")
    member = Member("T1", "U1", "Mei", zone, False, False, True, False, True, None, 120, False, NOW)
    place = replace(PLACE, nudge=parse_slot("sun 10:00"))
    days = [next_nudge(place, member, NOW, (), done) for done in ((), {"2026-W47"})]
    assert [day.date().isoformat() for day in days if day] == ["2026-11-22", "2026-11-29"]


def test_every_setting_has_a_short_word_for_what_is_in_force() -> None:
    assert {name: in_short(name, PLACE) for name in SETTINGS} == {
        "digest": "Mon 09:00",
        "channel": "C1",
        "digest parts": "everything",
        "nudge": "Thu 16:00",
        "timezone": "Europe/Berlin",
        "goal": "2 h",
        "board": "off",
        "board by": "hours",
        "retention": "24 months",
    }
    other = replace(PLACE, digest_on=False, nudge_on=False, learning_channel=None, digest_parts=frozenset())
    words = [in_short(name, other) for name in ("digest", "nudge", "channel", "digest parts")]
    assert words == ["off", "off", "none", "nothing but the hours"]
    assert in_short("digest parts", replace(PLACE, digest_parts=frozenset({"board", "chart"}))) == "chart, board"
