"""The form to log or edit hours: how it looks, what it says when sent, and the errors at its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from bot.frozen import frozen
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
SAME_SUBJECT: Final = "same"  # keeps what an entry was booked on, where that is no longer in the content
DURATION_EXAMPLES: Final = "Write 2h, 90m or 1:30."

_DURATION_ERRORS: Final[dict[patterns.DurationProblem, str]] = {
    patterns.DurationProblem.BAD: f"I don't know “{{got}}” as a length. {DURATION_EXAMPLES}",
    patterns.DurationProblem.NEGATIVE: f"Hours can't be negative, and “{{got}}” is. {DURATION_EXAMPLES}",
    patterns.DurationProblem.ZERO: f"“{{got}}” is nothing to log. {DURATION_EXAMPLES}",
    patterns.DurationProblem.WRONG_UNIT: f"I log hours and minutes, not days. {DURATION_EXAMPLES}",
    patterns.DurationProblem.SECONDS: f"I log whole minutes, and “{{got}}” is in seconds. {DURATION_EXAMPLES}",
    patterns.DurationProblem.COUNTED: f"“{{got}}” doesn't tell me how long it took. {DURATION_EXAMPLES}",
    patterns.DurationProblem.HOURS_OR_MINUTES: "“{got}”: minutes or hours? Write {forms}.",
    patterns.DurationProblem.TOO_LONG: "“{got}” is too long: a day only has 24 hours. Log each day separately.",
}
_NO_SUBJECT: Final = "Choose an area, a roadmap or a topic from those that come up as you type."


@frozen
class HoursFormValues:
    """The parsed fields of the form; without a subject the entry keeps its own."""

    minutes: int
    subject: Subject | None
    day: date
    note: str
    evidence: str


def render_hours_form(
    draft: EntryDraftPayload, *, catalog: Catalog, today: date, key: str, entry: Entry | None = None
) -> Modal:
    """Render the form with a draft; with an entry, to edit that one. `key` is the request that opened it."""
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
        submit_label="Save" if entry else "Log it",
        metadata=EntryFormPayload(key=key, entry=entry.root if entry else 0).encode(),
    )


def subject_choices(subjects: Sequence[Subject]) -> list[SelectOption]:
    """Return the choices of the subject field, each with a label of its own."""
    return [
        SelectOption(label, typeahead.subject_key(each))
        for label, each in zip(distinct_labels(subjects), subjects, strict=True)
    ]


def draft_from_entry(entry: Entry, catalog: Catalog) -> EntryDraftPayload:
    """Return an entry as the form shows it."""
    subject = typeahead.find_subject_by_ids(catalog, entry.area, entry.roadmap, entry.topic)
    values = HoursFormValues(entry.minutes, subject, entry.day, entry.note, entry.evidence)
    return draft_from_values(values, entry.root)


def draft_from_values(values: HoursFormValues, entry: int, key: str = "") -> EntryDraftPayload:
    """Return what a form said of an entry, to ask about it or to change it once more."""
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
    """Return the error of more hours than a day has; at the field, so that nothing typed is lost."""
    day, total = date_text.day_text(values.day, today), parse.spell(full_day.booked_minutes + values.minutes)
    had = f", as you logged {parse.spell(full_day.booked_minutes)} already" if full_day.booked_minutes else ""
    return FormErrors({"duration": f"A day only has 24 hours. This would make {total} on {day}{had}."})


def render_long_day_question(
    full_day: FullDay, values: HoursFormValues, draft: EntryDraftPayload, *, today: date
) -> Message | FormErrors:
    """Ask whether to save an entry that makes its day very long; an error if its note is too long for a button."""
    if not draft.fits_in_button():
        return note_too_long_error()
    total, day = parse.spell(full_day.booked_minutes + values.minutes), date_text.day_text(values.day, today)
    had = f" ({parse.spell(full_day.booked_minutes)} logged already)" if full_day.booked_minutes else ""
    return compose_message(
        section(f"That makes *{total}* on {day}{had}. Is {parse.spell(values.minutes)} right?"),
        actions(
            ButtonSpec("Yes, save it", "log.amend", draft.encode(), style="primary"),
            ButtonSpec("Change it", "log.form", draft.encode()),
        ),
    )


def note_too_long_error() -> FormErrors:
    """Return the error of a very long day that cannot be asked about, as a button cannot carry the note."""
    return FormErrors({"note": "That makes a very long day. Please shorten the note so that I can ask about it."})


def render_not_saved(field_errors: FormErrors, draft: EntryDraftPayload) -> Message:
    """Say why a confirmed correction can no longer be saved; its button opens the form with all of it."""
    return compose_message(
        section(f"*Not saved:* {' '.join(field_errors.errors.values())}"),
        actions(ButtonSpec("Change it", "log.form", draft.encode())),
    )


def render_unchanged(entry: Entry, catalog: Catalog, today: date) -> Message:
    """Say that the form was saved as it was opened."""
    line = entry_line(entry, catalog, today)
    return compose_message(section(f"No change: it's still *{line}*."))


def _duration_text(draft: EntryDraftPayload) -> str:
    return parse.spell(draft.minutes) if draft.minutes else draft.duration


def _subject_choice(value: str, catalog: Catalog, entry: Entry | None) -> SelectOption | None:
    if value == SAME_SUBJECT and entry:
        return SelectOption(clip(entry_name(entry, catalog), 70), SAME_SUBJECT)
    subject = typeahead.parse_subject_key(catalog, value)
    return subject_choices([subject])[0] if subject else None


def parse_hours_form(
    fields: Mapping[str, str],
    *,
    catalog: Catalog,
    today: date,
    entry: Entry | None = None,
    upcoming_day: UpcomingDay | None = None,
) -> HoursFormValues | FormErrors:
    """Return what the form says, or everything that is wrong with it; an entry may stay on its own old day."""
    minutes, what = _parse_minutes(fields.get("duration", "")), fields.get("what", "")
    subject, keeps_subject = typeahead.parse_subject_key(catalog, what), entry is not None and what == SAME_SUBJECT
    day = _parse_day(fields.get("day", ""), today, entry.day if entry else None, upcoming_day)
    note, link = tidy_note(fields.get("note", "")), fields.get("evidence", "").strip()
    too_long = f"The note has {len(note)} characters; at most {MAX_NOTE_LENGTH} fit."
    errors = {
        "duration": minutes if isinstance(minutes, str) else "",
        "what": "" if subject or keeps_subject else _NO_SUBJECT,
        "day": day if isinstance(day, str) else "",
        "note": too_long if len(note) > MAX_NOTE_LENGTH else "",
        "evidence": _link_error(link),
    }
    if isinstance(minutes, str) or isinstance(day, str) or any(errors.values()):
        return FormErrors({block: error for block, error in errors.items() if error})
    return HoursFormValues(minutes, subject, day, note, link)


def _parse_minutes(typed: str) -> int | str:
    """Return the minutes of a duration and nothing else, or what is wrong with it."""
    line = tidy(typed)
    duration = parse.find(line)
    if duration is None:
        lead = f"I don't know “{clip(line, 60)}” as a length." if line else "How long?"
        return f"{lead} {DURATION_EXAMPLES}"
    if isinstance(duration, parse.UnclearDuration):
        return _DURATION_ERRORS[duration.why].format(got=clip(duration.got, 60), forms=_duration_forms(duration))
    if duration.rest:
        lead = f"I read {parse.spell(duration.minutes)}, but not “{clip(duration.rest, 60)}”."
        return f"{lead} Write only the length here."
    return duration.minutes


def _duration_forms(unclear: parse.UnclearDuration) -> str:
    """Return `13min for 13 min or 13h for 13 h`, or `90m or 1.5h` for what can only be minutes."""
    if len(unclear.choices) == 1:
        (minutes,) = unclear.choices
        return f"{minutes}m or {minutes / 60:g}h" if minutes % 3 == 0 else f"{minutes}m"
    return " or ".join(f"{parse.spell(each).replace(' ', '')} for {parse.spell(each)}" for each in unclear.choices)


def _parse_day(value: str, today: date, original_day: date | None, upcoming_day: UpcomingDay | None) -> date | str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return "There's no such day." if value else "Which day?"
    if day > today and day != original_day:
        spelled = date_text.day_text(day, today)
        return f"{spelled} is in the future{day_start_hint(day, upcoming_day)}. Log hours after you've learned them."
    return day_too_old_error(day, today, original_day) or day


def day_too_old_error(day: date, today: date, original_day: date | None = None) -> str:
    """Return the error of a day that is too long ago; empty for a later day and for the entry's own day."""
    if day == original_day or (today - day).days <= past_days.OLDEST:
        return ""
    return f"{date_text.day_text(day, today)} is too long ago. You can log up to {past_days.OLDEST} days back."


def _link_error(link: str) -> str:
    """Return what is wrong with a link; empty for a right one and for none."""
    if len(link) > MAX_LINK_LENGTH:
        return f"The link has {len(link)} characters; at most {MAX_LINK_LENGTH} fit."
    return "" if not link or is_link(link) else "I can't keep that link. A link starts with https:// or http://."
