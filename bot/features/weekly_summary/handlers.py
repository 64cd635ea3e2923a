"""`/roadmate summary`: one's own week, shown now or sent every Monday."""

from __future__ import annotations

from bot.calendar import schedule
from bot.core.plan import member_plan, progress
from bot.deps import Deps
from bot.dispatch.request import Request, find_requester
from bot.features.settings import rules as settings_rules
from bot.features.weekly_summary import rules, service, views
from bot.slack.message import AnyMessage, Message

_SHOW_WORDS = frozenset({"", "show", "now", "preview"})


def answer_summary(deps: Deps, request: Request) -> AnyMessage:
    """Whatever was typed after `/roadmate summary`."""
    words = request.text.strip().casefold()
    if words in _SHOW_WORDS:
        return show_summary(deps, request)
    on = settings_rules.parse_switch(words)
    return (
        views.render_unknown_switch(request.text, deps.settings.command_prefix)
        if on is None
        else switch_summary(deps, request, is_enabled=on)
    )


def show_summary(deps: Deps, request: Request) -> Message:
    """The summary of the last full week, as it would be sent."""
    now, catalog = deps.clock.now(), deps.catalog.current()
    with deps.database.read() as conn:
        member = find_requester(deps, conn, request)
        week, _ = rules.latest_summary_week(member.zone, now)
        record = member_plan.read_learning_record(conn, workspace=request.workspace, member=request.member)
        found = service.read_weekly_summary(conn, member=member, week=week, catalog=catalog, record=record, now=now)
    return views.render_weekly_summary(
        found,
        step=progress.choose_next_step(catalog, record),
        catalog=catalog,
        today=member.today(now),
        key=f"summary:{request.key}",
        is_requested=not member.summary_on,
        prefix=deps.settings.command_prefix,
    )


def switch_summary(deps: Deps, request: Request, *, is_enabled: bool) -> Message:
    """Have it sent from the next Monday on, or not any more."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        member = find_requester(deps, conn, request)
        service.set_summary_enabled(conn, member=member, is_enabled=is_enabled, now=now)
    _, coming = schedule.next_occurrence(rules.SUMMARY_SLOT, member.zone, now)
    today = member.today(now)
    return views.render_summary_switch(
        is_enabled=is_enabled, next_at=coming.astimezone(member.zone), today=today, prefix=deps.settings.command_prefix
    )
