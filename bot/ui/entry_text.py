"""Write entries of the ledger as messages show them."""

from __future__ import annotations

from datetime import date

from bot.calendar import date_text, weeks
from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.catalog.models import Area, Roadmap, RoadmapPart, TopicReference
from bot.core.ledger.rules import Entry
from bot.slack.mrkdwn import clip, escape
from bot.timeexpr.durations import parse
from bot.ui.hours_range import hours_range


def quoted_note(note: str) -> str:
    """Return a note as a quotation below what it belongs to; empty for an empty one."""
    return "".join(f"\n> {line}" for line in escape(clip(note, 300)).splitlines()) if note else ""


def entry_line(entry: Entry, catalog: Catalog, today: date) -> str:
    """Return an entry in words: `2 h on Networking, Tue 17 Nov`."""
    return f"{entry_hours(entry, catalog)}, {date_text.day_text(entry.day, today)}"


def entry_with_day(entry: Entry, catalog: Catalog, today: date) -> str:
    """Return an entry as a sentence says it: `*2 h on Networking* (Tue 17 Nov)`."""
    return f"*{entry_hours(entry, catalog)}* ({date_text.day_text(entry.day, today)})"


def entry_hours(entry: Entry, catalog: Catalog) -> str:
    """Return an entry without its day: `2 h on Networking`."""
    return f"{parse.spell(entry.minutes)} on {entry_name(entry, catalog)}"


def entry_name(entry: Entry, catalog: Catalog) -> str:
    """Return what an entry was logged on; ids that left the content stay readable."""
    area = catalog.find_area(entry.area)
    place = catalog.find_topic_or_part(entry.topic) if entry.topic else None
    roadmap = catalog.find_roadmap(entry.roadmap) if entry.roadmap else None
    name = area.name if area else entry.area
    return _full_name(name, entry.area, place, roadmap)


def _full_name(area: str, area_id: str, place: TopicReference | RoadmapPart | None, roadmap: Roadmap | None) -> str:
    """Return an area's name with what is narrower: `Cloud Computing: IAM Policies (AWS)`, `Networking: BGP`.

    A roadmap that bears its area's id is not named beside its topics.
    """
    if place:
        return f"{area}: {place.name if place.roadmap.id == area_id else place.label}"
    return f"{area}: {roadmap.name}" if roadmap else area


def subject_name(subject: Subject, *, is_short: bool = False) -> str:
    """Return what hours are logged on: `Networking`, or `Cloud Computing: IAM Policies (AWS)`."""
    if is_short and (subject.topic_ref or subject.part):
        return subject.label
    return _full_name(subject.area.name, subject.area.id, subject.topic_ref or subject.part, subject.roadmap)


def area_total_text(area: Area, minutes: int) -> str:
    """Return what was logged against the estimate: `Networking: 2 h of 50-80 h`."""
    estimate = f" of {hours_range(area.hours.low, area.hours.high)}" if area.hours else " (the estimate varies)"
    return f"{area.name}: {parse.spell(minutes)}{estimate}"


def week_total_text(day: date, minutes: int, today: date) -> str:
    """Return what the week of a day adds up to: `This week: 3 h`."""
    return f"{week_name(day, today)}: {parse.spell(minutes)}"


def week_name(day: date, today: date) -> str:
    """Return `This week`, or the days of another one."""
    week = weeks.week_of(day)
    return "This week" if week == weeks.week_of(today) else f"Week {weeks.week_text(week, today)}"
