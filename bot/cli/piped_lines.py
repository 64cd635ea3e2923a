"""Lines that are piped into a command, told from an input that is empty, silent or a person."""

from __future__ import annotations

import select
import sys
from typing import Final, TextIO

PATIENCE: Final = 1.0  # seconds in which the first line has to come


def has_piped_lines(stdin: TextIO | None, patience: float = PATIENCE) -> bool:
    """Return whether lines come through a pipe or a file; nothing of them is read yet.

    An input that says nothing for so long, such as the one that a supervisor holds open, has none.
    """
    if stdin is None or stdin.closed or stdin.isatty():
        return False
    buffer = getattr(stdin, "buffer", None)
    if buffer is None:
        return False
    ready, _, _ = select.select([stdin], [], [], patience)
    return bool(ready) and bool(buffer.peek(1))


def stdin_has_lines() -> bool:
    """Return whether lines are piped into this process."""
    return has_piped_lines(sys.stdin)
