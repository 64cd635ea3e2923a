"""The form to log hours, or to change what was logged, and what is said where it cannot be taken as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import typeahead
from bot.catalog.lookup.subjects import Subject
from bot.core.ledger.note import LONGEST_NOTE
from bot.core.ledger.rules import Entry, FullDay
from bot.features.hours.views.booked import distinct
from bot.features.hours.views.form_parser import SAME, Said
from bot.slack.blocks import Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.modals import Choice, Modal, Wrong, date_input, link_input, text_input, typeahead_input, window
from bot.slack.mrkdwn import clip
from bot.slack.payloads import Draft, Form
from bot.timeexpr.durations import parse
from bot.ui.entry_text import entry_name, line

LONGEST_LENGTH: Final = 100


def form(draft: Draft, *, catalog: Catalog, today: date, key: str, entry: Entry | None = None) -> Modal:
    """The form with what is known already; with an entry, to change that one."""
    return window(
        "Edit hours" if entry else "Log learning hours",
        text_input("duration", "Duration", value=_duration(draft), placeholder="2h, 90m, 1:30", longest=LONGEST_LENGTH),
        typeahead_input(
            "what",
            "What",
            "log.what",
            value=_chosen(draft.subject, catalog, entry),
            placeholder=f"Which is “{clip(draft.what, 100)}”?" if draft.what else "Area, roadmap or topic",
        ),
        date_input("day", "Day", value=draft.day or today),
        text_input("note", "Note", value=draft.note, multiline=True, optional=True, longest=LONGEST_NOTE),
        link_input("evidence", "Evidence link", value=draft.evidence, optional=True),
        callback="log.form",
        submit="Save" if entry else "Book",
        metadata=Form(key=key, entry=entry.root if entry else 0).value(),
    )


def choices(subjects: Sequence[Subject]) -> list[Choice]:
    """What the field offers, each under a name of its own."""
    return [Choice(label, typeahead.key(each)) for label, each in zip(distinct(subjects), subjects, strict=True)]


def of_entry(entry: Entry, catalog: Catalog) -> Draft:
    """An entry as a form shows it."""
    subject = typeahead.booked_on(catalog, entry.area, entry.roadmap, entry.topic)
    said = Said(entry.minutes, subject, entry.day, entry.note, entry.evidence)
    return of_said(said, entry.root)


def of_said(said: Said, entry: int, key: str = "") -> Draft:
    """What a form said of an entry, to be asked about or to be changed once more."""
    return Draft.model_construct(
        minutes=said.minutes,
        subject=typeahead.key(said.subject) if said.subject else SAME,
        day=said.day,
        note=said.note,
        evidence=said.evidence,
        entry=entry,
        key=key,
    )


def too_full(full: FullDay, said: Said, today: date) -> Wrong:
    """More than the day can hold: at the field, so that nothing typed is lost."""
    day, total = calendar_format.spell(said.day, today), parse.spell(full.already + said.minutes)
    had = f" You have {parse.spell(full.already)} there already." if full.already else ""
    return Wrong({"duration": f"{total} on {day} is more than a day has.{had}"})


def ask_again(full: FullDay, said: Said, draft: Draft, *, today: date) -> Message | Wrong:
    """An entry would make its day a very long one: save it so, or back to the form."""
    if not draft.fits():
        return too_long_to_ask()
    total, day = parse.spell(full.already + said.minutes), calendar_format.spell(said.day, today)
    had = f", with {parse.spell(full.already)} there besides" if full.already else ""
    return compose(
        section(f"That would make *{total}* on {day}{had}. Is {parse.spell(said.minutes)} right?"),
        actions(
            Press("Yes, save it", "log.amend", draft.value(), style="primary"),
            Press("Change it", "log.form", draft.value()),
        ),
    )


def too_long_to_ask() -> Wrong:
    """A doubt about a very long day, whose yes would have to carry more than a button can."""
    return Wrong({"note": "That makes a very long day. I can only ask about it with a shorter note."})


def refused(wrong: Wrong, draft: Draft) -> Message:
    """A yes that has become impossible; the form keeps everything."""
    return compose(
        section(f"*Not saved:* {' '.join(wrong.errors.values())}"),
        actions(Press("Change it", "log.form", draft.value())),
    )


def unchanged(entry: Entry, catalog: Catalog, today: date) -> Message:
    """The form was saved as it was opened."""
    return compose(section(f"Nothing was changed: *{line(entry, catalog, today)}* is what it said before."))


def _duration(draft: Draft) -> str:
    return parse.spell(draft.minutes) if draft.minutes else draft.duration


def _chosen(value: str, catalog: Catalog, entry: Entry | None) -> Choice | None:
    if value == SAME and entry:
        return Choice(clip(entry_name(entry, catalog), 70), SAME)
    subject = typeahead.read(catalog, value)
    return choices([subject])[0] if subject else None
