"""Slack's side towards the app: everything that people do, delivered as signed requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import SIGNING_SECRET
from bot.sandbox.user_actions.commands import CommandDelivery
from bot.sandbox.user_actions.events import SUBSCRIBED, EventDelivery
from bot.sandbox.user_actions.interactions import InteractionDelivery, Shortcut
from bot.sandbox.user_actions.socket_mode import SocketTarget

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


class Delivery(CommandDelivery, EventDelivery, InteractionDelivery):
    """Delivers what people of the workspace do to the app at `target`, and says what came of it.

    People are named by id, handle or first name, channels by id or #name. See `DeliveryBase` for `signed_at`.
    """

    def __init__(
        self,
        server: SandboxServer,
        target: str | WSGIApplication | SocketTarget,
        *,
        signing_secret: str = SIGNING_SECRET,
        path: str = "/slack/events",
        signed_at: Callable[[], datetime] | None = None,
        seconds: float = 3.0,
        commands: Iterable[str] | None = None,
        subscribed: Iterable[str] = SUBSCRIBED,
        retries: int = 0,
        shortcuts: Iterable[Shortcut] = (),
    ) -> None:
        super().__init__(server, target, signing_secret=signing_secret, path=path, signed_at=signed_at, seconds=seconds)
        self.known = None if commands is None else frozenset(commands)
        self.subscribed = frozenset(subscribed)
        self.retries = retries
        self.shortcuts = tuple(shortcuts)
