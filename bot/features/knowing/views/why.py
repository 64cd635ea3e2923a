"""Since when a state holds, by whom, and how it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from slackblocks import Block

from bot.calendar import date_text
from bot.catalog.models import TopicReference
from bot.core.knowing.state_history import HistoryLine
from bot.core.knowing.states import KnownState, StateSource, TopicState
from bot.features.knowing.views.fragments import Known, StateReader, item_name, open_button, short_label, state_text
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import escape, format_count
from bot.slack.payloads import RoadmapQueryPayload, TopicStatePayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import step_buttons

_STATES: Final[Mapping[TopicState | None, str]] = {
    TopicState.KNOWN: "known",
    TopicState.SKIPPED: "not for you",
    TopicState.LEARNING: "being learned",
    None: "not marked",
}


@frozen
class ToldState:
    """What holds of a topic or part, the changes that led to it, newest first, and who reads them."""

    known: KnownState | None
    changes: Sequence[HistoryLine]
    reader: StateReader
    known_parts: int = 0


def render_why(item: Known, told: ToldState, minutes: int) -> Message:
    """Render since when a state holds, by whom, and how it came about."""
    known = told.known
    parts = format_count(len(item.topic.subtopics), "part") if isinstance(item, TopicReference) else ""
    ticked = f"\n{told.known_parts} of {parts} known." if told.known_parts else ""
    logged = f"You logged {parse.spell(minutes)} on it." if minutes else "No hours on it."
    now = state_text(known, told.reader.today) if known else _unmarked_text(minutes)
    return compose_message(
        section(f"*{item_name(item)}*\n{now}{ticked}\n{logged}"),
        _changes_block(told),
        actions(open_button(item), _clear_button(item, known)),
    )


def render_why_lost(subject: str, told: ToldState, successor: TopicReference | None) -> Message:
    """Render the same of a topic that the content has lost; one of a similar name may be what it is now."""
    known, today = told.known, told.reader.today
    now = f"You marked it as *{_STATES[known.state]}* on {date_text.day_text(known.since, today)}." if known else ""
    perhaps = f"\nPerhaps it's *{item_name(successor)}* now." if successor else ""
    mine = RoadmapQueryPayload(query="mine").encode()
    return compose_message(
        section(
            f"*{escape(subject)}* isn't in the content any more: it was renamed or removed.\n"
            f"{now or 'Nothing is marked on it.'} It counts nowhere, and stays yours: `{SLASH}roadmate export` has it."
            f"{perhaps}"
        ),
        _changes_block(told),
        actions(
            step_buttons.know_button(successor) if successor else None,
            open_button(successor) if successor else None,
            ButtonSpec("What I marked", "roadmap.open", mine),
        ),
    )


def _changes_block(told: ToldState) -> Block | None:
    lines = [f"• {_history_text(each, told.reader)}" for each in told.changes]
    return section("\n".join(("*Changes, newest first*", *lines))) if lines else None


def _unmarked_text(minutes: int) -> str:
    return "📚 You're learning this, as you have hours on it." if minutes else "Nothing is marked on it."


def _history_text(line: HistoryLine, reader: StateReader) -> str:
    day = date_text.day_text(line.at.astimezone(reader.zone).date(), reader.today)
    said = _STATES[line.state]
    if line.is_undo:
        return f"{day}: {said}, by an undo"
    return f"{day}: {said}, by {_source_text(line, reader)}"


def _source_text(line: HistoryLine, reader: StateReader) -> str:
    match line.by:
        case StateSource.QUESTIONS:
            return "your answers"
        case StateSource.MENTOR:
            return escape(reader.names.get(line.actor, "a mentor"))
        case _:
            return "you"


def _clear_button(item: Known, known: KnownState | None) -> ButtonSpec | None:
    if known is None:
        return None
    label = "Open it again" if known.state is TopicState.SKIPPED else "Not any more"
    payload = TopicStatePayload(subject=known.subject)
    return ButtonSpec(
        label, "knowing.set", payload.encode(), accessibility_label=short_label(f"{label}:", item_name(item))
    )
