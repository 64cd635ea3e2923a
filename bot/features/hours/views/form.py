"""The form to log hours, or to change what was logged, and what is said where it cannot be taken as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import typeahead
from bot.catalog.lookup.subjects import Subject
from bot.core.ledger.note import MAX_NOTE_LENGTH, tidy_note
from bot.core.ledger.rules import Entry, FullDay
from bot.core.people.member import UpcomingDay
from bot.features.hours.payloads import EntryFormPayload
from bot.features.hours.views.booking_result import distinct_labels
from bot.features.hours.views.clarifications import day_start_hint
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import (
    FormErrors,
    Modal,
    SelectOption,
    build_modal,
    date_input,
    link_input,
    text_input,
    typeahead_input,
)
from bot.slack.mrkdwn import clip
from bot.slack.payloads import EntryDraftPayload
from bot.timeexpr import past_days
from bot.timeexpr.durations import parse, patterns
from bot.timeexpr.normalize import tidy
from bot.ui.entry_text import entry_line, entry_name
from bot.ui.links import MAX_LINK_LENGTH, is_link

MAX_DURATION_LENGTH: Final = 100


def render_hours_form(
    draft: EntryDraftPayload, *, catalog: Catalog, today: date, key: str, entry: Entry | None = None
) -> Modal:
    """The form with what is known already; with an entry, to change that one."""
    return build_modal(
        "Edit hours" if entry else "Log learning hours",
        text_input(
            "duration",
            "Duration",
            value=_duration_text(draft),
            placeholder="2h, 90m, 1:30",
            max_length=MAX_DURATION_LENGTH,
        ),
        typeahead_input(
            "what",
            "What",
            "log.what",
            value=_subject_choice(draft.subject, catalog, entry),
            placeholder=f"Which is “{clip(draft.what, 100)}”?" if draft.what else "Area, roadmap or topic",
        ),
        date_input("day", "Day", value=draft.day or today),
        text_input("note", "Note", value=draft.note, is_multiline=True, is_optional=True, max_length=MAX_NOTE_LENGTH),
        link_input("evidence", "Evidence link", value=draft.evidence, is_optional=True),
        callback_id="log.form",
        submit_label="Save" if entry else "Book",
        metadata=EntryFormPayload(key=key, entry=entry.root if entry else 0).encode(),
    )


def subject_choices(subjects: Sequence[Subject]) -> list[SelectOption]:
    """What the field offers, each under a name of its own."""
    return [
        SelectOption(label, typeahead.subject_key(each))
        for label, each in zip(distinct_labels(subjects), subjects, strict=True)
    ]


def draft_from_entry(entry: Entry, catalog: Catalog) -> EntryDraftPayload:
    """An entry as a form shows it."""
    subject = typeahead.find_subject_by_ids(catalog, entry.area, entry.roadmap, entry.topic)
    said = HoursFormValues(entry.minutes, subject, entry.day, entry.note, entry.evidence)
    return draft_from_values(said, entry.root)


def draft_from_values(values: HoursFormValues, entry: int, key: str = "") -> EntryDraftPayload:
    """What a form said of an entry, to be asked about or to be changed once more."""
    return EntryDraftPayload.model_construct(
        minutes=values.minutes,
        subject=typeahead.subject_key(values.subject) if values.subject else SAME_SUBJECT,
        day=values.day,
        note=values.note,
        evidence=values.evidence,
        entry=entry,
        key=key,
    )


def day_full_error(full_day: FullDay, values: HoursFormValues, today: date) -> FormErrors:
    """More than the day can hold: at the field, so that nothing typed is lost."""
    day, total = date_text.day_text(values.day, today), parse.spell(full_day.booked_minutes + values.minutes)
    had = f" You have {parse.spell(full_day.booked_minutes)} there already." if full_day.booked_minutes else ""
    return FormErrors({"duration": f"{total} on {day} is more than a day has.{had}"})


def render_long_day_question(
    full_day: FullDay, values: HoursFormValues, draft: EntryDraftPayload, *, today: date
) -> Message | FormErrors:
    """An entry would make its day a very long one: save it so, or back to the form."""
    if not draft.fits_in_button():
        return note_too_long_error()
    total, day = parse.spell(full_day.booked_minutes + values.minutes), date_text.day_text(values.day, today)
    had = f", with {parse.spell(full_day.booked_minutes)} there besides" if full_day.booked_minutes else ""
    return compose_message(
        section(f"That would make *{total}* on {day}{had}. Is {parse.spell(values.minutes)} right?"),
        actions(
            ButtonSpec("Yes, save it", "log.amend", draft.encode(), style="primary"),
            ButtonSpec("Change it", "log.form", draft.encode()),
        ),
    )


def note_too_long_error() -> FormErrors:
    """A doubt about a very long day, whose yes would have to carry more than a button can."""
    return FormErrors({"note": "That makes a very long day. I can only ask about it with a shorter note."})


def render_not_saved(field_errors: FormErrors, draft: EntryDraftPayload) -> Message:
    """A yes that has become impossible; the form keeps everything."""
    return compose_message(
        section(f"*Not saved:* {' '.join(field_errors.errors.values())}"),
        actions(ButtonSpec("Change it", "log.form", draft.encode())),
    )


def render_unchanged(entry: Entry, catalog: Catalog, today: date) -> Message:
    """The form was saved as it was opened."""
    return compose_message(
        section(f"Nothing was changed: *{entry_line(entry, catalog, today)}* is what it said before.")
    )


def _duration_text(draft: EntryDraftPayload) -> str:
    return parse.spell(draft.minutes) if draft.minutes else draft.duration


def _subject_choice(value: str, catalog: Catalog, entry: Entry | None) -> SelectOption | None:
    if value == SAME_SUBJECT and entry:
        return SelectOption(clip(entry_name(entry, catalog), 70), SAME_SUBJECT)
    subject = typeahead.parse_subject_key(catalog, value)
    return subject_choices([subject])[0] if subject else None


SAME_SUBJECT: Final = "same"  # what an entry was booked on, where that left the content


DURATION_EXAMPLES: Final = "Write 2h, 90m or 1:30."


_DURATION_ERRORS: Final[dict[patterns.DurationProblem, str]] = {
    patterns.DurationProblem.BAD: f"“{{got}}” is no duration I know. {DURATION_EXAMPLES}",
    patterns.DurationProblem.NEGATIVE: f"“{{got}}” is less than nothing. {DURATION_EXAMPLES}",
    patterns.DurationProblem.ZERO: "“{got}” is no time at all, so there is nothing to book.",
    patterns.DurationProblem.WRONG_UNIT: (
        "“{got}” counts days or more, or seconds. Write hours or minutes, such as 2h or 90m."
    ),
    patterns.DurationProblem.HOURS_OR_MINUTES: "“{got}”: minutes or hours? Write {forms}.",
    patterns.DurationProblem.TOO_LONG: "“{got}” is more than a day has. Book each day by itself.",
}


_NO_SUBJECT: Final = "Choose an area, a roadmap or a topic from those that come up as you type."


@dataclass(frozen=True, slots=True)
class HoursFormValues:
    """What a form says once all of it is understood. Without a `subject` it stays on what it was booked on."""

    minutes: int
    subject: Subject | None
    day: date
    note: str
    evidence: str


def parse_hours_form(
    fields: Mapping[str, str],
    *,
    catalog: Catalog,
    today: date,
    entry: Entry | None = None,
    upcoming_day: UpcomingDay | None = None,
) -> HoursFormValues | FormErrors:
    """What the form says, or everything that is wrong with it; an entry may stay on its own old day."""
    minutes, chosen = _parse_minutes(fields.get("duration", "")), fields.get("what", "")
    subject, stays = typeahead.parse_subject_key(catalog, chosen), entry is not None and chosen == SAME_SUBJECT
    day = _parse_day(fields.get("day", ""), today, entry.day if entry else None, upcoming_day)
    note, link = tidy_note(fields.get("note", "")), fields.get("evidence", "").strip()
    wrong = {
        "duration": minutes if isinstance(minutes, str) else "",
        "what": "" if subject or stays else _NO_SUBJECT,
        "day": day if isinstance(day, str) else "",
        "note": f"The note has {len(note)} characters, and {MAX_NOTE_LENGTH} are the most."
        * (len(note) > MAX_NOTE_LENGTH),
        "evidence": _link_error(link),
    }
    if isinstance(minutes, str) or isinstance(day, str) or any(wrong.values()):
        return FormErrors({block: words for block, words in wrong.items() if words})
    return HoursFormValues(minutes, subject, day, note, link)


def _parse_minutes(typed: str) -> int | str:
    """A length of time and nothing else, or what is wrong with it."""
    line = tidy(typed)
    found = parse.find(line)
    if found is None:
        return (
            f"“{clip(line, 60)}” is no duration I know. {DURATION_EXAMPLES}"
            if line
            else f"How long? {DURATION_EXAMPLES}"
        )
    if isinstance(found, parse.UnclearDuration):
        return _DURATION_ERRORS[found.why].format(got=clip(found.got, 60), forms=_duration_forms(found))
    if found.rest:
        took = f"I read {parse.spell(found.minutes)}, but not “{clip(found.rest, 60)}”."
        return f"{took} Write only the duration here."
    return found.minutes


def _duration_forms(unclear: parse.UnclearDuration) -> str:
    """`13min for 13 min or 13h for 13 h`, and `90m or 1.5h` for what can only be minutes."""
    if len(unclear.choices) == 1:
        (minutes,) = unclear.choices
        return f"{minutes}m or {minutes / 60:g}h" if minutes % 3 == 0 else f"{minutes}m"
    return " or ".join(f"{parse.spell(each).replace(' ', '')} for {parse.spell(each)}" for each in unclear.choices)


def _parse_day(value: str, today: date, original_day: date | None, upcoming_day: UpcomingDay | None) -> date | str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return "There is no such day." if value else "On which day?"
    if day > today and day != original_day:
        spelled = date_text.day_text(day, today)
        return f"{spelled} has not come yet{day_start_hint(day, upcoming_day)}. Hours are booked once they are learned."
    return day_too_old_error(day, today, original_day) or day


def day_too_old_error(day: date, today: date, original_day: date | None = None) -> str:
    """What is wrong with a day that lies too far back; nothing where it does not, or is the one an entry keeps."""
    if day == original_day or (today - day).days <= past_days.OLDEST:
        return ""
    return f"{date_text.day_text(day, today)} is too long ago. Hours can be booked up to {past_days.OLDEST} days back."


def _link_error(link: str) -> str:
    """What is wrong with a link; nothing where there is none."""
    if len(link) > MAX_LINK_LENGTH:
        return f"The link has {len(link)} characters, and {MAX_LINK_LENGTH} are the most."
    return "" if not link or is_link(link) else "That is no link I can keep. A link begins with https:// or http://."
