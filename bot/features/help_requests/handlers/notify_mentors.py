"""Letters about who is stuck, to mentors: written when it is said, taken back or answered when it is over."""

from __future__ import annotations

from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.features.help_requests.rules.experts import Plea
from bot.features.help_requests.rules.request import Stuck
from bot.features.help_requests.service.requests import Said
from bot.features.help_requests.views import stuck as stuck_views
from bot.slack.message import Message


def tell(deps: Deps, session: Connection, member: Member, said: Said) -> None:
    """A letter to each mentor, or to who stands in for one: in the newest words, and the same words once."""
    catalog, workspace, stuck = deps.catalog.current(), member.workspace, said.stuck
    _take_back(session, workspace, stuck, said.before)
    own = pairs.mentors_of(session, workspace=workspace, mentee=member.id)
    for guide in pairs.guides_of(session, workspace=workspace, member=member.id, settings=deps.settings):
        letter = stuck_views.letter(member.name, stuck, catalog, own=guide.id in own)
        if not write(deps, session, guide, _first(stuck), letter, about=member):
            write(deps, session, guide, _again(stuck, stuck.words), letter, about=member)


def end(deps: Deps, session: Connection, member: Member, stuck: Stuck, *, by: str) -> list[str]:
    """Who has not read yet that somebody is stuck never does; who has is told that it is over, but for `by`.

    Returns the names of who is told.
    """
    workspace, catalog = member.workspace, deps.catalog.current()
    _take_back(session, workspace, stuck, stuck.words)
    direct_messages.take_back(session, workspace=workspace, kind=Kind.STUCK, key=f"ask:s{stuck.id}")
    heard = direct_messages.reached(session, workspace=workspace, kind=Kind.STUCK, key=_first(stuck)) - {by}
    letter, told = stuck_views.through(member.name, stuck, catalog), []
    for person in sorted(members.names(session, workspace=workspace, people=heard)):
        reader = members.asking(session, workspace=workspace, member=person, settings=deps.settings)
        if reader.may_see(member.id) and write(deps, session, reader, f"through:{stuck.id}", letter, about=member):
            told.append(reader.name)
    return told


def write(
    deps: Deps,
    session: Connection,
    to: Member,
    key: str,
    letter: Message,
    *,
    about: Member | None = None,
    by: Member | None = None,
) -> bool:
    """Once under a key, `about` somebody or signed `by` somebody; False where it was written before."""
    now, words = deps.clock.now(), letter.payload()
    return direct_messages.write(session, to=to, kind=Kind.STUCK, key=key, message=words, now=now, about=about, by=by)


def put(deps: Deps, session: Connection, to: Member, letter: Message, *, plea: Plea, by: Member) -> None:
    """A question to who knows; where one is stuck, it is taken back when that is over."""
    if not (plea.on.startswith("s") and write(deps, session, to, f"ask:{plea.on}", letter, by=by)):
        write(deps, session, to, f"ask:{plea.period}", letter, by=by)


def _take_back(session: Connection, workspace: str, stuck: Stuck, words: str) -> None:
    for key in (_first(stuck), _again(stuck, words)):
        direct_messages.take_back(session, workspace=workspace, kind=Kind.STUCK, key=key)


def _first(stuck: Stuck) -> str:
    return f"stuck:{stuck.id}"


def _again(stuck: Stuck, words: str) -> str:
    return f"stuck:{stuck.id}:{words}"
