"""The routing table: each name is answered once."""

from __future__ import annotations

import pytest

from bot.slack.message import Message
from tests.slack_driver import Driver

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_command_that_is_taken_is_refused(driver: Driver) -> None:
    router, deps = driver.roadmate.router, driver.roadmate.deps
    assert router.commands == {command.name for command in deps.commands}
    with pytest.raises(ValueError, match="/log is answered already"):
        router.on_command(deps, "log", lambda _deps, _request: Message("", ()))
