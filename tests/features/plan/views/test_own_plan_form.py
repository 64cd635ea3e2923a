"""The form for one's plan: what is left as it was changes nothing, and what is sent is in the plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.core.plan.plan_choices import NO_CHOICES, PlanChoices, list_chosen_areas
from bot.core.plan.target import Target
from bot.features.plan.views import own_plan_form
from bot.slack.modals import FormErrors, Modal

TODAY = date(2026, 11, 21)
IDS = ("networking", "infrastructure-as-code", "blockchain", "certifications", "gone")
AREAS = st.sampled_from(IDS)


def targets(period: str) -> st.SearchStrategy[Target]:
    return st.frozensets(AREAS).map(lambda ids: Target(period, tuple(sorted(ids))))


CHOICES = st.builds(
    PlanChoices,
    order=st.lists(AREAS, unique=True).map(tuple),
    hidden=st.frozensets(AREAS),
    estimates=st.dictionaries(st.just("certifications"), st.integers(1, 1000)),
    target=st.none() | targets("2026-Q4") | targets("2026-12-15"),
    next_target=st.none() | targets("2027-Q1"),
)
FIELDS = st.fixed_dictionaries(
    {
        "areas": st.frozensets(AREAS).map(",".join),
        "order": st.lists(st.sampled_from(["1", "2", "blockchain", "10"])).map(", ".join),
        "target": st.frozensets(AREAS).map(",".join),
        "next": st.lists(st.sampled_from(["1", "7"])).map(", ".join),
        "hours.certifications": st.sampled_from(["", "0", "40", "40 h", "1000", "10000", "-1", "1.5"]),
    }
)


def shown_fields(form: Modal) -> dict[str, str]:
    """Return what Slack sends of a form that nobody touched."""
    fields = {}
    for block in form.view()["blocks"]:
        element = block["element"]
        chosen: list[Mapping[str, str]] = element.get("initial_options", [])
        fields[block["block_id"]] = element.get("initial_value") or ",".join(each["value"] for each in chosen)
    return fields


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(CHOICES, CHOICES)
def test_an_untouched_form_changes_nothing_whatever_was_chosen(
    catalog: Catalog, own: PlanChoices, team: PlanChoices
) -> None:
    form = own_plan_form.render_form(catalog, own, team, TODAY, is_team=False)
    assert own_plan_form.parse_form(shown_fields(form), catalog, own, team, TODAY) == own


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(CHOICES, st.just(NO_CHOICES) | CHOICES, FIELDS)
@example(
    PlanChoices(order=("networking",)),
    PlanChoices(hidden=frozenset({"networking"})),
    {"areas": "infrastructure-as-code,networking", "order": "", "target": "", "next": "", "hours.certifications": ""},
)  # the member's order alone had brought it back, and takes it away
def test_any_form_is_refused_with_a_reason_or_makes_the_plan_that_it_shows(
    catalog: Catalog, own: PlanChoices, team: PlanChoices, fields: dict[str, str]
) -> None:
    parsed = own_plan_form.parse_form(fields, catalog, own, team, TODAY)
    if isinstance(parsed, FormErrors):
        assert all(parsed.errors.values())
        return
    plan = {area.id for area in list_chosen_areas(catalog, parsed.over(team))}
    known = {area.id for area in catalog.areas}
    assert plan
    assert set(fields["areas"].split(",")) & known <= plan
    was_shown = {area.id for area in list_chosen_areas(catalog, own.over(team))}
    assert not plan & (was_shown - set(fields["areas"].split(",")))
    assert fields["hours.certifications"] in ("", "40", "40 h", "1000")
