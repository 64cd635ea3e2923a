"""Whom a mentor is told of, and of whom not again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.people.member import Member
from bot.features.mentor_summary import rules
from bot.features.mentor_summary.rules import Praise, Standing, Summary, Team
from bot.features.team.rules.status import Kind, Reason, State, Why

FINE = State(Kind.ON_TRACK, (Reason(Why.HOURS, minutes=240, goal=240),))
NOBODY: frozenset[str] = frozenset()


def behind(minutes: int) -> State:
    return State(Kind.BEHIND, (Reason(Why.HOURS, minutes=minutes, goal=240),))


def quiet(days: int, minutes: int = 0) -> State:
    return State(Kind.QUIET, (Reason(Why.SILENT, days=days), Reason(Why.HOURS, minutes=minutes, goal=240)))


def team(now: dict[str, State], before: dict[str, State] | None = None, *praise: Praise) -> Team:
    return Team(standings(now), standings(before or {}), praise)


def standings(known: dict[str, State]) -> tuple[Standing, ...]:
    moment = datetime(2026, 1, 5, tzinfo=UTC)
    return tuple(
        (Member("T1", who, who, ZoneInfo("UTC"), False, False, True, False, True, None, 60, False, moment), state)
        for who, state in known.items()
    )


def told(
    team: Team, last: Collection[str] = NOBODY, earlier: Collection[str] = NOBODY, reader: str = "Ana"
) -> Summary | None:
    return rules.summary(team, reader=reader, told=(last, earlier))


def names(found: Summary | None) -> list[tuple[str, bool]]:
    return [(word.name, word.still) for word in found.words] if found else []


def test_the_most_urgent_come_first_and_seven_at_most() -> None:
    known = {"Ben": behind(100), "Cy": quiet(16, 20), "Di": quiet(16), "Ed": behind(20), "Flo": quiet(60), "Gus": FINE}
    assert [name for name, _ in names(told(team(known)))] == ["Flo", "Di", "Cy", "Ed", "Ben"]
    found = told(team({f"U{number}": quiet(16) for number in range(9)}))
    assert found is not None
    assert (len(found.words), found.more) == (7, 2)


def test_nobody_is_named_to_themselves() -> None:
    known = team({"Ana": quiet(16), "Ben": FINE}, {"Ana": quiet(14)}, Praise("Ana", "Ana", 4))
    assert told(known) is None
    assert names(told(known, reader="Ben")) == [("Ana", False)]


def test_who_was_named_last_week_is_named_again_only_if_it_got_worse() -> None:
    same = team({"Ben": quiet(23), "Cy": behind(20), "Di": quiet(16)}, {"Ben": quiet(16), "Cy": behind(20), "Di": FINE})
    found = told(same, {"Ben", "Cy"})
    assert names(found) == [("Di", False)]
    assert found is not None
    assert found.same == 2
    worse = team({"Ben": quiet(30), "Cy": quiet(14)}, {"Ben": quiet(23), "Cy": behind(20)})
    assert names(told(worse, {"Ben", "Cy"})) == [("Ben", True), ("Cy", False)]


def test_who_caught_up_in_between_is_not_worse() -> None:
    assert told(team({"Ben": behind(100)}, {"Ben": FINE}), {"Ben"}) is None


def test_two_weeks_later_they_are_still_so() -> None:
    assert names(told(team({"Ben": quiet(27)}, {"Ben": quiet(20)}), earlier={"Ben"})) == [("Ben", True)]


def test_a_team_that_is_fine_is_told_of_once() -> None:
    found = told(team({"Ben": FINE}, {"Ben": behind(20)}))
    assert found == Summary((), 0, 0, ())
    assert told(team({"Ben": FINE}, {"Ben": FINE})) is None


def test_praise_is_worth_a_message() -> None:
    praise = Praise("Ben", "Ben", 4)
    found = told(team({"Ben": FINE}, {"Ben": FINE}, praise))
    assert found == Summary((), 0, 0, (praise,))
    assert told(team({"Ben": quiet(23)}, {"Ben": quiet(16)}), {"Ben"}) is None
