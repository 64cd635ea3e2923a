"""Where a placement is: the question that waits, what is asked next, and the level once enough is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.catalog.models import Roadmap
from bot.core import levels
from bot.core.knowing.asking import ShuffledQuestion, question_version, shuffle_question
from bot.core.knowing.stopped_questions import list_unwanted_questions
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.features.placement import service
from bot.features.placement.payloads import PlacementLevelPayload
from bot.features.placement.rules.choosing import choose_question, list_askable_questions
from bot.features.placement.rules.level import Outcome, is_decided
from bot.features.placement.service import AskedQuestion, Placement
from bot.features.placement.views import questions as views
from bot.frozen import frozen
from bot.slack.message import Message
from bot.slack.payloads import decode_payload
from bot.ui.not_shown import render_not_shown

Answer = TypeVar("Answer")


@frozen
class FoundPlacement:
    """A question that a button is about, with its roadmap and all of its placement."""

    roadmap: Roadmap
    placement: Placement
    asked: AskedQuestion


def lock_reader(deps: Deps, conn: Connection, request: Request) -> Member:
    """Return who asks, locked, so that no two of their presses are answered at once.

    Raises:
        MemberGone: they were forgotten.
    """
    members.lock_members(conn, workspace=request.workspace, member_ids=[request.member])
    return find_requester(deps, conn, request)


def find_open(deps: Deps, conn: Connection, reader: Member, asked_id: int) -> FoundPlacement | Message:
    """Return the question that a button is about, with its roadmap and placement; or why nothing follows from it."""
    asked = service.find_asked_question(conn, workspace=reader.workspace, member=reader.id, asked=asked_id)
    if asked is None:
        return error_views.render_stale_control()
    roadmap = deps.catalog.of(reader.workspace).find_roadmap(asked.roadmap)
    placement = service.find_placement(conn, workspace=reader.workspace, member=reader.id, roadmap=asked.roadmap)
    if roadmap is None or placement is None or placement.is_over(deps.clock.now()):
        return views.render_gone(roadmap)
    if placement.started_at != asked.started_at:
        return show_placement(deps, conn, reader, roadmap, lead=views.STARTED_ANEW)
    return FoundPlacement(roadmap, placement, asked)


def find_finished(deps: Deps, conn: Connection, reader: Member, asked_id: int) -> FoundPlacement | Message:
    """Return the reader's placement whose last question this is; or what is so now, where it isn't finished with it."""
    found = find_open(deps, conn, reader, asked_id)
    if isinstance(found, Message):
        return found
    if not found.placement.is_finished or found.placement.asked[-1].id != asked_id:
        return show_placement(deps, conn, reader, found.roadmap)
    return found


def act_on_finished(
    deps: Deps,
    request: Request,
    act: Callable[[Connection, Member, FoundPlacement, PlacementLevelPayload], Answer],
) -> Answer | Message:
    """Do what a button of a finished placement does; or return what is so now, where it isn't finished with it."""
    payload = decode_payload(PlacementLevelPayload, request.text)
    with deps.database.begin() as conn:
        reader = lock_reader(deps, conn, request)
        found = find_finished(deps, conn, reader, payload.asked)
        return found if isinstance(found, Message) else act(conn, reader, found, payload)


def show_placement(
    deps: Deps, conn: Connection, reader: Member, roadmap: Roadmap, *, lead: str = "", is_opened: bool = False
) -> Message:
    """Show the question that waits, after asking one if none does; or, once enough is asked, the level."""
    if deps.catalog.of(reader.workspace).is_hidden(roadmap.id):
        return render_not_shown(roadmap)
    key = {"workspace": reader.workspace, "member": reader.id, "roadmap": roadmap.id}
    placement = service.find_placement(conn, **key)
    if placement is None:
        return views.render_too_few(roadmap)
    waiting = placement.waiting
    question = shuffle_asked(deps, conn, waiting, reader) if waiting else None
    if waiting and question is None:
        service.record_outcome(conn, asked=waiting, outcome=Outcome.VOID, now=deps.clock.now())
        return show_placement(deps, conn, reader, roadmap, lead=lead or views.CHANGED_SINCE)
    if waiting and question:
        return views.render_question_to_answer(question, waiting.id, placement.answers, lead=lead)
    if not is_decided(placement.answers) and ask_next(deps, conn, reader, roadmap, placement):
        return show_placement(deps, conn, reader, roadmap, lead=lead)
    if not placement.is_finished:
        return views.render_too_few(roadmap)
    current = levels.find_level(conn, **key)
    return views.render_result(
        roadmap, placement.answers, placement.asked[-1].id, current=current, lead=lead, may_repeat=is_opened
    )


def ask_next(deps: Deps, conn: Connection, reader: Member, roadmap: Roadmap, placement: Placement | None) -> bool:
    """Ask the next question, of a new placement if none is given; False where no question is left."""
    catalog, now = deps.catalog.of(reader.workspace), deps.clock.now()
    key = {"workspace": reader.workspace, "member": reader.id, "roadmap": roadmap.id}
    started_at = placement.started_at if placement else now
    void = placement.void_questions if placement else frozenset()
    unwanted = list_unwanted_questions(conn, workspace=reader.workspace, member=reader.id)
    chosen = choose_question(
        [each for each in list_askable_questions(catalog, roadmap, unwanted=unwanted) if each.id not in void],
        placement.answers if placement else (),
        seed=f"{reader.id} {started_at.isoformat()}",
        avoided=service.list_questions_asked(conn, **key),
    )
    question = catalog.find_question(chosen.id) if chosen else None
    if chosen is None or question is None:
        return False
    service.add_question(
        conn,
        **key,
        started_at=started_at,
        number=len(placement.asked) + 1 if placement else 1,
        question=chosen,
        version=question_version(question.question),
        now=now,
    )
    return True


def shuffle_asked(deps: Deps, conn: Connection, asked: AskedQuestion, reader: Member) -> ShuffledQuestion | None:
    """Return a question as it was asked; None where its words have changed, it is gone, or it was reported as wrong."""
    reference = deps.catalog.of(reader.workspace).find_question(asked.question)
    question = shuffle_question(reference, member=reader.id) if reference else None
    if question is None or question.version != asked.version:
        return None
    unwanted = list_unwanted_questions(conn, workspace=reader.workspace, member=reader.id)
    return None if (asked.question, asked.version) in unwanted else question
