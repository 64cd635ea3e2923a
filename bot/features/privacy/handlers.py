"""`/roadmate privacy`: who sees what of oneself now, and one's say in it."""

from __future__ import annotations

import logging
from functools import partial

from bot.core.people import members, visibility
from bot.deps import Deps
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.feature import kinds_about_many, personal_data
from bot.features.plan.handlers import review as plan_review
from bot.features.preferences import service as preferences_service
from bot.features.privacy import views
from bot.features.privacy.rules import StoredDataCounts
from bot.features.privacy.service import erasure
from bot.features.privacy.service.erasure import ErasureRequest
from bot.features.settings import rules as settings_rules
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage


def register(app: Router, deps: Deps) -> None:
    """The page's buttons."""
    app.on_click(deps, "privacy.open", show_privacy)
    app.on_click(deps, "privacy.hide", partial(change_visibility, is_visible=False))
    app.on_click(deps, "privacy.show", partial(change_visibility, is_visible=True))
    app.on_click(deps, "privacy.name", partial(change_named, is_named=True))
    app.on_click(deps, "privacy.unname", partial(change_named, is_named=False))


def answer_privacy(deps: Deps, request: Request) -> AnyMessage:
    """Whatever was typed after `/roadmate privacy`: what its buttons do, or the page."""
    match request.text.casefold().split():
        case ["hide" | "show" as word]:
            return change_visibility(deps, request, is_visible=word == "show")
        case ["named", word] if (on := settings_rules.parse_switch(word)) is not None:
            return change_named(deps, request, is_named=on)
        case _:
            return show_privacy(deps, request)


def show_privacy(deps: Deps, request: Request, *, is_changed: bool = False) -> AnyMessage:
    """The page as things stand."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        found = visibility.read_visibility(conn, member=reader, settings=deps.settings)
    return views.render_privacy(found, prefix=deps.settings.command_prefix, is_changed=is_changed)


def change_visibility(deps: Deps, request: Request, *, is_visible: bool) -> AnyMessage:
    """Stand on boards and in the digest, or not; the page says so."""
    with deps.database.begin() as conn:
        preferences_service.set_leaderboard_visibility(
            conn, workspace=request.workspace, member=request.member, is_visible=is_visible
        )
    return show_privacy(deps, request, is_changed=True)


def change_named(deps: Deps, request: Request, *, is_named: bool) -> AnyMessage:
    """Be named as one who knows, or not; the page says so."""
    with deps.database.begin() as conn:
        members.update_member(conn, workspace=request.workspace, member=request.member, askable=is_named)
    return show_privacy(deps, request, is_changed=True)


log = logging.getLogger(__name__)


def register_erasure(app: Router, deps: Deps) -> None:
    """The two buttons: both are about who presses them, whatever they carry."""
    app.on_click(deps, "forget.ask", show_erasure_question)
    app.on_click(deps, "forget.do", press_forget)


def answer_forget(deps: Deps, request: Request) -> AnyMessage:
    """Whatever was typed after `/roadmate forget`."""
    if request.text.casefold().split() in (["me"], ["myself"]):
        return show_erasure_question(deps, request)
    return views.render_erasure_help(deps.settings.command_prefix)


def show_erasure_question(deps: Deps, request: Request) -> AnyMessage:
    """What is kept about the person, before anything is done."""
    with deps.database.read() as conn:
        kept = erasure.count_stored_data(
            conn, workspace=request.workspace, member=request.member, data=personal_data(deps.features)
        )
    return views.render_erasure_question(kept, deps.settings.command_prefix)


def press_forget(deps: Deps, request: Request) -> AnyMessage:
    """Do it; a second press finds nothing, and leaves nothing of having been pressed."""
    prefix = deps.settings.command_prefix
    with deps.database.begin() as conn, plan_review.notifying_new_reviewers(deps, conn, request.workspace):
        kept = erasure.erase_member(
            conn,
            workspace=request.workspace,
            member=request.member,
            request=ErasureRequest(
                erasure.ASKED_BY_MEMBER,
                views.build_erasure_texts(prefix),
                personal_data(deps.features),
                kinds_about_many(deps.features),
                deps.settings.timezone,
                deps.clock.now(),
            ),
        )
    deps.directory.invalidate(request.workspace, request.member)
    deps.database.purge_deleted_data()
    if kept is None or kept.is_empty:
        return views.render_nothing_stored()
    _clear_home_tab(deps, request, kept)
    return views.render_erasure_done(kept)


def _clear_home_tab(deps: Deps, request: Request, counts: StoredDataCounts) -> None:
    """Their Home tab shows what there was until it is published anew."""
    log.info("forgotten workspace=%s entries=%d", request.workspace, counts.entries)
    try:
        deps.slack.publish_home(
            request.workspace, request.member, views.render_empty_home(deps.settings.command_prefix).blocks
        )
    except SlackFailure as failure:
        log.warning("home not cleared workspace=%s reason=%s", request.workspace, failure.reason)
