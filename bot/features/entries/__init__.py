"""List, explain, correct, undo and redo what was booked."""

from __future__ import annotations

from bot.feature import Feature
from bot.features.entries import handlers
from bot.features.entries.payloads import EntryListPayload

FEATURE = Feature(
    name="entries",
    payloads=(EntryListPayload,),
    register=handlers.register,
)
