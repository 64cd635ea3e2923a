"""Letters to mentors about levels that wait for their word: with what waits when they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.core.levels import levels
from bot.core.levels.level import Level
from bot.core.people import pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.features.levels import views


def has_mentors(member: Member) -> bool:
    """Whether anybody is asked about their levels: nobody is about a guest's, or those of who has left."""
    return member.is_active and not member.is_guest


def ask(deps: Deps, session: Connection, member: Member, new: Sequence[Level]) -> tuple[Member, ...]:
    """One letter with what was said at the same moment, to each mentor or to who stands in for one."""
    if not new or not has_mentors(member):
        return ()
    now, key = deps.clock.now(), _key(member, new[0].claimed_at)
    letter = views.letter(member.name, new, deps.catalog.current()).payload()
    guides = pairs.guides_of(session, workspace=member.workspace, member=member.id, settings=deps.settings)
    for guide in guides:
        direct_messages.write(session, to=guide, kind=Kind.LEVEL, key=key, message=letter, now=now, about=member)
    return guides


def renew(deps: Deps, session: Connection, member: Member, said_at: Iterable[datetime]) -> None:
    """What was said at these moments has changed: letters that have not left are only about what still waits."""
    mine = levels.of_member(session, workspace=member.workspace, member=member.id)
    for at in sorted(said_at):
        key = _key(member, at)
        if direct_messages.take_back(session, workspace=member.workspace, kind=Kind.LEVEL, key=key):
            ask(deps, session, member, [each for each in mine if each.waits and each.claimed_at == at])


def _key(member: Member, said_at: datetime) -> str:
    return f"claim:{member.id}:{said_at.isoformat()}"
