"""Sessions in the database: announced once, joined by people of their workspace, seen by those they are for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.clock import TurnableClock
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection, Sessions
from bot.db.tables import guests
from bot.db.tables import members as table
from bot.delivery import outbox
from bot.features.sessions.rules.session import MOST, Gathering
from bot.features.sessions.service import sessions

UTC_ZONE = ZoneInfo("UTC")


def put(session: Connection, clock: TurnableClock, request: str = "r", **said: Any) -> Gathering | None:
    of = Gathering(0, "T1", "U1", "GitOps", clock.now() + timedelta(hours=2), 60, "C1")
    return sessions.announce(session, of=replace(of, **said), request=request, now=clock.now())


def who(session: Connection, member: str, **said: Any) -> Member:
    found = members.find(session, workspace="T1", member=member, default=UTC_ZONE)
    assert found
    return replace(found, **said)


def test_one_request_of_a_host_announces_once(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        made = put(session, clock)
        assert made
        assert put(session, clock, title="again") is None
        other = put(session, clock, host="U2")
        assert other
        assert other.id != made.id
        assert sessions.take(session, workspace="T1", gathering=made.id, by="U1") == made
        assert sessions.find(session, workspace="T2", gathering=made.id) is None


def test_one_joins_once_leaves_and_joins_again_until_it_is_full(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        of = put(session, clock)
        assert of
        join = [sessions.join(session, gathering=of, member="U2", now=clock.now()) for _ in range(2)]
        assert join == [True, False]
        assert sessions.names(session, gathering=of) == ("Mei",)
        assert [sessions.leave(session, gathering=of, member="U2") for _ in range(2)] == [True, False]
        row = {"gathering": of.id, "workspace": "T1", "joined_at": clock.now()}
        person = {"workspace": "T1", "name": "Many", "created_at": clock.now()}
        session.execute(insert(table), [{**person, "id": f"U9{number}"} for number in range(MOST - 1)])
        session.execute(insert(guests), [{**row, "member": f"U9{number}"} for number in range(MOST - 1)])
        assert sessions.join(session, gathering=of, member="U2", now=clock.now()) is True
        assert sessions.join(session, gathering=of, member="U1", now=clock.now()) is None
        assert sessions.joined(session, gathering=of) == MOST
        members.change(session, workspace="T1", member="U2", is_active=False)
        assert sessions.joined(session, gathering=of) == MOST - 1, "who has left is not counted"
        assert "Mei" not in sessions.names(session, gathering=of)
        [listed] = sessions.coming(session, reader=who(session, "U1"), channel="C1", now=clock.now(), limit=9)
        assert listed.joined == MOST - 1
        assert sessions.hostless(session, now=clock.now()) == ()
        known = {"name": "Ana", "timezone": None, "is_admin": False, "is_active": False}
        members.meet(session, workspace="T1", member="U1", **known, profile_at=clock.now(), now=clock.now())
        assert sessions.hostless(session, now=clock.now()) == (of,)
        assert sessions.coming(session, reader=who(session, "U90"), channel="C1", now=clock.now(), limit=9) == ()
        assert [sessions.cancel(session, gathering=of, now=clock.now()) for _ in range(2)] == [True, False]
        assert sessions.hostless(session, now=clock.now()) == ()


def test_the_list_has_what_is_everybodys_and_what_is_ones_own(people: Sessions, clock: TurnableClock) -> None:
    now, hour = clock.now(), timedelta(hours=1)
    with people.begin() as session:
        begun = put(session, clock, "1", starts_at=now - hour / 2)
        put(session, clock, "2", starts_at=now - hour, title="over")
        secret = put(session, clock, "3", starts_at=now + 3 * hour, channel="C2")
        gone = put(session, clock, "4", title="cancelled")
        known = {"name": "Ana", "timezone": None, "is_admin": True, "is_active": True}
        members.meet(session, workspace="T2", member="U1", **known, profile_at=now, now=now)
        put(session, clock, "5", workspace="T2")
        assert begun
        assert secret
        assert gone
        sessions.cancel(session, gathering=gone, now=now)
        mei, gus = who(session, "U2"), who(session, "U2", is_guest=True)

        def seen(reader: Member) -> list[tuple[int, int, bool]]:
            found = sessions.coming(session, reader=reader, channel="C1", now=now, limit=9)
            return [(each.gathering.id, each.joined, each.is_in) for each in found]

        assert seen(mei) == [(begun.id, 0, False)]
        assert seen(gus) == []
        assert [each[0] for each in seen(replace(mei, is_admin=True))] == [begun.id, secret.id]
        assert [each[0] for each in seen(replace(who(session, "U1"), is_admin=False))] == [begun.id, secret.id]
        sessions.join(session, gathering=secret, member="U2", now=now)
        assert seen(gus) == [(secret.id, 1, True)]
        sessions.move(session, gathering=secret, starts_at=now + 4 * hour, minutes=30)
        span = {"since": now, "until": now + 5 * hour, "limit": 9}
        [later] = sessions.between(session, workspace="T1", channel="C2", **span)
        assert (later.starts_at, later.minutes) == (now + 4 * hour, 30)


def test_a_letter_that_was_dropped_can_be_put_again(people: Sessions, clock: TurnableClock) -> None:
    now, later = clock.now(), clock.now() + timedelta(days=1)
    whose: dict[str, Any] = {"workspace": "T1", "kind": "remind", "period": "s1"}
    letter = {**whose, "message": {}, "due_at": now, "expires_at": later, "now": now}
    with people.begin() as session:
        first = [outbox.put(session, recipient=each, **letter) for each in ("U1", "U2")]
        outbox.drop(session, **whose, recipient="U1")
        assert [each.recipient for each in outbox.waiting(session, at=now)] == ["U2"]
        assert outbox.put(session, recipient="U1", **letter) not in (None, *first)
        sent = next(each for each in outbox.waiting(session, at=now) if each.recipient == "U2")
        outbox.settle(session, letter=sent, state=outbox.State.SENT, ts="1.2")
        outbox.drop(session, **whose)
        assert outbox.waiting(session, at=now) == ()
        assert outbox.arrived(session, **whose, recipient="U2") == "1.2"
        assert outbox.arrived(session, **whose, recipient="U1") == ""
