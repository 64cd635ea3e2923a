"""Levels in roadmaps, as members say and mentors confirm."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, select, update

from bot.core.people import members
from bot.db.statements import dialect_insert
from bot.db.tables import levels


@dataclass(frozen=True, slots=True)
class MemberLevel:
    """A member's level in a roadmap; `confirmed` is a mentor's word, which may be another one than `claimed`."""

    member: str
    roadmap: str
    claimed: str
    claimed_at: datetime
    confirmed: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    @property
    def effective_level(self) -> str:
        """The level that topics follow: the mentor's word where there is one."""
        return self.confirmed or self.claimed

    @property
    def is_pending(self) -> bool:
        """Whether no mentor has said anything to it yet."""
        if self.confirmed is None or self.confirmed_at is None:
            return self.confirmed is None
        return self.claimed != self.confirmed and self.claimed_at > self.confirmed_at


_COLUMNS = tuple(levels.c[name] for name in MemberLevel.__slots__)


def list_member_levels(conn: Connection, *, workspace: str, member: str) -> tuple[MemberLevel, ...]:
    """All of a member's."""
    rows = conn.execute(
        select(*_COLUMNS).where(levels.c.workspace == workspace, levels.c.member == member).order_by(levels.c.roadmap)
    )
    return tuple(MemberLevel(**row._mapping) for row in rows)


def list_confirmed_levels(conn: Connection, *, workspace: str) -> tuple[MemberLevel, ...]:
    """All that a mentor has confirmed."""
    rows = conn.execute(select(*_COLUMNS).where(levels.c.workspace == workspace, levels.c.confirmed.is_not(None)))
    return tuple(MemberLevel(**row._mapping) for row in rows)


def find_level(conn: Connection, *, workspace: str, member: str, roadmap: str) -> MemberLevel | None:
    """A member's level in one roadmap, held until the transaction ends; None where they say nothing of it."""
    row = conn.execute(
        select(*_COLUMNS)
        .where(levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
        .with_for_update()
    ).first()
    return MemberLevel(**row._mapping) if row else None


def lock_level(conn: Connection, *, workspace: str, member: str, roadmap: str, mentor: str) -> MemberLevel | None:
    """The same, as somebody else is about to change it: neither of the two is forgotten meanwhile. Raises Gone."""
    if all(each.roadmap != roadmap for each in list_member_levels(conn, workspace=workspace, member=member)):
        return None
    members.lock_members(conn, workspace=workspace, member_ids=[member, mentor])
    return find_level(conn, workspace=workspace, member=member, roadmap=roadmap)


def set_levels(
    conn: Connection, *, workspace: str, member: str, levels_by_roadmap: Mapping[str, str], now: datetime
) -> tuple[LevelChange, ...]:
    """Say levels by roadmap, empty for none any more. Raises Gone."""
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
    """Say one's own level; a mentor's word stays. False where just that was said and nobody contradicts."""
    known = find_level(conn, workspace=workspace, member=member, roadmap=roadmap)
    if known and known.claimed == level and (known.is_pending or known.confirmed == level):
        return False
    if known and known.confirmed == level:
        return withdraw_level(conn, workspace=workspace, member=member, roadmap=roadmap)
    said = {"claimed": level, "claimed_at": now}
    conn.execute(
        dialect_insert(conn, levels)
        .values(workspace=workspace, member=member, roadmap=roadmap, **said)
        .on_conflict_do_update(index_elements=["workspace", "member", "roadmap"], set_=said)
    )
    return True


def withdraw_level(conn: Connection, *, workspace: str, member: str, roadmap: str) -> bool:
    """Say nothing of one's level any more, or nothing beside a mentor's word; False where nothing was said."""
    theirs = (levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
    back = {"claimed": levels.c.confirmed, "claimed_at": levels.c.confirmed_at}
    other = levels.c.confirmed != levels.c.claimed
    if conn.execute(delete(levels).where(*theirs, levels.c.confirmed.is_(None))).rowcount:
        return True
    return conn.execute(update(levels).where(*theirs, other).values(**back)).rowcount == 1


def confirm_level(
    conn: Connection, *, workspace: str, member: str, roadmap: str, level: str, mentor: str, now: datetime
) -> None:
    """A mentor's word to a member's level, in place of the one before."""
    conn.execute(
        update(levels)
        .where(levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
        .values(confirmed=level, confirmed_by=mentor, confirmed_at=now)
    )


LEVEL_NAMES: Final = ("beginner", "intermediate", "advanced", "expert")


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A member's level before they said something of it and after; None for nothing said."""

    roadmap: str
    before: MemberLevel | None
    after: MemberLevel | None

    @property
    def is_newly_pending(self) -> bool:
        """Whether a mentor's word is asked for that was not asked for before."""
        return self.after is not None and self.after.is_pending and self.after != self.before

    @property
    def is_settled(self) -> bool:
        """Whether a mentor's word stands and nothing waits."""
        return self.after is not None and not self.after.is_pending

    @property
    def has_superseded_request(self) -> bool:
        """Whether what waited before does not any more."""
        return self.before is not None and self.before.is_pending and self.before != self.after


def level_rank(level: str) -> int:
    """1 for beginner to 4 for expert; 0 for anything else."""
    return LEVEL_NAMES.index(level) + 1 if level in LEVEL_NAMES else 0


def parse_level(word: str) -> str | None:
    """A level by its name or the beginning of it, from three letters on."""
    typed = word.casefold()
    return next((level for level in LEVEL_NAMES if len(typed) > 2 and level.startswith(typed)), None)


def suggest_level(word: str) -> str | None:
    """The level that a slip of the pen was perhaps meant to be."""
    return next(iter(difflib.get_close_matches(word.casefold(), LEVEL_NAMES, 1, 0.75)), None)
