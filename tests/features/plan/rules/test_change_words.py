"""Changes of a plan, read from words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.core.plan.progress import AmbiguousArea
from bot.features.plan.rules import change_words
from bot.features.plan.rules.change_words import MissingPart, TypedChange
from bot.features.plan.rules.changes import ChangeKind, PlanChange
from bot.timeexpr.target_days import TargetError

TODAY = date(2026, 11, 21)


def change(catalog: Catalog, typed: str) -> PlanChange | AmbiguousArea | TargetError:
    read = change_words.read_typed_change(catalog, typed)
    assert read
    assert read.kind
    return change_words.parse_change(catalog, read.kind, read.words, TODAY)


@pytest.mark.parametrize(
    ("typed", "kind", "numbers"),
    [
        ("order 2, 5", ChangeKind.ORDER, [2, 5]),
        ("order 5 2 1", ChangeKind.ORDER, [5, 2, 1]),
        ("this quarter: 2 and 5", ChangeKind.TARGET, [2, 5]),
        ("This Quarter 2 & 5", ChangeKind.TARGET, [2, 5]),
        ("quarter: off", ChangeKind.TARGET, []),
        ("choose iac, DevOps and CI/CD and soft skills", ChangeKind.CHOOSE, [2, 5, 8]),
        ("only 1", ChangeKind.CHOOSE, [1]),
        ("hide blockchain and certifications", ChangeKind.HIDE, [7, 10]),
        ("hide 7, and 10", ChangeKind.HIDE, [7, 10]),
        ("unhide #7 #7.", ChangeKind.SHOW, [7]),
        ("order soft skills and leadership, 2", ChangeKind.ORDER, [8, 2]),
        ("reset", ChangeKind.RESET, []),
        ("first: 5", ChangeKind.ORDER, [5]),
        ("remove 7", ChangeKind.HIDE, [7]),
        ("add blokchain", ChangeKind.SHOW, [7]),
        ("focus on networking and certifications", ChangeKind.TARGET, [1, 10]),
        ("next quarter: 3", ChangeKind.NEXT_TARGET, [3]),
        ("next quarter off", ChangeKind.NEXT_TARGET, []),
        ("hide all", ChangeKind.HIDE, list(range(1, 11))),
    ],
)
def test_areas_are_named_by_number_or_name(catalog: Catalog, typed: str, kind: ChangeKind, numbers: list[int]) -> None:
    read = change(catalog, typed)
    assert isinstance(read, PlanChange)
    assert (read.kind, [area.priority for area in read.areas]) == (kind, numbers)


@pytest.mark.parametrize(
    ("typed", "period", "numbers"),
    [
        ("this quarter: 2 and 5", "2026-Q4", [2, 5]),
        ("next quarter: 2 and 5", "2027-Q1", [2, 5]),
        ("this quarter: 2 and 5 until 15 dec", "2026-12-15", [2, 5]),
        ("quarter: rest api by 1 feb", "2027-02-01", [6]),
        ("focus 2 till end of january", "2027-01-31", [2]),
        ("until 15 dec: 2 and 5", "2026-12-15", [2, 5]),
        ("this quarter: off", "2026-Q4", []),
        ("order 2", "", [2]),
    ],
)
def test_a_target_has_a_period(catalog: Catalog, typed: str, period: str, numbers: list[int]) -> None:
    read = change(catalog, typed)
    assert isinstance(read, PlanChange)
    assert (read.period, [area.priority for area in read.areas]) == (period, numbers)


@pytest.mark.parametrize("typed", ["this quarter: 2 until yesterday", "until 31 feb: 2", "focus 2 by someday"])
def test_a_target_until_no_day_to_come_is_refused(catalog: Catalog, typed: str) -> None:
    assert isinstance(change(catalog, typed), TargetError)


@pytest.mark.parametrize("typed", ["hide terraform", "choose vpc", "this quarter: aws", "hide 2, docker"])
def test_a_roadmap_or_topic_is_not_taken_for_its_area(catalog: Catalog, typed: str) -> None:
    doubt = change(catalog, typed)
    assert isinstance(doubt, AmbiguousArea)
    assert doubt.options


@given(st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_words_behind_a_verb_name_areas_or_are_given_back(catalog: Catalog, words: str) -> None:
    for kind in ChangeKind:
        try:
            read = change_words.parse_change(catalog, kind, words, TODAY)
        except MissingPart:
            continue
        assert isinstance(read, AmbiguousArea | TargetError) or set(read.areas) <= set(catalog.areas)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("2 and 5", [2, 5]), ("2, 5 and 1", [2, 5, 1]), ("#2 #5", [2, 5]), ("2", []), ("2 and foo", []), ("2 99", [])],
)
def test_numbers_alone_are_areas(catalog: Catalog, typed: str, numbers: list[int]) -> None:
    assert [area.priority for area in change_words.parse_numbers(catalog, typed)] == numbers


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("estimate certifications 40h", 40),
        ("estimate 10: 30", 30),
        ("estimate certifications 1000 h", 1000),
        ("estimate certifications off", None),
    ],
)
def test_an_estimate_has_hours(catalog: Catalog, typed: str, hours: int | None) -> None:
    read = change(catalog, typed)
    assert isinstance(read, PlanChange)
    assert ([area.id for area in read.areas], read.hours) == (["certifications"], hours)


@pytest.mark.parametrize(
    "typed", ["order", "hide ,", "this quarter:", "estimate 40h", "estimate 10", "estimate 10 5000h"]
)
def test_what_is_missing_is_asked_for(catalog: Catalog, typed: str) -> None:
    with pytest.raises(MissingPart):
        change(catalog, typed)


@pytest.mark.parametrize("typed", ["order 2, foo", "hide 2 99", "choose networking and qqq"])
def test_unknown_words_are_given_back(catalog: Catalog, typed: str) -> None:
    doubt = change(catalog, typed)
    assert isinstance(doubt, AmbiguousArea)
    assert doubt.typed in typed


@pytest.mark.parametrize("typed", ["", "networking", "orders", "aws", "2", "networking by 1 jun", "default networking"])
def test_other_words_change_nothing(catalog: Catalog, typed: str) -> None:
    assert change_words.read_typed_change(catalog, typed) is None


def test_the_teams_default_is_named(catalog: Catalog) -> None:
    team = TypedChange(ChangeKind.ORDER, "2, 5", is_team=True)
    assert change_words.read_typed_change(catalog, "default order 2, 5") == team
    assert change_words.read_typed_change(catalog, "team default: order 2, 5") == team
    assert change_words.read_typed_change(catalog, "default") == TypedChange(None, "", is_team=True)
    assert change_words.read_typed_change(catalog, "change") == TypedChange(None, "", is_team=False)
