"""Install from a browser: serve one page that leads to Slack, and one that Slack leads back to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlencode, urljoin
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bot.clock import Clock
from bot.db.engine import Database, DatabaseUnavailable
from bot.dispatch import event_store
from bot.frozen import frozen
from bot.install import installations, pages
from bot.install.oauth import (
    CodeExchange,
    InstallRefusal,
    NotInstalled,
    OAuthGrant,
    StateIssuer,
    cookie_header,
    read_cookie,
)
from bot.install.pages import START_PATH, InstallPage
from bot.install.secret_key import SecretKey
from bot.web.guard import error_location
from bot.web.responses import send_body, send_text

log = logging.getLogger(__name__)

FINISH_PATH: Final = "/slack/oauth_redirect"
MAX_EXCHANGES: Final = 4  # at the same time; the other threads go on answering Slack
MAX_QUERY_LENGTH: Final = 4096  # characters


@frozen
class AuthorizeLink:
    """Client and scopes that Slack is asked to authorize, and where. `command` is the help command as it is typed."""

    client_id: str
    scopes: Sequence[str]
    api_url: str
    command: str

    def authorize_url(self, state: str) -> str:
        """Return the page on which a person allows it; on the same host as the Web API, which GovSlack needs."""
        query = urlencode({"client_id": self.client_id, "scope": ",".join(self.scopes), "state": state})
        return f"{urljoin(self.api_url, '/oauth/v2/authorize')}?{query}"

    def app_url(self, grant: OAuthGrant) -> str:
        """Return the address that opens Roadmate in Slack."""
        return f"{urljoin(self.api_url, '/app_redirect')}?{urlencode({'app': grant.app_id, 'team': grant.workspace})}"


class InstallApp:
    """WSGI app of the two pages. `on_installed` is called with each workspace that has a new token."""

    def __init__(
        self,
        authorize_link: AuthorizeLink,
        *,
        exchange: CodeExchange,
        database: Database,
        clock: Clock,
        key: SecretKey,
        on_installed: Callable[[str], None],
    ) -> None:
        self._authorize_link = authorize_link
        self._exchange = exchange
        self._database = database
        self._clock = clock
        self._key = key
        self._on_installed = on_installed
        self._states = StateIssuer(key, clock.now)
        self._exchange_slots = threading.BoundedSemaphore(MAX_EXCHANGES)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("REQUEST_METHOD") != "GET":
            return _send_page(start_response, pages.WRONG_METHOD_PAGE, ("allow", "GET"))
        if environ.get("PATH_INFO") == START_PATH:
            return self._redirect_to_slack(start_response)
        try:
            page = self._finish(environ)
        except NotInstalled as refused:
            log.warning("not installed reason=%s detail=%s", refused.refusal.value, refused.detail or "none")
            return _send_page(start_response, pages.REFUSAL_PAGES[refused.refusal])
        except Exception as error:  # noqa: BLE001 - the last stop before the server, and a trace could show too much
            log.error("installing failed reason=%s at %s", type(error).__name__, error_location(error))  # noqa: TRY400
            return _send_page(start_response, pages.FAILED_PAGE)
        return _send_page(start_response, page, cookie_header(""))

    def _redirect_to_slack(self, start_response: StartResponse) -> list[bytes]:
        state, cookie = self._states.issue()
        headers = (("location", self._authorize_link.authorize_url(state)), cookie_header(cookie))
        return send_text(start_response, HTTPStatus.FOUND, "on to Slack", *headers)

    def _finish(self, environ: WSGIEnvironment) -> InstallPage:
        query = _parse_query(environ)
        self._use_state(self._states.check(query.get("state", ""), read_cookie(environ)))
        if "error" in query:
            raise NotInstalled(InstallRefusal.CANCELLED)
        if not query.get("code"):
            raise NotInstalled(InstallRefusal.BAD_REQUEST, "no_code")
        grant = self._exchange_code(query["code"])
        self._save_grant(grant)
        log.info("installed workspace=%s", grant.workspace)
        return pages.installed_page(
            grant, command=self._authorize_link.command, app_url=self._authorize_link.app_url(grant)
        )

    def _use_state(self, nonce: str) -> None:
        """Claim a state, which no process takes again. Raises NotInstalled."""
        try:
            with self._database.begin() as conn:
                is_fresh = event_store.claim_event(conn, event_key=f"install:{nonce}", now=self._clock.now())
        except DatabaseUnavailable:
            raise NotInstalled(InstallRefusal.DATABASE_UNAVAILABLE, "state") from None
        if not is_fresh:
            raise NotInstalled(InstallRefusal.BAD_STATE, "used")

    def _exchange_code(self, code: str) -> OAuthGrant:
        if not self._exchange_slots.acquire(blocking=False):
            raise NotInstalled(InstallRefusal.TOO_MANY_AT_ONCE)
        try:
            return self._exchange(code)
        finally:
            self._exchange_slots.release()

    def _save_grant(self, grant: OAuthGrant) -> None:
        try:
            with self._database.begin() as conn:
                installations.save_installation(
                    conn,
                    workspace=grant.workspace,
                    enterprise=grant.enterprise,
                    token=grant.token,
                    bot_user_id=grant.bot_user_id,
                    installed_by=grant.installed_by,
                    key=self._key,
                    now=self._clock.now(),
                )
        except DatabaseUnavailable:
            raise NotInstalled(InstallRefusal.DATABASE_UNAVAILABLE, "token") from None
        self._on_installed(grant.workspace)


def with_install_pages(site: WSGIApplication, install_app: InstallApp) -> WSGIApplication:
    """Put the two pages in front of all others."""

    def route(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        app = install_app if environ.get("PATH_INFO") in {START_PATH, FINISH_PATH} else site
        return app(environ, start_response)

    return route


def _send_page(start_response: StartResponse, page: InstallPage, *headers: tuple[str, str]) -> list[bytes]:
    return send_body(start_response, page.status, page.render(), pages.HTML_TYPE, *pages.PAGE_HEADERS, *headers)


def _parse_query(environ: WSGIEnvironment) -> dict[str, str]:
    """Parse the address's query, each name once. Raises NotInstalled."""
    text = environ.get("QUERY_STRING") or ""
    try:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=20) if len(text) <= MAX_QUERY_LENGTH else None
    except ValueError:
        fields = None
    if fields is None or any(len(values) > 1 for values in fields.values()):
        raise NotInstalled(InstallRefusal.BAD_REQUEST, "query")
    return {name: values[0] for name, values in fields.items()}
