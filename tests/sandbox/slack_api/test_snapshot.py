"""A restored workspace goes on as if nothing had happened."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.slack_api import messages, responses, uploads, views
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEARNING, MEI, TEAM
from bot.sandbox.slack_api.history import read_history
from bot.sandbox.slack_api.snapshot import restore_snapshot, take_snapshot
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError
from tests.examples import examples
from tests.sandbox.conftest import Clock

HOME: dict[str, Any] = {"type": "home", "blocks": [{"type": "divider"}]}
MODAL: dict[str, Any] = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": []}
SECTION: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "*hi*"}}
ROOMS = (LEARNING.id, ANA.dm, BEN.dm)


def act(workspace: SlackWorkspace, kind: str, who: int, what: int) -> None:
    """Do one of the things that happen in a workspace; some of them are refused."""
    person, room = TEAM[who % len(TEAM)], ROOMS[what % len(ROOMS)]
    channel = workspace.channel(room)
    stamps = [one.shown.ts for one in read_history(workspace, person, room)]
    ts = stamps[what % len(stamps)] if stamps else "0.0"
    reaction = {"channel": room, "timestamp": ts, "name": ("eyes", "tada")[who % 2]}
    acts: dict[str, Callable[[], object]] = {
        "say": lambda: messages.post_as_user(workspace, person.id, channel, f"hello {what}"),
        "post": lambda: messages.post_as_bot(workspace, {"channel": room, "text": "x", "blocks": [SECTION]}),
        "reply": lambda: messages.post_as_bot(workspace, {"channel": room, "text": "in a thread", "thread_ts": ts}),
        "whisper": lambda: messages.post_ephemeral(workspace, {"channel": room, "user": person.id, "text": "psst"}),
        "answer": lambda: responses.post_response(workspace, person.id, room, {"text": "answer"}),
        "change": lambda: messages.update_message(workspace, {"channel": room, "ts": ts, "text": f"new {who}"}),
        "delete": lambda: messages.delete_message(workspace, room, ts),
        "react": lambda: messages.add_reaction(workspace, reaction),
        "take back": lambda: messages.remove_reaction(workspace, reaction),
        "home": lambda: views.publish_home(workspace, person.id, HOME),
        "open": lambda: views.open_modal(workspace, workspace.trigger(person.id), MODAL),
        "close": lambda: views.close_all_modals(workspace, person.id),
        "file": lambda: messages.post_as_user(
            workspace, person.id, channel, "",
            files=[uploads.share_file(workspace, person.id, room, "a.csv", bytes([what, who]))],
        ),
        "read": lambda: workspace.mark_read(person.id, room),
    }  # fmt: skip
    with suppress(RefusedError):
        acts[kind]()


KINDS = (
    *("say", "post", "reply", "whisper", "answer", "change", "delete", "react", "take back"),
    *("home", "open", "close", "file", "read"),
)


def visible(workspace: SlackWorkspace) -> dict[str, Any]:
    """Return all that anybody could see, and what comes next."""
    return {
        "logs": [read_history(workspace, person, room) for person in TEAM for room in ROOMS],
        "unread": [workspace.unread(person.id, room) for person in TEAM for room in ROOMS],
        "homes": workspace.views.homes,
        "forms": [views.top_modal(workspace, person.id) for person in TEAM],
        "files": workspace.uploads,
    }


steps = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 9)), max_size=25)


@given(before=steps, after=steps)
@settings(max_examples=examples(30), deadline=None)
def test_a_restored_workspace_goes_on_as_if_nothing_had_happened(
    before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]
) -> None:
    clock = Clock()
    first = SlackWorkspace(clock)
    for number, step in enumerate(before):
        clock.turn(seconds=30 * (number % 2))
        act(first, *step)
    second = SlackWorkspace(first.now)
    taken = json.dumps(take_snapshot(first))
    snapshot = json.loads(taken)
    restore_snapshot(second, snapshot)
    assert visible(second) == visible(first)
    for step in after:
        act(first, *step)
        act(second, *step)
    assert visible(second) == visible(first)
    assert (second.serial("x"), second.next_ts()) == (first.serial("x"), first.next_ts())
    assert json.dumps(snapshot) == taken, "what happens after it leaves the snapshot as it was"


def test_a_snapshot_shares_nothing_and_can_be_restored_often(workspace: SlackWorkspace) -> None:
    sent = messages.post_as_bot(workspace, {"channel": LEARNING.id, "text": "first"})
    start = take_snapshot(workspace)
    messages.update_message(workspace, {"channel": LEARNING.id, "ts": sent["ts"], "text": "second"})
    changes = workspace.changed.version
    for _ in range(2):
        restore_snapshot(workspace, start)
        assert [one.shown.text for one in read_history(workspace, ANA, LEARNING.id)] == ["first"]
        messages.update_message(workspace, {"channel": LEARNING.id, "ts": sent["ts"], "text": "third"})
    assert workspace.changed.version > changes


def test_ids_go_on_from_the_higher_ones(clock: Callable[[], datetime]) -> None:
    old, new = SlackWorkspace(clock, serial=7), SlackWorkspace(clock, serial=1001)
    stamp = old.next_ts()
    restore_snapshot(new, take_snapshot(old))
    assert new.serial("") == "00001002"
    assert new.next_ts() > stamp


def test_links_of_files_lead_to_the_server_of_now(workspace: SlackWorkspace, clock: Callable[[], datetime]) -> None:
    workspace.base_url = "http://127.0.0.1:1"
    file = uploads.share_file(workspace, MEI.id, MEI.dm, "a.csv", b"a")
    messages.post_as_user(workspace, MEI.id, workspace.channel(MEI.id), "", files=[file])
    other = SlackWorkspace(clock)
    other.base_url = "http://127.0.0.1:2"
    restore_snapshot(other, take_snapshot(workspace))
    [message] = read_history(other, MEI, MEI.dm)
    assert message.shown.files[0]["url_private"].startswith("http://127.0.0.1:2/files-pri/")
    assert other.uploads[file["id"]].content == b"a"


def test_old_permissions_are_gone(workspace: SlackWorkspace) -> None:
    trigger = workspace.trigger(BEN.id)
    restore_snapshot(workspace, take_snapshot(workspace))
    with pytest.raises(RefusedError, match="invalid_trigger_id"):
        views.open_modal(workspace, trigger, MODAL)


def test_thousands_of_messages_are_read_from_where_they_are(workspace: SlackWorkspace) -> None:
    for number in range(3000):
        messages.post_as_user(workspace, BEN.id, LEARNING, str(number))
    workspace.mark_read(ANA.id, LEARNING.id)
    messages.post_as_user(workspace, BEN.id, LEARNING, "news")
    assert len(read_history(workspace, ANA, LEARNING.id)) == 3001
    assert workspace.unread(ANA.id, LEARNING.id) == 1
    other = SlackWorkspace(workspace.now)
    restore_snapshot(other, take_snapshot(workspace))
    assert len(read_history(other, ANA, LEARNING.id)) == 3001
    assert other.unread(ANA.id, LEARNING.id) == 1
