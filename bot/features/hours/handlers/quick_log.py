"""The `Log 1 h` buttons below messages to everybody: each presser books on their own next step."""

from __future__ import annotations

from bot.core.plan import member_plan, next_moves
from bot.deps import Deps
from bot.dispatch.request import Request, requester_today
from bot.dispatch.router import Router
from bot.features.hours.handlers import log_command
from bot.features.plan.views import overview as plan_overview
from bot.slack.message import AnyMessage
from bot.slack.payloads import PayloadError
from bot.ui import log_buttons


def register(app: Router, deps: Deps) -> None:
    """Register the buttons that log a fixed length."""
    app.on_click(deps, "log.quick", press_quick_log)


def press_quick_log(deps: Deps, request: Request) -> AnyMessage:
    """Book a fixed length on the presser's next step; each length once per person and message.

    Raises:
        PayloadError: the length is none of ours.
    """
    minutes = next((each for each in log_buttons.BUTTON_MINUTES if str(each) == request.text), None)
    if minutes is None:
        raise PayloadError("minutes")
    today = requester_today(deps, request)
    with deps.database.read() as conn:
        key = {"workspace": request.workspace, "member": request.member}
        record = member_plan.read_learning_record(conn, **key, now=deps.clock.now())
    step = next_moves.choose_next_step(deps.catalog.of(request.workspace), record)
    if step is None:
        return plan_overview.render_plan_finished()
    request_key = f"quick:{request.message_ts or request.key}"
    return log_command.book_pending(
        deps, request, log_buttons.entry_payload(step, minutes, key=request_key, today=today)
    )
