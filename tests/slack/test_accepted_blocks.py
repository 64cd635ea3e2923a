"""What a workspace takes is asked once for each kind of block, and remembered: yes for a day, no for an hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import AdjustableClock
from bot.slack.accepted_blocks import AcceptedBlocks, BlockProblem, parse_problems
from bot.slack.blocks import bar_chart, data_table
from bot.slack.failures import FailureKind, SlackFailure
from bot.slack.message import MessageTemplate, compose_message

TABLE, CHART = "data_table", "data_visualization"


class Slack:
    """Answers as told, and writes down what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.refused: dict[str, str] = {}
        self.is_away = False

    def validate(self, workspace: str, blocks: Sequence[Mapping[str, Any]]) -> list[BlockProblem]:
        kinds = [str(block["type"]) for block in blocks]
        self.asked.append((workspace, kinds))
        if self.is_away:
            raise SlackFailure(FailureKind.RESPONSE_LOST, "TimeoutError")
        pointers = {kind: f"/blocks/{number}/type" for number, kind in enumerate(kinds)}
        return [
            BlockProblem(pointers[kind] + rest, "unsupported") for kind, rest in self.refused.items() if kind in kinds
        ]


@pytest.fixture
def world() -> Slack:
    return Slack()


@pytest.fixture
def accepted(world: Slack, clock: AdjustableClock) -> AcceptedBlocks:
    return AcceptedBlocks(world.validate, clock.monotonic)


def test_each_workspace_is_asked_once_a_day_about_each_kind(
    accepted: AcceptedBlocks, world: Slack, clock: AdjustableClock
) -> None:
    for _ in range(3):
        assert accepted.accepts("T1", [TABLE])
        assert accepted.accepts("T1", [TABLE, CHART])
        assert accepted.accepts("T2", [CHART])
    assert world.asked == [("T1", [TABLE]), ("T1", [CHART]), ("T2", [CHART])]
    clock.advance(timedelta(hours=23))
    assert accepted.accepts("T1", [TABLE, CHART])
    assert len(world.asked) == 3
    clock.advance(timedelta(hours=2))
    assert accepted.accepts("T1", [TABLE, CHART])
    assert world.asked[3:] == [("T1", [TABLE, CHART])]


def test_a_refused_kind_takes_no_other_with_it_and_is_asked_about_again_in_an_hour(
    accepted: AcceptedBlocks, world: Slack, clock: AdjustableClock
) -> None:
    world.refused = {CHART: ""}
    assert not accepted.accepts("T1", [TABLE, CHART])
    assert accepted.accepts("T1", [TABLE])
    assert not accepted.accepts("T1", [CHART])
    assert len(world.asked) == 1
    world.refused = {}
    clock.advance(timedelta(minutes=59))
    assert not accepted.accepts("T1", [CHART])
    clock.advance(timedelta(minutes=2))
    assert accepted.accepts("T1", [CHART, TABLE])
    assert world.asked[1:] == [("T1", [CHART])]


def test_a_slack_that_is_away_counts_as_no_for_an_hour(
    accepted: AcceptedBlocks, world: Slack, clock: AdjustableClock, caplog: pytest.LogCaptureFixture
) -> None:
    world.is_away = True
    assert not accepted.accepts("T1", [TABLE])
    assert not accepted.accepts("T1", [TABLE])
    assert len(world.asked) == 1
    assert "plain blocks workspace=T1 kinds=data_table reason=TimeoutError" in caplog.text
    world.is_away = False
    clock.advance(timedelta(minutes=61))
    assert accepted.accepts("T1", [TABLE])


@pytest.mark.parametrize(
    ("pointer", "index"),
    [
        ("/blocks/1/type", 1),
        ("/0/text", 0),
        ("/message/blocks/12/rows/3", 12),
        ("/view/blocks/2", 2),
        ("", None),
        ("/blocks", None),
        ("/view/title", None),
    ],
)
def test_the_block_that_an_error_is_in(pointer: str, index: int | None) -> None:
    assert BlockProblem(pointer, "").block_index == index


@pytest.mark.parametrize("errors", [None, [], "no", ["no"], [{"message": "bad"}], [{"pointer": "/blocks/7"}]])
def test_errors_that_name_no_block_of_ours_refuse_all(errors: object, clock: AdjustableClock) -> None:
    assert parse_problems(errors)
    vague = AcceptedBlocks(lambda *_: parse_problems(errors), clock.monotonic)
    assert not vague.accepts("T1", [TABLE, CHART])
    assert not vague.accepts("T1", [TABLE])


def test_a_message_knows_which_of_its_blocks_may_be_refused() -> None:
    table = data_table("Hours", ["who", "hours"], [["Ana", 2]])
    chart = bar_chart("Hours", "h", [("Mon", 1)])
    assert compose_message(table, chart).new_blocks == {TABLE, CHART}
    assert compose_message(table).plain_fallback().new_blocks == frozenset()
    with pytest.raises(ValueError, match="template"):
        MessageTemplate(lambda name: compose_message(data_table(name, ["who"], [["Ana"]])), "name")
