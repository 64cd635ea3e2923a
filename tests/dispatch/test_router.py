"""The routing table: each name is answered once."""

from __future__ import annotations

import pytest
from slack_bolt import BoltRequest

from bot.core.people import members
from bot.sandbox.slack_api.fixtures import ANA, TEAM_ID
from bot.slack.message import Message
from tests.slack_driver import Driver

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_command_that_is_taken_is_refused(driver: Driver) -> None:
    router, deps = driver.roadmate.router, driver.roadmate.deps
    assert set(router.commands) == {command.name for command in deps.commands}
    with pytest.raises(ValueError, match="/log is answered already"):
        router.on_command(deps, "log", lambda _deps, _request: Message("", ()))


@pytest.mark.parametrize("name", ["notice.Leave", "notice", "notice.leave-all", "notice.leave#1"])
def test_a_button_whose_name_nobody_listens_to_is_refused(driver: Driver, name: str) -> None:
    router, deps = driver.roadmate.router, driver.roadmate.deps
    with pytest.raises(ValueError, match="no name that is listened to"):
        router.on_click(deps, name, lambda _deps, _request: Message("", ()))


def test_a_button_of_two_words_is_answered(driver: Driver) -> None:
    deps = driver.roadmate.deps
    with deps.database.begin() as conn:
        members.save_profile(
            conn,
            workspace=TEAM_ID,
            member=ANA.id,
            name="Ana",
            timezone="UTC",
            is_admin=True,
            is_active=True,
            profile_at=deps.clock.now(),
            now=deps.clock.now(),
        )
    body = {
        "type": "block_actions",
        "team": {"id": TEAM_ID},
        "user": {"id": ANA.id, "team_id": TEAM_ID},
        "view": {"id": "V1", "type": "modal"},
        "trigger_id": "t1",
        "actions": [{"action_id": "notice.leave_all#2", "type": "button", "value": '{"cause":"los","last":1}'}],
    }
    driver.roadmate.router.dispatch(BoltRequest(mode="socket_mode", body=body))
    shown = [str(call.payload) for call in driver.slack.workspace.journal.calls if call.method == "views.update"]
    assert "Nothing left to decide" in "".join(shown)
