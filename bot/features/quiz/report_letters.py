"""Letters about reported questions: to the admins who settle them, and to who reported them once that is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.core import audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rewrite_sender import same_for_all
from bot.deps import Deps
from bot.features.quiz.rules.reports import ReportedQuestion, Verdict
from bot.features.quiz.service import reports as rows
from bot.features.quiz.views import reports as views

SETTLED_ACT: Final = "questions.settle"


def read_names(conn: Connection, workspace: str, *reported: ReportedQuestion) -> Mapping[str, str]:
    """Return the names of who reported questions and who settled them, by id."""
    settled = {each.settled.by for each in reported if each.settled}
    people = {member for each in reported for member in each.reporters} | settled
    return members.read_names(conn, workspace=workspace, member_ids=people)


def tell_admins(
    deps: Deps, conn: Connection, workspace: str, reported: ReportedQuestion, *, pressed_ts: str = ""
) -> None:
    """Write to the admins how a report is now: in place of what they have read of it, or for the first time."""
    now, names = deps.clock.now(), read_names(conn, workspace, reported)
    letter = views.render_report(reported, names, deps.catalog.of(workspace))
    key = {"workspace": workspace, "kind": DeliveryKind.QUESTION_REPORT, "key": reported.key}
    direct_messages.rewrite_sent(conn, **key, render=same_for_all(letter), now=now, pressed_ts=pressed_ts)
    direct_messages.withdraw_unsent(conn, **key)
    if reported.settled or not reported.reporters:
        return
    for admin in members.list_admins(conn, workspace=workspace, settings=deps.settings):
        direct_messages.write_message(
            conn,
            recipient=admin,
            kind=DeliveryKind.QUESTION_REPORT,
            key=reported.key,
            message=letter.post_arguments(),
            now=now,
            other_names=names,
        )


def settle_report(
    deps: Deps,
    conn: Connection,
    workspace: str,
    *,
    question: str,
    version: str,
    verdict: Verdict,
    now: datetime,
    before: Verdict | None = None,
    by: str = "",
    pressed_ts: str = "",
) -> bool:
    """Give a verdict in place of the one `before`, and tell everybody.

    False where another one holds by now, or the report was taken back.
    """
    key = {"question": question, "version": version}
    if before is None and not rows.find_reported(conn, workspace=workspace, **key).reporters:
        return False
    if not rows.settle(conn, workspace=workspace, **key, verdict=verdict, before=before, by=by, now=now):
        return False
    reported = rows.find_reported(conn, workspace=workspace, **key)
    if by:
        audit_log.record_act(
            conn, workspace=workspace, actor=by, act=SETTLED_ACT, now=now, detail=f"{question} {verdict.value}"
        )
    tell_admins(deps, conn, workspace, reported, pressed_ts=pressed_ts)
    _tell_reporters(deps, conn, workspace, reported)
    return True


def _tell_reporters(deps: Deps, conn: Connection, workspace: str, reported: ReportedQuestion) -> None:
    """Tell who reported a question what became of it; who settled their own report knows."""
    assert reported.settled
    names = read_names(conn, workspace, reported)
    letter = views.render_settled_letter(reported, names, deps.catalog.of(workspace))
    settled_by = {id_: name for id_, name in names.items() if id_ == reported.settled.by}
    for reporter in _find_reporters(deps, conn, workspace, reported):
        direct_messages.write_message(
            conn,
            recipient=reporter,
            kind=DeliveryKind.QUESTION_REPORT,
            key=f"{reported.key}/{reported.settled.verdict}/{reported.settled.at.isoformat()}",
            message=letter.post_arguments(),
            now=deps.clock.now(),
            other_names=settled_by,
        )


def _find_reporters(deps: Deps, conn: Connection, workspace: str, reported: ReportedQuestion) -> list[Member]:
    assert reported.settled
    zone = deps.settings.timezone
    found = (
        members.find_member(conn, workspace=workspace, member=each, default_zone=zone)
        for each in reported.reporters
        if each != reported.settled.by
    )
    return [each for each in found if each]
