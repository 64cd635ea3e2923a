"""Messages about hours: booked, asked back, taken back, listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Literal

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.core.ledger.rules import BookedEntry, Entry, EntrySums, FullDay, RepeatedBooking
from bot.core.plan.progress import NextStep
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, section
from bot.slack.message import AnyMessage, Message, MessageTemplate, compose_message
from bot.slack.mrkdwn import clip, escape, join_words, to_plain_text
from bot.slack.payloads import PendingEntryPayload
from bot.timeexpr.durations import parse
from bot.ui import next_step
from bot.ui.entry_text import area_total_text, entry_line, quoted_note, subject_name, week_total_text

ENTRIES_PER_PAGE: Final = 8


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
    """What became of hours that were to be booked; `this_week` is given where the day belongs to another week.

    `aside` is about people; where a button was pressed that booked another day than today, that is said.
    """
    match result:
        case RepeatedBooking():
            return _render_repeated(result, pending, subject, today)
        case FullDay():
            return _render_full_day(result, pending, subject, today)
        case BookedEntry():
            running = "" if this_week_minutes is None else f" · {week_total_text(today, this_week_minutes, today)}"
            week = f"{week_total_text(pending.day, result.sums.week_minutes, today)}{running}"
            return _render_booked(
                pending,
                subject,
                step,
                entry=result.entry_id,
                today=today,
                people_note=people_note,
                is_button_press=is_button_press,
                totals_text=(
                    f"{area_total_text(subject.area, result.sums.area_minutes)} · {week}{chr(10) + forecast if forecast else ''}"
                ),
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
    """It is in the ledger: what, on which day, where that leaves the plan and the week, and what comes next."""
    day = (
        f"{date_text.day_text(pending.day, today)}{' (not today)' if is_button_press and pending.day != today else ''}"
    )
    what = f"{parse.spell(pending.minutes)} on {subject_name(subject)}, {day}"
    took = corrections_text(subject)
    doing = f" ({escape(pending.activity)})" if pending.activity else ""
    coming = f"\nNext: {next_step.step_line(step)}" if step else ""
    note = quoted_note(pending.note)
    return _BOOKED_TEMPLATE.render(
        head=f"Booked: *{what}*{doing}{note}{took}{people_note}\n{totals_text}{coming}",
        text=to_plain_text(f"Booked: {what}{doing}{note}{took}{people_note}\n{totals_text}{coming}"),
        entry=str(entry),
        effect=f"{what} will no longer count.",
    )


def corrections_text(subject: Subject) -> str:
    """What was taken for a slip of the keyboard, each on a line of its own."""
    return "".join(f"\nI took “{escape(clip(t.typed, 60))}” for {escape(t.meant)}." for t in subject.corrections)


def render_already_booked(
    entry: Entry, sums: EntrySums, *, is_counted: bool, catalog: Catalog, today: date
) -> AnyMessage:
    """What the same request booked before, and whether it still counts."""
    what, area = entry_line(entry, catalog, today), catalog.find_area(entry.area)
    if not is_counted:
        return compose_message(section(f"That was booked once and taken back since: *{what}*. Nothing was booked now."))
    week = week_total_text(entry.day, sums.week_minutes, today)
    standing = f"{area_total_text(area, sums.area_minutes)} · {week}" if area else week
    head = f"Already booked, once: *{what}*{quoted_note(entry.note)}\n{standing}"
    return _compose_booked(head, to_plain_text(head), str(entry.id), f"{what} will no longer count.")


def _render_full_day(full_day: FullDay, pending: PendingEntryPayload, subject: Subject, today: date) -> Message:
    """A day with more hours than a day should have, or can."""
    day, already = date_text.day_text(pending.day, today), parse.spell(full_day.booked_minutes)
    total = parse.spell(full_day.booked_minutes + pending.minutes)
    if not full_day.is_possible:
        had = f" You have {already} there already." if full_day.booked_minutes else ""
        return compose_message(
            section(f"*Not booked:* {total} on {day} is more than a day has.{had} Change it with `/log list`."),
            section(
                f"You wanted: {parse.spell(pending.minutes)} on {subject_name(subject)}{quoted_note(pending.note)}"
            ),
        )
    insist = pending.model_copy(update={"insist": True})
    what = f"{parse.spell(pending.minutes)} on {subject_name(subject)}"
    had = f", with {already} there already" if full_day.booked_minutes else ""
    yes = _book_button("Yes, book it", insist, style="primary")
    return compose_message(
        section(f"That would make *{total}* on {day}{had}. Is {what} right?{_too_long_hint(yes)}"),
        actions(yes, ButtonSpec("No", "log.drop")) if yes else None,
    )


def _render_repeated(result: RepeatedBooking, pending: PendingEntryPayload, subject: Subject, today: date) -> Message:
    """The same line twice within moments; it counts once."""
    again = pending.model_copy(update={"insist": True})
    what = f"{parse.spell(pending.minutes)} on {subject_name(subject)}, {date_text.day_text(pending.day, today)}"
    return compose_message(
        section(f"You booked the same {_ago_text(result.ago)}, so it counts once: *{what}*"),
        actions(_book_button("Book it a second time", again)),
    )


def render_subject_choice(options: SubjectOptions, pending: tuple[PendingEntryPayload, ...], today: date) -> Message:
    """Words that fit several subjects equally well; the buttons keep everything else."""
    first = pending[0]
    what = f"{parse.spell(first.minutes)}, {date_text.day_text(first.day, today)}"
    names = distinct_labels(options.options)
    presses = [_book_button(name, ticket) for name, ticket in zip(names, pending, strict=True)]
    typed = f"“{escape(clip(options.typed, 200))}”"
    lead = f"*Do you mean {names[0]} by {typed}?*" if len(names) == 1 else f"*Which {typed} do you mean?*"
    if not all(presses):
        return compose_message(section(f"{lead} {join_words(names, 'or')}?{NOTE_TOO_LONG}"))
    return compose_message(section(f"{lead} I keep the rest: {what}."), actions(*presses))


def render_not_booked() -> Message:
    """The person decided against it."""
    return compose_message(section("Nothing was booked."))


def distinct_labels(subjects: Sequence[Subject]) -> list[str]:
    """What each button says; where two topics bear the same name, each with its category."""
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
    """A button that books; none where the note is too long for one to carry."""
    return ButtonSpec(label, "log.book", pending.encode(), style=style) if pending.fits_in_button() else None


def _too_long_hint(button: ButtonSpec | None) -> str:
    return "" if button else NOTE_TOO_LONG


def _ago_text(elapsed: timedelta) -> str:
    seconds = int(elapsed.total_seconds())
    return "just now" if seconds < 5 else f"{seconds} seconds ago"
