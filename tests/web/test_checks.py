from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.checks import BODY_LIMIT, check_length, check_timestamp, read_body, signer, verify
from bot.web.refusal import STATUS, TEXT, Reason, Refused
from tests.web.door import Door


@given(st.text(max_size=30) | st.integers(max_value=2 * BODY_LIMIT).map(str))
def test_a_length_is_plain_digits_within_the_limit_or_refused(length: str) -> None:
    environ: dict[str, Any] = {"CONTENT_LENGTH": length}
    plain = length != "" and set(length) <= set("0123456789")
    if plain and int(length) <= BODY_LIMIT and len(length) <= 12:
        assert check_length(environ) == int(length)
    else:
        with pytest.raises(Refused) as caught:
            check_length(environ)
        assert caught.value.reason is (Reason.TOO_LARGE if plain else Reason.LENGTH)


@given(now=st.floats(min_value=1000, max_value=10**11), ahead=st.integers(min_value=-600, max_value=600))
def test_a_stamp_is_fresh_within_five_minutes(now: float, ahead: int) -> None:
    stamp = str(int(now) + ahead)
    environ: dict[str, Any] = {"HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp}
    if abs(ahead) <= 300:
        assert check_timestamp(environ, now) == stamp
    else:
        with pytest.raises(Refused) as caught:
            check_timestamp(environ, now)
        assert caught.value.reason is Reason.STALE


def test_one_prepared_signer_serves_many_requests(door: Door) -> None:
    prepared = signer("8f742231b10e8888abcd99yyyzzz85a5")
    for body in (b"a", b"b", b"a"):
        verify(prepared, "17", body, door.sign(body, "17")[3:])


def test_a_body_is_read_no_further_than_its_length() -> None:
    assert read_body({"wsgi.input": io.BytesIO(b"abcdef")}, 3) == b"abc"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_status_and_a_word(reason: Reason) -> None:
    assert 400 <= STATUS[reason] < 500
    assert TEXT[reason]
