"""Sessions in the database: announced once, joined by people of their workspace, seen by those they are for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.clock import AdjustableClock
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection, Database
from bot.db.tables import members as table
from bot.db.tables import session_attendees
from bot.delivery import outbox
from bot.features.sessions.rules.session import MAX_ATTENDEES, Session
from bot.features.sessions.service import sessions

UTC_ZONE = ZoneInfo("UTC")


def announce(conn: Connection, clock: AdjustableClock, request: str = "r", **changes: Any) -> Session | None:
    of = Session(0, "T1", "U1", "GitOps", clock.now() + timedelta(hours=2), 60, "C1")
    return sessions.add_session(conn, session=replace(of, **changes), request_id=request, now=clock.now())


def read_member(conn: Connection, member: str, **changes: Any) -> Member:
    found = members.find_member(conn, workspace="T1", member=member, default_zone=UTC_ZONE)
    assert found
    return replace(found, **changes)


def test_one_request_of_a_host_announces_once(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        made = announce(conn, clock)
        assert made
        assert announce(conn, clock, title="again") is None
        other = announce(conn, clock, host="U2")
        assert other
        assert other.id != made.id
        assert sessions.lock_session(conn, workspace="T1", session_id=made.id, by="U1") == made
        assert sessions.find_session(conn, workspace="T2", session_id=made.id) is None


def test_one_joins_once_leaves_and_joins_again_until_it_is_full(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        of = announce(conn, clock)
        assert of
        join = [sessions.add_attendee(conn, session=of, member="U2", now=clock.now()) for _ in range(2)]
        assert join == [True, False]
        assert sessions.list_attendee_names(conn, session=of) == ("Mei",)
        assert [sessions.remove_attendee(conn, session=of, member="U2") for _ in range(2)] == [True, False]
        row = {"session": of.id, "workspace": "T1", "joined_at": clock.now()}
        person = {"workspace": "T1", "name": "Many", "created_at": clock.now()}
        conn.execute(insert(table), [{**person, "id": f"U9{number}"} for number in range(MAX_ATTENDEES - 1)])
        conn.execute(
            insert(session_attendees), [{**row, "member": f"U9{number}"} for number in range(MAX_ATTENDEES - 1)]
        )
        assert sessions.add_attendee(conn, session=of, member="U2", now=clock.now()) is True
        assert sessions.add_attendee(conn, session=of, member="U1", now=clock.now()) is None
        assert sessions.count_attendees(conn, session=of) == MAX_ATTENDEES
        members.update_member(conn, workspace="T1", member="U2", is_active=False)
        assert sessions.count_attendees(conn, session=of) == MAX_ATTENDEES - 1, "who has left is not counted"
        assert "Mei" not in sessions.list_attendee_names(conn, session=of)
        [listed] = sessions.list_upcoming_sessions(
            conn, reader=read_member(conn, "U1"), channel="C1", now=clock.now(), limit=9
        )
        assert listed.attendee_count == MAX_ATTENDEES - 1
        assert sessions.list_hostless_sessions(conn, now=clock.now()) == ()
        known = {"name": "Ana", "timezone": None, "is_admin": False, "is_active": False}
        members.save_profile(conn, workspace="T1", member="U1", **known, profile_at=clock.now(), now=clock.now())
        assert sessions.list_hostless_sessions(conn, now=clock.now()) == (of,)
        assert (
            sessions.list_upcoming_sessions(
                conn, reader=read_member(conn, "U90"), channel="C1", now=clock.now(), limit=9
            )
            == ()
        )
        assert [sessions.cancel_session(conn, session=of, now=clock.now()) for _ in range(2)] == [True, False]
        assert sessions.list_hostless_sessions(conn, now=clock.now()) == ()


def test_the_list_has_what_is_everybodys_and_what_is_ones_own(people: Database, clock: AdjustableClock) -> None:
    now, hour = clock.now(), timedelta(hours=1)
    with people.begin() as conn:
        begun = announce(conn, clock, "1", starts_at=now - hour / 2)
        announce(conn, clock, "2", starts_at=now - hour, title="over")
        secret = announce(conn, clock, "3", starts_at=now + 3 * hour, channel="C2")
        gone = announce(conn, clock, "4", title="cancelled")
        known = {"name": "Ana", "timezone": None, "is_admin": True, "is_active": True}
        members.save_profile(conn, workspace="T2", member="U1", **known, profile_at=now, now=now)
        announce(conn, clock, "5", workspace="T2")
        assert begun
        assert secret
        assert gone
        sessions.cancel_session(conn, session=gone, now=now)
        mei, gus = read_member(conn, "U2"), read_member(conn, "U2", is_guest=True)

        def seen(reader: Member) -> list[tuple[int, int, bool]]:
            found = sessions.list_upcoming_sessions(conn, reader=reader, channel="C1", now=now, limit=9)
            return [(each.session.id, each.attendee_count, each.is_attending) for each in found]

        assert seen(mei) == [(begun.id, 0, False)]
        assert seen(gus) == []
        assert [each[0] for each in seen(replace(mei, is_admin=True))] == [begun.id, secret.id]
        assert [each[0] for each in seen(replace(read_member(conn, "U1"), is_admin=False))] == [begun.id, secret.id]
        sessions.add_attendee(conn, session=secret, member="U2", now=now)
        assert seen(gus) == [(secret.id, 1, True)]
        sessions.reschedule_session(conn, session=secret, starts_at=now + 4 * hour, minutes=30)
        span = {"since": now, "until": now + 5 * hour, "limit": 9}
        [later] = sessions.list_sessions_between(conn, workspace="T1", channel="C2", **span)
        assert (later.starts_at, later.minutes) == (now + 4 * hour, 30)


def test_a_letter_that_was_dropped_can_be_put_again(people: Database, clock: AdjustableClock) -> None:
    now, later = clock.now(), clock.now() + timedelta(days=1)
    whose: dict[str, Any] = {"workspace": "T1", "kind": "remind", "period": "s1"}
    letter = {**whose, "message": {}, "due_at": now, "expires_at": later, "now": now}
    with people.begin() as conn:
        first = [outbox.put_message(conn, recipient=each, **letter) for each in ("U1", "U2")]
        outbox.delete_waiting(conn, **whose, recipient="U1")
        assert [each.recipient for each in outbox.list_waiting(conn, at=now)] == ["U2"]
        assert outbox.put_message(conn, recipient="U1", **letter) not in (None, *first)
        sent = next(each for each in outbox.list_waiting(conn, at=now) if each.recipient == "U2")
        outbox.record_result(conn, queued=sent, state=outbox.MessageState.SENT, sent_ts="1.2")
        outbox.delete_waiting(conn, **whose)
        assert outbox.list_waiting(conn, at=now) == ()
        assert outbox.find_sent_ts(conn, **whose, recipient="U2") == "1.2"
        assert outbox.find_sent_ts(conn, **whose, recipient="U1") == ""
