"""`/plan networking by 1 jun`: the day until which somebody wants to be done with an area."""

from __future__ import annotations

from datetime import date

from bot.catalog.models import Area
from bot.core.plan import progress
from bot.core.plan import target_days as plan_target_days
from bot.core.plan.progress import Doubt
from bot.deps import Deps
from bot.dispatch.request import Ask, reader_of, today_of
from bot.dispatch.router import Doors
from bot.features.plan.handlers import pages
from bot.features.plan.views import target_day
from bot.features.plan.views.overview import Whose
from bot.slack.message import Answer
from bot.slack.payloads import Aim, BadTicket, read
from bot.timeexpr import target_days
from bot.timeexpr.target_days import TargetError, TargetRequest


def register(app: Doors, deps: Deps) -> None:
    """The button that keeps the day when the area was in doubt."""
    app.on_click(deps, "plan.aim", aim)


def answer(deps: Deps, ask: Ask, asked: TargetRequest, today: date) -> Answer:
    """Set the member's own target day, or take it away."""
    example = f"{deps.settings.command('plan')} networking by 1 jun"
    if isinstance(asked.day, TargetError):
        return target_day.unfit(asked.day, farthest=target_days.farthest_target(today), today=today, example=example)
    if not asked.what:
        return target_day.on_what(example)
    found = progress.find_area(deps.catalog.current(), asked.what)
    if isinstance(found, Doubt):
        return target_day.which_area(found, asked.day, today=today, example=example)
    return _set(deps, ask, found.area, asked.day, today)


def aim(deps: Deps, ask: Ask) -> Answer:
    """The area that was meant, with the day that was typed."""
    ticket, today = read(Aim, ask.text), today_of(deps, ask)
    area = deps.catalog.current().find_area(ticket.area)
    if area is None or (ticket.day and not today < ticket.day <= target_days.farthest_target(today)):
        raise BadTicket("aim")
    return _set(deps, ask, area, ticket.day, today)


def _set(deps: Deps, ask: Ask, area: Area, day: date | None, today: date) -> Answer:
    with deps.sessions.begin() as session:
        owner = reader_of(deps, session, ask)
        changed = plan_target_days.set_day(session, workspace=ask.workspace, member=owner.id, area=area.id, day=day)
        lead = target_day.told(day, changed=changed, today=today)
        return pages.area(deps, session, ask, area, owner=owner, whose=Whose(), lead=lead)
