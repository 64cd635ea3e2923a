"""The inspector's panel: calls newest first, refusals in words, faults on and off."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import web_page
from bot.sandbox.slack_api.faults import FaultKind
from bot.sandbox.slack_api.fixtures import LEARNING
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.web_page.inspector import register_inspector

PANEL = "/ana/learning/inspector"


@pytest.fixture
def pages(workspace: SlackWorkspace) -> FlaskClient:
    app = Flask(web_page.__name__)
    register_inspector(app, workspace)
    return app.test_client()


def test_calls_newest_first_with_refusals_in_words(
    pages: FlaskClient, client: WebClient, workspace: SlackWorkspace
) -> None:
    client.chat_postMessage(channel=LEARNING.id, text="x")
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C404", text="x")
    panel = pages.get(PANEL).text
    assert panel.index('id="exchange-2"') < panel.index('id="exchange-1"')
    assert "<strong>channel_not_found</strong> There&#39;s no such channel" in panel
    assert panel.count(" data-failed>") == 1
    assert "12:00:00" in panel, "the person's own time"
    workspace.traffic.clear()
    assert "No calls yet" in pages.get(PANEL).text


def test_one_call_opens_to_its_request_and_answer_escaped(pages: FlaskClient, client: WebClient) -> None:
    client.chat_postMessage(channel=LEARNING.id, text="<script>alert(1)</script>")
    call = pages.get(f"{PANEL}/1").text
    assert "&#34;text&#34;: &#34;&lt;script&gt;alert(1)&lt;/script&gt;&#34;" in call
    assert "<script>" not in call
    assert "&#34;ok&#34;: true" in call
    assert "no longer kept" in pages.get(f"{PANEL}/99").text


def test_faults_are_switched_on_and_off(pages: FlaskClient, workspace: SlackWorkspace) -> None:
    assert "all off" in pages.get(PANEL).text
    form = {"kind": "rate_limited", "method": "chat.update", "seconds": "2.5", "calls": "3"}
    panel = pages.post(f"{PANEL}/faults-on", data=form, follow_redirects=True).text
    assert "Too many calls (429), retry after 2.5 s, chat.update, 3 more calls" in panel
    pages.post(f"{PANEL}/faults-on", data={"kind": "lost"})
    assert [one.kind for one in workspace.faults.on] == [FaultKind.RATE_LIMITED, FaultKind.LOST]
    panel = pages.post(f"{PANEL}/faults-off", data={"number": 1}, follow_redirects=True).text
    assert "Done, but the answer is lost, every method, until switched off" in panel
    pages.post(f"{PANEL}/faults-off")
    assert workspace.faults.on == ()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"kind": "slow", "seconds": "many"}, "Write seconds and calls as numbers."),
        ({"kind": "slow", "seconds": "900"}, "Seconds go from 0 to 60."),
        ({"kind": "slow", "calls": "0"}, "at least one call"),
        ({"kind": "nonsense"}, "Write seconds and calls as numbers."),
    ],
)
def test_a_fault_that_makes_no_sense_is_said_so(
    pages: FlaskClient, workspace: SlackWorkspace, form: dict[str, str], words: str
) -> None:
    panel = pages.post(f"{PANEL}/faults-on", data=form).text
    assert words in panel
    assert workspace.faults.on == ()


def test_only_the_newest_are_drawn_until_older_ones_are_asked_for(
    pages: FlaskClient, client: WebClient, workspace: SlackWorkspace
) -> None:
    for _ in range(103):
        workspace.traffic.add(**first_of(client, workspace))
    assert pages.get(PANEL).text.count("<li id=") == 100
    assert "Show 4 older" in pages.get(PANEL).text
    assert pages.get(f"{PANEL}?most=500").text.count("<li id=") == 104
    pages.post(f"{PANEL}/clear")
    assert pages.get(PANEL).text.count("<li id=") == 0


def first_of(client: WebClient, workspace: SlackWorkspace) -> dict[str, object]:
    """Return the facts of a call that went over the line once."""
    if not workspace.traffic.newest_first():
        client.auth_test()
    one = workspace.traffic.newest_first()[-1]
    names = ("at", "direction", "method", "request", "answer_text", "status", "milliseconds")
    return {name: getattr(one, name) for name in names}


def test_nobody_else_has_an_inspector(pages: FlaskClient) -> None:
    assert [pages.get(f"/{name}/learning/inspector").status_code for name in ("nobody", "gus")] == [404, 404]
