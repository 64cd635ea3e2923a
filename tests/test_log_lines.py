from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bot.log_lines import JsonFormatter


def record(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    found = logging.LogRecord("bot.worker", logging.WARNING, "worker.py", 1, message, arguments, None)
    found.created = 1_795_953_600.25
    if error:
        found.exc_info = (type(error), error, error.__traceback__)
    return found


def test_a_record_is_one_object_on_one_line() -> None:
    line = JsonFormatter().format(record("sent %s\nof %d “letters”", "U1", 2))
    assert "\n" not in line
    assert json.loads(line) == {
        "ts": "2026-11-29T12:00:00.250+00:00",
        "level": "WARNING",
        "logger": "bot.worker",
        "message": "sent U1\nof 2 “letters”",
    }


def test_a_stack_trace_is_a_field() -> None:
    try:
        int("bad")
    except ValueError as error:
        line = JsonFormatter().format(record("broke", error=error))
    assert "\n" not in line
    assert json.loads(line)["trace"].endswith("with base 10: 'bad'")


@pytest.mark.parametrize(("log_format", "start"), [("text", "20"), ("json", '{"ts": "20')])
def test_a_process_logs_so(log_format: str, start: str) -> None:
    program = f"""
import logging
from bot.log_lines import set_up_logging
set_up_logging("INFO", "{log_format}")
logging.getLogger("bot.x").info("id=%s", 7)
logging.getLogger("slack_sdk.web").info("chatter")
logging.getLogger("bot.x").debug("too much")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
    )
    (line,) = done.stderr.splitlines()
    assert line.startswith(start)
    assert "id=7" in line
