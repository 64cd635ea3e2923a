"""Pages of the ledger: the entries as they are, and every row that led there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from bot.core.ledger import queries
from bot.core.plan import progress
from bot.core.plan.progress import Doubt
from bot.deps import Deps
from bot.dispatch.request import Ask, today_of
from bot.features.entries import rules
from bot.features.entries.views import entry_list, history
from bot.features.entries.views.entry_list import Chosen
from bot.slack.blocks import Press
from bot.slack.message import Answer
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import BadTicket, Listed, offset_in, read
from bot.timeexpr import past_ranges
from bot.timeexpr.past_ranges import PastRange
from bot.ui import names


def listing(deps: Deps, ask: Ask) -> Answer:
    """What was typed after `/log list`: days, an area, both or nothing."""
    return _typed(deps, ask, "log.list")


def why(deps: Deps, ask: Ask) -> Answer:
    """What was typed after `/log why`: days, an area, both or nothing."""
    return _typed(deps, ask, "log.why")


def turn_list(deps: Deps, ask: Ask) -> Answer:
    """A page of entries that a button names."""
    return _list(deps, ask, _chosen(deps, ask))


def turn_why(deps: Deps, ask: Ask) -> Answer:
    """A page of the ledger that a button names."""
    return _why(deps, ask, _chosen(deps, ask))


def _typed(deps: Deps, ask: Ask, action: str) -> Answer:
    typed, show = unescape(ask.text), _SHOWN[action]
    asked = rules.parse(typed, today_of(deps, ask))
    if asked is None:
        return entry_list.two_periods(typed)
    if asked.words in ("", "0"):
        return show(deps, ask, Chosen(asked.days))
    if asked.words.isdecimal():  # "list 5" is no area, though the plan numbers them
        return entry_list.which_area(Doubt(asked.words, (), known=False), (), typed)
    found = progress.find_area(deps.catalog.current(), asked.words)
    if isinstance(found, Doubt):
        presses = [Press(area.name, action, Chosen(asked.days, area).ticket()) for area in found.options]
        return entry_list.which_area(found, presses, typed)
    return show(deps, ask, Chosen(asked.days, found.area, lead=names.told(found)))


def _chosen(deps: Deps, ask: Ask) -> Chosen:
    """What a button of ours asks to see; older ones carry only how many newer entries to leave out."""
    newer = offset_in(ask.text)
    if newer is not None:
        return Chosen(offset=newer)
    ticket, today = read(Listed, ask.text), today_of(deps, ask)
    area = deps.catalog.current().find_area(ticket.area)
    if ticket.area and area is None:
        raise BadTicket("area")
    days = {"week": past_ranges.week_range(today), "month": past_ranges.month_range(today)}.get(ticket.period)
    return Chosen(days or PastRange(ticket.first, ticket.last), area, ticket.offset)


def _list(deps: Deps, ask: Ask, chosen: Chosen) -> Answer:
    """A page of entries; the first one where that page is there no more."""
    with deps.sessions.read() as session:
        page = queries.page(session, **_wanted(ask, chosen), offset=chosen.offset, limit=entry_list.PAGE)
        if not page.entries and chosen.offset:
            chosen = replace(chosen, offset=0)
            page = queries.page(session, **_wanted(ask, chosen), limit=entry_list.PAGE)
    return entry_list.listing(page, chosen, deps.catalog.current(), today_of(deps, ask))


def _why(deps: Deps, ask: Ask, chosen: Chosen) -> Answer:
    """A page of the ledger; the newest one where that page is there no more."""
    local = deps.people.meet(ask.workspace, ask.member, ask.name)
    with deps.sessions.read() as session:
        rows = queries.postings(session, **_wanted(ask, chosen), offset=chosen.offset, limit=history.PAGE)
        if not rows.rows and chosen.offset:
            chosen = replace(chosen, offset=0)
            rows = queries.postings(session, **_wanted(ask, chosen), limit=history.PAGE)
    today = local.today(deps.clock.now())
    return history.why(rows, chosen, deps.catalog.current(), zone=local.zone, today=today)


_SHOWN: Final[dict[str, Callable[[Deps, Ask, Chosen], Answer]]] = {"log.list": _list, "log.why": _why}


def _wanted(ask: Ask, chosen: Chosen) -> dict[str, Any]:
    days, area = chosen.days, chosen.area.id if chosen.area else None
    return {"workspace": ask.workspace, "member": ask.member, "since": days.first, "until": days.last, "area": area}
