"""How many random examples a generated test draws: a share of them in each run, ten times as many in a thorough one.

Each run draws other examples, so what one run of the gate leaves out comes in another; `make thorough` draws many.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import Final, TypeVar
from zlib import crc32

import pytest

ItemT = TypeVar("ItemT")

IS_THOROUGH: Final = bool(os.environ.get("ROADMATE_THOROUGH"))
USUAL: Final = 40
ONLY_THOROUGH: Final = [
    pytest.mark.thorough,
    pytest.mark.skipif(not IS_THOROUGH, reason="takes long: only `make thorough` runs it"),
]


def examples(count: int) -> int:
    """Return how many examples to draw where `count` are enough for the gate."""
    return count * 10 if IS_THOROUGH else count


def draw(items: Sequence[ItemT], share: int) -> list[ItemT]:
    """Return one in `share` of the items, evenly spread and others in each run; all of them in a thorough one."""
    return list(items) if IS_THOROUGH else list(items[random.randrange(share) :: share])


def is_drawn(name: str, run: str, share: int) -> bool:
    """Tell whether this one of many is among the one in `share` that the run draws: the same in all its processes."""
    return IS_THOROUGH or crc32(f"{run} {name}".encode()) % share == 0
