"""`/roadmate forget me`: what would go and what would stay, and then it is done."""

from __future__ import annotations

import logging

from bot.deps import Deps
from bot.dispatch.request import Ask
from bot.dispatch.router import Doors
from bot.features.plan.handlers import review as plan_review
from bot.features.privacy.rules.privacy import Kept
from bot.features.privacy.service import erasure
from bot.features.privacy.service.erasure import Farewell
from bot.features.privacy.views import erase
from bot.slack.client import SlackFailure
from bot.slack.message import Answer

log = logging.getLogger(__name__)


def register(app: Doors, deps: Deps) -> None:
    """The two buttons: both are about who presses them, whatever they carry."""
    app.on_click(deps, "forget.ask", question)
    app.on_click(deps, "forget.do", forget)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/roadmate forget`."""
    if ask.text.casefold().split() in (["me"], ["myself"]):
        return question(deps, ask)
    return erase.explained(deps.settings.command_prefix)


def question(deps: Deps, ask: Ask) -> Answer:
    """What is kept about the person, before anything is done."""
    with deps.sessions.read() as session:
        kept = erasure.kept(session, workspace=ask.workspace, member=ask.member)
    return erase.question(kept, deps.settings.command_prefix)


def forget(deps: Deps, ask: Ask) -> Answer:
    """Do it; a second press finds nothing, and leaves nothing of having been pressed."""
    prefix = deps.settings.command_prefix
    with deps.sessions.begin() as session, plan_review.telling_new_guides(deps, session, ask.workspace):
        kept = erasure.forget(
            session,
            workspace=ask.workspace,
            member=ask.member,
            how=Farewell(erasure.ASKED, erase.words(prefix), deps.settings.timezone, deps.clock.now()),
        )
    deps.people.forget(ask.workspace, ask.member)
    deps.sessions.scrub()
    if kept is None or kept.is_nothing:
        return erase.nothing()
    _clear(deps, ask, kept)
    return erase.done(kept)


def _clear(deps: Deps, ask: Ask, kept: Kept) -> None:
    """Their Home tab shows what there was until it is published anew."""
    log.info("forgotten workspace=%s entries=%d", ask.workspace, kept.entries)
    try:
        deps.slack.publish(ask.workspace, ask.member, erase.empty_home(deps.settings.command_prefix).blocks)
    except SlackFailure as failure:
        log.warning("home not cleared workspace=%s reason=%s", ask.workspace, failure.reason)
