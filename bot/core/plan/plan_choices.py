"""What somebody, or the team, has chosen in the plan: areas, their order, targets, own estimates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area, HoursEstimate
from bot.core.plan.target import Target, is_period
from bot.frozen import frozen

MAX_ESTIMATE: Final = 1000  # hours


class ChoiceKind(StrEnum):
    """What a choice is about; beside it the value that is stored with an area."""

    ORDER = "order"  # its place from 1 on
    HIDDEN = "hidden"  # yes, or no where the team hides it
    ESTIMATE = "estimate"  # hours
    TARGET = "target"  # the period that the area is a target of; without an area, one that has no target
    NEXT_TARGET = "next_target"  # the same of the period after


YES: Final = "yes"
NO: Final = "no"
StoredChoices = Mapping[tuple[str, ChoiceKind], str]  # the value by area and kind


@frozen
class PlanChoices:
    """The choices of one owner, a member or the team, or of a member over the team's.

    `order` has the areas that come first, in this order; `shown` those that the team hides and the member does not.
    `target` is None where the owner has said nothing of one. `ended_target` is one whose period is over; only `on`
    tells it from the others.
    """

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    estimates: Mapping[str, int] = field(default_factory=dict)
    target: Target | None = None
    next_target: Target | None = None
    ended_target: Target | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was chosen."""
        return self == NO_CHOICES

    @property
    def targets(self) -> tuple[str, ...]:
        """Return the areas that are to be learned before all others now."""
        return self.target.areas if self.target else ()

    @property
    def wanted(self) -> frozenset[str]:
        """Return the areas that the owner has named to learn, in their order or as a target."""
        targets = (self.target, self.next_target, self.ended_target)
        return frozenset((*self.order, *(area for each in targets if each for area in each.areas)))

    def on(self, day: date) -> PlanChoices:
        """Return these choices with the target that counts on a day: one that has ended makes room for the next."""
        known = [each for each in (self.target or self.ended_target, self.next_target) if each]
        ahead = [each for each in known if each.last_day >= day]
        target = next((each for each in ahead if each.first_day <= day), None)
        coming = next((each for each in ahead if each is not target), None)
        ended = next((each for each in reversed(known) if each not in ahead), None)
        return replace(self, target=target, next_target=coming, ended_target=None if target else ended)

    def over(self, team: PlanChoices) -> PlanChoices:
        """Return these choices, and where there are none those of the team.

        The team's default hides nothing that they have named themselves.
        """
        return PlanChoices(
            order=self.order or team.order,
            hidden=self.hidden | (team.hidden - self.shown - self.wanted),
            estimates={**team.estimates, **self.estimates},
            target=self.target or team.target,
            next_target=self.next_target or team.next_target,
            ended_target=self.ended_target or team.ended_target,
        )

    def adjust(self, area: Area) -> Area:
        """Return an area with its own estimate, where the content's varies; one that was chosen is not optional."""
        update: dict[str, object] = {}
        if area.hours is None and (hours := self.estimates.get(area.id)):
            update["hours"] = HoursEstimate(low=hours, high=hours)
        if area.optional and (area.id in self.wanted or area.id in self.estimates):
            update["optional"] = False
        return area.model_copy(update=update) if update else area


NO_CHOICES: Final = PlanChoices()


def find_hidden(catalog: Catalog, choices: PlanChoices) -> frozenset[str]:
    """Return the ids of the areas that are not in a plan; where none would be left, all are in it."""
    if not choices.hidden:
        return choices.hidden
    hidden = frozenset(area.id for area in catalog.areas if area.id in choices.hidden)
    return hidden if len(hidden) < len(catalog.areas) else frozenset()


def list_chosen_areas(catalog: Catalog, choices: PlanChoices) -> tuple[Area, ...]:
    """Return the areas of a plan in its order, each with the estimate that holds in it."""
    if choices.is_empty:
        return catalog.areas
    hidden, ordered = find_hidden(catalog, choices), sort_areas(catalog.areas, choices.order)
    return tuple(choices.adjust(area) for area in ordered if area.id not in hidden)


def sort_areas(areas: Iterable[Area], order: Sequence[str]) -> tuple[Area, ...]:
    """Return the areas that are in `order` first, in that order, then the others as they came."""
    places = {area: place for place, area in enumerate(order)}
    return tuple(sorted(areas, key=lambda area: places.get(area.id, len(places))))


def parse_choices(stored: Iterable[tuple[str, str, str]]) -> PlanChoices:
    """Return the choices of one owner from area, kind and value as they are stored; what cannot be read is left out."""
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for area, kind, value in stored:
        by_kind.setdefault(kind, []).append((area, value))
    numbered = sorted((int(value), area) for area, value in by_kind.get(ChoiceKind.ORDER, ()) if value.isdecimal())
    hidden = by_kind.get(ChoiceKind.HIDDEN, ())
    return PlanChoices(
        order=tuple(area for _, area in numbered),
        hidden=frozenset(area for area, value in hidden if value == YES),
        shown=frozenset(area for area, value in hidden if value == NO),
        estimates={area: int(value) for area, value in by_kind.get(ChoiceKind.ESTIMATE, ()) if value.isdecimal()},
        target=_parse_target(by_kind.get(ChoiceKind.TARGET, ())),
        next_target=_parse_target(by_kind.get(ChoiceKind.NEXT_TARGET, ())),
    )


def _parse_target(stored: Iterable[tuple[str, str]]) -> Target | None:
    by_period: dict[str, list[str]] = {}
    for area, period in stored:
        if is_period(period):
            by_period.setdefault(period, []).append(area)
    targets = (Target(period, tuple(sorted(filter(None, areas)))) for period, areas in by_period.items())
    return max(targets, key=lambda target: target.last_day, default=None)


def store_choices(choices: PlanChoices) -> dict[tuple[str, ChoiceKind], str]:
    """Return choices as they are stored; `parse_choices` reads them again."""
    stored: dict[tuple[str, ChoiceKind], str] = {
        (area, ChoiceKind.ORDER): str(place) for place, area in enumerate(choices.order, start=1)
    }
    stored |= {(area, ChoiceKind.HIDDEN): YES for area in choices.hidden}
    stored |= {(area, ChoiceKind.HIDDEN): NO for area in choices.shown}
    stored |= {(area, ChoiceKind.ESTIMATE): str(hours) for area, hours in choices.estimates.items()}
    targets = {ChoiceKind.TARGET: choices.target or choices.ended_target, ChoiceKind.NEXT_TARGET: choices.next_target}
    for kind, target in targets.items():
        if target:
            stored |= {(area, kind): target.period for area in target.areas or ("",)}
    return stored
