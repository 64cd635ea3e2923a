"""Reading the lines of a terminal chat: from a keyboard with a prompt, or from a pipe with an echo."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from typing import TextIO

from bot.sandbox.terminal.chat import TerminalChat
from bot.sandbox.terminal.screen import TerminalScreen


def detect_screen(out: TextIO, environment: Mapping[str, str] = os.environ) -> TerminalScreen:
    """The screen that this output is: as wide as the terminal, dimming only where one is and NO_COLOR is not set."""
    if not out.isatty():
        return TerminalScreen()
    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return TerminalScreen(shutil.get_terminal_size().columns, dims=not plain)


def converse(chat: TerminalChat, source: TextIO, out: TextIO) -> int:
    """Answers line by line until the person leaves; returns the exit code, which is 0."""
    typed = source.isatty()
    _write(out, chat.banner() + "\n")
    with contextlib.suppress(KeyboardInterrupt):
        for line in _keyboard_lines(chat) if typed else _piped_lines(source, out):
            answer = chat.answer(line)
            if answer:
                _write(out, answer)
            if chat.over:
                return 0
            if not typed or answer:
                _write(out, "")
    if typed:
        _write(out, "\nBye.")
    return 0


def _keyboard_lines(chat: TerminalChat) -> Iterator[str]:
    """Lines of a keyboard, with history where the system has readline; ends with Ctrl-D."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - importing it gives input() a history; not every system has it
    while True:
        try:
            yield input(chat.prompt())
        except EOFError:
            return


def _piped_lines(source: TextIO, out: TextIO) -> Iterator[str]:
    for line in source:
        if line.strip():
            _write(out, f"> {line.strip()}")
            yield line


def _write(out: TextIO, text: str) -> None:
    encoding = out.encoding or "utf-8"
    out.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    out.flush()
