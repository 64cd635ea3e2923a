"""Which token opens which workspace: the one that is set, or those of the workspaces that installed the app."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.db.engine import Sessions
from bot.deps import Deps
from bot.install import installations
from bot.install.secret_key import SecretKey
from bot.install.tokens import Tokens
from bot.manifest import SCOPES
from bot.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """The token for a workspace, a way to forget it, and the key where there are several workspaces."""

    token: Callable[[str], str | None]
    drop: Callable[[str], None]
    key: SecretKey | None = None

    @classmethod
    def of(cls, settings: Settings, sessions: Sessions, clock: Clock) -> Access:
        """Several workspaces where a client id is set, else the one; with a new key their tokens are sealed anew.

        Raises SecretKeyError, Unavailable.
        """
        secret = settings.slack_bot_token
        single = secret.get_secret_value() if secret else None
        if not settings.slack_client_id:
            return cls(lambda _workspace: single, lambda _workspace: None)
        key = SecretKey(settings.secret_key.get_secret_value() if settings.secret_key else "")
        if key.is_changing:
            _reseal(sessions, key)
        tokens = Tokens(sessions=sessions, clock=clock, key=key, single=single)
        return cls(tokens, tokens.drop, key)

    def beside(self, pages: WSGIApplication, deps: Deps) -> WSGIApplication:
        """The pages, with those that install the app in front of them where people can install it."""
        settings = deps.settings
        if self.key is None or settings.slack_client_id is None or settings.slack_client_secret is None:
            return pages
        from bot.install import oauth, pages_app  # noqa: PLC0415  (pages that most do without)

        offer = pages_app.Offer(
            settings.slack_client_id, tuple(SCOPES), settings.slack_api_url, settings.command("roadmate")
        )
        exchange = oauth.Exchange(
            api_url=settings.slack_api_url,
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret,
        )
        installing = pages_app.Install(
            offer, exchange=exchange, sessions=deps.sessions, clock=deps.clock, key=self.key, kept=self.drop
        )
        return pages_app.beside(pages, installing)


def _reseal(sessions: Sessions, key: SecretKey) -> None:
    """Leave no token that needs one of the older keys."""
    with sessions.begin() as session:
        found = installations.reseal(session, key=key)
    log.info("sealed with the first ROADMATE_SECRET_KEY tokens=%s opened_by_none=%s", found.done, len(found.lost))
