"""The browser page, address by address, over a small real Bolt app."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from slack_bolt import App
from slack_sdk import WebClient
from werkzeug.test import TestResponse

from bot.clock import AdjustableClock
from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.interactions import Shortcut
from bot.sandbox.web_page.app import create_pages
from bot.trial import command_hints
from tests import faults
from tests.faults import FaultyServer

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
HERE = {"Origin": "http://localhost"}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(label: str, action: str, **rest: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action, "value": "-", **rest}


def section(text: str, **rest: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **rest}


def field(name: str, element: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name.title()),
        "element": {"action_id": name, **element},
        **rest,
    }


def option(name: str) -> dict[str, Any]:
    return {"text": plain(name), "value": name.lower()}


ASK = {
    "title": plain("Really?"),
    "text": plain("It will be gone."),
    "confirm": plain("Take it back"),
    "deny": plain("Keep it"),
}
AREAS = [option("Networking"), option("Blockchain")]
GALLERY: list[dict[str, Any]] = [
    {"type": "header", "text": plain("Headline")},
    section("*Bold* & <https://example.org|a link> <@U0SANDBEN>"),
    {"type": "section", "fields": [plain("Left"), plain("Right")]},
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "small print"}]},
    {"type": "image", "image_url": "https://example.org/x.png", "alt_text": "a bridge"},
    {"type": "markdown", "text": "**marked**"},
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "rich words"}]}],
    },
    {
        "type": "data_table",
        "caption": "Hours",
        "page_size": 5,
        "rows": [
            [{"type": "raw_text", "text": "Who"}, {"type": "raw_text", "text": "Hours"}],
            [{"type": "raw_text", "text": "Ana"}, {"type": "raw_number", "value": 2, "text": "2 h"}],
        ],
    },
    {
        "type": "data_visualization",
        "title": "By area",
        "chart": {
            "type": "bar",
            "series": [{"name": "Hours", "data": [{"label": "Net", "value": 3}, {"label": "Cloud", "value": 1.5}]}],
            "axis_config": {"categories": ["Net", "Cloud"]},
        },
    },
    {
        "type": "actions",
        "elements": [
            button("Plain", "plain"),
            button("Undo", "undo", confirm=ASK, style="danger"),
            {"type": "static_select", "action_id": "pick", "placeholder": plain("Area"), "options": AREAS},
        ],
    },
]
FORM = {
    "type": "modal",
    "title": plain("Log hours"),
    "submit": plain("Book"),
    "callback_id": "form",
    "notify_on_close": True,
    "blocks": [
        field("area", {"type": "static_select", "options": AREAS}),
        field("note", {"type": "plain_text_input", "multiline": True}, optional=True, hint=plain("Any words")),
        field("mentor", {"type": "users_select"}, optional=True),
        field("days", {"type": "checkboxes", "options": [option("Mon"), option("Tue")]}, optional=True),
        field("when", {"type": "datetimepicker"}, optional=True),
        field("topic", {"type": "external_select", "min_query_length": 1}, optional=True),
        {"type": "actions", "block_id": "more", "elements": [button("More", "more")]},
    ],
}


class Mondays:
    """Posts in #learning on Monday at nine, and to Ben an hour later."""

    def __init__(self, client: WebClient) -> None:
        self.client = client

    def moments(self, after: datetime, until: datetime) -> Iterable[datetime]:
        each = [NOON + timedelta(days=1, hours=21), NOON + timedelta(days=1, hours=22)]
        return [moment for moment in each if after < moment <= until]

    def deliver(self, at: datetime) -> None:
        where = fixtures.LEARNING.id if at.hour == 9 else fixtures.BEN.id
        self.client.chat_postMessage(channel=where, text=f"due at {at:%H:%M}")

    def send(self, at: datetime) -> None:
        """Nothing was put off."""


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(NOON, is_running=False)


@pytest.fixture
def workspace(clock: AdjustableClock) -> SlackWorkspace:
    return SlackWorkspace(clock.now)


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def app(app: App, heard: list[Any]) -> App:
    @app.command("/gallery")
    def gallery(ack: Any) -> None:
        ack({"text": "a gallery", "blocks": GALLERY})

    @app.command("/form")
    def form(ack: Any, client: WebClient, body: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @app.command("/share")
    def share(ack: Any) -> None:
        ack({"response_type": "in_channel", "text": "for all"})

    @app.action(re.compile("plain|undo|pick"))
    def act(ack: Any, respond: Any, action: Any) -> None:
        heard.append(action)
        ack()
        respond(f"done: {action['action_id']}", replace_original=True)

    @app.action("more")
    def more(ack: Any, body: Any, client: WebClient) -> None:
        heard.append(body["view"]["state"]["values"])
        ack()
        client.views_update(view_id=body["view"]["id"], view={**FORM, "title": plain("More fields")})

    @app.view("form")
    def submitted(ack: Any, view: Any) -> None:
        values = view["state"]["values"]
        heard.append(values)
        if values["note"]["note"]["value"] == "bad":
            ack(response_action="errors", errors={"note": "Not that note."})
        else:
            ack()

    @app.view_closed("form")
    def closed(ack: Any) -> None:
        heard.append("closed")
        ack()

    @app.options("topic")
    def topics(ack: Any, payload: Any) -> None:
        ack(options=[option(name) for name in ("Subnets", "Sidecars") if name.lower().startswith(payload["value"])])

    @app.event("app_mention")
    def mention(event: Any, client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], text="heard you", thread_ts=event["ts"])

    @app.event("message")
    def message(event: Any, client: WebClient) -> None:
        heard.append(event)
        if event["channel_type"] != "im" or event.get("subtype") in ("message_changed", "message_deleted"):
            return
        client.chat_postMessage(channel=event["channel"], text=f"you wrote {event['text']}")
        client.reactions_add(channel=event["channel"], timestamp=event["ts"], name="eyes")

    @app.shortcut("log.hours")
    def hours(ack: Any, client: WebClient, body: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @app.shortcut("log.this")
    def this(ack: Any, respond: Any, body: Any) -> None:
        ack()
        respond(f"noted: {body['message']['text']}", replace_original=False)

    @app.event("app_home_opened")
    def home(event: Any, client: WebClient) -> None:
        rows = [section("Welcome home", accessory=button("Plain", "home"))]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": rows})

    @app.action("home")
    def at_home(ack: Any, client: WebClient, body: Any) -> None:
        ack()
        client.views_publish(user_id=body["user"]["id"], view={"type": "home", "blocks": [section("Pressed")]})

    return app


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """The pages' templates, compiled once."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def pages(delivery: Delivery, clock: AdjustableClock, client: WebClient, templates: BytecodeCache) -> Flask:
    delivery.shortcuts = (Shortcut("Log hours", "log.hours"), Shortcut("Log this", "log.this", on_message=True))
    made = create_pages(delivery, clock, Mondays(client), commands=command_hints("/{}".format))
    made.jinja_env.bytecode_cache = templates
    return made


@pytest.fixture
def browser(pages: Flask) -> FlaskClient:
    return pages.test_client()


def look(browser: FlaskClient, where: str = "ana/learning") -> str:
    answer = browser.get(f"/{where}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def post(browser: FlaskClient, address: str, **fields: Any) -> dict[str, Any]:
    """Posts a form as the page itself would; returns what has changed since its mark."""
    answer = browser.post(f"/{address}", data=fields, headers=HERE)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.get_json())


def do(browser: FlaskClient, address: str, **fields: Any) -> str:
    """Posts a form as the page itself would, and loads the page; what is told once comes first."""
    told = post(browser, address, **fields)["notices"]
    return told + look(browser, address.rsplit("/", 1)[0])


def gallery(browser: FlaskClient) -> dict[str, str]:
    """Shows the gallery; returns what names its message in a form."""
    page = do(browser, "ana/learning/say", text="/gallery")
    return {"ts": re.findall(r'name="ts" value="([^"]+)"', page)[-1], "private": "1"}


def form(browser: FlaskClient) -> str:
    page = do(browser, "ana/learning/say", text="/form")
    (view,) = re.findall(r'name="view" value="([^"]+)"', page)
    return str(view)


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


def test_a_command_answers_only_to_its_person(browser: FlaskClient) -> None:
    gallery(browser)
    assert "Only visible to you" in look(browser)
    assert "Headline" not in look(browser, "ben/learning")


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


def test_what_people_type_is_never_markup(browser: FlaskClient) -> None:
    page = do(browser, "ana/general/say", text="<script>alert(1)</script> <b>*x*</b> &amp;")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;" in page
    assert "&amp;amp;" in page


def test_a_public_answer_is_unread_for_others_until_they_look(browser: FlaskClient) -> None:
    do(browser, "ana/general/say", text="hello all")
    page = look(browser, "ben/learning")
    assert '<span class="count">1<span class="unseen"> unread</span></span>' in page
    look(browser, "ben/general")
    assert 'class="count"' not in look(browser, "ben/learning").split('aria-label="Conversations"')[1]


def test_a_button_replaces_its_message(browser: FlaskClient, heard: list[Any]) -> None:
    page = do(browser, "ana/learning/press", **gallery(browser), press="1")
    assert "done: plain" in page
    assert "(edited)" in page
    assert "Headline" not in page
    assert heard[0]["action_id"] == "plain"


def test_a_button_that_asks_has_its_question_beside_it(browser: FlaskClient, heard: list[Any]) -> None:
    """The page asks before it posts the press."""
    source = gallery(browser)
    key = f"m{source['ts'].replace('.', '-')}"
    asked = look(browser).split(f'<template data-confirm-for="{key}-2">')[1].split("</template>")[0]
    for words in ("Really?", "It will be gone.", ">Take it back<", ">Keep it<"):
        assert words in asked
    assert "done: undo" in do(browser, "ana/learning/press", **source, press="2")


def test_a_press_on_another_button_than_the_one_that_was_drawn_is_refused(
    browser: FlaskClient, heard: list[Any]
) -> None:
    source = gallery(browser)
    assert "That button is gone." in do(browser, "ana/learning/press", **source, press="1", action="undo")
    assert heard == []


def test_a_menu_hands_on_its_choice(browser: FlaskClient, heard: list[Any]) -> None:
    source = gallery(browser)
    assert "Choose something first." in do(browser, "ana/learning/press", **source, press="3", f3="")
    assert "Choose one of" in do(browser, "ana/learning/press", **source, press="3", f3="cooking")
    do(browser, "ana/learning/press", **source, press="3", f3="blockchain")
    assert heard[0]["selected_option"]["text"]["text"] == "Blockchain"


@pytest.mark.parametrize("press", ["0", "99", "-1", "x", ""])
def test_a_button_that_is_not_there_says_so(browser: FlaskClient, press: str) -> None:
    assert "That button is gone." in do(browser, "ana/learning/press", **gallery(browser), press=press)


@pytest.mark.parametrize("source", [{"ts": "1.000"}, {"ts": "1.0", "private": "1"}, {"view": "V9"}, {}])
def test_a_message_that_is_gone_says_so(browser: FlaskClient, source: dict[str, str]) -> None:
    assert "That message is gone." in do(browser, "ana/learning/press", **source, press="1")


def test_a_direct_message_is_answered_with_a_reaction(browser: FlaskClient) -> None:
    page = do(browser, "ana/roadmate/say", text="plan ahead")
    assert "you wrote plan ahead" in page
    assert "👀" in page


def test_a_mention_is_answered_in_a_thread(browser: FlaskClient) -> None:
    page = do(browser, "ana/learning/say", text="hey @roadmate plan")
    assert '<span class="mention">@Roadmate</span>' in page
    assert "1 reply" in page
    assert "heard you" not in page
    (ts,) = re.findall(r'class="thread-link" href="/ana/learning\?thread=([0-9.]+)"', page)
    assert "heard you" in look(browser, f"ana/learning?thread={ts}")
    assert "heard you" in look(browser, f"ana/learning/thread/{ts}")
    assert browser.get("/ana/learning/thread/1.0").status_code == 404
    news = post(browser, "ana/learning/say", text="and more", thread=ts, open_thread=ts)
    assert "and more" in news["thread"][-1]["html"]
    assert "2 replies" in news["log"][0]["html"]
    assert "commands in threads" in post(browser, "ana/learning/say", text="/share", thread=ts)["notices"]


def test_where_the_bot_is_not_it_does_not_hear(browser: FlaskClient) -> None:
    assert "Roadmate isn&#39;t in #general and can&#39;t read this." in do(
        browser, "ana/general/say", text="@roadmate hi"
    )


def test_words_without_a_mention_just_stand_there(browser: FlaskClient, workspace: SlackWorkspace) -> None:
    assert "just words" in do(browser, "ana/learning/say", text="just words")
    assert workspace.journal.calls == []
    do(browser, "ana/learning/say", text="   ")
    assert len(workspace.journal.shown) == 1


def test_notices_are_shown_once(browser: FlaskClient) -> None:
    assert "Slack: /nope failed" in do(browser, "ana/learning/say", text="/nope")
    assert "Slack: /nope failed" not in look(browser)


def test_a_form_is_drawn_with_its_fields(browser: FlaskClient) -> None:
    form(browser)
    page = look(browser)
    for words in (
        '<dialog id="modal"',
        "Log hours",
        "<textarea",
        'type="datetime-local"',
        "Any words",
        "Cancel",
        ">Book<",
    ):
        assert words in page
    assert 'value="U0SANDMEI"' in page


def test_a_form_hands_on_what_was_put_in(browser: FlaskClient, heard: list[Any]) -> None:
    form(browser)
    page = do(
        browser,
        "ana/learning/submit",
        f1="networking",
        f2="one\r\ntwo",
        f3="U0SANDMEI",
        f4=["", "tue"],
        f5="2026-11-23T09:00",
        f6="sub",
    )
    assert 'class="modal-card"' not in page
    values = {name: next(iter(block.values())) for name, block in heard[0].items()}
    assert values["area"]["selected_option"]["value"] == "networking"
    assert values["note"]["value"] == "one\ntwo"
    assert values["mentor"]["selected_user"] == "U0SANDMEI"
    assert [chosen["value"] for chosen in values["days"]["selected_options"]] == ["tue"]
    assert values["when"]["selected_date_time"] == int(datetime(2026, 11, 23, 9, 0, tzinfo=UTC).timestamp())
    assert values["topic"]["selected_option"]["value"] == "subnets"


def test_an_emptied_form_hands_on_nothing(browser: FlaskClient, heard: list[Any]) -> None:
    form(browser)
    do(browser, "ana/learning/submit", f1="networking", f2="", f3="", f4="", f5="", f6="")
    values = {name: block.get(name) for name, block in heard[0].items()}
    assert values["note"] == {"type": "plain_text_input", "value": None}
    assert values["days"] == {"type": "checkboxes", "selected_options": []}
    assert values["topic"] == {"type": "external_select", "selected_option": None}


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(browser: FlaskClient) -> None:
    form(browser)
    page = do(
        browser, "ana/learning/submit", f1="blockchain", f2="bad", f3="U0SANDMEI", f4="mon", f5="2026-11-23T09:00"
    )
    assert "</svg> Not that note.</p>" in page
    assert "Please look at 1 field." in page
    assert 'data-value="blockchain" aria-selected="true"' in page
    assert ">bad</textarea>" in page
    assert 'data-value="U0SANDMEI" aria-selected="true"' in page
    assert 'value="mon" checked' in page
    assert 'value="2026-11-23T09:00"' in page
    assert 'class="error"' not in do(browser, "ana/learning/submit", f1="blockchain", f2="good")


def test_a_required_field_is_asked_for(browser: FlaskClient, heard: list[Any]) -> None:
    form(browser)
    assert "</svg> Please complete this required field." in do(browser, "ana/learning/submit", f1="")
    assert heard == []


@pytest.mark.parametrize(
    ("name", "words", "told"), [("f5", "soon", "such as"), ("f6", "zzz", "offered"), ("f3", "zed", "nobody")]
)
def test_what_cannot_be_understood_is_told_at_its_field(
    browser: FlaskClient, heard: list[Any], name: str, words: str, told: str
) -> None:
    form(browser)
    page = do(browser, "ana/learning/submit", f1="networking", f2="kept", **{name: words})
    assert 'class="error"' in page
    assert told in page
    assert ">kept</textarea>" in page
    assert heard == []


def test_a_button_in_a_form_brings_what_was_typed_along(browser: FlaskClient, heard: list[Any]) -> None:
    view = form(browser)
    page = do(browser, "ana/learning/press", view=view, press="7", f1="networking", f2="draft")
    assert "More fields" in page
    assert ">draft</textarea>" in page
    assert heard[0]["note"]["note"]["value"] == "draft"


def test_a_form_can_be_closed(browser: FlaskClient, heard: list[Any]) -> None:
    form(browser)
    assert 'class="modal-card"' not in do(browser, "ana/learning/close")
    assert heard == ["closed"]
    do(browser, "ana/learning/close")
    assert "No form is open." in do(browser, "ana/learning/submit")


def test_suggestions_come_from_the_app(browser: FlaskClient) -> None:
    data = {"view": form(browser), "number": "6", "words": "s"}
    assert browser.post("/ana/learning/suggest", data=data, headers=HERE).json == ["Subnets", "Sidecars"]
    gone = browser.post("/ana/learning/suggest", data={**data, "number": "77"}, headers=HERE)
    assert gone.json == []


def test_the_home_tab_opens_and_its_buttons_work(browser: FlaskClient) -> None:
    assert "Roadmate has put nothing here yet." in look(browser, "ana/home")
    page = do(browser, "ana/home/open")
    assert "Welcome home" in page
    (view,) = re.findall(r'name="view" value="([^"]+)"', page)
    assert "Pressed" in do(browser, "ana/home/press", view=view, press="1")
    assert "Welcome home" not in look(browser, "ben/home")
    do(browser, "ana/home/say", text="/share")


def turn(browser: FlaskClient, workspace: SlackWorkspace, address: str, to: str) -> str:
    """Turns the clock, waits until it has stopped, and returns what was told then."""
    version, news = workspace.changed.version, post(browser, f"{address}/clock", to=to)
    told = news["notices"]
    while news["turning"]:
        version = workspace.changed.wait(version, 5)
        news = stream_once(browser, f"{address}/events")
        told += news["notices"]
    return str(told)


def stream_once(browser: FlaskClient, address: str) -> dict[str, Any]:
    """The first news of a stream, which is then left."""
    with browser.get(f"/{address}", buffered=False) as answer:
        line = next(iter(answer.iter_encoded())).decode()
    return dict(json.loads(line.removeprefix("data: ")))


def test_the_clock_is_turned_and_tells_what_came(
    browser: FlaskClient, clock: AdjustableClock, workspace: SlackWorkspace
) -> None:
    assert "It is Sat 21 Nov 13:00. Nothing came on the way." in turn(browser, workspace, "ana/learning", "+1h")
    told = turn(browser, workspace, "ana/learning", "+7d")
    assert "It is Sat 28 Nov 13:00. 2 messages came on the way:" in told
    assert '<a href="/ana/learning">#learning (1)</a>' in told
    assert '<a href="/ben/roadmate">Ben Carter (1)</a>' in told
    assert clock.now() == NOON + timedelta(days=7, hours=1)
    assert "due at 09:00" in look(browser)
    assert "due at 10:00" in look(browser, "ben/roadmate")


def test_a_clock_that_cannot_be_turned_so_says_why(browser: FlaskClient) -> None:
    assert "The clock understands" in do(browser, "ana/learning/clock", to="yesterday")
    assert "The clock understands" in do(browser, "ana/learning/clock")


def test_what_fell_due_while_the_clock_ran_is_there_on_the_next_look(
    browser: FlaskClient, clock: AdjustableClock
) -> None:
    clock.advance(timedelta(days=2))
    assert "due at 09:00" in look(browser)


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


def test_days_part_the_log(browser: FlaskClient, clock: AdjustableClock) -> None:
    do(browser, "ana/learning/say", text="one")
    clock.advance(timedelta(days=1))
    page = do(browser, "ana/learning/say", text="two")
    assert page.index("Yesterday</span>") < page.index(">one<") < page.index("Today</span>") < page.index(">two<")


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


def newest(workspace: SlackWorkspace, channel: str, user: str) -> str:
    """The time stamp of this person's newest message in a channel."""
    return [ts for ts, message in workspace.messages[channel].items() if message["user"] == user][-1]


def test_words_in_a_channel_are_heard_changed_and_deleted(
    browser: FlaskClient, heard: list[Any], workspace: SlackWorkspace
) -> None:
    page = do(browser, "ana/learning/say", text="see you & @Ben in 2h")
    assert "had nothing to say" not in page
    assert 'data-text="see you &amp; &lt;@U0SANDBEN&gt; in 2h"' in page
    ts = newest(workspace, "C0LEARNING", "U0SANDANA")
    page = do(browser, "ana/learning/edit", ts=ts, text="see you later")
    assert "(edited)" in page
    assert "see you later</div>" in look(browser, "ben/learning")
    assert 'data-text="see you later"' not in look(browser, "ben/learning")
    do(browser, "ana/learning/edit", ts=ts, text="  ")
    assert "Slack: cant_delete_message" in do(browser, "ben/learning/delete", ts=ts)
    assert "see you later" not in do(browser, "ana/learning/delete", ts=ts)
    assert "Slack: message_not_found" in do(browser, "ana/learning/delete", ts=ts)
    assert [event.get("subtype") for event in heard] == [None, "message_changed", "message_deleted"]


def send_file(browser: FlaskClient, address: str, name: str, content: bytes) -> str:
    """Posts a file as a browser would; the test client would leave a large one open."""
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--b--\r\n"
    headers = {**HERE, "Content-Type": "multipart/form-data; boundary=b"}
    answer = browser.post(f"/{address}/upload", data=body, headers=headers)
    assert answer.status_code == 200
    return str(answer.get_json()["notices"]) + look(browser, address)


def test_a_file_is_sent_and_kept(browser: FlaskClient, heard: list[Any], workspace: SlackWorkspace) -> None:
    rows = b"day,hours\n" * 150_000
    assert "Attach a file" in send_file(browser, "ana/roadmate", "dir/my hours.csv", rows)
    (file,) = heard[0]["files"]
    assert (file["name"], file["size"]) == ("my hours.csv", 1_500_000)
    with browser.get(f"/ana/roadmate/file/{file['id']}") as kept:
        assert kept.get_data() == rows
        assert kept.headers["Content-Disposition"].startswith("attachment")
    for other in ("ben/roadmate", "ana/learning", "ana/home"):
        assert browser.get(f"/{other}/file/{file['id']}").status_code == 404
    ts = newest(workspace, "D0SANDANA", "U0SANDANA")
    assert "my hours.csv" not in do(browser, "ana/roadmate/delete", ts=ts)
    assert browser.get(f"/ana/roadmate/file/{file['id']}").status_code == 404


def test_a_file_of_nothing_or_for_others_is_not_sent(browser: FlaskClient, heard: list[Any]) -> None:
    assert "Choose a file" in send_file(browser, "ana/roadmate", "a.csv", b"")
    assert "Files go to Roadmate directly." in send_file(browser, "ana/learning", "a.csv", b"x")
    assert heard == []


def test_shortcuts_anywhere_and_on_a_message(browser: FlaskClient, workspace: SlackWorkspace) -> None:
    assert "Log hours</h2>" in do(browser, "ana/learning/shortcut", shortcut="log.hours")
    do(browser, "ana/learning/close")
    do(browser, "ben/learning/say", text="look at this")
    ts = newest(workspace, "C0LEARNING", "U0SANDBEN")
    assert "noted: look at this" in do(browser, "ana/learning/shortcut", shortcut="log.this", ts=ts)
    assert "noted" not in look(browser, "ben/learning")
    assert "Slack: message_not_found" in do(browser, "ana/learning/shortcut", shortcut="log.this", ts="1.0")
    assert "That shortcut is gone." in do(browser, "ana/learning/shortcut", shortcut="log.that")


def test_what_was_looked_up_stays_chosen(browser: FlaskClient, heard: list[Any]) -> None:
    view = form(browser)
    fields = {"view": view, "f1": "networking", "f2": "bad"}
    assert "Which one?" in do(browser, "ana/learning/submit", **fields, f6="s")
    page = do(browser, "ana/learning/submit", **fields, f6="sub")
    assert 'data-value="Subnets" aria-selected="true"' in page
    do(browser, "ana/learning/submit", **{**fields, "f2": "good"}, f6="Subnets")
    assert heard[-1]["topic"]["topic"]["selected_option"]["value"] == "subnets"


def test_reactions_stand_under_their_message(browser: FlaskClient) -> None:
    assert "emoji.svg#eyes" in do(browser, "ana/roadmate/say", text="plan")
