"""Mentions, direct messages, edits, the Home tab; retries, duplicates and disorder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from slack_bolt import App
from werkzeug.wrappers import Request, Response

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import ANA, BEN, GENERAL, LEARNING, SlackChannel
from bot.sandbox.validation.errors import RefusedError
from tests import faults
from tests.faults import FaultyServer
from tests.slack_world import RepeatingDelivery, add_channel


class Ear:
    """A WSGI app that keeps the events it hears and answers with the statuses it was told."""

    def __init__(self, *statuses: int, **headers: str) -> None:
        self.statuses = list(statuses)
        self.headers = headers
        self.heard: list[tuple[dict[str, Any], dict[str, str]]] = []

    def __call__(self, environ: Any, start: Any) -> Iterable[bytes]:
        request = Request(environ)
        retry = {name: value for name, value in request.headers.items() if name.startswith("X-Slack-Retry")}
        self.heard.append((json.loads(request.get_data()), retry))
        response = Response("", self.statuses.pop(0) if self.statuses else 200)
        response.headers.update({name.replace("_", "-"): value for name, value in self.headers.items()})
        return response(environ, start)

    @property
    def inner(self) -> dict[str, Any]:
        return dict(self.heard[-1][0]["event"])


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def spoken(ear: Ear, deliver: Callable[..., RepeatingDelivery]) -> RepeatingDelivery:
    return deliver(ear)


def test_bolt_hears_and_answers(app: App, delivery: RepeatingDelivery) -> None:
    @app.event("app_mention")
    def mentioned(say: Callable[..., Any], event: dict[str, Any]) -> None:
        say(f"heard {event['text']}")

    outcome = delivery.mention("ben", "#learning", "plan")
    assert outcome.text == "heard <@U0SANDBOT> plan"
    assert [call.method for call in outcome.calls] == ["chat.postMessage"]


def test_the_envelope_of_a_mention(spoken: RepeatingDelivery, ear: Ear) -> None:
    outcome = spoken.mention("ben", LEARNING.id, "<@U0SANDBOT> log 2h & more")
    envelope = ear.heard[0][0]
    assert envelope["type"] == "event_callback"
    assert (envelope["team_id"], envelope["api_app_id"]) == (fixtures.TEAM_ID, fixtures.APP_ID)
    assert envelope["event_id"].startswith("Ev")
    assert envelope["event_time"] == int(spoken.workspace.now().timestamp())
    assert envelope["authorizations"][0]["user_id"] == fixtures.BOT.id
    inner = ear.inner
    assert (inner["type"], inner["user"], inner["channel"]) == ("app_mention", BEN.id, LEARNING.id)
    assert inner["text"] == "<@U0SANDBOT> log 2h &amp; more"
    assert inner["ts"] == inner["event_ts"] == outcome.ts


def test_no_mention_where_the_bot_is_not(spoken: RepeatingDelivery, ear: Ear) -> None:
    assert spoken.mention("ben", GENERAL.id, "plan").status == 0
    assert ear.heard == []


def test_a_direct_message(spoken: RepeatingDelivery, ear: Ear) -> None:
    spoken.direct_message("ben", "plan", thread_ts="1.2")
    inner = ear.inner
    assert (inner["type"], inner["channel_type"], inner["channel"]) == ("message", "im", BEN.dm)
    assert (inner["text"], inner["thread_ts"]) == ("plan", "1.2")
    assert inner["client_msg_id"]
    assert inner["blocks"][0]["type"] == "rich_text"


def test_a_message_is_changed_and_deleted(spoken: RepeatingDelivery, ear: Ear) -> None:
    ts = spoken.direct_message("ben", "plan").ts
    spoken.edit_message("ben", BEN.dm, ts, "plan aws")
    inner = ear.inner
    assert (inner["subtype"], inner["message"]["text"]) == ("message_changed", "plan aws")
    assert inner["previous_message"]["text"] == "plan"
    spoken.delete_message("ben", BEN.dm, ts)
    inner = ear.inner
    assert (inner["subtype"], inner["deleted_ts"]) == ("message_deleted", ts)
    with pytest.raises(RefusedError, match="message_not_found"):
        spoken.edit_message("ben", BEN.dm, ts, "x")


def test_only_ones_own_messages_can_be_changed(spoken: RepeatingDelivery) -> None:
    ts = spoken.mention("ben", LEARNING.id, "plan").ts
    with pytest.raises(RefusedError, match="cant_update_message"):
        spoken.edit_message("ana", LEARNING.id, ts, "x")
    with pytest.raises(RefusedError, match="cant_delete_message"):
        spoken.delete_message("ana", LEARNING.id, ts)


def test_changes_in_channels_are_heard_only_when_subscribed(deliver: Callable[..., RepeatingDelivery]) -> None:
    for subscribed, count in (({"app_mention"}, 1), ({"app_mention", "message.channels"}, 3)):
        ear = Ear()
        delivery = deliver(ear, subscribed=subscribed)
        ts = delivery.mention("ben", LEARNING.id, "plan").ts
        delivery.edit_message("ben", LEARNING.id, ts, "x")
        assert len(ear.heard) == count


def test_the_home_tab_is_opened(spoken: RepeatingDelivery, ear: Ear) -> None:
    spoken.home_opened("ben")
    inner = ear.inner
    assert (inner["type"], inner["user"], inner["tab"], "view" in inner) == ("app_home_opened", BEN.id, "home", False)


def test_any_other_event(spoken: RepeatingDelivery, ear: Ear) -> None:
    spoken.event({"type": "user_change", "user": {"id": BEN.id}})
    assert ear.inner["user"] == {"id": BEN.id}
    assert ear.inner["event_ts"]


def test_a_retry_is_the_same_event(spoken: RepeatingDelivery, ear: Ear) -> None:
    with pytest.raises(LookupError):
        spoken.repeat_event()
    spoken.direct_message("ben", "plan")
    spoken.repeat_event(2, "http_error")
    (first, plain), (second, retried) = ear.heard
    assert first == second
    assert plain == {}
    assert retried == {"X-Slack-Retry-Num": "2", "X-Slack-Retry-Reason": "http_error"}


def test_failures_are_tried_again_as_often_as_told(deliver: Callable[..., RepeatingDelivery]) -> None:
    ear = Ear(500, 500, 200)
    assert deliver(ear, retries=3).direct_message("ben", "plan").status == 200
    assert [retry.get("X-Slack-Retry-Num") for _, retry in ear.heard] == [None, "1", "2"]
    assert ear.heard[1][1]["X-Slack-Retry-Reason"] == "http_error"
    assert len({envelope["event_id"] for envelope, _ in ear.heard}) == 1


def test_an_app_can_forbid_retries(deliver: Callable[..., RepeatingDelivery]) -> None:
    ear = Ear(500, X_Slack_No_Retry="1")
    deliver(ear, retries=3).direct_message("ben", "plan")
    assert len(ear.heard) == 1


def test_a_duplicate(spoken: RepeatingDelivery, ear: Ear, server: FaultyServer) -> None:
    server.faults.add(faults.EVENTS, faults.duplicate_event())
    spoken.direct_message("ben", "one")
    spoken.direct_message("ben", "two")
    assert [envelope["event"]["text"] for envelope, _ in ear.heard] == ["one", "one", "two"]
    assert ear.heard[1][1]["X-Slack-Retry-Num"] == "1"


def test_disorder(spoken: RepeatingDelivery, ear: Ear, server: FaultyServer) -> None:
    server.faults.add(faults.EVENTS, faults.reordered_event())
    assert spoken.direct_message("ben", "one").status == 0
    spoken.direct_message("ben", "two")
    assert [envelope["event"]["text"] for envelope, _ in ear.heard] == ["two", "one"]


def test_what_others_say_is_seen_but_not_ones_own_words(spoken: RepeatingDelivery) -> None:
    assert spoken.mention("ben", LEARNING.id, "plan").shown == ()
    assert spoken.workspace.seen_by(ANA.id)[-1].text == "<@U0SANDBOT> plan"


def test_words_in_a_channel(spoken: RepeatingDelivery, ear: Ear) -> None:
    ts = spoken.channel_message("ben", "#learning", "+2h networking & more", thread_ts="1.2").ts
    inner = ear.inner
    assert (inner["type"], inner["channel"], inner["channel_type"]) == ("message", LEARNING.id, "channel")
    assert (inner["text"], inner["ts"], inner["thread_ts"]) == ("+2h networking &amp; more", ts, "1.2")
    spoken.edit_message("ben", LEARNING.id, ts, "+1h networking")
    assert ear.inner["subtype"] == "message_changed"


def test_words_in_a_private_channel(spoken: RepeatingDelivery, ear: Ear) -> None:
    add_channel(
        spoken.workspace, SlackChannel("G0SECRET", "secret", frozenset({BEN.id, fixtures.BOT.id}), is_private=True)
    )
    spoken.channel_message("ben", "#secret", "+2h aws")
    assert (ear.inner["channel"], ear.inner["channel_type"]) == ("G0SECRET", "group")


def test_the_bot_hears_nothing_where_it_is_not(spoken: RepeatingDelivery, ear: Ear) -> None:
    said = spoken.channel_message("ben", GENERAL.id, "+2h aws <@U0SANDBOT>")
    spoken.edit_message("ben", GENERAL.id, said.ts, "x")
    spoken.delete_message("ben", GENERAL.id, said.ts)
    assert (said.status, ear.heard) == (0, [])


def test_a_mention_is_a_message_too(spoken: RepeatingDelivery, ear: Ear) -> None:
    spoken.channel_message("ben", LEARNING.id, "@Roadmate plan")
    (message, _), (mention, _) = ear.heard
    assert [one["event"]["type"] for one in (message, mention)] == ["message", "app_mention"]
    assert message["event"]["ts"] == mention["event"]["ts"]
    assert message["event_id"] != mention["event_id"]
