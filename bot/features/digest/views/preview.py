"""What admins see of the digest before it goes out: exactly what would be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.calendar import weeks
from bot.core.people.workspace import Workspace
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import MAX_BLOCKS, MAX_TEXT, Message, compose, resolved, spoken
from bot.slack.mrkdwn import clip

ROOM: Final = 10_000  # characters of one message; Slack has refused posts of a little more
BELOW: Final = "In its thread:"

Blocks = Sequence[Mapping[str, Any]]


def preview(
    message: Message, thread: Sequence[Message], *, week: str, others: Sequence[str], place: Workspace, today: date
) -> Message:
    """Exactly what would be sent, with what goes into its thread below; `others` are weeks to look at instead."""
    where = f" in <#{place.learning_channel}>" if place.learning_channel else ", once there is a learning channel"
    lead = f"*Preview.* This would be sent{where} for {weeks.spell(week, today)}. Only you see it."
    return _fitted(lead, [message, *thread], 0, week, _weeks(others, today))


def rest(thread: Sequence[Message], start: int, *, week: str, today: date) -> Message:
    """The thread from one of its messages on, where all of it does not fit under the digest."""
    lead = f"*Preview.* The thread of the digest of {weeks.spell(week, today)}, continued."
    return _fitted(lead, thread[start - 1 :], start, week, ())


def nothing(week: str, others: Sequence[str], today: date) -> Message:
    """No digest would go out."""
    words = f"Nothing would be sent for {weeks.spell(week, today)}: there is nothing to say of it."
    return compose(section(words), actions(*_weeks(others, today)))


def _fitted(lead: str, messages: Sequence[Message], start: int, week: str, ways: Sequence[Press]) -> Message:
    """As many of these messages as fit into one, and a button for those that do not."""
    blocks, texts = [*resolved([section(lead)])], [lead.replace("*", "")]
    shown = 0
    for number, message in enumerate(messages, start):
        above = tuple(resolved([context(BELOW)])) if number == 1 else ()
        if shown and not _fits(blocks, (*above, *message.blocks)):
            break
        blocks += [*above, *message.blocks]
        texts += [*([BELOW] if above else []), message.text]
        shown += 1
    more = Press("More of the thread", "digest.preview", f"{week}/{start + shown}") if shown < len(messages) else None
    blocks += resolved([actions(more, *ways)])
    return Message(clip("\n".join(texts), MAX_TEXT), tuple(blocks))


def _fits(blocks: Blocks, more: Blocks) -> bool:
    room = len(blocks) + len(more) < MAX_BLOCKS  # one is left for buttons
    return room and sum(len(spoken(block)) for block in (*blocks, *more)) <= ROOM


def _weeks(others: Sequence[str], today: date) -> list[Press]:
    return [Press(f"Preview {weeks.spell(each, today)}", "digest.preview", each) for each in others]
