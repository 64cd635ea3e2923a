"""Render the pages that a person sees in the browser while installing. Each stands alone and loads nothing."""

from __future__ import annotations

import html
from collections.abc import Mapping
from http import HTTPStatus
from string import Template
from typing import Final

from bot.frozen import frozen
from bot.install.oauth import InstallRefusal, OAuthGrant

START_PATH: Final = "/slack/install"
HTML_TYPE: Final = "text/html; charset=utf-8"
# The address of a page can hold a code, so no page may load anything or tell where one came from.
PAGE_HEADERS: Final = (
    (
        "content-security-policy",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
)
_HTML_TEMPLATE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title - Roadmate</title>
<style>
:root { color-scheme: light dark }
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem }
code { font-size: .95em }
</style>
</head>
<body>
<main>
<h1>$title</h1>
$body
</main>
</body>
</html>
""")


@frozen
class InstallPage:
    """Whole page. `title` is plain text, `body` is HTML."""

    status: HTTPStatus
    title: str
    body: str

    def render(self) -> bytes:
        """Return the page's bytes."""
        return _HTML_TEMPLATE.substitute(title=html.escape(self.title), body=self.body).encode()


def _simple_page(status: HTTPStatus, title: str, text: str, *, with_restart_link: bool = True) -> InstallPage:
    link = f'<p><a href="{START_PATH}">Start again</a></p>' if with_restart_link else ""
    return InstallPage(status, title, f"<p>{text}</p>\n{link}")


_EXPIRED_PAGE: Final = _simple_page(
    HTTPStatus.BAD_REQUEST,
    "This link has expired",
    "You can finish an installation once, within ten minutes, in the browser where you started it. "
    "If Roadmate isn't in your workspace yet, please start again.",
)
_TELL_OPERATOR: Final = "Please tell the person who runs Roadmate here; their log says what's wrong."

REFUSAL_PAGES: Final[Mapping[InstallRefusal, InstallPage]] = {
    InstallRefusal.BAD_REQUEST: _simple_page(
        HTTPStatus.BAD_REQUEST,
        "Something is missing",
        "Slack sends you to this page at the end of an installation, but part of the address is missing.",
    ),
    InstallRefusal.BAD_STATE: _EXPIRED_PAGE,
    InstallRefusal.BAD_CODE: _EXPIRED_PAGE,
    InstallRefusal.CANCELLED: _simple_page(
        HTTPStatus.FORBIDDEN,
        "Nothing was installed",
        "You cancelled, or your workspace doesn't allow it. You can try again at any time.",
    ),
    InstallRefusal.WHOLE_ORGANISATION: _simple_page(
        HTTPStatus.FORBIDDEN,
        "Please choose one workspace",
        "Roadmate works in one workspace, not in a whole organisation. Nothing was installed. "
        "Remove the app from the organisation, then install it in each workspace that wants it.",
    ),
    InstallRefusal.TOKEN_ROTATION: _simple_page(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "This app can't be installed yet",
        f"Token rotation is on, and Roadmate doesn't renew tokens. Nothing was installed. {_TELL_OPERATOR}",
        with_restart_link=False,
    ),
    InstallRefusal.MISCONFIGURED: _simple_page(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Roadmate isn't set up correctly",
        f"Slack rejected Roadmate's request. Nothing was installed. {_TELL_OPERATOR}",
    ),
    InstallRefusal.SLACK_UNREACHABLE: _simple_page(
        HTTPStatus.BAD_GATEWAY, "Slack didn't answer", "Nothing was installed. Please try again in a few minutes."
    ),
    InstallRefusal.TOO_MANY_AT_ONCE: _simple_page(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Too many at once",
        "Several people are installing Roadmate right now. Please try again in a minute.",
    ),
    InstallRefusal.DATABASE_UNAVAILABLE: _simple_page(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Not finished",
        "Roadmate couldn't tell whether the installation was saved, because its database didn't answer. "
        "Please try again in a few minutes; installing twice does no harm.",
    ),
}
FAILED_PAGE: Final = _simple_page(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Something went wrong",
    "Roadmate may or may not be installed. You can safely start again.",
)
WRONG_METHOD_PAGE: Final = _simple_page(
    HTTPStatus.METHOD_NOT_ALLOWED, "This page only opens from a link", "Please follow the link again."
)


def installed_page(grant: OAuthGrant, *, command: str, app_url: str) -> InstallPage:
    """Return the page that says it is done, and what to do next; `app_url` opens Roadmate in Slack."""
    name, typed, link = html.escape(grant.team_name), html.escape(command), html.escape(app_url)
    return InstallPage(
        HTTPStatus.OK,
        "Roadmate is installed",
        f"<p>It's ready in <strong>{name}</strong>. Next:</p>\n<ol>\n"
        f'<li><a href="{link}">Open Slack</a> and type <code>{typed} help</code> in any channel.</li>\n'
        "<li>Invite it to the channel where your team learns: <code>/invite @Roadmate</code>.</li>\n"
        f"<li>Then choose that channel for the weekly digest: <code>{typed} settings</code>.</li>\n</ol>",
    )
