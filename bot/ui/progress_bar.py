"""Draw progress in text: cells of two glyphs that are equally wide in every font that has either, with words beside."""

from __future__ import annotations

from typing import Final

from bot.lazy_pattern import lazy_pattern
from bot.slack.message import Message
from bot.slack.mrkdwn import format_percent

FULL_CELL: Final = "▰"
EMPTY_CELL: Final = "▱"
CELL_COUNT: Final = 10
_BARS: Final = lazy_pattern(f"[{FULL_CELL}{EMPTY_CELL}]+ ?")


def progress_bar(part: float, whole: float) -> str:
    """Return `▰▰▰▱▱▱▱▱▱▱`: full only when the whole is reached, empty only for nothing."""
    share = _share(part, whole)
    full = max(int(share * CELL_COUNT + 1e-9), 1 if part > 0 else 0)
    return FULL_CELL * full + EMPTY_CELL * (CELL_COUNT - full)


def progress_with_percent(part: float, whole: float) -> str:
    """Return `▰▰▰▱▱▱▱▱▱▱ 30%`."""
    return f"{progress_bar(part, whole)} {format_percent(_share(part, whole))}"


def without_bars(message: Message) -> Message:
    """Return a message whose plain text, which is read aloud, has no bars in it."""
    return Message(_BARS.sub("", message.text), message.blocks, message.is_public, message.keeps_pressed)


def _share(part: float, whole: float) -> float:
    return max(0.0, min(1.0, part / whole)) if whole > 0 else float(part > 0)
