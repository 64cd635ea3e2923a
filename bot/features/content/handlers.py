"""`/roadmate content`: the packs in force, turned off and on by admins, and what the team changed in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core import audit_log
from bot.core.content.packs_off import pack_item, roadmap_item
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester, mentions_as_names
from bot.dispatch.router import Router
from bot.features.content import rules, service
from bot.features.content.payloads import (
    ChangePayload,
    ChangesPagePayload,
    ContentPagePayload,
    DecidePayload,
    TurnPayload,
)
from bot.features.content.rules import PackState, TeamChange
from bot.features.content.service import Editor
from bot.features.content.views import changes as change_views
from bot.features.content.views import packs as views
from bot.features.content.views.changes import ChangesReader
from bot.features.suggestions.handlers import keepers
from bot.features.suggestions.handlers import lists as suggestion_lists
from bot.features.suggestions.service.keepers import packs_of
from bot.slack.message import AnyMessage, Message
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import PayloadError, decode_payload
from bot.ui.outdated_button import render_as_now

_CHANGES_WORDS: Final = ("changes", "change", "changed", "ours")
_UPDATES_WORDS: Final = ("updates", "update")
_SUGGESTIONS_WORDS: Final = ("suggestions", "suggestion", "suggested")
_KEEPERS_WORDS: Final = ("keepers", "keeper")
_EXAMPLES: Final = ("content", "content off aws", "content changes", "content updates")


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, views.SHOW_ACTION, open_page)
    app.on_click(deps, views.TURN_ACTION, turn)
    app.on_click(deps, views.CHANGES_ACTION, open_changes)
    app.on_click(deps, change_views.TAKE_BACK_ACTION, take_back)
    app.on_click(deps, change_views.COMPARE_ACTION, compare)
    app.on_click(deps, change_views.DECIDE_ACTION, decide)


def answer_content(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/roadmate content`: the packs, one of them by name, or what the team changed."""
    words = " ".join(request.text.split()).casefold()
    first, rest = words.partition(" ")[0], request.with_text(request.text.strip().partition(" ")[2].strip())
    if first in _SUGGESTIONS_WORDS:
        return suggestion_lists.answer_suggestions(deps, rest)
    if first in _KEEPERS_WORDS:
        return keepers.answer_keepers(deps, rest)
    if words in _CHANGES_WORDS or words in _UPDATES_WORDS:
        return _show_changes(deps, request, ChangesPagePayload(has_update=words in _UPDATES_WORDS))
    if not words:
        return _show_page(deps, request, ContentPagePayload())
    return _answer_name(deps, request)


def _answer_name(deps: Deps, request: Request) -> Message:
    """Show what is named, with the way to turn it off or on; where that is asked for, turn on what is off."""
    typed = mentions_as_names(request.text)
    asked = rules.read_turn_words(typed)
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        packs = _list_packs(deps, conn, reader)
        name, own = asked.name if asked else typed, deps.catalog.of(reader.workspace)
        named = rules.list_named(packs, own, name) or (rules.list_named_among(packs, own, name) if asked else ())
        if named and asked and not reader.is_admin:
            return _refuse(deps, conn, reader, "Turning content off and on", "admins")
    if asked and not name:
        return _show_page(deps, request, ContentPagePayload(), lead=views.ask_what_text(is_on=asked.is_on))
    words = escape(clip(name, 60))
    if not named:
        near = rules.list_nearest(packs, name)
        if not near and not asked:
            return error_views.render_unknown_words(words, "content", _EXAMPLES)
        lead = views.unknown_text(words, has_near=bool(near))
        if not near:
            return _show_page(deps, request, ContentPagePayload(), lead=lead)
        return views.render_named(near, is_admin=reader.is_admin, lead=lead)
    only = named[0] if len(named) == 1 else None
    if only and only.roadmap is None and not asked:
        return _show_page(deps, request, ContentPagePayload(pack=only.pack.info.id))
    if only and asked and asked.is_on and not only.is_on:
        return _turn(deps, request, views.turn_payload(only, is_on=True))
    lead = views.already_text(only.name, is_on=only.is_on) if only and asked and only.is_on is asked.is_on else ""
    return views.render_named(named, is_admin=reader.is_admin, lead=lead)


def open_page(deps: Deps, request: Request) -> AnyMessage:
    """Show a page of the packs, or of one pack."""
    return _show_page(deps, request, decode_payload(ContentPagePayload, request.text))


def open_changes(deps: Deps, request: Request) -> AnyMessage:
    """Show a page of what the team changed."""
    return _show_changes(deps, request, decode_payload(ChangesPagePayload, request.text))


def turn(deps: Deps, request: Request) -> AnyMessage:
    """Turn a pack or a roadmap off or on, for admins."""
    payload = decode_payload(TurnPayload, request.text)
    return _turn(deps, request, payload)


def _turn(deps: Deps, request: Request, payload: TurnPayload) -> Message:
    item = roadmap_item(payload.roadmap) if payload.roadmap else pack_item(payload.pack)
    page = ContentPagePayload(pack=payload.pack, offset=payload.offset)
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_admin:
            return _refuse(deps, conn, reader, "Turning content off and on", "admins")
        pack = _find_pack(_list_packs(deps, conn, reader), payload)
        name = rules.name_item(deps.catalog.shared(), item)
        reason = "" if payload.is_on else service.find_reason_against(conn, deps.catalog, reader.workspace, item)
        if reason:
            return _render_page(deps, conn, reader, page, lead=views.refused_text(name, reason))
        has_changed = service.turn(conn, Editor(reader, deps.clock.now()), item=item, is_on=payload.is_on)
    _take_over(deps, request)
    off_pack = "" if pack.is_on or not payload.roadmap else pack.info.name
    lead = views.turned_text(name, is_on=payload.is_on, has_changed=has_changed, off_pack=off_pack)
    return _show_page(deps, request, page, lead=lead)


def take_back(deps: Deps, request: Request) -> AnyMessage:
    """Take back a change of the team, for admins and the pack's keepers."""
    return _settle(deps, request, decode_payload(ChangePayload, request.text).change, keeps=False)


def decide(deps: Deps, request: Request) -> AnyMessage:
    """Keep a change under which the pack has changed, or take the pack's."""
    payload = decode_payload(DecidePayload, request.text)
    return _settle(deps, request, payload.change, keeps=payload.keeps)


def compare(deps: Deps, request: Request) -> AnyMessage:
    """Show a change beside what the pack has by now."""
    change_id = decode_payload(ChangePayload, request.text).change
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        changes = _list_changes(deps, conn, reader)
        found = next((each for each in changes if each.id == change_id and each.is_updated), None)
        if found is None:
            return render_as_now(_render_changes(deps, conn, reader, ChangesPagePayload(has_update=True)))
        pack = rules.name_item(deps.catalog.shared(), pack_item(found.pack))
        return change_views.render_comparison(found, _changes_reader(deps, conn, reader, [found]), pack)


def _settle(deps: Deps, request: Request, change_id: int, *, keeps: bool) -> AnyMessage:
    page = ChangesPagePayload()
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        found = next((each for each in _list_changes(deps, conn, reader) if each.id == change_id), None)
        if found is None:
            return render_as_now(_render_changes(deps, conn, reader, page))
        if not _changes_reader(deps, conn, reader, [found]).may_change(found):
            return _refuse(deps, conn, reader, "Deciding on changes", "admins and the pack's keepers")
        if keeps:
            service.keep(conn, Editor(reader, deps.clock.now()), found)
        else:
            service.take_back(conn, Editor(reader, deps.clock.now()), found)
    _take_over(deps, request)
    lead = change_views.kept_text(found) if keeps else change_views.taken_back_text(found)
    return _show_changes(deps, request, page, lead=lead)


def _show_page(deps: Deps, request: Request, page: ContentPagePayload, *, lead: str = "") -> Message:
    with deps.database.read() as conn:
        return _render_page(deps, conn, find_requester(deps, conn, request), page, lead=lead)


def _render_page(deps: Deps, conn: Connection, reader: Member, page: ContentPagePayload, *, lead: str) -> Message:
    packs = _list_packs(deps, conn, reader)
    offset, is_admin = page.offset, reader.is_admin
    pack = next((each for each in packs if each.info.id == page.pack), None)
    if pack is None:  # none asked for, or one that is gone by now
        return views.render_packs(packs, offset=0 if page.pack else offset, is_admin=is_admin, lead=lead)
    has_others = any(each.is_on for each in packs if each is not pack)
    return views.render_pack(pack, offset=offset, is_admin=is_admin, has_others=has_others, lead=lead)


def _show_changes(deps: Deps, request: Request, page: ChangesPagePayload, *, lead: str = "") -> Message:
    with deps.database.read() as conn:
        return _render_changes(deps, conn, find_requester(deps, conn, request), page, lead=lead)


def _render_changes(
    deps: Deps, conn: Connection, reader: Member, page: ChangesPagePayload, *, lead: str = ""
) -> Message:
    found = [
        each
        for each in _list_changes(deps, conn, reader)
        if (not page.pack or each.pack == page.pack) and (each.is_updated or not page.has_update)
    ]
    return change_views.render_changes(found, _changes_reader(deps, conn, reader, found), page, lead)


def _list_packs(deps: Deps, conn: Connection, reader: Member) -> tuple[PackState, ...]:
    own = deps.catalog.of(reader.workspace)
    return rules.list_packs(deps.catalog.shared(), own, _list_changes(deps, conn, reader))


def _list_changes(deps: Deps, conn: Connection, reader: Member) -> tuple[TeamChange, ...]:
    return service.list_team_changes(conn, deps.catalog, workspace=reader.workspace, zone=reader.zone)


def _changes_reader(deps: Deps, conn: Connection, reader: Member, changes: Sequence[TeamChange]) -> ChangesReader:
    by = {each.by for each in changes} if reader.is_colleague else ()  # guests read no names
    names = members.read_names(conn, workspace=reader.workspace, member_ids=by)
    packs = None if reader.is_admin else packs_of(conn, member=reader)
    return ChangesReader(reader.today(deps.clock.now()), names, packs)


def _find_pack(packs: Sequence[PackState], payload: TurnPayload) -> PackState:
    """Return the pack that a button names. Raises PayloadError where it or its roadmap is gone."""
    for pack in packs:
        if pack.info.id == payload.pack and (
            not payload.roadmap or payload.roadmap in {each.id for each in pack.roadmaps}
        ):
            return pack
    raise PayloadError("pack")


def _refuse(deps: Deps, conn: Connection, reader: Member, action: str, allowed: str) -> Message:
    audit_log.record_refusal(conn, reader=reader, kind="content", now=deps.clock.now())
    return error_views.render_not_allowed(action, allowed)


def _take_over(deps: Deps, request: Request) -> None:
    """Have what was committed hold for everybody in the workspace."""
    deps.catalog.changed(request.workspace)
    deps.stale_homes.mark_all_stale(request.workspace)
