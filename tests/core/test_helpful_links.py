"""What tells whether a page has anything of its reader's own says what the full readers say."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core import helpful_links
from bot.core.knowing import state_acts, states
from bot.core.knowing.states import StateSource, TopicState
from bot.db.engine import Database
from bot.db.tables import helpful_links as links

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ANA = {"workspace": "T1", "member": "U1"}


def signs(people: Database, reader: str, subject: str) -> tuple[dict[str, str], bool]:
    with people.glance() as conn:
        return helpful_links.read_page_signs(conn, workspace="T1", reader=reader, subject=subject)


def test_a_readers_states_are_those_that_hold(people: Database) -> None:
    assert signs(people, "U1", "a.b") == ({}, False)
    said = {"a.b": TopicState.KNOWN, "a.c": TopicState.SKIPPED, "a.d": TopicState.LEARNING}
    with people.begin() as conn:
        for request, by_id in (("a", said), ("b", {"a.c": None})):
            state_acts.set_states(
                conn, **ANA, states=by_id, by=StateSource.SELF, actor="U1", now=NOON, day=NOON.date(), request=request
            )
        full = states.read_states(conn, **ANA)
    assert signs(people, "U1", "a.b") == ({each: known.state.value for each, known in full.items()}, False)
    assert signs(people, "U2", "a.b") == ({}, False)


def test_a_link_is_one_of_the_subject_in_the_workspace(people: Database) -> None:
    row = {"workspace": "T1", "subject": "a.b", "member": "U2", "link": "https://e.example/", "link_hash": "1"}
    with people.begin() as conn:
        conn.execute(links.insert().values(**row, entry=1, kept_at=NOON))
        conn.execute(links.insert().values(**row | {"workspace": "T2", "subject": "a.c"}, entry=1, kept_at=NOON))
    assert [signs(people, "U1", each) for each in ("a.b", "a.c", "a")] == [({}, True), ({}, False), ({}, False)]
