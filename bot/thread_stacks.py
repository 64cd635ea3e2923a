"""Say where each thread of the process stands: names and lines only, never a value."""

from __future__ import annotations

import sys
import threading
from types import FrameType
from typing import Final

MAX_FRAMES: Final = 25  # of a thread, the innermost first


def describe_threads() -> list[str]:
    """Return a line for each thread but the one that asks."""
    names = {each.ident: each.name for each in threading.enumerate()}
    frames = sorted(sys._current_frames().items())
    return [
        f"thread {names.get(ident, ident)}: {_describe_stack(frame)}"
        for ident, frame in frames
        if ident != threading.get_ident()
    ]


def _describe_stack(frame: FrameType | None) -> str:
    calls: list[str] = []
    while frame is not None and len(calls) < MAX_FRAMES:
        calls.append(f"{frame.f_globals.get('__name__')}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(calls)
