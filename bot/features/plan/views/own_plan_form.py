"""The form for what one chooses in the plan, and for the team's default."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.calendar.quarters import next_quarter, quarter_bounds, quarter_of
from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core.plan.plan_choices import MAX_ESTIMATE, PlanChoices, find_hidden, list_chosen_areas, sort_areas
from bot.core.plan.progress import AmbiguousArea
from bot.core.plan.target import Target
from bot.features.plan.payloads import PlanChoicesPayload
from bot.features.plan.rules import change_words
from bot.features.plan.rules.changes import fingerprint, hide_areas, make_target, set_target, show_areas
from bot.frozen import frozen
from bot.slack.modals import FormErrors, InputBlock, Modal, SelectOption, build_modal, checkboxes_input, text_input
from bot.ui import forecast_text
from bot.ui.target_text import period_name

AREAS_FIELD: Final = "areas"
TARGET_FIELD: Final = "target"
NEXT_FIELD: Final = "next"
ORDER_FIELD: Final = "order"
HOURS_FIELD: Final = "hours"
MAX_CHECKBOXES: Final = 10  # in one group
MAX_VARYING: Final = 20  # areas with a field for their hours
_ORDER_HINT: Final = "Numbers or names, in your order. The others follow in the plan's order."
_NEXT_HINT: Final = "Numbers or names. They come first once the quarter starts."


def render_form(catalog: Catalog, own: PlanChoices, team: PlanChoices, today: date, *, is_team: bool) -> Modal:
    """Render the choices in force, one field each."""
    in_force = own.over(team)
    areas, shown = sort_areas(catalog.areas, in_force.order), _read_shown(catalog, in_force)
    first = forecast_text.future_day(quarter_bounds(next_quarter(today))[0], today)
    return build_modal(
        "The team's default plan" if is_team else "Your plan",
        *_checkboxes(AREAS_FIELD, "Areas in the plan", areas, shown.areas),
        _areas_input(catalog, ORDER_FIELD, "What comes first", shown.order, _ORDER_HINT),
        *_checkboxes(TARGET_FIELD, period_name(_target_of(in_force, today), today), areas, shown.targets),
        _areas_input(catalog, NEXT_FIELD, f"Next quarter (from {first})", shown.next_targets, _NEXT_HINT),
        *(_hours_input(area, in_force) for area in _varying(areas)),
        callback_id="plan.choose",
        submit_label="Save",
        close_label="Cancel",
        metadata=PlanChoicesPayload(seen=fingerprint(own, team), is_team=is_team).encode(),
    )


@frozen
class _Shown:
    """The ids of areas in the form's fields."""

    areas: frozenset[str]
    order: tuple[str, ...]
    targets: frozenset[str]
    next_targets: frozenset[str]


def _read_shown(catalog: Catalog, in_force: PlanChoices) -> _Shown:
    """Return what the form shows of the choices in force."""
    chosen = [area.id for area in list_chosen_areas(catalog, in_force)]
    coming = in_force.next_target.areas if in_force.next_target else ()
    return _Shown(
        frozenset(chosen),
        tuple(area for area in in_force.order if area in chosen),
        frozenset(in_force.targets).intersection(chosen),
        frozenset(coming).intersection(chosen),
    )


def _target_of(in_force: PlanChoices, today: date) -> Target:
    """Return the target that is in force, or an empty one of this quarter."""
    return in_force.target or Target(quarter_of(today))


def parse_form(
    fields: Mapping[str, str], catalog: Catalog, own: PlanChoices, team: PlanChoices, today: date
) -> PlanChoices | FormErrors:
    """Return the owner's choices as the form has them: what is left as it was shown stays where it came from."""
    in_force, errors = own.over(team), dict[str, str]()
    shown = _read_shown(catalog, in_force)
    typed = _Shown(
        _checked(AREAS_FIELD, fields, catalog.areas),
        _parse_areas(ORDER_FIELD, fields, catalog, errors),
        _checked(TARGET_FIELD, fields, catalog.areas),
        frozenset(_parse_areas(NEXT_FIELD, fields, catalog, errors)),
    )
    estimates = _parse_hours(fields, catalog, own, in_force, errors)
    gone = shown.areas - typed.areas
    _refuse_gone(catalog, shown, typed, gone, errors)
    chosen = (typed.areas | typed.targets | typed.next_targets | frozenset(typed.order)) - gone
    if not chosen:
        errors[AREAS_FIELD] = "A plan needs at least one area."
    if errors:
        return FormErrors(errors)
    changed = replace(own, estimates=estimates)
    if typed.order != shown.order:
        changed = replace(changed, order=typed.order)
    if typed.targets != shown.targets:
        changed = set_target(changed, typed.targets, _target_of(in_force, today).period, team)
    if typed.next_targets != shown.next_targets:
        coming = make_target(typed.next_targets, next_quarter(today), team.next_target)
        changed = replace(changed, next_target=coming)
    if gone:
        changed = hide_areas(changed, gone)
    in_force = changed.over(team)
    # Also one that was checked may be hidden by now: the team hides it, and a field names it no more that did.
    hidden = in_force.hidden if gone else find_hidden(catalog, in_force)
    return show_areas(changed, chosen & hidden, team)


def _refuse_gone(catalog: Catalog, shown: _Shown, typed: _Shown, gone: frozenset[str], errors: dict[str, str]) -> None:
    """Put into `errors` the fields that name, newly, an area that the form takes out of the plan."""
    for name, now, before in (
        (ORDER_FIELD, typed.order, shown.order),
        (TARGET_FIELD, typed.targets, shown.targets),
        (NEXT_FIELD, typed.next_targets, shown.next_targets),
    ):
        area = next((area for area in catalog.areas if area.id in gone.intersection(now).difference(before)), None)
        if area:
            errors.setdefault(name, f"{area.name} isn't checked above. Check it there, or leave it out here.")


def _areas_input(catalog: Catalog, name: str, label: str, areas: Collection[str], hint: str) -> InputBlock:
    """Return a field for areas, by number or name."""
    numbers = {area.id: str(area.priority) for area in catalog.areas}
    value = ", ".join(numbers[area] for area in areas if area in numbers)
    return text_input(name, label, value=value, placeholder="2, 5, 1", is_optional=True, hint=hint, max_length=300)


def _parse_areas(name: str, fields: Mapping[str, str], catalog: Catalog, errors: dict[str, str]) -> tuple[str, ...]:
    """Return the ids of the areas that a field names; words that name none go to `errors`."""
    areas = change_words.parse_areas(catalog, fields.get(name, ""))
    if isinstance(areas, AmbiguousArea):
        errors[name] = f"“{areas.typed}” isn't one area. Write numbers, like 2, 5, 1."
        return ()
    return tuple(area.id for area in areas)


def _checkboxes(name: str, label: str, areas: Sequence[Area], checked: Collection[str]) -> Iterator[InputBlock]:
    """Yield the areas as checkboxes, of which Slack takes ten in a group."""
    for start in range(0, len(areas), MAX_CHECKBOXES):
        options = [SelectOption(f"{a.priority}. {a.name}", a.id) for a in areas[start : start + MAX_CHECKBOXES]]
        suffix = f".{start // MAX_CHECKBOXES}" if start else ""
        yield checkboxes_input(f"{name}{suffix}", f"{label}, more" if start else label, options, values=list(checked))


def _checked(name: str, fields: Mapping[str, str], areas: Sequence[Area]) -> frozenset[str]:
    known = {area.id for area in areas}
    values = (value for field, value in fields.items() if field == name or field.startswith(f"{name}."))
    return frozenset(each for value in values for each in value.split(",") if each in known)


def _varying(areas: Sequence[Area]) -> list[Area]:
    return [area for area in areas if area.hours is None][:MAX_VARYING]


def _hours_input(area: Area, in_force: PlanChoices) -> InputBlock:
    hours = in_force.estimates.get(area.id)
    return text_input(
        f"{HOURS_FIELD}.{area.id}",
        f"Hours for {area.name}",
        value=str(hours) if hours else "",
        placeholder="40",
        is_optional=True,
        hint="Its estimate varies. Empty: no estimate.",
        max_length=10,
    )


def _parse_hours(
    fields: Mapping[str, str], catalog: Catalog, own: PlanChoices, in_force: PlanChoices, errors: dict[str, str]
) -> dict[str, int]:
    """Return the owner's estimates, with those that the form changes; a wrong one goes to `errors`."""
    estimates = dict(own.estimates)
    for area in _varying(catalog.areas):
        name = f"{HOURS_FIELD}.{area.id}"
        typed = fields.get(name, "").strip().casefold().removesuffix("h").strip()
        if typed and not (typed.isdecimal() and 1 <= int(typed) <= MAX_ESTIMATE):
            errors[name] = f"Write whole hours, 1 to {MAX_ESTIMATE}."
        elif not typed and name in fields:
            estimates.pop(area.id, None)
        elif typed and int(typed) != in_force.estimates.get(area.id):
            estimates[area.id] = int(typed)
    return estimates
