"""Waiting for a change of the workspace."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.sandbox.slack_api import messages
from bot.sandbox.slack_api.change_signal import ChangeSignal
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEARNING
from bot.sandbox.slack_api.workspace import SlackWorkspace


def test_a_change_wakes_who_waits() -> None:
    signal = ChangeSignal()
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(signal.wait, 0, 10.0) for _ in range(2)]
        signal.touch()
        assert [one.result(5) for one in waiting] == [1, 1]


def test_a_change_missed_is_told_at_once_and_none_ends_by_itself() -> None:
    signal = ChangeSignal()
    signal.touch()
    assert signal.wait(0, 10.0) == 1
    assert signal.wait(1, 0.001) == 1


def test_what_somebody_could_see_counts_as_a_change(workspace: SlackWorkspace) -> None:
    messages.post_as_bot(workspace, {"channel": LEARNING.id, "text": "x"})
    posted = workspace.changed.version
    workspace.record_call("auth.test", {})
    assert workspace.changed.version > posted > 0


def test_reading_counts_as_a_change_only_where_something_was_new(workspace: SlackWorkspace) -> None:
    messages.post_as_user(workspace, BEN.id, LEARNING, "x")
    before = workspace.changed.version
    assert (workspace.unread(ANA.id, LEARNING.id), workspace.unread(BEN.id, LEARNING.id)) == (1, 0)
    workspace.mark_read(ANA.id, LEARNING.id)
    read = workspace.changed.version
    workspace.mark_read(ANA.id, LEARNING.id)
    assert before < read == workspace.changed.version
    assert workspace.unread(ANA.id, LEARNING.id) == 0
