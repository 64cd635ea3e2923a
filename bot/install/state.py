"""The state that ties Slack's answer to the browser that asked, and the cookie that proves which browser that is."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final
from wsgiref.types import WSGIEnvironment

from bot.install.oauth import NotInstalled, Refusal
from bot.install.secret_key import SecretKey

SECONDS: Final = 600
# With this prefix browsers take the cookie only from this very host, over HTTPS.
COOKIE: Final = "__Host-roadmate-install"
_STATE: Final = re.compile(r"(?P<nonce>[\w-]{22})\.(?P<until>\d{1,12})\.(?P<signature>[0-9a-f]{64})", re.ASCII)


class States:
    """Makes states and checks them; a state is good for ten minutes and only beside the cookie it was made with."""

    def __init__(self, key: SecretKey, now: Callable[[], datetime]) -> None:
        self._key = key
        self._now = now

    def issue(self) -> tuple[str, str]:
        """A new state and the value of the cookie that goes with it."""
        nonce, cookie = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        until = int(self._now().timestamp()) + SECONDS
        return f"{nonce}.{until}.{self._key.sign(_signed(nonce, until, cookie))}", cookie

    def check(self, state: str, cookie: str) -> str:
        """What a good state is known by, so that it is used only once. Raises NotInstalled."""
        parts = _STATE.fullmatch(state)
        if parts is None:
            raise NotInstalled(Refusal.STATE, "malformed")
        if not cookie:
            raise NotInstalled(Refusal.STATE, "no_cookie")
        if not self._key.is_signed(_signed(parts["nonce"], int(parts["until"]), cookie), parts["signature"]):
            raise NotInstalled(Refusal.STATE, "forged")
        if self._now().timestamp() >= int(parts["until"]):
            raise NotInstalled(Refusal.STATE, "expired")
        return parts["nonce"]


def set_cookie(value: str) -> tuple[str, str]:
    """The header that gives the browser its cookie; an empty value takes it back."""
    seconds = SECONDS if value else 0
    return "set-cookie", f"{COOKIE}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"


def read_cookie(environ: WSGIEnvironment) -> str:
    """The cookie's value; empty if the browser has none."""
    pairs = (part.strip().partition("=") for part in (environ.get("HTTP_COOKIE") or "").split(";"))
    return next((value for name, _, value in pairs if name == COOKIE), "")


def _signed(nonce: str, until: int, cookie: str) -> str:
    return f"install state:{nonce}:{until}:{cookie}"
