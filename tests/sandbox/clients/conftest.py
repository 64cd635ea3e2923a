"""Slack's own clients for Node, in one process of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.socket_mode import SocketTarget

NODE_APPS: Final = Path(__file__).with_name("node")
SUBSCRIBED: Final = ("app_mention",)
_OURS: Final = "@@"


class NodeApps:
    """Two Bolt apps for Node and a Web API client, with a workspace of their own."""

    def __init__(self, server: SandboxServer, process: subprocess.Popen[str]) -> None:
        self.server = server
        self.workspace = server.workspace
        self._process = process
        port = self._read()["port"]
        self.over_http = Delivery(
            server, f"http://127.0.0.1:{port}", signed_at=lambda: datetime.now(UTC), subscribed=SUBSCRIBED
        )
        self.over_socket = Delivery(server, SocketTarget(server.workspace.sockets), subscribed=SUBSCRIBED)

    def call(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        """Let the client call a method, and return what it says."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"method": method, "args": args}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith(_OURS):
                return dict(json.loads(line.removeprefix(_OURS)))
        pytest.fail("the process of the clients for Node has ended")


@pytest.fixture(scope="module")
def node() -> Iterator[NodeApps]:
    found = shutil.which("node")
    if found is None or not (NODE_APPS / "node_modules").is_dir():
        said = "no Node here, or its packages are not installed (make clients): Slack's clients for it were not tried"
        pytest.fail(said) if os.environ.get("ROADMATE_NO_SKIPS") else pytest.skip(said)
    with SandboxServer(SlackWorkspace(lambda: datetime.now(UTC))) as server:
        told = {
            "PATH": os.environ["PATH"],
            "SLACK_API_URL": server.base_url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        }
        with subprocess.Popen(
            [found, "apps.js"], cwd=NODE_APPS, env=told, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                yield NodeApps(server, process)
            finally:
                process.kill()
