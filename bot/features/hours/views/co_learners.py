"""The question to somebody who took part in hours that another person logged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.calendar import date_text
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import join_words, person_name
from bot.slack.payloads import EntryDraftPayload, PendingEntryPayload
from bot.timeexpr.durations import parse
from bot.ui.entry_text import quoted_note

MAX_NAMED: Final = 4  # people by name; of more only the number is told
_ACTIVITY_TEXTS: Final = {"mentoring": " of mentoring", "talk": " of knowledge sharing"}


def asked_people_text(person_count: int, names: Sequence[str]) -> str:
    """Return who is asked to log the hours too, by name if all are known."""
    if len(names) == person_count <= MAX_NAMED:
        who = join_words([person_name(name) for name in names])
    else:
        who = "the person you named" if person_count == 1 else f"the {person_count} people you named"
    return f"\nI asked {who} whether to log it too."


def not_asked_text(*, includes_self: bool, includes_bot: bool) -> str:
    """Return why somebody who was named is not asked; empty if everybody is."""
    own = "\nYou named yourself, so I didn't ask you." if includes_self else ""
    return f"{own}\nKind of you to name me, but I don't log hours myself." if includes_bot else own


def render_co_learner_question(booker_name: str, pending: PendingEntryPayload, *, key: str, day: date) -> Message:
    """Ask the reader whether to log the hours too; the button logs them under `key`."""
    length = parse.spell(pending.minutes)
    done = f"{person_name(booker_name)} logged {length}{_ACTIVITY_TEXTS.get(pending.activity, '')}"
    own = pending.model_copy(update={"key": key, "activity": "", "people": "", "day": day})
    other = EntryDraftPayload(minutes=pending.minutes, day=day, note=pending.note)
    return compose_message(
        section(f"*{done} with you*, {date_text.day_text(day, day)}{quoted_note(pending.note)}"),
        actions(
            ButtonSpec(f"Log {length} too", "log.book", own.encode()) if own.fits_in_button() else None,
            ButtonSpec("On something else", "log.form", other.encode()) if other.fits_in_button() else None,
            ButtonSpec("No, thanks", "offer.drop"),
        ),
        context("Yours count in the same area, unless you choose another with “On something else”."),
    )


def render_co_booking_declined() -> Message:
    """Confirm that nothing is logged for the reader."""
    return compose_message(section("OK, nothing logged for you."))
