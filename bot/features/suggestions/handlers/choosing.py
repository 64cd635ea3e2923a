"""Suggest a change: choose the part of a topic, fill in its form, send it to the keepers."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.people import members
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response, find_requester
from bot.features.suggestions import letters
from bot.features.suggestions.handlers.access import may_settle, refuse_guest
from bot.features.suggestions.payloads import TargetPayload
from bot.features.suggestions.rules.layer_changes import find_objections, find_repeated_question, plan_values
from bot.features.suggestions.rules.proposals import (
    Part,
    Proposal,
    SuggestionKind,
    Target,
    find_pack,
    find_part,
    make_part,
    part_version,
)
from bot.features.suggestions.rules.suggestion import MAX_OPEN, MAX_REASON
from bot.features.suggestions.service import changes, keepers, suggestions
from bot.features.suggestions.views import form_values, forms
from bot.features.suggestions.views import letters as letter_views
from bot.slack.message import Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import PayloadError, decode_payload

_TOO_LONG: Final = f"At most {MAX_REASON} characters."


def suggest_for_topic(deps: Deps, request: Request, topic_ref: TopicReference) -> Response:
    """Open the window that asks which part of a topic should be different; a button for it where none can open."""
    catalog = deps.catalog.of(request.workspace)
    with deps.database.begin() as conn:
        if refusal := refuse_guest(deps, conn, find_requester(deps, conn, request)):
            return refusal
        names = _keeper_names(deps, conn, request, find_pack(catalog, topic_ref.id))
    if not request.trigger_id:
        return forms.render_button(topic_ref)
    return forms.render_choice(topic_ref, catalog, names)


def press_suggest(deps: Deps, request: Request) -> Response:
    """Open what a button names: the choice for its topic, or the form of one part at once."""
    payload = decode_payload(TargetPayload, request.text)
    if payload.kind:
        return open_form(deps, request)
    topic_ref = deps.catalog.of(request.workspace).find_topic(payload.topic)
    return suggest_for_topic(deps, request, topic_ref) if topic_ref else forms.render_gone_topic()


def open_form(deps: Deps, request: Request) -> Response:
    """Open the form of the part that a button names, filled with what is in force."""
    payload, catalog = decode_payload(TargetPayload, request.text), deps.catalog.of(request.workspace)
    target = _target_of(payload)
    if refusal := _refuse(deps, request):
        return refusal
    topic_ref, part = catalog.find_topic(target.topic), find_part(catalog, target)
    if topic_ref is None or (part is None and not target.is_new):
        return forms.render_gone_topic()
    return forms.render_form(topic_ref, target, part, catalog)


def submit_suggestion(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Keep a suggestion and tell the keepers, or say at its field what is wrong with it."""
    payload, request = decode_payload(TargetPayload, submission.metadata), submission.request
    catalog = deps.catalog.of(request.workspace)
    target = _target_of(payload)
    if refusal := _refuse(deps, request):
        return refusal
    before = find_part(catalog, target)
    if catalog.find_topic(target.topic) is None or (before is None and not target.is_new):
        return forms.render_gone_topic()
    if payload.seen != part_version(before):
        return forms.render_reworded(target)
    values = form_values.read_fields(target.kind, submission.fields)
    proposal = _read_proposal(target, before, values)
    if isinstance(proposal, FormErrors):
        return proposal
    reason = " ".join(submission.fields.get(form_values.WHY_FIELD, "").split())
    if len(reason) > MAX_REASON:
        return FormErrors({form_values.WHY_FIELD: _TOO_LONG})
    if objections := _find_objections(deps, request, proposal, catalog):
        details = catalog.lesson_details(target.topic)
        titles = {slug: each.title for slug, each in details.resources.items()} if details else {}
        return form_values.render_objections(target.kind, objections, values, titles)
    return _keep(deps, request, proposal, reason, catalog)


def _keep(deps: Deps, request: Request, proposal: Proposal, reason: str, catalog: Catalog) -> Message:
    """Keep a suggestion once, however often its form is sent."""
    pack, workspace = find_pack(catalog, proposal.target.topic), request.workspace
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if refusal := refuse_guest(deps, conn, reader):
            return refusal
        members.lock_members(conn, workspace=workspace, member_ids=[reader.id])
        own = suggestions.list_open_of(conn, workspace=workspace, member=reader.id)
        same = next((each for each in own if each.proposal == proposal), None)
        if same is None and len(own) >= MAX_OPEN:
            return letter_views.render_too_many()
        suggestion = same or suggestions.add_suggestion(
            conn,
            workspace=workspace,
            member=reader.id,
            proposal=proposal,
            reason=reason,
            now=deps.clock.now(),
        )
        now = letters.read_now(conn, suggestion, workspace=workspace, catalog=catalog)
        if same is None:
            letters.tell_keepers(deps, conn, workspace, now)
        names = _keeper_names(deps, conn, request, pack)
        can_settle = may_settle(conn, reader, pack)
    return letter_views.render_sent(now, names, may_settle=can_settle, is_new=same is None)


def _refuse(deps: Deps, request: Request) -> Message | None:
    """Return what a guest hears; None for a member of the workspace."""
    with deps.database.begin() as conn:
        return refuse_guest(deps, conn, find_requester(deps, conn, request))


def _target_of(payload: TargetPayload) -> Target:
    """Return what a button names. Raises PayloadError where that is no part."""
    if not payload.kind:
        raise PayloadError("kind")
    return Target(payload.topic, SuggestionKind(payload.kind), payload.slug)


def _read_proposal(target: Target, before: Part | None, values: dict[str, Any] | None) -> Proposal | FormErrors:
    """Return what a form proposes, or what is wrong with its fields."""
    if values is None:
        return Proposal(target, before, None)
    try:
        after = make_part(target.kind, values)
    except ValidationError as error:
        return form_values.render_errors(target.kind, error)
    proposal = Proposal(target, before, after)
    return (
        FormErrors({form_values.field_of(target.kind, ()): form_values.NOTHING_DIFFERENT})
        if proposal.is_empty
        else proposal
    )


def _find_objections(deps: Deps, request: Request, proposal: Proposal, catalog: Catalog) -> dict[str, str]:
    """Return why the content can't have what somebody proposes, by the field that would change."""
    shared, topic = deps.catalog.shared(), catalog.current_id(proposal.target.topic)
    with deps.database.read() as conn:
        rows = changes.list_rows(conn, workspace=request.workspace, topic_ids=catalog.ids_of(topic))
    values = plan_values(shared, catalog, proposal, rows)
    return find_objections(shared, topic, rows, values) or find_repeated_question(catalog, proposal)


def _keeper_names(deps: Deps, conn: Connection, request: Request, pack: str) -> list[str]:
    """Return who else looks at suggestions for a pack, by name."""
    found = keepers.list_recipients(conn, workspace=request.workspace, pack=pack, settings=deps.settings)
    return [each.name for each in found if each.id != request.member]
