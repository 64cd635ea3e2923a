"""The two letters about what has waited for two working days: to who can answer, and to who waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.catalog.catalog import Catalog
from bot.features.mentorship.views.pair import mentors_button
from bot.features.waiting.rules.items import WaitingItem, WaitingKind, WaitingList
from bot.features.waiting.views.items import (
    WaitingReader,
    awaited_text,
    item_title,
    name_of,
    open_button,
    question_text,
)
from bot.features.waiting.views.lists import others_button
from bot.frozen import frozen
from bot.slack.blocks import actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.slash import SLASH

MAX_ROWS: Final = 8
_NUMBERS: Final = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@frozen
class LongWait:
    """Something that takes long: whose usual time is known, who is away, and who else may be asked; each or empty."""

    item: WaitingItem
    usual_of: str = ""
    usual_days: int = 0
    away: str = ""
    ask: str = ""


def render_reminder(
    items: Sequence[WaitingItem], waiting: WaitingList, catalog: Catalog, reader: WaitingReader
) -> Message:
    """Remind somebody of all that has waited for them for long, in one letter."""
    shown, left = items[:MAX_ROWS], len(items) - MAX_ROWS
    head = "⏳ *Something is waiting for you*" if len(items) == 1 else f"⏳ *{len(items)} things are waiting for you*"
    return compose_message(
        section(head),
        [
            section(
                f"{question_text(each, waiting, catalog, reader.member.id)}, "
                f"{reader.since_text(each.handed_at or each.since)}",
                open_button(each, waiting, catalog),
            )
            for each in shown
        ],
        context(f"And {left} more: `{SLASH}roadmate waiting`.") if left > 0 else None,
        actions(others_button()),
        context(f"I remind you once per thing. No reminders: `{SLASH}roadmate waiting off`."),
    )


def render_long_waits(
    waits: Sequence[LongWait], waiting: WaitingList, catalog: Catalog, reader: WaitingReader
) -> Message:
    """Tell somebody that what they wait for takes long, and whom they can ask."""
    is_mentee = any(
        each.item.kind is WaitingKind.PROPOSAL and each.item.owner == reader.member.id for each in waits[:MAX_ROWS]
    )
    return compose_message(
        section("\n".join(f"⏳ {_wait_text(each, waiting, catalog, reader)}" for each in waits[:MAX_ROWS])),
        actions(mentors_button("Find another mentor") if is_mentee else None, others_button()),
        context(f"I say this once per thing. Never again: `{SLASH}roadmate waiting off`."),
    )


def _wait_text(wait: LongWait, waiting: WaitingList, catalog: Catalog, reader: WaitingReader) -> str:
    """Return `*VPC* has been waiting for Ana since Tue 24 Nov (2 days). Ana usually takes two days; ask Ben.`"""
    title, since = item_title(wait.item, waiting, catalog, reader.member.id), reader.since_text(wait.item.since)
    lead = f"*{title[:1].upper()}{title[1:]}* has been waiting for {awaited_text(wait.item, waiting)} {since}."
    ask = name_of(wait.ask, waiting) if wait.ask else ""
    if wait.away:
        who = name_of(wait.away, waiting)
        return f"{lead} {who} is away; you can ask {ask}." if ask else f"{lead} {who} is away."
    if wait.usual_of:
        who, usual = name_of(wait.usual_of, waiting), _usual_text(wait.usual_days)
        return f"{lead} {who} usually {usual}; you can ask {ask}." if ask else f"{lead} {who} usually {usual}."
    return f"{lead} You can ask {ask}." if ask else lead


def _usual_text(days: int) -> str:
    """Return `takes two days`."""
    if days == 0:
        return "answers the same day"
    if days == 1:
        return "takes a day"
    return f"takes {_NUMBERS[days] if days < len(_NUMBERS) else days} days"
