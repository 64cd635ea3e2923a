"""Messages about hours that were to be logged: asked about or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import typeahead
from bot.catalog.lookup.subjects import Subject
from bot.core.ledger.rules import DoubtfulBooking, FullDay, RepeatedBooking
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import LogLinePayload, PendingEntryPayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui.entry_text import quoted_note, subject_name

NOTE_TOO_LONG: Final = " The note is too long for a button: type the line again with a shorter one."


def render_doubt(
    doubt: RepeatedBooking | FullDay, pending: PendingEntryPayload, subject: Subject, today: date
) -> Message:
    """Say why hours are not logged yet, and ask."""
    if isinstance(doubt, RepeatedBooking):
        return _render_repeated(doubt, pending, subject, today)
    return _render_full_day(doubt, pending, subject, today)


def corrections_text(subject: Subject) -> str:
    """Return the corrected typing errors of a subject, each on a line of its own."""
    return "".join(f"\nI read “{escape(clip(t.typed, 60))}” as {escape(t.meant)}." for t in subject.corrections)


def _render_full_day(full_day: FullDay, pending: PendingEntryPayload, subject: Subject, today: date) -> Message:
    """Ask about a very long day, or refuse more hours than a day has."""
    day, booked = date_text.day_text(pending.day, today), parse.spell(full_day.booked_minutes)
    total, what = parse.spell(full_day.booked_minutes + pending.minutes), _pending_text(pending, subject)
    if not full_day.is_possible:
        why = f" {day} has {booked} already, so {what} would make it {total}." if full_day.booked_minutes else ""
        refusal = compose_message(
            section(f"*Not logged:* a day only has 24 hours.{why}"),
            section(f"To change what's there: `{SLASH}log list`.{quoted_note(pending.note)}"),
        )
        return replace(refusal, keeps_pressed=True)
    had = f" ({booked} logged already)" if full_day.booked_minutes else ""
    yes = _book_button("Yes, log it", pending.model_copy(update={"insist": True}), style="primary")
    return compose_message(
        section(f"That makes *{total}* on {day}{had}. Is {what} right?{'' if yes else NOTE_TOO_LONG}"),
        actions(yes, ButtonSpec("No", "log.drop")) if yes else None,
    )


def _render_repeated(result: RepeatedBooking, pending: PendingEntryPayload, subject: Subject, today: date) -> Message:
    """Say that the same line within moments was counted once, and offer to log it again."""
    again = pending.model_copy(update={"insist": True})
    what, day = _pending_text(pending, subject), date_text.day_text(pending.day, today)
    return compose_message(
        section(f"You already logged that {_ago_text(result.ago)}, so I counted it once: *{what}* ({day})"),
        actions(_book_button("Log it again", again)),
    )


def render_entries_doubt(
    result: DoubtfulBooking,
    pendings: Sequence[PendingEntryPayload],
    line: LogLinePayload,
    *,
    catalog: Catalog,
    today: date,
) -> Message:
    """Ask about several entries of which one overfills its day or was booked just now; a button books them all."""
    pending, doubt = pendings[result.index], result.doubt
    what, day = _entry_text(pending, catalog), date_text.day_text(pending.day, today)
    text = f"You logged {what} ({day}) a moment ago. I haven't logged anything of this line yet."
    yes = ButtonSpec("Log them all", "log.line", line.encode(), style="primary") if line.fits_in_button() else None
    if isinstance(doubt, FullDay):
        total = parse.spell(doubt.booked_minutes + pending.minutes)
        if not doubt.is_possible:
            return compose_message(
                section(f"*Nothing logged:* a day only has 24 hours. With {what}, {day} would have {total}.")
            )
        text = f"With {what}, {day} has *{total}*. Is that right? I haven't logged anything of this line yet."
    return compose_message(section(text), actions(yes, ButtonSpec("No", "log.drop")))


def _entry_text(pending: PendingEntryPayload, catalog: Catalog) -> str:
    subject = typeahead.find_subject_by_ids(catalog, pending.area, pending.roadmap, pending.topic)
    return _pending_text(pending, subject) if subject else f"{parse.spell(pending.minutes)} on {pending.area}"


def render_not_booked() -> Message:
    """Confirm that nothing is logged."""
    return compose_message(section("OK, nothing logged."))


def distinct_labels(subjects: Sequence[Subject]) -> list[str]:
    """Return a button label for each subject; topics of the same name get their category."""
    names = [subject_name(subject, is_short=True) for subject in subjects]
    alike = {name for name in names if names.count(name) > 1}
    pairs = zip(subjects, names, strict=True)
    return [
        clip(f"{name}, {s.topic_ref.category_title}" if s.topic_ref and name in alike else name, 70)
        for s, name in pairs
    ]


def _book_button(
    label: str, pending: PendingEntryPayload, style: Literal["primary"] | None = None
) -> ButtonSpec | None:
    """Return a button that books; None if the note is too long for a button."""
    return ButtonSpec(label, "log.book", pending.encode(), style=style) if pending.fits_in_button() else None


def _pending_text(pending: PendingEntryPayload, subject: Subject) -> str:
    return f"{parse.spell(pending.minutes)} on {subject_name(subject)}"


def _ago_text(elapsed: timedelta) -> str:
    seconds = int(elapsed.total_seconds())
    return "a moment ago" if seconds < 5 else f"{seconds} seconds ago"
