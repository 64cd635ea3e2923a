"""Letters about what waits for a sign-off: to the guides of its member as they are now, to each of them once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.db.tables import members as people
from bot.db.tables import works as rows
from bot.domain.member import Member
from bot.domain.works import History, Stage
from bot.services import members, pairs, post, works
from bot.services.occurrences import Kind
from bot.settings import Settings

NEWS: Final = timedelta(days=7)  # for which it is looked whether work waits for who has left

Say = Callable[[Member, History], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose work waits."""

    workspace: str
    member: str


def tell(
    session: Connection, *, workspace: str, member: str, say: Say, settings: Settings, now: datetime
) -> tuple[Member, ...]:
    """Write to a member's guides what waits for them and they were not told; nobody else is told any more.

    Returns the guides. Nobody is told of the work of who has left or is a guest.
    """
    owner = members.find(session, workspace=workspace, member=member, default=settings.timezone)
    if owner is None or owner.is_guest or not owner.is_active:
        return ()
    guides = pairs.guides_of(session, workspace=workspace, member=member, settings=settings)
    for history in _waiting(session, owner):
        key, message = step_key(history.turn.id), say(owner, history)
        post.take_back(session, workspace=workspace, kind=Kind.WORK, key=key, but=[each.id for each in guides])
        for guide in guides:
            post.write(session, to=guide, kind=Kind.WORK, key=key, message=message, now=now, about=owner)
    return guides


def bereft(session: Connection, *, now: datetime) -> tuple[Whose, ...]:
    """Whose work waits where somebody has left lately, who may have been the one to look at it."""
    left = select(people.c.workspace).where(~people.c.is_active, people.c.gone_at > now - NEWS)
    found = session.execute(
        select(rows.c.workspace, rows.c.member)
        .where(rows.c.state == Stage.HANDED_IN.value, rows.c.workspace.in_(left))
        .distinct()
        .order_by(rows.c.workspace, rows.c.member)
    )
    return tuple(Whose(row.workspace, row.member) for row in found)


def step_key(step: int) -> str:
    """Under which a letter about a step in the history of an assignment is written once."""
    return f"work:{step}"


def _waiting(session: Connection, owner: Member) -> tuple[History, ...]:
    """What they have handed in, oldest first."""
    known = {"workspace": owner.workspace, "member": owner.id}
    handed = [each.assignment for each in works.of_member(session, **known) if each.stage is Stage.HANDED_IN]
    found = works.histories(session, **known, assignments=handed) if handed else {}
    return tuple(sorted(found.values(), key=lambda each: each.turn.id))
