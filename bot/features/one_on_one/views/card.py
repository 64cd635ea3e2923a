"""The one-to-one card: how somebody is doing and why, what changed, what to ask, and what a mentor can do from it."""

from __future__ import annotations

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
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, build_modal
from bot.slack.mrkdwn import format_count, person_name, plain_person_name
from bot.slack.payloads import PendingEntryPayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse

NOTES_ON_CARD: Final = 3  # the others have a page of their own
NOTES_PER_PAGE: Final = 10
ONE_ON_ONE_MINUTES: Final = (30, 60)


@frozen
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
    shared = f"shared with {person_name(member_name)}" if note.shared else "only you can read it"
    return f"*Note, {local_day_text(note.at, zone, today)}* ({shared})\n{quote_lines(note.words)}"


def render_unknown_member(name: str) -> Message:
    """Say that there is nobody by that name, or nobody we have met."""
    who = f"“{person_name(name)}”" if name else "That person"
    return compose_message(section(f"{who} hasn't used Roadmate here yet, so there's nothing to show."))


def render_one_member_only() -> Message:
    """Say that a card is of one member."""
    return compose_message(section(f"One member at a time, please: `{SLASH}team @member`."))


def render_member_left(name: str) -> Message:
    """Say that the member has left, so nothing reaches them."""
    return compose_message(section(f"{person_name(name)} has left this workspace. Nothing was sent or changed."))


def render_guest_not_mentored(name: str) -> Message:
    """Say that guests are not mentored."""
    return compose_message(
        section(f"{person_name(name)} is a guest, and guests don't have mentors. Nothing was sent or changed.")
    )


def _card_blocks(page: CardPage, *, with_chart: bool) -> list[Block]:
    card = page.card
    notes = [section(note_text(each, card.member.name, today=page.today, zone=page.zone)) for each in page.notes]
    count = context(f"{page.note_count} notes in all.") if page.note_count > len(page.notes) else None
    hint = f"{person_name(card.member.name)} sees this page too, and that you looked."
    blocks = [
        section(page.lead) if page.lead else None,
        *card_fact_blocks(card, page.catalog, page.now, with_chart=with_chart),
        *notes,
        count,
        actions(*_member_buttons(card)) if card.team_line else None,
        actions(*_one_on_one_buttons(page), *_mentor_buttons(page)),
        context(hint),
    ]
    return [block for block in blocks if block]


def _member_buttons(card: OneOnOneCard) -> list[ButtonSpec]:
    """Return what reaches the member, behind what they wait for."""
    member, name = card.member.id, person_name(card.member.name)
    waits = card.team_line and card.team_line.standing.waiting_count
    effect = f"{name} gets a message from you with their next step and buttons to log it. At most one a day."
    return [
        *([ButtonSpec("See what waits", "work.waiting", "0", style="primary")] if waits else []),
        ButtonSpec("Praise", "word.praise", member),
        ButtonSpec("Nudge", "word.nudge", member, confirm=ConfirmSpec(f"Nudge {name}?", effect, "Nudge", "Not now")),
        ButtonSpec("Ask", "word.ask", member),
        ButtonSpec("Set next step", "step.set", member),
    ]


def _mentor_buttons(page: CardPage) -> list[ButtonSpec]:
    """Return the mentor's own buttons: notes, and the member's plan."""
    member = page.card.member
    buttons = []
    if page.card.team_line:
        buttons.append(ButtonSpec("Write a note", "note.write", member.id))
    if page.note_count:
        buttons.append(ButtonSpec("My notes", "note.list", NoteListPayload(member=member.id).encode()))
    return [*buttons, ButtonSpec("Their plan", "card.plan", member.id)]


def _one_on_one_buttons(page: CardPage) -> list[ButtonSpec]:
    """Return the buttons that log a one-to-one with the member."""
    if not page.card.team_line or not page.catalog.find_area(activity.ACTIVITY_AREA):
        return []
    return [_log_button(page, minutes) for minutes in ONE_ON_ONE_MINUTES]


def _log_button(page: CardPage, minutes: int) -> ButtonSpec:
    pending = PendingEntryPayload(
        key=f"card:{page.key}:{minutes}",
        minutes=minutes,
        area=activity.ACTIVITY_AREA,
        day=page.today,
        activity=activity.Activity.MENTORING.value,
        people=page.card.member.id,
    )
    name = plain_person_name(page.card.member.name, 30)
    return ButtonSpec(f"Log {parse.spell(minutes)} with {name}", "card.log", pending.encode())


@frozen
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
        section(f"{lead}{_notes_title(person_name(name), page.note_count)}"),
        [block for each in page.notes for block in _note_blocks(each, name, today=today, zone=zone)],
        actions(
            ButtonSpec("Newer", "note.list", newer.encode()) if page.offset else None,
            ButtonSpec("Older", "note.list", older.encode()) if older.offset < page.note_count else None,
            ButtonSpec("Their card", "card.open", member),
        ),
        context(f"{person_name(name)} can read only the notes you shared, and can see there are others."),
    )


def _notes_title(name: str, count: int) -> str:
    return f"*{format_count(count, 'note')} on {name}*" if count else f"No notes on {name}."


def render_unknown_note() -> Message:
    """Say that this is no note of the reader's: deleted since, or never theirs."""
    return compose_message(section("That note is gone. Nothing changed."))


def render_note_saved(name: str, member: str, *, delivery_text: str) -> Message:
    """Say that a note is kept; `delivery_text` is about the member's message, empty for a private note."""
    readers = delivery_text or f"Only you can read it; {person_name(name)} can see there is one."
    return compose_message(
        section(f"✅ Note saved. {readers}"),
        actions(
            ButtonSpec("Their card", "card.open", member),
            ButtonSpec("My notes", "note.list", NoteListPayload(member=member).encode()),
        ),
    )


def _note_blocks(note: MentorNote, member_name: str, *, today: date, zone: ZoneInfo) -> list[Block]:
    name, number = person_name(member_name), str(note.id)
    gone = f"It's deleted for good. {name} keeps the message they got." if note.shared else "It's deleted for good."
    sharing = f"{name} gets this note in a direct message and can read it from then on."
    share = ConfirmSpec(f"Share with {name}?", sharing, "Share")
    delete = ConfirmSpec("Delete this note?", gone, "Delete")
    row = actions(
        None
        if note.shared
        else ButtonSpec(
            "Share",
            "note.share",
            number,
            confirm=share,
            state=note.state,
            accessibility_label=f"Share note {number} with {name}",
        ),
        ButtonSpec(
            "Delete", "note.drop", number, "danger", delete, note.state, accessibility_label=f"Delete note {number}"
        ),
    )
    return [section(note_text(note, member_name, today=today, zone=zone)), *([row] if row else [])]
