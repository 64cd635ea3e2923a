"""The answer to logged hours: what was logged, what it means for the week and the area, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.catalog.models import TopicReference
from bot.core.ledger.rules import Entry, EntrySums
from bot.core.plan.progress import NextStep
from bot.core.plan.topic_length import topic_minutes
from bot.core.reached_by_hours import Reached
from bot.core.standing import WeekGoal
from bot.features.hours.views.booking_result import corrections_text
from bot.slack.blocks import ButtonSpec, ConfirmSpec, OverflowSpec, actions, section
from bot.slack.message import AnyMessage, Message, MessageTemplate, compose_message
from bot.slack.mrkdwn import clip, escape, to_plain_text
from bot.slack.payloads import PendingEntryPayload
from bot.timeexpr.durations import parse
from bot.ui import log_buttons
from bot.ui.entry_text import area_total_text, entry_name, quoted_note, subject_name, week_total_text
from bot.ui.goal_text import goal_line
from bot.ui.links import evidence_link
from bot.ui.milestone_text import area_share_line

MAX_BUTTON_LABEL: Final = 75
MORE: Final = OverflowSpec(
    "roadmate.say", (("My entries", "log list"), ("My plan", "plan"), ("What I've reached", "milestones"))
)


@dataclass(frozen=True, slots=True)
class LoggedHours:
    """Hours that are logged now; `sums` include them, `people_note` is about people who were named."""

    entry: int
    pending: PendingEntryPayload
    subject: Subject
    sums: EntrySums
    week_goal: WeekGoal
    reached: Reached
    step: NextStep | None
    today: date
    forecast: str = ""
    people_note: str = ""


def _compose(*, head: str, text: str, entry: str, undo: str, edit: str, effect: str, **following: str) -> Message:
    """Return the message; `following` has label and value of the button that logs the next step, if there is one."""
    confirm = ConfirmSpec("Undo it?", effect, "Undo")
    return compose_message(
        section(head),
        actions(
            ButtonSpec(following["label"], "log.book", following["value"], style="primary") if following else None,
            ButtonSpec("Undo", "log.back", entry, confirm=confirm, accessibility_label=undo),
            ButtonSpec("Edit", "log.edit", entry, accessibility_label=edit),
            MORE,
        ),
        text=text,
    )


_PLACES: Final = ("head", "text", "entry", "undo", "edit", "effect")
_LOGGED: Final = MessageTemplate(_compose, *_PLACES)
_LOGGED_WITH_NEXT: Final = MessageTemplate(_compose, *_PLACES, "label", "value")


def render_logged_hours(logged: LoggedHours, catalog: Catalog) -> AnyMessage:
    """Render the answer to hours that were logged now."""
    pending, today, subject = logged.pending, logged.today, logged.subject
    what, day = f"{parse.spell(pending.minutes)} on {subject_name(subject)}", date_text.day_text(pending.day, today)
    when = f"({day}, {escape(pending.activity)})" if pending.activity else f"({day})"
    kept = f"{quoted_note(pending.note)}{evidence_link(pending.evidence)}{corrections_text(subject)}"
    about = _about_minutes(logged.step, catalog)
    lines = (
        f"{when}{kept}{logged.people_note}",
        goal_line(logged.week_goal, logged.sums.week_minutes, today, logged.reached),
        _area_line(logged, catalog),
        f"➡️ Next: {_next_text(logged.step, about)}" if logged.step else "🎉 Everything in your plan is done",
    )
    details = "\n".join(lines)
    places = {
        "head": f"✅ Logged *{what}* {details}",
        "text": to_plain_text(f"✅ Logged {what} {details}"),
        "entry": str(logged.entry),
        **_button_texts(what, day),
    }
    if logged.step is None:
        return _LOGGED.render(**places)
    minutes = min(about or log_buttons.BUTTON_MINUTES[0], log_buttons.BUTTON_MINUTES[0])
    following = log_buttons.entry_payload(logged.step, minutes, key=f"next:{logged.entry}", today=today)
    label = f"Log {parse.spell(minutes)} of {log_buttons.step_subject(logged.step)}"
    return _LOGGED_WITH_NEXT.render(**places, label=clip(label, MAX_BUTTON_LABEL), value=following.encode())


def render_already_logged(
    entry: Entry, sums: EntrySums, *, is_counted: bool, catalog: Catalog, today: date
) -> AnyMessage:
    """Say what the same request logged before, and whether it was undone since."""
    area, day = catalog.find_area(entry.area), date_text.day_text(entry.day, today)
    what = f"{parse.spell(entry.minutes)} on {entry_name(entry, catalog)}"
    if not is_counted:
        return compose_message(section(f"You logged and undid *{what}* ({day}) before. I logged nothing now."))
    week = week_total_text(entry.day, sums.week_minutes, today)
    totals = f"{area_total_text(area, sums.area_minutes)} · {week}" if area else week
    head = f"✅ Already logged: *{what}* ({day}){quoted_note(entry.note)}\n{totals}"
    return _compose(head=head, text=to_plain_text(head), entry=str(entry.id), **_button_texts(what, day))


def _button_texts(what: str, day: str) -> dict[str, str]:
    """Return what the buttons below hours say that they do, and the effect of an undo."""
    return {
        "undo": clip(f"Undo {what}", MAX_BUTTON_LABEL),
        "edit": clip(f"Edit {what}", MAX_BUTTON_LABEL),
        "effect": f"{what} ({day}) will be taken back.",
    }


def _area_line(logged: LoggedHours, catalog: Catalog) -> str:
    """Return the area against its estimate, or the part of it that is done now, and when one finishes."""
    minutes, share = logged.sums.area_minutes, logged.reached.area_share
    line = area_share_line(share, minutes, catalog) if share else area_total_text(logged.subject.area, minutes)
    return f"{line}. {logged.forecast}" if logged.forecast else line


def _about_minutes(step: NextStep | None, catalog: Catalog) -> int | None:
    """Return about how long the next topic takes; None for an assignment, and where nothing believable is known."""
    return topic_minutes(catalog, step.subject) if step and isinstance(step.subject, TopicReference) else None


def _next_text(step: NextStep, about: int | None) -> str:
    """Return the next step with about how long it takes: `*VPC Peering* (AWS, about 45 min)`."""
    set_by = ", set by your mentor" if step.is_set_by_mentor else ""
    if not isinstance(step.subject, TopicReference):
        return f"*{step.subject.name}* (assignment{set_by})"
    topic, roadmap = step.subject.topic.name, step.subject.roadmap.name
    if about is None:
        return f"*{topic}* ({roadmap}{set_by})"
    return f"*{topic}* ({roadmap}, about {parse.spell(about)}{set_by})"
