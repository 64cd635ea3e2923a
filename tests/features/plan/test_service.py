"""Telling guides: as many statements as there are letters, however many people there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from bot.clock import AdjustableClock
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction
from bot.core.people import members
from bot.db.engine import Database
from bot.features.plan import service
from bot.settings import read_settings

MANY = [f"W{number}" for number in range(12)]


def test_who_knows_what_waits_costs_nothing_more_for_any_number_of_people(
    people: Database, clock: AdjustableClock
) -> None:
    now, settings = clock.now(), read_settings({})
    with people.begin() as conn:
        for member in MANY:
            known = {"name": member, "timezone": None, "is_admin": False, "is_active": True}
            members.save_profile(conn, workspace="T1", member=member, **known, profile_at=now, now=now)
            work = {"assignment": "networking.cdn", "action": AssignmentAction.HAND_IN, "now": now}
            assignments.apply_action(conn, workspace="T1", member=member, actor=member, **work)
    counted: list[str] = []
    event.listen(people.engine, "before_cursor_execute", lambda *said: counted.append(said[2]))

    def tell(*those: str) -> tuple[list[str], int]:
        counted.clear()
        with people.begin() as conn:
            say: Any = lambda owner, _: {"text": owner.name, "blocks": []}  # noqa: E731
            found = service.queue_review_notifications(
                conn, workspace="T1", member_ids=those, render=say, settings=settings, now=now
            )
            return [each.id for each in found], len(counted)

    assert tell(*MANY)[0] == ["U1"]
    assert tell(*MANY) == tell(MANY[0]) == (["U1"], 4)
    with people.begin() as conn:
        members.update_member(conn, workspace="T1", member="U2", is_lead=True)
        of = service.read_reviewer_ids(conn, workspace="T1", settings=settings)
    assert of == dict.fromkeys(MANY, frozenset({"U2"}))
    assert tell(*MANY)[0] == ["U2"]
    assert tell(*MANY)[1] == 4
