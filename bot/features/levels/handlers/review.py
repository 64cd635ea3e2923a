"""A mentor's word to the level that a member says of themselves."""

from __future__ import annotations

from bot.core.audit import log
from bot.core.levels import levels
from bot.core.levels.level import Level
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, reader_of
from bot.dispatch.router import Doors
from bot.features.levels import views
from bot.features.levels.handlers import notify_mentors
from bot.slack.message import Message
from bot.slack.payloads import Judged, read


def register(app: Doors, deps: Deps) -> None:
    """The buttons of the letter to mentors."""
    app.on_click(deps, "level.confirm", confirm)


def confirm(deps: Deps, ask: Ask) -> Message:
    """Confirm a level, or say another one, where things still stand as they did on the button."""
    judged, now = read(Judged, ask.text), deps.clock.now()
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if not reader.may_guide(judged.member):
            log.refused(session, reader=reader, what="level", now=now, subject=judged.member)
            return error_views.not_allowed("Confirming a level", "the member's mentors, lead mentors and admins")
        place = {"workspace": ask.workspace, "member": judged.member, "roadmap": judged.roadmap}
        known = levels.take(session, **place, by=reader.id)
        if known is None or (known.claimed, known.confirmed) != (judged.claimed, judged.confirmed):
            return _overtaken(deps, session, reader, judged, known)
        levels.confirm(session, **place, level=judged.level, by=reader.id, now=now)
        return _confirmed(deps, session, reader, judged, known)


def _confirmed(deps: Deps, session: Connection, reader: Member, judged: Judged, before: Level) -> Message:
    """It is written down and told to the member; what else of theirs waits follows."""
    catalog, note = deps.catalog.current(), views.named(deps.catalog.current(), judged.roadmap, judged.level)
    workspace, whose, now = reader.workspace, judged.member, deps.clock.now()
    log.note(session, workspace=workspace, actor=reader.id, act="level.confirm", now=now, subject=whose, detail=note)
    mine = levels.of_member(session, workspace=workspace, member=whose)
    level = next(each for each in mine if each.roadmap == judged.roadmap)
    told = _tell(deps, session, reader, level, before)
    name = _names(session, reader, whose)[whose]
    waiting = [each for each in mine if each.waits]
    return views.letter(name, waiting, catalog, lead=views.judged(name, level, catalog, here=told))


def _tell(deps: Deps, session: Connection, mentor: Member, level: Level, before: Level) -> bool:
    """A letter to the member, and none any more to other mentors; False for who has left."""
    now, default = deps.clock.now(), deps.settings.timezone
    member = members.find(session, workspace=mentor.workspace, member=level.member, default=default)
    key = f"confirm:{level.member}:{level.roadmap}:{now.isoformat()}"
    letter = views.answered(mentor.name, level, deps.catalog.current()).payload()
    if member and before.waits:
        notify_mentors.renew(deps, session, member, [before.claimed_at])
    return member is not None and direct_messages.write(
        session, to=member, kind=Kind.LEVEL, key=key, message=letter, now=now, by=mentor
    )


def _overtaken(deps: Deps, session: Connection, reader: Member, judged: Judged, known: Level | None) -> Message:
    """What stands there by now, with buttons for that."""
    catalog, by = deps.catalog.current(), known.confirmed_by or "" if known else ""
    mine = levels.of_member(session, workspace=reader.workspace, member=judged.member)
    waiting = [each for each in mine if each.waits and each != known]
    names = _names(session, reader, judged.member, by)
    lead = views.changed_since(known, names[by], judged.roadmap, catalog)
    shown = [known, *waiting] if known else waiting
    return views.letter(names[judged.member], shown, catalog, lead=lead)


def _names(session: Connection, reader: Member, *people: str) -> dict[str, str]:
    """What people are called; nothing for somebody we do not know."""
    return dict.fromkeys(people, "") | members.names(session, workspace=reader.workspace, people=people)
