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
from bot.ui import log_buttons

NOTES_ON_CARD: Final = 3  # on the card; the rest has a page of its own


ONE_ON_ONE_MINUTES: Final = (30, 60)  # minutes


@dataclass(frozen=True, slots=True)
class CardPage:
    """A card as its reader gets it: `notes` are the newest of their own, of `number` in all.

    `key` is the request that shows it, under which each session is booked once. `today` and `zone` are the reader's.
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
    """The card as a message, with a chart."""
    return compose_message(
        _card_blocks(page, with_chart=True), text=compose_message(_card_blocks(page, with_chart=False)).text
    )


def render_card_modal(page: CardPage) -> Modal:
    """The card in a window, where Slack draws no charts."""
    return build_modal("One-to-one", _card_blocks(page, with_chart=False))


def note_text(note: MentorNote, member_name: str, *, today: date, zone: ZoneInfo) -> str:
    """A note of the reader's own, and who reads it; day and zone are the reader's."""
    shared = f"shared with {person_name(member_name)}" if note.shared else "only you read it"
    return f"*Note, {local_day_text(note.at, zone, today)}* ({shared})\n{quote_lines(note.words)}"


def render_unknown_member(name: str) -> Message:
    """Nobody by that name, or somebody we have never met."""
    who = f"“{person_name(name)}”" if name else "That person"
    return compose_message(section(f"{who} has not used Roadmate here, so there is nothing to show."))


def render_one_member_only(prefix: str) -> Message:
    """More than one person at once."""
    return compose_message(section(f"One member at a time, please: `/{prefix}team @member`."))


def render_member_left(name: str) -> Message:
    """They have left; nothing reaches them."""
    return compose_message(section(f"{person_name(name)} has left this workspace, so nothing was sent or changed."))


def render_guest_not_mentored(name: str) -> Message:
    """Guests neither mentor nor are mentored."""
    return compose_message(
        section(f"{person_name(name)} is a guest here, whom nobody mentors, so nothing was sent or changed.")
    )


def _card_blocks(page: CardPage, *, with_chart: bool) -> list[Block]:
    card = page.card
    notes = [section(note_text(each, card.member.name, today=page.today, zone=page.zone)) for each in page.notes]
    rest = context(f"{page.note_count} notes of yours in all.") if page.note_count > len(page.notes) else None
    small = "Everybody whom you see here sees the same of themselves with `seen-by-mentor`, and that you looked."
    blocks = [
        section(page.lead) if page.lead else None,
        *card_fact_blocks(card, page.catalog, page.now, with_chart=with_chart),
        *notes,
        rest,
        actions(*_member_buttons(card)) if card.team_line else None,
        actions(*_mentor_buttons(page)),
        context(small),
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
    """What concerns the mentor: their own hours and notes, and the plan to read."""
    member = page.card.member
    sessions = (
        [_log_button(page, minutes) for minutes in ONE_ON_ONE_MINUTES]
        if page.catalog.find_area(activity.ACTIVITY_AREA)
        else []
    )
    notes = [ButtonSpec("My notes", "note.list", NoteListPayload(member=member.id).encode())] if page.note_count else []
    write = [ButtonSpec("Write a note", "note.write", member.id)] if page.card.team_line else []
    return [
        *(sessions if page.card.team_line else []),
        *write,
        *notes,
        ButtonSpec("Their plan", "card.plan", member.id),
    ]


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


NOTES_PER_PAGE: Final = 10  # notes


@dataclass(frozen=True, slots=True)
class NotesPage:
    """Some notes on a member, newest first, and how many are newer and in all."""

    member: Member
    notes: tuple[MentorNote, ...]
    offset: int
    note_count: int


def render_notes(page: NotesPage, *, today: date, zone: ZoneInfo, lead: str = "") -> Message:
    """For their author, whose day and zone these are."""
    member, name = page.member.id, page.member.name
    before = NoteListPayload(member=member, offset=max(0, page.offset - NOTES_PER_PAGE)).encode() if page.offset else ""
    after = (
        NoteListPayload(member=member, offset=page.offset + NOTES_PER_PAGE).encode()
        if page.offset + NOTES_PER_PAGE < page.note_count
        else ""
    )
    return compose_message(
        section(f"{lead}*Your notes on {person_name(name)}:* {page.note_count or 'none'}"),
        [
            block
            for each in page.notes
            for block in _note_row(each, name, note_text(each, name, today=today, zone=zone))
        ],
        actions(
            ButtonSpec("Newer", "note.list", before) if before else None,
            ButtonSpec("Older", "note.list", after) if after else None,
            ButtonSpec("Their card", "card.open", member),
        ),
        context(
            f"You alone read them; {person_name(name)} reads those that you shared, and can see that there are others."
        ),
    )


def render_unknown_note() -> Message:
    """A number that is no note of the reader's: deleted since, or never one of theirs."""
    return compose_message(section("There is no such note of yours any more, so nothing was changed."))


def render_note_saved(name: str, member: str, *, delivery_text: str) -> Message:
    """It is written; `shared` says what became of the letter, empty where nobody else reads the note."""
    words = delivery_text or f"Only you read it; {person_name(name)} can see that there is one."
    return compose_message(
        section(f"*Kept.* {words}"),
        actions(
            ButtonSpec("Their card", "card.open", member),
            ButtonSpec("My notes", "note.list", NoteListPayload(member=member).encode()),
        ),
    )


def _note_row(note: MentorNote, name: str, text: str) -> list[Block]:
    stays = f" The message that {person_name(name)} got of it stays." if note.shared else ""
    sharing = f"{person_name(name)} gets this note in a direct message, and can read it from then on."
    row = actions(
        None
        if note.shared
        else ButtonSpec(
            "Share",
            "note.share",
            str(note.id),
            confirm=ConfirmSpec(f"Share with {person_name(name)}?", sharing, "Share"),
        ),
        ButtonSpec(
            "Delete",
            "note.drop",
            str(note.id),
            style="danger",
            confirm=ConfirmSpec("Delete this note?", f"It is gone for good.{stays}", "Delete"),
        ),
    )
    return [section(text), *([row] if row else [])]
