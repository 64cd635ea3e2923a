"""`/roadmate mentor` and `/roadmate mentees`: one's own pairs, who would fit, and asking one of them."""

from __future__ import annotations

from dataclasses import replace

from bot.catalog.models import Area
from bot.core.ledger import rollups
from bot.core.ledger.periods import EVERYTHING
from bot.core.people import pairs, roles
from bot.core.people.member import Member
from bot.core.plan import progress, state
from bot.core.plan.progress import Doubt
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, Named, people_in, reader_of
from bot.dispatch.router import Doors
from bot.features.mentorship import rules
from bot.features.mentorship.handlers import notify, propose
from bot.features.mentorship.handlers.propose import Wish
from bot.features.mentorship.rules import Fit
from bot.features.mentorship.service import candidates
from bot.features.mentorship.views import find_mentor
from bot.features.mentorship.views.pair import Told
from bot.slack.blocks import Press
from bot.slack.message import Message
from bot.slack.payloads import BadTicket
from bot.ui import which_area


def register(app: Doors, deps: Deps) -> None:
    """The ways to the two pages."""
    app.on_click(deps, "pair.find", find)
    app.on_click(deps, "pair.mentees", mentees)


def answer(deps: Deps, ask: Ask) -> Message:
    """Whatever was typed after `/roadmate mentor`: an area, or whom to ask."""
    words, people = people_in(ask.text)
    area = propose.area_in(deps, words)
    if len(people) > 1:
        return find_mentor.one_only(deps.settings.command_prefix)
    if people:
        wish = Wish(people[0], Named(ask.member, ""))
        if isinstance(area, Doubt):
            return propose.which(deps, area, wish)
        return propose.request(deps, ask, replace(wish, area=area))
    if isinstance(area, Doubt):
        presses = [Press(each.name, "pair.find", each.id) for each in area.options]
        return which_area.which_area(area, presses, f"{deps.settings.command('roadmate')} mentor networking")
    return find(deps, ask.saying(area or "-"))


def find(deps: Deps, ask: Ask) -> Message:
    """One's mentors and who would fit: in the area that a button carries, or in that of one's next step."""
    area = None if ask.text == "-" else deps.catalog.current().find_area(ask.text)
    if area is None and ask.text != "-":
        raise BadTicket("area")
    now = deps.clock.now()
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
        if roles.unfit(reader):
            return error_views.not_for_guests("Mentoring")
        area = area or _next(deps, session, reader)
        own, fits = _own(deps, session, reader), _fits(deps, session, reader, area)
    return find_mentor.mentors(own, fits, area, today=reader.today(now), prefix=deps.settings.command_prefix)


def mentees(deps: Deps, ask: Ask) -> Message:
    """Whom one mentors."""
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
        if roles.unfit(reader):
            return error_views.not_for_guests("Mentoring")
        own = _own(deps, session, reader)
    return find_mentor.mentees(own, today=reader.today(deps.clock.now()), prefix=deps.settings.command_prefix)


def _own(deps: Deps, session: Connection, reader: Member) -> list[Told]:
    found = pairs.of_member(session, workspace=reader.workspace, member=reader.id)
    return [notify.told(deps, session, pair, reader.id, reader.zone) for pair in found]


def _next(deps: Deps, session: Connection, reader: Member) -> Area | None:
    """The area of their next step; None for who is done with all of them."""
    known = state.record(session, workspace=reader.workspace, member=reader.id)
    step = progress.next_step(deps.catalog.current(), known)
    return step.area if step else None


def _fits(deps: Deps, session: Connection, reader: Member, area: Area | None) -> tuple[Fit, ...]:
    subject = area.id if area else EVERYTHING
    now = deps.clock.now()
    able = candidates.candidates(session, asker=reader, area=subject, now=now)
    minutes = rollups.of_member(session, workspace=reader.workspace, member=reader.id).get(subject, 0)
    return rules.suggest(able, zone=reader.zone, minutes=minutes, today=reader.today(now))
