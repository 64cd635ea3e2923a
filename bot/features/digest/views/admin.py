"""The digest's status, the offer to send the last one again, and the preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from bot.calendar import weeks
from bot.core.people.workspaces import Workspace
from bot.features.digest.rules import LastDigest
from bot.features.settings.views.page import next_digest_text
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import (
    MAX_MESSAGE_BLOCKS,
    MAX_MESSAGE_TEXT,
    Message,
    block_plain_text,
    compose_message,
    resolve_blocks,
)
from bot.slack.mrkdwn import clip, escape

BlockPayloads = Sequence[Mapping[str, Any]]

MAX_PREVIEW_TEXT: Final = 10_000  # characters of one message; Slack has refused posts of a little more
THREAD_LABEL: Final = "In its thread:"
_ENDING_TEXTS: Final[Mapping[str, str]] = {
    "sent": "The last one ({week}) was sent{where}.",
    "unknown": "The last one ({week}) may not have arrived{where}: Slack's answer got lost.",
    "failed": "I couldn't send the last one ({week}){where}{why}.",
    "expired": "I didn't send the last one ({week}): by then it was old news{why}.",
    "nothing": "There was nothing to tell for {week}, so I sent no digest.",
    "waiting": "The one for {week} is on its way{where}{why}.",
    "sending": "The one for {week} is on its way{where}.",
}


def render_digest_status(
    workspace: Workspace,
    last: LastDigest | None,
    now: datetime,
    outlook: tuple[frozenset[str], bool],
    *,
    is_admin: bool,
    channel_name: str,
) -> Message:
    """Render when the next digest comes and how the last one ended; it would be sent again to `channel_name`.

    `outlook` has the weeks whose digest was sent or dropped, and whether the next one has something to say.
    """
    done_weeks, has_news = outlook
    today = workspace.today(now)
    ending = ending_text(last, today) if last else "None sent yet."
    buttons = [
        ButtonSpec("Preview", "digest.preview"),
        _resend_button(workspace, last, today, channel_name),
        ButtonSpec("Change", "settings.form"),
    ]
    return compose_message(
        section(f"*The weekly digest*\n{next_digest_text(workspace, now, done_weeks, has_news=has_news)}\n{ending}"),
        actions(*buttons) if is_admin else None,
    )


def ending_text(last: LastDigest, today: date) -> str:
    """Return how the last digest ended, in words."""
    preposition = "in" if last.ending == "unknown" else "to"
    where = f" {preposition} <#{last.channel}>" if last.channel else ""
    why = f" ({escape(clip(last.error, 60))})" if last.error else ""
    return _ENDING_TEXTS[last.ending].format(week=weeks.week_text(last.week, today), where=where, why=why)


def _resend_button(workspace: Workspace, last: LastDigest | None, today: date, channel_name: str) -> ButtonSpec | None:
    """Return the button that posts the last digest again; None if there is none, or it is on its way."""
    if last is None or not last.message_id or last.is_on_its_way or not workspace.learning_channel:
        return None
    effect = f"I'll post the digest for {weeks.week_text(last.week, today)} in {channel_name} again."
    effect += " It's there already, so you'll have it twice." if last.ending == "sent" else ""
    confirm = ConfirmSpec("Send it again?", effect, "Send it", "Leave it")
    return ButtonSpec("Send it again", "digest.resend", str(last.message_id), confirm=confirm)


def render_resend_offer(workspace: Workspace, last: LastDigest | None, today: date, channel_name: str) -> Message:
    """Render the last digest's ending with the button that posts it again, or why there is none."""
    button = _resend_button(workspace, last, today, channel_name)
    if button is None or last is None:
        return compose_message(section(_no_resend_text(last, today)))
    question = f"{ending_text(last, today)} Send it again, in <#{workspace.learning_channel}>?"
    return compose_message(section(question), actions(button))


def render_resent(last: LastDigest, workspace: Workspace, today: date) -> Message:
    """Render that the digest goes out again."""
    week = weeks.week_text(last.week, today)
    return compose_message(section(f"✅ Sending the digest for {week} to <#{workspace.learning_channel}> again."))


def render_not_resent() -> Message:
    """Render that somebody was quicker, or a newer one has gone out."""
    return compose_message(section("Nothing sent: someone was quicker, or a newer one has gone out."))


def _no_resend_text(last: LastDigest | None, today: date) -> str:
    if last is None or not last.message_id:
        return "There's no digest to send again yet."
    if last.is_on_its_way:
        return ending_text(last, today)
    return "There's no learning channel to send it to."


def render_preview(
    message: Message,
    thread: Sequence[Message],
    *,
    week: str,
    other_weeks: Sequence[str],
    workspace: Workspace,
    today: date,
) -> Message:
    """Render exactly what would be sent, with its thread below, and buttons to look at `other_weeks` instead."""
    channel, span = workspace.learning_channel, weeks.week_text(week, today)
    where = f"in <#{channel}>" if channel else "once there's a learning channel"
    lead = f"*Preview for {span}*: I'd post this {where}. Only you see it."
    return _fit_messages(lead, [message, *thread], 0, week, _preview_buttons(other_weeks, today))


def render_thread_rest(thread: Sequence[Message], start: int, *, week: str, today: date) -> Message:
    """Render the thread from one of its messages on, if all of it does not fit under the digest."""
    lead = f"*Preview for {weeks.week_text(week, today)}*, the rest of the thread."
    return _fit_messages(lead, thread[start - 1 :], start, week, ())


def render_nothing_to_send(week: str, other_weeks: Sequence[str], today: date) -> Message:
    """Render that no digest would go out."""
    words = f"There's nothing to send for {weeks.week_text(week, today)}."
    return compose_message(section(words), actions(*_preview_buttons(other_weeks, today)))


def _fit_messages(
    lead: str, messages: Sequence[Message], start: int, week: str, buttons: Sequence[ButtonSpec]
) -> Message:
    """Fit as many of these messages into one as it takes, with a button for the others."""
    blocks, texts = [*resolve_blocks([section(lead)])], [lead.replace("*", "")]
    shown = 0
    for number, message in enumerate(messages, start):
        above = tuple(resolve_blocks([context(THREAD_LABEL)])) if number == 1 else ()
        if shown and not _has_room_for(blocks, (*above, *message.blocks)):
            break
        blocks += [*above, *message.blocks]
        texts += [*([THREAD_LABEL] if above else []), message.text]
        shown += 1
    more = (
        ButtonSpec("More of the thread", "digest.preview", f"{week}/{start + shown}") if shown < len(messages) else None
    )
    blocks += resolve_blocks([actions(more, *buttons)])
    return Message(clip("\n".join(texts), MAX_MESSAGE_TEXT), tuple(blocks))


def _has_room_for(blocks: BlockPayloads, added_blocks: BlockPayloads) -> bool:
    together = (*blocks, *added_blocks)
    fits_blocks = len(together) < MAX_MESSAGE_BLOCKS  # one is left for buttons
    return fits_blocks and sum(len(block_plain_text(block)) for block in together) <= MAX_PREVIEW_TEXT


def _preview_buttons(other_weeks: Sequence[str], today: date) -> list[ButtonSpec]:
    return [ButtonSpec(f"Preview {weeks.week_text(each, today)}", "digest.preview", each) for each in other_weeks]
