"""To an admin, about a message that did not arrive: what happened, and what can be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from slackblocks import ActionsBlock

from bot.calendar import format as calendar_format
from bot.calendar import weeks
from bot.delivery.undelivered import Missed, Resent, week_of_period
from bot.slack.blocks import Press, actions, context, section
from bot.slack.failures import Cause
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import escape
from bot.slack.payloads import Undelivered

_NAMES: Final = {
    "digest": "The digest",
    "nudge": "The nudge",
    "again": "The nudge",
    "summary": "The weekly summary",
    "mentor": "The mentor's summary",
}
_WHY: Final = {
    Cause.ARCHIVED: "the channel is archived. Bring it back, or choose another one with `/{prefix}roadmate settings`.",
    Cause.OUTSIDE: "I am not in that channel, or there is none. Invite me there, or choose another one with "
    "`/{prefix}roadmate settings`.",
    Cause.BARRED: "this workspace does not let me (`{reason}`). Whoever looks after its apps can change that.",
    Cause.FAULT: "Slack did not understand it (`{reason}`). The mistake is mine; whoever runs me finds it in the log.",
}


def missed(what: Missed, cause: Cause, reason: str, *, today: date, prefix: str = "") -> Message:
    """What did not arrive and why, with what can be done; `today` is the reader's."""
    if cause is Cause.LOST:
        return _lost(what, today)
    why = _WHY[cause].format(prefix=prefix, reason=reason)  # one of Slack's names or ours, nobody's words
    tried = f" I try again until {_moment(what.until, today)}." if what.until else ""
    return compose(
        section(f"*{_name(what, today)} could not be sent {_where(what)}*: {why}{tried}"),
        _presses(what),
        context("Resend sends it at once, to the learning channel as it is set then.")
        if what.kind == "digest"
        else None,
    )


def resent(outcome: Resent) -> Message:
    """What came of pressing Resend."""
    return compose(
        section(
            {
                Resent.DONE: "*It is sent once more.* If the first one did arrive after all, it is there twice now.",
                Resent.ALREADY: "Somebody has decided on this one already; nothing was sent.",
                Resent.ARRIVED: "It has arrived meanwhile; nothing was sent.",
                Resent.SENDING: "It is on its way at this moment; nothing was sent.",
                Resent.LATE: "Its time is over; nothing was sent.",
                Resent.MISSING: "I know nothing of that message any more; nothing was sent.",
            }[outcome]
        )
    )


def left(*, first: bool) -> Message:
    """What came of pressing Leave it."""
    words = "Left as it is; it is not sent again." if first else "There is nothing left to decide about this one."
    return compose(section(words))


def _lost(what: Missed, today: date) -> Message:
    return compose(
        section(f"*{_name(what, today)} may not have arrived {_where(what)}*: Slack's answer was lost."),
        _presses(what),
        context("Please look there first: I never send it again by myself, since it could be there twice then."),
    )


def _presses(what: Missed) -> ActionsBlock | None:
    value = Undelivered(letter=what.letter).value()
    return actions(Press("Resend", "notice.resend", value), Press("Leave it", "notice.leave", value))


def _name(what: Missed, today: date) -> str:
    """`The digest of 16-22 Nov`."""
    week = week_of_period(what.period)
    name = _NAMES[what.kind] + (f" of {weeks.spell(week, today)}" if week else "")
    return f"The thread below {name[0].lower()}{name[1:]}" if what.is_details else name


def _where(what: Missed) -> str:
    return f"in <#{what.to}>" if what.kind == "digest" else f"to {escape(what.to)}"


def _moment(moment: datetime, today: date) -> str:
    return f"{calendar_format.spell(moment.date(), today)}, {moment:%H:%M}"
