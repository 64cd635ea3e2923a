"""`/roadmate placement`: eight to ten questions, and the level that follows from the answers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject
from bot.catalog.models import LEVELS, Roadmap, TopicReference
from bot.core import levels
from bot.core.knowing.asking import ShuffledQuestion
from bot.core.knowing.states import read_states
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Request, mentions_as_names
from bot.dispatch.router import Router
from bot.features.levels.handlers import save_levels
from bot.features.placement import service
from bot.features.placement.handlers.asking import (
    FoundPlacement,
    act_on_finished,
    ask_next,
    find_open,
    lock_reader,
    show_placement,
    shuffle_asked,
)
from bot.features.placement.payloads import PlacementAnswerPayload, PlacementLevelPayload
from bot.features.placement.rules.choosing import can_place, list_askable_questions
from bot.features.placement.rules.known import list_presumed_known, may_presume_known
from bot.features.placement.rules.level import Outcome
from bot.features.placement.views import questions as views
from bot.lazy_pattern import lazy_pattern
from bot.slack.message import Message
from bot.slack.payloads import PayloadError, decode_payload
from bot.ui.not_shown import explain_not_shown, render_not_shown

_LEADING: Final = lazy_pattern(r"^(?:on|in|for|my)\s+", re.IGNORECASE)


def register(app: Router, deps: Deps) -> None:
    """Register the buttons of a placement."""
    app.on_click(deps, "placement.open", open_placement)
    app.on_click(deps, "placement.answer", press_answer)
    app.on_click(deps, "placement.take", take_level)
    app.on_click(deps, "placement.again", start_again)


def answer_placement(deps: Deps, request: Request) -> Message:
    """Answer what was typed after `/roadmate placement`."""
    words = _LEADING.sub("", mentions_as_names(request.text).strip())
    catalog = deps.catalog.of(request.workspace)
    if words and (off := explain_not_shown(catalog, words)):
        return off
    roadmap = find_roadmap(catalog, words) if words else None
    if roadmap is None:
        return views.render_roadmap_choice(words, _list_placeable(catalog))
    return _go_on(deps, request, roadmap)


def open_placement(deps: Deps, request: Request) -> Message:
    """Start the questions of the roadmap that a button names, or go on with them, beside the message with the button.

    Raises PayloadError.
    """
    roadmap = deps.catalog.of(request.workspace).find_roadmap(request.text)
    if roadmap is None:
        raise PayloadError("roadmap")
    return replace(_go_on(deps, request, roadmap), keeps_pressed=True)


def press_answer(deps: Deps, request: Request) -> Message:
    """Keep an answer, once, and ask the next question or show the level that follows."""
    payload, now = decode_payload(PlacementAnswerPayload, request.text), deps.clock.now()
    with deps.database.begin() as conn:
        reader = lock_reader(deps, conn, request)
        found = find_open(deps, conn, reader, payload.asked)
        if isinstance(found, Message):
            return found
        asked, question = found.asked, shuffle_asked(deps, conn, found.asked, reader)
        if asked.outcome:
            lead = views.ANSWERED_BEFORE
        elif question is None:
            service.record_outcome(conn, asked=asked, outcome=Outcome.VOID, now=now)
            lead = views.CHANGED_SINCE
        else:
            service.record_outcome(conn, asked=asked, outcome=_outcome(question, payload.place), now=now)
            lead = views.answered_text(question, payload.place)
        return show_placement(deps, conn, reader, found.roadmap, lead=lead)


def start_again(deps: Deps, request: Request) -> Message:
    """Ask new questions in place of those that are answered, once."""

    def ask(conn: Connection, reader: Member, found: FoundPlacement, _: PlacementLevelPayload) -> Message:
        ask_next(deps, conn, reader, found.roadmap, None)
        return show_placement(deps, conn, reader, found.roadmap)

    return act_on_finished(deps, request, ask)


def take_level(deps: Deps, request: Request) -> Message:
    """Save the level that a button names, or leave it, and offer to mark what is known with it."""

    def take(conn: Connection, reader: Member, found: FoundPlacement, payload: PlacementLevelPayload) -> Message:
        roadmap, placement = found.roadmap, found.placement
        current = levels.find_level(conn, workspace=reader.workspace, member=reader.id, roadmap=roadmap.id)
        if payload.level is None:
            lead = views.kept_level_text(roadmap, current)
        elif current and current.claimed_at > placement.finished_at and current.claimed != payload.level:
            return views.render_level_set_since(roadmap, current)
        else:
            lead = save_levels(deps, conn, reader, {roadmap.id: payload.level})
        presumed = list_presumed(deps, conn, reader, found, payload.level)
        return views.render_known_offer(roadmap, presumed, payload, lead=lead)

    return act_on_finished(deps, request, take)


def find_roadmap(catalog: Catalog, words: str) -> Roadmap | None:
    """Return the roadmap of this name, or of a topic in it."""
    if roadmap := catalog.vocabulary.find_roadmap(words):
        return roadmap
    found = subjects.find_whole_subject(catalog, words)
    return found.roadmap if isinstance(found, Subject) else None


def list_presumed(
    deps: Deps, conn: Connection, reader: Member, found: FoundPlacement, level: str | None
) -> tuple[TopicReference, ...]:
    """Return what somebody of a level, without one of the reader's, probably knows, and isn't marked yet."""
    catalog, key = deps.catalog.of(reader.workspace), {"workspace": reader.workspace, "member": reader.id}
    if level is None:
        current = levels.find_level(conn, **key, roadmap=found.roadmap.id)
        level = current.effective_level if current else LEVELS[0]
    presumed = list_presumed_known(catalog, found.roadmap, found.placement.answers, LEVELS.index(level))
    states = read_states(conn, **key)
    return tuple(each for each in presumed if may_presume_known(each, states))


def _go_on(deps: Deps, request: Request, roadmap: Roadmap) -> Message:
    """Show the question that waits, the level that was found this month, or the first question of a new placement."""
    if deps.catalog.of(request.workspace).is_hidden(roadmap.id):
        return render_not_shown(roadmap)
    if not can_place(list_askable_questions(deps.catalog.of(request.workspace), roadmap)):
        return views.render_too_few(roadmap)
    with deps.database.begin() as conn:
        reader = lock_reader(deps, conn, request)
        placement = service.find_placement(conn, workspace=reader.workspace, member=reader.id, roadmap=roadmap.id)
        if placement is None or placement.is_over(deps.clock.now()):
            ask_next(deps, conn, reader, roadmap, None)
        return show_placement(deps, conn, reader, roadmap, is_opened=True)


def _outcome(question: ShuffledQuestion, place: int | None) -> Outcome:
    if place is None:
        return Outcome.UNSURE
    return Outcome.RIGHT if question.is_right(place) else Outcome.WRONG


def _list_placeable(catalog: Catalog) -> list[Roadmap]:
    return [each for each in catalog.roadmaps if can_place(list_askable_questions(catalog, each))]
