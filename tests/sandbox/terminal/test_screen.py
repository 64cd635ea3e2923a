"""Long lines are broken where a reader can follow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.terminal.screen import TerminalScreen, text_width, wrap_line


def test_short_lines_stay_as_they_are() -> None:
    assert TerminalScreen().fit("a\n\n  b  c") == "a\n\n  b  c"


def test_long_lines_break_between_words_and_keep_their_indent() -> None:
    assert list(wrap_line("  • one two three four five six", 18)) == ["  • one two three", "    four five six"]


def test_a_button_is_never_broken() -> None:
    row = " ".join(f"[{number} Log {number} h]" for number in range(1, 9))
    pieces = list(wrap_line(row, 30))
    assert all(piece.count("[") == piece.count("]") for piece in pieces)
    assert max(map(len, pieces)) <= 30


def test_a_border_goes_on() -> None:
    assert all(piece.startswith("│ ") for piece in wrap_line("│ " + "word " * 20, 30))


def test_wide_characters_count_twice_and_escapes_not_at_all() -> None:
    assert text_width("日本") == 4
    assert text_width("e\u0301") == 1
    assert text_width("\x1b[2mdim\x1b[0m") == 3


def test_a_dim_line_is_dim_in_every_piece() -> None:
    lines = TerminalScreen(24, dims=True).fit(f"\x1b[2m{'word ' * 12}\x1b[0m").split("\n")
    assert len(lines) > 1
    assert all(line.startswith("\x1b[2m") and line.endswith("\x1b[0m") for line in lines)


def test_control_characters_cannot_reach_the_terminal() -> None:
    assert TerminalScreen().fit("a\x1b]0;title\x07b\rc") == "a]0;titlebc"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300), st.integers(24, 100))
def test_nothing_is_wider_than_the_screen_and_nothing_is_lost(text: str, width: int) -> None:
    pieces = list(wrap_line(text, width))
    assert all(text_width(piece) <= width for piece in pieces)
    if not set(text) & set("│>•▸"):
        assert "".join("".join(pieces).split()) == "".join(text.split())
