"""Suggest who could learn a topic together, ask them, and tell both what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar.weeks import local_week
from bot.catalog.models import TopicReference
from bot.core import audit_log
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.learning_together import service, views
from bot.features.learning_together.payloads import TogetherPayload
from bot.features.team.service import topic_coverage
from bot.frozen import frozen
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import decode_payload

UTC_ZONE: Final = ZoneInfo("UTC")


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, "together.find", suggest_pairs)
    app.on_click(deps, "together.ask", ask_partner)
    app.on_click(deps, "together.join", join_partner)
    app.on_click(deps, "together.decline", decline_partner)


def suggest_pairs(deps: Deps, request: Request) -> AnyMessage:
    """Name members with the same next topic, who agreed as the reader did, and a time that suits both."""
    catalog, now = deps.catalog.of(request.workspace), deps.clock.now()
    with deps.database.read() as conn:
        reader, shown = find_requester(deps, conn, request), _shown(deps, conn, request)
        refused = _refuse_reader(reader, shown)
        topic = None if refused else service.find_next_topic(conn, member=reader, catalog=catalog, now=deps.clock.now())
        matches = (
            service.find_matches(conn, reader=reader, topic=topic, shown=shown, catalog=catalog, now=now)
            if topic
            else ()
        )
    if refused:
        with deps.database.begin() as conn:
            return _audited(deps, conn, reader, refused)
    return views.render_matches(matches, topic, reader=reader, now=now) if topic else views.render_no_topic()


def ask_partner(deps: Deps, request: Request) -> AnyMessage:
    """Ask a member in a letter, once for a week. Raises PayloadError."""
    payload, now = _payload(request), deps.clock.now()
    with deps.database.begin() as conn:
        reader, shown = find_requester(deps, conn, request), _shown(deps, conn, request)
        if refused := _refuse_reader(reader, shown):
            return _audited(deps, conn, reader, refused)
        if payload.by != reader.id:
            return views.render_not_asked()
        topic = deps.catalog.of(request.workspace).find_topic(payload.topic)
        other = next((each for each in shown if each.id == payload.to and each.id != reader.id), None)
        if topic is None:
            return views.render_topic_gone()
        if payload.starts_at <= now:
            return views.render_too_late(topic)
        catalog = deps.catalog.of(request.workspace)
        if other is None or service.find_next_topic(conn, member=other, catalog=catalog, now=now) != topic:
            return views.render_not_available(topic)
        if reader.id in _list_asked(conn, request, payload.reversed):
            return views.render_asked_by_them(other)
        letter = views.render_question(payload, topic, asker=reader, reader=other, now=now)
        is_new = _write(
            conn, other, letter, _question_key(payload), author=reader, now=now, not_after=payload.starts_at
        )
    return views.render_asked(payload, topic, other, zone=reader.zone, now=now, is_new=is_new)


def join_partner(deps: Deps, request: Request) -> AnyMessage:
    """Say yes, and tell whoever asked, once. Raises PayloadError."""
    payload, now = _payload(request), deps.clock.now()
    with deps.database.begin() as conn:
        found = _find_question(deps, conn, request, payload, now)
        if isinstance(found, Message):
            return found
        letter = views.render_answer(payload, found.topic, other=found.reader, zone=found.asker.zone, now=now)
        if not _write(conn, found.asker, letter, _answer_key(payload), author=found.reader, now=now):
            return views.render_answered_before(found.asker)
    return views.render_answered(payload, found.topic, asker=found.asker, zone=found.reader.zone, now=now)


def decline_partner(deps: Deps, request: Request) -> AnyMessage:
    """Say no, which nobody is told; until then one may still say yes. Raises PayloadError."""
    payload, now = _payload(request), deps.clock.now()
    with deps.database.begin() as conn:
        found = _find_question(deps, conn, request, payload, now)
        if isinstance(found, Message):
            return found
        key = _answer_key(payload)
        answered = direct_messages.read_states(
            conn, workspace=request.workspace, kind=DeliveryKind.TOGETHER, keys=[key]
        )
    return views.render_answered_before(found.asker) if answered[key] else views.render_declined(payload, found.asker)


@frozen
class _Question:
    """A question that was sent to the reader and can still be answered."""

    reader: Member
    asker: Member
    topic: TopicReference


def _find_question(
    deps: Deps, conn: Connection, request: Request, payload: TogetherPayload, now: datetime
) -> _Question | Message:
    """Return what a button answers, or why it does nothing any more."""
    reader = find_requester(deps, conn, request)
    if not reader.is_colleague:
        return _audited(deps, conn, reader, error_views.render_not_for_guests("Learning together"))
    asked = _list_asked(conn, request, payload)
    asker = next((each for each in _colleagues(deps, conn, request) if each.id == payload.by), None)
    if payload.to != reader.id or reader.id not in asked or asker is None:
        return views.render_not_asked()
    topic = deps.catalog.of(request.workspace).find_topic(payload.topic)
    if topic is None:
        return views.render_topic_gone()
    return _Question(reader, asker, topic) if payload.starts_at > now else views.render_too_late(topic)


def _list_asked(conn: Connection, request: Request, payload: TogetherPayload) -> frozenset[str]:
    """Return whether a question has reached somebody: they, or nobody."""
    return direct_messages.list_reached(
        conn, workspace=request.workspace, kind=DeliveryKind.TOGETHER, key=_question_key(payload)
    )


def _write(
    conn: Connection,
    recipient: Member,
    letter: Message,
    key: str,
    *,
    author: Member,
    now: datetime,
    not_after: datetime | None = None,
) -> bool:
    """Queue a letter, once for a key; it never leaves from `not_after` on."""
    return direct_messages.write_message(
        conn,
        recipient=recipient,
        kind=DeliveryKind.TOGETHER,
        key=key,
        message=letter.post_arguments(),
        now=now,
        not_after=not_after,
        author=author,
    )


def _refuse_reader(reader: Member, shown: tuple[Member, ...]) -> Message | None:
    """Return why the reader can find nobody: guests, those who hide, and those who have not agreed."""
    if not reader.is_colleague:
        return error_views.render_not_for_guests("Learning together")
    if any(each.id == reader.id for each in shown):
        return None
    return views.render_hidden() if reader.hidden else views.render_not_shown()


def _audited(deps: Deps, conn: Connection, reader: Member, refusal: Message) -> Message:
    """Return a refusal; that a guest asked is in the audit log."""
    if not reader.is_colleague:
        audit_log.record_refusal(conn, reader=reader, kind="together", now=deps.clock.now())
    return refusal


def _shown(deps: Deps, conn: Connection, request: Request) -> tuple[Member, ...]:
    return topic_coverage.list_shown_members(conn, workspace=request.workspace, default=deps.settings.timezone)[0]


def _colleagues(deps: Deps, conn: Connection, request: Request) -> tuple[Member, ...]:
    return topic_coverage.list_colleagues(conn, workspace=request.workspace, default=deps.settings.timezone)


def _question_key(payload: TogetherPayload) -> str:
    """Return what makes a question one: who asks whom, in the week of the time."""
    return f"{payload.by} {payload.to} {local_week(payload.starts_at, UTC_ZONE)}"


def _answer_key(payload: TogetherPayload) -> str:
    return f"answer {_question_key(payload)}"


def _payload(request: Request) -> TogetherPayload:
    return decode_payload(TogetherPayload, request.text)
