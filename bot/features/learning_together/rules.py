"""Two people with the same next topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.people.member import Member


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody with the same next topic, and half an hour in which both are awake and here."""

    person: Member
    starts_at: datetime
