"""Give out the token of each workspace, cached for a while so that a request does not wait for the database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from cachetools import TTLCache

from bot.clock import Clock
from bot.db.engine import Database
from bot.deps import Deps
from bot.frozen import frozen
from bot.install import installations
from bot.install.secret_key import SecretKey, SecretKeyError
from bot.install.token_owner import TokenOwner
from bot.settings import Settings
from bot.slack.client import SlackClient
from bot.slack.scopes import SCOPES

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

log = logging.getLogger(__name__)

TOKEN_LIFETIME: Final = 600.0  # seconds; how long another process may go on with a token after an uninstall
MAX_TOKENS: Final = 10_000  # workspaces


class TokenCache:
    """Give out tokens, from any thread: a workspace's own, or SLACK_BOT_TOKEN to the one that it belongs to.

    Only tokens are cached, never their absence: a workspace that installs is served at once by every process.
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        key: SecretKey | None = None,
        single_token: str | None = None,
        owner: TokenOwner | None = None,
        lifetime: float = TOKEN_LIFETIME,
        max_tokens: int = MAX_TOKENS,
    ) -> None:
        self._database = database
        self._key = key
        self._single_token = single_token
        self._owner = owner
        self._lock = threading.Lock()
        self._cached: TTLCache[str, str] = TTLCache(max_tokens, lifetime, timer=clock.monotonic)
        self._forget_count = 0

    def __call__(self, workspace: str) -> str | None:
        """Return the workspace's token; None if it has none that the key opens. Raises DatabaseUnavailable."""
        if not workspace:
            return self._single_token
        with self._lock:
            cached = self._cached.get(workspace)
            forget_count = self._forget_count
        if cached:
            return cached
        token = self._look_up(workspace)
        with self._lock:
            if token and forget_count == self._forget_count:  # else it may be the one that has just been forgotten
                self._cached[workspace] = token
        return token

    def forget(self, workspace: str) -> None:
        """Forget a workspace's token: it has installed Roadmate again, or thrown it out."""
        with self._lock:
            self._cached.pop(workspace, None)
            self._forget_count += 1

    def _look_up(self, workspace: str) -> str | None:
        token = self._read(workspace)
        if token is None and self._owner and self._owner.confirm():
            token = self._read(workspace)
        return token

    def _read(self, workspace: str) -> str | None:
        try:
            with self._database.read() as conn:
                stored = installations.read_stored_token(conn, workspace=workspace, key=self._key)
        except SecretKeyError as error:  # no other workspace's token in its place
            log.error("no token workspace=%s reason=%s", workspace, error)  # noqa: TRY400 - a trace tells no more
            return None
        if stored is None or stored.token:
            return stored.token if stored else None
        is_own = self._owner is not None and stored.token_hash == self._owner.token_hash
        return self._single_token if is_own else None


@frozen
class TokenAccess:
    """Ways to get a workspace's token and to forget it; `key` where there are several workspaces.

    `confirm_owner` finds out which workspace SLACK_BOT_TOKEN is for, if there is one; False while Slack does not say.
    """

    token_for: Callable[[str], str | None]
    forget_token: Callable[[str], None]
    confirm_owner: Callable[[], bool]
    key: SecretKey | None = None

    @classmethod
    def from_settings(cls, settings: Settings, database: Database, clock: Clock) -> TokenAccess:
        """Serve the workspace of SLACK_BOT_TOKEN, and several where a client id is set.

        A start seals nothing anew: other processes may still have the older key alone. Raises SecretKeyError.
        """
        secret = settings.slack_bot_token
        single = secret.get_secret_value() if secret else None
        key: SecretKey | None = None
        if settings.slack_client_id:
            key = SecretKey(settings.secret_key.get_secret_value() if settings.secret_key else "")
        owner = _token_owner(settings.slack_api_url, single, database, clock) if single else None
        tokens = TokenCache(database=database, clock=clock, key=key, single_token=single, owner=owner)
        return cls(tokens, tokens.forget, owner.confirm if owner else lambda: True, key)

    def with_install_pages(self, pages: WSGIApplication, deps: Deps) -> WSGIApplication:
        """Return the pages, with those that install the app in front of them where people can install it."""
        settings = deps.settings
        if self.key is None or settings.slack_client_id is None or settings.slack_client_secret is None:
            return pages
        from bot.install import oauth, pages_app  # noqa: PLC0415  (pages that most do without)

        authorize_link = pages_app.AuthorizeLink(
            settings.slack_client_id, tuple(SCOPES), settings.slack_api_url, settings.slash_command("roadmate")
        )
        exchange = oauth.CodeExchange(
            api_url=settings.slack_api_url,
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret,
        )
        install_app = pages_app.InstallApp(
            authorize_link,
            exchange=exchange,
            database=deps.database,
            clock=deps.clock,
            key=self.key,
            on_installed=self.forget_token,
        )
        return pages_app.with_install_pages(pages, install_app)


def _token_owner(api_url: str, token: str, database: Database, clock: Clock) -> TokenOwner:
    slack = SlackClient(api_url=api_url, token=lambda _workspace: token)
    return TokenOwner(token, database=database, clock=clock, fetch_identity=lambda: slack.fetch_identity(""))
