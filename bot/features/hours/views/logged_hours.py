"""The answer to logged hours: what was logged, what it means for the week and the area, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.catalog.models import TopicReference
from bot.core.helpful_links import LinkOfHours
from bot.core.ledger.rules import Entry, EntrySums
from bot.core.plan.progress import NextStep
from bot.core.plan.topic_length import topic_minutes
from bot.core.reached_by_hours import Reached
from bot.core.standing import WeekGoal
from bot.features.hours.views.booking_result import corrections_text
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, ConfirmSpec, OverflowSpec, actions, section
from bot.slack.message import AnyMessage, Message, MessageTemplate, compose_message
from bot.slack.mrkdwn import clip, escape, to_plain_text
from bot.slack.payloads import PendingEntryPayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import log_buttons, next_step, step_buttons
from bot.ui.entry_text import area_total_text, entry_name, quoted_note, subject_name, week_total_text
from bot.ui.goal_text import goal_line
from bot.ui.helpful_link_text import add_keep_question
from bot.ui.links import evidence_link
from bot.ui.milestone_text import area_share_line
from bot.ui.step_buttons import Control, StepOffer

MAX_BUTTON_LABEL: Final = 75
MORE: Final = (("My entries", "log list"), ("My plan", "plan"), ("Milestones", "milestones"))
MORE_WITH_EDIT: Final = (("Edit hours", "log edit"), *MORE[:2])


@frozen
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
    has_steps_left: bool = False
    forecast: str = ""
    people_note: str = ""
    links: tuple[LinkOfHours, ...] = ()  # that can be kept for others


def _compose(
    has_room: bool = True, /, *, head: str, text: str, entry: str, undo: str, edit: str, effect: str, **following: str
) -> Message:
    """Return the message; `following` has what the buttons of the next step say and carry, if there is one.

    They are `label` and `value` to log it, `else_label` and `else_value` for another one and, of a `topic`, all of
    the button that says that one knows it. Where something else takes a place in the row, the menu leads to what Edit
    does.
    """
    confirm = ConfirmSpec("Undo it?", effect, "Undo")
    own = (
        ButtonSpec("Undo", "log.back", entry, confirm=confirm, accessibility_label=undo),
        ButtonSpec("Edit", "log.edit", entry, accessibility_label=edit),
    )
    more = MORE if has_room else MORE_WITH_EDIT
    row: list[Control] = [*own, OverflowSpec("roadmate.say", more)]
    if following:
        row = _step_row(following, own, more)
    shown = [each for each in row if has_room or each != own[1]]
    return compose_message(section(head), actions(*shown), text=text)


def _step_row(
    following: Mapping[str, str], own: Sequence[ButtonSpec], more: Sequence[tuple[str, str]]
) -> list[Control]:
    offers = [step_buttons.another_offer(following["else_value"], following["else_label"])]
    if topic := following.get("topic"):
        spoken, action = following["known_label"], following["known_action"]
        known = ButtonSpec(following["known"], action, following["known_value"], accessibility_label=spoken)
        offers = [StepOffer(known, ""), *offers, step_buttons.skip_offer(topic)]
    log = ButtonSpec(following["label"], "log.book", following["value"], style="primary")
    return step_buttons.arrange_row(log, offers, beside=own, more=more)


_PLACES: Final = ("head", "text", "entry", "undo", "edit", "effect")
_NEXT_PLACES: Final = (*_PLACES, "label", "value", "else_label", "else_value")
_KNOWN_PLACES: Final = ("known", "known_label", "known_action", "known_value")
_LOGGED: Final = MessageTemplate(_compose, *_PLACES)
_LOGGED_WITH_NEXT: Final = MessageTemplate(_compose, *_NEXT_PLACES)
_LOGGED_WITH_TOPIC: Final = MessageTemplate(_compose, *_NEXT_PLACES, "topic", *_KNOWN_PLACES)


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
        f"➡️ Next: {_next_text(logged.step, about)}" if logged.step else _nothing_new_text(logged),
    )
    details = "\n".join(lines)
    places = {
        "head": f"✅ Logged *{what}* {details}",
        "text": to_plain_text(f"✅ Logged {what} {details}"),
        "entry": str(logged.entry),
        **_button_texts(what, day),
    }
    places |= _next_places(logged, about)
    if logged.links:
        return add_keep_question(_compose(False, **places), logged.links, catalog)
    template = _LOGGED_WITH_TOPIC if "topic" in places else _LOGGED_WITH_NEXT if "label" in places else _LOGGED
    return template.render(**places)


def add_next_step(message: Message, step: NextStep, catalog: Catalog, *, key: str, today: date) -> Message:
    """Add what comes next below the answer to several entries."""
    log = log_buttons.step_log_button(step, key=f"next:{key}", today=today)
    following = compose_message(
        section(f"➡️ Next: {_next_text(step, _about_minutes(step, catalog))}"),
        actions(*step_buttons.step_row(step, log, today=today)),
    )
    return replace(message, text=f"{message.text}\n{following.text}", blocks=(*message.blocks, *following.blocks))


def _next_places(logged: LoggedHours, about: int | None) -> dict[str, str]:
    """Return what the buttons of the next step say and carry; nothing where there is none."""
    if logged.step is None:
        return {}
    minutes = min(about or log_buttons.BUTTON_MINUTES[0], log_buttons.BUTTON_MINUTES[0])
    following = log_buttons.entry_payload(logged.step, minutes, key=f"next:{logged.entry}", today=logged.today)
    label = f"Log {parse.spell(minutes)} of {log_buttons.step_subject(logged.step)}"
    other = step_buttons.another_button(logged.step, logged.today)
    places = {"label": clip(label, MAX_BUTTON_LABEL), "value": following.encode()}
    places |= {"else_label": other.accessibility_label, "else_value": other.value}
    if not isinstance(logged.step.subject, TopicReference):
        return places
    known = step_buttons.known_offer(logged.step, logged.step.subject).button
    carried = (known.label, known.accessibility_label, known.action_id, known.value)
    return places | {"topic": logged.step.subject.id} | dict(zip(_KNOWN_PLACES, carried, strict=True))


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


def _nothing_new_text(logged: LoggedHours) -> str:
    """Say that nothing is left, or nothing that wasn't offered already."""
    if logged.has_steps_left:
        return f"➡️ Nothing new to suggest for now. `{SLASH}roadmap next` shows what's open"
    return "🎉 Everything in your plan is done"


def _next_text(step: NextStep, about: int | None) -> str:
    """Return the next step with about how long it takes: `*VPC Peering* (AWS, about 45 min)`."""
    set_by = ", set by your mentor" if step.is_set_by_mentor else ""
    if not isinstance(step.subject, TopicReference):
        return f"*{step.subject.name}* (assignment{set_by})"
    topic, roadmap = step.subject.topic.name, step.subject.roadmap.name
    if step.is_refresher:
        return f"*{topic}* ({roadmap}): {next_step.refresher_reason(step)}"
    if about is None:
        return f"*{topic}* ({roadmap}{set_by})"
    return f"*{topic}* ({roadmap}, about {parse.spell(about)}{set_by})"
