"""Several bookings in one line of which one is in doubt: nothing is booked, and everything is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject, Subjects
from bot.core.ledger.rules import Doubtful, FullDay
from bot.features.hours.rules.line_parser import Draft
from bot.features.hours.views.booked import distinct
from bot.features.hours.views.clarifications import EXAMPLE, called, correct, open_form
from bot.features.hours.views.multi_entry_context import Beside
from bot.slack.blocks import Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import Line, Pending
from bot.timeexpr.durations import parse
from bot.ui.entry_text import subject_name


def unclear(
    draft: Draft,
    found: Subjects | None,
    options: Sequence[Subject],
    tickets: Sequence[Pending],
    beside: Beside,
    *,
    typed: str,
    today: date,
) -> Message:
    """One of several names no single subject; each button says which, and keeps the rest of the line."""
    what = escape(clip(draft.what, 80))
    lead = f"*Which “{what}” do you mean?*" if found else f"“{what}” is no focus area, roadmap or topic I know."
    near = " Did you mean one of these?" if options and not found else ""
    presses = []
    for label, option, ticket in zip(distinct(options), options, tickets, strict=True):
        text = beside.around(_piece(draft, option, ticket.people))
        line = Line.model_construct(key=ticket.key, day=today, text=text, insist=False)
        presses.append(Press(label, "log.line", line.value()) if line.fits() else None)
    count = len(beside.before) + 1 + len(beside.after)
    kept = f"Nothing is booked yet: the {count} entries are booked together."
    if found and any(presses):
        return compose(section(f"{lead} {kept}"), actions(*presses))
    words = f"{lead}{near} {kept}" if any(presses) else lead
    form = open_form(typed, today)
    return compose(section(f"{words}{correct(typed, beside)}\n{EXAMPLE}"), actions(*presses, form))


def doubtful(result: Doubtful, pendings: Sequence[Pending], line: Line, *, catalog: Catalog, today: date) -> Message:
    """One of several would be too much for its day, or was booked just now; a press books them all the same."""
    pending, doubt = pendings[result.index], result.doubt
    what, day = _named(pending, catalog), calendar_format.spell(pending.day, today)
    yes = Press("Book them all", "log.line", line.value(), style="primary") if line.fits() else None
    if isinstance(doubt, FullDay):
        total = parse.spell(doubt.already + pending.minutes)
        if not doubt.possible:
            return compose(section(f"*Nothing was booked:* {total} on {day}, with {what}, is more than a day has."))
        return compose(
            section(f"With {what}, {day} would have *{total}*. Is that right? Nothing is booked yet."),
            actions(yes, Press("No", "log.drop")),
        )
    return compose(
        section(f"You booked {what}, {day}, just now. Nothing of this line is booked yet."),
        actions(yes, Press("No", "log.drop")),
    )


def _piece(draft: Draft, option: Subject, people: str) -> str:
    """The piece with a subject that cannot be mistaken."""
    named = "".join(f"<@{person}> " for person in people.split())
    return f"{draft.minutes}m {named}{called(option)} {draft.day.isoformat()}" + (
        f": {draft.note}" if draft.note else ""
    )


def _named(pending: Pending, catalog: Catalog) -> str:
    area = catalog.area(pending.area)
    place = catalog.find_topic(pending.topic) if pending.topic else None
    roadmap = catalog.find_roadmap(pending.roadmap) if pending.roadmap else None
    return f"{parse.spell(pending.minutes)} on {subject_name(Subject(area, roadmap, place))}"
