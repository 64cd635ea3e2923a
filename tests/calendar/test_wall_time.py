"""Times of day, however they are written."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.schedule import Slot, parse_slot, spell_slot
from bot.calendar.wall_time import read_wall_time
from bot.features.sessions.rules.time_parser import find
from bot.features.settings.rules import Wrong, read_day_start

FORMS = ("%H:%M", "%H.%M", "%Hh%M", "at %H:%M", "%I:%M %p", "%I:%M%p", "%I.%M %p", "%H:%M o'clock")


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.sampled_from(FORMS))
def test_every_spelling_of_a_time_is_that_time_in_each_use(at: time, form: str) -> None:
    words = at.strftime(form)
    assert read_wall_time(words) == read_wall_time(words.lower()) == at
    assert parse_slot(f"Mon {words}") == Slot(0, at)
    start = read_day_start(words)
    assert start == at.hour * 60 + at.minute if at <= time(12) else isinstance(start, Wrong)


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.integers(0, 6))
def test_what_is_written_reads_back(at: time, weekday: int) -> None:
    slot = Slot(weekday, at)
    assert parse_slot(spell_slot(slot)) == slot
    assert find(f"GitOps {at:%H:%M}").at == at


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("noon", time(12)),
        ("at midnight", time(0)),
        ("2pm", time(14)),
        ("2 p.m.", time(14)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("7", time(7)),
        ("15h", time(15)),
        ("9 o'clock", time(9)),
        *((wrong, None) for wrong in ("", "24:00", "9:60", "9:5", "13pm", "0 am", "noonish", "９:00", "9:00:00", "-1")),
    ],
)
def test_a_time_of_day_or_none(words: str, at: time | None) -> None:
    assert read_wall_time(words) == at
