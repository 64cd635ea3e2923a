"""`/roadmap quiz` and the buttons of a run: an answer, and the next question."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from hashlib import sha256

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.core.knowing import cards
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Request
from bot.features.quiz.payloads import AnswerPayload, AskedPayload
from bot.features.quiz.rules.runs import AnswerState, AskedQuestion
from bot.features.quiz.service import asked as asked_rows
from bot.features.quiz.service import runs
from bot.features.quiz.views import questions as views
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import decode_payload
from bot.ui.names import correction_lines
from bot.ui.not_shown import explain_not_shown


def answer_quiz(deps: Deps, request: Request, words: str) -> AnyMessage:
    """Answer `/roadmap quiz [words]`: begin a run of three questions."""
    catalog = deps.catalog.of(request.workspace)
    found = subjects.find_whole_subject(catalog, words) if words else None
    if words and (off := explain_not_shown(catalog, words)):
        return off
    if words and not isinstance(found, Subject):
        return views.render_unknown_scope(words, _list_options(catalog, words, found))
    scope, name = (_scope_of(found), found.label) if isinstance(found, Subject) else ("", "")
    corrections = found.corrections if isinstance(found, Subject) else ()
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    run = f"quiz:{sha256(request.key.encode()).hexdigest()[:16]}"
    with deps.database.begin() as conn:
        asked = _ask(deps, conn, request, run=run, number=1, scope=scope)
        is_new = asked is not None and asked.topic not in _read_cards(deps, conn, request)
    if asked is None:
        return views.render_no_questions(name)
    return _render_asked(catalog, asked, request.member, lead=" ".join(correction_lines(corrections)), is_new=is_new)


def press_answer(deps: Deps, request: Request) -> AnyMessage:
    """Count an answer, and say what is right and why."""
    payload = decode_payload(AnswerPayload, request.text, deps.catalog.of(request.workspace).current_id)
    if payload.member != request.member:
        return views.render_not_yours()
    return replace(_answer(deps, request, payload), keeps_pressed=payload.is_beside)


def _answer(deps: Deps, request: Request, payload: AnswerPayload) -> Message:
    catalog = deps.catalog.of(request.workspace)
    with deps.database.begin() as conn:
        outcome = runs.answer_question(
            conn,
            catalog=catalog,
            workspace=request.workspace,
            now=deps.clock.now(),
            **payload.model_dump(exclude={"is_beside"}),
        )
    if outcome.asked is None:
        return views.render_gone()
    if outcome.question is None:
        return views.render_reworded(outcome.asked, member=request.member)
    if outcome.state is AnswerState.EXPIRED:
        return views.render_expired(outcome.asked)
    is_repeated = outcome.state is AnswerState.BEFORE
    return views.render_answer(
        outcome.asked, outcome.question, outcome.run, catalog=catalog, member=request.member, is_repeated=is_repeated
    )


def press_next(deps: Deps, request: Request) -> AnyMessage:
    """Ask the next question of a run; one that was answered is shown with its answer."""
    payload, catalog = decode_payload(AskedPayload, request.text), deps.catalog.of(request.workspace)
    if payload.member != request.member:
        return views.render_not_yours()
    key = {"workspace": request.workspace, "member": request.member, "run": payload.run}
    with deps.database.begin() as conn:
        before = asked_rows.read_run(conn, **key)
        if not before:
            return views.render_gone()
        if runs.is_expired(before[-1], deps.clock.now()):
            return views.render_expired(before[-1])
        asked = _ask(deps, conn, request, run=payload.run, number=payload.number, scope=before[0].scope)
        so_far = asked_rows.read_run(conn, **key)
    if asked is None:
        return views.render_run_over(so_far)
    shown = runs.find_shown(catalog, asked, member=request.member)
    if shown and asked.answered_at:
        return views.render_answer(asked, shown, so_far, catalog=catalog, member=request.member, is_repeated=True)
    return _render_asked(catalog, asked, request.member)


def _ask(deps: Deps, conn: Connection, request: Request, *, run: str, number: int, scope: str) -> AskedQuestion | None:
    return runs.ask_next(
        conn,
        catalog=deps.catalog.of(request.workspace),
        workspace=request.workspace,
        member=request.member,
        run=run,
        number=number,
        scope=scope,
        now=deps.clock.now(),
    )


def _render_asked(
    catalog: Catalog, asked: AskedQuestion, member: str, *, lead: str = "", is_new: bool = False
) -> Message:
    shown = runs.find_shown(catalog, asked, member=member)
    if shown is None:
        return views.render_reworded(asked, member=member)
    return views.render_asked(asked, shown, member=member, lead=lead, is_new=is_new)


def _read_cards(deps: Deps, conn: Connection, request: Request) -> Collection[str]:
    """Return the topics that the reader has learned or was asked about."""
    return cards.read_cards(conn, workspace=request.workspace, member=request.member, now=deps.clock.now())


def _scope_of(subject: Subject) -> str:
    """Return the narrowest id that questions can be asked about."""
    return next(each for each in reversed(subject.ledger_ids) if each)


def _list_options(catalog: Catalog, words: str, found: object) -> list[tuple[str, str]]:
    """Return what the words may mean, as names with what to type."""
    options = found.options if isinstance(found, SubjectOptions) else subjects.nearest_subjects(catalog, words)
    return list(dict.fromkeys((each.label, _scope_of(each)) for each in options))
