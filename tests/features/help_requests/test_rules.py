from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.catalog.models import LEVELS
from bot.core import levels
from bot.features.help_requests.rules import (
    Expert,
    ExpertProfile,
    ExpertQuestion,
    ExpertReason,
    HelpRequest,
    is_same_help_request,
    parse_about,
    parse_note,
    rank_experts,
)


def test_experts_are_ranked_by_what_they_know_best() -> None:
    people = [
        ExpertProfile("U1", "Ana", area_minutes=600),
        ExpertProfile("U2", "Ben", roadmap_minutes=60, area_minutes=60, level="intermediate"),
        ExpertProfile("U3", "Chi", topic_minutes=90, roadmap_minutes=90, area_minutes=900),
        ExpertProfile("U4", "Dee", roadmap_minutes=59, level="advanced", confirmed_by="Ana"),
        ExpertProfile("U5", "Eve", level="expert"),
        ExpertProfile("U6", "Fay", level="intermediate"),
        ExpertProfile("U7", "Gil", topic_minutes=59, roadmap_minutes=59, area_minutes=59, level="beginner"),
        ExpertProfile("U8", "Hal", topic_minutes=300, roadmap_minutes=300, area_minutes=300),
    ]
    found = rank_experts(people)
    assert [
        (each.name, each.reason, each.has_most_hours) for each in found if each.reason is not ExpertReason.LEVEL
    ] == [
        ("Hal", ExpertReason.TOPIC, True),
        ("Chi", ExpertReason.TOPIC, False),
        ("Ben", ExpertReason.ROADMAP, True),
        ("Ana", ExpertReason.AREA, True),
    ]
    assert [each.name for each in found] == ["Eve", "Dee", "Hal", "Chi", "Ben", "Fay", "Ana"]
    assert rank_experts(reversed(people)) == found


@pytest.mark.parametrize("subject", ["topic", "roadmap", "area"])
def test_an_hour_makes_an_expert_and_a_minute_less_does_not(subject: str) -> None:
    def ranked(minutes: int) -> tuple[Expert, ...]:
        counted: dict[str, Any] = {f"{subject}_minutes": minutes}
        return rank_experts([ExpertProfile("U1", "Ana", **counted)])

    [expert] = ranked(60)
    assert (expert.reason, expert.has_most_hours) == (ExpertReason(subject), True)
    assert ranked(59) == ()


def test_a_better_reason_counts_more_than_any_hours() -> None:
    best_first = [
        ExpertProfile("U1", "Ana", level="expert"),
        ExpertProfile("U2", "Ben", level="advanced", area_minutes=100),
        ExpertProfile("U3", "Chi", topic_minutes=200),
        ExpertProfile("U4", "Dee", roadmap_minutes=300),
        ExpertProfile("U5", "Eve", area_minutes=400, level="intermediate"),
        ExpertProfile("U6", "Fay", area_minutes=500),
    ]
    assert [each.member for each in rank_experts(reversed(best_first))] == [each.member for each in best_first]


def test_of_equal_levels_the_most_hours_of_any_kind_come_first() -> None:
    hours = {"U1": {"topic_minutes": 10}, "U2": {"roadmap_minutes": 30}, "U3": {"area_minutes": 20}}
    found = rank_experts(ExpertProfile(member, member, level="advanced", **each) for member, each in hours.items())
    assert [(each.member, each.has_most_hours) for each in found] == [("U2", True), ("U3", False), ("U1", False)]


def test_equal_experts_are_ordered_by_name_and_neither_has_most() -> None:
    found = rank_experts([ExpertProfile("U1", "mei", area_minutes=60), ExpertProfile("U2", "Ana", area_minutes=60)])
    assert [(each.name, each.has_most_hours) for each in found] == [("Ana", False), ("mei", False)]


def test_levels_are_those_of_the_content_and_are_read_by_their_beginning() -> None:
    assert levels.LEVEL_NAMES == LEVELS
    assert [levels.level_rank(each) for each in (*LEVELS, "", "guru")] == [1, 2, 3, 4, 0, 0]
    assert [levels.parse_level(each) for each in ("Inter", "EXPERT", "adv", "ex", "guru", "")] == [
        "intermediate",
        "expert",
        "advanced",
        None,
        None,
        None,
    ]


def test_a_question_is_identified_by_everything_in_it() -> None:
    question = ExpertQuestion("U1", "U2", "roadmap:terraform", "the lock", "s1")
    others = [replace(question, **{name: "x"}) for name in ExpertQuestion.__match_args__]
    assert len({question.period, *(other.period for other in others)}) == 6


def test_a_note_stands_behind_a_colon_and_does_not_make_another_help_request() -> None:
    line = "terraform  state: the lock: never released"
    assert (parse_about(line), parse_note(line), parse_note("vpc")) == (
        "terraform state",
        "the lock: never released",
        "",
    )
    known = HelpRequest(1, "U1", "", "Odd thing: hm", datetime(2026, 11, 21, tzinfo=UTC))
    assert is_same_help_request(known, "", "odd THING: other")
    assert not is_same_help_request(known, "", "another thing")
    assert not is_same_help_request(known, "terraform", "odd thing")
    assert is_same_help_request(replace(known, subject="terraform"), "terraform", "tf")
