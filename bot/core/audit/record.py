"""What the audit log keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

# What an admin can ask for by a word: the beginnings of acts.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "looks": ("look.",),
    "signoffs": ("work.", "level."),
    "roles": ("mentor.", "lead.", "pair."),
    "exports": ("export.",),
    "refusals": ("refused.",),
    "settings": ("settings.", "holiday.", "digest.", "message."),
    "forgotten": ("forget",),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One act: who did it, on whom or what, and the rest in words. Never what anybody wrote."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: str
