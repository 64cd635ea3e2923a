"""The one-to-one card: how somebody is doing and why, what changed, what to ask, and what a mentor can do from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.core.ledger import activity
from bot.core.people.member import Member
from bot.features.one_on_one.payloads import NoteListPayload
from bot.features.one_on_one.rules.card import MentorNote, OneOnOneCard
from bot.features.one_on_one.views.card_facts import card_fact_blocks, local_day_text, quote_lines
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, build_modal
from bot.slack.mrkdwn import person_name
from bot.slack.payloads import PendingEntryPayload
from bot.slack.slash import SLASH
from bot.ui import log_buttons

NOTES_ON_CARD: Final = 3  # the others have a page of their own
NOTES_PER_PAGE: Final = 10
ONE_ON_ONE_MINUTES: Final = (30, 60)


@dataclass(frozen=True, slots=True)
class CardPage:
    """A card as its reader gets it: `notes` are the newest of their own, of `note_count` in all.

    `key` is the request that shows it, under which each one-to-one is booked once. `today` and `zone` are the reader's.
    """

    card: OneOnOneCard
    catalog: Catalog
    now: datetime
    today: date
    zone: ZoneInfo
    key: str
    notes: tuple[MentorNote, ...] = ()
    note_count: int = 0
    lead: str = ""


def render_card(page: CardPage) -> Message:
    """Render the card as a message, with a chart."""
    return compose_message(
        _card_blocks(page, with_chart=True), text=compose_message(_card_blocks(page, with_chart=False)).text
    )


def render_card_modal(page: CardPage) -> Modal:
    """Render the card as a window, where Slack draws no charts."""
    return build_modal("One-to-one", _card_blocks(page, with_chart=False))


def note_text(note: MentorNote, member_name: str, *, today: date, zone: ZoneInfo) -> str:
    """Return one of the reader's own notes, and who can read it; day and zone are the reader's."""
    shared = f"shared with {person_name(member_name)}" if note.shared else "only you read it"
    return f"*Note, {local_day_text(note.at, zone, today)}* ({shared})\n{quote_lines(note.words)}"


def render_unknown_member(name: str) -> Message:
    """Say that there is nobody by that name, or nobody whom we have met."""
    who = f"“{person_name(name)}”" if name else "That person"
    return compose_message(section(f"{who} has not used Roadmate here, so there is nothing to show."))


def render_one_member_only() -> Message:
    """Say that a card is of one member."""
    return compose_message(section(f"One member at a time, please: `{SLASH}team @member`."))


def render_member_left(name: str) -> Message:
    """Say that the member has left, so nothing reaches them."""
    return compose_message(section(f"{person_name(name)} has left this workspace, so nothing was sent or changed."))


def render_guest_not_mentored(name: str) -> Message:
    """Say that guests are not mentored."""
    return compose_message(
        section(f"{person_name(name)} is a guest here, whom nobody mentors, so nothing was sent or changed.")
    )


def _card_blocks(page: CardPage, *, with_chart: bool) -> list[Block]:
    card = page.card
    notes = [section(note_text(each, card.member.name, today=page.today, zone=page.zone)) for each in page.notes]
    count = context(f"{page.note_count} notes of yours in all.") if page.note_count > len(page.notes) else None
    hint = "Everybody whom you see here sees the same of themselves with `seen-by-mentor`, and that you looked."
    blocks = [
        section(page.lead) if page.lead else None,
        *card_fact_blocks(card, page.catalog, page.now, with_chart=with_chart),
        *notes,
        count,
        actions(*_member_buttons(card)) if card.team_line else None,
        actions(*_mentor_buttons(page)),
        context(hint),
    ]
    return [block for block in blocks if block]


def _member_buttons(card: OneOnOneCard) -> list[ButtonSpec]:
    member, name = card.member.id, person_name(card.member.name)
    effect = f"{name} gets one message from you with their next step and buttons to log it. One a day at most."
    return [
        ButtonSpec("Praise", "word.praise", member),
        ButtonSpec("Nudge", "word.nudge", member, confirm=ConfirmSpec(f"Nudge {name}?", effect, "Nudge", "Not now")),
        ButtonSpec("Ask", "word.ask", member),
        ButtonSpec("Set next step", "step.set", member),
    ]


def _mentor_buttons(page: CardPage) -> list[ButtonSpec]:
    """Return the mentor's own buttons: hours, notes, and the member's plan."""
    member = page.card.member
    buttons = []
    if page.card.team_line:
        if page.card.team_line.standing.waiting_count:
            buttons.append(ButtonSpec("See what waits", "work.waiting", "0"))
        if page.catalog.find_area(activity.ACTIVITY_AREA):
            buttons += [_log_button(page, minutes) for minutes in ONE_ON_ONE_MINUTES]
        buttons.append(ButtonSpec("Write a note", "note.write", member.id))
    if page.note_count:
        buttons.append(ButtonSpec("My notes", "note.list", NoteListPayload(member=member.id).encode()))
    return [*buttons, ButtonSpec("Their plan", "card.plan", member.id)]


def _log_button(page: CardPage, minutes: int) -> ButtonSpec:
    pending = PendingEntryPayload(
        key=f"card:{page.key}:{minutes}",
        minutes=minutes,
        area=activity.ACTIVITY_AREA,
        day=page.today,
        activity=activity.Activity.MENTORING.value,
        people=page.card.member.id,
    )
    return ButtonSpec(f"{log_buttons.log_button(pending).label} with them", "card.log", pending.encode())


@dataclass(frozen=True, slots=True)
class NotesPage:
    """Some notes on a member, newest first; `offset` are newer, and there are `note_count` in all."""

    member: Member
    notes: tuple[MentorNote, ...]
    offset: int
    note_count: int


def render_notes(page: NotesPage, *, today: date, zone: ZoneInfo, lead: str = "") -> Message:
    """Render a page of notes for their author; day and zone are the author's."""
    member, name = page.member.id, page.member.name
    newer = NoteListPayload(member=member, offset=max(0, page.offset - NOTES_PER_PAGE))
    older = NoteListPayload(member=member, offset=page.offset + NOTES_PER_PAGE)
    return compose_message(
        section(f"{lead}*Your notes on {person_name(name)}:* {page.note_count or 'none'}"),
        [block for each in page.notes for block in _note_blocks(each, name, today=today, zone=zone)],
        actions(
            ButtonSpec("Newer", "note.list", newer.encode()) if page.offset else None,
            ButtonSpec("Older", "note.list", older.encode()) if older.offset < page.note_count else None,
            ButtonSpec("Their card", "card.open", member),
        ),
        context(
            f"You alone read them; {person_name(name)} reads those that you shared, and can see that there are others."
        ),
    )


def render_unknown_note() -> Message:
    """Say that this is no note of the reader's: deleted since, or never theirs."""
    return compose_message(section("There is no such note of yours any more, so nothing was changed."))


def render_note_saved(name: str, member: str, *, delivery_text: str) -> Message:
    """Say that a note is kept; `delivery_text` is about the member's message, empty for a private note."""
    readers = delivery_text or f"Only you read it; {person_name(name)} can see that there is one."
    return compose_message(
        section(f"*Kept.* {readers}"),
        actions(
            ButtonSpec("Their card", "card.open", member),
            ButtonSpec("My notes", "note.list", NoteListPayload(member=member).encode()),
        ),
    )


def _note_blocks(note: MentorNote, member_name: str, *, today: date, zone: ZoneInfo) -> list[Block]:
    name, number = person_name(member_name), str(note.id)
    stays = f" The message that {name} got of it stays." if note.shared else ""
    sharing = f"{name} gets this note in a direct message, and can read it from then on."
    share = ConfirmSpec(f"Share with {name}?", sharing, "Share")
    delete = ConfirmSpec("Delete this note?", f"It is gone for good.{stays}", "Delete")
    row = actions(
        None if note.shared else ButtonSpec("Share", "note.share", number, confirm=share),
        ButtonSpec("Delete", "note.drop", number, style="danger", confirm=delete),
    )
    return [section(note_text(note, member_name, today=today, zone=zone)), *([row] if row else [])]
