"""What waits, opened: all that there is to it, with the buttons that answer it and the one that hands it over."""

from __future__ import annotations

from bot.catalog.catalog import Catalog
from bot.core.assignments.workflow import AssignmentHistory
from bot.core.levels import MemberLevel
from bot.features.levels.views import card_button, claim_blocks
from bot.features.plan.views.assignment import (
    AssignmentViewer,
    area_button,
    details_button,
    owner_buttons,
    reviewer_buttons,
    status_text,
    step_note_text,
)
from bot.features.waiting.payloads import WaitingPayload
from bot.features.waiting.rules.items import WaitingItem, WaitingList
from bot.features.waiting.views.items import item_title, name_of, owner_name, question_text
from bot.features.waiting.views.lists import others_button
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message


def render_hand_in(
    item: WaitingItem, waiting: WaitingList, history: AssignmentHistory, catalog: Catalog, viewer: AssignmentViewer
) -> Message:
    """Show a hand-in to somebody who may sign it off."""
    note = step_note_text(history.last_hand_in or history.last_transition)
    text = f"*{owner_name(item, waiting)}: {item_title(item, waiting, catalog)}*\n{status_text(history, viewer)}{note}"
    more = details_button(item.subject, item.owner)
    return compose_message(section(text), actions(*reviewer_buttons(history), more, *way_on_buttons(item)))


def render_own_hand_in(
    item: WaitingItem, waiting: WaitingList, history: AssignmentHistory, catalog: Catalog, viewer: AssignmentViewer
) -> Message:
    """Show a hand-in to the member whose it is."""
    note = step_note_text(history.last_hand_in or history.last_transition)
    text = f"*{item_title(item, waiting, catalog)}*\n{status_text(history, viewer)}{note}"
    buttons = owner_buttons(item.subject, history, is_ticked=False, viewer=viewer)
    return compose_message(section(text), actions(*buttons, area_button(catalog, item.subject), others_button()))


def render_level(item: WaitingItem, waiting: WaitingList, level: MemberLevel, catalog: Catalog) -> Message:
    """Show a level to somebody who may confirm it."""
    name = waiting.names.get(item.owner, "")
    card = card_button(name, item.owner)
    return compose_message(claim_blocks(level, catalog, name=name), actions(card, *way_on_buttons(item)))


def render_proposal_of_others(item: WaitingItem, waiting: WaitingList, catalog: Catalog) -> Message:
    """Show a proposal to an admin who has no part in it."""
    awaited = " and ".join(name_of(each, waiting) for each in item.awaited)
    text = f"{question_text(item, waiting, catalog)}.\nOnly {awaited} can answer."
    return compose_message(section(text), actions(others_button()))


def way_on_buttons(item: WaitingItem) -> tuple[ButtonSpec, ...]:
    """Return the buttons that hand it over, where that can be, and that lead back to the list."""
    hand = ButtonSpec("Hand over", "waiting.hand", WaitingPayload(item=item.ref).encode())
    return (hand, others_button()) if item.can_be_handed_over else (others_button(),)
