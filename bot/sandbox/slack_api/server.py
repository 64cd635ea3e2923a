"""The stand-in over HTTP on loopback: /api/METHOD, /response/SECRET, /upload/FILE and /files-pri/TEAM-FILE/..."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterable, Mapping
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from bot.sandbox.slack_api import api, responses, uploads
from bot.sandbox.slack_api.faults import FaultKind, SwitchedFault
from bot.sandbox.slack_api.traffic import Direction
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

SIGN_IN: Final = "<!DOCTYPE html><html><body><h1>Sign in to Sandbox</h1></body></html>"
RESPONSE_URL: Final = "response_url"
DOWNLOAD: Final = "download"
UPLOAD: Final = "upload"
_ARGUMENTS: Final = "sandbox.arguments"
JSON_IN_FORMS: Final = ("blocks", "attachments", "message", "view", "files", "metadata")


class QuietRequestHandler(WSGIRequestHandler):
    """Handler of a server that writes no line for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: the journal of the workspace has it all."""


class SandboxServer:
    """A real HTTP server for one workspace; `base_url` is what SLACK_API_URL should be."""

    def __init__(self, workspace: SlackWorkspace, port: int = 0) -> None:
        self.workspace = workspace
        self._port = port
        self._http: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self.stopping = threading.Event()

    @property
    def base_url(self) -> str:
        """The root of the Web API, with the slash at its end that the SDK needs."""
        return f"{self.workspace.base_url}/api/"

    def response_url(self, secret: str) -> str:
        """Return the full response URL with this secret."""
        return f"{self.workspace.base_url}/response/{secret}"

    def start(self) -> None:
        """Listen on loopback; port 0 takes a free one."""
        self.stopping.clear()
        http = make_server("127.0.0.1", self._port, self, threaded=True, request_handler=QuietRequestHandler)
        self.workspace.base_url = f"http://127.0.0.1:{http.server_port}"
        self._http = http
        self._thread = threading.Thread(target=http.serve_forever, args=(0.005,), name="sandbox-slack", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, and let requests go that are answered slowly; safe to call twice."""
        self.stopping.set()
        self.workspace.sockets.close()
        if self._http and self._thread:
            self._http.shutdown()
            self._thread.join()
            self._http.server_close()
        self._http = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one HTTP request of the app."""
        with Request(environ) as request:
            return self._route(request)(environ, start_response)

    def _route(self, request: Request) -> Response:
        _, section, name = [*request.path.split("/", 2), "", ""][:3]
        methods = {"api": name, "response": RESPONSE_URL, "upload": UPLOAD, "files-pri": DOWNLOAD}
        if section not in methods:
            return Response("not found", 404)
        method = methods[section]
        started = perf_counter()
        fault = self.workspace.faults.take(method)
        response = self._answer_with(fault, request, method) if fault else self.answer(request, method)
        self._write_down(request, method, response, perf_counter() - started, fault.kind if fault else "")
        return drop_connection(request) if fault and fault.kind is FaultKind.LOST else response

    def _answer_with(self, fault: SwitchedFault, request: Request, method: str) -> Response:
        """Answer as Slack does while this is wrong with it."""
        if fault.kind is FaultKind.RATE_LIMITED:
            self.workspace.record_call(method, read_arguments(request)[1], "ratelimited")
            response = json_response({"ok": False, "error": "ratelimited"}, 429)
            response.headers["Retry-After"] = str(max(1, round(fault.seconds)))
            return response
        if fault.kind is FaultKind.SERVER_ERROR:
            self.workspace.record_call(method, read_arguments(request)[1], "server_error")
            return Response("", 500)
        if fault.kind is FaultKind.SLOW:
            self.stopping.wait(fault.seconds)
        return self.answer(request, method)

    def _write_down(self, request: Request, method: str, response: Response, seconds: float, fault: str) -> None:
        """Write down an exchange for whoever looks at the traffic."""
        answered = "(a file)" if method == DOWNLOAD and response.status_code == 200 else response.get_data(as_text=True)
        asked = {"path": request.path} if method in (UPLOAD, DOWNLOAD) else read_arguments(request)[1]
        error, details = _refusal(answered, response.status_code, fault)
        self.workspace.traffic.add(
            at=self.workspace.now(),
            direction=Direction.TO_SLACK,
            method=method,
            request=asked,
            answer_text=answered,
            status=0 if fault == FaultKind.LOST else response.status_code,
            milliseconds=seconds * 1000,
            refused=error,
            details=details,
            fault=fault,
        )

    def answer(self, request: Request, method: str) -> Response:
        """Answer a call of this method of the Web API, a response URL, an upload or a download."""
        if method == DOWNLOAD:
            return self._hand_out(request)
        if method == UPLOAD:
            return self._receive(request, request.path.rsplit("/", 1)[-1])
        return self._respond(request) if method == RESPONSE_URL else self._call(request, method)

    def _call(self, request: Request, method: str) -> Response:
        token, args = read_arguments(request)
        try:
            answer = api.call_method(self.workspace, method, token, args)
        except RefusedError as refused:
            self.workspace.record_call(method, args, refused.error)
            return json_response(refused.as_answer())
        self.workspace.record_call(method, args)
        response = json_response(answer)
        if self.workspace.scopes is not None:
            response.headers["x-oauth-scopes"] = ",".join(sorted(self.workspace.scopes))
        return response

    def _respond(self, request: Request) -> Response:
        payload = request.get_json(silent=True)
        if not isinstance(payload, dict):
            return Response("invalid_payload", 400)
        try:
            responses.use_response_url(self.workspace, request.path.rsplit("/", 1)[-1], payload)
        except RefusedError as refused:
            self.workspace.record_call(RESPONSE_URL, payload, refused.error)
            return json_response(refused.as_answer(), 404 if refused.error.endswith("_url") else 400)
        self.workspace.record_call(RESPONSE_URL, payload)
        return Response("ok")

    def _receive(self, request: Request, file_id: str) -> Response:
        """Take a file's bytes, bare or as the part of a form."""
        part = next(iter(request.files.values()), None) if request.mimetype == "multipart/form-data" else None
        try:
            uploads.receive_upload(
                self.workspace, file_id, part.read() if part else request.get_data(parse_form_data=False)
            )
        except RefusedError as refused:
            return Response(refused.error, 400)
        return Response("OK")

    def _hand_out(self, request: Request) -> Response:
        """Return the bytes of a file for the bot's token; anyone else gets the page to sign in, as with Slack."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if token != self.workspace.token or self.workspace.token_error:
            return Response(SIGN_IN, content_type="text/html; charset=utf-8")
        try:
            content = uploads.file_content(self.workspace, request.path.split("/")[2].partition("-")[2])
        except RefusedError as refused:
            return Response(refused.error, 404)
        return Response(content, content_type="application/octet-stream")


def json_response(answer: Mapping[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(answer), status, content_type="application/json; charset=utf-8")


def drop_connection(request: Request) -> Response:
    """Close the connection under the answer, so that the app never gets one."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Response("")


def _refusal(answered: str, status: int, fault: str) -> tuple[str, list[str]]:
    """Return Slack's name for what is wrong with an exchange, "" for nothing, and its explaining lines."""
    if fault in (FaultKind.SERVER_ERROR, FaultKind.LOST):
        return fault, []
    if status >= 400 and not answered.startswith("{"):
        return answered, []
    if not answered.startswith('{"ok": false'):
        return "", []
    answer = json.loads(answered)
    details = [_detail(one) for one in answer.get("errors", ())]
    details += [f"needed: {answer['needed']}"] if "needed" in answer else []
    return answer["error"], details


def _detail(line: str | Mapping[str, str]) -> str:
    """Return an explaining line with its place at its end, in whichever of Slack's two forms it comes."""
    return line if isinstance(line, str) else f"{line['message']} [json-pointer:{line['pointer']}]"


def read_arguments(request: Request) -> tuple[str, dict[str, Any]]:
    """Return the token and the other arguments of a call, from the query, a form or a JSON body."""
    known: tuple[str, dict[str, Any]] | None = request.environ.get(_ARGUMENTS)
    if known is None:
        known = request.environ[_ARGUMENTS] = _parse_arguments(request)
    return known


def _parse_arguments(request: Request) -> tuple[str, dict[str, Any]]:
    args: dict[str, Any] = dict(request.args.items()) | dict(request.form.items())
    for name in JSON_IN_FORMS:
        if isinstance(args.get(name), str):
            args[name] = _json_or_text(args[name])
    body = request.get_json(silent=True) if request.is_json else None
    if isinstance(body, dict):
        args |= body
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return bearer or str(args.pop("token", "")), {name: value for name, value in args.items() if name != "token"}


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
