"""YAML is read without its surprises, or refused with line and column."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.loading import strict_yaml
from bot.catalog.loading.strict_yaml import YamlError, load_yaml


def flaws(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(YamlError) as caught:
        load_yaml(text, name="x.yaml")
    return [(flaw.line, flaw.column, flaw.message) for flaw in caught.value.flaws]


def test_reads_plain_data_and_knows_every_line() -> None:
    data, lines = load_yaml("a: 1\nb:\n  - true\n  - c: null\n    d: word\n  - [x, -7]\n", name="x")
    assert data == {"a": 1, "b": [True, {"c": None, "d": "word"}, ["x", -7]]}
    assert lines["a",] == 1
    assert lines["b",] == 2
    assert lines["b", 1] == 4
    assert lines["b", 1, "d"] == 5
    assert lines["b", 2, 1] == 6


@pytest.mark.parametrize(
    "value",
    [
        *("yes", "no", "NO", "on", "Off", "y", "N", "True", "FALSE", "Null", "~", "", "=", "<<"),
        *("1.10", "1.", ".5", "1e3", "1E-3", "-1.5", ".inf", "-.INF", ".nan", "010", "0o17", "0x1f", "0b11", "1_000"),
        *("+5", "12:30", "22:22:22", "2026-11-21", "2026-11-21T10:00:00Z", "2026-11-21 10:00:00", "9" * 19, "-0123"),
    ],
)
def test_what_could_be_read_otherwise_has_to_be_quoted(value: str) -> None:
    ((line, column, message),) = flaws(f"fine: 1\nkey: {value}\n")
    assert line == 2
    assert column in {5, 6}  # nothing at all stands where the key ends
    assert "quote it" in message or "no value: write one" in message
    data, _ = load_yaml(f'key: "{value}"\n', name="x")
    assert data == {"key": value}


@pytest.mark.parametrize(
    "value", ["50-80", "1.10.0", "10.0.0.0/8", "v1.10", "330+ cities", "HTTP/2", "nonsense", "a:b", "12:99h", "always"]
)
def test_ordinary_text_needs_no_quotes(value: str) -> None:
    assert load_yaml(f"key: {value}", name="x")[0] == {"key": value}


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "is used twice (first on line 1)"),
        ("a: &x 1\n", 1, 4, "anchor &x"),
        ("a: 1\nb: *x\n", 2, 4, "alias *x"),
        ("a: !!str 1\n", 1, 4, "tag"),
        ("a: !!python/object:os.system {}\n", 1, 4, "tag"),
        ("a: ! 1\n", 1, 4, "tag"),
        ("yes: 1\n", 1, 1, "quote it"),
        ("1: x\n", 1, 1, "key"),
        ("? [a]\n: 1\n", 1, 3, "a key has to be plain text"),
        ("<<: {a: 1}\n", 1, 1, "quote it"),
        ("a: 1\n---\nb: 2\n", 2, 1, "second document"),
        ("", 1, 1, "empty"),
        ("# only a remark\n", 2, 1, "empty"),
        ("a: [1, 2\n", 2, 1, "expected"),
        ("a:\n\tb: 1\n", 2, 1, "a tab: indent with spaces"),
        (
            "a:\n<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> x\n",
            2,
            1,
            "a merge left both sides here: keep one of them",
        ),
        ('a: "\\U00110000"\n', 1, 1, "escape"),
        ('a: "\\0"\n', 1, 4, "control character"),
        ('a: "\\ud800"\n', 1, 4, "control character"),
        ("a: \x07\n", 1, 4, "doesn't allow"),
        ("ok: 1\nb: \ud800\n", 2, 4, "doesn't allow"),
    ],
)
def test_refuses(text: str, line: int, column: int, words: str) -> None:
    found = flaws(text)
    assert found[0][0] == line
    assert words in found[0][2]
    if words not in {"empty", "escape", "key"}:
        assert found[0][1] == column


def test_a_number_is_a_number_only_as_a_value() -> None:
    assert "quote it" in flaws("7: x\n")[0][2]


def test_tells_all_at_once_and_still_reads_the_rest() -> None:
    reading = strict_yaml.read_yaml("a: yes\nb: 1.10\nc: fine\nb: 2\nd: *x\n")
    assert [flaw.line for flaw in reading.flaws] == [1, 2, 4, 5]
    assert reading.data["c"] == "fine"
    assert reading.is_whole


def test_long_values_are_cut_in_messages() -> None:
    assert len(flaws("a: " + "1" * 5000 + "\n")[0][2]) < 150


def test_caps_size() -> None:
    assert "256 KiB" in flaws("a: " + "x" * (256 * 1024))[0][2]


@pytest.mark.parametrize("text", ["[" * 50_000, "{a: " * 20_000, "- " * 50_000, "a: " + "[" * 21 + "]" * 21])
def test_caps_depth_quickly(text: str) -> None:
    started = time.thread_time()
    found = flaws(text)
    assert "deeper than 20" in found[-1][2]
    assert time.thread_time() - started < 1


def test_twenty_levels_are_fine() -> None:
    assert load_yaml("[" * 20 + "]" * 20, name="x")[0]


def test_the_billion_laughs_are_cheap() -> None:
    text = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    assert all("alias" in message or "anchor" in message or "too many" in message for _, _, message in flaws(text))


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    reading = strict_yaml.read_yaml(text)
    assert reading.flaws or reading.is_whole


@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@#,\n 01~<=\\", max_size=120))
def test_any_yaml_like_text_is_read_or_refused_with_a_reason(text: str) -> None:
    reading = strict_yaml.read_yaml(text)
    assert reading.flaws or reading.is_whole
    assert all(flaw.line >= 1 and flaw.column >= 1 for flaw in reading.flaws)


_PIECES = (
    "a",
    "b: c",
    "- ",
    "? ",
    ": ",
    "\n",
    "\n  ",
    "  ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    '"',
    "'",
    "|\n",
    ">-\n",
    "#",
    "12",
    "é😀",
)


@pytest.mark.skipif(strict_yaml._FAST_LOADER is None, reason="PyYAML was built without libyaml")
@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_both_parsers_read_the_same_where_both_read_all(text: str) -> None:
    fast = strict_yaml._read_events(text, yaml.CSafeLoader)
    slow = strict_yaml._read_events(text, yaml.SafeLoader)
    if all(each.is_whole and not each.flaws for each in (fast, slow)):
        assert fast == slow


@pytest.mark.parametrize("deep", ["[" * 250_000, "{a: " * 60_000, "- " * 120_000, "[{" * 100_000, '"' + "a" * 250_000])
def test_what_kills_a_parser_that_recurses_is_refused_at_once(deep: str) -> None:
    start = time.thread_time()
    assert not strict_yaml.read_yaml(deep).is_whole
    assert time.thread_time() - start < 2
