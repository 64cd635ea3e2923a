"""`/roadmate know`: a list of what is known, marked at once; a whole roadmap, area or part after a press."""

from __future__ import annotations

from dataclasses import replace

from bot.core.knowing.states import StateSource, TopicState, read_states
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Request, Response, mentions_as_names
from bot.dispatch.router import Router
from bot.features.placement.handlers.asking import lock_reader
from bot.features.placement.handlers.known import show_known_form
from bot.features.placement.handlers.marking import mark_known
from bot.features.placement.rules.choosing import can_place, list_askable_questions
from bot.features.placement.rules.name_list import NamedTopics, TopicGroup, find_group, read_names
from bot.features.placement.views import known, known_list
from bot.features.placement.views.known_list import OfferedGroup
from bot.slack.message import Message
from bot.slack.payloads import PayloadError


def register(app: Router, deps: Deps) -> None:
    """Register the buttons that mark a topic, or all topics of a group."""
    app.on_click(deps, "know.mark", mark_topic)
    app.on_click(deps, "know.all", mark_group)


def answer_know(deps: Deps, request: Request) -> Response:
    """Answer what was typed after `/roadmate know`: a list, or a roadmap, to pick from where a window can be opened."""
    catalog = deps.catalog.of(request.workspace)
    named = read_names(catalog, "\n".join(map(mentions_as_names, request.text.splitlines())))
    if request.trigger_id and (roadmap := named.only_roadmap):
        return show_known_form(deps, request, roadmap)
    if not (named.topics or named.groups or named.unclear):
        return known_list.render_know_help(catalog.roadmaps)
    return mark_names(deps, request, named)


def mark_names(deps: Deps, request: Request, named: NamedTopics) -> Message:
    """Mark the topics of a list, and ask about its roadmaps, areas and parts, and about what is unclear."""
    with deps.database.begin() as conn:
        reader = lock_reader(deps, conn, request)
        marked = None
        if named.topics:
            marked = mark_known(deps, conn, reader, named.topics.values(), by=StateSource.SELF, key=request.key)
        groups = [_offer_group(deps, conn, reader, each) for each in named.groups.values()]
        return known_list.render_list_answer(named, marked, groups)


def mark_topic(deps: Deps, request: Request) -> Message:
    """Mark the topic that a button names as known, beside the list that has more to press. Raises PayloadError."""
    topic_ref = deps.catalog.of(request.workspace).find_topic(request.text)
    if topic_ref is None:
        raise PayloadError("topic")
    with deps.database.begin() as conn:
        reader = lock_reader(deps, conn, request)
        marked = mark_known(deps, conn, reader, (topic_ref,), by=StateSource.SELF, key=request.key)
        return replace(known.render_marked(marked), keeps_pressed=True)


def mark_group(deps: Deps, request: Request) -> Message:
    """Mark all topics of a roadmap, area or part as known that nothing else was said of. Raises PayloadError."""
    group = find_group(deps.catalog.of(request.workspace), request.text)
    if group is None:
        raise PayloadError("group")
    with deps.database.begin() as conn:
        reader = lock_reader(deps, conn, request)
        left = _offer_group(deps, conn, reader, group).left
        marked = mark_known(deps, conn, reader, left, by=StateSource.SELF, key=request.key)
        answer = known.render_marked(marked) if marked.topics else known_list.render_nothing_left(group)
        return replace(answer, keeps_pressed=True)


def _offer_group(deps: Deps, conn: Connection, reader: Member, group: TopicGroup) -> OfferedGroup:
    """Return a group with its topics that are neither known nor set aside."""
    states = read_states(conn, workspace=reader.workspace, member=reader.id)
    left = [each for each in group.topics if each.id not in states or states[each.id].state is TopicState.LEARNING]
    roadmap = group.whole_roadmap
    questions = list_askable_questions(deps.catalog.of(reader.workspace), roadmap) if roadmap else ()
    return OfferedGroup(group, tuple(left), can_be_placed=can_place(questions))
