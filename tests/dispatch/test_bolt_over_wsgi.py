"""What Bolt is given of a request, and what becomes of its answer."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt import BoltRequest

from bot.dispatch.bolt_over_wsgi import build_request, parse_form

FORM = "application/x-www-form-urlencoded"
PIECES = st.lists(st.text("ab=&%+2é \n") | st.text().map(lambda text: quote_plus(text, errors="replace")), max_size=6)


def environ_of(body: str, kind: str = FORM) -> dict[str, Any]:
    return {
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body.encode())),
        "HTTP_X_SLACK_RETRY_NUM": "1",
        "wsgi.input": BytesIO(body.encode()),
    }


@given(PIECES)
def test_a_form_is_read_as_bolt_reads_it(pieces: list[str]) -> None:
    form = "&".join(pieces)

    assert parse_form(form) == dict(parse_qsl(form, keep_blank_values=True))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (urlencode({"command": "/log", "team_id": "T1", "user_id": "U1", "text": "2h ö & more"}), FORM),
        (urlencode({"command": "/log", "text": "about the payload", "team_id": "T1"}), FORM),
        (urlencode({"payload": json.dumps({"type": "block_actions", "team": {"id": "T1"}})}), FORM),
        (json.dumps({"type": "event_callback", "team_id": "T1", "event": {"user": "U1"}}), "application/json"),
    ],
)
def test_a_request_is_what_bolt_makes_of_it(body: str, kind: str) -> None:
    own = build_request(environ_of(body, kind))
    bolts = BoltRequest(body=body, headers={"content-type": kind, "x-slack-retry-num": "1"})

    for name in ("body", "raw_body", "context", "headers", "content_type", "query", "mode", "lazy_only"):
        assert getattr(own, name) == getattr(bolts, name), name
    assert not hasattr(own, "nothing_of_the_kind")
