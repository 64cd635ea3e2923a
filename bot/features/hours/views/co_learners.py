"""The question to somebody who was part of hours that another has booked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape, listed
from bot.slack.payloads import Draft, Pending
from bot.timeexpr.durations import parse
from bot.ui.entry_text import quoted

MOST_NAMED: Final = 4


def asked(number: int, names: Sequence[str]) -> str:
    """Who is asked to book the hours too, by name where all are known."""
    if len(names) == number <= MOST_NAMED:
        who = listed([escape(clip(name, 60)) for name in names])
    else:
        who = "the one you named" if number == 1 else f"the {number} you named"
    return f"\nI asked {who} whether to book it too."


def not_asked(*, oneself: bool, us: bool) -> str:
    """Why somebody who was named is not asked."""
    own = "\nYou named yourself, so I did not ask you." if oneself else ""
    return f"{own}\nKind of you to name me, but I book no hours of my own." if us else own


def offer(booker: str, pending: Pending, *, key: str, day: date) -> Message:
    """Somebody booked hours with the reader; one press books them for the reader as well."""
    length, who = parse.spell(pending.minutes), escape(clip(booker, 60))
    done = f"{who} booked {length}{_doing(pending.activity)}"
    own = pending.model_copy(update={"key": key, "activity": "", "people": ""})
    other = Draft(minutes=pending.minutes, day=day, note=pending.note)
    return compose(
        section(f"*{done} with you*, {calendar_format.spell(day, day)}{quoted(pending.note)}"),
        actions(
            Press(f"Book {length} too", "log.book", own.value()) if own.fits() else None,
            Press("On something else", "log.form", other.value()) if other.fits() else None,
            Press("No, thanks", "offer.drop"),
        ),
        context("Yours would count in the same area; “On something else” lets you choose."),
    )


def declined() -> Message:
    """Nothing is booked for the reader."""
    return compose(section("Fine, nothing was booked for you."))


def _doing(activity: str) -> str:
    return {"mentoring": " of mentoring", "talk": " of knowledge sharing"}.get(activity, "")
