"""Whether a body is one that Bolt can read; it parses before it asks, and raises on what it cannot."""

from __future__ import annotations

import json
from binascii import a2b_qp
from typing import Any
from urllib.parse import parse_qsl

import orjson
from slack_bolt.request import BoltRequest

from bot.web.checks import JSON
from bot.web.refusal import Reason, Refused

DEPTH_LIMIT = 32  # Slack's deepest blocks stay under 20
BRACKETS = bytes.maketrans(b"{}", b"[]")
NOT_BRACKETS = bytes(code for code in range(256) if code not in b"[]{}")


def check_body(body: bytes, kind: str) -> None:
    """Refuse what is empty, not UTF-8, or carries JSON that is broken, too deep or no object."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Refused(Reason.MALFORMED) from error
    if not text:
        raise Refused(Reason.MALFORMED)
    if kind == JSON or body.startswith(b"{"):  # Bolt takes a leading brace for JSON, whatever the header says
        check_json(body)
    elif b"payload" in body:  # Bolt looks for the plain word, too
        payload = payload_of(body, text)
        if payload is not None:
            check_json(payload)


def payload_of(body: bytes, text: str) -> bytes | None:
    """The form's field `payload`, or None.

    Slack's interactions have this field alone. Quoted-printable differs from a form's coding in the sign only, and its
    decoder is ten times faster than the form's. Where the two disagree, over signs that nobody sends, Bolt raises.
    """
    if body.startswith(b"payload=") and b"&" not in body and b"\n" not in body:
        return a2b_qp(body[8:].replace(b"=", b"=3D").replace(b"%", b"=").replace(b"+", b" "))
    payload = dict(parse_qsl(text, keep_blank_values=True)).get("payload")
    return None if payload is None else payload.encode()


def check_json(document: bytes) -> None:
    """Refuse all but one JSON object of bounded depth."""
    if document.count(b"[") + document.count(b"{") > DEPTH_LIMIT and not is_shallow(document):
        raise Refused(Reason.MALFORMED)
    if not isinstance(parse(document), dict):
        raise Refused(Reason.MALFORMED)


def parse(document: bytes) -> Any:
    """What Bolt's own parser would make of it: the fast one first, which is stricter about numbers and surrogates."""
    try:
        return orjson.loads(document)
    except orjson.JSONDecodeError:
        try:
            return json.loads(document.decode())
        except ValueError as error:
            raise Refused(Reason.MALFORMED) from error


def is_shallow(document: bytes) -> bool:
    """Whether brackets outside of strings nest at most `DEPTH_LIMIT` deep; each round strips the innermost pairs."""
    unescaped = document.replace(rb"\\", b"").replace(rb"\"", b"") if b"\\" in document else document
    brackets = b"".join(unescaped.split(b'"')[::2]).translate(BRACKETS, NOT_BRACKETS)
    for _ in range(DEPTH_LIMIT):
        if not brackets:
            break
        brackets = brackets.replace(b"[]", b"")
    return not brackets


def is_readable(body: bytes, kind: str) -> bool:
    """Whether Bolt can make a request of it at all; dear, so only asked after something was raised."""
    try:
        BoltRequest(body=body.decode(), headers={"content-type": kind})
    except Exception:  # noqa: BLE001 - whatever it is, the body caused it: nothing of ours has run
        return False
    return True
