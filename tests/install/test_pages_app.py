from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select, text
from werkzeug.serving import make_server
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request, Response

from bot.clock import AdjustableClock
from bot.db.engine import Database
from bot.db.tables import installations as table
from bot.install.oauth import STATE_COOKIE, CodeExchange, InstallRefusal
from bot.install.pages import REFUSAL_PAGES
from bot.install.pages_app import MAX_EXCHANGES, AuthorizeLink, InstallApp, with_install_pages
from bot.install.secret_key import SecretKey
from tests.fixtures.installed import read_token

KEY = SecretKey(Fernet.generate_key().decode())
CLIENT_SECRET = "client-secret-very-secret"
TOKEN = "xoxb-fresh-very-secret"
CODE = "code-very-secret"
GRANT: dict[str, Any] = {
    "ok": True,
    "access_token": TOKEN,
    "token_type": "bot",
    "scope": "commands,chat:write",
    "bot_user_id": "UBOT",
    "app_id": "A1",
    "team": {"id": "T1", "name": "Infra <b>&</b> Co"},
    "enterprise": None,
    "is_enterprise_install": False,
    "authed_user": {"id": "U1"},
}


class Slack:
    """A stand-in for the one method that installing calls."""

    def __init__(self) -> None:
        self.answer: Callable[[], Response] = lambda: json_response(GRANT)
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.server = make_server("127.0.0.1", 0, self, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
        who = base64.b64decode(credentials).decode() if scheme == "Basic" else ""
        self.asked.append((request.path, request.form.to_dict(), who))
        return self.answer()(environ, start_response)


def json_response(answer: object, status: int = 200) -> Response:
    return Response(answer if isinstance(answer, str) else json.dumps(answer), status, mimetype="application/json")


@pytest.fixture
def slack() -> Iterator[Slack]:
    made = Slack()
    made.thread.start()
    yield made
    made.server.shutdown()
    made.thread.join()
    made.server.server_close()


class InstallSite:
    """The two pages over the stand-in, beside another site."""

    def __init__(self, database: Database, clock: AdjustableClock, api_url: str) -> None:
        self.database, self.clock, self.api_url = database, clock, api_url
        self.kept: list[str] = []
        self.fails = False
        self.app = self.build()

    def note(self, workspace: str) -> None:
        if self.fails:
            raise RuntimeError(f"{workspace} very-secret")
        self.kept.append(workspace)

    def build(self) -> Any:
        """The same pages in another process."""
        install = InstallApp(
            AuthorizeLink("1.2", ("commands", "chat:write"), self.api_url, "/roadmate"),
            exchange=CodeExchange(
                api_url=self.api_url, client_id="1.2", client_secret=SecretStr(CLIENT_SECRET), timeout=1
            ),
            database=self.database,
            clock=self.clock,
            key=KEY,
            on_installed=self.note,
        )
        return with_install_pages(Response("the rest of the site"), install)

    def browser(self) -> Browser:
        return Browser(self.app)

    def tokens(self) -> dict[str, str | None]:
        with self.database.read() as conn:
            found = conn.execute(select(table.c.workspace)).scalars().all()
            return {each: read_token(conn, workspace=each, key=KEY) for each in found}


class Browser:
    """Somebody's browser, with its own cookies."""

    def __init__(self, app: Any) -> None:
        self.client = Client(app)

    def get(self, path: str, **query: str) -> TestResponse:
        return self.client.get(path, query_string=query, base_url="https://roadmate.example")

    def start(self) -> str:
        """Press Install; the state that Slack is given."""
        answer = self.get("/slack/install")
        assert answer.status_code == 302
        return parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]

    def finish(self, state: str, **query: str) -> TestResponse:
        """Come back from Slack."""
        return self.get("/slack/oauth_redirect", **({"code": CODE} | query), state=state)

    def install(self) -> TestResponse:
        return self.finish(self.start())


@pytest.fixture
def site(database: Database, clock: AdjustableClock, slack: Slack) -> InstallSite:
    return InstallSite(database, clock, slack.url)


@pytest.fixture
def browser(site: InstallSite) -> Browser:
    return site.browser()


@pytest.fixture(autouse=True)
def nothing_secret_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.DEBUG):
        yield
    logged = "\n".join(f"{each.getMessage()} {each.exc_text}" for each in caplog.get_records("call"))
    assert not any(secret in logged for secret in (TOKEN, CODE, CLIENT_SECRET, "very-secret"))


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name.startswith("bot.")]


def refused(answer: TestResponse, refusal: InstallRefusal) -> None:
    """The page is this refusal's, and stands alone."""
    page = REFUSAL_PAGES[refusal]
    assert (answer.status_code, answer.data) == (page.status, page.render())
    assert_page(answer)


def assert_page(answer: TestResponse) -> None:
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not any(word in answer.text for word in ("<script", "src=", "@import", "very-secret"))


def test_install_leads_to_slack_with_what_is_asked(site: InstallSite, slack: Slack) -> None:
    answer = site.browser().get("/slack/install")
    address = urlsplit(answer.headers["location"])
    query = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == slack.url.replace("/api/", "/oauth/v2/authorize")
    assert (query["client_id"], query["scope"]) == (["1.2"], ["commands,chat:write"])
    assert len(query["state"]) == 1
    assert answer.headers["set-cookie"].startswith(f"{STATE_COOKIE}=")
    assert slack.asked == []


def test_govslack_has_a_page_of_its_own() -> None:
    offer = AuthorizeLink("1.2", ("commands",), "https://slack-gov.com/api/", "/roadmate")
    assert offer.authorize_url("s") == "https://slack-gov.com/oauth/v2/authorize?client_id=1.2&scope=commands&state=s"


def test_a_workspace_installs(
    site: InstallSite, browser: Browser, slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    answer = browser.install()
    assert answer.status_code == 200
    assert_page(answer)
    assert site.tokens() == {"T1": TOKEN}
    assert site.kept == ["T1"]
    assert slack.asked == [("/api/oauth.v2.access", {"code": CODE}, f"1.2:{CLIENT_SECRET}")]
    assert lines(caplog) == ["installed workspace=T1"]
    assert browser.client.get_cookie(STATE_COOKIE, domain="roadmate.example") is None


def test_the_page_says_what_to_do_next(browser: Browser) -> None:
    shown = browser.install().text
    assert "Infra &lt;b&gt;&amp;&lt;/b&gt; Co" in shown
    assert "<code>/roadmate help</code>" in shown
    assert "/app_redirect?app=A1&amp;team=T1" in shown


def test_installing_again_replaces_the_token(site: InstallSite, browser: Browser, slack: Slack) -> None:
    browser.install()
    slack.answer = lambda: json_response(GRANT | {"access_token": "xoxb-second"})
    assert browser.install().status_code == 200
    assert site.tokens() == {"T1": "xoxb-second"}


def test_the_enterprise_of_a_workspace_is_kept(site: InstallSite, browser: Browser, slack: Slack) -> None:
    slack.answer = lambda: json_response(GRANT | {"enterprise": {"id": "E1", "name": "Corp"}})
    browser.install()
    with site.database.read() as conn:
        assert conn.execute(select(table.c.enterprise)).scalars().all() == ["E1"]


def test_a_state_works_once(site: InstallSite, slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    browser = site.browser()
    state = browser.start()
    cookie = browser.client.get_cookie(STATE_COOKIE, domain="roadmate.example")
    assert cookie is not None
    assert browser.finish(state).status_code == 200
    elsewhere = Browser(site.build())  # the same browser, answered by another process
    elsewhere.client.set_cookie(STATE_COOKIE, cookie.value, domain="roadmate.example", secure=True)
    refused(elsewhere.finish(state), InstallRefusal.BAD_STATE)
    assert len(slack.asked) == 1
    assert lines(caplog)[-1] == "not installed reason=state detail=used"


def test_another_browser_cannot_finish(site: InstallSite, browser: Browser, slack: Slack) -> None:
    state, other = browser.start(), site.browser()
    refused(other.finish(state), InstallRefusal.BAD_STATE)
    other.start()
    refused(other.finish(state), InstallRefusal.BAD_STATE)
    assert (slack.asked, site.tokens()) == ([], {})


def test_ten_minutes_are_enough(browser: Browser, clock: AdjustableClock, slack: Slack) -> None:
    state = browser.start()
    clock.advance(timedelta(minutes=10))
    refused(browser.finish(state), InstallRefusal.BAD_STATE)
    assert slack.asked == []


@pytest.mark.parametrize("state", ["", "x", "A" * 22 + ".99999999999." + "0" * 64])
def test_a_forged_state_reaches_nobody(
    browser: Browser, slack: Slack, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser.start()
    refused(browser.finish(state), InstallRefusal.BAD_STATE)
    assert slack.asked == []
    assert len(lines(caplog)) == 1


def test_cancelling_is_answered_kindly(browser: Browser, slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    refused(
        browser.get("/slack/oauth_redirect", error="access_denied\nforged line", state=browser.start()),
        InstallRefusal.CANCELLED,
    )
    assert slack.asked == []
    assert lines(caplog) == ["not installed reason=cancelled detail=none"]


def test_without_a_code_there_is_nothing_to_do(browser: Browser, slack: Slack) -> None:
    refused(browser.finish(browser.start(), code=""), InstallRefusal.BAD_REQUEST)
    assert slack.asked == []


@pytest.mark.parametrize("query", ["state=a&state=b", "&".join(f"a{n}=1" for n in range(30)), "code=" + "x" * 5000])
def test_odd_queries_are_refused(browser: Browser, query: str) -> None:
    refused(
        browser.client.get("/slack/oauth_redirect?" + query, base_url="https://roadmate.example"),
        InstallRefusal.BAD_REQUEST,
    )


@pytest.mark.parametrize(
    ("answer", "status", "refusal", "detail"),
    [
        ({"ok": False, "error": "invalid_code"}, 200, InstallRefusal.BAD_CODE, "invalid_code"),
        ({"ok": False, "error": "code_already_used"}, 200, InstallRefusal.BAD_CODE, "code_already_used"),
        ({"ok": False, "error": "bad_client_secret"}, 200, InstallRefusal.MISCONFIGURED, "bad_client_secret"),
        ({"ok": False, "error": "invalid_client_id"}, 200, InstallRefusal.MISCONFIGURED, "invalid_client_id"),
        ({"ok": False, "error": "Forged\nline very-secret"}, 200, InstallRefusal.MISCONFIGURED, "status_200"),
        ({"ok": False, "error": "ratelimited"}, 429, InstallRefusal.SLACK_UNREACHABLE, "ratelimited"),
        ({"ok": False, "error": "internal_error"}, 200, InstallRefusal.SLACK_UNREACHABLE, "internal_error"),
        ("<html>very-secret</html>", 503, InstallRefusal.SLACK_UNREACHABLE, "status_503"),
        ("<html>very-secret</html>", 200, InstallRefusal.MISCONFIGURED, "status_200"),
        ({}, 200, InstallRefusal.MISCONFIGURED, "status_200"),
        (GRANT | {"team": None, "is_enterprise_install": True}, 200, InstallRefusal.WHOLE_ORGANISATION, "none"),
        (GRANT | {"team": None}, 200, InstallRefusal.WHOLE_ORGANISATION, "none"),
        (GRANT | {"is_enterprise_install": True}, 200, InstallRefusal.WHOLE_ORGANISATION, "none"),
        (GRANT | {"expires_in": 43200, "refresh_token": "xoxe-1"}, 200, InstallRefusal.TOKEN_ROTATION, "none"),
        (GRANT | {"access_token": ""}, 200, InstallRefusal.MISCONFIGURED, "access_token"),
        (GRANT | {"token_type": "user"}, 200, InstallRefusal.MISCONFIGURED, "token_type"),
        (GRANT | {"bot_user_id": None}, 200, InstallRefusal.MISCONFIGURED, "bot_user_id"),
        (GRANT | {"team": {"id": "T1\nforged"}}, 200, InstallRefusal.MISCONFIGURED, "team.id"),
        (GRANT | {"team": "T1"}, 200, InstallRefusal.MISCONFIGURED, "team"),
    ],
)
def test_whatever_slack_answers_has_a_page_and_a_line(
    site: InstallSite,
    browser: Browser,
    slack: Slack,
    caplog: pytest.LogCaptureFixture,
    answer: object,
    status: int,
    refusal: InstallRefusal,
    detail: str,
) -> None:
    slack.answer = lambda: json_response(answer, status)
    refused(browser.install(), refusal)
    assert lines(caplog) == [f"not installed reason={refusal.value} detail={detail}"]
    assert (site.tokens(), site.kept, len(slack.asked)) == ({}, [], 1)


def test_a_slack_that_hangs_is_given_up_after_one_try(browser: Browser, slack: Slack) -> None:
    over = threading.Event()

    def hang() -> Response:
        over.wait(10)
        return json_response(GRANT)

    slack.answer = hang
    try:
        refused(browser.install(), InstallRefusal.SLACK_UNREACHABLE)
    finally:
        over.set()
    assert len(slack.asked) == 1


def test_a_slack_that_is_not_there(database: Database, clock: AdjustableClock) -> None:
    refused(
        InstallSite(database, clock, "http://127.0.0.1:1/api/").browser().install(), InstallRefusal.SLACK_UNREACHABLE
    )


def test_few_exchanges_at_once_so_that_threads_are_left(site: InstallSite, slack: Slack) -> None:
    arrived, over = threading.Semaphore(0), threading.Event()

    def wait() -> Response:
        arrived.release()
        over.wait(10)
        return json_response(GRANT)

    slack.answer = wait
    waiting = [site.browser() for _ in range(MAX_EXCHANGES)]
    states = [each.start() for each in waiting]
    with ThreadPoolExecutor(MAX_EXCHANGES) as pool:
        try:
            running = [pool.submit(each.finish, state) for each, state in zip(waiting, states, strict=True)]
            assert all(arrived.acquire(timeout=5) for _ in waiting)
            refused(site.browser().install(), InstallRefusal.TOO_MANY_AT_ONCE)
        finally:
            over.set()
        assert {each.result().status_code for each in running} <= {200, 502}
    slack.answer = lambda: json_response(GRANT)
    assert site.browser().install().status_code == 200


@pytest.mark.parametrize(("name", "detail", "calls"), [("handled_events", "state", 0), ("installations", "token", 1)])
def test_a_database_that_is_away(
    site: InstallSite,
    browser: Browser,
    slack: Slack,
    caplog: pytest.LogCaptureFixture,
    name: str,
    detail: str,
    calls: int,
) -> None:
    with site.database.begin() as conn:
        conn.execute(text(f"DROP TABLE {name}"))
    refused(browser.install(), InstallRefusal.DATABASE_UNAVAILABLE)
    assert lines(caplog) == [f"not installed reason=database detail={detail}"]
    assert (len(slack.asked), site.kept) == (calls, [])


def test_what_nobody_foresaw_is_a_page_too(
    site: InstallSite, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    site.fails = True
    answer = browser.install()
    assert answer.status_code == 500
    assert_page(answer)
    assert lines(caplog)[-1].startswith("installing failed reason=RuntimeError at test_pages_app.py:")


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect"])
@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE"])
def test_the_pages_are_only_read(browser: Browser, slack: Slack, path: str, method: str) -> None:
    answer = browser.client.open(path, method=method, base_url="https://roadmate.example")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/slack/events", "/slack/install/", "/healthz"])
def test_all_else_is_left_to_the_site(browser: Browser, path: str) -> None:
    assert browser.get(path).text == "the rest of the site"


def test_every_refusal_has_a_page() -> None:
    assert set(REFUSAL_PAGES) == set(InstallRefusal)
    assert all(page.status >= 400 for page in REFUSAL_PAGES.values())
