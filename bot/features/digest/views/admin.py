"""When the digest comes, how the last one ended, and the last one once more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from bot.calendar import weeks
from bot.core.people.workspace import Workspace
from bot.features.digest.rules.last_sent import Last
from bot.features.settings.views.page import coming_digest
from bot.slack.blocks import Confirm, Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape

_ENDINGS: Final[Mapping[str, str]] = {
    "sent": "The last one, of {week}, was sent{where}.",
    "unknown": "The last one, of {week}, may not have arrived{where}: Slack's answer was lost.",
    "failed": "The last one, of {week}, could not be sent{where}{why}.",
    "expired": "The last one, of {week}, was not sent while it was still news{why}.",
    "nothing": "There was nothing to say of {week}, so no digest was sent.",
    "waiting": "The one of {week} is on its way{where}{why}.",
    "sending": "The one of {week} is on its way{where}.",
}


def status(
    place: Workspace,
    last: Last | None,
    now: datetime,
    done: frozenset[str],
    *,
    is_admin: bool,
    channel: str,
    prefix: str,
) -> Message:
    """When the next digest comes and how the last one ended; `channel` is the name of where it would go again."""
    today = place.today(now)
    ended = ending(last, today) if last else "None has gone out yet."
    presses = [Press("Preview", "digest.preview"), again(place, last, today, channel), Press("Change", "settings.form")]
    return compose(
        section(f"*The weekly digest*\n{coming_digest(place, now, done)}\n{ended}"),
        actions(*presses) if is_admin else None,
        context(f"`/{prefix}roadmate digest preview` shows admins what would be sent.") if is_admin else None,
    )


def ending(last: Last, today: date) -> str:
    """How the last digest ended, in words."""
    where = f" in <#{last.channel}>" if last.channel and last.ending == "unknown" else ""
    where = f" to <#{last.channel}>" if last.channel and not where else where
    why = f" ({escape(clip(last.error, 60))})" if last.error else ""
    return _ENDINGS[last.ending].format(week=weeks.spell(last.week, today), where=where, why=why)


def again(place: Workspace, last: Last | None, today: date, channel: str) -> Press | None:
    """The button that posts the last digest once more, where there is one that is not on its way."""
    if last is None or not last.letter or last.is_on_its_way or not place.learning_channel:
        return None
    twice = " It has been sent before, so it stands there twice then." if last.ending == "sent" else ""
    effect = f"The digest of {weeks.spell(last.week, today)} will be posted in {channel} once more.{twice}"
    confirm = Confirm("Send it again?", effect, "Send it", "Leave it")
    return Press("Send it again", "digest.resend", str(last.letter), confirm=confirm)


def offer(place: Workspace, last: Last | None, today: date, channel: str) -> Message:
    """The last digest with the button that posts it once more, or why there is none."""
    press = again(place, last, today, channel)
    if press is None:
        return compose(section(_not_again(last, today)))
    assert last is not None
    return compose(section(f"{ending(last, today)} Send it again, in <#{place.learning_channel}>?"), actions(press))


def resent(last: Last, place: Workspace, today: date) -> Message:
    """It goes out once more."""
    return compose(
        section(f"The digest of {weeks.spell(last.week, today)} goes to <#{place.learning_channel}> once more, now.")
    )


def not_resent() -> Message:
    """Somebody was quicker, or a newer one has gone out."""
    return compose(section("Nothing was sent: it has been sent again already, or a newer one has gone out since."))


def _not_again(last: Last | None, today: date) -> str:
    if last is None or not last.letter:
        return "There is no digest to send again: none has gone out yet."
    if last.is_on_its_way:
        return ending(last, today)
    return "There is no learning channel to send it to."
