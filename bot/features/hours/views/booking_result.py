"""Messages about hours that were to be booked: booked, already booked, asked about or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import typeahead
from bot.catalog.lookup.subjects import Subject
from bot.core.ledger.rules import BookedEntry, DoubtfulBooking, Entry, EntrySums, FullDay, RepeatedBooking
from bot.core.plan.progress import NextStep
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, section
from bot.slack.message import AnyMessage, Message, MessageTemplate, compose_message
from bot.slack.mrkdwn import clip, escape, to_plain_text
from bot.slack.payloads import LogLinePayload, PendingEntryPayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import next_step
from bot.ui.entry_text import area_total_text, entry_line, quoted_note, subject_name, week_total_text
from bot.ui.links import evidence_link

NOTE_TOO_LONG: Final = " The note is too long for a button: type the line again with a shorter one."


def _compose_booked(head: str, text: str, entry: str, effect: str) -> Message:
    return compose_message(
        section(head),
        actions(
            ButtonSpec("Undo", "log.back", entry, confirm=ConfirmSpec("Take it back?", effect, "Take it back")),
            ButtonSpec("Edit", "log.edit", entry),
            ButtonSpec("My entries", "log.list", "0"),
        ),
        text=text,
    )


_BOOKED_TEMPLATE: Final = MessageTemplate(_compose_booked, "head", "text", "entry", "effect")


def render_booking_result(
    result: BookedEntry | RepeatedBooking | FullDay,
    *,
    pending: PendingEntryPayload,
    subject: Subject,
    step: NextStep | None,
    today: date,
    this_week_minutes: int | None = None,
    forecast: str = "",
    people_note: str = "",
    is_button_press: bool = False,
) -> AnyMessage:
    """Render the answer to a booking.

    `this_week_minutes` is given if the day belongs to another week; `people_note` is about people who were named.
    A button press is told if it booked another day than today.
    """
    match result:
        case RepeatedBooking():
            return _render_repeated(result, pending, subject, today)
        case FullDay():
            return _render_full_day(result, pending, subject, today)
        case BookedEntry():
            totals = [
                area_total_text(subject.area, result.sums.area_minutes),
                week_total_text(pending.day, result.sums.week_minutes, today),
            ]
            if this_week_minutes is not None:
                totals.append(week_total_text(today, this_week_minutes, today))
            return _render_booked(
                pending,
                subject,
                step,
                entry=result.entry_id,
                today=today,
                people_note=people_note,
                is_button_press=is_button_press,
                totals_text="\n".join(filter(None, (" · ".join(totals), forecast))),
            )


def _render_booked(
    pending: PendingEntryPayload,
    subject: Subject,
    step: NextStep | None,
    *,
    entry: int,
    today: date,
    totals_text: str,
    people_note: str,
    is_button_press: bool,
) -> AnyMessage:
    """Say what was booked on which day, with the new totals and the next step."""
    other_day = " (not today)" if is_button_press and pending.day != today else ""
    what = f"{_pending_text(pending, subject)}, {date_text.day_text(pending.day, today)}{other_day}"
    activity = f" ({escape(pending.activity)})" if pending.activity else ""
    kept = f"{quoted_note(pending.note)}{evidence_link(pending.evidence)}"
    note = f"{kept}{corrections_text(subject)}{people_note}"
    coming = f"\nNext: {next_step.step_line(step)}" if step else ""
    details = f"{activity}{note}\n{totals_text}{coming}"
    return _BOOKED_TEMPLATE.render(
        head=f"Booked: *{what}*{details}",
        text=to_plain_text(f"Booked: {what}{details}"),
        entry=str(entry),
        effect=f"{what} will no longer count.",
    )


def corrections_text(subject: Subject) -> str:
    """Return the corrected typing errors of a subject, each on a line of its own."""
    return "".join(f"\nI took “{escape(clip(t.typed, 60))}” for {escape(t.meant)}." for t in subject.corrections)


def render_already_booked(
    entry: Entry, sums: EntrySums, *, is_counted: bool, catalog: Catalog, today: date
) -> AnyMessage:
    """Say what the same request booked before, and whether it still counts."""
    what, area = entry_line(entry, catalog, today), catalog.find_area(entry.area)
    if not is_counted:
        return compose_message(section(f"That was booked once and taken back since: *{what}*. Nothing was booked now."))
    week = week_total_text(entry.day, sums.week_minutes, today)
    totals = f"{area_total_text(area, sums.area_minutes)} · {week}" if area else week
    head = f"Already booked, once: *{what}*{quoted_note(entry.note)}\n{totals}"
    return _compose_booked(head, to_plain_text(head), str(entry.id), f"{what} will no longer count.")


def _render_full_day(full_day: FullDay, pending: PendingEntryPayload, subject: Subject, today: date) -> Message:
    """Ask about a very long day, or refuse more hours than a day has."""
    day, booked = date_text.day_text(pending.day, today), parse.spell(full_day.booked_minutes)
    total, what = parse.spell(full_day.booked_minutes + pending.minutes), _pending_text(pending, subject)
    if not full_day.is_possible:
        had = f" You have {booked} there already." if full_day.booked_minutes else ""
        refusal = compose_message(
            section(f"*Not booked:* {total} on {day} is more than a day has.{had} Change it with `{SLASH}log list`."),
            section(f"You wanted: {what}{quoted_note(pending.note)}"),
        )
        return replace(refusal, keeps_pressed=True)
    had = f", with {booked} there already" if full_day.booked_minutes else ""
    yes = _book_button("Yes, book it", pending.model_copy(update={"insist": True}), style="primary")
    return compose_message(
        section(f"That would make *{total}* on {day}{had}. Is {what} right?{'' if yes else NOTE_TOO_LONG}"),
        actions(yes, ButtonSpec("No", "log.drop")) if yes else None,
    )


def _render_repeated(result: RepeatedBooking, pending: PendingEntryPayload, subject: Subject, today: date) -> Message:
    """Say that the same line within moments counts once, and offer to book it again."""
    again = pending.model_copy(update={"insist": True})
    what = f"{_pending_text(pending, subject)}, {date_text.day_text(pending.day, today)}"
    return compose_message(
        section(f"You booked the same {_ago_text(result.ago)}, so it counts once: *{what}*"),
        actions(_book_button("Book it a second time", again)),
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
    text = f"You booked {what}, {day}, just now. Nothing of this line is booked yet."
    yes = ButtonSpec("Book them all", "log.line", line.encode(), style="primary") if line.fits_in_button() else None
    if isinstance(doubt, FullDay):
        total = parse.spell(doubt.booked_minutes + pending.minutes)
        if not doubt.is_possible:
            return compose_message(
                section(f"*Nothing was booked:* {total} on {day}, with {what}, is more than a day has.")
            )
        text = f"With {what}, {day} would have *{total}*. Is that right? Nothing is booked yet."
    return compose_message(section(text), actions(yes, ButtonSpec("No", "log.drop")))


def _entry_text(pending: PendingEntryPayload, catalog: Catalog) -> str:
    subject = typeahead.find_subject_by_ids(catalog, pending.area, pending.roadmap, pending.topic)
    return _pending_text(pending, subject) if subject else f"{parse.spell(pending.minutes)} on {pending.area}"


def render_not_booked() -> Message:
    """Confirm that nothing is booked."""
    return compose_message(section("Nothing was booked."))


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
    return "just now" if seconds < 5 else f"{seconds} seconds ago"
