"""Lines of known meaning: never booked wrong, never a choice that books wrong, nothing typed lost."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings

from tests.features.hours.lines.cases import CASES
from tests.features.hours.lines.found_cases import FOUND_CASES
from tests.features.hours.lines.judge import judge
from tests.features.hours.lines.pieces.meaning import Line
from tests.features.hours.lines.reading import read_wire
from tests.features.hours.lines.stage import Stage, open_stage
from tests.features.hours.lines.strategies import ANY_TEXT, lines

A_THOUSAND = settings(
    max_examples=1000,
    derandomize=True,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SECONDS_PER_CHARACTER = 0.001 / 100 * 5  # a millisecond a hundred characters, and room for a busy machine
LEAST_SECONDS = 0.04  # of processor time; two hard texts take half of it, as slips are looked for in all names


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with open_stage() as opened:
        yield opened


@pytest.mark.parametrize("line", [*CASES, *FOUND_CASES], ids=lambda line: line.text)
def test_a_line_is_booked_or_asked_about_rightly(stage: Stage, line: Line) -> None:
    judgement = judge(stage, line)
    assert judgement.verdict.is_right, f"{line.text!r}: {judgement.verdict}: {judgement.detail}"


@A_THOUSAND
@given(line=lines())
def test_a_thousand_lines_are_booked_or_asked_about_rightly(stage: Stage, line: Line) -> None:
    judgement = judge(stage, line)
    assert judgement.verdict.is_right, f"{line.text!r} ({line.kind}): {judgement.verdict}: {judgement.detail}"


@A_THOUSAND
@given(text=ANY_TEXT)
@example(text="")
@example(text="1" * 3000)
@example(text="1h, " * 700)
@example(text="from 9 to " * 300)
@example(text="networking " * 270)
def test_any_text_at_all_is_read_in_time(stage: Stage, text: str) -> None:
    read_wire(stage, text)
    limit = max(LEAST_SECONDS, len(text) * SECONDS_PER_CHARACTER)
    assert any(_seconds_to_read(stage, text) <= limit for _ in range(3))


def _seconds_to_read(stage: Stage, text: str) -> float:
    """Return the processor time, in which others who use the machine have no part."""
    started = time.thread_time()
    read_wire(stage, text)
    return time.thread_time() - started
