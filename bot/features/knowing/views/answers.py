"""Answers to a state that was set or undone, with what comes next."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.knowing.states import KnownState, TopicState
from bot.core.plan.progress import NextStep
from bot.features.knowing.views.fragments import (
    Known,
    StateReader,
    item_name,
    open_button,
    roadmap_of,
    short_label,
    state_text,
)
from bot.features.knowing.views.next_steps import next_lines
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count
from bot.slack.slash import SLASH
from bot.ui import log_buttons, step_buttons
from bot.ui.step_buttons import Control

MAX_SPELLED_OUT: Final = 3  # topics that are named one by one where the same is so of all
_LOST: Final = (
    "I don't have that topic any more: the content has renamed or removed it. Nothing changed, and what you "
    f"marked stays yours. See it with `{SLASH}roadmap mine`."
)


@frozen
class StateAnswer:
    """A state that was set: of what, the act to undo, the roadmap's count, and what comes next."""

    item: Known
    state: TopicState | None
    act: int
    known: int
    total: int
    today: date
    step: NextStep | None = None
    key: str = ""
    before: TopicState | None = None


def render_set(answer: StateAnswer, catalog: Catalog) -> Message:
    """Confirm a state, and show what comes next."""
    undo = ButtonSpec(
        "Undo", "knowing.undo", str(answer.act), accessibility_label=short_label("Undo for", item_name(answer.item))
    )
    return compose_message(
        section("\n".join((_set_text(answer), *next_lines(answer.step, catalog)))),
        actions(*_set_buttons(answer, undo)),
    )


def _set_text(answer: StateAnswer) -> str:
    name, roadmap = item_name(answer.item), html.escape(roadmap_of(answer.item).name, quote=False)
    match answer.state, answer.before:
        case TopicState.KNOWN, _:
            return f"✅ You know *{name}*. {roadmap}: {answer.known} of {answer.total} known."
        case TopicState.SKIPPED, _:
            return f"OK, *{name}* isn't for you, so I won't suggest it."
        case TopicState.LEARNING, _:
            return f"📚 You're learning *{name}*."
        case None, TopicState.SKIPPED:
            return f"↩️ *{name}* is open again."
        case None, TopicState.LEARNING:
            return f"↩️ *{name}* isn't marked as being learned any more."
        case _:
            return f"↩️ *{name}* isn't marked as known any more. {roadmap}: {answer.known} of {answer.total} known."


def _set_buttons(answer: StateAnswer, undo: ButtonSpec) -> Sequence[Control]:
    step = answer.step
    if step is None:
        return [open_button(answer.item), undo]
    roadmap = roadmap_of(answer.item)
    more = [(clip(f"What you know of {roadmap.name}", 75), f"roadmap {roadmap.id} mine"), ("My plan", "plan")]
    if isinstance(step.subject, TopicReference):
        more = [(f"Open {clip(step.subject.name, 60)}", f"roadmap {step.subject.id}"), *more]
    log = log_buttons.step_log_button(step, key=f"next:{answer.key}", today=answer.today)
    return step_buttons.step_row(step, log, undo, today=answer.today, more=more)


def render_unchanged(item: Known, known: KnownState | None, reader: StateReader) -> Message:
    """Say that nothing was to change, and how things are."""
    name = item_name(item)
    if known is None:
        return compose_message(
            section(f"Nothing is marked on *{name}*, so nothing changed."), actions(open_button(item))
        )
    return compose_message(
        section(f"Nothing changed: *{name}* was marked already.\n{state_text(known, reader.today)}"),
        actions(open_button(item)),
    )


def render_slip(item: Known, typed: str, verb: str) -> Message:
    """Ask whether a word behind a topic is one that marks it."""
    subject = item.id if isinstance(item, TopicReference) else item.subtopic.id
    label = short_label(f"Mark as {verb}:", item_name(item))
    mark = ButtonSpec(
        f"Yes, {verb}", "roadmate.say", f"roadmap {subject} {verb}", style="primary", accessibility_label=label
    )
    return compose_message(
        section(f"I don't know “{escape(clip(typed, 60))}” here, so *{item_name(item)}* stays as it is. Try `{verb}`."),
        actions(mark, open_button(item)),
    )


def render_undone(items: Sequence[tuple[Known, KnownState | None]], today: date) -> Message:
    """Say what an undo brought back."""
    if len(items) > MAX_SPELLED_OUT and not any(known for _, known in items):
        return compose_message(
            section(f"↩️ Undone: {format_count(len(items), 'topic')}. Nothing is marked on them now.")
        )
    lines = [f"↩️ Undone: *{item_name(item)}*. {_now_text(known, today)}" for item, known in items[:10]]
    more = f"\nAnd {len(items) - 10} more." if len(items) > 10 else ""
    opener = open_button(items[0][0]) if len(items) == 1 else ButtonSpec("What you know", "roadmap.open", "mine")
    return compose_message(section("\n".join(lines) + more), actions(opener))


def render_undone_lost() -> Message:
    """Say that an undo was about topics which the content doesn't have any more."""
    return compose_message(
        section("↩️ Undone. What you marked isn't in the content any more, so there's nothing to open.")
    )


def _now_text(known: KnownState | None, today: date) -> str:
    return state_text(known, today) if known else "Nothing is marked on it now."


def render_not_undone() -> Message:
    """Say that an act was undone already, or that something else was said since."""
    return compose_message(
        section(f"That was undone or changed since, so nothing changed now. What you marked: `{SLASH}roadmap mine`.")
    )


def render_nothing_to_undo() -> Message:
    """Say that the last act was undone already, or that there is none."""
    return compose_message(
        section(
            f"Nothing to undo on topics. What you marked: `{SLASH}roadmap mine`. Hours are undone by `{SLASH}log undo`."
        )
    )


def render_not_yours() -> Message:
    """Say that only who has set a state undoes it."""
    return compose_message(
        section(f"I have no such change of yours, so nothing changed. What you marked: `{SLASH}roadmap mine`.")
    )


def render_lost_topic() -> Message:
    """Say that a topic has left the content."""
    return compose_message(section(_LOST))
