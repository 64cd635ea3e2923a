"""`Log 1 h` below a message to everybody: it books for whoever presses, on what comes next for them."""

from __future__ import annotations

from bot.core.plan import progress, state
from bot.deps import Deps
from bot.dispatch.request import Ask, today_of
from bot.dispatch.router import Doors
from bot.features.hours.handlers import log_command
from bot.features.plan.views import overview as plan_overview
from bot.slack.message import Answer
from bot.slack.payloads import BadTicket
from bot.ui import log_buttons


def register(app: Doors, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "log.quick", book)


def book(deps: Deps, ask: Ask) -> Answer:
    """Book so many minutes on the presser's own next step; each length once for a person and a message."""
    minutes = next((each for each in log_buttons.MINUTES if str(each) == ask.text), None)
    if minutes is None:
        raise BadTicket("minutes")
    today = today_of(deps, ask)
    with deps.sessions.read() as session:
        known = state.record(session, workspace=ask.workspace, member=ask.member)
    step = progress.next_step(deps.catalog.current(), known)
    if step is None:
        return plan_overview.nothing_next(deps.settings.command("log"))
    key = f"quick:{ask.message or ask.request}"
    return log_command.book_pending(deps, ask, log_buttons.booking(step, minutes, key=key, today=today))
