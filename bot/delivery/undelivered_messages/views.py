"""Render notices to admins about messages that did not arrive: what happened, and what can be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from slackblocks import ActionsBlock

from bot.calendar import date_text, weeks
from bot.delivery.undelivered_messages.rules import ResendOutcome, UndeliveredMessage, week_of_period
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.failures import FailureCause
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import escape
from bot.slack.payloads import UndeliveredPayload
from bot.slack.slash import SLASH

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
        "I am not in that channel, or there is none. Invite me there, or choose another one with "
        f"`{SLASH}roadmate settings`."
    ),
    FailureCause.NOT_PERMITTED: (
        "this workspace does not let me (`{reason}`). Whoever looks after its apps can change that."
    ),
    FailureCause.SCOPE_MISSING: (
        "I lack a permission (`{reason}`). An admin of this workspace can install Roadmate again and allow it."
    ),
    FailureCause.OUR_FAULT: (
        "Slack did not understand it (`{reason}`). The mistake is mine; whoever runs me finds it in the log."
    ),
}
_RESEND_OUTCOMES: Final = {
    ResendOutcome.QUEUED: "*It is sent once more.* If the first one did arrive after all, it is there twice now.",
    ResendOutcome.ALREADY_DECIDED: "Somebody has decided on this one already; nothing was sent.",
    ResendOutcome.ARRIVED: "It has arrived meanwhile; nothing was sent.",
    ResendOutcome.SENDING: "It is on its way at this moment; nothing was sent.",
    ResendOutcome.TOO_LATE: "Its time is over; nothing was sent.",
    ResendOutcome.MISSING: "I know nothing of that message any more; nothing was sent.",
}


def render_notice(
    undelivered: UndeliveredMessage,
    cause: FailureCause,
    reason: str,
    *,
    today: date,
) -> Message:
    """Render what did not arrive and why, with what can be done; `today` is the reader's."""
    if cause is FailureCause.RESPONSE_LOST:
        return _render_response_lost(undelivered, today)
    cause_text = _REASONS[cause].format(reason=reason)  # one of Slack's names or ours, nobody's words
    until = undelivered.retried_until
    retry = f" I try again until {_moment_text(until, today)}." if until else ""
    lead = f"*{_message_name(undelivered, today)} could not be sent {_destination(undelivered)}*"
    return compose_message(
        section(f"{lead}: {cause_text}{retry}"),
        _decision_buttons(undelivered),
        context("Resend sends it at once, to the learning channel as it is set then.")
        if undelivered.kind == "digest"
        else None,
    )


def render_resend_outcome(outcome: ResendOutcome) -> Message:
    """Render the answer to Resend."""
    return compose_message(section(_RESEND_OUTCOMES[outcome]))


def render_left_unsent(*, is_first: bool) -> Message:
    """Render the answer to Leave it."""
    words = "Left as it is; it is not sent again." if is_first else "There is nothing left to decide about this one."
    return compose_message(section(words))


def _render_response_lost(undelivered: UndeliveredMessage, today: date) -> Message:
    lead = f"*{_message_name(undelivered, today)} may not have arrived {_destination(undelivered)}*"
    return compose_message(
        section(f"{lead}: Slack's answer was lost."),
        _decision_buttons(undelivered),
        context("Please look there first: I never send it again by myself, since it could be there twice then."),
    )


def _decision_buttons(undelivered: UndeliveredMessage) -> ActionsBlock | None:
    value = UndeliveredPayload(letter=undelivered.message_id).encode()
    return actions(ButtonSpec("Resend", "notice.resend", value), ButtonSpec("Leave it", "notice.leave", value))


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
