"""`/roadmate summary`: a member's own week, shown now or sent every Monday."""

from __future__ import annotations

from typing import Final

from bot.calendar import schedule
from bot.deps import Deps
from bot.dispatch.request import Request, find_requester
from bot.features.settings import rules as settings_rules
from bot.features.weekly_summary import rules, service, views
from bot.slack.message import AnyMessage, Message

_SHOW_WORDS: Final = frozenset({"", "show", "now", "preview"})


def answer_summary(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/roadmate summary`: show the week, or switch the message on or off."""
    words = request.text.strip().casefold()
    if words in _SHOW_WORDS:
        return show_summary(deps, request)
    is_enabled = settings_rules.parse_switch(words)
    if is_enabled is None:
        return views.render_unknown_switch(request.text)
    return switch_summary(deps, request, is_enabled=is_enabled)


def show_summary(deps: Deps, request: Request) -> Message:
    """Show the summary of the last full week, as it would be sent."""
    now, catalog = deps.clock.now(), deps.catalog.of(request.workspace)
    with deps.database.read() as conn:
        member = find_requester(deps, conn, request)
        week, _ = rules.latest_summary_week(member.zone, now)
        summary = service.read_weekly_summary(conn, member=member, week=week, catalog=catalog, now=now)
    return views.render_weekly_summary(
        summary,
        catalog=catalog,
        today=member.today(now),
        key=f"summary:{request.key}",
        is_requested=not member.summary_on,
    )


def switch_summary(deps: Deps, request: Request, *, is_enabled: bool) -> Message:
    """Have it sent from the next Monday on, or not any more."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        member = find_requester(deps, conn, request)
        service.set_summary_enabled(conn, member=member, is_enabled=is_enabled, now=now)
    _, next_at = schedule.next_occurrence(rules.SUMMARY_SLOT, member.zone, now)
    return views.render_summary_switch(
        is_enabled=is_enabled, next_at=next_at.astimezone(member.zone), today=member.today(now)
    )
