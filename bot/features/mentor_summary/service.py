"""Recipients of the mentors' Monday message, what they were sent before, and the numbers it is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, and_, delete, select, union

from bot.calendar.weeks import shift_week, week_of
from bot.core.people import members as people_members
from bot.core.people.digest_scope import DigestScope
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.db.tables import members, occurrences, outbox
from bot.delivery import occurrences as delivery_occurrences
from bot.delivery import outbox as delivery_outbox
from bot.delivery.occurrences import OPT_IN_PERIOD, DeliveryKind, OccurrenceOutcome
from bot.delivery.outbox import MessageState
from bot.features.digest.rules import WinKind, gather_wins
from bot.features.digest.service import activity as digest_activity
from bot.features.mentor_summary import rules
from bot.features.mentor_summary.rules import MemberPraise, TeamSnapshot
from bot.features.team.rules import status as team_status
from bot.features.team.service.status import read_statuses
from bot.features.weekly_summary import rules as weekly_summary_rules
from bot.frozen import frozen

_DECISION = occurrences.alias("decision")
_UNREAD_STATES: Final = (MessageState.FAILED.value, MessageState.EXPIRED.value)


@frozen
class MentorSummaryRecipient:
    """A recipient: the name of their zone, and the moment since which they are a mentor."""

    workspace: str
    member: str
    zone: str | None
    mentor_since: datetime | None


def list_recipients(
    conn: Connection, *, workspaces: Collection[str], undecided_in: str | None = None
) -> tuple[MentorSummaryRecipient, ...]:
    """List mentors who have not turned it off, and who else has asked for it, whatever their roles are by now.

    `undecided_in` leaves out whom that period has been decided on for.
    """
    columns = (members.c.workspace, members.c.id, members.c.timezone, members.c.mentor_since)
    wanted = [members.c.workspace.in_(workspaces), members.c.is_active, members.c.mentor_summary_on]
    if undecided_in is not None:
        wanted.append(
            ~select(_DECISION.c.period).where(_is_theirs(undecided_in, _DECISION)).correlate(members).exists()
        )
    rows = conn.execute(
        union(
            select(*columns).where(*wanted, members.c.is_mentor),
            select(*columns)
            .select_from(members.join(occurrences, _is_theirs(OPT_IN_PERIOD)))
            .where(*wanted, occurrences.c.workspace.in_(workspaces)),  # few: SQLite begins with these
        )
    )
    return tuple(sorted((MentorSummaryRecipient(*row) for row in rows), key=lambda each: (each.workspace, each.member)))


def list_decided(conn: Connection, *, workspace: str, periods: Collection[str]) -> frozenset[tuple[str, str]]:
    """List the periods and recipients that have been decided on."""
    rows = conn.execute(
        select(occurrences.c.period, occurrences.c.recipient).where(
            occurrences.c.workspace == workspace,
            occurrences.c.kind == DeliveryKind.MENTOR_SUMMARY.value,
            occurrences.c.period.in_(list(periods)),
        )
    )
    return frozenset((row.period, row.recipient) for row in rows)


def is_enabled(conn: Connection, *, member: Member) -> bool:
    """Return whether the message is sent to this mentor or admin."""
    return any(each.member == member.id for each in list_recipients(conn, workspaces=[member.workspace]))


def set_enabled(conn: Connection, *, member: Member, is_on: bool, now: datetime) -> None:
    """Have the message sent from the next Monday on, or no more; a Monday that has come brings none."""
    if is_on == is_enabled(conn, member=member):
        return
    people_members.update_member(conn, workspace=member.workspace, member=member.id, mentor_summary_on=is_on)
    period, due_at = weekly_summary_rules.latest_summary_week(member.zone, now, rules.SLOT)
    if is_on:
        for each in (OPT_IN_PERIOD, period) if weekly_summary_rules.is_worth_sending(due_at, now) else (OPT_IN_PERIOD,):
            _claim_occurrence(conn, member, each, now)
        return
    conn.execute(
        delete(occurrences).where(
            occurrences.c.workspace == member.workspace,
            occurrences.c.kind == DeliveryKind.MENTOR_SUMMARY.value,
            occurrences.c.period == OPT_IN_PERIOD,
            occurrences.c.recipient == member.id,
        )
    )
    delivery_outbox.withdraw_for_recipient(
        conn, workspace=member.workspace, kinds=(DeliveryKind.MENTOR_SUMMARY,), recipient=member.id
    )


def read_sent_messages(
    conn: Connection, *, workspace: str, member: str, periods: Collection[str]
) -> dict[str, Mapping[str, Any]]:
    """Read what the member was sent in these periods and may have read."""
    rows = conn.execute(
        select(outbox.c.period, outbox.c.message).where(
            outbox.c.workspace == workspace,
            outbox.c.kind == DeliveryKind.MENTOR_SUMMARY.value,
            outbox.c.recipient == member,
            outbox.c.period.in_(list(periods)),
            outbox.c.state.not_in(_UNREAD_STATES),
        )
    )
    return {row.period: row.message for row in rows}


def read_team_snapshot(conn: Connection, *, workspace: Workspace, monday: date, at: datetime) -> TeamSnapshot:
    """Read the team at a moment of a Monday and a week before, in a number of statements that does not grow with it."""
    now = read_statuses(conn, workspace=workspace, at=at)
    before = read_statuses(conn, workspace=workspace, at=at - team_status.QUIET_AFTER / 2)
    names = {member.id: member.name for member, _ in now}
    return TeamSnapshot(now, before, _list_praise(conn, workspace, shift_week(week_of(monday), -1), names))


def _list_praise(
    conn: Connection, workspace: Workspace, week: str, names: Mapping[str, str]
) -> tuple[MemberPraise, ...]:
    """List praise, the longest runs first; only mentors read it, so members who hide are praised too."""
    scope = DigestScope(workspace.id, week, workspace.zone, {member: member for member in names})
    reached = [
        *digest_activity.list_milestones(conn, scope=scope, talks=()),
        *digest_activity.list_finished_assignments(conn, scope=scope),
    ]
    runs: dict[str, int] = {}
    finished: dict[str, tuple[str, ...]] = {}
    for win in gather_wins(reached, scope.names):
        for member in win.names:
            if win.kind is WinKind.STREAK:
                runs[member] = win.number
            elif win.kind in (WinKind.SIGNED_OFF, WinKind.FINISHED):
                finished[member] = (*finished.get(member, ()), win.subject)
    praise = (MemberPraise(id_, names[id_], runs.get(id_, 0), finished.get(id_, ())) for id_ in {*runs, *finished})
    return tuple(sorted(praise, key=lambda each: (-each.weeks, each.name.casefold(), each.member)))


def _is_theirs(period: str, of: FromClause = occurrences) -> ColumnElement[bool]:
    """Return whether an occurrence is a member's of this period."""
    return and_(
        of.c.workspace == members.c.workspace,
        of.c.kind == DeliveryKind.MENTOR_SUMMARY.value,
        of.c.period == period,
        of.c.recipient == members.c.id,
    )


def _claim_occurrence(conn: Connection, member: Member, period: str, now: datetime) -> None:
    delivery_occurrences.claim_occurrence(
        conn,
        workspace=member.workspace,
        kind=DeliveryKind.MENTOR_SUMMARY,
        period=period,
        recipient=member.id,
        now=now,
        outcome=OccurrenceOutcome.NOTHING,
    )
