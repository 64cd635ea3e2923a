"""Progress in text: what is drawn, what is read aloud, and how wide the glyphs are in fonts that people have."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks import section
from bot.slack.message import compose_message
from bot.ui.progress_bar import CELL_COUNT, EMPTY_CELL, FULL_CELL, progress_bar, progress_with_percent, without_bars

FONTS = Path("/usr/share/fonts/truetype")
FONT_FILES = (  # each with the Debian package that has it
    ("fonts-dejavu-core", "dejavu/DejaVuSans.ttf"),
    ("fonts-dejavu-core", "dejavu/DejaVuSans-Bold.ttf"),
    ("fonts-freefont-ttf", "freefont/FreeSans.ttf"),
    ("fonts-lato", "lato/Lato-Regular.ttf"),
    ("fonts-lato", "lato/Lato-Bold.ttf"),
    ("fonts-liberation", "liberation/LiberationSans-Regular.ttf"),
    ("fonts-liberation", "liberation/LiberationSans-Bold.ttf"),
    ("fonts-noto-core", "noto/NotoSans-Regular.ttf"),
    ("fonts-noto-core", "noto/NotoSansSymbols2-Regular.ttf"),
    ("fonts-open-sans", "open-sans/OpenSans-Regular.ttf"),
)


@pytest.mark.parametrize(
    ("part", "whole", "full"),
    [
        (0, 60, 0),
        (1, 60_000, 1),
        (30, 60, 5),
        (59, 60, 9),
        (60, 60, 10),
        (90, 60, 10),
        (0, 0, 0),
        (5, 0, 10),
        (-5, 60, 0),
    ],
)
def test_a_bar_is_full_only_when_all_is_there_and_empty_only_for_nothing(part: int, whole: int, full: int) -> None:
    assert progress_bar(part, whole) == "▰" * full + "▱" * (10 - full)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 10**6))
def test_more_is_never_drawn_as_less(part: int, whole: int, more: int) -> None:
    fewer, bar = progress_bar(part, whole), progress_bar(part + more, whole)
    assert len(bar) == CELL_COUNT
    assert bar.count(FULL_CELL) >= fewer.count(FULL_CELL)


def test_the_percent_is_written_beside_the_bar() -> None:
    assert progress_with_percent(12, 50) == "▰▰▱▱▱▱▱▱▱▱ 24%"
    assert progress_with_percent(1, 1000) == "▰▱▱▱▱▱▱▱▱▱ under 1%"
    assert progress_with_percent(9, 3) == "▰▰▰▰▰▰▰▰▰▰ 100%"


def test_what_is_read_aloud_has_the_percent_and_no_cells() -> None:
    message = without_bars(compose_message(section(f"*Networking*\n{progress_with_percent(12, 50)} · 12 h")))
    assert message.text == "Networking\n24% · 12 h"
    assert FULL_CELL in str(message.blocks)


def test_both_cells_are_of_one_block_of_unicode() -> None:
    assert {ord(cell) >> 4 for cell in (FULL_CELL, EMPTY_CELL)} == {0x25B}


@pytest.mark.parametrize(("package", "name"), FONT_FILES)
def test_both_cells_are_equally_wide_in_every_font_that_has_either(package: str, name: str) -> None:
    path = FONTS / name
    if not path.is_file():
        said = f"{package} is not installed: the widths in {path.stem} were not measured"
        pytest.fail(said) if os.environ.get("ROADMATE_NO_SKIPS") else pytest.skip(said)
    full, empty = _advance(path, FULL_CELL), _advance(path, EMPTY_CELL)
    assert full == empty


@pytest.mark.skipif(not (FONTS / FONT_FILES[5][1]).is_file(), reason="fonts-liberation is not installed")
def test_the_measure_sees_glyphs_that_are_not_equally_wide() -> None:
    path = FONTS / "liberation/LiberationSans-Regular.ttf"
    assert _advance(path, "▓") != _advance(path, "░")


def _advance(path: Path, character: str) -> int | None:
    """Return the advance width of a glyph in units of its font; None where the font has no such glyph."""
    font = path.read_bytes()
    glyph = _glyphs(path).get(ord(character))
    if glyph is None:
        return None
    (count,) = struct.unpack_from(">H", font, _tables(font)["hhea"] + 34)
    (advance,) = struct.unpack_from(">H", font, _tables(font)["hmtx"] + 4 * min(glyph, count - 1))
    return int(advance)


def _tables(font: bytes) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(count))
    return {tag.decode("latin-1"): offset for tag, _, offset, _ in entries}


@cache
def _glyphs(path: Path) -> dict[int, int]:
    """Return the glyphs of the characters up to U+FFFF, from the table of format 4, which each of these fonts has."""
    font = path.read_bytes()
    start = _tables(font)["cmap"]
    (count,) = struct.unpack_from(">H", font, start + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * number)
        if struct.unpack_from(">H", font, start + offset) == (4,):
            return dict(_segments(font, start + offset))
    raise AssertionError(path)


def _segments(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    (double,) = struct.unpack_from(">H", font, at + 6)
    for segment in range(0, double, 2):
        (last,) = struct.unpack_from(">H", font, at + 14 + segment)
        first, delta, shift = (
            struct.unpack_from(">H", font, at + 16 + column * double + segment)[0] for column in (1, 2, 3)
        )
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if shift:
                (glyph,) = struct.unpack_from(">H", font, at + 16 + 3 * double + segment + shift + 2 * (code - first))
            if glyph:
                yield code, (glyph + delta) & 0xFFFF
