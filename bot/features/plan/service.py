"""Letters about what waits for a sign-off: to the guides of its member as they are now, to each of them once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentHistory, AssignmentStage
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.tables import assignment_progress as rows
from bot.db.tables import members as everybody
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState
from bot.settings import Settings

DEPARTURE_WINDOW: Final = timedelta(days=7)  # for which it is looked whether work waits for who has left

NotificationRenderer = Callable[[Member, AssignmentHistory], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class WaitingOwners:
    """Whose work waits in one workspace."""

    workspace: str
    member_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _HandedInWork:
    """What waits, who is to look at it, and what has become of the letters about it, by their readers."""

    owner: Member
    reviewers: tuple[Member, ...]
    history: AssignmentHistory
    message_states: Mapping[str, MessageState]

    @property
    def unnotified_reviewers(self) -> list[Member]:
        return [each for each in self.reviewers if each.id not in self.message_states]

    @property
    def has_outdated_message(self) -> bool:
        """Whether somebody would be told whom it does not concern any more."""
        now = {each.id for each in self.reviewers}
        return any(state is MessageState.WAITING and reader not in now for reader, state in self.message_states.items())


def queue_review_notifications(
    conn: Connection,
    *,
    workspace: str,
    member_ids: Collection[str],
    render: NotificationRenderer,
    settings: Settings,
    now: datetime,
) -> tuple[Member, ...]:
    """Write to these people's guides what waits for them and they were not told; nobody else is told any more.

    Returns the guides. Nobody is told of the work of who has left or is a guest. It reads four times for any number.
    """
    found = _read_reviewers(conn, workspace, member_ids, settings)
    for each in _read_handed_in_work(conn, workspace, found):
        key = step_message_key(each.history.last_transition.id)
        if each.has_outdated_message:
            but = [guide.id for guide in each.reviewers]
            direct_messages.withdraw_unsent(
                conn, workspace=workspace, kind=DeliveryKind.ASSIGNMENT, key=key, exclude=but
            )
        if unknowing := each.unnotified_reviewers:
            message = render(each.owner, each.history)
            for guide in unknowing:
                direct_messages.write_message(
                    conn,
                    recipient=guide,
                    kind=DeliveryKind.ASSIGNMENT,
                    key=key,
                    message=message,
                    now=now,
                    about_member=each.owner,
                )
    return tuple({guide.id: guide for _, guides in found.values() for guide in guides}.values())


def read_reviewer_ids(conn: Connection, *, workspace: str, settings: Settings) -> dict[str, frozenset[str]]:
    """The ids of the guides of everybody whose work waits."""
    found = _read_reviewers(conn, workspace, assignments.count_waiting_by_member(conn, workspace=workspace), settings)
    return {member: frozenset(each.id for each in guides) for member, (_, guides) in found.items()}


def find_unnotified_owners(conn: Connection, *, settings: Settings, now: datetime) -> tuple[WaitingOwners, ...]:
    """Whose work waits, unknown to a guide, where somebody has left lately who may have been the one to look at it."""
    left = select(everybody.c.workspace).where(~everybody.c.is_active, everybody.c.gone_at > now - DEPARTURE_WINDOW)
    handed = select(rows.c.workspace).where(rows.c.state == AssignmentStage.HANDED_IN.value, rows.c.workspace.in_(left))
    found = []
    for place in conn.execute(handed.distinct().order_by(rows.c.workspace)).scalars().all():
        guides = _read_reviewers(conn, place, assignments.count_waiting_by_member(conn, workspace=place), settings)
        if owners := {each.owner.id for each in _read_handed_in_work(conn, place, guides) if each.unnotified_reviewers}:
            found.append(WaitingOwners(place, tuple(sorted(owners))))
    return tuple(found)


def step_message_key(step: int) -> str:
    """Under which a letter about a step in the history of an assignment is written once."""
    return f"work:{step}"


def _read_reviewers(
    conn: Connection, workspace: str, member_ids: Collection[str], settings: Settings
) -> dict[str, tuple[Member, tuple[Member, ...]]]:
    """Those of these people who are members now, each with their guides."""
    everyone = members.list_active_members(conn, workspace=workspace, default_zone=settings.timezone)
    owners = {each.id: each for each in everyone if each.id in member_ids and not each.is_guest}
    guides = pairs.list_reviewers_by_member(conn, everyone, workspace=workspace, people=owners, settings=settings)
    return {member: (owner, guides[member]) for member, owner in owners.items()}


def _read_handed_in_work(
    conn: Connection, workspace: str, reviewers_by_owner: Mapping[str, tuple[Member, tuple[Member, ...]]]
) -> list[_HandedInWork]:
    """What these people have handed in, oldest first."""
    histories = assignments.list_waiting_histories(conn, workspace=workspace, member_ids=list(reviewers_by_owner))
    keys = [step_message_key(each.last_transition.id) for each in histories]
    letters = direct_messages.read_states(conn, workspace=workspace, kind=DeliveryKind.ASSIGNMENT, keys=keys)
    return [
        _HandedInWork(*reviewers_by_owner[each.progress.member], each, letters[key])
        for each, key in zip(histories, keys, strict=True)
    ]
