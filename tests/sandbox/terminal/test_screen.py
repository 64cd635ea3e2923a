"""Long lines are broken where a reader can follow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.terminal.screen import Screen, broken, columns


def test_short_lines_stay_as_they_are() -> None:
    assert Screen().fit("a\n\n  b  c") == "a\n\n  b  c"


def test_long_lines_break_between_words_and_keep_their_indent() -> None:
    assert list(broken("  • one two three four five six", 18)) == ["  • one two three", "    four five six"]


def test_a_button_is_never_broken() -> None:
    row = " ".join(f"[{number} Log {number} h]" for number in range(1, 9))
    pieces = list(broken(row, 30))
    assert all(piece.count("[") == piece.count("]") for piece in pieces)
    assert max(map(len, pieces)) <= 30


def test_a_border_goes_on() -> None:
    assert all(piece.startswith("│ ") for piece in broken("│ " + "word " * 20, 30))


def test_wide_characters_count_twice_and_escapes_not_at_all() -> None:
    assert columns("日本") == 4
    assert columns("e\u0301") == 1
    assert columns("\x1b[2mdim\x1b[0m") == 3


def test_a_dim_line_is_dim_in_every_piece() -> None:
    lines = Screen(24, dims=True).fit(f"\x1b[2m{'word ' * 12}\x1b[0m").split("\n")
    assert len(lines) > 1
    assert all(line.startswith("\x1b[2m") and line.endswith("\x1b[0m") for line in lines)


def test_control_characters_cannot_reach_the_terminal() -> None:
    assert Screen().fit("a\x1b]0;title\x07b\rc") == "a]0;titlebc"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300), st.integers(24, 100))
def test_nothing_is_wider_than_the_screen_and_nothing_is_lost(text: str, width: int) -> None:
    pieces = list(broken(text, width))
    assert all(columns(piece) <= width for piece in pieces)
    if not set(text) & set("│>•▸"):
        assert "".join("".join(pieces).split()) == "".join(text.split())
