from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.audit import log
from bot.core.goals import goals
from bot.core.people import workspaces
from bot.core.people.workspace import Workspace
from bot.db.engine import Connection, Sessions
from bot.delivery import outbox
from bot.delivery.outbox import State
from bot.features.settings import service
from bot.settings import read_settings

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SETTINGS = read_settings({"ROADMATE_LEARNING_CHANNEL": "C0OLD"})


def choose(session: Connection, **values: Any) -> tuple[Workspace, tuple[str, ...]]:
    return service.choose(session, workspace="T1", actor="U0ANA", values=values, settings=SETTINGS, now=NOON)


def noted(session: Connection) -> list[tuple[str, str, str]]:
    return [(each.act, each.subject, each.detail) for each in log.latest(session, workspace="T1")]


def write(session: Connection, kind: str, recipient: str) -> None:
    outbox.put(
        session,
        workspace="T1",
        kind=kind,
        period="2026-W46",
        recipient=recipient,
        message={"text": "x", "blocks": []},
        due_at=NOON,
        expires_at=NOON + timedelta(hours=1),
        now=NOON,
    )


@pytest.fixture
def session(sessions: Sessions) -> Any:
    with sessions.begin() as opened:
        workspaces.welcome(opened, workspace="T1", now=NOON)
        yield opened


def test_several_settings_change_together_and_each_is_noted(session: Connection) -> None:
    place, changed = choose(session, digest="tue 10:00", goal_minutes=180, board_on=True, learning_channel="C0NEW")
    assert (place.goal, place.board_on, place.learning_channel) == (180, True, "C0NEW")
    assert changed == ("digest", "channel", "goal", "board")
    assert noted(session) == [
        ("settings.change", "board", "off -> on"),
        ("settings.change", "goal", "2 h -> 3 h"),
        ("settings.change", "channel", "C0OLD -> C0NEW"),
        ("settings.change", "digest", "Mon 09:00 -> Tue 10:00"),
    ]


def test_what_was_so_already_is_not_noted(session: Connection) -> None:
    _, changed = choose(session, digest="mon 09:00", board_on=False, learning_channel="C0OLD")
    assert changed == ()
    assert noted(session) == []


def test_a_raised_goal_holds_from_next_week_on_and_a_lowered_one_at_once(session: Connection) -> None:
    weeks = ["2026-W46", "2026-W47", "2026-W48"]
    choose(session, goal_minutes=300)
    found = goals.of_weeks(session, workspace="T1", member="U1", weeks=weeks)
    assert found == {"2026-W46": 120, "2026-W47": 120, "2026-W48": 300}
    choose(session, goal_minutes=60)
    found = goals.of_weeks(session, workspace="T1", member="U1", weeks=weeks)
    assert found == {"2026-W46": 120, "2026-W47": 60, "2026-W48": 60}


def test_what_is_on_its_way_obeys_at_once(session: Connection) -> None:
    write(session, "digest", "C0OLD")
    write(session, "nudge", "U1")
    choose(session, learning_channel="C0NEW")
    assert [each.recipient for each in outbox.waiting(session, at=NOON)] == ["C0NEW", "U1"]
    choose(session, nudge_on=False)
    assert [each.recipient for each in outbox.waiting(session, at=NOON)] == ["C0NEW"]
    choose(session, digest_on=False)
    assert outbox.waiting(session, at=NOON) == ()
    found = outbox.last(session, workspace="T1", kind="digest")
    assert found
    assert (found.state, found.error) == (State.EXPIRED, outbox.WITHDRAWN)
