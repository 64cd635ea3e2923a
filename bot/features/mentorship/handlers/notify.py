"""What all that is done about pairs shares: who asks, what is written down, and whom it concerns is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core import audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.pairs import Pair
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.features.mentorship.service import pairs
from bot.features.mentorship.views import messages
from bot.features.mentorship.views.messages import PairEndReason
from bot.features.mentorship.views.pair import UTC, PairView
from bot.slack.message import Message


def refuse_pairing(
    deps: Deps, conn: Connection, reader: Member, action: str, allowed_people: str, *, mentee: str = ""
) -> Message:
    """What is not theirs: a clear word, and a line in the audit log on the mentee, where there is one."""
    audit_log.record_refusal(conn, reader=reader, kind="pair", now=deps.clock.now(), subject=mentee)
    return (
        error_views.render_not_allowed(action, allowed_people)
        if allowed_people == "admins"
        else error_views.render_not_yours(action, allowed_people)
    )


def record_pair_action(conn: Connection, reader: Member, action: str, pair: Pair, deps: Deps) -> None:
    """Write down what somebody did about a pair: on the mentee, with the mentor as the detail."""
    audit_log.record_act(
        conn,
        workspace=pair.workspace,
        actor=reader.id,
        act=f"pair.{action}",
        now=deps.clock.now(),
        subject=pair.mentee,
        detail=pair.mentor,
    )


def read_pair_view(deps: Deps, conn: Connection, pair: Pair, reader: str, zone: ZoneInfo = UTC) -> PairView:
    """A pair as that person is told of it, with days in that zone."""
    people = {pair.mentor, pair.mentee, pair.asked_by, *filter(None, [pair.ended_by])}
    names = members.read_names(conn, workspace=pair.workspace, member_ids=people)
    area = deps.catalog.current().find_area(pair.area)
    return PairView(pair, reader, names, area.name if area else "", zone, deps.settings.command_prefix)


def notify_people(
    deps: Deps,
    conn: Connection,
    pair: Pair,
    *,
    topic: str,
    render: Callable[[PairView], Message],
    recipients: Iterable[str],
) -> None:
    """Write to these people; once `about` the same."""
    seen = read_pair_view(deps, conn, pair, "")
    pairs.write_notifications(
        conn,
        pair=pair,
        topic=topic,
        recipients=recipients,
        render=lambda reader: render(replace(seen, reader=reader)).post_arguments(),
        settings=deps.settings,
        now=deps.clock.now(),
    )


def notify_pair_ended(deps: Deps, conn: Connection, pair: Pair, reason: PairEndReason, *, ended_by: str) -> None:
    """Tell that it is over; `pair` is what it was, and who only asked for it hears of it where it never held.

    Who has not even got the question hears of neither.
    """
    concerned = (pair.mentor, pair.mentee) if pair.is_active else (pair.mentor, pair.mentee, pair.asked_by)
    unheard = frozenset() if pair.is_active else pairs.withdraw_notifications(conn, pair=pair, topic="ask")
    to = [each for each in concerned if each != ended_by and each not in unheard]
    notify_people(
        deps,
        conn,
        replace(pair, ended_by=ended_by),
        topic="over",
        render=lambda each: messages.render_pair_ended(each, reason),
        recipients=to,
    )
