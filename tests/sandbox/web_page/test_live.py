"""What an open page is told: only what has changed, in order, and what lies further back when it asks."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from slack_sdk import WebClient

from bot.clock import AdjustableClock
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEARNING, SlackUser
from bot.sandbox.slack_api.messages import post_as_user
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.time_travel import EmptyTimetable
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.web_page.app import create_pages
from bot.sandbox.web_page.event_stream import EventStreams, is_connected
from bot.sandbox.web_page.guide import ClockJump, SuggestedStep
from tests.sandbox.web_page.small_app import HERE, form, look, post, turn


def write(workspace: SlackWorkspace, count: int) -> list[str]:
    """Ben writes so often in #learning; returns the time stamps."""
    return [post_as_user(workspace, BEN.id, LEARNING, f"number {each}")["ts"] for each in range(count)]


def test_a_long_conversation_is_loaded_from_its_end(browser: FlaskClient, workspace: SlackWorkspace) -> None:
    stamps = write(workspace, 130)
    page = look(browser)
    assert page.count('<li class="message') == 60
    assert "Show earlier messages" in page
    first = dict(browser.get(f"/ana/learning/earlier?before={stamps[70]}").get_json())
    assert first["more"]
    assert [item["order"] for item in first["log"]] == list(range(11, 72))
    assert "continued" in first["log"][-1]["html"]  # what headed the page now follows on another one
    last = dict(browser.get(f"/ana/learning/earlier?before={stamps[10]}").get_json())
    assert (len(last["log"]), last["more"]) == (11, False)
    assert "Today</span>" in last["log"][0]["html"]


def test_only_what_has_changed_is_told(browser: FlaskClient, workspace: SlackWorkspace) -> None:
    stamps = write(workspace, 5)
    mark = len(workspace.journal.shown)
    news = post(browser, "ana/learning/say", text="mine", mark=mark)
    assert [item["html"].count("mine") > 0 for item in news["log"]] == [True]
    news = post(browser, "ben/learning/edit", ts=stamps[1], text="other", mark=news["mark"])
    assert [item["key"] for item in news["log"]] == ["m" + stamps[1].replace(".", "-")]
    assert "(edited)" in news["log"][0]["html"]
    news = post(browser, "ben/learning/delete", ts=stamps[0], mark=news["mark"])
    assert news["gone"] == [stamps[0].replace(".", "-")]
    assert [item["key"] for item in news["log"]] == ["m" + stamps[1].replace(".", "-")]
    assert "Today</span>" in news["log"][0]["html"]  # it heads the day now


def test_answers_are_numbered_so_that_an_older_one_is_known(browser: FlaskClient) -> None:
    first, second = (post(browser, "ana/learning/say", text="x")["serial"] for _ in range(2))
    assert first < second


def test_a_new_page_leads_to_where_unread_messages_begin(browser: FlaskClient, workspace: SlackWorkspace) -> None:
    write(workspace, 1)
    look(browser)
    ts = write(workspace, 2)[0]
    assert f'data-unread="m{ts.replace(".", "-")}"' in look(browser)
    assert 'data-unread=""' in look(browser)


def test_a_form_with_another_error_is_told_again(browser: FlaskClient) -> None:
    form(browser)
    first, second = (post(browser, "ana/learning/submit", f1="networking", f5=when) for when in ("soon", "later"))
    assert first["modal"]["front"] != second["modal"]["front"]


def test_forms_lie_on_one_another_until_all_are_closed(
    browser: FlaskClient, workspace: SlackWorkspace, client: WebClient
) -> None:
    form(browser)
    below = workspace.views.stacks[ANA.id][-1]
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Second"}, "blocks": []}
    client.views_push(trigger_id=workspace.trigger(ANA.id, below["id"]), view=view)
    page = look(browser)
    assert 'data-depth="1"' in page
    assert "Back to Log hours" in page
    assert post(browser, "ana/learning/close", everything="1")["modal"]["html"] == ""
    assert workspace.views.stacks.get(ANA.id, []) == []


class Impatient(EmptyTimetable):
    """Ben turns the clock as well whenever something falls due."""

    browser: FlaskClient

    def __init__(self) -> None:
        self.told: list[str] = []

    def moments(self, after: datetime, until: datetime) -> list[datetime]:
        return [until]

    def deliver(self, at: datetime) -> None:
        self.told.append(post(self.browser, "ben/learning/clock", to="+1d")["notices"])


def test_a_second_turn_meanwhile_is_refused(
    delivery: Delivery, workspace: SlackWorkspace, clock: AdjustableClock
) -> None:
    timetable = Impatient()
    timetable.browser = create_pages(delivery, clock, timetable).test_client()
    turn(timetable.browser, workspace, "ana/learning", "+1h")
    assert "being turned already" in timetable.told[0]


def test_a_closed_stream_ends(workspace: SlackWorkspace) -> None:
    streams = EventStreams(workspace)
    stream = streams.stream(lambda mark: {"mark": mark, "boot": "", "serial": 1}, 3)
    assert '"mark": 3' in next(stream)
    streams.close()
    assert list(stream) == []


def test_a_stream_that_nobody_hears_marks_nothing_as_read(workspace: SlackWorkspace) -> None:
    here, there = socket.socketpair()
    with here:
        drawn = list[int]()
        stream = EventStreams(workspace).stream(lambda mark: draw(drawn, mark), 0, lambda: is_connected(here))
        next(stream)
        assert is_connected(here)
        there.close()
        assert list(stream) == []
    assert drawn == [0]
    assert not is_connected(here)


def draw(drawn: list[int], mark: int) -> dict[str, object]:
    drawn.append(mark)
    return {"mark": mark}


class SmallGuide:
    """Two things to try, a jump, and a way back."""

    can_restart = True

    def __init__(self) -> None:
        self.restarts = 0

    def start(self) -> tuple[str, str]:
        return "ben", "roadmate"

    def steps(self, person: SlackUser) -> Sequence[SuggestedStep]:
        return [SuggestedStep("Log <an> hour", "As in Slack.", "Log 1 h", "ana", "learning", "/log 1h")]

    def jumps(self, person: SlackUser, now: datetime) -> Sequence[ClockJump]:
        return [ClockJump("To the digest", now + timedelta(days=2))]

    def restart(self) -> None:
        self.restarts += 1


def test_the_guide_is_offered(delivery: Delivery, clock: AdjustableClock) -> None:
    guide = SmallGuide()
    browser = create_pages(delivery, clock, guide=guide).test_client()
    assert browser.get("/").headers["Location"] == "/ben/roadmate"
    page = look(browser, "ben/roadmate")
    for words in (
        "One thing to try",
        "Log &lt;an&gt; hour",
        'data-line="/log 1h"',
        "To the digest",
        "Mon 23 Nov 07:00",
    ):
        assert words in page
    clock.advance(timedelta(days=1))
    assert "Tue 24 Nov 07:00" in browser.get("/ben/roadmate/jumps").text
    boot = browser.get("/boot").get_json()
    assert browser.post("/ben/roadmate/restart", headers=HERE).get_json() == {"boot": boot}
    assert guide.restarts == 1


def test_without_a_guide_there_is_no_way_back(browser: FlaskClient) -> None:
    assert "Back to the start" not in look(browser)
    assert browser.post("/ana/learning/restart", headers=HERE).status_code == 404


@pytest.mark.parametrize("name", ["main.js", "sandbox.css", "changes.js"])
def test_files_of_the_page_are_kept_under_an_address_that_changes_with_them(browser: FlaskClient, name: str) -> None:
    (address,) = {
        word for word in look(browser).split('"') if word.startswith("/static/") and word.endswith(f"/{name}")
    }
    with browser.get(address) as answer:
        assert answer.status_code == 200
        assert "max-age=31536000" in answer.headers["Cache-Control"]
