"""Make a screenshot small: cut the empty rows at its end, and keep the colours that matter in a palette."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MARGIN: Final = 12  # rows left below what is shown
PALETTE_SIZE: Final = 160
_STEP: Final = 5  # colours nearer than this in each channel are one

Row = list[tuple[int, int, int]]


def shrink(png: bytes, *, cuts_end: bool) -> bytes:
    """Return the same picture in few colours, and without empty rows at its end if that is wanted."""
    rows = _cut_end(read_rows(png)) if cuts_end else read_rows(png)
    palette = _choose_palette(rows)
    nearest: dict[tuple[int, int, int], int] = {colour: index for index, colour in enumerate(palette)}
    lines = bytearray()
    for row in rows:
        lines.append(0)
        for pixel in row:
            if pixel not in nearest:
                nearest[pixel] = _nearest(pixel, palette)
            lines.append(nearest[pixel])
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", bytes(part for each in palette for part in each)))
    chunks += ((b"IDAT", zlib.compress(bytes(lines), 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(*each) for each in chunks)


def read_rows(png: bytes) -> list[Row]:
    """Return the pixels of a picture with 8 bits a channel, row by row."""
    parts: dict[bytes, bytes] = {}
    offset = len(SIGNATURE)
    while offset < len(png):
        (length,) = struct.unpack(">I", png[offset : offset + 4])
        kind, data = png[offset + 4 : offset + 8], png[offset + 8 : offset + 8 + length]
        parts[kind] = parts.get(kind, b"") + data
        offset += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    channels = {2: 3, 6: 4}[colour]
    assert depth == 8
    raw, stride = zlib.decompress(parts[b"IDAT"]), width * channels
    before, rows = bytearray(stride), []
    for number in range(height):
        start = number * (stride + 1)
        before = _unfilter(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), before, channels)
        rows.append([(before[at], before[at + 1], before[at + 2]) for at in range(0, stride, channels)])
    return rows


def _unfilter(kind: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    """Undo one of PNG's five filters."""
    for at in range(len(line) if kind else 0):
        left, corner = (line[at - step], above[at - step]) if at >= step else (0, 0)
        guess = (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[kind]
        line[at] = (line[at] + guess) & 255
    return line


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda each: abs(guess - each))


def _cut_end(rows: list[Row]) -> list[Row]:
    ground = rows[-1][0]
    last = max((number for number, row in enumerate(rows) if any(each != ground for each in row)), default=0)
    return rows[: last + 1 + MARGIN]


def _choose_palette(rows: list[Row]) -> list[tuple[int, int, int]]:
    """Return the most frequent colours that are not almost one of those before."""
    palette: list[tuple[int, int, int]] = []
    for colour, _ in Counter(pixel for row in rows for pixel in row).most_common():
        if len(palette) == PALETTE_SIZE:
            break
        if all(max(abs(a - b) for a, b in zip(colour, each, strict=True)) >= _STEP for each in palette):
            palette.append(colour)
    return palette


def _nearest(pixel: tuple[int, int, int], palette: list[tuple[int, int, int]]) -> int:
    distances = [sum((a - b) ** 2 for a, b in zip(pixel, each, strict=True)) for each in palette]
    return distances.index(min(distances))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
