"""`/roadmate mentor` and `/roadmate mentees`: one's own pairs, who would fit, and asking one of them."""

from __future__ import annotations

from dataclasses import replace

from bot.catalog.models import Area
from bot.core.ledger import rollups
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.core.people import pairs, roles
from bot.core.people.member import Member
from bot.core.plan import member_plan, progress
from bot.core.plan.progress import AmbiguousArea
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import MentionedPerson, Request, extract_people, find_requester
from bot.dispatch.router import Router
from bot.features.mentorship import rules
from bot.features.mentorship.handlers import notify, pairing
from bot.features.mentorship.handlers.pairing import PairProposal
from bot.features.mentorship.rules import MentorSuggestion
from bot.features.mentorship.service import pairs as pairs_service
from bot.features.mentorship.views import find_mentor
from bot.features.mentorship.views.pair import PairView
from bot.slack.blocks import ButtonSpec
from bot.slack.message import Message
from bot.slack.payloads import PayloadError
from bot.ui import which_area


def register(app: Router, deps: Deps) -> None:
    """The ways to the two pages."""
    app.on_click(deps, "pair.find", show_mentors)
    app.on_click(deps, "pair.mentees", show_mentees)


def answer_mentor(deps: Deps, request: Request) -> Message:
    """Whatever was typed after `/roadmate mentor`: an area, or whom to ask."""
    words, people = extract_people(request.text)
    area = pairing.find_area_id(deps, words)
    if len(people) > 1:
        return find_mentor.render_ask_one_at_a_time(deps.settings.command_prefix)
    if people:
        wish = PairProposal(people[0], MentionedPerson(request.member, ""))
        if isinstance(area, AmbiguousArea):
            return pairing.render_which_area(deps, area, wish)
        return pairing.ask_for_pair(deps, request, replace(wish, area=area))
    if isinstance(area, AmbiguousArea):
        presses = [ButtonSpec(each.name, "pair.find", each.id) for each in area.options]
        return which_area.which_area(area, presses, f"{deps.settings.slash_command('roadmate')} mentor networking")
    return show_mentors(deps, request.with_text(area or "-"))


def show_mentors(deps: Deps, request: Request) -> Message:
    """One's mentors and who would fit: in the area that a button carries, or in that of one's next step."""
    area = None if request.text == "-" else deps.catalog.current().find_area(request.text)
    if area is None and request.text != "-":
        raise PayloadError("area")
    now = deps.clock.now()
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        if roles.ineligible_reason(reader):
            return error_views.render_not_for_guests("Mentoring")
        area = area or _next_step_area(deps, conn, reader)
        own, fits = _read_own_pairs(deps, conn, reader), _suggest_mentors(deps, conn, reader, area)
    return find_mentor.render_mentors(own, fits, area, today=reader.today(now), prefix=deps.settings.command_prefix)


def show_mentees(deps: Deps, request: Request) -> Message:
    """Whom one mentors."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        if roles.ineligible_reason(reader):
            return error_views.render_not_for_guests("Mentoring")
        own = _read_own_pairs(deps, conn, reader)
    return find_mentor.render_mentees(own, today=reader.today(deps.clock.now()), prefix=deps.settings.command_prefix)


def _read_own_pairs(deps: Deps, conn: Connection, reader: Member) -> list[PairView]:
    found = pairs.list_pairs(conn, workspace=reader.workspace, member=reader.id)
    return [notify.read_pair_view(deps, conn, pair, reader.id, reader.zone) for pair in found]


def _next_step_area(deps: Deps, conn: Connection, reader: Member) -> Area | None:
    """The area of their next step; None for who is done with all of them."""
    known = member_plan.read_learning_record(conn, workspace=reader.workspace, member=reader.id)
    step = progress.choose_next_step(deps.catalog.current(), known)
    return step.area if step else None


def _suggest_mentors(deps: Deps, conn: Connection, reader: Member, area: Area | None) -> tuple[MentorSuggestion, ...]:
    subject = area.id if area else ALL_SUBJECTS
    now = deps.clock.now()
    able = pairs_service.list_candidates(conn, asker=reader, area=subject, now=now)
    minutes = rollups.read_minutes_by_subject(conn, workspace=reader.workspace, member=reader.id).get(subject, 0)
    return rules.rank_mentors(able, zone=reader.zone, minutes=minutes, today=reader.today(now))
