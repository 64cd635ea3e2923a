"""How a state came about: newest first, with undos, of one person and subject."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.knowing import state_acts
from bot.core.knowing.state_history import HistoryLine, list_history
from bot.core.knowing.states import StateSource, TopicState
from bot.db.engine import Database

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ANA: dict[str, Any] = {"workspace": "T1", "member": "U1"}
KNOWN, SKIPPED = TopicState.KNOWN, TopicState.SKIPPED


def test_every_change_is_told_with_its_undo_and_its_author(people: Database) -> None:
    later = NOON + timedelta(days=1)
    with people.begin() as conn:
        state_acts.set_states(
            conn,
            **ANA,
            states={"a.b": KNOWN},
            by=StateSource.MENTOR,
            actor="U2",
            now=NOON,
            day=NOON.date(),
            request="a",
        )
        skipped = state_acts.set_states(
            conn,
            **ANA,
            states={"a.b": SKIPPED, "a.c": KNOWN},
            by=StateSource.SELF,
            actor="U1",
            now=later,
            day=later.date(),
            request="b",
        )
        state_acts.undo_states(conn, **ANA, act=skipped.id, now=later, request="c")
        state_acts.set_states(
            conn,
            workspace="T1",
            member="U2",
            states={"a.b": SKIPPED},
            by=StateSource.SELF,
            actor="U2",
            now=later,
            day=later.date(),
            request="d",
        )
        found = list_history(conn, **ANA, subject="a.b")
        shorter = list_history(conn, **ANA, subject="a.b", limit=1)
    by_mentor = HistoryLine(NOON, KNOWN, StateSource.MENTOR, "U2", is_undo=False)
    assert found == (
        HistoryLine(later, KNOWN, StateSource.MENTOR, "U2", is_undo=True),
        HistoryLine(later, SKIPPED, StateSource.SELF, "U1", is_undo=False),
        by_mentor,
    )
    assert shorter == found[:1]
