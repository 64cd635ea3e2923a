"""`/roadmate summary`: one's own week, shown now or sent every Monday."""

from __future__ import annotations

from bot.calendar import schedule
from bot.core.plan import progress, state
from bot.deps import Deps
from bot.dispatch.request import Ask, reader_of
from bot.features.settings import rules as settings_rules
from bot.features.weekly_summary import rules, service, views
from bot.slack.message import Answer, Message

_SHOWN = frozenset({"", "show", "now", "preview"})


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/roadmate summary`."""
    words = ask.text.strip().casefold()
    if words in _SHOWN:
        return show(deps, ask)
    on = settings_rules.read_switch(words)
    return views.unclear(ask.text, deps.settings.command_prefix) if on is None else switch(deps, ask, on=on)


def show(deps: Deps, ask: Ask) -> Message:
    """The summary of the last full week, as it would be sent."""
    now, catalog = deps.clock.now(), deps.catalog.current()
    with deps.sessions.read() as session:
        member = reader_of(deps, session, ask)
        week, _ = rules.newest(member.zone, now)
        record = state.record(session, workspace=ask.workspace, member=ask.member)
        found = service.read(session, member=member, week=week, catalog=catalog, record=record, now=now)
    return views.week(
        found,
        step=progress.next_step(catalog, record),
        catalog=catalog,
        today=member.today(now),
        key=f"summary:{ask.request}",
        asked=not member.summary_on,
        prefix=deps.settings.command_prefix,
    )


def switch(deps: Deps, ask: Ask, *, on: bool) -> Message:
    """Have it sent from the next Monday on, or not any more."""
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        member = reader_of(deps, session, ask)
        service.switch(session, member=member, on=on, now=now)
    _, coming = schedule.following(rules.SLOT, member.zone, now)
    today = member.today(now)
    return views.switched(
        on=on, coming=coming.astimezone(member.zone), today=today, prefix=deps.settings.command_prefix
    )
