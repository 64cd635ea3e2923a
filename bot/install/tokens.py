"""The token for each workspace, remembered for a while so that a request does not wait for the database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.clock import Clock
from bot.db.engine import Database
from bot.deps import Deps
from bot.install import installations
from bot.install.secret_key import SecretKey, SecretKeyError
from bot.manifest import SCOPES
from bot.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


TOKEN_LIFETIME: Final = 600.0  # seconds; how long another process may go on with a token after an uninstall


MAX_TOKENS: Final = 10_000  # workspaces


class TokenCache:
    """Gives out tokens, from any thread. A workspace without one of its own gets `single`, if there is such a token.

    Only tokens are remembered, never their absence: a workspace that installs is served at once by every process.
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        key: SecretKey,
        single_token: str | None = None,
        lifetime: float = TOKEN_LIFETIME,
        max_tokens: int = MAX_TOKENS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._key = key
        self._single_token = single_token
        self._lifetime = lifetime
        self._max_tokens = max_tokens
        self._lock = threading.Lock()
        self._cached: dict[str, tuple[str, float]] = {}  # token and when to ask again, oldest first
        self._forget_count = 0

    def __call__(self, workspace: str) -> str | None:
        """The token to use in a workspace; None if it has none, or if the key does not open it. Raises Unavailable."""
        if not workspace:
            return self._single_token
        with self._lock:
            found, until = self._cached.get(workspace, ("", 0.0))
            drops = self._forget_count
        if found and self._clock.monotonic() < until:
            return found
        token = self._look_up(workspace)
        with self._lock:
            if drops == self._forget_count:  # else what was read may be what has just been dropped
                self._remember(workspace, token)
        return token

    def forget(self, workspace: str) -> None:
        """Forget what is remembered of a workspace: it has installed Roadmate again, or thrown it out."""
        with self._lock:
            self._cached.pop(workspace, None)
            self._forget_count += 1

    def _look_up(self, workspace: str) -> str | None:
        try:
            with self._database.read() as conn:
                found = installations.read_token(conn, workspace=workspace, key=self._key)
        except SecretKeyError as error:  # no other workspace's token in its place
            log.error("no token workspace=%s reason=%s", workspace, error)  # noqa: TRY400 - a trace tells no more
            return None
        return found or self._single_token

    def _remember(self, workspace: str, token: str | None) -> None:
        self._cached.pop(workspace, None)
        if token is None:
            return
        if len(self._cached) >= self._max_tokens:
            del self._cached[next(iter(self._cached))]
        self._cached[workspace] = (token, self._clock.monotonic() + self._lifetime)


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TokenAccess:
    """The token for a workspace, a way to forget it, and the key where there are several workspaces."""

    token_for: Callable[[str], str | None]
    forget_token: Callable[[str], None]
    key: SecretKey | None = None

    @classmethod
    def from_settings(cls, settings: Settings, database: Database, clock: Clock) -> TokenAccess:
        """Several workspaces where a client id is set, else the one; with a new key their tokens are sealed anew.

        Raises SecretKeyError, Unavailable.
        """
        secret = settings.slack_bot_token
        single = secret.get_secret_value() if secret else None
        if not settings.slack_client_id:
            return cls(lambda _workspace: single, lambda _workspace: None)
        key = SecretKey(settings.secret_key.get_secret_value() if settings.secret_key else "")
        if key.is_changing:
            _reseal_tokens(database, key)
        tokens = TokenCache(database=database, clock=clock, key=key, single_token=single)
        return cls(tokens, tokens.forget, key)

    def with_install_pages(self, pages: WSGIApplication, deps: Deps) -> WSGIApplication:
        """The pages, with those that install the app in front of them where people can install it."""
        settings = deps.settings
        if self.key is None or settings.slack_client_id is None or settings.slack_client_secret is None:
            return pages
        from bot.install import oauth, pages_app  # noqa: PLC0415  (pages that most do without)

        offer = pages_app.AuthorizeLink(
            settings.slack_client_id, tuple(SCOPES), settings.slack_api_url, settings.slash_command("roadmate")
        )
        exchange = oauth.CodeExchange(
            api_url=settings.slack_api_url,
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret,
        )
        installing = pages_app.InstallApp(
            offer,
            exchange=exchange,
            database=deps.database,
            clock=deps.clock,
            key=self.key,
            on_installed=self.forget_token,
        )
        return pages_app.with_install_pages(pages, installing)


def _reseal_tokens(database: Database, key: SecretKey) -> None:
    """Leave no token that needs one of the older keys."""
    with database.begin() as conn:
        found = installations.reseal_all(conn, key=key)
    log.info(
        "sealed with the first ROADMATE_SECRET_KEY tokens=%s opened_by_none=%s",
        found.resealed_count,
        len(found.unopened),
    )
