"""Progress in the terminal: one line that is written anew, or plain lines where nobody watches."""

from __future__ import annotations

from typing import TextIO


class ProgressLine:
    """Says how far something is; on a terminal the line is gone once it is done."""

    def __init__(self, out: TextIO, label: str) -> None:
        self._out = out
        self._label = label
        self._is_terminal = out.isatty()
        self._width = 0

    @property
    def is_watched(self) -> bool:
        """Return whether somebody sees each change, in one line."""
        return self._is_terminal

    def show(self, step: int, steps: int) -> None:
        """Say which step it is at."""
        self.say(f"{self._label}: week {step} of {steps}")

    def say(self, text: str) -> None:
        """Say this in place of what the line said before."""
        if self._is_terminal:
            self._out.write(f"\r{text.ljust(self._width)}")
            self._width = len(text)
        else:
            self._out.write(f"{text}\n")
        self._out.flush()

    def clear(self) -> None:
        """Take the line away, for others to come in its place."""
        if self._is_terminal and self._width:
            self._out.write(f"\r{' ' * self._width}\r")
            self._out.flush()
        self._width = 0
