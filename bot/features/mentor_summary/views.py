"""The mentors' Monday message, and the switch for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from slackblocks import Block

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.features.mentor_summary.rules import MemberConcern, MemberPraise, MentorSummary
from bot.features.team.rules.status import StatusKind
from bot.features.team.views import status as team_status
from bot.slack.blocks import ButtonSpec, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words, plain_person_name
from bot.slack.payloads import PayloadError, PlanPagePayload, decode_payload
from bot.slack.slash import SLASH
from bot.ui.names import assignment_name

OPEN_CARD_ACTION: Final = "card.open"
OPEN_PLAN_ACTION: Final = "mentors.plan"  # on messages of older versions
MAX_PRAISED: Final = 5  # people by name; the rest are counted
MAX_ASSIGNMENTS: Final = 2
MAX_NAME_LENGTH: Final = 60
_COMMAND: Final = f"{SLASH}roadmate mentoring"


def render_mentor_summary(summary: MentorSummary, *, catalog: Catalog, today: date) -> Message:
    """Render who needs a word, most urgent first, each with a way to their card; then who is worth praise."""
    return compose_message(
        section(f"*Your team, {date_text.day_text(today, today)}*\n{_heading(summary)}"),
        [section(_concern_text(each, today, catalog), _card_button(each)) for each in summary.concerns],
        _rest_block(summary),
        section(_praise_text(summary.praise, catalog)) if summary.praise else None,
        context(f"Only you get this. `{_COMMAND} off` stops it."),
    )


def parse_named_members(message: Mapping[str, Any]) -> frozenset[str]:
    """Return who needed a word, by id, from such a message as it was stored."""
    return frozenset(filter(None, map(_named_member, message.get("blocks", ()))))


def render_mentoring_switch(*, is_on: bool, is_changed: bool, next_at: datetime, today: date) -> Message:
    """Render whether the message is sent, and when next; `next_at` is in the reader's zone."""
    state = f"now *{'on' if is_on else 'off'}*" if is_changed else f"*{'on' if is_on else 'off'}*"
    if not is_on:
        return compose_message(
            section(f"The mentor's summary is {state} for you. `{_COMMAND} on` sends it on Mondays.")
        )
    at = f"{date_text.day_text(next_at.date(), today)} {next_at:%H:%M}"
    return compose_message(
        section(f"The mentor's summary is {state} for you: who needs a word and why. Next: {at}."),
        context(f"When there's nothing new, nothing comes. `{_COMMAND} off` stops it."),
    )


def render_unknown_switch(typed: str) -> Message:
    """Render that the words are neither on nor off."""
    got = escape(clip(typed, 60))
    return compose_message(section(f"I don't know “{got}” here. `{_COMMAND} on` sends it, `{_COMMAND} off` stops it."))


def _card_button(concern: MemberConcern) -> ButtonSpec:
    label = f"Open {plain_person_name(concern.name, MAX_NAME_LENGTH)}'s card"
    return ButtonSpec("Their card", OPEN_CARD_ACTION, concern.member, accessibility_label=label)


def _heading(summary: MentorSummary) -> str:
    if summary.concerns:
        return "Who may need a word from you:"
    return "Nobody new needs a word this week." if summary.unchanged_count else "Nobody needs a word this week."


def _concern_text(concern: MemberConcern, today: date, catalog: Catalog) -> str:
    """`Chidi: no entry for 16 days, 20 min of 4 h in four weeks`."""
    reasons = ", ".join(team_status.status_reason_text(each, today, catalog) for each in concern.state.reasons)
    name, is_behind = _short_name(concern.name), concern.state.kind is StatusKind.BEHIND
    if concern.is_repeated:
        return f"*{name}*: still only {reasons}" if is_behind else f"*{name}*: still {reasons}"
    return f"*{name}*: only {reasons}" if is_behind else f"*{name}*: {reasons}"


def _rest_block(summary: MentorSummary) -> Block | None:
    """Render who is not named: too many for one message, or named last week and no worse."""
    more = f"And {summary.unnamed_count} more: `{SLASH}team` shows everyone." if summary.unnamed_count else ""
    same = (
        f"No change for {format_count(summary.unchanged_count, 'person', 'people')} from last week."
        if summary.unchanged_count
        else ""
    )
    words = " ".join(filter(None, (more, same)))
    return context(words) if words else None


def _praise_text(praise: tuple[MemberPraise, ...], catalog: Catalog) -> str:
    lines = [f"{_short_name(each.name)}: {_achievements_text(each, catalog)}" for each in praise[:MAX_PRAISED]]
    more = len(praise) - len(lines)
    return "\n".join(["👏 *Worth praise*", *lines, *([f"and {format_count(more, 'other')}"] if more else [])])


def _achievements_text(praise: MemberPraise, catalog: Catalog) -> str:
    """`goal met 4 weeks in a row; finished Build a VPC`."""
    run = f"goal met {praise.weeks} weeks in a row" if praise.weeks else ""
    shown = praise.assignments[:MAX_ASSIGNMENTS]
    names = [clip(assignment_name(each, catalog), MAX_NAME_LENGTH) for each in shown]
    more = len(praise.assignments) - len(names)
    finished = f"finished {join_words([*names, f'{more} more'] if more else names)}" if names else ""
    return "; ".join(filter(None, (run, finished)))


def _short_name(name: str) -> str:
    """Return a name that is no mention, and never long."""
    return clip(escape(name.lstrip("@")), MAX_NAME_LENGTH)


def _named_member(block: Mapping[str, Any]) -> str:
    button = block.get("accessory") or {}
    action, value = str(button.get("action_id", "")), button.get("value", "")
    if action.startswith(OPEN_CARD_ACTION):
        return str(value)
    if not action.startswith(OPEN_PLAN_ACTION):
        return ""
    try:
        return decode_payload(PlanPagePayload, value).member
    except PayloadError:
        return ""
