"""Serve the stand-in for somebody's app: its API and its page, until stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from werkzeug.serving import make_server

from bot.sandbox.app_manifest import AppManifest
from bot.sandbox.slack_api.server import QuietRequestHandler, SandboxServer
from bot.sandbox.slack_api.workspace import SIGNING_SECRET, SlackWorkspace
from bot.sandbox.system_clock import TurnableClock, machine_time
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.socket_mode import SocketTarget
from bot.sandbox.web_page.app import create_pages, stop_turning


@dataclass(frozen=True, slots=True)
class ServedSandbox:
    """A stand-in that is being served: where its page is, and what drives it."""

    page_url: str
    server: SandboxServer
    delivery: Delivery

    def settings(self) -> dict[str, str]:
        """Return what an app needs to be told, by the names that are usual in the environment."""
        workspace = self.server.workspace
        told = {"SLACK_API_URL": self.server.base_url, "SLACK_BOT_TOKEN": workspace.token}
        if isinstance(self.delivery.target, SocketTarget):
            return told | {"SLACK_APP_TOKEN": workspace.app_token}
        return told | {"SLACK_SIGNING_SECRET": self.delivery.signing_secret}


@contextmanager
def serve_sandbox(
    manifest: AppManifest,
    *,
    app_url: str = "",
    signing_secret: str = SIGNING_SECRET,
    port: int = 0,
    api_port: int = 0,
) -> Iterator[ServedSandbox]:
    """Serve the API and the page on loopback; without an `app_url` the app is to connect in Socket Mode.

    Raises OSError when a port is taken.
    """
    clock = TurnableClock()
    workspace = SlackWorkspace(clock.now, bot=manifest.bot, serial=int(clock.now().timestamp() * 1000))
    workspace.scopes = manifest.scopes
    with SandboxServer(workspace, api_port) as server:
        parts = urlsplit(app_url)
        delivery = Delivery(
            server,
            f"{parts.scheme}://{parts.netloc}" if app_url else SocketTarget(workspace.sockets),
            path=parts.path or "/slack/events",
            signing_secret=signing_secret,
            signed_at=machine_time,
            commands=[command.name for command in manifest.commands],
            subscribed=manifest.events,
            shortcuts=manifest.shortcuts,
            retries=1,
        )
        site = create_pages(delivery, clock, commands=manifest.commands)
        pages = make_server("127.0.0.1", port, site, threaded=True, request_handler=QuietRequestHandler)
        thread = threading.Thread(target=pages.serve_forever, name="sandbox-page", daemon=True)
        thread.start()
        try:
            yield ServedSandbox(f"http://127.0.0.1:{pages.server_port}/", server, delivery)
        finally:
            pages.shutdown()
            thread.join()
            stop_turning(site)
            pages.server_close()
