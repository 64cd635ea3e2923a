"""Hand over what waits: to whom, whether really, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.catalog.catalog import Catalog
from bot.features.waiting.payloads import HandoverPayload, WaitingPayload
from bot.features.waiting.rules.items import WaitingItem, WaitingList
from bot.features.waiting.views.items import (
    awaited_text,
    name_of,
    open_button,
    plain_name_of,
    question_text,
)
from bot.features.waiting.views.lists import others_button
from bot.slack.blocks import ButtonSpec, MenuSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import person_name


def render_choice(
    item: WaitingItem, waiting: WaitingList, candidates: Sequence[str], counts: Mapping[str, int], catalog: Catalog
) -> Message:
    """Ask whom to hand it over to: the one with the least to answer first, the others in a menu."""
    question = question_text(item, waiting, catalog)
    back = ButtonSpec("Back", "waiting.open", WaitingPayload(item=item.ref).encode())
    if not candidates:
        return compose_message(section(f"{question}\nNobody else can answer this right now."), actions(back))
    first, others = candidates[0], candidates[1:]
    suggested = ButtonSpec(_candidate_label(first, waiting, counts), "waiting.pick", _value(item, first), "primary")
    options = [(_candidate_label(each, waiting, counts), _value(item, each)) for each in others]
    menu = MenuSpec("Someone else", "waiting.pick", options) if options else None
    return compose_message(section(f"{question}\nWho should answer instead?"), actions(suggested, menu, back))


def render_confirm(item: WaitingItem, waiting: WaitingList, assignee: str, catalog: Catalog) -> Message:
    """Ask once more, with what it does."""
    to = name_of(assignee, waiting)
    now = awaited_text(item, waiting)
    effect = f"It moves from {now}'s list to {to}'s" if len(item.awaited) == 1 else f"It moves to {to}'s list"
    return compose_message(
        section(f"*Hand this over to {to}?* {question_text(item, waiting, catalog)}.\n{effect}, and I tell {to} once."),
        actions(
            ButtonSpec(
                f"Hand over to {plain_name_of(assignee, waiting)}", "waiting.give", _value(item, assignee), "primary"
            ),
            ButtonSpec("Back", "waiting.open", WaitingPayload(item=item.ref).encode()),
        ),
    )


def render_handed_over(item: WaitingItem, waiting: WaitingList, catalog: Catalog) -> Message:
    """Confirm it to whoever handed it over, with the way back."""
    to = name_of(item.assignee, waiting)
    back = ButtonSpec("Take it back", "waiting.back", _value(item, item.assignee))
    return compose_message(
        section(f"✅ Handed over to {to}: {question_text(item, waiting, catalog)}. I'll let {to} know."),
        actions(back, others_button()),
    )


def render_taken_back(item: WaitingItem, waiting: WaitingList, catalog: Catalog) -> Message:
    """Confirm the way back, with whom it waits for now."""
    question, awaited = question_text(item, waiting, catalog), awaited_text(item, waiting)
    now = f" Waiting for {awaited} again." if awaited else ""
    return compose_message(
        section(f"↩️ Taken back: {question}.{now}"), actions(open_button(item, waiting, catalog), others_button())
    )


def render_moved_on(item: WaitingItem, waiting: WaitingList, catalog: Catalog) -> Message:
    """Say for whom it waits now, where somebody was quicker."""
    question, awaited = question_text(item, waiting, catalog), awaited_text(item, waiting)
    now = f"It's waiting for {awaited} now." if awaited else "It's waiting for nobody in particular now."
    return compose_message(
        section(f"{question}. {now} Nothing changed."), actions(open_button(item, waiting, catalog), others_button())
    )


def render_cannot_answer(name: str) -> Message:
    """Refuse somebody who may not answer it by now."""
    return compose_message(
        section(f"{person_name(name)} can't answer this. Nothing changed."), actions(others_button())
    )


def render_handover_letter(item: WaitingItem, waiting: WaitingList, giver: str, catalog: Catalog) -> Message:
    """Tell somebody what was handed over to them."""
    return compose_message(
        section(f"⏳ {name_of(giver, waiting)} handed this over to you: {question_text(item, waiting, catalog)}."),
        actions(open_button(item, waiting, catalog), others_button()),
    )


def render_letter_taken_back(item: WaitingItem, waiting: WaitingList, taker: str, catalog: Catalog) -> Message:
    """Rewrite that letter once it waits for others again."""
    return compose_message(
        section(f"{name_of(taker, waiting)} took this back: {question_text(item, waiting, catalog)}."),
        actions(others_button()),
    )


def _candidate_label(person: str, waiting: WaitingList, counts: Mapping[str, int]) -> str:
    number = counts.get(person, 0)
    return f"{plain_name_of(person, waiting)} ({number} waiting)"


def _value(item: WaitingItem, to: str) -> str:
    return HandoverPayload(item=item.ref, to=to, had=item.assignee).encode()
