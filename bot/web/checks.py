"""Check a request before Bolt sees it; each check raises `RequestRefused` or returns what it read."""

from __future__ import annotations

import hmac
import json
import logging
from binascii import a2b_qp
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment

import orjson
from slack_bolt.request import BoltRequest

logger = logging.getLogger("bot.web.guard")

BODY_LIMIT = 1 << 20  # bytes; Slack's own are a few dozen kilobytes at most
TIMESTAMP_TOLERANCE = 300  # seconds between Slack's clock and ours, either way
FORM_TYPE = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json"


def check_length(environ: WSGIEnvironment) -> int | None:
    """Return the body's declared length in bytes, or None where it comes in chunks."""
    length: str = environ.get("CONTENT_LENGTH") or ""
    coding: str | None = environ.get("HTTP_TRANSFER_ENCODING")
    if coding is not None:
        if length or coding.strip().lower() != "chunked":
            raise RequestRefused(RefusalReason.LENGTH)  # two lengths at once are how requests are smuggled
        return None
    if not (length.isascii() and length.isdigit()):
        raise RequestRefused(RefusalReason.LENGTH)
    if len(length) > 12 or int(length) > BODY_LIMIT:
        raise RequestRefused(RefusalReason.TOO_LARGE)
    return int(length)


def check_content_type(environ: WSGIEnvironment) -> str:
    """Return `FORM_TYPE` or `JSON_TYPE`; parameters such as a charset are allowed and dropped."""
    kind: str = environ.get("CONTENT_TYPE") or ""
    if kind in (FORM_TYPE, JSON_TYPE):
        return kind
    kind = kind.partition(";")[0].strip().lower()
    if kind not in (FORM_TYPE, JSON_TYPE):
        raise RequestRefused(RefusalReason.CONTENT_TYPE)
    return kind


def check_timestamp(environ: WSGIEnvironment, now: float) -> str:
    """Return the request's second of signing, as digits, not further than `TIMESTAMP_TOLERANCE` from `now`."""
    stamp: str = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP") or ""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise RequestRefused(RefusalReason.TIMESTAMP)
    if abs(int(now) - int(stamp)) > TIMESTAMP_TOLERANCE:
        raise RequestRefused(RefusalReason.STALE)
    return stamp


def check_signature(environ: WSGIEnvironment) -> str:
    """Return the hexadecimal part of the signature: its shape is checked only, not yet whether it is right."""
    signature: str = environ.get("HTTP_X_SLACK_SIGNATURE") or ""
    if not (len(signature) == 67 and signature.startswith("v0=") and signature.isascii()):
        raise RequestRefused(RefusalReason.UNSIGNED)
    return signature[3:]


def read_body(environ: WSGIEnvironment, length: int | None) -> bytes:
    """Return the raw body, whole; never more than one byte over `BODY_LIMIT` is taken in."""
    try:
        body: bytes = environ["wsgi.input"].read(BODY_LIMIT + 1 if length is None else length)
    except OSError as error:  # the sender went away
        raise RequestRefused(RefusalReason.LENGTH) from error
    if len(body) > BODY_LIMIT:
        raise RequestRefused(RefusalReason.TOO_LARGE)
    if length is not None and len(body) != length:
        raise RequestRefused(RefusalReason.LENGTH)
    return body


def prepare_signer(secret: str) -> hmac.HMAC:
    """Return the HMAC of the secret, which is worked out once."""
    if not secret:
        raise ValueError("the signing secret is empty: anybody could sign")
    return hmac.new(secret.encode(), digestmod="sha256")


def verify_signature(signer: hmac.HMAC, timestamp: str, body: bytes, signature: str) -> None:
    """Refuse unless `signature` is the hexadecimal HMAC of what Slack signed; compared in constant time."""
    digest = signer.copy()
    digest.update(b"v0:%b:%b" % (timestamp.encode(), body))
    if not hmac.compare_digest(digest.hexdigest(), signature):
        raise RequestRefused(RefusalReason.SIGNATURE)


JSON_DEPTH_LIMIT = 32  # Slack's deepest blocks stay under 20
BRACE_TO_BRACKET = bytes.maketrans(b"{}", b"[]")
NOT_BRACKETS = bytes(code for code in range(256) if code not in b"[]{}")


def check_body(body: bytes, content_type: str) -> None:
    """Refuse a body that is empty, not UTF-8, or carries JSON that is broken, too deep or no object."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise RequestRefused(RefusalReason.MALFORMED) from error
    if not text:
        raise RequestRefused(RefusalReason.MALFORMED)
    # Bolt takes a leading brace for JSON, whatever the header says.
    if content_type == JSON_TYPE or body.startswith(b"{"):
        check_json(body)
    elif b"payload" in body:  # Bolt looks for the plain word, too
        payload = extract_payload(body, text)
        if payload is not None:
            check_json(payload)


def extract_payload(body: bytes, text: str) -> bytes | None:
    """Return the form's field `payload`, or None.

    Slack's interactions have this field alone. Quoted-printable differs from a form's coding in the sign only, and its
    decoder is ten times faster than the form's. Where the two disagree, over signs that nobody sends, Bolt raises.
    """
    if body.startswith(b"payload=") and b"&" not in body and b"\n" not in body:
        return a2b_qp(body[8:].replace(b"=", b"=3D").replace(b"%", b"=").replace(b"+", b" "))
    payload = dict(parse_qsl(text, keep_blank_values=True)).get("payload")
    return None if payload is None else payload.encode()


def check_json(document: bytes) -> None:
    """Refuse all but one JSON object of bounded depth."""
    if document.count(b"[") + document.count(b"{") > JSON_DEPTH_LIMIT and not is_within_depth(document):
        raise RequestRefused(RefusalReason.MALFORMED)
    if not isinstance(parse_json(document), dict):
        raise RequestRefused(RefusalReason.MALFORMED)


def parse_json(document: bytes) -> Any:
    """Parse it as Bolt's own parser would: the fast one first, which is stricter about numbers and surrogates."""
    try:
        return orjson.loads(document)
    except orjson.JSONDecodeError:
        try:
            return json.loads(document.decode())
        except ValueError as error:
            raise RequestRefused(RefusalReason.MALFORMED) from error


def is_within_depth(document: bytes) -> bool:
    """Tell whether brackets outside of strings nest within `JSON_DEPTH_LIMIT`; each round strips the innermost."""
    unescaped = document.replace(rb"\\", b"").replace(rb"\"", b"") if b"\\" in document else document
    brackets = b"".join(unescaped.split(b'"')[::2]).translate(BRACE_TO_BRACKET, NOT_BRACKETS)
    for _ in range(JSON_DEPTH_LIMIT):
        if not brackets:
            break
        brackets = brackets.replace(b"[]", b"")
    return not brackets


def is_readable_by_bolt(body: bytes, content_type: str) -> bool:
    """Tell whether Bolt can make a request of it at all; slow, so only asked after something was raised."""
    try:
        BoltRequest(body=body.decode(), headers={"content-type": content_type})
    except Exception:  # noqa: BLE001 - whatever it is, the body caused it: nothing of ours has run
        return False
    return True


class RefusalReason(StrEnum):
    """Reason why a request is refused; also the label of the metric."""

    PATH = "path"
    METHOD = "method"
    LENGTH = "length"
    TOO_LARGE = "too_large"
    CONTENT_TYPE = "content_type"
    TIMESTAMP = "timestamp"
    STALE = "stale"
    UNSIGNED = "unsigned"
    SIGNATURE = "signature"
    REPLAY = "replay"
    MALFORMED = "malformed"


REFUSAL_STATUS = {
    RefusalReason.PATH: HTTPStatus.NOT_FOUND,
    RefusalReason.METHOD: HTTPStatus.METHOD_NOT_ALLOWED,
    RefusalReason.LENGTH: HTTPStatus.BAD_REQUEST,
    RefusalReason.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    RefusalReason.CONTENT_TYPE: HTTPStatus.BAD_REQUEST,
    RefusalReason.TIMESTAMP: HTTPStatus.UNAUTHORIZED,
    RefusalReason.STALE: HTTPStatus.UNAUTHORIZED,
    RefusalReason.UNSIGNED: HTTPStatus.UNAUTHORIZED,
    RefusalReason.SIGNATURE: HTTPStatus.UNAUTHORIZED,
    RefusalReason.REPLAY: HTTPStatus.UNAUTHORIZED,
    RefusalReason.MALFORMED: HTTPStatus.BAD_REQUEST,
}
REFUSAL_TEXT = {
    RefusalReason.PATH: "not found",
    RefusalReason.METHOD: "method not allowed",
    RefusalReason.LENGTH: "bad or missing content-length",
    RefusalReason.TOO_LARGE: "body too large",
    RefusalReason.CONTENT_TYPE: "content type not understood",
    RefusalReason.TIMESTAMP: "bad or missing timestamp",
    RefusalReason.STALE: "timestamp too far from now",
    RefusalReason.UNSIGNED: "bad or missing signature",
    RefusalReason.SIGNATURE: "wrong signature",
    RefusalReason.REPLAY: "request seen before",
    RefusalReason.MALFORMED: "body not understood",
}


class RequestRefused(Exception):
    """Raised for a request that is turned away."""

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def log_refusal(reason: RefusalReason, environ: WSGIEnvironment) -> None:
    """Log one line with reason, path and length; nothing else of the request, and no line break of its making."""
    level = logging.WARNING if REFUSAL_STATUS[reason] == HTTPStatus.UNAUTHORIZED else logging.INFO
    path = ascii(environ.get("PATH_INFO", ""))[:100]
    length = environ.get("CONTENT_LENGTH") or "unknown"
    shown = length if length.isascii() and length.isdigit() and len(length) <= 12 else "unknown"
    logger.log(level, "refused: %s, path %s, length %s", reason.value, path, shown)
