"""When letters leave: in the reader's day, whatever they are, and one that nobody asked for at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import FEATURES
from bot.delivery import outbox
from bot.delivery.departures import AT_ONCE, UNASKED
from bot.delivery.occurrences import DeliveryKind
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests import faults
from tests.fixtures.team import Team

SUNDAY_NIGHT = datetime(2026, 11, 29, 1, 51, tzinfo=UTC)
MORNING = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
FILES = {DeliveryKind.DATA_EXPORT, DeliveryKind.TEAM_EXPORT}
WEEK = timedelta(days=7)


def put(team: Team, kind: str, recipient: str = "UMEI", *, at: datetime, lasts: timedelta = WEEK) -> int:
    with team.deps.database.begin() as conn:
        number = outbox.put_message(
            conn,
            workspace=TEAM_ID,
            kind=kind,
            period="2026-W48",
            recipient=recipient,
            message={"text": f"A {kind}", "blocks": []},
            due_at=at,
            expires_at=at + lasts,
            now=at,
        )
    assert number is not None
    return number


def left(team: Team, moment: datetime) -> list[str]:
    """Send what may leave by then; returns the kinds of what did."""
    team.turn_to(moment)
    return [each.kind for each in team.sender().send_due(moment, 100)]


@pytest.mark.drawn(3)
@pytest.mark.parametrize("kind", [each for each in DeliveryKind if each not in FILES])
def test_no_kind_of_letter_leaves_at_night_but_those_of_the_table(team: Team, kind: DeliveryKind) -> None:
    team.join("UMEI")
    put(team, kind, at=SUNDAY_NIGHT)
    assert left(team, SUNDAY_NIGHT) == ([kind] if kind in AT_ONCE else [])
    assert left(team, MORNING - timedelta(seconds=1)) == []
    assert left(team, MORNING) == ([] if kind in AT_ONCE else [kind])


def test_each_kind_that_features_send_is_known_here() -> None:
    sent = {each.kind for feature in FEATURES for each in feature.deliveries}
    assert sent == set(DeliveryKind), "a new kind waits for the morning unless the table says why not"
    assert not UNASKED & set(AT_ONCE)


def test_a_channel_has_no_night(team: Team) -> None:
    put(team, DeliveryKind.DIGEST, "C0LEARNING", at=SUNDAY_NIGHT)
    assert left(team, SUNDAY_NIGHT) == [DeliveryKind.DIGEST]


def test_a_colleague_whom_nobody_has_met_is_looked_up_and_not_woken(team: Team) -> None:
    at = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)  # seven in New York
    put(team, DeliveryKind.CO_LEARNER_OFFER, "U0SANDBEN", at=at)
    assert left(team, at) == []
    assert left(team, at + timedelta(hours=1)) == [DeliveryKind.CO_LEARNER_OFFER]


def test_what_is_tried_again_at_night_waits_too(team: Team) -> None:
    team.join("UMEI")
    evening = datetime(2026, 11, 28, 19, 59, 50, tzinfo=UTC)
    put(team, DeliveryKind.ASSIGNMENT, at=evening)
    team.slack.faults.add("chat.postMessage", faults.unavailable())
    left(team, evening)
    assert team.states() == ["waiting"]
    assert left(team, evening + timedelta(minutes=10)) == []
    assert left(team, MORNING) == [DeliveryKind.ASSIGNMENT]


@pytest.mark.drawn(3)
@pytest.mark.parametrize("second", sorted(UNASKED))
@pytest.mark.parametrize("first", [DeliveryKind.LEVEL, DeliveryKind.ASSIGNMENT, DeliveryKind.SESSION])
def test_an_unasked_letter_keeps_an_hour_from_the_one_before(
    team: Team, first: DeliveryKind, second: DeliveryKind
) -> None:
    noon = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    team.join("UMEI")
    team.join("UBEN")
    put(team, first, at=noon)
    put(team, second, at=noon + timedelta(minutes=1))
    put(team, second, "UBEN", at=noon + timedelta(minutes=1))
    assert left(team, noon) == [first]
    assert left(team, noon + timedelta(minutes=1)) == [second], "to Ben"
    assert left(team, noon + timedelta(minutes=59)) == []
    assert left(team, noon + timedelta(minutes=60)) == [second], "to Mei"


def test_what_people_do_for_each_other_and_what_was_asked_for_waits_for_no_letter(team: Team) -> None:
    noon = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    team.join("UMEI")
    put(team, DeliveryKind.NUDGE, at=noon)
    put(team, DeliveryKind.HELP_REQUEST, at=noon)
    put(team, DeliveryKind.ASSIGNMENT, at=noon)
    put(team, DeliveryKind.SESSION_REMINDER, at=noon)
    assert len(left(team, noon)) == 4


def test_a_letter_that_nobody_wants_by_then_is_dropped(team: Team) -> None:
    noon = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    team.join("UMEI")
    put(team, DeliveryKind.SESSION_QUESTION, at=noon)
    put(team, DeliveryKind.WEEKLY_SUMMARY, at=noon, lasts=timedelta(minutes=30))
    assert left(team, noon) == [DeliveryKind.SESSION_QUESTION]
    assert team.states() == ["sent", "expired"]
    assert left(team, noon + timedelta(hours=2)) == []


@pytest.mark.parametrize(("day", "sent"), [(25, []), (18, [DeliveryKind.NUDGE])])
def test_a_nudge_is_dropped_once_its_reader_has_logged(team: Team, day: int, sent: list[str]) -> None:
    noon = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    team.join("UMEI")
    put(team, DeliveryKind.SESSION_QUESTION, at=noon)
    put(team, DeliveryKind.NUDGE, at=noon)
    assert left(team, noon) == [DeliveryKind.SESSION_QUESTION]
    team.turn_to(noon + timedelta(minutes=5))
    team.book("UMEI", 60, noon.date().replace(day=day))
    assert left(team, noon + timedelta(hours=1)) == sent
