"""`/plan networking by 1 jun`: the day until which somebody wants to be done with an area."""

from __future__ import annotations

from datetime import date

from bot.catalog import progress
from bot.catalog.models import Area
from bot.catalog.progress import Doubt
from bot.deps import Deps
from bot.domain import target
from bot.domain.target import Asked, Unfit
from bot.listeners import plan_pages
from bot.listeners.ask import Ask, reader_of, today_of
from bot.listeners.doors import Doors
from bot.services import targets
from bot.views import targets as views
from bot.views.message import Answer
from bot.views.plan import Whose
from bot.views.tickets import Aim, BadTicket, read


def register(app: Doors, deps: Deps) -> None:
    """The button that keeps the day when the area was in doubt."""
    app.on_click(deps, "plan.aim", aim)


def answer(deps: Deps, ask: Ask, asked: Asked, today: date) -> Answer:
    """Set the member's own target day, or take it away."""
    example = f"{deps.settings.command('plan')} networking by 1 jun"
    if isinstance(asked.day, Unfit):
        return views.unfit(asked.day, farthest=target.farthest(today), today=today, example=example)
    if not asked.what:
        return views.on_what(example)
    found = progress.find_area(deps.catalog.current(), asked.what)
    if isinstance(found, Doubt):
        return views.which_area(found, asked.day, today=today, example=example)
    return _set(deps, ask, found.area, asked.day, today)


def aim(deps: Deps, ask: Ask) -> Answer:
    """The area that was meant, with the day that was typed."""
    ticket, today = read(Aim, ask.text), today_of(deps, ask)
    area = deps.catalog.current().find_area(ticket.area)
    if area is None or (ticket.day and not today < ticket.day <= target.farthest(today)):
        raise BadTicket("aim")
    return _set(deps, ask, area, ticket.day, today)


def _set(deps: Deps, ask: Ask, area: Area, day: date | None, today: date) -> Answer:
    with deps.sessions.begin() as session:
        owner = reader_of(deps, session, ask)
        changed = targets.set_day(session, workspace=ask.workspace, member=owner.id, area=area.id, day=day)
        lead = views.told(day, changed=changed, today=today)
        return plan_pages.area(deps, session, ask, area, owner=owner, whose=Whose(), lead=lead)
