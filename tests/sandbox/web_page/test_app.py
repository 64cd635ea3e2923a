"""The page: what is there, who may look, and what is drawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.clock import AdjustableClock
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.web_page.app import create_pages
from bot.trial import command_hints
from tests import faults
from tests.faults import FaultyServer
from tests.sandbox.web_page.small_app import HERE, do, form, gallery, look, stream_once


def test_the_start_leads_to_ana_in_learning(browser: FlaskClient) -> None:
    assert browser.get("/").headers["Location"] == "/ana/learning"
    page = look(browser)
    for words in ("Ana Ferreira", "Priya Nair", "Message #learning", "general", "Sat 21 Nov 12:00", "Nothing here yet"):
        assert words in page


@pytest.mark.parametrize("where", ["zed/learning", "ana/nowhere", "roadmate/learning", "lena/learning", "gus/learning"])
def test_what_is_not_there_is_not_found(browser: FlaskClient, where: str) -> None:
    assert browser.get(f"/{where}").status_code == 404
    assert browser.get(f"/{where}/since/0").status_code == 404
    assert browser.post(f"/{where}/say", headers=HERE).status_code == 404


def test_an_unknown_act_is_not_found(browser: FlaskClient) -> None:
    assert browser.post("/ana/learning/dance", headers=HERE).status_code == 404


def test_every_answer_has_the_headers_that_keep_others_out(browser: FlaskClient) -> None:
    for address in ("/ana/learning", "/", "/nowhere", "/static/sandbox.css"):
        with browser.get(address) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Referer": "http://evil.example/x"},
        {"Origin": "http://localhost:99"},
        {"Origin": "http://["},
        {"Referer": "http://a]b/"},
    ],
)
def test_other_sites_cannot_post(browser: FlaskClient, workspace: SlackWorkspace, headers: dict[str, str]) -> None:
    assert browser.post("/ana/learning/say", data={"text": "/share"}, headers=headers).status_code == 403
    assert workspace.journal.shown == []


def test_a_referer_of_the_page_itself_will_do(browser: FlaskClient) -> None:
    headers = {"Referer": "http://localhost/ana/learning"}
    assert browser.post("/ana/learning/say", data={"text": "/share"}, headers=headers).status_code == 200


def test_a_foreign_name_for_this_machine_is_refused(browser: FlaskClient) -> None:
    assert browser.get("/ana/learning", headers={"Host": "evil.example"}).status_code == 403


def test_the_page_has_no_inline_code_and_no_foreign_assets(browser: FlaskClient) -> None:
    gallery(browser)
    form(browser)
    page = look(browser)
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", page)
    assert re.findall(r"<script[^>]*>[^<]", page) == []
    assert re.findall(r'(?:src|<link[^>]*href)="(?!/static/)[^"]*"', page) == []


def test_every_block_of_the_gallery_is_drawn(browser: FlaskClient) -> None:
    gallery(browser)
    page = look(browser)
    for words in (
        '<h4 class="header">Headline</h4>',
        "<strong>Bold</strong> &amp; ",
        '<a href="https://example.org" target="_blank" rel="noopener noreferrer">a link</a>',
        '<span class="mention">@Ben Carter</span>',
        "<div>Left</div>",
        "<hr>",
        "small print",
        'role="img" aria-label="a bridge"',
        "**marked**",
        "rich words",
        "data-sortable",
        "<caption>Hours</caption>",
        '<td class="number short" data-value="2">2 h</td>',
        "<figcaption>By area</figcaption>",
        "<summary>Show as a table",
        '<td class="number">1.5</td>',
        ">Undo<",
        '<li role="option" data-value="blockchain" aria-selected="false">Blockchain</li>',
    ):
        assert words in page, words


def test_only_the_script_sets_the_focus() -> None:
    """An `autofocus` beside it races with it, and the browser complains of the loser."""
    templates = Path(create_pages.__code__.co_filename).with_name("templates")
    pages = {path.name: path.read_text(encoding="utf-8") for path in templates.glob("*.html")}
    assert len(pages) >= 5
    assert [name for name, page in pages.items() if "autofocus" in page.lower()] == []


def test_a_public_answer_is_unread_for_others_until_they_look(browser: FlaskClient) -> None:
    do(browser, "ana/general/say", text="hello all")
    page = look(browser, "ben/learning")
    assert '<span class="count">1<span class="unseen"> unread</span></span>' in page
    look(browser, "ben/general")
    assert 'class="count"' not in look(browser, "ben/learning").split('aria-label="Conversations"')[1]


def test_the_stream_tells_what_is_new(browser: FlaskClient) -> None:
    (mark,) = re.findall(r'data-mark="(\d+)"', look(browser))
    news = stream_once(browser, f"ana/learning/events?mark={mark}")
    assert (news["mark"], news["clock"], news["log"]) == (int(mark), "Sat 21 Nov 12:00", [])
    do(browser, "ben/learning/say", text="/share")
    news = stream_once(browser, f"ana/learning/events?mark={mark}")
    assert "for all" in news["log"][0]["html"]
    assert "Conversations" in news["side"]
    form(browser)
    assert stream_once(browser, f"ana/learning/events?mark={mark}")["modal"]["front"]


def test_a_late_app_is_a_notice(server: FaultyServer, clock: AdjustableClock) -> None:
    def broken(environ: Any, start_response: Any) -> Any:
        raise ZeroDivisionError("oh")

    browser = create_pages(Delivery(server, broken), clock).test_client()
    assert "That went wrong: ZeroDivisionError" in do(browser, "ana/learning/say", text="/log 1h x")


def test_a_refusal_of_slack_does_not_break_the_page(browser: FlaskClient, server: FaultyServer) -> None:
    server.faults.add("chat.postMessage", faults.error("account_inactive"))
    page = do(browser, "ana/roadmate/say", text="plan")
    assert "Roadmate failed (HTTP 500)." in page
    assert "you wrote" not in page


def test_an_oversized_form_is_refused(browser: FlaskClient) -> None:
    answer: TestResponse = browser.post("/ana/learning/say", data={"text": "x" * 1_100_000}, headers=HERE)
    assert answer.status_code == 413


def test_the_names_of_commands_can_be_prefixed(delivery: Delivery, clock: AdjustableClock) -> None:
    browser = create_pages(delivery, clock, commands=command_hints("/x-{}".format)).test_client()
    assert 'data-name="/x-log"' in look(browser)
