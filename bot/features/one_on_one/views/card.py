"""The one-to-one card: how somebody is doing and why, what changed, what to ask, and what a mentor can do from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.core.ledger import activity
from bot.features.one_on_one.rules.card import Card
from bot.features.one_on_one.rules.note import Remark
from bot.features.one_on_one.views.facts import day_of, facts
from bot.features.one_on_one.views.wording import quote
from bot.slack.blocks import Confirm, Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.modals import Modal, window
from bot.slack.mrkdwn import person
from bot.slack.payloads import Noted, Pending
from bot.ui import log_buttons

NOTES: Final = 3  # on the card; the rest has a page of its own
SESSIONS: Final = (30, 60)  # minutes


@dataclass(frozen=True, slots=True)
class Page:
    """A card as its reader gets it: `notes` are the newest of their own, of `number` in all.

    `key` is the request that shows it, under which each session is booked once. `today` and `zone` are the reader's.
    """

    card: Card
    catalog: Catalog
    now: datetime
    today: date
    zone: ZoneInfo
    key: str
    notes: tuple[Remark, ...] = ()
    number: int = 0
    lead: str = ""


def message(page: Page) -> Message:
    """The card as a message, with a chart."""
    return compose(_blocks(page, drawn=True), text=compose(_blocks(page, drawn=False)).text)


def in_window(page: Page) -> Modal:
    """The card in a window, where Slack draws no charts."""
    return window("One-to-one", _blocks(page, drawn=False))


def note(each: Remark, name: str, *, today: date, zone: ZoneInfo) -> str:
    """A note of the reader's own, and who reads it; day and zone are the reader's."""
    shared = f"shared with {person(name)}" if each.shared else "only you read it"
    return f"*Note, {day_of(each.at, zone, today)}* ({shared})\n{quote(each.words)}"


def not_found(name: str) -> Message:
    """Nobody by that name, or somebody we have never met."""
    who = f"“{person(name)}”" if name else "That person"
    return compose(section(f"{who} has not used Roadmate here, so there is nothing to show."))


def one_at_a_time(prefix: str) -> Message:
    """More than one person at once."""
    return compose(section(f"One member at a time, please: `/{prefix}team @member`."))


def gone(name: str) -> Message:
    """They have left; nothing reaches them."""
    return compose(section(f"{person(name)} has left this workspace, so nothing was sent or changed."))


def guest(name: str) -> Message:
    """Guests neither mentor nor are mentored."""
    return compose(section(f"{person(name)} is a guest here, whom nobody mentors, so nothing was sent or changed."))


def _blocks(page: Page, *, drawn: bool) -> list[Block]:
    card = page.card
    notes = [section(note(each, card.member.name, today=page.today, zone=page.zone)) for each in page.notes]
    rest = context(f"{page.number} notes of yours in all.") if page.number > len(page.notes) else None
    small = "Everybody whom you see here sees the same of themselves with `seen-by-mentor`, and that you looked."
    blocks = [
        section(page.lead) if page.lead else None,
        *facts(card, page.catalog, page.now, drawn=drawn),
        *notes,
        rest,
        actions(*_to_them(card)) if card.line else None,
        actions(*_to_keep(page)),
        context(small),
    ]
    return [block for block in blocks if block]


def _to_them(card: Card) -> list[Press]:
    member, name = card.member.id, person(card.member.name)
    effect = f"{name} gets one message from you with their next step and buttons to log it. One a day at most."
    return [
        Press("Praise", "word.praise", member),
        Press("Nudge", "word.nudge", member, confirm=Confirm(f"Nudge {name}?", effect, "Nudge", "Not now")),
        Press("Ask", "word.ask", member),
        Press("Set next step", "step.set", member),
    ]


def _to_keep(page: Page) -> list[Press]:
    """What concerns the mentor: their own hours and notes, and the plan to read."""
    member = page.card.member
    sessions = [_session(page, minutes) for minutes in SESSIONS] if page.catalog.find_area(activity.AREA) else []
    notes = [Press("My notes", "note.list", Noted(member=member.id).value())] if page.number else []
    write = [Press("Write a note", "note.write", member.id)] if page.card.line else []
    return [*(sessions if page.card.line else []), *write, *notes, Press("Their plan", "card.plan", member.id)]


def _session(page: Page, minutes: int) -> Press:
    pending = Pending(
        key=f"card:{page.key}:{minutes}",
        minutes=minutes,
        area=activity.AREA,
        day=page.today,
        activity=activity.Activity.MENTORING.value,
        people=page.card.member.id,
    )
    return Press(f"{log_buttons.press(pending).label} with them", "card.log", pending.value())
