"""Messages about hours: booked, asked back, taken back, listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Literal

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject, Subjects
from bot.core.ledger.rules import Booked, Entry, FullDay, Repeated, Sums
from bot.core.plan.progress import Step
from bot.slack.blocks import Confirm, Press, actions, section
from bot.slack.message import Answer, Message, Template, compose
from bot.slack.mrkdwn import clip, escape, listed, plain
from bot.slack.payloads import Pending
from bot.timeexpr.durations import parse
from bot.ui import next_step
from bot.ui.entry_text import against, in_week, line, quoted, subject_name

PAGE: Final = 8


TOO_LONG: Final = " The note is too long for a button: type the line again with a shorter one."


def _booked(head: str, text: str, entry: str, effect: str) -> Message:
    return compose(
        section(head),
        actions(
            Press("Undo", "log.back", entry, confirm=Confirm("Take it back?", effect, "Take it back")),
            Press("Edit", "log.edit", entry),
            Press("My entries", "log.list", "0"),
        ),
        text=text,
    )


_BOOKED: Final = Template(_booked, "head", "text", "entry", "effect")


def outcome(
    result: Booked | Repeated | FullDay,
    *,
    pending: Pending,
    subject: Subject,
    step: Step | None,
    today: date,
    this_week: int | None = None,
    forecast: str = "",
    aside: str = "",
    pressed: bool = False,
) -> Answer:
    """What became of hours that were to be booked; `this_week` is given where the day belongs to another week.

    `aside` is about people; where a button was pressed that booked another day than today, that is said.
    """
    match result:
        case Repeated():
            return _repeated(result, pending, subject, today)
        case FullDay():
            return _full_day(result, pending, subject, today)
        case Booked():
            running = "" if this_week is None else f" · {in_week(today, this_week, today)}"
            week = f"{in_week(pending.day, result.sums.week, today)}{running}"
            return _booked_on(
                pending,
                subject,
                step,
                entry=result.entry,
                today=today,
                aside=aside,
                pressed=pressed,
                sums=(f"{against(subject.area, result.sums.area)} · {week}{chr(10) + forecast if forecast else ''}"),
            )


def _booked_on(
    pending: Pending,
    subject: Subject,
    step: Step | None,
    *,
    entry: int,
    today: date,
    sums: str,
    aside: str,
    pressed: bool,
) -> Answer:
    """It is in the ledger: what, on which day, where that leaves the plan and the week, and what comes next."""
    day = f"{calendar_format.spell(pending.day, today)}{' (not today)' if pressed and pending.day != today else ''}"
    what = f"{parse.spell(pending.minutes)} on {subject_name(subject)}, {day}"
    took = guessed(subject)
    doing = f" ({escape(pending.activity)})" if pending.activity else ""
    coming = f"\nNext: {next_step.short(step)}" if step else ""
    note = quoted(pending.note)
    return _BOOKED.fill(
        head=f"Booked: *{what}*{doing}{note}{took}{aside}\n{sums}{coming}",
        text=plain(f"Booked: {what}{doing}{note}{took}{aside}\n{sums}{coming}"),
        entry=str(entry),
        effect=f"{what} will no longer count.",
    )


def guessed(subject: Subject) -> str:
    """What was taken for a slip of the keyboard, each on a line of its own."""
    return "".join(f"\nI took “{escape(clip(t.typed, 60))}” for {escape(t.meant)}." for t in subject.taken)


def known(entry: Entry, sums: Sums, *, counts: bool, catalog: Catalog, today: date) -> Answer:
    """What the same request booked before, and whether it still counts."""
    what, area = line(entry, catalog, today), catalog.find_area(entry.area)
    if not counts:
        return compose(section(f"That was booked once and taken back since: *{what}*. Nothing was booked now."))
    week = in_week(entry.day, sums.week, today)
    standing = f"{against(area, sums.area)} · {week}" if area else week
    head = f"Already booked, once: *{what}*{quoted(entry.note)}\n{standing}"
    return _booked(head, plain(head), str(entry.id), f"{what} will no longer count.")


def _full_day(result: FullDay, pending: Pending, subject: Subject, today: date) -> Message:
    """A day with more hours than a day should have, or can."""
    day, already = calendar_format.spell(pending.day, today), parse.spell(result.already)
    total = parse.spell(result.already + pending.minutes)
    if not result.possible:
        had = f" You have {already} there already." if result.already else ""
        return compose(
            section(f"*Not booked:* {total} on {day} is more than a day has.{had} Change it with `/log list`."),
            section(f"You wanted: {parse.spell(pending.minutes)} on {subject_name(subject)}{quoted(pending.note)}"),
        )
    insist = pending.model_copy(update={"insist": True})
    what = f"{parse.spell(pending.minutes)} on {subject_name(subject)}"
    had = f", with {already} there already" if result.already else ""
    yes = _booking("Yes, book it", insist, style="primary")
    return compose(
        section(f"That would make *{total}* on {day}{had}. Is {what} right?{_unless(yes)}"),
        actions(yes, Press("No", "log.drop")) if yes else None,
    )


def _repeated(result: Repeated, pending: Pending, subject: Subject, today: date) -> Message:
    """The same line twice within moments; it counts once."""
    again = pending.model_copy(update={"insist": True})
    what = f"{parse.spell(pending.minutes)} on {subject_name(subject)}, {calendar_format.spell(pending.day, today)}"
    return compose(
        section(f"You booked the same {_ago(result.ago)}, so it counts once: *{what}*"),
        actions(_booking("Book it a second time", again)),
    )


def which_subject(options: Subjects, pending: tuple[Pending, ...], today: date) -> Message:
    """Words that fit several subjects equally well; the buttons keep everything else."""
    first = pending[0]
    what = f"{parse.spell(first.minutes)}, {calendar_format.spell(first.day, today)}"
    names = distinct(options.options)
    presses = [_booking(name, ticket) for name, ticket in zip(names, pending, strict=True)]
    typed = f"“{escape(clip(options.typed, 200))}”"
    lead = f"*Do you mean {names[0]} by {typed}?*" if len(names) == 1 else f"*Which {typed} do you mean?*"
    if not all(presses):
        return compose(section(f"{lead} {listed(names, 'or')}?{TOO_LONG}"))
    return compose(section(f"{lead} I keep the rest: {what}."), actions(*presses))


def dropped() -> Message:
    """The person decided against it."""
    return compose(section("Nothing was booked."))


def distinct(subjects: Sequence[Subject]) -> list[str]:
    """What each button says; where two topics bear the same name, each with its category."""
    names = [subject_name(subject, plain=True) for subject in subjects]
    alike = {name for name in names if names.count(name) > 1}
    pairs = zip(subjects, names, strict=True)
    return [clip(f"{name}, {s.place.title}" if s.place and name in alike else name, 70) for s, name in pairs]


def _booking(label: str, pending: Pending, style: Literal["primary"] | None = None) -> Press | None:
    """A button that books; none where the note is too long for one to carry."""
    return Press(label, "log.book", pending.value(), style=style) if pending.fits() else None


def _unless(press: Press | None) -> str:
    return "" if press else TOO_LONG


def _ago(ago: timedelta) -> str:
    seconds = int(ago.total_seconds())
    return "just now" if seconds < 5 else f"{seconds} seconds ago"
