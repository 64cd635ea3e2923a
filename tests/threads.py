"""Tell which threads a piece of code has started, and run one beside it.

A number of threads doesn't tell: those of an earlier test may still be ending.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def watching_threads() -> Iterator[Callable[[], set[threading.Thread]]]:
    """Give a function that returns the threads which were started in the block and still run."""
    before = set(threading.enumerate())
    yield lambda: set(threading.enumerate()) - before


@contextmanager
def running_beside(run: Callable[[threading.Event], None], name: str) -> Iterator[None]:
    """Run this in a thread of its own; at the end of the block its event is set, and it is waited for."""
    stopping = threading.Event()
    thread = threading.Thread(target=run, args=(stopping,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
