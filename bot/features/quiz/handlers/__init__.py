"""What people ask of the quiz, and its buttons."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch.router import Router
from bot.features.quiz.handlers import days, questions, reports
from bot.features.quiz.views import days as day_views
from bot.features.quiz.views import questions as question_views
from bot.features.quiz.views import reports as report_views


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, question_views.ANSWER_ACTION, questions.press_answer)
    app.on_click(deps, question_views.NEXT_ACTION, questions.press_next)
    app.on_click(deps, question_views.WRONG_ACTION, reports.press_wrong)
    app.on_click(deps, report_views.TAKE_BACK_ACTION, reports.take_back)
    app.on_click(deps, report_views.OPEN_ACTION, reports.open_report)
    app.on_click(deps, report_views.SETTLE_ACTION, reports.settle)
    app.on_click(deps, day_views.STOP_ACTION, days.stop_questions)
