"""Reviewers are notified in the same number of statements for any number of members."""

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

MEMBERS = [f"W{number}" for number in range(12)]


def test_notifying_reviewers_takes_four_reads_for_any_number_of_members(
    people: Database, clock: AdjustableClock
) -> None:
    now, settings = clock.now(), read_settings({})
    with people.begin() as conn:
        for member in MEMBERS:
            profile: dict[str, Any] = {"name": member, "timezone": None, "is_admin": False, "is_active": True}
            members.save_profile(conn, workspace="T1", member=member, **profile, profile_at=now, now=now)
            hand_in: dict[str, Any] = {"assignment": "networking.cdn", "action": AssignmentAction.HAND_IN, "now": now}
            assignments.apply_action(conn, workspace="T1", member=member, actor=member, **hand_in)
    statements: list[str] = []
    event.listen(people.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))

    def notify(*member_ids: str) -> tuple[list[str], int]:
        """Return the reviewers, and the number of statements."""
        statements.clear()
        with people.begin() as conn:
            reviewers = service.queue_review_notifications(
                conn,
                workspace="T1",
                member_ids=member_ids,
                render=lambda owner, _: {"text": owner.name, "blocks": []},
                settings=settings,
                now=now,
            )
        return [each.id for each in reviewers], len(statements)

    assert notify(*MEMBERS)[0] == ["U1"]
    assert notify(*MEMBERS) == notify(MEMBERS[0]) == (["U1"], 4)
    with people.begin() as conn:
        members.update_member(conn, workspace="T1", member="U2", is_lead=True)
        reviewer_ids = service.read_reviewer_ids(conn, workspace="T1", settings=settings)
    assert reviewer_ids == dict.fromkeys(MEMBERS, frozenset({"U2"}))
    assert notify(*MEMBERS)[0] == ["U2"]
    assert notify(*MEMBERS)[1] == 4
