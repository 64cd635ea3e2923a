"""Runs a state machine of hypothesis over a database."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy import Connection


def run_machine(machine: type[RuleBasedStateMachine], *, conn: Connection, examples: int) -> None:
    """Run a machine that has its connection as `conn`, with thirty steps in each example."""
    run_state_machine_as_test(
        type("Machine", (machine,), {"conn": conn}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
