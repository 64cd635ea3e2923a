from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Connection

from bot.db.sessions import Sessions
from bot.domain import ledger, ranking
from bot.domain.periods import Period
from bot.services import board, hours, members, workspaces

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WEEK = "2026-W47"


def join(session: Connection, workspace: str, member: str, *, active: bool = True, hidden: bool = False) -> None:
    workspaces.welcome(session, workspace=workspace, now=NOON)
    members.meet(
        session,
        workspace=workspace,
        member=member,
        name=member.title(),
        timezone=None,
        is_admin=False,
        is_active=active,
        profile_at=NOON,
        now=NOON,
    )
    members.change(session, workspace=workspace, member=member, hidden=hidden)


def log(
    session: Connection, workspace: str, member: str, minutes: int, *, area: str = "networking", day: int = 20
) -> int:
    request = f"{workspace}{member}{minutes}{area}{day}"
    booking = ledger.Booking(minutes, area, None, None, date(2026, 11, day), "", "command", request)
    booked = hours.book(session, workspace=workspace, member=member, booking=booking, now=NOON, insist=True)
    assert isinstance(booked, ledger.Booked)
    return booked.entry


def names(found: ranking.Board) -> list[tuple[int, str, int]]:
    return [(row.rank, row.member, row.minutes) for row in found.ranked]


def test_most_minutes_first_and_ties_share_a_rank(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for member, minutes in (("ana", 60), ("ben", 120), ("mei", 120), ("idle", 0)):
            join(session, "T1", member)
            if minutes:
                log(session, "T1", member, minutes)
    with sessions.read() as session:
        found = board.read(session, workspace="T1", reader="ana", period=WEEK)
    assert names(found) == [(1, "ben", 120), (1, "mei", 120), (3, "ana", 60)]
    assert found.own == 60


def test_hidden_and_inactive_people_are_on_nobodys_board(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T1", "ana")
        join(session, "T1", "shy", hidden=True)
        join(session, "T1", "left", active=False)
        for member in ("ana", "shy", "left"):
            log(session, "T1", member, 60)
    with sessions.read() as session:
        seen_by_ana = board.read(session, workspace="T1", reader="ana", period=WEEK)
        seen_by_shy = board.read(session, workspace="T1", reader="shy", period=WEEK)
    assert names(seen_by_ana) == [(1, "ana", 60)]
    assert names(seen_by_shy) == [(1, "ana", 60)]
    assert seen_by_shy.own == 60


def test_another_workspace_with_the_same_people_stays_its_own(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for workspace, minutes in (("T1", 60), ("T2", 300)):
            join(session, workspace, "ana")
            log(session, workspace, "ana", minutes)
        join(session, "T2", "ben")
        members.change(session, workspace="T2", member="ana", hidden=True)
        log(session, "T2", "ben", 30)
    with sessions.read() as session:
        assert names(board.read(session, workspace="T1", reader="ana", period=WEEK)) == [(1, "ana", 60)]
        assert names(board.read(session, workspace="T2", reader="ben", period=WEEK)) == [(1, "ben", 30)]


def test_each_period_and_area_counts_its_own_entries(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T1", "ana")
        log(session, "T1", "ana", 60, day=20)
        log(session, "T1", "ana", 30, day=3, area="blockchain")
        taken = log(session, "T1", "ana", 240, day=19)
        hours.delete(session, workspace="T1", member="ana", entry=taken, request="r", now=NOON)
    today = date(2026, 11, 21)
    with sessions.read() as session:
        owns = {
            period: board.read(session, workspace="T1", reader="ana", period=period.key(today)).own for period in Period
        }
        on_blockchain = board.read(session, workspace="T1", reader="ana", period="all", area="blockchain")
        on_nothing = board.read(session, workspace="T1", reader="ana", period="all", area="rest-api")
    assert owns == {Period.WEEK: 60, Period.MONTH: 90, Period.ALL: 90}
    assert names(on_blockchain) == [(1, "ana", 30)]
    assert on_nothing == ranking.Board((), 0)
