"""When the digest comes, how the last one ended, and the last one once more."""

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

_ENDING_TEXTS: Final[Mapping[str, str]] = {
    "sent": "The last one, of {week}, was sent{where}.",
    "unknown": "The last one, of {week}, may not have arrived{where}: Slack's answer was lost.",
    "failed": "The last one, of {week}, could not be sent{where}{why}.",
    "expired": "The last one, of {week}, was not sent while it was still news{why}.",
    "nothing": "There was nothing to say of {week}, so no digest was sent.",
    "waiting": "The one of {week} is on its way{where}{why}.",
    "sending": "The one of {week} is on its way{where}.",
}


def render_digest_status(
    workspace: Workspace,
    last: LastDigest | None,
    now: datetime,
    settled_weeks: frozenset[str],
    *,
    is_admin: bool,
    channel_name: str,
    prefix: str,
) -> Message:
    """When the next digest comes and how the last one ended; `channel` is the name of where it would go again."""
    today = workspace.today(now)
    ended = ending_text(last, today) if last else "None has gone out yet."
    presses = [
        ButtonSpec("Preview", "digest.preview"),
        resend_button(workspace, last, today, channel_name),
        ButtonSpec("Change", "settings.form"),
    ]
    return compose_message(
        section(f"*The weekly digest*\n{next_digest_text(workspace, now, settled_weeks)}\n{ended}"),
        actions(*presses) if is_admin else None,
        context(f"`/{prefix}roadmate digest preview` shows admins what would be sent.") if is_admin else None,
    )


def ending_text(last: LastDigest, today: date) -> str:
    """How the last digest ended, in words."""
    where = f" in <#{last.channel}>" if last.channel and last.ending == "unknown" else ""
    where = f" to <#{last.channel}>" if last.channel and not where else where
    why = f" ({escape(clip(last.error, 60))})" if last.error else ""
    return _ENDING_TEXTS[last.ending].format(week=weeks.week_text(last.week, today), where=where, why=why)


def resend_button(workspace: Workspace, last: LastDigest | None, today: date, channel_name: str) -> ButtonSpec | None:
    """The button that posts the last digest once more, where there is one that is not on its way."""
    if last is None or not last.message_id or last.is_on_its_way or not workspace.learning_channel:
        return None
    twice = " It has been sent before, so it stands there twice then." if last.ending == "sent" else ""
    effect = f"The digest of {weeks.week_text(last.week, today)} will be posted in {channel_name} once more.{twice}"
    confirm = ConfirmSpec("Send it again?", effect, "Send it", "Leave it")
    return ButtonSpec("Send it again", "digest.resend", str(last.message_id), confirm=confirm)


def render_resend_offer(workspace: Workspace, last: LastDigest | None, today: date, channel_name: str) -> Message:
    """The last digest with the button that posts it once more, or why there is none."""
    press = resend_button(workspace, last, today, channel_name)
    if press is None:
        return compose_message(section(_no_resend_text(last, today)))
    assert last is not None
    return compose_message(
        section(f"{ending_text(last, today)} Send it again, in <#{workspace.learning_channel}>?"), actions(press)
    )


def render_resent(last: LastDigest, workspace: Workspace, today: date) -> Message:
    """It goes out once more."""
    return compose_message(
        section(
            f"The digest of {weeks.week_text(last.week, today)} goes to <#{workspace.learning_channel}> once more, now."
        )
    )


def render_not_resent() -> Message:
    """Somebody was quicker, or a newer one has gone out."""
    return compose_message(
        section("Nothing was sent: it has been sent again already, or a newer one has gone out since.")
    )


def _no_resend_text(last: LastDigest | None, today: date) -> str:
    if last is None or not last.message_id:
        return "There is no digest to send again: none has gone out yet."
    if last.is_on_its_way:
        return ending_text(last, today)
    return "There is no learning channel to send it to."


MAX_PREVIEW_TEXT: Final = 10_000  # characters of one message; Slack has refused posts of a little more


THREAD_LABEL: Final = "In its thread:"


BlockPayloads = Sequence[Mapping[str, Any]]


def render_preview(
    message: Message,
    thread: Sequence[Message],
    *,
    week: str,
    other_weeks: Sequence[str],
    workspace: Workspace,
    today: date,
) -> Message:
    """Exactly what would be sent, with what goes into its thread below; `others` are weeks to look at instead."""
    where = (
        f" in <#{workspace.learning_channel}>" if workspace.learning_channel else ", once there is a learning channel"
    )
    lead = f"*Preview.* This would be sent{where} for {weeks.week_text(week, today)}. Only you see it."
    return _fit_messages(lead, [message, *thread], 0, week, _preview_buttons(other_weeks, today))


def render_thread_rest(thread: Sequence[Message], start: int, *, week: str, today: date) -> Message:
    """The thread from one of its messages on, where all of it does not fit under the digest."""
    lead = f"*Preview.* The thread of the digest of {weeks.week_text(week, today)}, continued."
    return _fit_messages(lead, thread[start - 1 :], start, week, ())


def render_nothing_to_send(week: str, other_weeks: Sequence[str], today: date) -> Message:
    """No digest would go out."""
    words = f"Nothing would be sent for {weeks.week_text(week, today)}: there is nothing to say of it."
    return compose_message(section(words), actions(*_preview_buttons(other_weeks, today)))


def _fit_messages(
    lead: str, messages: Sequence[Message], start: int, week: str, buttons: Sequence[ButtonSpec]
) -> Message:
    """As many of these messages as fit into one, and a button for those that do not."""
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
    room = len(blocks) + len(added_blocks) < MAX_MESSAGE_BLOCKS  # one is left for buttons
    return room and sum(len(block_plain_text(block)) for block in (*blocks, *added_blocks)) <= MAX_PREVIEW_TEXT


def _preview_buttons(other_weeks: Sequence[str], today: date) -> list[ButtonSpec]:
    return [ButtonSpec(f"Preview {weeks.week_text(each, today)}", "digest.preview", each) for each in other_weeks]
