"""What changes make of the choices in a plan."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.core.plan.plan_choices import NO_CHOICES, PlanChoices, list_chosen_areas, parse_choices, store_choices
from bot.core.plan.target import Target
from bot.features.plan.rules.changes import ChangeKind, ChangeProblem, PlanChange, apply_change, fingerprint

QUARTER = "2026-Q4"
PERIODS = {ChangeKind.TARGET: QUARTER, ChangeKind.NEXT_TARGET: "2027-Q1"}
Typed = list[tuple[ChangeKind, list[int], int | None]]
NUMBERS = st.lists(st.integers(0, 9), min_size=1, max_size=6)
CHANGES = st.lists(st.tuples(st.sampled_from(ChangeKind), NUMBERS, st.none() | st.integers(1, 1000)), max_size=6)


def apply_all(catalog: Catalog, own: PlanChoices, changes: Typed, team: PlanChoices) -> PlanChoices:
    for kind, numbers, hours in changes:
        period = PERIODS.get(kind, "")
        change = PlanChange(kind, tuple(catalog.areas[number] for number in numbers), hours, period)
        after = apply_change(own, change, team=team, catalog=catalog)
        own = own if isinstance(after, ChangeProblem) else after
    return own


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, CHANGES)
def test_after_any_changes_a_plan_has_an_area_and_is_stored_whole(catalog: Catalog, first: Typed, then: Typed) -> None:
    team = apply_all(catalog, NO_CHOICES, first, NO_CHOICES)
    own = apply_all(catalog, NO_CHOICES, then, team)
    in_force = own.over(team)
    chosen = {area.id for area in list_chosen_areas(catalog, in_force)}
    assert chosen
    assert not own.hidden & own.shown
    assert own.wanted <= chosen
    rows = [(area, kind.value, value) for (area, kind), value in store_choices(own).items()]
    assert fingerprint(parse_choices(rows)) == fingerprint(own)
    assert {area.id for area in catalog.areas if area.hours} & own.estimates.keys() == set()


def test_each_change_does_what_it_says(catalog: Catalog) -> None:
    areas = {area.priority: area for area in catalog.areas}

    def after(
        kind: ChangeKind, *numbers: int, own: PlanChoices = NO_CHOICES, team: PlanChoices = NO_CHOICES
    ) -> PlanChoices:
        change = PlanChange(
            kind,
            tuple(areas[number] for number in numbers),
            40 if kind is ChangeKind.ESTIMATE else None,
            PERIODS.get(kind, ""),
        )
        made = apply_change(own, change, team=team, catalog=catalog)
        assert isinstance(made, PlanChoices)
        return made

    chosen = after(ChangeKind.CHOOSE, 5, 2)
    assert chosen.order == (areas[5].id, areas[2].id)
    assert len(chosen.hidden) == len(catalog.areas) - 2
    target = after(ChangeKind.TARGET, 7, own=chosen)
    assert target.target == Target(QUARTER, (areas[7].id,))
    assert areas[7].id not in target.hidden
    assert after(ChangeKind.HIDE, 7, own=target).target is None
    assert after(ChangeKind.TARGET, own=target).target is None
    assert after(ChangeKind.TARGET, own=NO_CHOICES, team=target).target == Target(QUARTER)
    coming = after(ChangeKind.NEXT_TARGET, 3, own=target)
    assert (coming.target, coming.next_target) == (target.target, Target("2027-Q1", (areas[3].id,)))
    assert after(ChangeKind.NEXT_TARGET, own=coming) == replace(coming, next_target=None)
    assert after(ChangeKind.SHOW, 1, team=chosen).shown == {areas[1].id}
    assert after(ChangeKind.ESTIMATE, 10).estimates == {areas[10].id: 40}
    assert after(ChangeKind.RESET, own=target) == NO_CHOICES


def test_what_cannot_be_is_refused(catalog: Catalog) -> None:
    everything = PlanChange(ChangeKind.HIDE, catalog.areas)
    estimated = PlanChange(ChangeKind.ESTIMATE, (catalog.area("networking"),), 5)
    for change, problem in ((everything, ChangeProblem.NONE_LEFT), (estimated, ChangeProblem.HAS_ESTIMATE)):
        made = apply_change(NO_CHOICES, change, team=NO_CHOICES, catalog=catalog)
        assert made is problem


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, CHANGES, CHANGES)
def test_whatever_the_team_changes_later_what_one_has_named_stays_in_ones_plan(
    catalog: Catalog, before: Typed, mine: Typed, later: Typed
) -> None:
    team = apply_all(catalog, NO_CHOICES, before, NO_CHOICES)
    own = apply_all(catalog, NO_CHOICES, mine, team)
    team = apply_all(catalog, team, later, NO_CHOICES)
    chosen = [area.id for area in list_chosen_areas(catalog, own.over(team))]
    assert own.wanted <= set(chosen)
    assert chosen[: len(own.order)] == list(own.order)
