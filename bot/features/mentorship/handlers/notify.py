"""Refusals, audit records and messages that the handlers of pairs share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.core import audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.pairs import Pair
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.features.mentorship.rules import people_told_of_end
from bot.features.mentorship.service import pairs
from bot.features.mentorship.views import messages
from bot.features.mentorship.views.messages import PairEndReason
from bot.features.mentorship.views.pair import UTC, PairView, view_pair
from bot.slack.message import Message


def refuse_pairing(
    deps: Deps, conn: Connection, reader: Member, action: str, allowed_people: str, *, mentee: str = ""
) -> Message:
    """Refuse what is not the reader's to do, with a line in the audit log about the mentee, where there is one."""
    audit_log.record_refusal(conn, reader=reader, kind="pair", now=deps.clock.now(), subject=mentee)
    render = error_views.render_not_allowed if allowed_people == "admins" else error_views.render_not_yours
    return render(action, allowed_people)


def record_pair_action(conn: Connection, reader: Member, action: str, pair: Pair, deps: Deps) -> None:
    """Record what somebody did about a pair: about the mentee, with the mentor as the detail."""
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
    """Return a pair as that person sees it, with days in that zone."""
    return view_pair(deps.catalog.of(pair.workspace), pair, reader, pairs.read_names(conn, pair=pair), zone)


def notify_people(
    deps: Deps,
    conn: Connection,
    pair: Pair,
    *,
    topic: str,
    render: Callable[[PairView], Message],
    recipients: Iterable[str],
) -> None:
    """Write to these people, once on a topic."""
    catalog = deps.catalog.of(pair.workspace)
    pairs.write_notifications(
        conn,
        pair=pair,
        topic=topic,
        recipients=recipients,
        render=lambda reader, names: render(
            view_pair(catalog, pair, reader, names, _zone_of(deps, conn, pair, reader))
        ).post_arguments(),
        settings=deps.settings,
        now=deps.clock.now(),
    )


def _zone_of(deps: Deps, conn: Connection, pair: Pair, reader: str) -> ZoneInfo:
    """Return the zone in which a reader's days are; the workspace's for somebody whom we have not met."""
    default = deps.settings.timezone
    member = members.find_member(conn, workspace=pair.workspace, member=reader, default_zone=default)
    return member.zone if member else default


def rewrite_question(deps: Deps, conn: Connection, pair: Pair, *, pressed_ts: str = "") -> None:
    """Rewrite the questions that were sent, to what `pair` is now; whoever pressed on theirs is answered there."""
    catalog, names, now = deps.catalog.of(pair.workspace), pairs.read_names(conn, pair=pair), deps.clock.now()

    def render(reader: str) -> Mapping[str, Any]:
        view = view_pair(catalog, pair, reader, names, _zone_of(deps, conn, pair, reader))
        is_over = not pair.is_open
        current = messages.render_pair_over(view) if is_over else messages.render_pair_exists(view, view.since)
        return current.post_arguments()

    pairs.rewrite_question(conn, pair=pair, render=render, now=now, pressed_ts=pressed_ts)


def notify_pair_ended(
    deps: Deps, conn: Connection, pair: Pair, reason: PairEndReason, *, ended_by: str, pressed_ts: str = ""
) -> None:
    """Tell all concerned except `ended_by` that it is over; `pair` is what it was before.

    Nothing reaches those whose question was withdrawn before it was sent.
    """
    unasked = frozenset() if pair.is_active else pairs.withdraw_notifications(conn, pair=pair, topic="ask")
    rewrite_question(deps, conn, replace(pair, ended_at=deps.clock.now(), ended_by=ended_by), pressed_ts=pressed_ts)
    notify_people(
        deps,
        conn,
        replace(pair, ended_by=ended_by),
        topic="over",
        render=lambda each: messages.render_pair_ended(each, reason),
        recipients=[each for each in people_told_of_end(pair) if each != ended_by and each not in unasked],
    )
