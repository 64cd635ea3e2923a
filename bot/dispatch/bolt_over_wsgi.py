"""Bring what the guard lets through to Bolt, and its answers back.

Bolt's own adapter makes a request of everything first: headers, query, and all ids that a listener may ask for. A slash
command, which is answered by name, needs none of that.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote_plus
from wsgiref.types import StartResponse, WSGIEnvironment

from slack_bolt import App, BoltRequest, BoltResponse

from bot.web.checks import FORM_TYPE

_STATUS_LINES: Final = {each.value: f"{each.value} {each.phrase}" for each in HTTPStatus}


class BoltOverWsgi:
    """A WSGI app that has a Bolt app answer."""

    def __init__(self, app: App) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer: BoltResponse = self._app.dispatch(build_request(environ))
        body = answer.body.encode()
        headers = [(name, value) for name, values in answer.headers.items() for value in values]
        start_response(_STATUS_LINES[answer.status], [*headers, ("content-length", str(len(body)))])
        return [body]


class FormRequest(BoltRequest):
    """A form, read at once; the rest is worked out once Bolt asks for it."""

    def __init__(self, form: str, environ: WSGIEnvironment) -> None:
        self.raw_body = form
        self.body = parse_form(form)
        self._environ = environ

    def __getattr__(self, name: str) -> Any:
        if "_environ" not in self.__dict__ or name.startswith("__"):
            raise AttributeError(name)
        headers = _headers(self.__dict__.pop("_environ"))
        self.__dict__ |= vars(BoltRequest(body=self.raw_body, headers=headers))
        return getattr(self, name)


def build_request(environ: WSGIEnvironment) -> BoltRequest:
    """Return a request whose body is UTF-8; interactions are in a form's field `payload`, events are JSON."""
    body: str = environ["wsgi.input"].read().decode()
    if environ.get("CONTENT_TYPE") == FORM_TYPE and not body.startswith("{") and "payload" not in body:
        return FormRequest(body, environ)
    return BoltRequest(body=body, headers=_headers(environ))


def parse_form(form: str) -> dict[str, str]:
    """Return the fields of a form, of equal ones the last, as `parse_qsl` does, which decodes what needs it not."""
    pairs = (piece.partition("=") for piece in form.split("&") if piece)
    return {_decode(name): _decode(value) for name, _, value in pairs}


def _decode(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def _headers(environ: WSGIEnvironment) -> dict[str, Any]:
    sent = {name[5:].lower().replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    return {"content-type": environ.get("CONTENT_TYPE", ""), **sent}
