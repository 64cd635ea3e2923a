from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.checks import (
    BODY_LIMIT,
    FORM_TYPE,
    JSON_DEPTH_LIMIT,
    JSON_TYPE,
    REFUSAL_STATUS,
    REFUSAL_TEXT,
    RefusalReason,
    RequestRefused,
    check_body,
    check_length,
    check_timestamp,
    extract_payload,
    is_readable_by_bolt,
    is_within_depth,
    prepare_signer,
    read_body,
    verify_signature,
)
from tests.web.guard_driver import GuardDriver


@given(st.text(max_size=30) | st.integers(max_value=2 * BODY_LIMIT).map(str))
def test_a_length_is_plain_digits_within_the_limit_or_refused(length: str) -> None:
    environ: dict[str, Any] = {"CONTENT_LENGTH": length}
    plain = length != "" and set(length) <= set("0123456789")
    if plain and int(length) <= BODY_LIMIT and len(length) <= 12:
        assert check_length(environ) == int(length)
    else:
        with pytest.raises(RequestRefused) as caught:
            check_length(environ)
        assert caught.value.reason is (RefusalReason.TOO_LARGE if plain else RefusalReason.LENGTH)


@given(now=st.floats(min_value=1000, max_value=10**11), ahead=st.integers(min_value=-600, max_value=600))
def test_a_stamp_is_fresh_within_five_minutes(now: float, ahead: int) -> None:
    stamp = str(int(now) + ahead)
    environ: dict[str, Any] = {"HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp}
    if abs(ahead) <= 300:
        assert check_timestamp(environ, now) == stamp
    else:
        with pytest.raises(RequestRefused) as caught:
            check_timestamp(environ, now)
        assert caught.value.reason is RefusalReason.STALE


def test_one_prepared_signer_serves_many_requests(guard_driver: GuardDriver) -> None:
    prepared = prepare_signer("8f742231b10e8888abcd99yyyzzz85a5")
    for body in (b"a", b"b", b"a"):
        verify_signature(prepared, "17", body, guard_driver.sign(body, "17")[3:])


def test_a_body_is_read_no_further_than_its_length() -> None:
    assert read_body({"wsgi.input": io.BytesIO(b"abcdef")}, 3) == b"abc"


@pytest.mark.parametrize("reason", list(RefusalReason))
def test_every_reason_has_a_status_and_a_word(reason: RefusalReason) -> None:
    assert 400 <= REFUSAL_STATUS[reason] < 500
    assert REFUSAL_TEXT[reason]


DOCUMENTS = st.dictionaries(
    st.text(max_size=8),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.text('\\"[]{}', max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
        max_leaves=20,
    ),
    max_size=6,
)


def nested(depth: int) -> bytes:
    """An object whose brackets nest `depth` deep."""
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


def depth_of(value: Any) -> int:
    if isinstance(value, dict | list):
        children = value.values() if isinstance(value, dict) else value
        return 1 + max((depth_of(child) for child in children), default=0)
    return 0


@given(DOCUMENTS)
def test_every_object_passes_as_json_and_as_payload(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    check_body(text.encode(), JSON_TYPE)
    check_body(urlencode({"payload": text}).encode(), FORM_TYPE)
    check_body(urlencode({"a": "1", "payload": text}).encode(), FORM_TYPE)


@given(st.text())
def test_the_fast_decoder_agrees_with_the_forms(text: str) -> None:
    body = urlencode({"payload": text}).encode()
    assert extract_payload(body, body.decode()) == text.encode()


@given(st.dictionaries(st.sampled_from(["payload", "text", "xpayload"]), st.text(max_size=9), min_size=1))
def test_payload_is_found_among_other_fields(fields: dict[str, str]) -> None:
    body = urlencode(fields).encode()
    assert extract_payload(body, body.decode()) == (fields["payload"].encode() if "payload" in fields else None)


@given(DOCUMENTS)
def test_shallow_means_what_it_says(document: dict[str, Any]) -> None:
    assert is_within_depth(json.dumps(document).encode()) == (depth_of(document) <= JSON_DEPTH_LIMIT)


@pytest.mark.parametrize(("depth", "shallow"), [(1, True), (31, True), (32, True), (33, False), (5000, False)])
def test_depth_has_a_limit(depth: int, shallow: bool) -> None:
    assert is_within_depth(nested(depth)) is shallow


def test_many_brackets_side_by_side_are_no_depth() -> None:
    check_body(json.dumps({"a": [{"b": [1]}] * 500}).encode(), JSON_TYPE)


@pytest.mark.parametrize("word", ["[" * 40, '\\"' + "{" * 40, "\\" * 3 + "]" * 40, '"[' * 40])
def test_brackets_in_words_are_no_depth(word: str) -> None:
    check_body(json.dumps({"text": word, "more": [word] * 3}).encode(), JSON_TYPE)


def test_brackets_in_words_do_not_hide_depth() -> None:
    deep = b'{"a":' + b'["]",' * 40 + b"1" + b',"["]' * 40 + b"}"
    assert depth_of(json.loads(deep)) == 41
    with pytest.raises(RequestRefused):
        check_body(deep, JSON_TYPE)


@pytest.mark.parametrize("document", [b'{"a":"\\ud83d"}', b'{"a":NaN}', b'{"a":1e999}', b'{"a":18446744073709551616}'])
def test_what_only_the_slower_parser_takes(document: bytes) -> None:
    check_body(document, JSON_TYPE)


def test_a_form_that_only_speaks_of_a_payload() -> None:
    check_body(b"command=%2Flog&text=2h+payload", FORM_TYPE)


@pytest.mark.parametrize(
    ("body", "readable"),
    [
        (b'{"type":"event_callback"}', True),
        (b"command=%2Flog", True),
        (b"[1]", False),
        (b'{"authorizations":[1]}', False),
        (b'{"user":5}', False),
        (b"\xff", False),
    ],
)
def test_readable_is_what_bolt_can_read(body: bytes, readable: bool) -> None:
    assert is_readable_by_bolt(body, FORM_TYPE if body.startswith(b"c") else JSON_TYPE) is readable
