"""`/roadmate questions`: the days on which questions come, and off; for admins also what was reported."""

from __future__ import annotations

from typing import Final

from bot.deps import Deps
from bot.dispatch.request import Request, find_requester
from bot.features.quiz.handlers.reports import list_reports
from bot.features.quiz.rules.days import USUAL_DAYS, parse_days
from bot.features.quiz.service import days
from bot.features.quiz.views import days as views
from bot.features.settings import rules as settings_rules
from bot.slack.message import AnyMessage

_REPORTS: Final = frozenset({"reports", "reported", "wrong"})


def answer_questions(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/roadmate questions`: show the days, choose others, or turn them on or off."""
    words = request.text.strip()
    if words.casefold() in _REPORTS:
        return list_reports(deps, request)
    is_on, chosen = settings_rules.parse_switch(words), parse_days(words)
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    with deps.database.begin() as conn:
        member = find_requester(deps, conn, request)
        if chosen:
            days.set_question_days(conn, member=member, days=chosen)
        elif is_on is not None:
            days.switch_questions(conn, member=member, is_on=is_on)
        now_chosen = days.read_question_days(conn, member=member)
    if words and not chosen and is_on is None:
        return views.render_unknown_days(words, now_chosen or USUAL_DAYS)
    return views.render_days(now_chosen, is_changed=bool(words))


def stop_questions(deps: Deps, request: Request) -> AnyMessage:
    """Send no questions by themselves any more."""
    return answer_questions(deps, request.with_text("off"))
