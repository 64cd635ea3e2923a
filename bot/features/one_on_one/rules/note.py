"""A note that a mentor keeps on a member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """What one has written on another; `shared` lets that other read it, and nobody else."""

    id: int
    author: str
    member: str
    words: str
    shared: bool
    at: datetime
