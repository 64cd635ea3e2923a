"""Book hours from plain messages, and mark these with a check."""

from __future__ import annotations

from bot.db.personal_data import PersonalData
from bot.db.tables import handled_events
from bot.feature import Feature

FEATURE = Feature(
    name="message_log",
    personal_data=PersonalData(plain=(handled_events.c.event,)),
)
