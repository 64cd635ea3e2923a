"""Runs of questions: the next one chosen and asked, and an answer counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.catalog.catalog import Catalog
from bot.core.knowing import cards
from bot.core.knowing.asking import ShuffledQuestion, shuffle_question
from bot.core.knowing.memory import TopicCard, review_card, start_card
from bot.core.knowing.stopped_questions import list_stopped_questions
from bot.core.people import members
from bot.features.quiz.rules.choosing import QUESTIONS_A_RUN, RunSoFar, choose_question, topics_of
from bot.features.quiz.rules.runs import AnswerState, AskedQuestion
from bot.features.quiz.service import asked as asked_rows
from bot.frozen import frozen

ANSWER_TIME: Final = timedelta(days=14)  # after which a question is too old to be answered


@frozen
class AnsweredQuestion:
    """What became of a press, with the question as it was asked; `run` has what the run asked so far."""

    state: AnswerState
    asked: AskedQuestion | None = None
    question: ShuffledQuestion | None = None
    run: tuple[AskedQuestion, ...] = ()


def ask_next(
    conn: Connection,
    *,
    catalog: Catalog,
    workspace: str,
    member: str,
    run: str,
    number: int,
    scope: str,
    now: datetime,
) -> AskedQuestion | None:
    """Ask the question of this number, chosen now unless it was asked before; None where there is no more.

    Raises: MemberGone.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[member])
    so_far = asked_rows.read_run(conn, workspace=workspace, member=member, run=run)
    if known := next((each for each in so_far if each.number == number), None):
        return known
    if number != len(so_far) + 1 or number > QUESTIONS_A_RUN:
        return None
    own = cards.read_cards(conn, workspace=workspace, member=member, now=now)
    chosen = choose_question(
        catalog,
        own,
        asked_rows.read_asked_before(conn, workspace=workspace, member=member),
        topics=topics_of(catalog, scope) or (),
        run=summarize_run(so_far, own),
        now=now,
        only_due=is_question_day(run),
    )
    if chosen is None:
        return None
    asked_rows.put_question(
        conn,
        workspace=workspace,
        member=member,
        run=run,
        number=number,
        total=min(QUESTIONS_A_RUN, number + chosen.remaining),
        question=shuffle_question(chosen.reference, member=member),
        scope=scope,
        now=now,
    )
    return asked_rows.read_run(conn, workspace=workspace, member=member, run=run)[-1]


def answer_question(
    conn: Connection,
    *,
    catalog: Catalog,
    workspace: str,
    member: str,
    run: str,
    number: int,
    question: str,
    version: str,
    place: int,
    now: datetime,
) -> AnsweredQuestion:
    """Count an answer, once, if the question still says what it said when it was asked, and no admin stopped it.

    Raises: MemberGone.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[member])
    so_far = asked_rows.read_run(conn, workspace=workspace, member=member, run=run)
    asked = next((each for each in so_far if each.number == number), None)
    if asked is None or (asked.question, asked.version) != (question, version):
        return AnsweredQuestion(AnswerState.GONE)
    shown = find_shown(catalog, asked, member=member)
    is_stopped = asked.answered_at is None and (question, version) in list_stopped_questions(conn, workspace=workspace)
    if shown is None or is_stopped:
        return AnsweredQuestion(AnswerState.CHANGED, asked, run=so_far)
    if asked.answered_at is None and is_expired(asked, now):
        return AnsweredQuestion(AnswerState.EXPIRED, asked, shown, so_far)
    is_right = shown.is_right(place)
    key = {"workspace": workspace, "member": member}
    if not asked_rows.record_answer(conn, **key, asked=asked, place=place, is_right=is_right, now=now):
        return AnsweredQuestion(AnswerState.BEFORE, asked, shown, so_far)
    _review(conn, workspace, member, asked.topic, is_right=is_right, now=now)
    answered = replace(asked, answered_at=now, place=place, is_right=is_right)
    run_now = tuple(answered if each.number == number else each for each in so_far)
    return AnsweredQuestion(AnswerState.COUNTED, answered, shown, run_now)


def find_shown(catalog: Catalog, asked: AskedQuestion, *, member: str) -> ShuffledQuestion | None:
    """Return a question as it was asked; None where the content says something else by now."""
    reference = catalog.find_question(asked.question)
    shown = shuffle_question(reference, member=member) if reference else None
    return shown if shown and shown.version == asked.version else None


def is_expired(asked: AskedQuestion, now: datetime) -> bool:
    """Return whether a question is too old to be answered, and its run to go on."""
    return now - asked.asked_at > ANSWER_TIME


def is_question_day(run: str) -> bool:
    """Return whether a run is that of a question day, which asks only what is due."""
    return run.startswith("day:")


def summarize_run(so_far: tuple[AskedQuestion, ...], own: dict[str, TopicCard]) -> RunSoFar:
    """Return what the run has asked; a topic that was answered once is still new in its run."""
    new = [each for each in so_far if each.topic in own and own[each.topic].reviews <= 1]
    return RunSoFar(frozenset(each.topic for each in so_far), frozenset(each.question for each in so_far), len(new))


def _review(conn: Connection, workspace: str, member: str, topic: str, *, is_right: bool, now: datetime) -> None:
    """Keep what an answer says of the member's memory; a wrong one on what they never learned says nothing."""
    card = cards.read_cards(conn, workspace=workspace, member=member, now=now).get(topic)
    if card is None and not is_right:
        return
    reviewed = review_card(card, is_right=is_right, at=now) if card else _first_card(topic, now)
    cards.save_card(conn, workspace=workspace, member=member, card=reviewed)


def _first_card(topic: str, now: datetime) -> TopicCard:
    """Return the card of a topic that somebody knew without having logged it."""
    return replace(start_card(topic, now), reviews=1)
