"""The question to somebody who was part of hours that another has booked."""

from __future__ import annotations

from datetime import date

from bot.domain import dates, durations
from bot.views.hours import quoted
from bot.views.message import Message, compose
from bot.views.parts import Press, actions, context, section
from bot.views.text import clip, escape
from bot.views.tickets import Draft, Pending


def offer(booker: str, pending: Pending, *, key: str, day: date) -> Message:
    """Somebody booked hours with the reader; one press books them for the reader as well."""
    length, who = durations.spell(pending.minutes), escape(clip(booker, 60))
    done = f"{who} booked {length}{_doing(pending.activity)}"
    own = pending.model_copy(update={"key": key, "activity": "", "people": ""})
    other = Draft(minutes=pending.minutes, day=day, note=pending.note)
    return compose(
        section(f"*{done} with you*, {dates.spell(day, day)}{quoted(pending.note)}"),
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
