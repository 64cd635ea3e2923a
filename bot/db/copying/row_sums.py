"""Sums over rows by which two tables are compared: equal for the same rows in any order, on any kind of database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

_SIZE: Final = 16  # bytes of each row's digest


@dataclass(slots=True)
class RowSum:
    """How many rows there are, and the sum of their digests."""

    count: int = 0
    digest: int = 0

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows of typed values, which no database spells in its own way."""
        for row in rows:
            self.count += 1
            self.digest += int.from_bytes(
                blake2b(_spell(row).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()
            )
        self.digest %= 1 << 8 * _SIZE


def _spell(row: Sequence[Any]) -> str:
    return repr([_in_order(value) if isinstance(value, dict | list) else value for value in row])


def _in_order(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
