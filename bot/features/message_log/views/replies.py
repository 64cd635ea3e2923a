"""What is said to messages that speak of hours without booking any."""

from __future__ import annotations

from bot.slack.blocks import Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.payloads import Draft, Line
from bot.timeexpr.durations import parse


def no_line(minutes: int) -> Message:
    """Words said to us hold a length of time and are no line for the ledger."""
    form = Press("Open the form", "log.form", Draft(minutes=minutes).value())
    return compose(section("If that is to be booked, write for example `2h networking yesterday`."), actions(form))


def taken_back(minutes: int, line: Line) -> Message:
    """A message was changed whose hours had been taken back; a press books what it says now."""
    length = parse.spell(minutes)
    words = f"What your message had booked was taken back. It says {length} now: shall that count?"
    if not line.fits():
        return compose(section(f"{words} Then write it anew."))
    return compose(section(words), actions(Press(f"Book {length}", "log.line", line.value()), Press("No", "log.drop")))
