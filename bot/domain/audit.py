"""What the audit log keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Record:
    """One act: who did it, on whom or what, and the rest in words. Never what anybody wrote."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: str
