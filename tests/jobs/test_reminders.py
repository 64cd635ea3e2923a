"""The nudge: each person's own Thursday afternoon, only where it helps, and never in the evening."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.absence import TEAM
from bot.jobs import due
from bot.sandbox.people import TEAM_ID
from bot.services import absences, members

THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def quiet(team: Any) -> Any:
    """A team without a digest."""
    team.choose(digest_on=False)
    return team


def test_it_comes_at_the_hour_of_the_persons_own_zone(quiet: Any) -> None:
    quiet.join("U0MEI", "Asia/Singapore")
    quiet.join("U0BEN", "America/New_York")
    quiet.join("U0NIL", None)
    came = {}
    for half_hours in range(-20, 14):
        moment = THURSDAY + half_hours * HOUR / 2
        came |= {sent.recipient: moment for sent in quiet.tick(moment)}
    assert came == {"U0MEI": THURSDAY - 8 * HOUR, "U0NIL": THURSDAY, "U0BEN": THURSDAY + 5 * HOUR}


def test_once_a_week_over_repeated_ticks(quiet: Any) -> None:
    quiet.join("U1")
    for minutes in range(0, 300, 15):
        quiet.tick(THURSDAY + minutes * MINUTE)
    assert len(quiet.posts()) == 1
    quiet.tick(THURSDAY + timedelta(days=7))
    assert [claim[1] for claim in quiet.claims()] == ["2026-W48", "2026-W49"]
    assert len(quiet.posts()) == 2


def test_moving_to_another_zone_brings_no_second_one(quiet: Any) -> None:
    quiet.join("U1", "Asia/Singapore")
    quiet.tick(THURSDAY - 8 * HOUR)
    quiet.join("U1", "Europe/Lisbon")
    quiet.tick(THURSDAY)
    assert len(quiet.posts()) == 1


@pytest.mark.parametrize(
    "chosen",
    [
        {"nudged": False},
        {"snoozed_until": date(2026, 11, 27)},
        {"goal_minutes": 30},
        {"at": datetime(2026, 11, 23, 8, 0, tzinfo=UTC)},
    ],
    ids=["opted out", "snoozed", "goal reached", "new this week"],
)
def test_it_is_not_sent_where_it_is_not_wanted(quiet: Any, chosen: dict[str, Any]) -> None:
    quiet.join("U1", **chosen)
    quiet.book("U1", 30, date(2026, 11, 24))
    quiet.tick(THURSDAY)
    assert quiet.posts() == []
    assert quiet.claims() == [("nudge", "2026-W48", "U1", "nothing")]


@pytest.mark.parametrize(
    "chosen",
    [
        {"snoozed_until": date(2026, 11, 26)},
        {"goal_minutes": 31},
        {"at": datetime(2026, 11, 22, 23, 0, tzinfo=UTC)},
    ],
    ids=["snooze is over", "a minute short", "new last week"],
)
def test_it_is_sent_on_the_other_side_of_each_line(quiet: Any, chosen: dict[str, Any]) -> None:
    quiet.join("U1", **chosen)
    quiet.book("U1", 30, date(2026, 11, 24))
    quiet.tick(THURSDAY)
    assert [recipient for recipient, _ in quiet.posts()] == ["U1"]


def be_away(quiet: Any, member: str, first: int, last: int) -> None:
    """From one day of November to another."""
    days = {"first": date(2026, 11, first), "last": date(2026, 11, last)}
    with quiet.deps.sessions.begin() as session:
        absences.add(session, workspace=TEAM_ID, member=member, **days, now=THURSDAY)


def test_who_is_away_is_left_in_peace(quiet: Any) -> None:
    quiet.join("U1")
    quiet.join("U2")
    be_away(quiet, "U1", 26, 27)
    quiet.tick(THURSDAY)
    assert [recipient for recipient, _ in quiet.posts()] == ["U2"]
    assert quiet.claims()[0] == ("nudge", "2026-W48", "U1", "nothing")


def test_a_holiday_of_the_team_spares_everybody(quiet: Any) -> None:
    quiet.join("U1")
    be_away(quiet, TEAM, 26, 26)
    quiet.tick(THURSDAY)
    assert quiet.posts() == []


def test_the_goal_it_speaks_of_is_the_lowered_one(quiet: Any) -> None:
    quiet.join("U1")
    be_away(quiet, "U1", 23, 24)
    quiet.book("U1", 30, date(2026, 11, 25))
    quiet.tick(THURSDAY)
    [(_, text)] = quiet.posts()
    assert "30 min of your 1 h 12 min this week (23-29 Nov): 42 min to go." in text
    assert "short of your goal (days away lower it from 2 h)." in text


def test_an_idle_look_asks_about_nobodys_days_away(quiet: Any) -> None:
    quiet.join("U1")
    quiet.tick(THURSDAY)
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(quiet.deps.sessions.engine, "before_cursor_execute", note)
    due.run_once(quiet.deps, THURSDAY + MINUTE)
    event.remove(quiet.deps.sessions.engine, "before_cursor_execute", note)
    assert seen
    assert not [statement for statement in seen if "absences" in statement]


def test_last_weeks_hours_do_not_count(quiet: Any) -> None:
    quiet.join("U1")
    quiet.book("U1", 600, date(2026, 11, 22))
    quiet.tick(THURSDAY)
    assert "Nothing booked yet this week (23-29 Nov); your goal is 2 h." in quiet.posts()[0][1]


def test_a_decision_is_not_taken_back_within_the_week(quiet: Any) -> None:
    quiet.join("U1", nudged=False)
    quiet.tick(THURSDAY)
    with quiet.deps.sessions.begin() as session:
        members.change(session, workspace=TEAM_ID, member="U1", nudged=True)
    quiet.tick(THURSDAY + HOUR)
    assert quiet.posts() == []


def test_people_who_left_are_not_even_claimed(quiet: Any) -> None:
    quiet.join("U1", is_active=False)
    quiet.tick(THURSDAY)
    assert quiet.claims() == []


def test_a_late_one_in_the_quiet_hours_is_dropped(quiet: Any) -> None:
    quiet.join("U1")
    quiet.tick(THURSDAY + 4 * HOUR)
    assert quiet.claims() == [("nudge", "2026-W48", "U1", "expired")]
    quiet.tick(THURSDAY + 17 * HOUR)
    assert quiet.posts() == []


def test_a_late_one_before_the_evening_still_comes(quiet: Any) -> None:
    quiet.join("U1")
    quiet.tick(THURSDAY + 4 * HOUR - MINUTE)
    assert len(quiet.posts()) == 1


def test_after_six_hours_it_is_too_late_at_any_hour(quiet: Any) -> None:
    quiet.choose(nudge="thu 09:00")
    quiet.join("U1")
    quiet.tick(THURSDAY - 7 * HOUR + 6 * HOUR + MINUTE)
    assert (quiet.posts(), quiet.claims()) == ([], [])


def test_one_that_waits_never_leaves_in_the_evening(quiet: Any) -> None:
    quiet.join("U1", "Europe/Berlin")
    due.run_once(quiet.deps, quiet.to(THURSDAY - HOUR))
    [letter] = quiet.letters()
    assert letter.expires_at == datetime(2026, 11, 26, 19, 0, tzinfo=UTC)
    quiet.tick(THURSDAY + 3 * HOUR)
    assert (quiet.posts(), quiet.states()) == ([], ["expired"])


def test_a_workspace_without_nudges_claims_none(quiet: Any) -> None:
    quiet.choose(nudge_on=False)
    quiet.join("U1")
    quiet.tick(THURSDAY)
    assert quiet.claims() == []


def test_an_unknown_zone_counts_as_the_default_one(quiet: Any) -> None:
    quiet.join("U1", "Mars/Olympus")
    quiet.tick(THURSDAY)
    assert len(quiet.posts()) == 1


@pytest.mark.parametrize(
    ("zone", "slot", "moment"),
    [
        ("Australia/Lord_Howe", "sun 09:00", datetime(2027, 4, 3, 22, 30, tzinfo=UTC)),
        ("America/Santiago", "sun 08:30", datetime(2027, 4, 4, 12, 30, tzinfo=UTC)),
        ("Pacific/Apia", "thu 16:00", datetime(2026, 12, 3, 3, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", "thu 16:00", datetime(2026, 12, 3, 10, 15, tzinfo=UTC)),
    ],
)
def test_odd_zones_get_exactly_one(quiet: Any, zone: str, slot: str, moment: datetime) -> None:
    quiet.choose(nudge=slot)
    quiet.join("U1", zone)
    sent = [len(quiet.tick(moment + minutes * MINUTE)) for minutes in (-31, -1, 0, 1, 59, 60, 61)]
    assert sent == [0, 0, 1, 0, 0, 0, 0]


def test_it_says_why_it_came_and_what_to_do(quiet: Any) -> None:
    quiet.join("U1")
    quiet.book("U1", 45, date(2026, 11, 24))
    quiet.tick(THURSDAY)
    [(_, text)] = quiet.posts()
    assert "45 min of your 2 h this week (23-29 Nov): 1 h 15 min to go." in text
    assert "A small next step: " in text
