from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core import audit_log
from bot.core.goals import goals
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection, Database
from bot.delivery import outbox, records
from bot.delivery.outbox import MessageState
from bot.features.settings import service
from bot.settings import read_settings
from tests.fixtures.installed import install_workspace

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SETTINGS = read_settings({"ROADMATE_LEARNING_CHANNEL": "C0OLD"})


def change(conn: Connection, **values: Any) -> tuple[Workspace, tuple[str, ...]]:
    return service.change_settings(conn, workspace="T1", actor="U0ANA", values=values, settings=SETTINGS, now=NOON)


def audited_changes(conn: Connection) -> list[tuple[str, str, str]]:
    return [(each.act, each.subject, each.detail) for each in audit_log.list_latest_acts(conn, workspace="T1")]


def add_message(conn: Connection, kind: str, recipient: str) -> None:
    outbox.put_message(
        conn,
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
def conn(database: Database) -> Any:
    with database.begin() as opened:
        install_workspace(opened, workspace="T1", now=NOON)
        yield opened


def test_several_settings_change_together_and_each_is_noted(conn: Connection) -> None:
    workspace, changed = change(conn, digest="tue 10:00", goal_minutes=180, board_on=True, learning_channel="C0NEW")
    assert (workspace.goal_minutes, workspace.leaderboard_on, workspace.learning_channel) == (180, True, "C0NEW")
    assert changed == ("digest", "channel", "goal", "board")
    assert audited_changes(conn) == [
        ("settings.change", "board", "off -> on"),
        ("settings.change", "goal", "2 h -> 3 h"),
        ("settings.change", "channel", "C0OLD -> C0NEW"),
        ("settings.change", "digest", "Mon 09:00 -> Tue 10:00"),
    ]


def test_what_was_so_already_is_not_noted(conn: Connection) -> None:
    _, changed = change(conn, digest="mon 09:00", board_on=False, learning_channel="C0OLD")
    assert changed == ()
    assert audited_changes(conn) == []


def test_a_raised_goal_holds_from_next_week_on_and_a_lowered_one_at_once(conn: Connection) -> None:
    weeks = ["2026-W46", "2026-W47", "2026-W48"]
    change(conn, goal_minutes=300)
    by_week = goals.read_goals_by_week(conn, workspace="T1", member="U1", weeks=weeks)
    assert by_week == {"2026-W46": 120, "2026-W47": 120, "2026-W48": 300}
    change(conn, goal_minutes=60)
    by_week = goals.read_goals_by_week(conn, workspace="T1", member="U1", weeks=weeks)
    assert by_week == {"2026-W46": 120, "2026-W47": 60, "2026-W48": 60}


def test_what_is_on_its_way_obeys_at_once(conn: Connection) -> None:
    add_message(conn, "digest", "C0OLD")
    add_message(conn, "nudge", "U1")
    change(conn, learning_channel="C0NEW")
    assert [each.recipient for each in outbox.list_waiting(conn, at=NOON)] == ["C0NEW", "U1"]
    change(conn, nudge_on=False)
    assert [each.recipient for each in outbox.list_waiting(conn, at=NOON)] == ["C0NEW"]
    change(conn, digest_on=False)
    assert outbox.list_waiting(conn, at=NOON) == ()
    record = records.find_last_record(conn, workspace="T1", kind="digest")
    assert record
    assert (record.state, record.error) == (MessageState.EXPIRED, outbox.WITHDRAWN)
