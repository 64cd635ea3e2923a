"""What a request must be before Bolt sees it; each check raises `Refused` or returns what it read."""

from __future__ import annotations

import hmac
from wsgiref.types import WSGIEnvironment

from bot.web.refusal import Reason, Refused

BODY_LIMIT = 1 << 20  # bytes; Slack's own are a few dozen kilobytes at most
TOLERANCE = 300  # seconds between Slack's clock and ours, either way
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def check_length(environ: WSGIEnvironment) -> int | None:
    """The body's declared length in bytes, or None where it comes in chunks."""
    length: str = environ.get("CONTENT_LENGTH") or ""
    coding: str | None = environ.get("HTTP_TRANSFER_ENCODING")
    if coding is not None:
        if length or coding.strip().lower() != "chunked":
            raise Refused(Reason.LENGTH)  # two lengths at once are how requests are smuggled
        return None
    if not (length.isascii() and length.isdigit()):
        raise Refused(Reason.LENGTH)
    if len(length) > 12 or int(length) > BODY_LIMIT:
        raise Refused(Reason.TOO_LARGE)
    return int(length)


def check_content_type(environ: WSGIEnvironment) -> str:
    """`FORM` or `JSON`; parameters such as a charset are allowed and dropped."""
    kind: str = environ.get("CONTENT_TYPE") or ""
    if kind in (FORM, JSON):
        return kind
    kind = kind.partition(";")[0].strip().lower()
    if kind not in (FORM, JSON):
        raise Refused(Reason.CONTENT_TYPE)
    return kind


def check_timestamp(environ: WSGIEnvironment, now: float) -> str:
    """The request's second of signing, as digits, not further than `TOLERANCE` from `now`."""
    stamp: str = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP") or ""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Refused(Reason.TIMESTAMP)
    if abs(int(now) - int(stamp)) > TOLERANCE:
        raise Refused(Reason.STALE)
    return stamp


def check_signature(environ: WSGIEnvironment) -> str:
    """The hexadecimal part of the signature: its shape only, not yet whether it is right."""
    signature: str = environ.get("HTTP_X_SLACK_SIGNATURE") or ""
    if not (len(signature) == 67 and signature.startswith("v0=") and signature.isascii()):
        raise Refused(Reason.UNSIGNED)
    return signature[3:]


def read_body(environ: WSGIEnvironment, length: int | None) -> bytes:
    """The raw body, whole; never more than one byte over `BODY_LIMIT` is taken in."""
    try:
        body: bytes = environ["wsgi.input"].read(BODY_LIMIT + 1 if length is None else length)
    except OSError as error:  # the sender went away
        raise Refused(Reason.LENGTH) from error
    if len(body) > BODY_LIMIT:
        raise Refused(Reason.TOO_LARGE)
    if length is not None and len(body) != length:
        raise Refused(Reason.LENGTH)
    return body


def signer(secret: str) -> hmac.HMAC:
    """The secret's half of the work, done once."""
    if not secret:
        raise ValueError("the signing secret is empty: anybody could sign")
    return hmac.new(secret.encode(), digestmod="sha256")


def verify(prepared: hmac.HMAC, stamp: str, body: bytes, signature: str) -> None:
    """Refuse unless `signature` is the hexadecimal HMAC of what Slack signed; compared in constant time."""
    digest = prepared.copy()
    digest.update(b"v0:%b:%b" % (stamp.encode(), body))
    if not hmac.compare_digest(digest.hexdigest(), signature):
        raise Refused(Reason.SIGNATURE)
