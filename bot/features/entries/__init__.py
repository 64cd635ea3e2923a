"""List, explain, correct, undo and redo what was booked."""

from __future__ import annotations

from bot.feature import Feature
from bot.features.entries import handlers

FEATURE = Feature(
    name="entries",
    register=handlers.register,
)
