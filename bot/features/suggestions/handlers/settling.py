"""Settle a suggestion: take it over, send it back, undo that, withdraw it; and who hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.core import audit_log
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response
from bot.features.suggestions import letters
from bot.features.suggestions.handlers.access import FoundSuggestion, find_own, find_to_settle
from bot.features.suggestions.payloads import SuggestionPayload
from bot.features.suggestions.rules.field_values import FieldRow, FieldValues
from bot.features.suggestions.rules.layer_changes import find_objections, find_repeated_question, plan_values
from bot.features.suggestions.rules.proposals import part_version
from bot.features.suggestions.rules.suggestion import Suggestion, SuggestionState
from bot.features.suggestions.service import changes, suggestions
from bot.features.suggestions.views import letters as views
from bot.features.suggestions.views import send_back
from bot.features.suggestions.views.suggestion_now import SuggestionNow
from bot.frozen import frozen
from bot.slack.message import Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import decode_payload
from bot.ui.outdated_button import render_as_now

TAKEN_ACT: Final = "content.take"
RETURNED_ACT: Final = "content.return"
UNDONE_ACT: Final = "content.undo"


def take_over(deps: Deps, request: Request) -> Message:
    """Put a suggestion in force for everyone here, if it still says what its reader has seen."""
    checked = _check(deps, request)
    with deps.database.begin() as conn:
        found = find_to_settle(deps, conn, request, request.text)
        if isinstance(found, Message):
            return found
        now = _read_now(deps, conn, request, found.suggestion)
        if checked is None or _has_moved_on(found, now) or now.is_gone:
            return render_as_now(views.render_for_keeper(now))
        if checked.objections:
            return views.render_unfit(now, list(checked.objections.values()))
        ids = _topic_ids(deps, request, found.suggestion)
        has_changed = checked.rows != changes.list_rows(conn, workspace=request.workspace, topic_ids=ids)
        taken = None if has_changed else _settle(deps, conn, request, found.suggestion, SuggestionState.TAKEN)
        if taken is None:
            return _render_now(deps, conn, request, found)
        changes.put_in_force(
            conn,
            workspace=request.workspace,
            topic=ids[0],
            rows=checked.rows,
            values=checked.values,
            shared=deps.catalog.shared(),
            suggestion=taken.id,
            by=request.member,
            now=deps.clock.now(),
        )
        now = _read_now(deps, conn, request, taken)
        _record(deps, conn, request, taken, TAKEN_ACT)
        letters.tell_keepers(deps, conn, request.workspace, now, pressed_ts=request.message_ts)
        letters.tell_author(deps, conn, request.workspace, now)
    _hold_for_everybody(deps, request)
    return views.render_for_keeper(now, views.taken_text(now))


def open_send_back_form(deps: Deps, request: Request) -> Response:
    """Open the form that asks for a word; say what is so now where it can't be sent back any more."""
    with deps.database.begin() as conn:
        found = find_to_settle(deps, conn, request, request.text)
        if isinstance(found, Message):
            return found
        now = _read_now(deps, conn, request, found.suggestion)
    if found.is_outdated or found.suggestion.state is not SuggestionState.OPEN:
        return render_as_now(views.render_for_keeper(now))
    return send_back.render_form(now)


def submit_send_back(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Send a suggestion back with a word, which its author gets."""
    note, request = send_back.read_note(submission.fields), submission.request
    if isinstance(note, FormErrors):
        return note
    with deps.database.begin() as conn:
        found = find_to_settle(deps, conn, request, submission.metadata)
        if isinstance(found, Message):
            return found
        if found.is_outdated or found.suggestion.state is not SuggestionState.OPEN:
            return _render_now(deps, conn, request, found)
        returned = _settle(deps, conn, request, found.suggestion, SuggestionState.SENT_BACK, note=note)
        if returned is None:
            return _render_now(deps, conn, request, found)
        now = _read_now(deps, conn, request, returned)
        _record(deps, conn, request, returned, RETURNED_ACT)
        letters.tell_keepers(deps, conn, request.workspace, now)
        letters.tell_author(deps, conn, request.workspace, now)
    return views.render_for_keeper(now)


def undo(deps: Deps, request: Request) -> Message:
    """Take out of force what a keeper took over; it waits again."""
    with deps.database.begin() as conn:
        found = find_to_settle(deps, conn, request, request.text)
        if isinstance(found, Message):
            return found
        if found.is_outdated or found.suggestion.state is not SuggestionState.TAKEN:
            return _render_now(deps, conn, request, found)
        opened = _settle(deps, conn, request, found.suggestion, SuggestionState.OPEN)
        if opened is None:
            return _render_now(deps, conn, request, found)
        was_in_force = changes.take_out_of_force(
            conn,
            workspace=request.workspace,
            topic_ids=_topic_ids(deps, request, opened),
            suggestion=opened.id,
            by=request.member,
            now=deps.clock.now(),
        )
        now = _read_now(deps, conn, request, opened).as_suggested()
        _record(deps, conn, request, opened, UNDONE_ACT)
        letters.tell_keepers(deps, conn, request.workspace, now, pressed_ts=request.message_ts)
        letters.tell_author(deps, conn, request.workspace, now)
    _hold_for_everybody(deps, request)
    with deps.database.begin() as conn:
        now = _read_now(deps, conn, request, opened)
    return views.render_for_keeper(now, views.undone_text(now, was_in_force=was_in_force))


def withdraw(deps: Deps, request: Request) -> Message:
    """Withdraw one's own suggestion while it waits; nobody has to look at it any more."""
    with deps.database.begin() as conn:
        found = find_own(deps, conn, request, request.text)
        if isinstance(found, Message):
            return found
        now = _read_now(deps, conn, request, found.suggestion)
        if found.suggestion.state is not SuggestionState.OPEN:
            return render_as_now(views.render_for_author(now))
        withdrawn = _settle(deps, conn, request, found.suggestion, SuggestionState.WITHDRAWN)
        if withdrawn is None:
            return render_as_now(views.render_for_author(now))
        now = _read_now(deps, conn, request, withdrawn)
        letters.tell_keepers(deps, conn, request.workspace, now)
    return views.render_for_author(now)


@frozen
class _CheckedValues:
    """What would be in force, why it can't be, by field, and what had been changed of the topic when that was asked."""

    values: FieldValues
    objections: Mapping[str, str]
    rows: tuple[FieldRow, ...]


def _check(deps: Deps, request: Request) -> _CheckedValues | None:
    """Work out what a suggestion would put in force, before anything is locked; None where it is gone."""
    payload, shared = decode_payload(SuggestionPayload, request.text), deps.catalog.shared()
    with deps.database.read() as conn:
        suggestion = suggestions.find_suggestion(conn, workspace=request.workspace, suggestion=payload.suggestion)
        if suggestion is None or suggestion.state is not SuggestionState.OPEN:
            return None
        ids = _topic_ids(deps, request, suggestion)
        rows = changes.list_rows(conn, workspace=request.workspace, topic_ids=ids)
    catalog = deps.catalog.of(request.workspace)
    values = plan_values(shared, catalog, suggestion.proposal, rows)
    objections = find_objections(shared, ids[0], rows, values)
    return _CheckedValues(values, objections or find_repeated_question(catalog, suggestion.proposal), rows)


def _topic_ids(deps: Deps, request: Request, suggestion: Suggestion) -> tuple[str, ...]:
    """Return the ids of the topic that a suggestion is about, the current one first."""
    return deps.catalog.of(request.workspace).ids_of(suggestion.topic)


def _hold_for_everybody(deps: Deps, request: Request) -> None:
    """Have what was committed hold for everybody in the workspace."""
    deps.catalog.changed(request.workspace)
    deps.stale_homes.mark_all_stale(request.workspace)


def _has_moved_on(found: FoundSuggestion, now: SuggestionNow) -> bool:
    """Return whether the suggestion, or what it would change, isn't what a button was drawn with."""
    is_unseen = found.payload.seen != part_version(now.part)
    return found.is_outdated or is_unseen or found.suggestion.state is not SuggestionState.OPEN


def _settle(
    deps: Deps, conn: Connection, request: Request, suggestion: Suggestion, state: SuggestionState, *, note: str = ""
) -> Suggestion | None:
    return suggestions.settle(
        conn,
        workspace=request.workspace,
        suggestion=suggestion,
        state=state,
        by=request.member,
        note=note,
        now=deps.clock.now(),
    )


def _record(deps: Deps, conn: Connection, request: Request, suggestion: Suggestion, act: str) -> None:
    """Record what was done with whose suggestion on which topic, never what anybody wrote."""
    audit_log.record_act(
        conn,
        workspace=request.workspace,
        actor=request.member,
        act=act,
        now=deps.clock.now(),
        subject=suggestion.member,
        detail=suggestion.topic,
    )


def _read_now(deps: Deps, conn: Connection, request: Request, suggestion: Suggestion) -> SuggestionNow:
    catalog = deps.catalog.of(request.workspace)
    return letters.read_now(conn, suggestion, workspace=request.workspace, catalog=catalog)


def _render_now(deps: Deps, conn: Connection, request: Request, found: FoundSuggestion) -> Message:
    """Say that nothing changed, and show how the suggestion is by now."""
    suggestion = suggestions.find_suggestion(conn, workspace=request.workspace, suggestion=found.suggestion.id)
    if suggestion is None:
        return views.render_gone()
    return render_as_now(views.render_for_keeper(_read_now(deps, conn, request, suggestion)))
