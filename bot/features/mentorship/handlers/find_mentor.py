"""`/roadmate mentor` and `/roadmate mentees`: the reader's pairs, suggested mentors, and asking one of them."""

from __future__ import annotations

from dataclasses import replace

from bot.catalog.models import Area
from bot.core.ledger import rollups
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.core.people import pairs, roles
from bot.core.people.member import Member
from bot.core.plan import member_plan, next_moves
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
from bot.slack.slash import SLASH
from bot.ui import which_area


def register(app: Router, deps: Deps) -> None:
    """Route the buttons that open the two pages."""
    app.on_click(deps, "pair.find", show_mentors)
    app.on_click(deps, "pair.mentees", show_mentees)


def answer_mentor(deps: Deps, request: Request) -> Message:
    """Answer whatever was typed after `/roadmate mentor`: an area, or whom to ask."""
    words, people = extract_people(request.text)
    area = pairing.find_area_id(deps, request, words)
    if len(people) > 1:
        return find_mentor.render_ask_one_at_a_time()
    if people:
        proposal = PairProposal(people[0], MentionedPerson(request.member, ""))
        if isinstance(area, AmbiguousArea):
            return pairing.render_which_area(area, proposal)
        return pairing.ask_for_pair(deps, request, replace(proposal, area=area))
    if isinstance(area, AmbiguousArea):
        buttons = [ButtonSpec(each.name, "pair.find", each.id) for each in area.options]
        return which_area.which_area(area, buttons, f"{SLASH}roadmate mentor networking")
    return show_mentors(deps, request.with_text(area or "-"))


def show_mentors(deps: Deps, request: Request) -> Message:
    """Show the reader's mentors and suggestions: in the area that a button carries, or in that of the next step."""
    area = None if request.text == "-" else deps.catalog.of(request.workspace).find_area(request.text)
    if area is None and request.text != "-":
        raise PayloadError("area")
    now = deps.clock.now()
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        if roles.ineligible_reason(reader):
            return error_views.render_not_for_guests("Mentoring")
        area = area or _next_step_area(deps, conn, reader)
        own, suggestions = _read_own_pairs(deps, conn, reader), _suggest_mentors(deps, conn, reader, area)
    return find_mentor.render_mentors(own, suggestions, area, today=reader.today(now))


def show_mentees(deps: Deps, request: Request) -> Message:
    """Show the reader's mentees."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        if roles.ineligible_reason(reader):
            return error_views.render_not_for_guests("Mentoring")
        own = _read_own_pairs(deps, conn, reader)
    return find_mentor.render_mentees(own, today=reader.today(deps.clock.now()))


def _read_own_pairs(deps: Deps, conn: Connection, reader: Member) -> list[PairView]:
    found = pairs.list_pairs(conn, workspace=reader.workspace, member=reader.id)
    return [notify.read_pair_view(deps, conn, pair, reader.id, reader.zone) for pair in found]


def _next_step_area(deps: Deps, conn: Connection, reader: Member) -> Area | None:
    """Return the area of the reader's next step; None where all are done."""
    key = {"workspace": reader.workspace, "member": reader.id}
    record = member_plan.read_learning_record(conn, **key, now=deps.clock.now())
    step = next_moves.choose_next_step(deps.catalog.of(reader.workspace), record)
    return step.area if step else None


def _suggest_mentors(deps: Deps, conn: Connection, reader: Member, area: Area | None) -> tuple[MentorSuggestion, ...]:
    subject = area.id if area else ALL_SUBJECTS
    now = deps.clock.now()
    candidates = pairs_service.list_candidates(conn, asker=reader, area=subject, now=now)
    minutes = rollups.read_minutes_by_subject(conn, workspace=reader.workspace, member=reader.id).get(subject, 0)
    return rules.rank_mentors(candidates, zone=reader.zone, minutes=minutes, today=reader.today(now))
