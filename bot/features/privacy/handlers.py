"""`/roadmate privacy`, who sees what of the reader, and `/roadmate forget`, which erases them."""

from __future__ import annotations

import logging
from functools import partial
from typing import Final

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
from bot.features.privacy.service.erasure_steps import ErasureRules
from bot.features.settings import rules as settings_rules
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage

REQUEST_SECONDS: Final = 1.0  # Slack waits for three

log = logging.getLogger(__name__)


def register(app: Router, deps: Deps) -> None:
    """Register the buttons of the privacy page."""
    app.on_click(deps, "privacy.open", show_privacy)
    app.on_click(deps, "privacy.hide", partial(change_visibility, is_visible=False))
    app.on_click(deps, "privacy.show", partial(change_visibility, is_visible=True))
    app.on_click(deps, "privacy.name", partial(change_named, is_named=True))
    app.on_click(deps, "privacy.unname", partial(change_named, is_named=False))


def answer_privacy(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/roadmate privacy` with words for what its buttons do, or show the page."""
    match request.text.casefold().split():
        case ["hide" | "show" as word]:
            return change_visibility(deps, request, is_visible=word == "show")
        case ["named", word] if (is_named := settings_rules.parse_switch(word)) is not None:
            return change_named(deps, request, is_named=is_named)
        case _:
            return show_privacy(deps, request)


def show_privacy(deps: Deps, request: Request, *, is_changed: bool = False) -> AnyMessage:
    """Show the page as things stand."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        member_visibility = visibility.read_visibility(conn, member=reader, settings=deps.settings)
    return views.render_privacy(member_visibility, is_changed=is_changed)


def change_visibility(deps: Deps, request: Request, *, is_visible: bool) -> AnyMessage:
    """Show the member on boards and in the digest, or hide them, and show the page."""
    with deps.database.begin() as conn:
        preferences_service.set_leaderboard_visibility(
            conn, workspace=request.workspace, member=request.member, is_visible=is_visible
        )
    return show_privacy(deps, request, is_changed=True)


def change_named(deps: Deps, request: Request, *, is_named: bool) -> AnyMessage:
    """Name the member as one to ask, or not, and show the page."""
    with deps.database.begin() as conn:
        members.update_member(conn, workspace=request.workspace, member=request.member, askable=is_named)
    return show_privacy(deps, request, is_changed=True)


def register_erasure(app: Router, deps: Deps) -> None:
    """Register the buttons of erasure: both are about the person who presses them, whatever they carry."""
    app.on_click(deps, "forget.ask", show_erasure_question)
    app.on_click(deps, "forget.do", press_forget)


def answer_forget(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/roadmate forget me` with what would be erased, and other words with help."""
    if request.text.casefold().split() in (["me"], ["myself"]):
        return show_erasure_question(deps, request)
    return views.render_erasure_help()


def show_erasure_question(deps: Deps, request: Request) -> AnyMessage:
    """Show what is kept about the person, before anything is done."""
    with deps.database.read() as conn:
        counts = erasure.count_stored_data(
            conn, workspace=request.workspace, member=request.member, data=personal_data(deps.features)
        )
    return views.render_erasure_question(counts, _member_state(deps, request))


def press_forget(deps: Deps, request: Request) -> AnyMessage:
    """Erase the member; a second press finds nothing, and stores nothing about itself.

    A button of before they were last forgotten does not delete what they have done since: it asks again. What does not
    go within the time that a person waits for an answer goes in the worker.
    """
    if request.is_outdated(_member_state(deps, request)):
        return show_erasure_question(deps, request)
    data, kinds = personal_data(deps.features), kinds_about_many(deps.features)
    rules = ErasureRules(views.build_erasure_texts(), data, kinds, deps.settings.timezone)
    who = {"workspace": request.workspace, "member": request.member}
    with deps.database.begin() as conn, plan_review.notifying_new_reviewers(deps, conn, request.workspace):
        erasure.begin_erasure(conn, **who, reason=erasure.ASKED_BY_MEMBER, now=deps.clock.now())
    deps.directory.invalidate(request.workspace, request.member)
    deps.newcomers.forget(request.workspace, request.member)
    limit = erasure.time_limit(deps.clock.monotonic, REQUEST_SECONDS)
    outcome = erasure.continue_erasure(deps.database, **who, rules=rules, is_time_up=limit)
    deps.database.purge_deleted_data()
    if outcome is None or (outcome.counts.is_empty and outcome.is_finished):
        return views.render_nothing_stored()
    _clear_home_tab(deps, request, outcome.counts)
    return views.render_erasure_done(outcome.counts, is_finished=outcome.is_finished)


def _member_state(deps: Deps, request: Request) -> str:
    """Return since when somebody is known here without a break: what the button that deletes is drawn in."""
    with deps.database.read() as conn:
        known = members.find_member(
            conn, workspace=request.workspace, member=request.member, default_zone=deps.settings.timezone
        )
    return f"{int(known.created_at.timestamp()):x}" if known else ""


def _clear_home_tab(deps: Deps, request: Request, counts: StoredDataCounts) -> None:
    """Publish an empty Home tab, which otherwise shows what there was."""
    log.info("forgotten workspace=%s entries=%d", request.workspace, counts.entries)
    try:
        deps.slack.publish_home(request.workspace, request.member, views.render_empty_home().blocks)
    except SlackFailure as failure:
        log.warning("home not cleared workspace=%s reason=%s", request.workspace, failure.label)
