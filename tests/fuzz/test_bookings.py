"""Whatever is in a request, hours are booked once, where the answer says so, and never without an id that it needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.core.ledger import rollups
from bot.db.tables import entries
from bot.sandbox.slack_api import payloads
from bot.sandbox.slack_api.fixtures import BEN, BOT, LEARNING, TEAM_ID, dm_channel
from bot.sandbox.validation.rules import check_message
from bot.slack.payloads import LogLinePayload, PendingEntryPayload
from tests.examples import examples
from tests.fuzz.mangling import GONE, TEXTS, VALUES, places, put_at
from tests.slack_driver import Driver

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BOUNDED = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

TEXT = TEXTS.filter(lambda text: "\ud800" not in text)  # a form can't hold half a character
FORM = payloads.command_form(BEN, LEARNING, "/log", "2h networking", trigger_id="1.2.x", response_url="")
PENDING = PendingEntryPayload(key="k", minutes=60, area="networking", day=date(2026, 11, 20)).encode()


@pytest.fixture
def booked(driver: Driver) -> Iterator[Driver]:
    """A world in which Ben is known; what stands in the ledger must be in the totals."""
    driver.say("ben", "/plan")
    yield driver
    with driver.roadmate.deps.database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0


def count(driver: Driver) -> int:
    with driver.roadmate.deps.database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(entries)).scalar_one())


@contextmanager
def nothing_booked(driver: Driver) -> Iterator[None]:
    before = count(driver)
    yield
    assert count(driver) == before


def is_said(body: str) -> str:
    """The words of an answer, which Slack would take and a person can use."""
    answer = json.loads(body)
    check_message(answer)
    words: str = answer["text"]
    assert words.strip()
    assert "Traceback" not in words
    assert "Error" not in words
    assert "<!" not in words
    assert "<@" not in words
    return words


@BOUNDED
@given(st.sampled_from(sorted(set(FORM) - {"text", "command"})), TEXT | st.just(GONE))
def test_any_other_field_of_a_command_is_answered(booked: Driver, field: str, value: Any) -> None:
    booked.turn(minutes=3)
    form = put_at({**FORM, "trigger_id": booked.slack.workspace.serial("t")}, (field,), value)
    before = count(booked)
    answer = booked.delivery.post.form(form)
    assert answer.status in {200, 400}
    if answer.status == 200:
        words = is_said(answer.body)
        assert (count(booked) > before) == words.startswith("✅ Logged ")
        assert count(booked) == before or all(form.get(key) for key in ("team_id", "user_id", "trigger_id"))


@BOUNDED
@given(st.sampled_from(["command", "text", "trigger_id", "team_id", "user_id"]))
def test_a_command_without_a_field_it_needs_books_nothing(booked: Driver, field: str) -> None:
    booked.turn(seconds=1)
    with nothing_booked(booked):
        answer = booked.delivery.post.form(put_at(FORM, (field,), GONE))
    assert answer.status in {200, 400}
    if field != "command":
        is_said(answer.body)


def click(action: str, value: str) -> dict[str, Any]:
    pressed = {"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1.5"}
    container = {"type": "message", "message_ts": "1.2", "channel_id": LEARNING.id, "is_ephemeral": True}
    return payloads.interaction_payload(
        "block_actions",
        BEN,
        trigger_id="1.2.x",
        response_url="http://127.0.0.1:9/",
        container=container,
        channel={"id": LEARNING.id, "name": "learning"},
        actions=[pressed],
        state={"values": {}},
    )


CLICK = click("log.book#1", PENDING)
NEEDED = {("actions",), ("actions", 0), ("actions", 0, "value"), ("user",), ("user", "id"), ("team", "id")}
ACTIONS = ("log.undo", "log.line", "log.list", "log.drop", "plan.open", "plan.tick", "roadmap.open", "roadmap.log")


@BOUNDED
@given(st.sampled_from([*places(CLICK)]), VALUES)
@example(("response_url",), "file:///etc/passwd")
@example(("response_url",), "http://127.0.0.1:9/\x00 x")
@example(("response_url",), "http://[::1")
@example(("actions",), [])
@example(("actions", 0), "x")
@example(("actions", 0, "action_id"), 5)
@example(("actions", 0, "value"), "\x00")
@example(("team",), "T0SANDBOX")
@example(("user", "id"), "U\x00")
def test_a_click_with_any_field_changed_is_answered(booked: Driver, path: tuple[str | int, ...], value: Any) -> None:
    booked.turn(seconds=1)
    before = count(booked)
    answer = booked.delivery.post.payload(put_at(CLICK, path, value))
    assert answer.status in {200, 400}, answer.body
    assert value is not GONE or path not in NEEDED or count(booked) == before
    with booked.roadmate.deps.database.read() as conn:
        counts = select(func.count()).select_from(entries).group_by(entries.c.workspace, entries.c.member)
        by_member = conn.execute(counts).scalars().all()
    assert max(by_member, default=0) <= 1  # the key of the ticket books once, for whoever presses


@BOUNDED
@given(st.sampled_from(ACTIONS), TEXT)
@example("log.line", LogLinePayload(key="k", day=date(2026, 11, 20), text="\x00" * 2000).encode())
def test_any_value_of_any_button_changes_nothing(booked: Driver, action: str, value: str) -> None:
    booked.turn(seconds=1)
    with nothing_booked(booked):
        assert booked.delivery.post.payload(click(f"{action}#1", value)).status == 200


def message(text: object) -> dict[str, Any]:
    channel = dm_channel(BEN)
    inner = {
        "type": "message",
        "user": BEN.id,
        "ts": "1.2",
        "text": text,
        "team": TEAM_ID,
        "channel": channel.id,
        "event_ts": "1.2",
        "channel_type": "im",
        "thread_ts": "1.1",
    }
    return {
        "type": "event_callback",
        "team_id": TEAM_ID,
        "api_app_id": "A1",
        "event": inner,
        "event_id": "Ev1",
        "event_time": 1,
        "authorizations": [{"team_id": TEAM_ID, "user_id": BOT.id, "is_bot": True, "is_enterprise_install": False}],
    }


EVENT = message("2h networking")


@BOUNDED
@given(st.sampled_from([*places(EVENT)]), VALUES)
@example(("event", "text"), "2h networking: \ud800")
@example(("authorizations",), 5)
@example(("authorizations",), [{"user_id": None}])
@example(("event", "thread_ts"), 5)
@example(("event", "type"), None)
@example(("event",), None)
def test_an_event_with_any_field_changed_is_answered(booked: Driver, path: tuple[str | int, ...], value: Any) -> None:
    booked.turn(minutes=3)
    event = {**EVENT, "event_id": booked.slack.workspace.serial("Ev")}
    before = count(booked)
    answer = booked.delivery.post.event(put_at(event, path, value))
    assert answer.status in {200, 400}, answer.body
    needed = {("team_id",), ("event_id",), ("event", "user"), ("event", "channel"), ("event",), ("type",)}
    assert path not in needed - {("team_id",)} or value is not GONE or count(booked) == before


@settings(BOUNDED, derandomize=True)  # the answer quotes it, and is looked at as our own words
@given(TEXT)
def test_any_message_gets_one_answer_that_notifies_nobody(booked: Driver, text: str) -> None:
    booked.turn(seconds=1)
    outcome = booked.delivery.direct_message("ben", text)
    assert (outcome.status, outcome.refused, len(outcome.shown)) == (200, (), 1)
    is_said(json.dumps({"text": outcome.text, "blocks": outcome.last.blocks}))
