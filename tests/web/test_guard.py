from __future__ import annotations

import io
import json
import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.adapter.wsgi.http_request import WsgiHttpRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request import BoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.clock import SystemClock
from bot.web.checks import BODY_LIMIT
from bot.web.guard import Guard
from tests.examples import examples
from tests.web.guard_driver import START, GuardDriver

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
BODY = b"command=%2Flog&text=2h+networking"
TIMESTAMP = "HTTP_X_SLACK_REQUEST_TIMESTAMP"
SIGNATURE = "HTTP_X_SLACK_SIGNATURE"


class Endless(io.RawIOBase):
    """A body that never ends; says how much was taken of it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "read without a bound"
        self.taken += size
        return b"a" * size


class Gone(io.RawIOBase):
    def read(self, size: int = -1) -> bytes:
        raise ConnectionResetError


def refused(guard_driver: GuardDriver, answer: Any, status: int, reason: str) -> None:
    """A short plain answer, one count, and nothing behind the door."""
    assert (answer.status, guard_driver.count.reasons) == (status, [reason])
    assert guard_driver.reached == []
    assert len(answer.body) < 60
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(("age", "status"), [(0, 200), (299, 200), (301, 401), (-299, 200), (-301, 401)])
def test_the_age_of_a_signature_is_measured_by_the_clock_of_the_machine(age: int, status: int) -> None:
    """As `serve` does, where nothing sets another clock."""
    with freeze_time(START):
        driver = GuardDriver(now=SystemClock().now)
        environ = driver.environ(BODY)
    with freeze_time(START + timedelta(seconds=age)):
        assert driver.ask(environ).status == status


class TestLetsThrough:
    def test_what_slack_signed(self, guard_driver: GuardDriver) -> None:
        answer = guard_driver.send(BODY)
        assert (answer.status, answer.body) == (200, b"booked")
        assert (guard_driver.count.reasons, guard_driver.count.statuses) == ([], [200])

    def test_the_very_bytes_with_their_length(self, guard_driver: GuardDriver) -> None:
        body = "text=caf\u00e9&x=%E2%82%AC".encode()
        guard_driver.send(body)
        environ, received = guard_driver.reached[0]
        assert (received, environ["CONTENT_LENGTH"]) == (body, str(len(body)))

    @pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
    def test_a_clock_that_is_five_minutes_off(self, guard_driver: GuardDriver, seconds: int) -> None:
        stamp = guard_driver.stamp(seconds)
        answer = guard_driver.send(BODY, **{TIMESTAMP: stamp, SIGNATURE: guard_driver.sign(BODY, stamp)})
        assert answer.status == 200

    @pytest.mark.parametrize("kind", [FORM, f"{FORM}; charset=utf-8", FORM.upper(), f" {FORM} ;x"])
    def test_a_form_with_parameters(self, guard_driver: GuardDriver, kind: str) -> None:
        assert guard_driver.send(BODY, kind).status == 200
        assert guard_driver.reached[0][0]["CONTENT_TYPE"] == FORM

    @pytest.mark.parametrize("kind", [JSON, f"{JSON}; charset=utf-8", f"{JSON} ; charset=utf-8", "Application/JSON"])
    def test_json_with_parameters(self, guard_driver: GuardDriver, kind: str) -> None:
        assert guard_driver.send(b'{"type":"event_callback"}', kind).status == 200
        assert guard_driver.reached[0][0]["CONTENT_TYPE"] == JSON

    def test_a_body_in_chunks(self, guard_driver: GuardDriver) -> None:
        assert guard_driver.send(BODY, CONTENT_LENGTH=None, HTTP_TRANSFER_ENCODING="Chunked").status == 200
        environ, received = guard_driver.reached[0]
        assert (received, environ["CONTENT_LENGTH"]) == (BODY, str(len(BODY)))
        assert "HTTP_TRANSFER_ENCODING" not in environ

    def test_a_body_of_just_the_limit(self, guard_driver: GuardDriver) -> None:
        assert guard_driver.send(b"text=".ljust(BODY_LIMIT, b"a")).status == 200

    def test_a_signed_ssl_check(self, guard_driver: GuardDriver) -> None:
        assert guard_driver.send(b"ssl_check=1&token=abc").status == 200

    def test_the_retry_headers(self, guard_driver: GuardDriver) -> None:
        guard_driver.send(BODY, HTTP_X_SLACK_RETRY_NUM="1", HTTP_X_SLACK_RETRY_REASON="http_timeout")
        environ, _ = guard_driver.reached[0]
        assert (environ["HTTP_X_SLACK_RETRY_NUM"], environ["HTTP_X_SLACK_RETRY_REASON"]) == ("1", "http_timeout")


class TestKeepsOut:
    @pytest.mark.parametrize(
        "name",
        [
            "HTTP_X_SLACK_BOLT_LAZY_ONLY",
            "HTTP_X_SLACK_BOLT_LAZY_FUNCTION_NAME",
            "HTTP_X_SLACK_BOLT_ANYTHING",
            "HTTP_COOKIE",
            "SLACK_SIGNING_SECRET",
        ],
    )
    def test_what_nobody_signed(self, guard_driver: GuardDriver, name: str) -> None:
        assert guard_driver.send(BODY, **{name: "1", "QUERY_STRING": "payload=1"}).status == 200
        environ, _ = guard_driver.reached[0]
        assert name not in environ
        assert environ["QUERY_STRING"] == ""

    @pytest.mark.parametrize("path", ["/", "", "/slack/events/", "/slack/event", "/SLACK/EVENTS", "/slack/install"])
    def test_other_paths(self, guard_driver: GuardDriver, path: str) -> None:
        refused(guard_driver, guard_driver.send(BODY, PATH_INFO=path), 404, "path")

    @pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post"])
    def test_other_methods(self, guard_driver: GuardDriver, method: str) -> None:
        answer = guard_driver.send(BODY, REQUEST_METHOD=method)
        refused(guard_driver, answer, 405, "method")
        assert answer.headers["allow"] == "POST"

    @pytest.mark.parametrize("length", [None, "", "abc", "-1", "+5", "1 2", "0x10", "\u0663", "\u00b2"])
    def test_a_length_that_is_none(self, guard_driver: GuardDriver, length: str | None) -> None:
        refused(guard_driver, guard_driver.send(BODY, CONTENT_LENGTH=length), 400, "length")

    def test_a_length_and_chunks_at_once(self, guard_driver: GuardDriver) -> None:
        refused(guard_driver, guard_driver.send(BODY, HTTP_TRANSFER_ENCODING="chunked"), 400, "length")

    def test_an_unknown_coding(self, guard_driver: GuardDriver) -> None:
        refused(
            guard_driver, guard_driver.send(BODY, CONTENT_LENGTH=None, HTTP_TRANSFER_ENCODING="gzip"), 400, "length"
        )

    def test_a_body_shorter_than_its_declared_length(self, guard_driver: GuardDriver) -> None:
        refused(guard_driver, guard_driver.send(BODY, CONTENT_LENGTH=str(len(BODY) + 1)), 400, "length")

    def test_a_sender_that_went_away(self, guard_driver: GuardDriver) -> None:
        refused(guard_driver, guard_driver.send(BODY, **{"wsgi.input": Gone()}), 400, "length")

    @pytest.mark.parametrize("length", [BODY_LIMIT + 1, 10_000_000, 10**40])
    def test_a_body_too_large_without_reading_it(self, guard_driver: GuardDriver, length: int) -> None:
        endless = Endless()
        refused(
            guard_driver,
            guard_driver.send(BODY, CONTENT_LENGTH=str(length), **{"wsgi.input": endless}),
            413,
            "too_large",
        )
        assert endless.taken == 0

    def test_chunks_without_end_are_cut_off(self, guard_driver: GuardDriver) -> None:
        endless = Endless()
        chunks = {"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": endless}
        refused(guard_driver, guard_driver.send(BODY, **chunks), 413, "too_large")
        assert endless.taken == BODY_LIMIT + 1

    def test_nothing_is_read_of_an_unsigned_body(self, guard_driver: GuardDriver) -> None:
        endless = Endless()
        refused(guard_driver, guard_driver.send(BODY, **{SIGNATURE: None, "wsgi.input": endless}), 401, "unsigned")
        assert endless.taken == 0

    @pytest.mark.parametrize(
        "kind", [None, "", "text/plain", "multipart/form-data; boundary=x", "application/jsonx", ";"]
    )
    def test_other_content_types(self, guard_driver: GuardDriver, kind: str | None) -> None:
        refused(guard_driver, guard_driver.send(BODY, CONTENT_TYPE=kind), 400, "content_type")

    @pytest.mark.parametrize(
        "stamp", [None, "", "abc", "-5", "+5", "1.5", "1e9", " 1", "1" * 13, "9" * 5000, "\u0663\u0664"]
    )
    def test_a_timestamp_that_is_none(self, guard_driver: GuardDriver, stamp: str | None) -> None:
        refused(guard_driver, guard_driver.send(BODY, **{TIMESTAMP: stamp}), 401, "timestamp")

    @pytest.mark.parametrize("seconds", [-(10**6), -301, 301, 10**6])
    def test_a_stale_timestamp(self, guard_driver: GuardDriver, seconds: int) -> None:
        stamp = guard_driver.stamp(seconds)
        answer = guard_driver.send(BODY, **{TIMESTAMP: stamp, SIGNATURE: guard_driver.sign(BODY, stamp)})
        refused(guard_driver, answer, 401, "stale")

    @pytest.mark.parametrize(
        "signature",
        [
            None,
            "",
            "v0=",
            "v0=abc",
            "v1=" + "a" * 64,
            "a" * 67,
            "v0=" + "\u00e9" * 64,
            "v0=" + "a" * 65,
            "v0=" + "a" * 9999,
        ],
    )
    def test_a_signature_that_is_none(self, guard_driver: GuardDriver, signature: str | None) -> None:
        refused(guard_driver, guard_driver.send(BODY, **{SIGNATURE: signature}), 401, "unsigned")

    @pytest.mark.parametrize("signature", ["v0=" + "0" * 64, "v0=" + "z" * 64, "v0=" + " " * 64])
    def test_a_wrong_signature(self, guard_driver: GuardDriver, signature: str) -> None:
        refused(guard_driver, guard_driver.send(BODY, **{SIGNATURE: signature}), 401, "signature")

    def test_a_truncated_signature(self, guard_driver: GuardDriver) -> None:
        refused(
            guard_driver,
            guard_driver.send(BODY, **{SIGNATURE: guard_driver.sign(BODY, guard_driver.stamp())[:-1]}),
            401,
            "unsigned",
        )

    def test_a_signature_by_another_secret(self, guard_driver: GuardDriver) -> None:
        refused(
            guard_driver,
            guard_driver.send(BODY, **{SIGNATURE: guard_driver.sign(BODY, guard_driver.stamp(), "other")}),
            401,
            "signature",
        )

    def test_a_signature_of_another_body(self, guard_driver: GuardDriver) -> None:
        refused(
            guard_driver,
            guard_driver.send(BODY, **{SIGNATURE: guard_driver.sign(BODY + b" ", guard_driver.stamp())}),
            401,
            "signature",
        )

    def test_a_signature_of_another_moment(self, guard_driver: GuardDriver) -> None:
        refused(
            guard_driver,
            guard_driver.send(BODY, **{SIGNATURE: guard_driver.sign(BODY, guard_driver.stamp(-1))}),
            401,
            "signature",
        )

    def test_an_unsigned_ssl_check(self, guard_driver: GuardDriver) -> None:
        refused(guard_driver, guard_driver.send(b"ssl_check=1&token=abc", **{SIGNATURE: None}), 401, "unsigned")

    def test_an_empty_body(self, guard_driver: GuardDriver) -> None:
        refused(guard_driver, guard_driver.send(b""), 400, "malformed")

    def test_a_secret_that_is_empty(self, guard_driver: GuardDriver) -> None:
        with pytest.raises(ValueError, match="signing secret is empty"):
            Guard(
                guard_driver.note,
                secret="",
                now=lambda: guard_driver.now,
                monotonic=lambda: 0.0,
                counter=guard_driver.count,
            )


class TestReplay:
    def test_a_second_use(self, guard_driver: GuardDriver) -> None:
        assert [guard_driver.send(BODY).status for _ in range(3)] == [200, 401, 401]
        assert (guard_driver.count.reasons, len(guard_driver.reached)) == (["replay", "replay"], 1)

    def test_the_last_second_in_which_it_is_not_stale(self, guard_driver: GuardDriver) -> None:
        stamp = guard_driver.stamp(300)
        signed = {TIMESTAMP: stamp, SIGNATURE: guard_driver.sign(BODY, stamp)}
        first = guard_driver.send(BODY, **signed).status
        guard_driver.now += (type(guard_driver.now).resolution) * 600 * 10**6
        assert (first, guard_driver.send(BODY, **signed).status, guard_driver.count.reasons) == (200, 401, ["replay"])

    @pytest.mark.parametrize(
        ("status", "again"), [("500 Oh", 200), ("503 Busy", 200), ("404 No", 401), ("400 No", 401)]
    )
    def test_only_what_failed_may_come_again(self, guard_driver: GuardDriver, status: str, again: int) -> None:
        def fail(environ: Any, start_response: Any) -> list[bytes]:
            start_response(status, [])
            return [b""]

        guard_driver.behind = fail
        assert guard_driver.send(BODY).status == int(status[:3])
        guard_driver.behind = guard_driver.note
        assert guard_driver.send(BODY).status == again

    def test_what_raised_may_come_again(self, guard_driver: GuardDriver) -> None:
        def fail(environ: Any, start_response: Any) -> list[bytes]:
            raise RuntimeError

        guard_driver.behind = fail
        assert guard_driver.send(BODY).status == 500
        guard_driver.behind = guard_driver.note
        assert guard_driver.send(BODY).status == 200


class TestBody:
    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"[1,2]", JSON),
            (b"{", JSON),
            (b"{", FORM),
            (b'"text"', JSON),
            (b"null", JSON),
            (b"nul", JSON),
            (b'{"a":1}x', JSON),
            (b"\xef\xbb\xbf{}", JSON),
            (b"\xff\xfe", FORM),
            (b'{"a":"\xff"}', JSON),
            (b'{"a":' + b"[" * 33 + b"]" * 33 + b"}", JSON),
            (b'{"a":' * 33 + b"1" + b"}" * 33, JSON),
            (b"[" * 100_000, JSON),
            (b"{" * 100_000, FORM),
            (b'{"a":' + b"1" * 5000 + b"}", JSON),
            (b"payload=", FORM),
            (b"payload=%7B", FORM),
            (b"payload=[1,2]", FORM),
            (b"payload=%FF", FORM),
            (b"payload=" + b"%5B" * 2000, FORM),
            (b"payload=%7B%22a%22:" + b"%5B" * 40 + b"%5D" * 40 + b"%7D", FORM),
            (b"payload={}&payload=1", FORM),
            (b"x=1&payload=null", FORM),
        ],
    )
    def test_malformed_though_signed(self, guard_driver: GuardDriver, body: bytes, kind: str) -> None:
        refused(guard_driver, guard_driver.send(body, kind), 400, "malformed")

    def test_a_body_that_bolt_itself_cannot_read(self, guard_driver: GuardDriver) -> None:
        guard_driver.behind = SlackRequestHandler(bolt())
        refused(guard_driver, guard_driver.send(b'{"authorizations":[1]}', JSON), 400, "malformed")


class TestFailure:
    def test_one_line_without_words(self, guard_driver: GuardDriver, caplog: pytest.LogCaptureFixture) -> None:
        def fail(environ: Any, start_response: Any) -> list[bytes]:
            raise KeyError("what was typed")

        guard_driver.behind = fail
        with caplog.at_level(logging.INFO):
            answer = guard_driver.send(BODY)
        assert (answer.status, answer.body) == (500, b"something went wrong\n")
        assert (guard_driver.count.statuses, guard_driver.count.reasons) == ([500], [])
        assert [record.levelname for record in caplog.records] == [
            "ERROR",
            "INFO",
        ]
        assert "KeyError at test_guard.py:" in caplog.text
        assert "typed" not in caplog.text


class TestLog:
    def test_one_line_with_nothing_of_the_request(
        self, guard_driver: GuardDriver, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO, logger="bot.web.guard"):
            guard_driver.send(b"text=private", **{SIGNATURE: "v0=" + "5" * 64})
        assert [record.getMessage() for record in caplog.records] == [
            "refused: signature, path '/slack/events', length 12"
        ]
        assert caplog.records[0].levelno == logging.WARNING

    def test_a_path_cannot_write_lines_of_its_own(
        self, guard_driver: GuardDriver, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO, logger="bot.web.guard"):
            guard_driver.send(PATH_INFO="/x\nERROR all is lost\u2028\x1b[31m" + "y" * 5000, CONTENT_LENGTH="1\n2")
        (line,) = (record.getMessage() for record in caplog.records)
        assert line.isprintable()
        assert line.isascii()
        assert len(line) < 200


HEADERS = st.dictionaries(
    st.sampled_from([
        "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", TIMESTAMP, SIGNATURE, "REQUEST_METHOD", "PATH_INFO",
        "QUERY_STRING", "HTTP_X_SLACK_BOLT_LAZY_ONLY", "HTTP_X_SLACK_RETRY_NUM",
    ]),
    st.one_of(
        st.none(), st.text(max_size=80), st.integers().map(str),
        st.sampled_from([FORM, JSON, "POST", "/slack/events", "chunked", "v0=" + "a" * 64]),
    ),
)  # fmt: skip


@given(body=st.binary(max_size=200), changes=HEADERS)
def test_nothing_unsigned_gets_in_and_nothing_breaks(
    new_guard_driver: type[GuardDriver], body: bytes, changes: dict[str, Any]
) -> None:
    guard_driver = new_guard_driver()
    answer = guard_driver.send(body, **({SIGNATURE: "v0=" + "a" * 64} | changes))
    assert 400 <= answer.status < 500
    assert (guard_driver.reached, len(guard_driver.count.reasons)) == ([], 1)


@given(body=st.binary(min_size=1, max_size=300), kind=st.sampled_from([FORM, JSON]))
def test_any_signed_bytes_are_answered(new_guard_driver: type[GuardDriver], body: bytes, kind: str) -> None:
    guard_driver = new_guard_driver()
    assert guard_driver.send(body, kind).status in (200, 400)


WORDS = ["type", "event", "authorizations", "enterprise", "team", "user", "channel", "view", "message", "payload", "a"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=examples(100), deadline=None)
@given(document=st.dictionaries(st.sampled_from(WORDS), ANYTHING, max_size=5), as_form=st.booleans())
def test_bolt_never_raises_on_what_gets_through(
    new_guard_driver: type[GuardDriver], document: dict[str, Any], as_form: bool
) -> None:
    text = json.dumps(document)
    body, kind = (urlencode({"payload": text}).encode(), FORM) if as_form else (text.encode(), JSON)
    guard_driver = new_guard_driver()
    guard_driver.behind = make_request
    assert guard_driver.send(body, kind).status in (200, 400)


def make_request(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Bolt's adapter as far as making a request of it, before any handler of ours."""
    request = WsgiHttpRequest(environ)
    BoltRequest(body=request.get_body(), query=request.query_string, headers=request.get_headers())
    start_response("200 OK", [])
    return [b""]


def bolt() -> App:
    """A real app as ours is built: the guard is its only check."""
    app = App(
        signing_secret="unused",
        process_before_response=True,
        request_verification_enabled=False,
        authorize=lambda **_: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U1"),
    )

    @app.command("/log")
    def log(ack: Any, command: dict[str, Any]) -> None:
        ack(f"booked {command['text']}")

    return app


def test_a_command_through_guard_and_bolt(guard_driver: GuardDriver) -> None:
    guard_driver.behind = SlackRequestHandler(bolt())
    answer = guard_driver.send(b"command=%2Flog&text=2h+networking&team_id=T1&user_id=U1&trigger_id=1")
    assert (answer.status, answer.body) == (200, b"booked 2h networking")


def test_a_lazy_header_does_not_steer_bolt(guard_driver: GuardDriver) -> None:
    guard_driver.behind = SlackRequestHandler(bolt())
    body = b"command=%2Flog&text=2h&team_id=T1&user_id=U1"
    answer = guard_driver.send(body, HTTP_X_SLACK_BOLT_LAZY_ONLY="1", HTTP_X_SLACK_BOLT_LAZY_FUNCTION_NAME="log")
    assert (answer.status, answer.body) == (200, b"booked 2h")


def test_the_sdk_signs_the_same(guard_driver: GuardDriver) -> None:
    signature = SignatureVerifier("8f742231b10e8888abcd99yyyzzz85a5").generate_signature(
        timestamp=guard_driver.stamp(), body=BODY
    )
    assert guard_driver.send(BODY, **{SIGNATURE: signature}).status == 200
