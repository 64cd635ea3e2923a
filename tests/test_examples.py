"""What a run of all tests leaves out, another asks, and `make thorough` leaves nothing out."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest

from tests.conftest import drawn_as
from tests.examples import IS_THOROUGH, is_drawn

ROOT = Path(__file__).parent.parent
NAMES = [f"tests/test_walk.py::test_each[{number}]" for number in range(300)]


def test_each_is_drawn_by_some_run_and_all_by_a_thorough_one() -> None:
    runs = [{name for name in NAMES if is_drawn(name, uuid4().hex, 3)} for _ in range(60)]
    assert set().union(*runs) == set(NAMES)
    average = sum(map(len, runs)) / len(runs)
    assert average == len(NAMES) if IS_THOROUGH else 80 < average < 120
    assert all(is_drawn(name, "a run", 1) for name in NAMES)


def test_every_process_of_a_run_draws_the_same() -> None:
    assert [is_drawn(name, "a run", 3) for name in NAMES] == [is_drawn(name, "a run", 3) for name in NAMES]


@pytest.mark.drawn(1, together=True)
def test_what_is_drawn_together_is_drawn_by_its_file(request: pytest.FixtureRequest) -> None:
    assert drawn_as(request.node) == "tests/test_examples.py"


@pytest.mark.drawn(1)
def test_anything_else_is_drawn_by_itself(request: pytest.FixtureRequest) -> None:
    assert drawn_as(request.node) == request.node.nodeid


def test_a_thorough_run_takes_in_all_that_a_share_is_drawn_of() -> None:
    [asked] = re.findall(r'ROADMATE_THOROUGH=1 .* -m "(.*?)"', (ROOT / "Makefile").read_text().partition("year:")[0])
    assert set(asked.split(" or ")) == {"hypothesis", "thorough", "postgresql", "drawn"}
