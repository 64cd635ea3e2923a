"""Notify reviewers of what was handed in, each of them once; and what a sign-off makes of a member's plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, exists, select

from bot.calendar.quiet_hours import next_awake_moment
from bot.catalog.catalog import Catalog
from bot.core import milestones
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentHistory, AssignmentStage
from bot.core.milestones import Milestone, MilestoneKind
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.core.plan import next_moves, progress, refreshers
from bot.core.plan.member_plan import read_learning_record
from bot.db.tables import assignment_progress, workspaces
from bot.db.tables import members as member_rows
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState
from bot.features.plan.rules.sign_off import SignOffOutcome
from bot.frozen import frozen
from bot.settings import Settings

DEPARTURE_WINDOW: Final = timedelta(days=7)  # in which somebody has left who may have been the only reviewer

NotificationRenderer = Callable[[Member, AssignmentHistory], Mapping[str, Any]]


@frozen
class WaitingOwners:
    """Members of one workspace who have handed in something that waits."""

    workspace: str
    member_ids: tuple[str, ...]


@frozen
class _HandedInWork:
    """What was handed in, its reviewers, and the state of the notifications about it by recipient."""

    owner: Member
    reviewers: tuple[Member, ...]
    history: AssignmentHistory
    message_states: Mapping[str, MessageState]

    @property
    def unnotified_reviewers(self) -> list[Member]:
        return [each for each in self.reviewers if each.id not in self.message_states]

    @property
    def has_outdated_message(self) -> bool:
        """Return whether a notification is still to be sent to somebody who is no reviewer any more."""
        now = {each.id for each in self.reviewers}
        return any(state is MessageState.WAITING and reader not in now for reader, state in self.message_states.items())


def record_sign_off(
    conn: Connection, owner: Member, catalog: Catalog, assignment: str, *, now: datetime
) -> SignOffOutcome:
    """Record the milestone of a sign-off, and return what it makes of the member's plan."""
    milestones.record_milestones(
        conn,
        workspace=owner.workspace,
        member=owner.id,
        reached=[Milestone(MilestoneKind.ASSIGNMENT_SIGNED_OFF, assignment)],
        day=owner.today(now),
    )
    record, found = (
        read_learning_record(conn, workspace=owner.workspace, member=owner.id, now=now),
        catalog.find_assignment(assignment),
    )
    step = next_moves.choose_next_step(catalog, refreshers.hide_refresher(record))
    return SignOffOutcome(progress.measure_area(found[0], record) if found else None, step)


def take_back_sign_off(conn: Connection, owner: Member, assignment: str) -> None:
    """Take back the milestone of an assignment that was sent back."""
    gone = [Milestone(MilestoneKind.ASSIGNMENT_SIGNED_OFF, assignment)]
    milestones.take_back_milestones(conn, workspace=owner.workspace, member=owner.id, gone=gone)


def awake_from(member: Member, now: datetime) -> datetime | None:
    """Return when a member's night ends, in their zone; None where it is day."""
    at = next_awake_moment(now, member.zone)
    return None if at == now else at.astimezone(member.zone)


def queue_review_notifications(
    conn: Connection,
    *,
    workspace: str,
    member_ids: Collection[str],
    render: NotificationRenderer,
    settings: Settings,
    now: datetime,
) -> tuple[Member, ...]:
    """Notify the reviewers of these members of what waits, where they were not yet; withdraw what is for others.

    Return the reviewers. Nobody is notified of the work of a guest or of somebody who has left. It takes four reads
    for any number of members.
    """
    reviewers_by_owner = _read_reviewers(conn, workspace, member_ids, settings)
    for work in _read_handed_in_work(conn, workspace, reviewers_by_owner):
        key = step_message_key(work.history.last_transition.id)
        if work.has_outdated_message:
            current = [each.id for each in work.reviewers]
            direct_messages.withdraw_unsent(
                conn, workspace=workspace, kind=DeliveryKind.ASSIGNMENT, key=key, exclude=current
            )
        if unnotified := work.unnotified_reviewers:
            message = render(work.owner, work.history)
            for reviewer in unnotified:
                direct_messages.write_message(
                    conn,
                    recipient=reviewer,
                    kind=DeliveryKind.ASSIGNMENT,
                    key=key,
                    message=message,
                    now=now,
                    about_member=work.owner,
                )
    return tuple({each.id: each for _, reviewers in reviewers_by_owner.values() for each in reviewers}.values())


def read_reviewer_ids(conn: Connection, *, workspace: str, settings: Settings) -> dict[str, frozenset[str]]:
    """Return the ids of the reviewers of each member who has handed in something that waits."""
    waiting = assignments.count_waiting_by_member(conn, workspace=workspace)
    reviewers_by_owner = _read_reviewers(conn, workspace, waiting, settings)
    return {member: frozenset(each.id for each in reviewers) for member, (_, reviewers) in reviewers_by_owner.items()}


def find_unnotified_owners(conn: Connection, *, settings: Settings, now: datetime) -> tuple[WaitingOwners, ...]:
    """Return the members with a reviewer who was not notified, in workspaces that somebody has left lately."""
    left = exists().where(
        member_rows.c.workspace == workspaces.c.id,
        ~member_rows.c.is_active,
        member_rows.c.gone_at > now - DEPARTURE_WINDOW,
    )
    handed_in = exists().where(
        assignment_progress.c.workspace == workspaces.c.id,
        assignment_progress.c.state == AssignmentStage.HANDED_IN.value,
    )
    unnotified = []
    for workspace in conn.scalars(select(workspaces.c.id).where(handed_in, left).order_by(workspaces.c.id)).all():
        waiting = assignments.count_waiting_by_member(conn, workspace=workspace)
        reviewers_by_owner = _read_reviewers(conn, workspace, waiting, settings)
        handed_in_work = _read_handed_in_work(conn, workspace, reviewers_by_owner)
        if owners := {each.owner.id for each in handed_in_work if each.unnotified_reviewers}:
            unnotified.append(WaitingOwners(workspace, tuple(sorted(owners))))
    return tuple(unnotified)


def step_message_key(step: int) -> str:
    """Return the key under which the message about a step of an assignment is written once."""
    return f"work:{step}"


def _read_reviewers(
    conn: Connection, workspace: str, member_ids: Collection[str], settings: Settings
) -> dict[str, tuple[Member, tuple[Member, ...]]]:
    """Return those who are members now, guests aside, each with their reviewers."""
    everyone = members.list_active_members(conn, workspace=workspace, default_zone=settings.timezone)
    owners = {each.id: each for each in everyone if each.id in member_ids and not each.is_guest}
    reviewers = pairs.list_reviewers_by_member(conn, everyone, workspace=workspace, people=owners, settings=settings)
    return {member: (owner, reviewers[member]) for member, owner in owners.items()}


def _read_handed_in_work(
    conn: Connection, workspace: str, reviewers_by_owner: Mapping[str, tuple[Member, tuple[Member, ...]]]
) -> list[_HandedInWork]:
    """Return what these members have handed in, oldest first."""
    histories = assignments.list_waiting_histories(conn, workspace=workspace, member_ids=list(reviewers_by_owner))
    keys = [step_message_key(each.last_transition.id) for each in histories]
    states = direct_messages.read_states(conn, workspace=workspace, kind=DeliveryKind.ASSIGNMENT, keys=keys)
    return [
        _HandedInWork(*reviewers_by_owner[each.progress.member], each, states[key])
        for each, key in zip(histories, keys, strict=True)
    ]
