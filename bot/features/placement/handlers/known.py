"""Topics that are marked as known with a placement, or ticked in a roadmap's list."""

from __future__ import annotations

from collections.abc import Iterable

from bot.catalog.models import Roadmap, TopicReference
from bot.core.knowing.states import StateSource, read_states
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response, find_requester
from bot.dispatch.router import Router
from bot.features.placement.handlers.asking import FoundPlacement, act_on_finished, lock_reader
from bot.features.placement.handlers.marking import mark_known
from bot.features.placement.handlers.questions import list_presumed
from bot.features.placement.payloads import PlacementLevelPayload
from bot.features.placement.rules.known import is_known
from bot.features.placement.views import known
from bot.slack.message import Message
from bot.slack.payloads import PayloadError


def register(app: Router, deps: Deps) -> None:
    """Register the buttons that mark what goes with a placement, and the form with a roadmap's topics."""
    app.on_click(deps, "placement.known", mark_presumed)
    app.on_click(deps, "placement.pick", pick_presumed)
    app.on_click(deps, "know.open", open_known_form)
    app.on_submit(deps, "know.save", submit_known)


def mark_presumed(deps: Deps, request: Request) -> Message:
    """Mark all topics that go with the level that a placement led to, once for each level."""

    def mark(conn: Connection, reader: Member, found: FoundPlacement, payload: PlacementLevelPayload) -> Message:
        topics = list_presumed(deps, conn, reader, found, payload.level)
        key = f"placement:{payload.asked}:{payload.level or ''}"
        marked = mark_known(deps, conn, reader, topics, by=StateSource.QUESTIONS, key=key)
        return known.render_marked(marked) if marked.topics else known.render_nothing_left(found.roadmap)

    return act_on_finished(deps, request, mark)


def pick_presumed(deps: Deps, request: Request) -> Response:
    """Open the list of topics with those ticked that go with the level."""

    def pick(
        conn: Connection, reader: Member, found: FoundPlacement, payload: PlacementLevelPayload
    ) -> tuple[Roadmap, tuple[TopicReference, ...]]:
        return found.roadmap, list_presumed(deps, conn, reader, found, payload.level)

    picked = act_on_finished(deps, request, pick)
    return picked if isinstance(picked, Message) else show_known_form(deps, request, *picked)


def open_known_form(deps: Deps, request: Request) -> Response:
    """Open the list of topics of the roadmap that a button names. Raises PayloadError."""
    roadmap = deps.catalog.of(request.workspace).find_roadmap(request.text)
    if roadmap is None:
        raise PayloadError("roadmap")
    return show_known_form(deps, request, roadmap)


def submit_known(deps: Deps, submission: FormSubmission) -> Message:
    """Mark the topics that were ticked in the list; those the content has lost since are left out."""
    catalog = deps.catalog.of(submission.request.workspace)
    ticked = [item for values in submission.fields.values() for item in values.split(",") if item]
    topics = tuple(filter(None, map(catalog.find_topic, ticked)))
    if not topics:
        return known.render_nothing_ticked(catalog.find_roadmap(submission.metadata))
    with deps.database.begin() as conn:
        reader = lock_reader(deps, conn, submission.request)
        marked = mark_known(deps, conn, reader, topics, by=StateSource.SELF, key=submission.request.key)
        return known.render_marked(marked)


def show_known_form(
    deps: Deps, request: Request, roadmap: Roadmap, presumed: Iterable[TopicReference] = ()
) -> Response:
    """Open the list of what the reader doesn't know yet."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        states = read_states(conn, workspace=reader.workspace, member=reader.id)
    topics = deps.catalog.of(request.workspace).path(roadmap.id)
    left = [each for each in topics if not is_known(each, states)]
    if not left:
        return known.render_all_known(roadmap, len(topics))
    return known.render_known_form(roadmap, left, len(topics), ticked={each.id for each in presumed})
