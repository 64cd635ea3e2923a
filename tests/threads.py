"""Tell which threads a piece of code has started. A number of threads doesn't: those of an earlier test still end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def watching_threads() -> Iterator[Callable[[], set[threading.Thread]]]:
    """Give a function that returns the threads which were started in the block and still run."""
    before = set(threading.enumerate())
    yield lambda: set(threading.enumerate()) - before
