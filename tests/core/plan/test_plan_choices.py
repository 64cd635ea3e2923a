"""What was chosen in the plan: over the team's default, in the sums, in the next step, as it is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.core.plan import next_moves, plan_choices, progress
from bot.core.plan.plan_choices import NO_CHOICES, ChoiceKind, PlanChoices
from bot.core.plan.progress import LearningRecord
from bot.core.plan.target import Target

AREAS = ("networking", "infrastructure-as-code", "cloud-computing", "blockchain", "certifications")


def targets(periods: list[str]) -> st.SearchStrategy[Target]:
    areas = st.frozensets(st.sampled_from(AREAS)).map(lambda ids: tuple(sorted(ids)))
    return st.builds(Target, st.sampled_from(periods), areas)


@st.composite
def choices_of_one(draw: st.DrawFn) -> PlanChoices:
    areas = st.sampled_from(AREAS)
    hidden = draw(st.frozensets(areas))
    return PlanChoices(
        order=tuple(draw(st.lists(areas, unique=True))),
        hidden=hidden,
        shown=draw(st.frozensets(areas)) - hidden,
        estimates=draw(st.dictionaries(areas, st.integers(1, plan_choices.MAX_ESTIMATE))),
        target=draw(st.none() | targets(["2026-Q4", "2026-12-15", "2027-01-20"])),
        next_target=draw(st.none() | targets(["2027-Q1"])),
    )


def store(choices: PlanChoices) -> dict[tuple[str, ChoiceKind], str]:
    return plan_choices.store_choices(choices)


def record(choices: PlanChoices, first_area: str = "", **hours: float) -> LearningRecord:
    minutes = {name.replace("_", "-"): int(count * 60) for name, count in hours.items()}
    return LearningRecord(minutes, frozenset(), first_area=first_area, choices=choices)


@given(choices_of_one())
def test_what_is_stored_is_read_again(choices: PlanChoices) -> None:
    rows = [(area, kind.value, value) for (area, kind), value in plan_choices.store_choices(choices).items()]
    assert plan_choices.parse_choices(reversed(rows)) == choices


@given(choices_of_one(), choices_of_one())
def test_own_choices_come_before_the_teams(own: PlanChoices, team: PlanChoices) -> None:
    both = own.over(team)
    assert both.order == (own.order or team.order)
    assert own.hidden <= both.hidden <= own.hidden | team.hidden
    assert not both.hidden & (own.shown | own.wanted) - own.hidden
    assert own.estimates.items() <= both.estimates.items()
    assert (both.target, both.next_target) == (own.target or team.target, own.next_target or team.next_target)
    assert NO_CHOICES.over(NO_CHOICES) == NO_CHOICES


@given(choices_of_one(), st.dates(date(2026, 11, 1), date(2027, 12, 31)))
def test_on_a_day_a_target_counts_in_its_period_and_what_is_stored_stays(choices: PlanChoices, day: date) -> None:
    today = choices.on(day)
    assert today.on(day) == today
    if today.target:
        assert today.target.first_day <= day <= today.target.last_day
        assert today.target in (choices.target, choices.next_target)
        assert today.ended_target is None
    if today.ended_target:
        assert today.ended_target.last_day < day
    assert today.next_target is None or today.next_target.last_day >= day
    if choices.next_target not in (today.target, today.ended_target):
        assert store(replace(today, next_target=None)) == store(replace(choices, next_target=None))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices_of_one())
def test_a_plan_has_every_area_once_but_the_hidden_ones(catalog: Catalog, choices: PlanChoices) -> None:
    ids = [area.id for area in plan_choices.list_chosen_areas(catalog, choices)]
    assert sorted(ids) == sorted({area.id for area in catalog.areas} - choices.hidden)
    first = [area for area in choices.order if area not in choices.hidden]
    assert ids[: len(first)] == first
    in_turn = [area.id for area in progress.list_areas_in_turn(catalog, record(choices))]
    assert len(set(in_turn)) == len(in_turn)
    assert set(in_turn) <= set(ids)
    wanted = set(choices.targets) - choices.hidden
    assert set(in_turn[: len(wanted)]) == wanted


def test_where_every_area_is_hidden_the_plan_has_them_all(catalog: Catalog) -> None:
    everything = PlanChoices(hidden=frozenset(area.id for area in catalog.areas))
    assert [area.id for area in plan_choices.list_chosen_areas(catalog, everything)] == [a.id for a in catalog.areas]
    step = next_moves.choose_next_step(catalog, record(everything))
    assert step
    assert step.area.id == "networking"
    assert progress.summarize_plan(progress.list_area_progress(catalog, record(everything))).low_hours == 430


def test_what_content_does_not_know_changes_nothing(catalog: Catalog) -> None:
    gone = PlanChoices(
        order=("gone", "rest-api"),
        hidden=frozenset({"gone-too"}),
        estimates={"gone": 9},
        target=Target("2026-Q4", ("gone", "gone-too")),
    )
    areas = plan_choices.list_chosen_areas(catalog, gone)
    assert areas[0].id == "rest-api"
    assert len(areas) == len(catalog.areas)
    assert progress.list_areas_in_turn(catalog, record(gone))[0].id == "rest-api"


def test_the_total_counts_what_was_chosen(catalog: Catalog) -> None:
    hidden = frozenset(area.id for area in catalog.areas) - {"infrastructure-as-code", "certifications"}
    chosen = record(PlanChoices(hidden=hidden), networking=9, infrastructure_as_code=4)
    total = progress.summarize_plan(progress.list_area_progress(catalog, chosen))
    assert (total.minutes, total.low_hours, total.high_hours, total.areas) == (240, 40, 60, 2)
    assert total.share == 4 / 40


def test_an_own_estimate_counts_where_the_plans_varies_and_nowhere_else(catalog: Catalog) -> None:
    own = PlanChoices(order=("certifications",), estimates={"certifications": 30, "networking": 7})
    measured = progress.measure_area(catalog.area("certifications"), record(own, certifications=15))
    assert measured.share == 0.5
    assert progress.measure_area(catalog.area("networking"), record(own, networking=7)).share == 7 / 50
    total = progress.summarize_plan(progress.list_area_progress(catalog, record(own, certifications=15)))
    assert (total.low_hours, total.high_hours, total.minutes, total.optional_minutes) == (460, 730, 900, 0)


def test_the_next_step_follows_the_quarter_then_the_first_area_then_the_order(catalog: Catalog) -> None:
    def next_area(choices: PlanChoices, first_area: str = "") -> str:
        step = next_moves.choose_next_step(catalog, record(choices, first_area))
        return step.area.id if step else ""

    order = ("soft-skills", "cloud-computing")
    assert next_area(NO_CHOICES) == "networking"
    assert next_area(PlanChoices(order=order)) == "soft-skills"
    assert next_area(PlanChoices(order=order), "rest-api") == "rest-api"
    assert next_area(PlanChoices(order=order, hidden=frozenset({"rest-api", "soft-skills"})), "rest-api") == order[1]
    quarter = PlanChoices(order=order, target=Target("2026-Q4", ("devops-cicd", "infrastructure-as-code")))
    assert next_area(quarter, "rest-api") == "infrastructure-as-code"
