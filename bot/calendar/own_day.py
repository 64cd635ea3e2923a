"""One person's day in another person's hands: a button may have been drawn where it was another date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

# Zones lie up to 26 hours apart, and a person's day may begin some hours after midnight.
MAX_DAY_GAP: Final = timedelta(days=2)


def own_day(drawn: date, today: date) -> date | None:
    """Return the day that a drawn day is for whoever presses, whose day is `today`: never one to come.

    None for a day that has come nowhere on earth when it is `today` for anybody.
    """
    return None if drawn > today + MAX_DAY_GAP else min(drawn, today)


def same_day_for(day: date, *, writer_today: date, reader_today: date) -> date:
    """Return the reader's day that is as many days ago as `day` is for the writer."""
    return reader_today - max(timedelta(0), writer_today - day)
