"""The four paths that Roadmate answers on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bot.web.answers import plain
from bot.web.health import Check, Page, alive, counted, ready
from bot.web.refusal import STATUS, TEXT, Reason, report

SLACK_PATH = "/slack/events"
READING = ("GET", "HEAD")


def build(
    slack: WSGIApplication,
    *,
    checks: Mapping[str, Check],
    render: Callable[[], bytes],
    rejected: Callable[[str], None],
) -> WSGIApplication:
    """Slack's requests go to `slack` (the guarded app), three pages are ours, all else is 404."""
    pages: dict[str, Page] = {"/healthz": alive, "/readyz": ready(checks), "/metrics": counted(render)}

    def site(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path == SLACK_PATH:
            return slack(environ, start_response)
        page = pages.get(path or "")
        if page is not None and environ.get("REQUEST_METHOD") in READING:
            return page(start_response)
        reason = Reason.PATH if page is None else Reason.METHOD
        report(reason, environ)
        rejected(reason.value)
        allow = [] if page is None else [("allow", ", ".join(READING))]
        return plain(start_response, STATUS[reason], TEXT[reason], *allow)

    return site
