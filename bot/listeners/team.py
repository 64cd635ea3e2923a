"""`/team`: for admins and mentors, who is where; and who is a mentor."""

from __future__ import annotations

from bot.catalog import progress
from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain import weeks
from bot.domain.member import Member
from bot.listeners.ask import Ask, Named, people_in
from bot.listeners.doors import Doors
from bot.services import audit, ledger, members, outbox, plan, team, workspaces
from bot.services.occurrences import Kind
from bot.views import help as help_page
from bot.views import hours as hour_views
from bot.views import plan as plan_views
from bot.views import problem
from bot.views import team as views
from bot.views.message import Answer, Message
from bot.views.text import clip, escape, unescape
from bot.views.tickets import offset_in

NAME = "team"
LAST = 5  # entries that stand under a member's plan


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "team.open", overview)
    app.on_click(deps, "team.mentor", make_mentor)
    app.on_click(deps, "team.unmentor", end_mentor)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/team`."""
    deps.people.meet(ask.workspace, ask.member, ask.name)
    words, people = people_in(ask.text)
    match words.casefold().split():
        case []:
            return member(deps, ask, people) if people else overview(deps, ask.saying("0"))
        case ["help"]:
            return help_page.command(NAME, deps.settings.command_prefix)
        case ["mentor"]:
            return mentor(deps, ask, people)
        case _:
            examples = (f"{_command(deps)}", f"{_command(deps)} @member", f"{_command(deps)} mentor @member")
            return problem.unknown_words(escape(clip(unescape(ask.text), 80)), NAME, examples)


def overview(deps: Deps, ask: Ask) -> Answer:
    """A page of all active members."""
    catalog, now = deps.catalog.current(), deps.clock.now()
    page = offset_in(ask.text) or 0
    with deps.sessions.read() as session:
        if not _reader(deps, session, ask).sees_team:
            return _for_mentors()
        workspace = workspaces.get(session, workspace=ask.workspace, settings=deps.settings)
        today = workspace.today(now)
        week = weeks.week_of(today)
        lines = team.overview(session, workspace=workspace, catalog=catalog, today=today)
    tasks = sum(len(area.assignments) for area in catalog.areas)
    prefix = deps.settings.command_prefix
    return views.overview(lines, page=page, week=week, assignments=tasks, today=today, prefix=prefix)


def member(deps: Deps, ask: Ask, people: tuple[Named, ...]) -> Answer:
    """One member's plan with their last entries."""
    if len(people) > 1:
        return plan_views.several()
    catalog, now = deps.catalog.current(), deps.clock.now()
    with deps.sessions.read() as session:
        reader = _reader(deps, session, ask)
        if not reader.may_see(people[0].id):
            return _for_mentors()
        found = _find(deps, session, ask, people[0].id)
        if found is None:
            return plan_views.nobody(unescape(people[0].name))
        known = plan.record(session, workspace=ask.workspace, member=found.id)
        recent = ledger.page(session, workspace=ask.workspace, member=found.id, limit=LAST).entries
    areas, step, today = progress.by_area(catalog, known), progress.next_step(catalog, known), reader.today(now)
    whose = plan_views.Whose() if found.id == reader.id else plan_views.Whose(found.id, found.name)
    lines = [hour_views.line(entry, catalog, today) for entry in recent]
    return plan_views.overview(areas, progress.summary(areas), step, whose, entries=lines)


def mentor(deps: Deps, ask: Ask, people: tuple[Named, ...]) -> Answer:
    """Make a member a mentor, or ask whether to end that."""
    with deps.sessions.read() as session:
        if not _reader(deps, session, ask).is_admin:
            return _for_admins()
        if len(people) != 1:
            return views.name_one(deps.settings.command_prefix)
        found = _find(deps, session, ask, people[0].id)
    if found and found.is_mentor:
        return views.ask_to_end(found.id, found.name)
    return _change(deps, ask, people[0], is_mentor=True)


def make_mentor(deps: Deps, ask: Ask) -> Answer:
    """A pressed button names the member."""
    return _change(deps, ask, Named(ask.text, ""), is_mentor=True)


def end_mentor(deps: Deps, ask: Ask) -> Answer:
    """A confirmed button names the member."""
    return _change(deps, ask, Named(ask.text, ""), is_mentor=False)


def _change(deps: Deps, ask: Ask, person: Named, *, is_mentor: bool) -> Message:
    """Change the role; somebody we have not met is asked of Slack first, outside of the transaction."""
    with deps.sessions.read() as session:
        if not _reader(deps, session, ask).is_admin:
            return _for_admins()
        is_known = _find(deps, session, ask, person.id) is not None
    if not is_known and person.id:
        deps.people.refresh(ask.workspace, person.id)
    with deps.sessions.begin() as session:
        if not _reader(deps, session, ask).is_admin:
            return _for_admins()
        found = _find(deps, session, ask, person.id)
        if found is None or (is_mentor and not found.is_active):
            return views.cannot_mentor(unescape(person.name) or (found.name if found else person.id))
        now = deps.clock.now()
        members.set_mentor(session, workspace=ask.workspace, member=found.id, is_mentor=is_mentor, now=now)
        if is_mentor != found.is_mentor:
            act = "mentor.on" if is_mentor else "mentor.off"
            audit.note(session, workspace=ask.workspace, actor=ask.member, act=act, now=now, subject=found.id)
        if not is_mentor:
            outbox.withdraw(session, workspace=ask.workspace, kind=Kind.MENTOR, recipient=found.id)
    if is_mentor:
        return views.made_mentor(found.id, found.name, deps.settings.command_prefix)
    return views.ended_mentor(found.id, found.name)


def _find(deps: Deps, session: Session, ask: Ask, person: str) -> Member | None:
    return members.find(session, workspace=ask.workspace, member=person, default=deps.settings.timezone)


def _reader(deps: Deps, session: Session, ask: Ask) -> Member:
    return members.asking(session, workspace=ask.workspace, member=ask.member, settings=deps.settings)


def _for_mentors() -> Message:
    return problem.not_allowed("The team's page", "admins and mentors")


def _for_admins() -> Message:
    return problem.not_allowed("Making mentors", "admins")


def _command(deps: Deps) -> str:
    return deps.settings.command(NAME)
