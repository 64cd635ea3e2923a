"""Messages on the page: written, pressed, changed, in threads."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.clock import AdjustableClock
from bot.sandbox.slack_api.workspace import SlackWorkspace
from tests.sandbox.web_page.small_app import do, gallery, look, newest, post, send_file


def test_a_button_replaces_its_message(browser: FlaskClient, heard: list[Any]) -> None:
    page = do(browser, "ana/learning/press", **gallery(browser), press="1")
    assert "done: plain" in page
    assert "(edited)" in page
    assert "Headline" not in page
    assert heard[0]["action_id"] == "plain"


def test_a_button_that_asks_has_its_question_beside_it(browser: FlaskClient, heard: list[Any]) -> None:
    """The page asks before it posts the press."""
    source = gallery(browser)
    asked = look(browser).split('<template data-confirm-for="2">')[1].split("</template>")[0]
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


def test_reactions_stand_under_their_message(browser: FlaskClient) -> None:
    assert "emoji.svg#eyes" in do(browser, "ana/roadmate/say", text="plan")


def test_days_part_the_log(browser: FlaskClient, clock: AdjustableClock) -> None:
    do(browser, "ana/learning/say", text="one")
    clock.advance(timedelta(days=1))
    page = do(browser, "ana/learning/say", text="two")
    assert page.index("Yesterday</span>") < page.index(">one<") < page.index("Today</span>") < page.index(">two<")


def test_what_people_type_is_never_markup(browser: FlaskClient) -> None:
    page = do(browser, "ana/general/say", text="<script>alert(1)</script> <b>*x*</b> &amp;")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;" in page
    assert "&amp;amp;" in page


def test_a_command_answers_only_to_its_person(browser: FlaskClient) -> None:
    gallery(browser)
    assert "Only visible to you" in look(browser)
    assert "Headline" not in look(browser, "ben/learning")
