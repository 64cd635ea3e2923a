"""`/team coverage` and `/team export`: what the team holds, the map of sign-offs, and the table of the team."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import Final

from bot.core import audit_log
from bot.deps import Deps
from bot.dispatch import access, error_views
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.team.payloads import CoveragePayload
from bot.features.team.rules import team_table
from bot.features.team.rules.coverage_groups import find_group, find_groups, list_area_groups, list_roadmap_groups
from bot.features.team.service import coverage, topic_coverage
from bot.features.team.service.team_table import ExportOutcome, request_team_export
from bot.features.team.views import coverage as coverage_views
from bot.features.team.views import team_table as team_table_views
from bot.features.team.views import topic_coverage as topic_views
from bot.features.team.views.coverage_controls import AREAS, CoveragePage, CoverageReader
from bot.slack.message import AnyMessage
from bot.slack.payloads import decode_payload
from bot.ui.not_shown import explain_not_shown

SIGN_OFFS: Final = frozenset({"signoffs", "sign-offs", "sign offs", "people"})
OWN_WORDS: Final = frozenset({"mine", "my", "me", "own"})


def register(app: Router, deps: Deps) -> None:
    """Register the buttons of the coverage."""
    app.on_click(deps, "team.coverage", answer_sign_offs)
    app.on_click(deps, "coverage.open", press_coverage)
    app.on_click(deps, "coverage.show", partial(set_shown, is_shown=True))
    app.on_click(deps, "coverage.hide", partial(set_shown, is_shown=False))


def answer_coverage(deps: Deps, request: Request) -> AnyMessage:
    """Show what the team holds, or what the reader holds: in all roadmaps or areas, in one of them, or of one topic."""
    words = request.text.casefold().split()
    if " ".join(words) in SIGN_OFFS:
        return answer_sign_offs(deps, request)
    named, is_own = [each for each in words if each not in OWN_WORDS], not OWN_WORDS.isdisjoint(words)
    match named:
        case [] | ["roadmaps"]:
            return show_coverage(deps, request, CoveragePayload(own=is_own))
        case ["areas"]:
            return show_coverage(deps, request, CoveragePayload(of=AREAS, own=is_own))
    catalog = deps.catalog.of(request.workspace)
    if off := explain_not_shown(catalog, " ".join(named)):
        return off
    found = find_groups(catalog, " ".join(named))
    if len(found) == 1:
        return show_coverage(deps, request, CoveragePayload(of=found[0].key, own=is_own))
    return topic_views.render_unclear(request.text, found, is_own=is_own)


def press_coverage(deps: Deps, request: Request) -> AnyMessage:
    """Show the page that a button names. Raises PayloadError."""
    payload = CoveragePayload() if request.text == "-" else decode_payload(CoveragePayload, request.text)
    return show_coverage(deps, request, payload)


def show_coverage(deps: Deps, request: Request, payload: CoveragePayload) -> AnyMessage:
    """Show a page of what the team holds, the same to everyone but guests, or of what the reader holds."""
    catalog, now, workspace = deps.catalog.of(request.workspace), deps.clock.now(), request.workspace
    one = find_group(catalog, payload.of) if payload.of not in ("", AREAS) else None
    if payload.of not in ("", AREAS) and one is None:
        return topic_views.render_lost()
    groups = (one,) if one else list_area_groups(catalog) if payload.of == AREAS else list_roadmap_groups(catalog)
    topics = [each for group in groups for each in group.topics]
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        is_shown = reader.id in topic_coverage.list_agreed_ids(conn, workspace=workspace)
        if not reader.is_colleague:
            known = None
        elif payload.own:
            known = topic_coverage.read_own_knowledge(conn, member=reader, catalog=catalog, now=now, topics=topics)
        else:
            default = deps.settings.timezone
            known = topic_coverage.read_team_knowledge(
                conn, workspace=workspace, catalog=catalog, default=default, now=now, topics=topics
            )
    if known is None:
        return _refuse_guest(deps, request)
    about = CoverageReader(is_shown, reader.hidden, reader.may_see_anyone, reader.today(now))
    page = CoveragePage(payload, known, about, catalog)
    if one is None:
        return topic_views.render_overview(page, groups)
    return topic_views.render_topic(page, one) if one.is_topic else topic_views.render_group(page, one)


def set_shown(deps: Deps, request: Request, *, is_shown: bool) -> AnyMessage:
    """Put what the reader knows on the coverage, or take it off."""
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if reader.is_colleague:
            topic_coverage.set_shown(
                conn, workspace=request.workspace, member=request.member, is_shown=is_shown, now=deps.clock.now()
            )
    if not reader.is_colleague:
        return _refuse_guest(deps, request)
    return topic_views.render_shown(is_shown=is_shown, is_hidden=reader.hidden)


def _refuse_guest(deps: Deps, request: Request) -> AnyMessage:
    """Refuse a guest, or somebody who left; the audit log says so."""
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        audit_log.record_refusal(conn, reader=reader, kind="team", now=deps.clock.now())
    return error_views.render_not_for_guests("The team's coverage")


def answer_sign_offs(deps: Deps, request: Request) -> AnyMessage:
    """Show the coverage map of the team, or of the reader's mentees."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        visible = team_table.visible_member_ids(reader)
        if reader.may_see_anyone:
            default, catalog = deps.settings.timezone, deps.catalog.of(request.workspace)
            team_coverage = coverage.read_coverage(
                conn, workspace=request.workspace, catalog=catalog, default=default, member_ids=visible
            )
    if not reader.may_see_anyone:
        return access.refuse_team_access(deps, request, "The coverage map")
    return coverage_views.render_coverage(team_coverage, is_team=visible is None)


def register_export(app: Router, deps: Deps) -> None:
    """Register the button of the export."""
    app.on_click(deps, "team.export", answer_export)


def answer_export(deps: Deps, request: Request) -> AnyMessage:
    """Have the table sent, once per request; the audit log says who asked."""
    now, period = deps.clock.now(), sha256(request.key.encode()).hexdigest()[:16]
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        is_team = team_table.visible_member_ids(reader) is None
        if reader.may_see_anyone:
            message = team_table_views.render_export_ready(is_team=is_team).post_arguments()
            outcome = request_team_export(conn, reader=reader, period=period, message=message, now=now)
            if outcome is ExportOutcome.QUEUED:
                act, detail = audit_log.TEAM_EXPORT_ACT, "team" if is_team else "mentees"
                audit_log.record_act(
                    conn, workspace=request.workspace, actor=request.member, act=act, now=now, detail=detail
                )
    if not reader.may_see_anyone:
        return access.refuse_team_access(deps, request, "The team's table")
    is_waiting = outcome is ExportOutcome.ALREADY_WAITING
    return team_table_views.render_export_requested(is_waiting=is_waiting, is_team=is_team)
