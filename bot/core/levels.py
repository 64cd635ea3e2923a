"""Levels in roadmaps: members claim them, mentors confirm them."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from bot.core.people import members
from bot.db.renamed_ids import take_over_rows
from bot.db.statements import dialect_insert
from bot.db.tables import levels
from bot.db.tables import members as people
from bot.frozen import frozen


@frozen
class MemberLevel:
    """A member's level in a roadmap; a mentor may have confirmed another level than the one claimed."""

    member: str
    roadmap: str
    claimed: str
    claimed_at: datetime
    confirmed: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    @property
    def effective_level(self) -> str:
        """Return the level that topics follow: the confirmed one if there is one."""
        return self.confirmed or self.claimed

    @property
    def is_pending(self) -> bool:
        """Return whether the claim waits for a mentor."""
        if self.confirmed is None or self.confirmed_at is None:
            return self.confirmed is None
        return self.claimed != self.confirmed and self.claimed_at > self.confirmed_at


_COLUMNS = tuple(levels.c[name] for name in MemberLevel.__match_args__)
LEVEL_NAMES: Final = ("beginner", "intermediate", "advanced", "expert")


@frozen
class LevelChange:
    """A member's level before and after they changed it; None where they claimed none."""

    roadmap: str
    before: MemberLevel | None
    after: MemberLevel | None

    @property
    def is_newly_pending(self) -> bool:
        """Return whether the change asks for a confirmation that was not asked for before."""
        return self.after is not None and self.after.is_pending and self.after != self.before

    @property
    def is_settled(self) -> bool:
        """Return whether a mentor has confirmed the level and nothing waits."""
        return self.after is not None and not self.after.is_pending

    @property
    def has_superseded_request(self) -> bool:
        """Return whether the change ended a request for confirmation."""
        return self.before is not None and self.before.is_pending and self.before != self.after


def list_member_levels(conn: Connection, *, workspace: str, member: str) -> tuple[MemberLevel, ...]:
    """Return all levels of a member."""
    rows = conn.execute(
        select(*_COLUMNS).where(levels.c.workspace == workspace, levels.c.member == member).order_by(levels.c.roadmap)
    )
    return tuple(MemberLevel(**row._mapping) for row in rows)


def list_confirmed_levels(conn: Connection, *, workspace: str) -> tuple[MemberLevel, ...]:
    """Return all levels that a mentor has confirmed."""
    rows = conn.execute(select(*_COLUMNS).where(levels.c.workspace == workspace, levels.c.confirmed.is_not(None)))
    return tuple(MemberLevel(**row._mapping) for row in rows)


def list_pending(
    conn: Connection,
    *,
    workspace: str,
    exclude: str,
    member_ids: Collection[str] | None = None,
    limit: int | None = None,
) -> tuple[MemberLevel, ...]:
    """Return the claims that wait for a mentor, oldest first: never those of `exclude`, with `member_ids` only theirs.

    Guests' claims wait for nobody, and those of people who have left are not asked about.
    """
    is_asked = and_(people.c.workspace == levels.c.workspace, people.c.id == levels.c.member)
    query = (
        select(*_COLUMNS)
        .select_from(levels.join(people, is_asked))
        .where(levels.c.workspace == workspace, levels.c.member != exclude, people.c.is_active, ~people.c.is_guest)
        .where(is_pending())
    )
    if member_ids is not None:
        query = query.where(levels.c.member.in_(member_ids))
    rows = conn.execute(query.order_by(levels.c.claimed_at, levels.c.member, levels.c.roadmap).limit(limit))
    return tuple(MemberLevel(**row._mapping) for row in rows)


def count_pending_by_member(conn: Connection, *, workspace: str) -> dict[str, int]:
    """Return how many claims of each member wait for a mentor."""
    pending = list_pending(conn, workspace=workspace, exclude="")
    return Counter(each.member for each in pending)


def is_pending() -> ColumnElement[bool]:
    """Return the condition for what `MemberLevel.is_pending` says waits."""
    renewed = and_(levels.c.claimed != levels.c.confirmed, levels.c.claimed_at > levels.c.confirmed_at)
    return or_(levels.c.confirmed.is_(None), renewed)


def find_level(conn: Connection, *, workspace: str, member: str, roadmap: str) -> MemberLevel | None:
    """Return a member's level in one roadmap, locked until the transaction ends; None where they claimed none."""
    take_over_rows(conn, levels.c.roadmap, roadmap, workspace=workspace, member=member)
    row = conn.execute(
        select(*_COLUMNS)
        .where(levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
        .with_for_update()
    ).first()
    return MemberLevel(**row._mapping) if row else None


def lock_level(conn: Connection, *, workspace: str, member: str, roadmap: str, mentor: str) -> MemberLevel | None:
    """Return a member's level for a mentor to change, with both people locked; None where the member claimed none.

    Raises:
        MemberGone: one of the two was forgotten.
    """
    if all(each.roadmap != roadmap for each in list_member_levels(conn, workspace=workspace, member=member)):
        return None
    members.lock_members(conn, workspace=workspace, member_ids=[member, mentor])
    return find_level(conn, workspace=workspace, member=member, roadmap=roadmap)


def set_levels(
    conn: Connection, *, workspace: str, member: str, levels_by_roadmap: Mapping[str, str], now: datetime
) -> tuple[LevelChange, ...]:
    """Claim levels by roadmap; an empty level withdraws the claim.

    Raises:
        MemberGone: the member was forgotten.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[member])
    changes = []
    for roadmap, level in levels_by_roadmap.items():
        before = find_level(conn, workspace=workspace, member=member, roadmap=roadmap)
        if level:
            claim_level(conn, workspace=workspace, member=member, roadmap=roadmap, level=level, now=now)
        else:
            withdraw_level(conn, workspace=workspace, member=member, roadmap=roadmap)
        after = find_level(conn, workspace=workspace, member=member, roadmap=roadmap)
        changes.append(LevelChange(roadmap, before, after))
    return tuple(changes)


def claim_level(conn: Connection, *, workspace: str, member: str, roadmap: str, level: str, now: datetime) -> bool:
    """Claim a level; a confirmed one stays. False where it was claimed already and no mentor differs."""
    current = find_level(conn, workspace=workspace, member=member, roadmap=roadmap)
    if current and current.claimed == level and (current.is_pending or current.confirmed == level):
        return False
    if current and current.confirmed == level:
        return withdraw_level(conn, workspace=workspace, member=member, roadmap=roadmap)
    claim = {"claimed": level, "claimed_at": now}
    conn.execute(
        dialect_insert(conn, levels)
        .values(workspace=workspace, member=member, roadmap=roadmap, **claim)
        .on_conflict_do_update(index_elements=["workspace", "member", "roadmap"], set_=claim)
    )
    return True


def withdraw_level(conn: Connection, *, workspace: str, member: str, roadmap: str) -> bool:
    """Withdraw a claim; a confirmed level stays. False where nothing was claimed."""
    theirs = (levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
    confirmed = {"claimed": levels.c.confirmed, "claimed_at": levels.c.confirmed_at}
    differs = levels.c.confirmed != levels.c.claimed
    if conn.execute(delete(levels).where(*theirs, levels.c.confirmed.is_(None))).rowcount:
        return True
    return conn.execute(update(levels).where(*theirs, differs).values(**confirmed)).rowcount == 1


def confirm_level(
    conn: Connection, *, workspace: str, member: str, roadmap: str, level: str, mentor: str, now: datetime
) -> None:
    """Confirm a level as a mentor, in place of any earlier confirmation."""
    conn.execute(
        update(levels)
        .where(levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
        .values(confirmed=level, confirmed_by=mentor, confirmed_at=now)
    )


def level_rank(level: str) -> int:
    """Return 1 for beginner to 4 for expert, 0 for anything else."""
    return LEVEL_NAMES.index(level) + 1 if level in LEVEL_NAMES else 0


def parse_level(word: str) -> str | None:
    """Return the level with this name, or whose name begins so (three letters or more)."""
    typed = word.casefold()
    return next((level for level in LEVEL_NAMES if len(typed) > 2 and level.startswith(typed)), None)


def suggest_level(word: str) -> str | None:
    """Return the level that a misspelt word probably means."""
    return next(iter(difflib.get_close_matches(word.casefold(), LEVEL_NAMES, 1, 0.75)), None)
