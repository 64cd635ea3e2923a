"""Render notices to admins about messages that did not arrive: what happened, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from slackblocks import ActionsBlock

from bot.calendar import date_text, weeks
from bot.delivery.undelivered_messages.payloads import UndeliveredListPayload
from bot.delivery.undelivered_messages.rules import ResendOutcome, UndeliveredMessage, week_of_period
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.failures import FailureCause
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import escape, format_count
from bot.slack.payloads import UndeliveredPayload
from bot.slack.slash import SLASH

MAX_LISTED: Final = 20  # messages in one notice; more of them are counted
_KIND_NAMES: Final = {
    "digest": "The digest",
    "nudge": "The nudge",
    "again": "The nudge",
    "summary": "The weekly summary",
    "mentor": "The mentor's summary",
}
_REASONS: Final = {
    FailureCause.CHANNEL_ARCHIVED: (
        f"the channel is archived. Bring it back, or choose another one with `{SLASH}roadmate settings`."
    ),
    FailureCause.NOT_IN_CHANNEL: (
        "I'm not in that channel, or it doesn't exist. Invite me, or choose another one with "
        f"`{SLASH}roadmate settings`."
    ),
    FailureCause.NOT_PERMITTED: (
        "this workspace doesn't let me (`{reason}`). The person who manages its apps can change that."
    ),
    FailureCause.SCOPE_MISSING: (
        "I lack a permission (`{reason}`). An admin of this workspace can install Roadmate again and allow it."
    ),
    FailureCause.OUR_FAULT: (
        "Slack rejected it (`{reason}`). That's my mistake; the person who runs me can find it in the log."
    ),
}
_RESEND_OUTCOMES: Final = {
    ResendOutcome.QUEUED: "*Sending it again.* If the first one did arrive after all, it's there twice now.",
    ResendOutcome.ALREADY_DECIDED: "Somebody already decided on this one; nothing was sent.",
    ResendOutcome.ARRIVED: "It has arrived in the meantime; nothing was sent.",
    ResendOutcome.SENDING: "It's on its way right now; nothing was sent.",
    ResendOutcome.TOO_LATE: "It's too late for this one; nothing was sent.",
    ResendOutcome.MISSING: "I don't have that message any more; nothing was sent.",
}


def render_notice(found: Sequence[UndeliveredMessage], cause: FailureCause, reason: str, *, today: date) -> Message:
    """Render what did not arrive for one cause, with what can be done; `today` is the reader's."""
    if len(found) == 1:
        return _render_single_notice(found[0], cause, reason, today)
    rows = [f"• {_message_name(each, today)} {_destination(each)}, {_moment_text(each.at, today)}" for each in found]
    if (hidden := len(rows) - MAX_LISTED) > 0:
        rows = [*rows[:MAX_LISTED], f"and {hidden} more"]
    is_lost = cause is FailureCause.RESPONSE_LOST
    if is_lost:
        lead = f"⚠️ *{len(found)} messages may not have arrived*: Slack's answers got lost."
    else:
        lead = f"⚠️ *{len(found)} messages couldn't be sent*: {_REASONS[cause].format(reason=reason)}"
    return compose_message(
        section(lead),
        section("\n".join(rows)),
        _decision_buttons_for_all(found, cause),
        context("Please check there first: anything that did arrive would be there twice.") if is_lost else None,
    )


def _render_single_notice(undelivered: UndeliveredMessage, cause: FailureCause, reason: str, today: date) -> Message:
    if cause is FailureCause.RESPONSE_LOST:
        return _render_response_lost(undelivered, today)
    cause_text = _REASONS[cause].format(reason=reason)  # one of Slack's names or ours, nobody's words
    until = undelivered.retried_until
    retry = f" I try again until {_moment_text(until, today)}." if until else ""
    lead = f"*{_message_name(undelivered, today)} couldn't be sent {_destination(undelivered)}*"
    return compose_message(
        section(f"{lead}: {cause_text}{retry}"),
        _decision_buttons(undelivered),
        context("Resend sends it right away, to the learning channel that is set then.")
        if undelivered.kind == "digest"
        else None,
    )


def render_resend_outcome(outcome: ResendOutcome) -> Message:
    """Render the answer to Resend."""
    return compose_message(section(_RESEND_OUTCOMES[outcome]))


def render_resend_outcomes(outcomes: Mapping[ResendOutcome, int]) -> Message:
    """Render the answer to Resend all."""
    again, late = outcomes.get(ResendOutcome.QUEUED, 0), outcomes.get(ResendOutcome.TOO_LATE, 0)
    others = sum(outcomes.values()) - again - late
    if not again and not late:
        return compose_message(section("Somebody already decided on all of these. Nothing was sent."))
    return compose_message(
        section(f"*Sending {format_count(again, 'message')} again.*"),
        section(f"Too late to send: {late}.") if late else None,
        section(f"Already sent or decided: {others}.") if others else None,
    )


def render_all_left_unsent(number: int) -> Message:
    """Render the answer to Leave all."""
    words = f"Left {format_count(number, 'message')} unsent." if number else "Nothing left to decide here."
    return compose_message(section(words))


def render_left_unsent(*, is_first: bool) -> Message:
    """Render the answer to Leave it."""
    words = "OK, I won't send it again." if is_first else "Nothing left to decide about this one."
    return compose_message(section(words))


def _render_response_lost(undelivered: UndeliveredMessage, today: date) -> Message:
    lead = f"*{_message_name(undelivered, today)} may not have arrived {_destination(undelivered)}*"
    return compose_message(
        section(f"{lead}: Slack's answer got lost."),
        _decision_buttons(undelivered),
        context("Please check there first. I don't resend it by myself, because it could then be there twice."),
    )


def _decision_buttons(undelivered: UndeliveredMessage) -> ActionsBlock | None:
    value = UndeliveredPayload(letter=undelivered.message_id).encode()
    return actions(ButtonSpec("Resend", "notice.resend", value), ButtonSpec("Leave it", "notice.leave", value))


def _decision_buttons_for_all(found: Sequence[UndeliveredMessage], cause: FailureCause) -> ActionsBlock | None:
    value = UndeliveredListPayload(cause=cause, last=max(each.message_id for each in found)).encode()
    return actions(
        ButtonSpec(f"Resend all {len(found)}", "notice.resend_all", value, style="primary"),
        ButtonSpec("Leave all", "notice.leave_all", value),
    )


def _message_name(undelivered: UndeliveredMessage, today: date) -> str:
    """Return `The digest of 16-22 Nov`."""
    week = week_of_period(undelivered.period)
    name = _KIND_NAMES[undelivered.kind] + (f" of {weeks.week_text(week, today)}" if week else "")
    return f"The thread below {name[0].lower()}{name[1:]}" if undelivered.is_thread else name


def _destination(undelivered: UndeliveredMessage) -> str:
    name = undelivered.recipient_name
    return f"in <#{name}>" if undelivered.kind == "digest" else f"to {escape(name)}"


def _moment_text(moment: datetime, today: date) -> str:
    return f"{date_text.day_text(moment.date(), today)}, {moment:%H:%M}"
