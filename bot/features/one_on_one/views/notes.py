"""A mentor's own notes on a member, to be shared or deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.core.people.member import Member
from bot.features.one_on_one.rules.note import Remark
from bot.features.one_on_one.views.card import note
from bot.slack.blocks import Confirm, Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import person
from bot.slack.payloads import Noted

PAGE: Final = 10  # notes


@dataclass(frozen=True, slots=True)
class Page:
    """Some notes on a member, newest first, and how many are newer and in all."""

    member: Member
    notes: tuple[Remark, ...]
    offset: int
    number: int


def listing(page: Page, *, today: date, zone: ZoneInfo, lead: str = "") -> Message:
    """For their author, whose day and zone these are."""
    member, name = page.member.id, page.member.name
    before = Noted(member=member, offset=max(0, page.offset - PAGE)).value() if page.offset else ""
    after = Noted(member=member, offset=page.offset + PAGE).value() if page.offset + PAGE < page.number else ""
    return compose(
        section(f"{lead}*Your notes on {person(name)}:* {page.number or 'none'}"),
        [block for each in page.notes for block in _row(each, name, note(each, name, today=today, zone=zone))],
        actions(
            Press("Newer", "note.list", before) if before else None,
            Press("Older", "note.list", after) if after else None,
            Press("Their card", "card.open", member),
        ),
        context(f"You alone read them; {person(name)} reads those that you shared, and can see that there are others."),
    )


def none_such() -> Message:
    """A number that is no note of the reader's: deleted since, or never one of theirs."""
    return compose(section("There is no such note of yours any more, so nothing was changed."))


def kept(name: str, member: str, *, shared: str) -> Message:
    """It is written; `shared` says what became of the letter, empty where nobody else reads the note."""
    words = shared or f"Only you read it; {person(name)} can see that there is one."
    return compose(
        section(f"*Kept.* {words}"),
        actions(Press("Their card", "card.open", member), Press("My notes", "note.list", Noted(member=member).value())),
    )


def _row(each: Remark, name: str, words: str) -> list[Block]:
    stays = f" The message that {person(name)} got of it stays." if each.shared else ""
    sharing = f"{person(name)} gets this note in a direct message, and can read it from then on."
    row = actions(
        None
        if each.shared
        else Press(
            "Share", "note.share", str(each.id), confirm=Confirm(f"Share with {person(name)}?", sharing, "Share")
        ),
        Press(
            "Delete",
            "note.drop",
            str(each.id),
            style="danger",
            confirm=Confirm("Delete this note?", f"It is gone for good.{stays}", "Delete"),
        ),
    )
    return [section(words), *([row] if row else [])]
