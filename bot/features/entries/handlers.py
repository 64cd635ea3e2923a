"""List, delete, undo and redo entries, and explain how a total came about."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.calendar.weeks import week_of
from bot.catalog.catalog import Catalog
from bot.core import helpful_links, reached_by_hours
from bot.core.helpful_links import LinkOfHours
from bot.core.ledger import booking, queries, rollups, undo
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.core.ledger.rules import DoubtfulBooking, Entry, EntryChange, FullDay, LedgerAct, OutdatedAct
from bot.core.plan import progress
from bot.core.plan.progress import AmbiguousArea, NamedArea
from bot.core.reached_by_hours import NOTHING_REACHED, Learner, Reached
from bot.db.engine import Connection, DatabaseUnavailable
from bot.deps import Deps
from bot.dispatch.event_dedup import change_check_mark
from bot.dispatch.request import Request, requester_today
from bot.dispatch.router import Router
from bot.features.entries import rules
from bot.features.entries.payloads import EntryListPayload
from bot.features.entries.rules import EntryQuery
from bot.features.entries.views import changes, listing
from bot.features.entries.views.changes import ChangeOrigin, CurrentTotals
from bot.features.entries.views.listing import EntryFilter
from bot.lazy_pattern import lazy_pattern
from bot.slack.blocks import ButtonSpec
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PayloadError, decode_payload, parse_offset, parse_row_id
from bot.timeexpr import past_ranges
from bot.timeexpr.past_ranges import EVER, PastRange
from bot.ui import names
from bot.ui.helpful_link_text import add_keep_question

MAX_WEEKS: Final = 3  # of a change, each with its sum

log = logging.getLogger(__name__)

_MESSAGE_KEY = lazy_pattern(r"(?P<key>msg:(?P<channel>[A-Z0-9]+):(?P<ts>[0-9]+\.[0-9]+))(?:[@#].*)?")


def register(app: Router, deps: Deps) -> None:
    """Register the buttons below entries and changes."""
    app.on_click(deps, "log.list", press_list_page)
    app.on_click(deps, "log.why", press_history_page)
    app.on_click(deps, "log.delete", press_delete)
    app.on_click(deps, "log.back", press_undo)
    app.on_click(deps, "log.again", press_redo)


def press_delete(deps: Deps, request: Request) -> AnyMessage:
    """Delete the entry whose id the button carries."""
    entry_id, owner = parse_row_id(request.text), {"workspace": request.workspace, "member": request.member}
    with deps.database.begin() as conn:
        current = queries.find_current_entry(conn, workspace=request.workspace, entry_id=entry_id)
        if current and current.member == request.member and request.is_outdated(str(current.id)):
            return changes.render_entry_now(current, deps.catalog.of(request.workspace), requester_today(deps, request))
        done = booking.delete_entry(conn, **owner, entry_id=entry_id, request=request.key, now=deps.clock.now())
        reached = settle_act(deps, conn, request, done)
        known = None if done else queries.read_entry_version(conn, workspace=request.workspace, entry_id=entry_id)
    if done:
        clear_check_marks(deps, request, done)
        return describe_change(deps, request, done, reached)
    if known and known.member == request.member:
        return changes.render_already_deleted(known, deps.catalog.of(request.workspace), requester_today(deps, request))
    return changes.render_not_own_entry()


def undo_last(deps: Deps, request: Request) -> AnyMessage:
    """Undo the last act that is still in effect."""
    return _undo_act(deps, request, None) or changes.render_nothing_to_undo()


def redo_last(deps: Deps, request: Request) -> AnyMessage:
    """Redo the act that was undone last."""
    return _redo_act(deps, request, None) or changes.render_nothing_to_redo()


def press_undo(deps: Deps, request: Request) -> AnyMessage:
    """Undo the act whose id the button carries."""
    return _undo_act(deps, request, parse_row_id(request.text)) or changes.render_not_own_entry()


def press_redo(deps: Deps, request: Request) -> AnyMessage:
    """Redo the act that was undone by the undo whose id the button carries."""
    return _redo_act(deps, request, parse_row_id(request.text)) or changes.render_nothing_to_redo()


def describe_change(
    deps: Deps,
    request: Request,
    done: LedgerAct,
    reached: Reached = NOTHING_REACHED,
    *,
    origin: ChangeOrigin = ChangeOrigin.ACT,
    corrections: str = "",
) -> Message:
    """Describe what an act changed and reached, with the totals of its areas and weeks; `corrections` were guessed."""
    touched = [entry for change in done.changes for entry in (change.after, change.before) if entry]
    areas = dict.fromkeys(entry.area for entry in touched)
    days = {week_of(entry.day): entry.day for entry in touched}
    try:
        today = requester_today(deps, request)
        with deps.database.read() as conn:
            ever = rollups.read_minutes_by_subject(conn, workspace=request.workspace, member=request.member)
            weeks = {day: _week_minutes(conn, request, week) for week, day in list(days.items())[:MAX_WEEKS]}
            is_logged = done.is_new and origin is ChangeOrigin.ACT
            links = _list_keepable(conn, request, done.changes, deps.catalog.of(request.workspace)) if is_logged else ()
    except DatabaseUnavailable as error:  # it is done, so nobody may be told that it failed
        log.warning("totals left out reason=%s", error)
        return changes.render_change_without_totals()
    totals = CurrentTotals({area: ever.get(area, 0) for area in areas}, weeks, reached)
    catalog = deps.catalog.of(request.workspace)
    answer = changes.render_change(done, totals, catalog, today, origin, corrections=corrections)
    return add_keep_question(answer, links, catalog) if links else answer


def _list_keepable(
    conn: Connection, request: Request, done: Sequence[EntryChange], catalog: Catalog
) -> tuple[LinkOfHours, ...]:
    """Return the links that came with changed hours, and that can be kept for others."""
    key = {"workspace": request.workspace, "member": request.member}
    links = [link for each in done if (link := _link_of(each.after, catalog)) != _link_of(each.before, catalog)]
    return helpful_links.list_keepable(conn, **key, links=[each for each in links if each])


def _link_of(entry: Entry | None, catalog: Catalog) -> LinkOfHours | None:
    if entry is None or not entry.evidence:
        return None
    subject = helpful_links.subject_of_hours(catalog, area=entry.area, roadmap=entry.roadmap, topic=entry.topic)
    return LinkOfHours(entry.root, subject, entry.evidence)


def settle_act(
    deps: Deps, conn: Connection, request: Request, result: LedgerAct | FullDay | OutdatedAct | DoubtfulBooking | None
) -> Reached:
    """Record what a new act has reached, and take back what no longer holds, in the act's own transaction."""
    if not isinstance(result, LedgerAct) or not result.is_new:
        return NOTHING_REACHED
    learner, catalog = learner_of(deps, request), deps.catalog.of(request.workspace)
    return reached_by_hours.settle_changes(conn, learner, changes=result.changes, catalog=catalog)


def learner_of(deps: Deps, request: Request) -> Learner:
    """Return the requester as the one whose hours change."""
    member = deps.directory.ensure_member(request.workspace, request.member, request.name)
    return Learner(request.workspace, request.member, member.today(deps.clock.now()), member.zone)


def _undo_act(deps: Deps, request: Request, act: int | None) -> AnyMessage | None:
    owner, now = {"workspace": request.workspace, "member": request.member}, deps.clock.now()
    with deps.database.begin() as conn:
        result = undo.undo_act(conn, **owner, request=request.key, now=now, act_id=act)
        reached = settle_act(deps, conn, request, result)
    return _answer_act(deps, request, result, reached, ChangeOrigin.UNDO)


def _redo_act(deps: Deps, request: Request, act: int | None) -> AnyMessage | None:
    owner, now = {"workspace": request.workspace, "member": request.member}, deps.clock.now()
    with deps.database.begin() as conn:
        result = undo.redo_act(conn, **owner, request=request.key, now=now, act_id=act)
        reached = settle_act(deps, conn, request, result)
    return _answer_act(deps, request, result, reached, ChangeOrigin.REDO)


def _answer_act(
    deps: Deps,
    request: Request,
    result: LedgerAct | FullDay | OutdatedAct | None,
    reached: Reached,
    origin: ChangeOrigin,
) -> AnyMessage | None:
    match result:
        case LedgerAct():
            clear_check_marks(deps, request, result)
            return describe_change(deps, request, result, reached, origin=origin)
        case OutdatedAct():
            return changes.render_outdated_undo(
                result, deps.catalog.of(request.workspace), requester_today(deps, request)
            )
        case FullDay():
            return changes.render_undo_day_full(result)
        case None:
            return None


def _week_minutes(conn: Connection, request: Request, week: str) -> int:
    sums = rollups.read_minutes_by_subject(conn, workspace=request.workspace, member=request.member, period=week)
    return sums.get(ALL_SUBJECTS, 0)


def answer_log_list(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/log list`, followed by days, an area, both or nothing."""
    return _answer_query(deps, request, "log.list")


def answer_log_why(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/log why`, followed by days, an area, both or nothing."""
    return _answer_query(deps, request, "log.why")


def answer_act_on_entry(deps: Deps, request: Request, act: str) -> AnyMessage:
    """List entries to edit, delete or take back; words for days or an area narrow them, a word alone changes none."""
    lead, today = listing.ACT_LEADS[act], requester_today(deps, request)
    query = rules.parse_entry_query(request.text, today) or EntryQuery(EVER)
    match = progress.find_area(deps.catalog.of(request.workspace), query.area_words) if query.area_words else None
    area = match.area if isinstance(match, NamedArea) and not query.area_words.isdecimal() else None
    return _render_list_page(deps, request, EntryFilter(query.days, area, lead=lead))


def press_list_page(deps: Deps, request: Request) -> AnyMessage:
    """Show the page of entries that a button names."""
    return _render_list_page(deps, request, _filter_from_button(deps, request))


def press_history_page(deps: Deps, request: Request) -> AnyMessage:
    """Show the page of ledger rows that a button names."""
    return _render_history_page(deps, request, _filter_from_button(deps, request))


def _answer_query(deps: Deps, request: Request, action: str) -> AnyMessage:
    typed, render_page = request.text, _PAGE_RENDERERS[action]
    query = rules.parse_entry_query(typed, requester_today(deps, request))
    if query is None:
        return listing.render_two_periods(typed)
    if query.area_words in ("", "0"):
        return render_page(deps, request, EntryFilter(query.days))
    if query.area_words.isdecimal():  # "list 5" is no area, though the plan numbers them
        return listing.render_area_question(AmbiguousArea(query.area_words, (), is_known=False), (), typed)
    match = progress.find_area(deps.catalog.of(request.workspace), query.area_words)
    if isinstance(match, AmbiguousArea):
        buttons = [ButtonSpec(area.name, action, EntryFilter(query.days, area).page_value()) for area in match.options]
        return listing.render_area_question(match, buttons, typed)
    return render_page(deps, request, EntryFilter(query.days, match.area, lead=names.told(match)))


def _filter_from_button(deps: Deps, request: Request) -> EntryFilter:
    """Return the filter that a button carries; older buttons carry only how many newer entries to skip.

    Raises:
        PayloadError: the button is none of ours, or its area is gone.
    """
    offset = parse_offset(request.text)
    if offset is not None:
        return EntryFilter(offset=offset)
    payload, today = (
        decode_payload(EntryListPayload, request.text, deps.catalog.of(request.workspace).current_id),
        requester_today(deps, request),
    )
    area = deps.catalog.of(request.workspace).find_area(payload.area)
    if payload.area and area is None:
        raise PayloadError("area")
    days = {"week": past_ranges.week_range(today), "month": past_ranges.month_range(today)}.get(payload.period)
    return EntryFilter(days or PastRange(payload.first, payload.last), area, payload.offset)


def _render_list_page(deps: Deps, request: Request, entry_filter: EntryFilter) -> AnyMessage:
    """Render a page of entries, or the first page where that one no longer exists."""
    arguments = _filter_arguments(request, entry_filter, listing.ENTRIES_PER_PAGE)
    with deps.database.read() as conn:
        page = queries.list_entries(conn, **arguments, offset=entry_filter.offset)
        if not page.entries and entry_filter.offset:
            entry_filter = replace(entry_filter, offset=0)
            page = queries.list_entries(conn, **arguments)
    return listing.render_entries(
        page, entry_filter, deps.catalog.of(request.workspace), requester_today(deps, request)
    )


def _render_history_page(deps: Deps, request: Request, entry_filter: EntryFilter) -> AnyMessage:
    """Render a page of the ledger, or the newest page where that one no longer exists."""
    member = deps.directory.ensure_member(request.workspace, request.member, request.name)
    arguments = _filter_arguments(request, entry_filter, listing.LINES_PER_PAGE)
    with deps.database.read() as conn:
        page = queries.list_postings(conn, **arguments, offset=entry_filter.offset)
        if not page.rows and entry_filter.offset:
            entry_filter = replace(entry_filter, offset=0)
            page = queries.list_postings(conn, **arguments)
    today = member.today(deps.clock.now())
    return listing.render_history(page, entry_filter, deps.catalog.of(request.workspace), zone=member.zone, today=today)


_PAGE_RENDERERS: Final[dict[str, Callable[[Deps, Request, EntryFilter], AnyMessage]]] = {
    "log.list": _render_list_page,
    "log.why": _render_history_page,
}


def _filter_arguments(request: Request, entry_filter: EntryFilter, limit: int) -> dict[str, Any]:
    days, area = entry_filter.days, entry_filter.area.id if entry_filter.area else None
    return {
        "workspace": request.workspace,
        "member": request.member,
        "since": days.first,
        "until": days.last,
        "area": area,
        "limit": limit,
    }


def clear_check_marks(deps: Deps, request: Request, done: LedgerAct) -> None:
    """Remove the check mark from each message whose last booked hours this act has taken back."""
    deleted = [change.before.root for change in done.changes if change.before and not change.after]
    for channel, ts in _messages_without_entries(deps, request, deleted) if done.is_new and deleted else ():
        change_check_mark(deps.slack.remove_reaction, request.workspace, channel, ts)


def _messages_without_entries(deps: Deps, request: Request, roots: Collection[int]) -> Collection[tuple[str, str]]:
    """Return the messages (channel, ts) that booked these entries and have none left in force."""
    messages: set[tuple[str, str]] = set()
    owner = {"workspace": request.workspace, "member": request.member}
    try:
        with deps.database.read() as conn:
            requests = queries.list_first_requests(conn, workspace=request.workspace, roots=roots)
            for message in filter(None, map(_MESSAGE_KEY.fullmatch, requests)):
                if not queries.list_entries_of_request(conn, **owner, request=message["key"]):
                    messages.add((message["channel"], message["ts"]))
    except DatabaseUnavailable:
        log.warning("marks not followed reason=database")
    return messages
