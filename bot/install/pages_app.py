"""Installing from a browser: one page that leads to Slack, and one that Slack leads back to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlencode, urljoin
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bot.clock import Clock
from bot.db.engine import Sessions, Unavailable
from bot.dispatch import handled_events
from bot.install import installations, pages
from bot.install.oauth import Exchange, Grant, NotInstalled, Refusal
from bot.install.pages import START, Page
from bot.install.secret_key import SecretKey
from bot.install.state import States, read_cookie, set_cookie
from bot.web.answers import answer, plain
from bot.web.guard import place_of

log = logging.getLogger(__name__)

FINISH: Final = "/slack/oauth_redirect"
AT_ONCE: Final = 4  # exchanges; the other threads go on answering Slack
LONGEST: Final = 4096  # characters of a query


@dataclass(frozen=True, slots=True)
class Offer:
    """What is asked of Slack, and where. `command` is the help command as people type it."""

    client_id: str
    scopes: Sequence[str]
    api_url: str
    command: str

    def address(self, state: str) -> str:
        """Slack's page on which a person allows it; on the same host as the Web API, which GovSlack needs."""
        asked = urlencode({"client_id": self.client_id, "scope": ",".join(self.scopes), "state": state})
        return f"{urljoin(self.api_url, '/oauth/v2/authorize')}?{asked}"

    def home(self, grant: Grant) -> str:
        """The address that opens Roadmate in Slack."""
        return f"{urljoin(self.api_url, '/app_redirect')}?{urlencode({'app': grant.app, 'team': grant.workspace})}"


class Install:
    """The two pages. `kept` is told of each workspace that has a new token."""

    def __init__(
        self,
        offer: Offer,
        *,
        exchange: Exchange,
        sessions: Sessions,
        clock: Clock,
        key: SecretKey,
        kept: Callable[[str], None],
    ) -> None:
        self._offer = offer
        self._exchange = exchange
        self._sessions = sessions
        self._clock = clock
        self._key = key
        self._kept = kept
        self._states = States(key, clock.now)
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("REQUEST_METHOD") != "GET":
            return _show(start_response, pages.METHOD, ("allow", "GET"))
        if environ.get("PATH_INFO") == START:
            return self._lead(start_response)
        try:
            page = self._finish(environ)
        except NotInstalled as refused:
            log.warning("not installed reason=%s detail=%s", refused.refusal.value, refused.detail or "none")
            return _show(start_response, pages.REFUSALS[refused.refusal])
        except Exception as error:  # noqa: BLE001 - the last stop before the server, and a trace could show too much
            log.error("installing failed reason=%s at %s", type(error).__name__, place_of(error))  # noqa: TRY400
            return _show(start_response, pages.FAILED)
        return _show(start_response, page, set_cookie(""))

    def _lead(self, start_response: StartResponse) -> list[bytes]:
        state, cookie = self._states.issue()
        headers = (("location", self._offer.address(state)), set_cookie(cookie))
        return plain(start_response, HTTPStatus.FOUND, "on to Slack", *headers)

    def _finish(self, environ: WSGIEnvironment) -> Page:
        query = _query(environ)
        self._use(self._states.check(query.get("state", ""), read_cookie(environ)))
        if "error" in query:
            raise NotInstalled(Refusal.CANCELLED)
        if not query.get("code"):
            raise NotInstalled(Refusal.REQUEST, "no_code")
        grant = self._ask(query["code"])
        self._keep(grant)
        log.info("installed workspace=%s", grant.workspace)
        return pages.installed(grant, command=self._offer.command, home=self._offer.home(grant))

    def _use(self, nonce: str) -> None:
        """Use a state up, for all processes."""
        try:
            with self._sessions.begin() as session:
                fresh = handled_events.claim(session, event=f"install:{nonce}", now=self._clock.now())
        except Unavailable:
            raise NotInstalled(Refusal.DATABASE, "state") from None
        if not fresh:
            raise NotInstalled(Refusal.STATE, "used")

    def _ask(self, code: str) -> Grant:
        if not self._turns.acquire(blocking=False):
            raise NotInstalled(Refusal.BUSY)
        try:
            return self._exchange(code)
        finally:
            self._turns.release()

    def _keep(self, grant: Grant) -> None:
        try:
            with self._sessions.begin() as session:
                installations.keep(
                    session,
                    workspace=grant.workspace,
                    enterprise=grant.enterprise,
                    token=grant.token,
                    bot_user=grant.bot_user,
                    key=self._key,
                    now=self._clock.now(),
                )
        except Unavailable:
            raise NotInstalled(Refusal.DATABASE, "token") from None
        self._kept(grant.workspace)


def beside(site: WSGIApplication, install: Install) -> WSGIApplication:
    """The two pages in front of all others."""

    def both(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        app = install if environ.get("PATH_INFO") in {START, FINISH} else site
        return app(environ, start_response)

    return both


def _show(start_response: StartResponse, page: Page, *headers: tuple[str, str]) -> list[bytes]:
    return answer(start_response, page.status, page.render(), pages.KIND, *pages.HEADERS, *headers)


def _query(environ: WSGIEnvironment) -> dict[str, str]:
    """What stands in the address, each name once. Raises NotInstalled."""
    text = environ.get("QUERY_STRING") or ""
    try:
        found = parse_qs(text, keep_blank_values=True, max_num_fields=20) if len(text) <= LONGEST else None
    except ValueError:
        found = None
    if found is None or any(len(values) > 1 for values in found.values()):
        raise NotInstalled(Refusal.REQUEST, "query")
    return {name: values[0] for name, values in found.items()}
