"""Mark topics and their parts, undo it, ask for something else, and list what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from bot.calendar.weeks import week_of
from bot.catalog.catalog import Catalog
from bot.catalog.models import Roadmap, SubtopicReference, TopicReference
from bot.core.knowing import state_acts, state_history, states
from bot.core.knowing.state_acts import StateAct
from bot.core.knowing.states import StateSource, TopicState
from bot.core.ledger import rollups
from bot.core.people import members
from bot.core.plan import member_plan, next_moves, offered_steps
from bot.core.plan.learning_act import LearningAct
from bot.core.plan.progress import LearningRecord, NextStep
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Request
from bot.dispatch.router import Router
from bot.features.knowing import rules
from bot.features.knowing.views import answers, lists, next_steps, parts, why
from bot.features.knowing.views.answers import StateAnswer
from bot.features.knowing.views.fragments import Known, StateReader
from bot.features.knowing.views.why import ToldState
from bot.slack.message import Message
from bot.slack.payloads import AnotherStepPayload, TopicStatePayload, decode_payload, parse_row_id

VERBS: Final[Mapping[str, TopicState | None]] = {
    "known": TopicState.KNOWN,
    "know": TopicState.KNOWN,
    "learning": TopicState.LEARNING,
    "skip": TopicState.SKIPPED,
    "unmark": None,
}
"""Words behind a topic's name that set its state."""


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, "knowing.set", press_state)
    app.on_click(deps, "knowing.part", press_part)
    app.on_click(deps, "knowing.undo", press_undo)
    app.on_click(deps, "knowing.other", press_another)


def press_state(deps: Deps, request: Request) -> Message:
    """Set the state that a button names, and show what comes next. Raises PayloadError."""
    payload = decode_payload(TopicStatePayload, request.text, deps.catalog.of(request.workspace).current_id)
    item = _find_item(deps.catalog.of(request.workspace), payload.subject)
    if item is None:
        return answers.render_lost_topic()
    return set_state(deps, request, item, TopicState(payload.state) if payload.state else None)


def set_state(deps: Deps, request: Request, item: Known, state: TopicState | None) -> Message:
    """Set a topic's or part's state and offer what comes next; what is so already stays as it is."""
    reader, key = _reader(deps, request), _member_key(request)
    catalog, topic = deps.catalog.of(request.workspace), _topic_of(item)
    with deps.database.begin() as conn:
        state_acts.lock_states(conn, **key)  # a second press at the same moment finds it set
        before = states.read_states(conn, **key)
        known = before.get(_subject(item))
        if (known.state if known else None) is state:
            return answers.render_unchanged(item, known, reader)
        act = _write_state(deps, conn, request, item, state)
        record = member_plan.read_learning_record(conn, **key, now=deps.clock.now())
        moves_on = state in (TopicState.KNOWN, TopicState.SKIPPED) and isinstance(item, TopicReference)
        step = (
            _offer_after(deps, conn, request, record, _act_on(catalog, topic), today=reader.today) if moves_on else None
        )
    topics = catalog.list_topics(topic.roadmap.id)
    count = sum(record.states.get(each.id) is TopicState.KNOWN for each in topics)
    previous = known.state if known else None
    return answers.render_set(
        StateAnswer(item, state, act.id, count, len(topics), reader.today, step, request.key, previous), catalog
    )


def press_part(deps: Deps, request: Request) -> Message:
    """Tick a part of a topic, or take the tick back, and show the parts. Raises PayloadError."""
    payload = decode_payload(TopicStatePayload, request.text, deps.catalog.of(request.workspace).current_id)
    part = deps.catalog.of(request.workspace).find_subtopic(payload.subject)
    if part is None:
        return answers.render_lost_topic()
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    state = TopicState(payload.state) if payload.state else None
    with deps.database.begin() as conn:
        state_acts.lock_states(conn, **_member_key(request))
        known = states.read_states(conn, **_member_key(request)).get(payload.subject)
        is_new = (known.state if known else None) is not state
        act = _write_state(deps, conn, request, part, state) if is_new else None
        found = states.read_states(conn, **_member_key(request))
    page = parts.page_of_part(part.topic_ref, payload.subject)
    return parts.render_parts(part.topic_ref, found, page=page, key=act.id if act else 0)


def show_parts(deps: Deps, request: Request, topic: TopicReference, page: int = 0) -> Message:
    """Show the parts of a topic, to tick them."""
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    with deps.database.read() as conn:
        return parts.render_parts(topic, states.read_states(conn, **_member_key(request)), page=page)


def press_undo(deps: Deps, request: Request) -> Message:
    """Set back what an act of one's own changed, unless it was changed since. Raises PayloadError."""
    act_id = parse_row_id(request.text)
    _reader(deps, request)
    with deps.database.begin() as conn:
        act = _undo(deps, conn, request, act_id)
    return _describe_undo(deps, request, act)


def undo_last(deps: Deps, request: Request) -> Message:
    """Set back the newest act, unless that was an undo itself."""
    _reader(deps, request)
    with deps.database.begin() as conn:
        act_id = state_history.find_last_act(conn, workspace=request.workspace, member=request.member)
        act = _undo(deps, conn, request, act_id) if act_id else None
    return _describe_undo(deps, request, act) if act else answers.render_nothing_to_undo()


def _undo(deps: Deps, conn: Connection, request: Request, act: int) -> StateAct | None:
    key = f"undo:{request.key}"[:200]
    return state_acts.undo_states(conn, **_member_key(request), act=act, now=deps.clock.now(), request=key)


def _describe_undo(deps: Deps, request: Request, act: StateAct | None) -> Message:
    catalog, reader = deps.catalog.of(request.workspace), _reader(deps, request)
    if act is None:
        return answers.render_not_yours()
    if not act.changes:
        return answers.render_not_undone()
    changed = [(item, each.after) for each in act.changes if (item := _find_item(catalog, each.subject)) is not None]
    return answers.render_undone(changed, reader.today) if changed else answers.render_undone_lost()


def press_another(deps: Deps, request: Request) -> Message:
    """Offer another step than the one on the button; one of another time shows what is current. Raises PayloadError."""
    payload = decode_payload(AnotherStepPayload, request.text, deps.catalog.of(request.workspace).current_id)
    reader, key, catalog = _reader(deps, request), _member_key(request), deps.catalog.of(request.workspace)
    week = week_of(reader.today)
    with deps.database.begin() as conn:
        state_acts.lock_states(conn, **key)  # so that of two acts at the same moment none is forgotten
        record = member_plan.read_learning_record(conn, **key, now=deps.clock.now())
        was_offered = payload.subject in record.offers.of_week(week) and record.offers.current != payload.subject
        act = _act_on_step(catalog, payload.subject)
        is_old = act is None or was_offered or payload.week != week
        if act is None or is_old:
            step = next_moves.choose_next_step(catalog, record)
        else:
            step = _offer_after(deps, conn, request, record, act, today=reader.today)
    return next_steps.render_next(step, catalog, key=request.key, today=reader.today, is_old=is_old)


def offer_another(deps: Deps, request: Request) -> Message:
    """Offer another step than the current one."""
    reader, key, catalog = _reader(deps, request), _member_key(request), deps.catalog.of(request.workspace)
    with deps.database.begin() as conn:
        state_acts.lock_states(conn, **key)  # so that of two acts at the same moment none is forgotten
        record = member_plan.read_learning_record(conn, **key, now=deps.clock.now())
        step = next_moves.choose_next_step(catalog, record)
        if step:
            step = _offer_after(deps, conn, request, record, LearningAct.on_step(step), today=reader.today)
    return next_steps.render_next(step, catalog, key=request.key, today=reader.today)


def _offer_after(
    deps: Deps, conn: Connection, request: Request, record: LearningRecord, act: LearningAct, *, today: date
) -> NextStep | None:
    """Offer what comes after an act that the record includes."""
    catalog, now = deps.catalog.of(request.workspace), deps.clock.now()
    return offered_steps.offer_next_step(
        conn, **_member_key(request), catalog=catalog, record=record, act=act, today=today, now=now
    )


def show_known(deps: Deps, request: Request, roadmap: Roadmap | None, page: int = 0) -> Message:
    """List what somebody knows of a roadmap, or count it by roadmap."""
    reader, catalog = _reader(deps, request), deps.catalog.of(request.workspace)
    with deps.database.read() as conn:
        found = states.read_states(conn, **_member_key(request))
        minutes = rollups.read_minutes_by_subject(conn, **_member_key(request))
    if roadmap is None:
        return lists.render_everything(rules.sort_everything(catalog, found, minutes))
    knowledge = rules.sort_roadmap(catalog, roadmap, found, minutes)
    return lists.render_roadmap_list(knowledge, found, minutes, page=page, today=reader.today)


def show_why(deps: Deps, request: Request, item: Known) -> Message:
    """Show since when a state holds, by whom, and how it came about."""
    key, subject = _member_key(request), _subject(item)
    with deps.database.read() as conn:
        told = _read_history(deps, conn, request, subject)
        if isinstance(item, TopicReference):
            found = states.read_states(conn, **key)
            told = replace(told, known_parts=rules.count_known_parts(item, found))
        minutes = rollups.read_minutes_by_subject(conn, **key).get(subject, 0)
    return why.render_why(item, told, minutes)


def show_lost_why(
    deps: Deps, request: Request, subject: str, successor: TopicReference | None = None
) -> Message | None:
    """Show the same of a topic that the content has lost; None where they have said nothing of it."""
    with deps.database.read() as conn:
        told = _read_history(deps, conn, request, subject)
    return why.render_why_lost(subject, told, successor) if told.changes else None


def _read_history(deps: Deps, conn: Connection, request: Request, subject: str) -> ToldState:
    reader, known = _reader(deps, request), states.read_states(conn, **_member_key(request)).get(subject)
    changes = state_history.list_history(conn, workspace=request.workspace, member=request.member, subject=subject)
    others = {each.actor for each in changes if each.actor != request.member}
    names = members.read_names(conn, workspace=request.workspace, member_ids=others) if others else {}
    return ToldState(known, changes, StateReader(reader.today, reader.zone, names))


def _write_state(deps: Deps, conn: Connection, request: Request, item: Known, state: TopicState | None) -> StateAct:
    """Write a member's own word of a topic or part, as of their day."""
    return state_acts.set_states(
        conn,
        **_member_key(request),
        states={_subject(item): state},
        by=StateSource.SELF,
        actor=request.member,
        now=deps.clock.now(),
        day=_reader(deps, request).today,
        request=request.key,
    )


def _act_on(catalog: Catalog, topic: TopicReference) -> LearningAct:
    return LearningAct(catalog.area(topic.topic.areas[0]), topic.roadmap, (topic,), (topic.id,))


def _act_on_step(catalog: Catalog, subject: str) -> LearningAct | None:
    """Return the act of setting a step aside for this week; None for one that the content has lost."""
    if topic := catalog.find_topic(subject):
        return _act_on(catalog, topic)
    found = catalog.find_assignment(subject)
    return LearningAct(found[0], steps=(subject,)) if found else None


def _find_item(catalog: Catalog, subject: str) -> Known | None:
    return catalog.find_topic(subject) or catalog.find_subtopic(subject)


def _subject(item: Known) -> str:
    return item.subtopic.id if isinstance(item, SubtopicReference) else item.id


def _topic_of(item: Known) -> TopicReference:
    return item.topic_ref if isinstance(item, SubtopicReference) else item


def _member_key(request: Request) -> dict[str, str]:
    return {"workspace": request.workspace, "member": request.member}


def _reader(deps: Deps, request: Request) -> StateReader:
    local = deps.directory.ensure_member(request.workspace, request.member, request.name)
    return StateReader(local.today(deps.clock.now()), local.zone)
