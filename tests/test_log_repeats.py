"""What goes wrong again and again fills no log, and nothing is left out in silence."""

from __future__ import annotations

import logging

import pytest

from bot.log_repeats import MAX_ALIKE, WINDOW_SECONDS, RepeatFilter


class Log:
    """A logger of its own over the filter, with a clock that is turned; `lines` are what was written."""

    def __init__(self) -> None:
        self.now = 0.0
        self.lines: list[str] = []
        self.logger = logging.getLogger("tests.log_repeats")
        self.logger.setLevel(logging.INFO)
        self.logger.propagate = False
        handler = logging.Handler()
        handler.emit = lambda record: self.lines.append(record.getMessage())  # type: ignore[method-assign]
        handler.addFilter(RepeatFilter(lambda: self.now, lambda _name: self.logger))
        self.logger.handlers = [handler]


@pytest.fixture
def log() -> Log:
    return Log()


def test_of_many_alike_a_few_are_written_and_then_how_many_more(log: Log) -> None:
    for number in range(MAX_ALIKE + 5):
        log.logger.warning("member %d is not known", number)
    log.logger.warning("something else")
    assert log.lines == [*(f"member {number} is not known" for number in range(MAX_ALIKE)), "something else"]
    log.lines.clear()
    log.now = WINDOW_SECONDS
    log.logger.warning("member %d is not known", 99)
    assert log.lines == ["5 more like this within 60 s: member %d is not known", "member 99 is not known"]


def test_a_later_line_of_any_kind_says_how_many_were_left_out(log: Log) -> None:
    for _ in range(MAX_ALIKE + 1):
        log.logger.error("a tick failed")
    log.lines.clear()
    log.now = WINDOW_SECONDS + 1
    log.logger.info("sent")
    assert log.lines == ["1 more like this within 61 s: a tick failed", "sent"]


def test_what_is_no_warning_is_always_written(log: Log) -> None:
    for _ in range(MAX_ALIKE * 3):
        log.logger.info("sent")
    assert log.lines == ["sent"] * MAX_ALIKE * 3
