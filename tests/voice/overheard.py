"""What Roadmate said to stages that have no stand-in for Slack, each once, as JSON: the walk over messages takes it."""

from __future__ import annotations

from typing import Final

OVERHEARD: Final[set[str]] = set()
