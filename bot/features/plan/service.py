"""Letters about what waits for a sign-off: to the guides of its member as they are now, to each of them once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.core.assignments import assignments
from bot.core.assignments.assignment import History, Stage
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.tables import members as everybody
from bot.db.tables import works as rows
from bot.delivery import direct_messages
from bot.delivery.occurrences import Kind
from bot.delivery.outbox import State
from bot.settings import Settings

NEWS: Final = timedelta(days=7)  # for which it is looked whether work waits for who has left

Say = Callable[[Member, History], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose work waits in one workspace."""

    workspace: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What waits, who is to look at it, and what has become of the letters about it, by their readers."""

    owner: Member
    guides: tuple[Member, ...]
    history: History
    letters: Mapping[str, State]

    @property
    def unknowing(self) -> list[Member]:
        return [each for each in self.guides if each.id not in self.letters]

    @property
    def is_astray(self) -> bool:
        """Whether somebody would be told whom it does not concern any more."""
        now = {each.id for each in self.guides}
        return any(state is State.WAITING and reader not in now for reader, state in self.letters.items())


def tell(
    session: Connection, *, workspace: str, people: Collection[str], say: Say, settings: Settings, now: datetime
) -> tuple[Member, ...]:
    """Write to these people's guides what waits for them and they were not told; nobody else is told any more.

    Returns the guides. Nobody is told of the work of who has left or is a guest. It reads four times for any number.
    """
    found = _guides(session, workspace, people, settings)
    for each in _waiting(session, workspace, found):
        key = step_key(each.history.turn.id)
        if each.is_astray:
            but = [guide.id for guide in each.guides]
            direct_messages.take_back(session, workspace=workspace, kind=Kind.WORK, key=key, but=but)
        if unknowing := each.unknowing:
            message = say(each.owner, each.history)
            for guide in unknowing:
                direct_messages.write(
                    session, to=guide, kind=Kind.WORK, key=key, message=message, now=now, about=each.owner
                )
    return tuple({guide.id: guide for _, guides in found.values() for guide in guides}.values())


def of_waiting(session: Connection, *, workspace: str, settings: Settings) -> dict[str, frozenset[str]]:
    """The ids of the guides of everybody whose work waits."""
    found = _guides(session, workspace, assignments.waiting(session, workspace=workspace), settings)
    return {member: frozenset(each.id for each in guides) for member, (_, guides) in found.items()}


def bereft(session: Connection, *, settings: Settings, now: datetime) -> tuple[Whose, ...]:
    """Whose work waits, unknown to a guide, where somebody has left lately who may have been the one to look at it."""
    left = select(everybody.c.workspace).where(~everybody.c.is_active, everybody.c.gone_at > now - NEWS)
    handed = select(rows.c.workspace).where(rows.c.state == Stage.HANDED_IN.value, rows.c.workspace.in_(left))
    found = []
    for place in session.execute(handed.distinct().order_by(rows.c.workspace)).scalars().all():
        guides = _guides(session, place, assignments.waiting(session, workspace=place), settings)
        if owners := {each.owner.id for each in _waiting(session, place, guides) if each.unknowing}:
            found.append(Whose(place, tuple(sorted(owners))))
    return tuple(found)


def step_key(step: int) -> str:
    """Under which a letter about a step in the history of an assignment is written once."""
    return f"work:{step}"


def _guides(
    session: Connection, workspace: str, people: Collection[str], settings: Settings
) -> dict[str, tuple[Member, tuple[Member, ...]]]:
    """Those of these people who are members now, each with their guides."""
    everyone = members.everyone(session, workspace=workspace, default=settings.timezone)
    owners = {each.id: each for each in everyone if each.id in people and not each.is_guest}
    guides = pairs.guides_among(session, everyone, workspace=workspace, people=owners, settings=settings)
    return {member: (owner, guides[member]) for member, owner in owners.items()}


def _waiting(
    session: Connection, workspace: str, known: Mapping[str, tuple[Member, tuple[Member, ...]]]
) -> list[_Waiting]:
    """What these people have handed in, oldest first."""
    histories = assignments.waiting_of(session, workspace=workspace, people=list(known))
    keys = [step_key(each.turn.id) for each in histories]
    letters = direct_messages.addressed(session, workspace=workspace, kind=Kind.WORK, keys=keys)
    return [_Waiting(*known[each.work.member], each, letters[key]) for each, key in zip(histories, keys, strict=True)]
