"""What was answered is forgotten: the same requests again leave no more objects in memory than there were."""

from __future__ import annotations

import gc
import threading
from collections import Counter
from typing import Final

import pytest

from bot.sandbox.slack_api.fixtures import ANA
from tests.slack_driver import Driver

ROUNDS: Final = 6
LINES: Final = ("/log 5m networking", "/log list", "/log nonsense words", "/roadmap aws", "/plan", "/team")
# The stand-in for Slack remembers all, in plain lists and dictionaries; SQLite's driver two hundred closed cursors, and
# Python the parts of as many addresses.
NOT_COUNTED: Final = ("bot.sandbox", "tests", "_pytest", "builtins", "weakref", "urllib.parse")
PLAIN: Final = ("function", "method", "cell", "frame", "traceback", "generator")


def count_objects() -> Counter[str]:
    """Count what is alive, by type, once no thread of the stand-in's is just ending a request."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join()
    gc.collect()
    counts: Counter[str] = Counter()
    for kind, number in Counter(map(type, gc.get_objects())).items():
        if not str(kind.__module__).startswith(NOT_COUNTED) or kind.__name__ in PLAIN:
            counts[f"{kind.__module__}.{kind.__qualname__}"] += number
    return counts


def do_everything(driver: Driver) -> None:
    """Have each kind of request answered once."""
    for line in LINES:
        shown = driver.say(ANA.id, line)
    driver.delivery.click(ANA.id, shown.shown[-1], 1)
    driver.delivery.home_opened(ANA.id)
    driver.delivery.direct_message(ANA.id, "how do I scale pods?")
    driver.turn(minutes=3)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_same_requests_again_leave_no_more_objects(driver: Driver) -> None:
    for _ in range(ROUNDS):
        do_everything(driver)
    before = count_objects()
    for _ in range(ROUNDS):
        do_everything(driver)
    more = count_objects() - before
    assert {kind: number for kind, number in more.items() if number >= ROUNDS} == {}
