"""The page in a real browser, where there is one: it stays in its window, and the words in their field."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt import App
from werkzeug.serving import make_server

from bot.clock import AdjustableClock
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.web_page.app import create_pages

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CSS = Path(__file__).parents[3] / "bot" / "sandbox" / "web_page" / "static" / "sandbox.css"
ANSWERS = 20
FORBIDDING = ("Content-Security-Policy", "Content-Length")
# Says something as often as it was told to, and then writes down what the page looks like.
SCRIPT = """<script>
addEventListener("load", () => setTimeout(() => {
  const said = Number(sessionStorage.said || 0);
  const log = document.getElementById("log"), say = document.getElementById("say");
  if (said < %d) {
    sessionStorage.said = said + 1;
    say.value = "/long";
    return document.querySelector("#composer .primary").click();
  }
  const measured = { said, page: document.documentElement.scrollHeight, window: innerHeight, scrolled: scrollY,
    log: log.scrollHeight, shown: log.clientHeight, end: log.scrollHeight - log.scrollTop - log.clientHeight,
    focus: document.activeElement.id, bottom: say.getBoundingClientRect().bottom };
  document.body.insertAdjacentHTML("beforeend", "<output id=measured>" + JSON.stringify(measured) + "</output>");
}, 50));
</script>"""


class NothingDue:
    """A schedule without anything in it."""

    def moments(self, after: datetime, until: datetime) -> Iterable[datetime]:
        return ()

    def deliver(self, at: datetime) -> None:
        raise AssertionError(at)

    def send(self, at: datetime) -> None:
        """Nothing was put off."""


@pytest.fixture
def app(app: App) -> App:
    @app.command("/long")
    def long(ack: Any) -> None:
        lines = "\n".join(f"line {number}" for number in range(12))
        button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Press"}}
        menu = {
            "type": "static_select",
            "action_id": "b",
            "placeholder": {"type": "plain_text", "text": "Choose"},
            "options": [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}],
        }
        section = {"type": "section", "text": {"type": "plain_text", "text": lines}}
        ack({"text": lines, "blocks": [section, {"type": "actions", "elements": [button, menu]}]})

    return app


@pytest.fixture
def address(delivery: Delivery) -> Iterator[str]:
    clock = AdjustableClock(datetime(2026, 11, 21, 12, 0, tzinfo=UTC))
    pages = create_pages(delivery, clock, NothingDue(), commands=())
    server = make_server("127.0.0.1", 0, with_script(pages, SCRIPT % ANSWERS), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ana/learning"
    server.shutdown()
    thread.join()
    server.server_close()


def with_script(pages: WSGIApplication, script: str) -> WSGIApplication:
    """The same pages with a script of ours in them, which their policy would forbid."""

    def run(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[..., object]:
            return start_response(status, [each for each in headers if each[0] not in FORBIDDING], *rest)

        answer = pages(environ, start)
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()  # the file that was read
        return [body.replace(b"</body>", script.encode() + b"</body>")]

    return run


@pytest.mark.skipif(BROWSER is None, reason="there is no browser here")
def test_twenty_long_answers_stay_in_the_window_and_the_field_keeps_the_focus(address: str, tmp_path: Path) -> None:
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--window-size=1000,700"]
    command = [str(BROWSER), *options, "--virtual-time-budget=60000", "--timeout=60000", "--dump-dom", address]
    dumped = subprocess.run(command, capture_output=True, timeout=100, check=False, text=True).stdout
    found = re.findall(r'<output id="measured">(.*?)</output>', dumped)
    assert found, dumped[-2000:]
    measured = json.loads(unescape(found[-1]))
    assert measured["said"] == ANSWERS
    assert measured["log"] > 3 * measured["shown"]  # there is much to scroll through
    assert measured["page"] <= measured["window"]
    assert measured["scrolled"] == 0
    assert measured["bottom"] <= measured["window"]
    assert measured["end"] < 2
    assert measured["focus"] == "say"


def test_what_only_screen_readers_get_is_placed_in_what_scrolls() -> None:
    """Else each such text makes the whole page as long as all that was said."""
    rules = dict(re.findall(r"^(\.[a-z]+) \{(.*?)\}", CSS.read_text(), re.MULTILINE))
    assert "position: absolute" in rules[".unseen"]
    assert "overflow-y: auto" in rules[".log"]
    assert "position: relative" in rules[".log"]
