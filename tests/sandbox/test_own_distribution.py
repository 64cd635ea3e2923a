"""The stand-in without the rest of the project, serving somebody else's app."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from werkzeug.serving import make_server

from bot import sandbox
from bot.sandbox.slack_api.server import QuietRequestHandler

MANIFEST = """
display_information: {name: Tea Timer}
features:
  bot_user: {display_name: Tea Timer}
  slash_commands:
    - {command: /tea, description: start a timer, usage_hint: "[minutes]", url: "https://tea.example/slack"}
  shortcuts:
    - {name: Stop the timer, type: global, callback_id: stop}
oauth_config: {scopes: {bot: ["chat:write", commands]}}
settings:
  event_subscriptions: {bot_events: [app_mention]}
"""


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the stand-in alone into an empty folder, with a manifest beside it."""
    [source] = sandbox.__path__
    root = tmp_path_factory.mktemp("alone")
    shutil.copytree(source, root / "bot" / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "bot" / "__init__.py").touch()
    (root / "manifest.yml").write_text(MANIFEST)
    return root


@contextmanager
def served(alone: Path, *options: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve it in a process of its own; return where the page is and what the app is to be told."""
    command = [sys.executable, "-m", "bot.sandbox", "--manifest", "manifest.yml", "--port", "0", *options]
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(alone)}
    with subprocess.Popen(command, cwd=alone, env=told, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            found = re.search(r"^Tea Timer in a small Slack: (http://127\.0\.0\.1:\d+/)", process.stdout.readline())
            assert found
            assert process.stdout.readline() == "Start your app with\n"
            settings = [process.stdout.readline().strip().partition("=") for _ in range(3)]
            yield found[1], {name: value for name, _, value in settings}
            process.terminate()
            assert process.wait(10) == 0
        finally:
            process.kill()


poured = threading.Event()


def tea_app(settings: dict[str, str], **more: Any) -> App:
    client = WebClient(settings["SLACK_BOT_TOKEN"], base_url=settings["SLACK_API_URL"])
    app = App(client=client, **more)

    @app.command("/tea")
    def tea(ack: Any, client: WebClient, command: dict[str, str]) -> None:
        ack(f"Ready in {command['text']} minutes.")
        client.chat_postMessage(channel=command["channel_id"], text=f"Tea for <@{command['user_id']}>!")
        poured.set()

    return app


def say(page: str, text: str) -> dict[str, Any]:
    """Write a line as Ana in #learning, as the page does."""
    form = urlencode({"text": text, "mark": 0}).encode()
    request = Request(f"{page}ana/learning/say", form, {"Origin": page.rstrip("/")})
    with urlopen(request, timeout=10) as answer:
        return dict(json.load(answer))


def test_an_app_over_http(alone: Path) -> None:
    apps: list[App] = []

    def pass_on(environ: Any, start_response: Any) -> Any:
        return SlackRequestHandler(apps[0])(environ, start_response)

    site = make_server("127.0.0.1", 0, pass_on, threaded=True, request_handler=QuietRequestHandler)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    try:
        with served(alone, "--app", f"http://127.0.0.1:{site.server_port}/slack/events") as (page, settings):
            assert set(settings) == {"SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}
            apps.append(tea_app(settings, signing_secret=settings["SLACK_SIGNING_SECRET"]))
            assert "Ready in 3 minutes." in json.dumps(say(page, "/tea 3"))
            assert poured.wait(10)
            with urlopen(f"{page}ben/learning", timeout=10) as answer:
                assert "Tea for" in answer.read().decode()
            with urlopen(f"{page}ana/tea-timer", timeout=10) as answer:
                html = answer.read().decode()
            assert "Tea Timer" in html
            assert "Stop the timer" in html
            assert "Roadmate" not in html
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


def test_an_app_in_socket_mode(alone: Path) -> None:
    with served(alone, "--socket") as (page, settings):
        app = tea_app(settings, request_verification_enabled=False)
        handler = SocketModeHandler(
            app, settings["SLACK_APP_TOKEN"], web_client=WebClient(base_url=settings["SLACK_API_URL"])
        )
        handler.connect()
        assert "Ready in 4 minutes." in json.dumps(say(page, "/tea 4"))
        assert "/coffee isn" in json.dumps(say(page, "/coffee"))
        handler.close()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--manifest", "nowhere.yml"], "can't read nowhere.yml"),
        (["--manifest", "other.yml"], "display_information is missing"),
        (["--manifest", "manifest.yml"], "say where your app listens"),
        (["--manifest", "manifest.yml", "--app", "127.0.0.1:3000"], "--app 127.0.0.1:3000 isn't an address"),
        (["--manifest", "manifest.yml", "--app", "http://[::1"], "--app http://[::1 isn't an address"),
    ],
)
def test_what_is_missing_is_said_in_a_line(
    alone: Path, options: list[str], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.sandbox.__main__ import main

    (alone / "other.yml").write_text("name: x\n")
    monkeypatch.chdir(alone)
    assert main(options, threading.Event()) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
