"""What comes back from the form to log hours: read as a whole, each thing that is wrong told at its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import typeahead
from bot.catalog.lookup.subjects import Subject
from bot.core.ledger.note import LONGEST_NOTE, tidy_note
from bot.core.ledger.rules import Entry
from bot.core.people.member import Coming
from bot.features.hours.views.clarifications import waits
from bot.slack.modals import Wrong
from bot.slack.mrkdwn import clip
from bot.timeexpr import past_days
from bot.timeexpr.durations import parse, patterns
from bot.timeexpr.normalize import tidy
from bot.ui.links import LONGEST_LINK, is_link

SAME: Final = "same"  # what an entry was booked on, where that left the content


EXAMPLES: Final = "Write 2h, 90m or 1:30."


_LENGTH: Final[dict[patterns.DurationProblem, str]] = {
    patterns.DurationProblem.BAD: f"“{{got}}” is no duration I know. {EXAMPLES}",
    patterns.DurationProblem.NEGATIVE: f"“{{got}}” is less than nothing. {EXAMPLES}",
    patterns.DurationProblem.ZERO: "“{got}” is no time at all, so there is nothing to book.",
    patterns.DurationProblem.WRONG_UNIT: (
        "“{got}” counts days or more, or seconds. Write hours or minutes, such as 2h or 90m."
    ),
    patterns.DurationProblem.HOURS_OR_MINUTES: "“{got}”: minutes or hours? Write {forms}.",
    patterns.DurationProblem.TOO_LONG: "“{got}” is more than a day has. Book each day by itself.",
}


_NOT_CHOSEN: Final = "Choose an area, a roadmap or a topic from those that come up as you type."


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says once all of it is understood. Without a `subject` it stays on what it was booked on."""

    minutes: int
    subject: Subject | None
    day: date
    note: str
    evidence: str


def read(
    fields: Mapping[str, str],
    *,
    catalog: Catalog,
    today: date,
    entry: Entry | None = None,
    coming: Coming | None = None,
) -> Said | Wrong:
    """What the form says, or everything that is wrong with it; an entry may stay on its own old day."""
    minutes, chosen = _minutes(fields.get("duration", "")), fields.get("what", "")
    subject, stays = typeahead.read(catalog, chosen), entry is not None and chosen == SAME
    day = _day(fields.get("day", ""), today, entry.day if entry else None, coming)
    note, link = tidy_note(fields.get("note", "")), fields.get("evidence", "").strip()
    wrong = {
        "duration": minutes if isinstance(minutes, str) else "",
        "what": "" if subject or stays else _NOT_CHOSEN,
        "day": day if isinstance(day, str) else "",
        "note": f"The note has {len(note)} characters, and {LONGEST_NOTE} are the most." * (len(note) > LONGEST_NOTE),
        "evidence": _no_link(link),
    }
    if isinstance(minutes, str) or isinstance(day, str) or any(wrong.values()):
        return Wrong({block: words for block, words in wrong.items() if words})
    return Said(minutes, subject, day, note, link)


def _minutes(typed: str) -> int | str:
    """A length of time and nothing else, or what is wrong with it."""
    line = tidy(typed)
    found = parse.find(line)
    if found is None:
        return f"“{clip(line, 60)}” is no duration I know. {EXAMPLES}" if line else f"How long? {EXAMPLES}"
    if isinstance(found, parse.UnclearDuration):
        return _LENGTH[found.why].format(got=clip(found.got, 60), forms=_forms(found))
    if found.rest:
        took = f"I read {parse.spell(found.minutes)}, but not “{clip(found.rest, 60)}”."
        return f"{took} Write only the duration here."
    return found.minutes


def _forms(found: parse.UnclearDuration) -> str:
    """`13min for 13 min or 13h for 13 h`, and `90m or 1.5h` for what can only be minutes."""
    if len(found.choices) == 1:
        (minutes,) = found.choices
        return f"{minutes}m or {minutes / 60:g}h" if minutes % 3 == 0 else f"{minutes}m"
    return " or ".join(f"{parse.spell(each).replace(' ', '')} for {parse.spell(each)}" for each in found.choices)


def _day(chosen: str, today: date, kept: date | None, coming: Coming | None) -> date | str:
    try:
        day = date.fromisoformat(chosen)
    except ValueError:
        return "There is no such day." if chosen else "On which day?"
    if day > today and day != kept:
        spelled = calendar_format.spell(day, today)
        return f"{spelled} has not come yet{waits(day, coming)}. Hours are booked once they are learned."
    return too_old(day, today, kept) or day


def too_old(day: date, today: date, kept: date | None = None) -> str:
    """What is wrong with a day that lies too far back; nothing where it does not, or is the one an entry keeps."""
    if day == kept or (today - day).days <= past_days.OLDEST:
        return ""
    return (
        f"{calendar_format.spell(day, today)} is too long ago. Hours can be booked up to {past_days.OLDEST} days back."
    )


def _no_link(link: str) -> str:
    """What is wrong with a link; nothing where there is none."""
    if len(link) > LONGEST_LINK:
        return f"The link has {len(link)} characters, and {LONGEST_LINK} are the most."
    return "" if not link or is_link(link) else "That is no link I can keep. A link begins with https:// or http://."
