"""Any sequence of acts on states, undone in any order and repeated: what holds equals a model, and no row changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Connection, select

from bot.core.knowing import state_acts, states
from bot.core.knowing.state_acts import StateAct
from bot.core.knowing.states import StateSource, TopicState
from bot.core.plan import member_plan
from bot.db.engine import Database
from bot.db.tables import topic_state_acts
from tests.machines import run_machine

OWNER: Final = {"workspace": "T1", "member": "U1"}
NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SUBJECTS: Final = st.sampled_from(["aws.vpc", "aws.eks", "docker.images", "docker.images.layers"])
STATES: Final = st.dictionaries(SUBJECTS, st.sampled_from([*TopicState, None]), min_size=1)
SOURCES: Final = st.sampled_from([(StateSource.SELF, "U1"), (StateSource.QUESTIONS, "U1"), (StateSource.MENTOR, "U2")])
PICK: Final = st.integers(0, 50)

Saying = tuple[TopicState, StateSource, str, date]  # what holds of a subject
Version = int  # of what holds: each act makes a new one, and an undo goes back to an old one


class Learner(RuleBasedStateMachine):
    """The model: of each subject the version that holds, and of each act the versions before and after it."""

    conn: Connection

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = self.conn.begin_nested()
        self.day = NOON
        self.requests = 0
        self.said: dict[Version, Saying | None] = {0: None}
        self.current: dict[str, Version] = {}
        self.acts: dict[int, dict[str, tuple[Version, Version]]] = {}
        self.done: dict[str, tuple[int, tuple[str, ...]]] = {}  # by request: the act, and what it changed
        self.rows: dict[int, Any] = {}

    def teardown(self) -> None:
        self.savepoint.rollback()

    def _new_request(self) -> str:
        self.requests += 1
        return f"r{self.requests}"

    def _keep(self, request: str, act: StateAct, versions: dict[str, tuple[Version, Version]]) -> None:
        assert act.is_new
        assert {each.subject for each in act.changes} == set(versions)
        for change in act.changes:
            before, after = versions[change.subject]
            assert [_saying(each) for each in (change.before, change.after)] == [self.said[before], self.said[after]]
        if versions:
            self.acts[act.id] = versions
            self.done[request] = (act.id, tuple(each.subject for each in act.changes))
        self.current |= {subject: after for subject, (_, after) in versions.items()}

    @rule(wanted=STATES, source=SOURCES)
    def set_states(self, wanted: dict[str, TopicState | None], source: tuple[StateSource, str]) -> None:
        by, actor = source
        self.day += timedelta(days=1)
        request = self._new_request()
        act = state_acts.set_states(
            self.conn, **OWNER, states=wanted, by=by, actor=actor, now=self.day, day=self.day.date(), request=request
        )
        versions = {}
        for subject, state in wanted.items():
            before, after = self.current.get(subject, 0), len(self.said)
            old = self.said[before]
            kept = old if old and old[:3] == (state, by, actor) else None
            self.said[after] = kept or ((state, by, actor, self.day.date()) if state else None)
            versions[subject] = (before, after)
        self._keep(request, act, versions)

    @precondition(lambda self: self.acts)
    @rule(pick=PICK)
    def undo(self, pick: int) -> None:
        act_id = list(self.acts)[-1 - pick % len(self.acts)]
        request = self._new_request()
        act = state_acts.undo_states(self.conn, **OWNER, act=act_id, now=self.day, request=request)
        assert act
        left = self.acts[act_id].items()
        self._keep(
            request,
            act,
            {subject: (after, before) for subject, (before, after) in left if self.current[subject] == after},
        )

    @precondition(lambda self: self.done)
    @rule(pick=PICK, wanted=STATES, is_undo=st.booleans())
    def repeat(self, pick: int, wanted: dict[str, TopicState | None], *, is_undo: bool) -> None:
        request = list(self.done)[pick % len(self.done)]
        if is_undo:
            act = state_acts.undo_states(self.conn, **OWNER, act=max(self.acts), now=self.day, request=request)
        else:
            act = state_acts.set_states(
                self.conn,
                **OWNER,
                states=wanted,
                by=StateSource.SELF,
                actor="U1",
                now=self.day,
                day=self.day.date(),
                request=request,
            )
        assert act
        assert (act.id, tuple(each.subject for each in act.changes)) == self.done[request]
        assert not act.is_new

    @precondition(lambda self: self.acts)
    @rule(pick=PICK)
    def undo_anothers(self, pick: int) -> None:
        act_id = list(self.acts)[pick % len(self.acts)]
        other = {**OWNER, "member": "U2"}
        assert state_acts.undo_states(self.conn, **other, act=act_id, now=self.day, request=self._new_request()) is None

    @invariant()
    def holds_what_the_model_says(self) -> None:
        found = states.read_states(self.conn, **OWNER)
        expected = {subject: self.said[version] for subject, version in self.current.items()}
        assert {key: _saying(each) for key, each in found.items()} == {k: v for k, v in expected.items() if v}
        record = member_plan.read_learning_record(self.conn, **OWNER, now=self.day)
        assert record.states == {key: each.state for key, each in found.items()}

    @invariant()
    def no_row_changes_or_goes(self) -> None:
        rows = {row.id: tuple(row) for row in self.conn.execute(select(topic_state_acts))}
        assert self.rows.items() <= rows.items()
        self.rows = rows


def _saying(known: states.KnownState | None) -> Saying | None:
    return (known.state, known.by, known.actor, known.since) if known else None


@pytest.mark.parametrize(("database_url", "examples"), [("sqlite", 25), ("postgresql", 5)], indirect=["database_url"])
def test_any_sequence_of_acts_leaves_what_the_model_says(database: Database, examples: int) -> None:
    with database.begin() as conn:
        run_machine(Learner, conn=conn, examples=examples)
