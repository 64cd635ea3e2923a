"""Time stamps, names and threads of the workspace."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk import WebClient

from bot.sandbox.app_manifest import name_bot
from bot.sandbox.slack_api import messages
from bot.sandbox.slack_api.fixtures import ANA, BEN, BOT, LEARNING, SlackChannel, SlackUser
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.web_page.app import create_pages
from tests.sandbox.conftest import Clock


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


def test_a_maker_brings_their_own_people_channels_and_bot(clock: Clock) -> None:
    zoe = SlackUser("U0ZOE", "zoe", "Zoe Zed", "Europe/Paris")
    room = SlackChannel("C0TEA", "tea-room", frozenset({zoe.id, BOT.id}))
    workspace = SlackWorkspace(clock, [zoe], channels=[room], bot=name_bot("Tea Timer"), team_name="Tea House")
    with SandboxServer(workspace) as server:
        client = WebClient(BOT_TOKEN, base_url=server.base_url)
        assert client.auth_test().data.items() >= {"user": "tea-timer", "team": "Tea House", "user_id": BOT.id}.items()
        assert [one["name"] for one in client.users_list()["members"]] == ["zoe", "tea-timer", "slackbot"]
        assert [one["id"] for one in client.conversations_list(types="public_channel,im")["channels"]] == [
            "C0TEA", zoe.dm,
        ]  # fmt: skip
        client.chat_postMessage(channel=zoe.id, text="hello")
        pages = create_pages(Delivery(server, "http://127.0.0.1:9"), SteadyClock(clock)).test_client()
        assert pages.get("/").location == "/zoe/tea-room"
        assert "hello" in pages.get("/zoe/tea-timer").text


@dataclass(frozen=True, slots=True)
class SteadyClock:
    """A clock for the page, over the one that the workspace reads."""

    read: Clock

    def now(self) -> datetime:
        return self.read()

    def advance_to(self, moment: datetime) -> None:
        self.read.moment = moment
