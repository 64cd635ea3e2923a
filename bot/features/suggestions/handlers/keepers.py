"""`/roadmate content keepers`: admins choose who gets suggestions to change which pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.catalog.catalog import Catalog
from bot.core import audit_log
from bot.core.people import members, roles
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import FormSubmission, Request, Response, extract_people, find_requester
from bot.features.suggestions.payloads import KeeperPayload, PackPayload, PagePayload
from bot.features.suggestions.service import keepers as rows
from bot.features.suggestions.views import keepers as views
from bot.features.suggestions.views.keepers import PackKeepers
from bot.slack.message import Message
from bot.slack.payloads import decode_payload, parse_user_id

ADDED_ACT: Final = "content.keeper"
REMOVED_ACT: Final = "content.unkeeper"
_ACTION: Final = "Choosing keepers"
_REMOVE_WORDS: Final = ("remove", "off", "delete", "without")


def answer_keepers(deps: Deps, request: Request) -> Message:
    """Show who keeps which pack to an admin; make a member who is named keeper of the only or the named pack.

    `remove @ben` lets somebody keep it no longer.
    """
    words, people = extract_people(request.text)
    first, _, rest = words.partition(" ")
    removes = first.casefold() in _REMOVE_WORDS
    name = rest if removes else words
    packs = _packs(deps, request)
    pack = _find_named_pack(packs, name)
    if unknown := next((each.name for each in people if not each.id), ""):
        return show_keepers(deps, request, views.unknown_person_text(unknown))
    if not people:
        return show_keepers(deps, request, views.unread_text(name) if words else "")
    if pack is None:
        return show_keepers(deps, request, views.unknown_pack_text(name))
    if len(people) > 1:
        return show_keepers(deps, request, views.ONE_AT_A_TIME)
    if removes:
        return _remove(deps, request, KeeperPayload(pack=pack, member=people[0].id))
    return _add(deps, request, pack, people[0].id, people[0].name)


def _find_named_pack(packs: Mapping[str, str], name: str) -> str | None:
    """Return the pack of this id or name; without a name the only one."""
    if not name:
        return next(iter(packs)) if len(packs) == 1 else None
    return next((each for each in packs if name.casefold() in (each.casefold(), packs[each].casefold())), None)


def show_keepers(deps: Deps, request: Request, lead: str = "") -> Message:
    """Show who keeps which pack, to an admin."""
    with deps.database.begin() as conn:
        if refusal := _refuse(deps, conn, request):
            return refusal
        return _render(deps, conn, request, lead)


def press_page(deps: Deps, request: Request) -> Message:
    """Show the page of keepers that a button names, to an admin."""
    payload = decode_payload(PagePayload, request.text) if request.text.startswith("{") else PagePayload()
    with deps.database.begin() as conn:
        if refusal := _refuse(deps, conn, request):
            return refusal
        packs = _read_packs(deps, conn, request)
        return views.render_keepers(packs, offset=payload.offset if payload.offset < len(packs) else 0)


def open_add_form(deps: Deps, request: Request) -> Response:
    """Open the form that asks who shall keep a pack."""
    payload = decode_payload(PackPayload, request.text)
    with deps.database.begin() as conn:
        if refusal := _refuse(deps, conn, request):
            return refusal
        found = _find_pack(deps, conn, request, payload.pack)
    return views.render_add_form(found) if found else views.render_gone_pack()


def submit_keeper(deps: Deps, submission: FormSubmission) -> Message:
    """Make the chosen member a keeper."""
    payload = decode_payload(PackPayload, submission.metadata)
    person = parse_user_id(submission.fields.get(views.MEMBER_FIELD, ""))
    return _add(deps, submission.request, payload.pack, person, "")


def remove_keeper(deps: Deps, request: Request) -> Message:
    """Let a member keep a pack no longer; what waits stays with the others, or goes to the admins."""
    return _remove(deps, request, decode_payload(KeeperPayload, request.text))


def _remove(deps: Deps, request: Request, payload: KeeperPayload) -> Message:
    with deps.database.begin() as conn:
        if refusal := _refuse(deps, conn, request):
            return refusal
        found = _find_pack(deps, conn, request, payload.pack)
        if found is None:
            return views.render_gone_pack()
        was_keeper = rows.remove_keeper(conn, workspace=request.workspace, pack=payload.pack, member=payload.member)
        if was_keeper:
            _record(deps, conn, request, payload.member, pack=payload.pack, act=REMOVED_ACT)
        names = members.read_names(conn, workspace=request.workspace, member_ids=[payload.member])
        lead = views.removed_text(names.get(payload.member, "Somebody"), found, was_keeper=was_keeper)
        return _render(deps, conn, request, lead, payload.pack)


def _add(deps: Deps, request: Request, pack: str, person: str, name: str) -> Message:
    with deps.database.read() as conn:
        is_known = _find_member(deps, conn, request, person) is not None
    if not is_known:
        deps.directory.refresh_profile(request.workspace, person)
    with deps.database.begin() as conn:
        if refusal := _refuse(deps, conn, request):
            return refusal
        found, member = _find_pack(deps, conn, request, pack), _find_member(deps, conn, request, person)
        if found is None:
            return views.render_gone_pack()
        reason = roles.ineligible_reason(member)
        if reason or member is None:
            reason = reason or roles.IneligibleReason.UNKNOWN
            return _render(
                deps, conn, request, views.unfit_text(reason, member.name if member else name or person), pack
            )
        members.lock_members(conn, workspace=request.workspace, member_ids=[request.member, person])
        is_new = rows.add_keeper(conn, workspace=request.workspace, pack=pack, member=person)
        if is_new:
            _record(deps, conn, request, person, pack=pack, act=ADDED_ACT)
        return _render(deps, conn, request, views.added_text(member.name, found, is_new=is_new), pack)


def _render(deps: Deps, conn: Connection, request: Request, lead: str, pack: str = "") -> Message:
    """Render the page on which a pack is; the first one without a pack."""
    packs = _read_packs(deps, conn, request)
    place = next((at for at, each in enumerate(packs) if each.pack == pack), 0)
    return views.render_keepers(packs, lead, offset=place - place % views.PER_PAGE)


def _packs(deps: Deps, request: Request) -> dict[str, str]:
    """Return the names of the packs in force here, by id."""
    catalog: Catalog = deps.catalog.of(request.workspace)
    return {each.id: each.name for each in catalog.packs}


def _read_packs(deps: Deps, conn: Connection, request: Request) -> list[PackKeepers]:
    keepers = rows.list_keepers(conn, workspace=request.workspace, settings=deps.settings)
    return [
        PackKeepers(pack, name, {each.id: each.name for each in keepers.get(pack, ())})
        for pack, name in _packs(deps, request).items()
    ]


def _find_pack(deps: Deps, conn: Connection, request: Request, pack: str) -> PackKeepers | None:
    return next((each for each in _read_packs(deps, conn, request) if each.pack == pack), None)


def _find_member(deps: Deps, conn: Connection, request: Request, person: str) -> Member | None:
    return members.find_member(conn, workspace=request.workspace, member=person, default_zone=deps.settings.timezone)


def _record(deps: Deps, conn: Connection, request: Request, person: str, *, pack: str, act: str) -> None:
    audit_log.record_act(
        conn,
        workspace=request.workspace,
        actor=request.member,
        act=act,
        now=deps.clock.now(),
        subject=person,
        detail=pack,
    )


def _refuse(deps: Deps, conn: Connection, request: Request) -> Message | None:
    """Return what a reader hears who may not choose keepers; None for an admin."""
    reader = find_requester(deps, conn, request)
    if reader.is_admin:
        return None
    audit_log.record_refusal(conn, reader=reader, kind="keepers", now=deps.clock.now())
    return error_views.render_not_yours(_ACTION, "admins")
