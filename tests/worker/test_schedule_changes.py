"""A schedule, zone or goal that admins change holds from the next tick on, and no week has two digests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.features.settings import service as settings_service
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests.fixtures.team import Team

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # when the digest of 16-22 Nov is due
SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def learning(team: Team) -> Team:
    """Two weeks in which somebody has learned."""
    team.join("U0ANA")
    team.book("U0ANA", 60, date(2026, 11, 11))
    team.book("U0ANA", 90, date(2026, 11, 18))
    return team


def choose(team: Team, **values: Any) -> None:
    deps = team.deps
    with deps.sessions.begin() as session:
        settings_service.choose(
            session, workspace=TEAM_ID, actor="U0ANA", values=values, settings=deps.settings, now=team.clock.now()
        )


def digests(team: Team, moment: datetime) -> list[str]:
    """The first words of the digests that a tick at this moment posts."""
    before = len(team.posts())
    team.tick(moment)
    return [text.split("\n")[0] for channel, text in team.posts()[before:] if text.startswith("What we learned")]


@pytest.mark.parametrize("slot", ["sat 12:00", "sat 11:00", "thu 13:00"])
def test_a_slot_that_is_due_or_was_not_long_ago_is_sent_at_once(learning: Team, slot: str) -> None:
    choose(learning, digest=slot)
    assert digests(learning, SATURDAY) == ["What we learned, 9-15 Nov"]
    assert digests(learning, SATURDAY + HOUR) == []
    assert digests(learning, MONDAY) == []  # its day is another one now


def test_a_digest_moved_to_later_in_the_week_is_not_sent_twice(learning: Team) -> None:
    assert digests(learning, MONDAY) == ["What we learned, 16-22 Nov"]
    choose(learning, digest="mon 12:00")
    assert digests(learning, MONDAY + 3 * HOUR) == []
    choose(learning, digest="wed 09:00")
    assert digests(learning, MONDAY + 48 * HOUR) == []
    choose(learning, timezone="Pacific/Auckland")
    assert digests(learning, MONDAY + 72 * HOUR) == []


def test_a_digest_moved_to_now_comes_now_and_not_at_its_old_time(learning: Team) -> None:
    learning.to(MONDAY - 2 * HOUR)
    choose(learning, digest="mon 07:00")
    assert digests(learning, MONDAY - 2 * HOUR) == ["What we learned, 16-22 Nov"]
    choose(learning, digest="mon 09:00")
    assert digests(learning, MONDAY) == []


def test_a_new_zone_moves_the_digest(learning: Team) -> None:
    learning.to(MONDAY - 14 * HOUR)
    assert digests(learning, MONDAY - 13 * HOUR) == []
    choose(learning, timezone="Pacific/Auckland")  # where it is Monday 09:00 already
    assert digests(learning, MONDAY - 13 * HOUR) == ["What we learned, 16-22 Nov"]


def test_a_digest_that_is_switched_off_or_has_another_channel_obeys_at_once(learning: Team) -> None:
    choose(learning, digest_on=False)
    assert digests(learning, MONDAY) == []
    choose(learning, digest_on=True, learning_channel="C0GENERAL")
    learning.tick(MONDAY + HOUR)
    assert [letter.recipient for letter in learning.letters() if not letter.follows] == ["C0GENERAL"]


def test_a_new_goal_decides_the_next_nudge(team: Team) -> None:
    thursday = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
    team.join("U0ANA")
    team.join("U0BEN", goal_minutes=30)
    for person in ("U0ANA", "U0BEN"):
        team.book(person, 60, date(2026, 11, 24))
    team.to(thursday - HOUR)
    choose(team, goal_minutes=60)
    team.tick(thursday)
    assert team.posts() == []
    choose(team, goal_minutes=90, nudge="thu 16:30")
    team.tick(thursday + HOUR / 2)
    assert team.posts() == []  # this week is decided, whatever the goal or the time is now
    assert {outcome for kind, _, _, outcome in team.claims() if kind == "nudge"} == {"nothing"}


def test_a_goal_that_was_raised_before_makes_a_nudge(team: Team) -> None:
    thursday = datetime(2026, 12, 3, 16, 0, tzinfo=UTC)
    team.join("U0ANA")
    team.book("U0ANA", 60, date(2026, 12, 1))
    choose(team, goal_minutes=60)
    choose(team, goal_minutes=90)  # a raise holds from the week after
    team.tick(thursday)
    assert [recipient for recipient, _ in team.posts()] == ["U0ANA"]
