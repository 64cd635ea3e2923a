"""Keep a link for colleagues, with or without a name, take it back, and list what was kept."""

from __future__ import annotations

from dataclasses import replace

from bot.core import audit_log, helpful_links
from bot.core.helpful_links import KeptLink
from bot.core.ledger import queries
from bot.core.link_rules import find_problem
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.helpful_links import views
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PayloadError, parse_offset, parse_row_id
from bot.ui.helpful_link_text import LinkSubject, find_subject

REMOVED_ACT = "links.remove"


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, "helpful.keep", keep_link)
    app.on_click(deps, "helpful.open", open_link)
    app.on_click(deps, "helpful.name", show_name)
    app.on_click(deps, "helpful.unname", hide_name)
    app.on_click(deps, "helpful.drop", take_back)
    app.on_click(deps, "helpful.remove", remove_link)
    app.on_click(deps, "helpful.list", press_page)
    app.on_click(deps, "helpful.mine", press_own_page)


def answer_links(deps: Deps, request: Request) -> AnyMessage:
    """List what helped the team, or what the reader kept."""
    return _render_page(deps, request, 0, is_own=request.text.casefold() in ("mine", "my", "me", "own"))


def press_page(deps: Deps, request: Request) -> AnyMessage:
    """Show the page of all links that a button names."""
    return _render_page(deps, request, _offset(request), is_own=False)


def press_own_page(deps: Deps, request: Request) -> AnyMessage:
    """Show the page of the reader's links that a button names."""
    return _render_page(deps, request, _offset(request), is_own=True)


def keep_link(deps: Deps, request: Request) -> AnyMessage:
    """Keep the link of one's own hours for others, without a name; a second press changes nothing."""
    entry_id, now, catalog = parse_row_id(request.text), deps.clock.now(), deps.catalog.of(request.workspace)
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_colleague:
            return _refuse_guest(conn, deps, reader)
        entry = queries.find_current_entry(conn, workspace=request.workspace, entry_id=entry_id)
        if entry is None or entry.member != request.member:
            return views.render_not_own_hours()
        key = helpful_links.subject_of_hours(catalog, area=entry.area, roadmap=entry.roadmap, topic=entry.topic)
        subject = find_subject(catalog, key)
        if subject is None or not entry.evidence:
            return views.render_nothing_to_keep()
        if problem := find_problem(entry.evidence):
            return views.render_not_for_others(problem)
        kept, is_new = helpful_links.keep_link(
            conn,
            workspace=request.workspace,
            member=request.member,
            subject=subject.id,
            link=entry.evidence,
            entry=entry.root,
            now=now,
        )
    shown = views.render_kept(kept, subject, catalog, is_new=is_new, is_hidden=reader.hidden)
    return replace(shown, keeps_pressed=True)  # the answer to the hours has an undo of its own


def open_link(deps: Deps, request: Request) -> AnyMessage:
    """Show one kept link with what its owner, or an admin, can do about it."""
    with deps.database.read() as conn:
        reader, kept = find_requester(deps, conn, request), _find(conn, request)
    if not reader.is_colleague:
        return error_views.render_not_for_guests("What helped us")
    subject = find_subject(deps.catalog.of(request.workspace), kept.subject) if kept else None
    if kept is None or subject is None:
        return views.render_gone()
    if kept.member == request.member:
        return views.render_kept(
            kept, subject, deps.catalog.of(request.workspace), is_new=False, is_hidden=reader.hidden
        )
    if reader.is_admin:
        return views.render_for_admin(kept, subject, deps.catalog.of(request.workspace))
    return views.render_not_own_link()


def show_name(deps: Deps, request: Request) -> AnyMessage:
    """Show the owner's name beside their link."""
    return _set_named(deps, request, is_named=True)


def hide_name(deps: Deps, request: Request) -> AnyMessage:
    """Take the owner's name away from their link."""
    return _set_named(deps, request, is_named=False)


def take_back(deps: Deps, request: Request) -> AnyMessage:
    """Take back what the reader kept; what others kept stays."""
    with deps.database.begin() as conn:
        found = _find_own(deps, conn, request)
        if isinstance(found, Message):
            return found
        kept, subject, _ = found
        helpful_links.drop_link(conn, workspace=request.workspace, link_id=kept.id)
    return views.render_taken_back(kept, subject, deps.catalog.of(request.workspace))


def remove_link(deps: Deps, request: Request) -> AnyMessage:
    """Remove a link from its topic for everybody: for admins, and in the audit log."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        reader, kept = find_requester(deps, conn, request), _find(conn, request)
        if not reader.is_admin:
            audit_log.record_refusal(conn, reader=reader, kind="links", now=now)
            return error_views.render_not_yours("Removing a link", "admins")
        subject = find_subject(deps.catalog.of(request.workspace), kept.subject) if kept else None
        if kept is None or subject is None:
            return views.render_gone()
        helpful_links.drop_for_everyone(conn, workspace=request.workspace, kept=kept)
        audit_log.record_act(
            conn, workspace=request.workspace, actor=reader.id, act=REMOVED_ACT, now=now, detail=subject.id
        )
    return views.render_removed(kept, subject, deps.catalog.of(request.workspace))


def _set_named(deps: Deps, request: Request, *, is_named: bool) -> Message:
    with deps.database.begin() as conn:
        found = _find_own(deps, conn, request)
        if isinstance(found, Message):
            return found
        kept, subject, reader = found
        helpful_links.set_named(conn, workspace=request.workspace, link_id=kept.id, is_named=is_named)
    return views.render_naming(
        kept, subject, deps.catalog.of(request.workspace), is_named=is_named, is_hidden=reader.hidden
    )


def _find(conn: Connection, request: Request) -> KeptLink | None:
    return helpful_links.find_link(conn, workspace=request.workspace, link_id=parse_row_id(request.text))


def _find_own(deps: Deps, conn: Connection, request: Request) -> tuple[KeptLink, LinkSubject, Member] | Message:
    """Return the reader's link that a button names, what it is for and the reader; or why nothing can be done."""
    reader, kept = find_requester(deps, conn, request), _find(conn, request)
    if not reader.is_colleague:
        return _refuse_guest(conn, deps, reader)
    subject = find_subject(deps.catalog.of(request.workspace), kept.subject) if kept else None
    if kept is None or subject is None:
        return views.render_gone()
    return (kept, subject, reader) if kept.member == request.member else views.render_not_own_link()


def _refuse_guest(conn: Connection, deps: Deps, reader: Member) -> Message:
    audit_log.record_refusal(conn, reader=reader, kind="links", now=deps.clock.now())
    return error_views.render_not_for_guests("What helped us")


def _render_page(deps: Deps, request: Request, offset: int, *, is_own: bool) -> Message:
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        links = helpful_links.list_all_links(conn, workspace=request.workspace, reader=request.member)
    if not reader.is_colleague:
        return error_views.render_not_for_guests("What helped us")
    shown = [each for each in links if each.is_own or not is_own]
    return views.render_links(
        shown, deps.catalog.of(request.workspace), offset=offset, is_own=is_own, is_admin=reader.is_admin
    )


def _offset(request: Request) -> int:
    """Return how many links a button skips. Raises PayloadError for a value that is none of ours."""
    offset = parse_offset(request.text)
    if offset is None:
        raise PayloadError("offset")
    return offset
