"""States of topics as they are stored: acts once for each request, undo, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select

from bot.core.knowing import state_acts, states
from bot.core.knowing.state_acts import StateAct, StateChange
from bot.core.knowing.states import KnownState, StateSource, TopicState
from bot.core.people.erasures import MemberBeingErased
from bot.core.plan import member_plan
from bot.db.engine import Database
from bot.db.tables import erasures, topic_state_acts

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
VPC, EKS = "aws.vpc", "aws.eks"
KNOWN, SKIPPED = TopicState.KNOWN, TopicState.SKIPPED


class Knowing:
    """What U1 of T1 says, a day later each time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.days = 0

    def set(self, request: str, states_by_id: Mapping[str, TopicState | None], member: str = "U1") -> StateAct:
        self.days += 1
        with self.database.begin() as conn:
            return state_acts.set_states(
                conn,
                workspace="T1",
                member=member,
                states=states_by_id,
                by=StateSource.SELF,
                actor=member,
                now=NOON + timedelta(days=self.days - 1),
                day=(NOON + timedelta(days=self.days - 1)).date(),
                request=request,
            )

    def undo(self, act: int, request: str, member: str = "U1") -> StateAct | None:
        with self.database.begin() as conn:
            return state_acts.undo_states(conn, workspace="T1", member=member, act=act, now=NOON, request=request)

    def read(self, member: str = "U1", workspace: str = "T1") -> Mapping[str, KnownState]:
        with self.database.read() as conn:
            return states.read_states(conn, workspace=workspace, member=member)

    def count_rows(self) -> int:
        with self.database.read() as conn:
            return conn.execute(select(func.count()).select_from(topic_state_acts)).scalar_one()


@pytest.fixture
def knowing(people: Database) -> Knowing:
    return Knowing(people)


def test_a_state_holds_from_its_day_for_one_person_in_one_workspace(knowing: Knowing) -> None:
    known = KnownState(VPC, KNOWN, NOON.date(), StateSource.SELF, "U1")
    assert knowing.set("a", {VPC: KNOWN}).changes == (StateChange(VPC, None, known),)
    assert knowing.read() == {VPC: known}
    assert knowing.read("U2") == knowing.read(workspace="T2") == {}


def test_what_is_said_again_keeps_its_day_and_what_is_new_gets_its_own(knowing: Knowing) -> None:
    knowing.set("a", {VPC: KNOWN})
    knowing.set("b", {VPC: KNOWN, EKS: KNOWN})
    assert {each.subject: each.since.day for each in knowing.read().values()} == {VPC: 21, EKS: 22}
    knowing.set("c", {VPC: SKIPPED})
    assert knowing.read()[VPC].since == date(2026, 11, 23)


def test_a_mentors_word_is_a_new_one(knowing: Knowing) -> None:
    knowing.set("a", {VPC: KNOWN})
    singapore = (NOON + timedelta(hours=5)).astimezone(ZoneInfo("Asia/Singapore"))
    with knowing.database.begin() as conn:
        state_acts.set_states(
            conn,
            workspace="T1",
            member="U1",
            states={VPC: KNOWN},
            by=StateSource.MENTOR,
            actor="U2",
            now=singapore,
            day=singapore.date(),
            request="b",
        )
    assert knowing.read()[VPC] == KnownState(VPC, KNOWN, date(2026, 11, 22), StateSource.MENTOR, "U2")


def test_none_takes_a_state_away_and_undo_brings_it_back_with_its_day(knowing: Knowing) -> None:
    knowing.set("a", {VPC: KNOWN})
    before = knowing.read()
    cleared = knowing.set("b", {VPC: None})
    assert knowing.read() == {}
    undone = knowing.undo(cleared.id, "c")
    assert undone
    assert undone.changes == (StateChange(VPC, None, before[VPC]),)
    assert knowing.read() == before


def test_the_same_request_does_nothing_twice_and_tells_what_it_did(knowing: Knowing) -> None:
    first = knowing.set("a", {VPC: KNOWN, EKS: SKIPPED})
    rows = knowing.count_rows()
    again = knowing.set("a", {VPC: None, "aws.s3": KNOWN})
    assert (again.id, again.changes, again.is_new) == (first.id, first.changes, False)
    undone = knowing.undo(first.id, "b")
    assert undone
    repeated = knowing.undo(first.id, "b")
    assert repeated
    assert (repeated.id, repeated.changes, repeated.is_new) == (undone.id, undone.changes, False)
    assert (knowing.read(), knowing.count_rows()) == ({}, rows + 2)


def test_undo_leaves_what_was_set_again_since(knowing: Knowing) -> None:
    both = knowing.set("a", {VPC: KNOWN, EKS: KNOWN})
    knowing.set("b", {EKS: SKIPPED})
    undone = knowing.undo(both.id, "c")
    assert undone
    assert [each.subject for each in undone.changes] == [VPC]
    assert [(each.subject, each.state) for each in knowing.read().values()] == [(EKS, SKIPPED)]
    assert knowing.undo(both.id, "d") == StateAct(0, ())


def test_acts_are_undone_one_after_the_other_and_again(knowing: Knowing) -> None:
    first = knowing.set("a", {VPC: KNOWN})
    second = knowing.set("b", {VPC: SKIPPED})
    undone = knowing.undo(second.id, "c")
    assert undone
    assert knowing.read()[VPC].state is KNOWN
    knowing.undo(undone.id, "d")
    assert knowing.read()[VPC].state is SKIPPED
    knowing.undo(second.id, "e")
    knowing.undo(first.id, "f")
    assert knowing.read() == {}


def test_nobody_undoes_what_is_not_theirs(knowing: Knowing) -> None:
    act = knowing.set("a", {VPC: KNOWN, EKS: KNOWN})
    assert knowing.undo(act.id, "b", member="U2") is None
    assert knowing.undo(act.id + 1, "c") is None, "a row within an act is no act"
    assert knowing.undo(10_000, "d") is None
    assert len(knowing.read()) == 2


def test_a_long_list_is_one_act(knowing: Knowing) -> None:
    everything = {f"aws.t{number}": KNOWN for number in range(700)}
    act = knowing.set("a", everything)
    assert (len(act.changes), len(knowing.read())) == (700, 700)
    knowing.undo(act.id, "b")
    assert knowing.read() == {}
    assert knowing.set("c", {}) == StateAct(0, ())


def test_nothing_is_written_for_somebody_who_is_being_erased(knowing: Knowing) -> None:
    with knowing.database.begin() as conn:
        conn.execute(insert(erasures).values(workspace="T1", member="U1", name="Ana", reason="asked", started_at=NOON))
    with pytest.raises(MemberBeingErased):
        knowing.set("a", {VPC: KNOWN})


def test_the_learning_record_has_the_states_that_hold(knowing: Knowing) -> None:
    knowing.set("a", {VPC: KNOWN, EKS: SKIPPED})
    knowing.set("b", {EKS: None})
    knowing.set("c", {VPC: SKIPPED}, member="U2")
    with knowing.database.read() as conn:
        record = member_plan.read_learning_record(conn, workspace="T1", member="U1", now=NOON)
    assert record.states == {VPC: KNOWN}
