"""The token for each workspace, remembered for a while so that a request does not wait for the database."""

from __future__ import annotations

import logging
import threading
from typing import Final

from bot.clock import Clock
from bot.db.engine import Sessions
from bot.install import installations
from bot.install.secret_key import SecretKey, SecretKeyError

log = logging.getLogger(__name__)

LIFETIME: Final = 600.0  # seconds; how long another process may go on with a token after an uninstall
LIMIT: Final = 10_000  # workspaces


class Tokens:
    """Gives out tokens, from any thread. A workspace without one of its own gets `single`, if there is such a token.

    Only tokens are remembered, never their absence: a workspace that installs is served at once by every process.
    """

    def __init__(
        self,
        *,
        sessions: Sessions,
        clock: Clock,
        key: SecretKey,
        single: str | None = None,
        lifetime: float = LIFETIME,
        limit: int = LIMIT,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._key = key
        self._single = single
        self._lifetime = lifetime
        self._limit = limit
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, float]] = {}  # token and when to ask again, oldest first
        self._drops = 0

    def __call__(self, workspace: str) -> str | None:
        """The token to use in a workspace; None if it has none, or if the key does not open it. Raises Unavailable."""
        if not workspace:
            return self._single
        with self._lock:
            found, until = self._known.get(workspace, ("", 0.0))
            drops = self._drops
        if found and self._clock.monotonic() < until:
            return found
        token = self._look_up(workspace)
        with self._lock:
            if drops == self._drops:  # else what was read may be what has just been dropped
                self._remember(workspace, token)
        return token

    def drop(self, workspace: str) -> None:
        """Forget what is remembered of a workspace: it has installed Roadmate again, or thrown it out."""
        with self._lock:
            self._known.pop(workspace, None)
            self._drops += 1

    def _look_up(self, workspace: str) -> str | None:
        try:
            with self._sessions.read() as session:
                found = installations.token(session, workspace=workspace, key=self._key)
        except SecretKeyError as error:  # no other workspace's token in its place
            log.error("no token workspace=%s reason=%s", workspace, error)  # noqa: TRY400 - a trace tells no more
            return None
        return found or self._single

    def _remember(self, workspace: str, token: str | None) -> None:
        self._known.pop(workspace, None)
        if token is None:
            return
        if len(self._known) >= self._limit:
            del self._known[next(iter(self._known))]
        self._known[workspace] = (token, self._clock.monotonic() + self._lifetime)
