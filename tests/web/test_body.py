from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.body import DEPTH_LIMIT, check_body, is_readable, is_shallow, payload_of
from bot.web.checks import FORM, JSON
from bot.web.refusal import Refused

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
    check_body(text.encode(), JSON)
    check_body(urlencode({"payload": text}).encode(), FORM)
    check_body(urlencode({"a": "1", "payload": text}).encode(), FORM)


@given(st.text())
def test_the_fast_decoder_agrees_with_the_forms(text: str) -> None:
    body = urlencode({"payload": text}).encode()
    assert payload_of(body, body.decode()) == text.encode()


@given(st.dictionaries(st.sampled_from(["payload", "text", "xpayload"]), st.text(max_size=9), min_size=1))
def test_payload_is_found_among_other_fields(fields: dict[str, str]) -> None:
    body = urlencode(fields).encode()
    assert payload_of(body, body.decode()) == (fields["payload"].encode() if "payload" in fields else None)


@given(DOCUMENTS)
def test_shallow_means_what_it_says(document: dict[str, Any]) -> None:
    assert is_shallow(json.dumps(document).encode()) == (depth_of(document) <= DEPTH_LIMIT)


@pytest.mark.parametrize(("depth", "shallow"), [(1, True), (31, True), (32, True), (33, False), (5000, False)])
def test_depth_has_a_limit(depth: int, shallow: bool) -> None:
    assert is_shallow(nested(depth)) is shallow


def test_many_brackets_side_by_side_are_no_depth() -> None:
    check_body(json.dumps({"a": [{"b": [1]}] * 500}).encode(), JSON)


@pytest.mark.parametrize("word", ["[" * 40, '\\"' + "{" * 40, "\\" * 3 + "]" * 40, '"[' * 40])
def test_brackets_in_words_are_no_depth(word: str) -> None:
    check_body(json.dumps({"text": word, "more": [word] * 3}).encode(), JSON)


def test_brackets_in_words_do_not_hide_depth() -> None:
    deep = b'{"a":' + b'["]",' * 40 + b"1" + b',"["]' * 40 + b"}"
    assert depth_of(json.loads(deep)) == 41
    with pytest.raises(Refused):
        check_body(deep, JSON)


@pytest.mark.parametrize("document", [b'{"a":"\\ud83d"}', b'{"a":NaN}', b'{"a":1e999}', b'{"a":18446744073709551616}'])
def test_what_only_the_slower_parser_takes(document: bytes) -> None:
    check_body(document, JSON)


def test_a_form_that_only_speaks_of_a_payload() -> None:
    check_body(b"command=%2Flog&text=2h+payload", FORM)


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
    assert is_readable(body, FORM if body.startswith(b"c") else JSON) is readable
