"""Telling guides: as many statements as there are letters, however many people there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from bot.clock import TurnableClock
from bot.core.assignments import assignments
from bot.core.assignments.assignment import Act
from bot.core.people import members
from bot.db.engine import Sessions
from bot.features.plan import service
from bot.settings import read_settings

MANY = [f"W{number}" for number in range(12)]


def test_who_knows_what_waits_costs_nothing_more_for_any_number_of_people(
    people: Sessions, clock: TurnableClock
) -> None:
    now, settings = clock.now(), read_settings({})
    with people.begin() as session:
        for member in MANY:
            known = {"name": member, "timezone": None, "is_admin": False, "is_active": True}
            members.meet(session, workspace="T1", member=member, **known, profile_at=now, now=now)
            work = {"assignment": "networking.cdn", "act": Act.HAND_IN, "now": now}
            assignments.take(session, workspace="T1", member=member, actor=member, **work)
    counted: list[str] = []
    event.listen(people.engine, "before_cursor_execute", lambda *said: counted.append(said[2]))

    def tell(*those: str) -> tuple[list[str], int]:
        counted.clear()
        with people.begin() as session:
            say: Any = lambda owner, _: {"text": owner.name, "blocks": []}  # noqa: E731
            found = service.tell(session, workspace="T1", people=those, say=say, settings=settings, now=now)
            return [each.id for each in found], len(counted)

    assert tell(*MANY)[0] == ["U1"]
    assert tell(*MANY) == tell(MANY[0]) == (["U1"], 4)
    with people.begin() as session:
        members.change(session, workspace="T1", member="U2", is_lead=True)
        of = service.of_waiting(session, workspace="T1", settings=settings)
    assert of == dict.fromkeys(MANY, frozenset({"U2"}))
    assert tell(*MANY)[0] == ["U2"]
    assert tell(*MANY)[1] == 4
