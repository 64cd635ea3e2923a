"""Keep what is worked out from a whole catalog for as long as somebody has that catalog."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from bot.catalog.catalog import Catalog

Value = TypeVar("Value")


def kept_per_catalog(build: Callable[[Catalog], Value]) -> Callable[[Catalog], Value]:
    """Have a function called once per catalog; what it returns must not refer to the catalog, or both would stay.

    Two threads may build the same at once; one of the two is kept.
    """
    kept: WeakKeyDictionary[Catalog, Value] = WeakKeyDictionary()

    @wraps(build)
    def read(catalog: Catalog) -> Value:
        try:
            return kept[catalog]
        except KeyError:
            return kept.setdefault(catalog, build(catalog))

    return read
