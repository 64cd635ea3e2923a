"""`/plan`: the ten areas, one of them, and the assignments to tick."""

from __future__ import annotations

from bot.core.plan import progress, state
from bot.core.plan.progress import Named
from bot.deps import Deps
from bot.dispatch.request import Ask, people_in, reader_of, today_of
from bot.dispatch.request import Named as Person
from bot.dispatch.router import Doors
from bot.features.help import views as help_views
from bot.features.plan.handlers import assignment, pages, target_day
from bot.features.plan.views import area as area_views
from bot.features.plan.views import overview
from bot.features.plan.views import target_day as target_day_views
from bot.slack.message import Answer
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import BadTicket, Opened, read
from bot.timeexpr import target_days
from bot.timeexpr.target_days import TargetError, TargetRequest

NAME = "plan"


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "plan.open", reopen)
    app.on_click(deps, "plan.tick", tick)
    app.on_click(deps, "plan.untick", untick)
    target_day.register(app, deps)
    assignment.register(app, deps)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/plan`."""
    today = today_of(deps, ask)
    words, people = people_in(ask.text)
    typed = unescape(words)
    if words.casefold().split()[-1:] == ["help"]:
        return help_views.command(NAME, deps.settings.command_prefix)
    if len(people) > 1:
        return overview.several()
    asked = target_days.read_target_request(typed, today)
    if asked and not _is_page(deps, typed, asked):
        return _aimed(deps, ask, asked, people)
    found = progress.find_area(deps.catalog.current(), typed) if typed else None
    if not people:
        return pages.show(deps, ask, ask.member, found)
    return pages.show(deps, ask, people[0].id, found, name=people[0].name)


def reopen(deps: Deps, ask: Ask) -> Answer:
    """A page named by a button."""
    page = read(Opened, ask.text)
    area = deps.catalog.current().find_area(page.area)
    if page.area and area is None:
        raise BadTicket("area")
    return pages.show(deps, ask, page.member or ask.member, Named(area) if area else None)


def tick(deps: Deps, ask: Ask) -> Answer:
    """An assignment of one's own is done."""
    return _tick(deps, ask, done=True)


def untick(deps: Deps, ask: Ask) -> Answer:
    """An assignment of one's own is open again."""
    return _tick(deps, ask, done=False)


def _tick(deps: Deps, ask: Ask, *, done: bool) -> Answer:
    found = deps.catalog.current().find_assignment(ask.text)
    if found is None:
        raise BadTicket("assignment")
    area, task = found
    with deps.sessions.begin() as session:
        owner = reader_of(deps, session, ask)
        lead = "" if done else assignment.held(deps, session, owner, task)
        if not lead:
            now = deps.clock.now()
            state.tick(session, workspace=ask.workspace, member=owner.id, assignment=task.id, done=done, now=now)
            lead = area_views.ticked(task, done=done)
        return pages.own_area(deps, session, ask, area, owner=owner, lead=lead)


def _is_page(deps: Deps, typed: str, asked: TargetRequest) -> bool:
    """Whether `by` belongs to a name: no day follows it, and the content knows the words as they stand."""
    if not isinstance(asked.day, TargetError) or asked.day.why is not target_days.TargetProblem.NO_DAY:
        return False
    found = progress.find_area(deps.catalog.current(), typed)
    return isinstance(found, Named) and not found.taken and not isinstance(found.via, str)


def _aimed(deps: Deps, ask: Ask, asked: TargetRequest, people: tuple[Person, ...]) -> Answer:
    """A target day, which one can only set for oneself."""
    if any(person.id != ask.member for person in people):
        return target_day_views.not_yours()
    today = today_of(deps, ask)
    return target_day.answer(deps, ask, asked, today)
