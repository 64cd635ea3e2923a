"""Time stamps, names and threads of the workspace."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.sandbox.slack_api import messages
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEARNING
from bot.sandbox.slack_api.workspace import SlackWorkspace


def test_time_stamps_look_like_slacks_and_only_grow(workspace: SlackWorkspace, clock: Any) -> None:
    first = workspace.next_ts()
    assert first == f"{int(clock().timestamp())}.000100"
    second = workspace.next_ts()
    clock.turn(days=7)
    third = workspace.next_ts()
    clock.turn(days=-30)
    assert first < second < third < workspace.next_ts()


def test_people_are_found_by_id_handle_and_name(workspace: SlackWorkspace) -> None:
    for words in (BEN.id, "ben", "Ben", "@BEN", "Ben Carter"):
        assert workspace.find_person(words) == BEN
    assert workspace.find_person("Bo") is None


def test_threads_may_post_at_once(workspace: SlackWorkspace) -> None:
    payload = {"channel": LEARNING.id, "text": "x"}
    with ThreadPoolExecutor(8) as pool:
        stamps = list(pool.map(lambda _: messages.post_as_bot(workspace, payload)["ts"], range(200)))
    assert len(set(stamps)) == 200
    assert len(workspace.seen_by(ANA.id)) == 200
