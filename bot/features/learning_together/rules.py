"""Two people with the same next topic."""

from __future__ import annotations

from datetime import datetime

from bot.core.people.member import Member
from bot.frozen import frozen


@frozen
class Match:
    """Somebody with the same next topic, and half an hour in which both are awake and here."""

    person: Member
    starts_at: datetime
