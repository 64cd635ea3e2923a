"""What a change makes of the choices in a plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum
from hashlib import blake2b

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core.plan.plan_choices import NO_CHOICES, PlanChoices, store_choices
from bot.core.plan.target import Target
from bot.frozen import frozen


class ChangeKind(StrEnum):
    """The ways to change a plan."""

    CHOOSE = "choose"  # these areas, in this order, and no others
    ORDER = "order"  # these before the others
    HIDE = "hide"
    SHOW = "show"
    TARGET = "target"  # these are the targets of a period; none removes them
    NEXT_TARGET = "next_target"  # the same for next quarter
    ESTIMATE = "estimate"  # so many hours, where the plan's estimate varies; None goes back to that
    RESET = "reset"


class ChangeProblem(StrEnum):
    """Why a change cannot be made."""

    NONE_LEFT = "none left"
    HAS_ESTIMATE = "has estimate"


@frozen
class PlanChange:
    """A change: the areas it is about, of an estimate the hours, and of a target the period."""

    kind: ChangeKind
    areas: tuple[Area, ...] = ()
    hours: int | None = None
    period: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the areas, each once."""
        return tuple(dict.fromkeys(area.id for area in self.areas))


def apply_change(
    own: PlanChoices, change: PlanChange, *, team: PlanChoices, catalog: Catalog
) -> PlanChoices | ChangeProblem:
    """Return the owner's choices after a change; of the team's own plan, `team` has no choices."""
    if change.kind is ChangeKind.ESTIMATE and any(area.hours for area in change.areas):
        return ChangeProblem.HAS_ESTIMATE
    changed = _changed(own, change, team, frozenset(area.id for area in catalog.areas))
    return changed if has_areas(catalog, changed.over(team)) else ChangeProblem.NONE_LEFT


def has_areas(catalog: Catalog, in_force: PlanChoices) -> bool:
    """Return whether choices leave an area in the plan."""
    return any(area.id not in in_force.hidden for area in catalog.areas)


def _changed(own: PlanChoices, change: PlanChange, team: PlanChoices, every_id: frozenset[str]) -> PlanChoices:
    ids = change.ids
    match change.kind:
        case ChangeKind.CHOOSE:
            return show_areas(hide_areas(replace(own, order=ids), every_id.difference(ids)), ids, team)
        case ChangeKind.ORDER:
            return show_areas(replace(own, order=ids), ids, team)
        case ChangeKind.HIDE:
            return hide_areas(own, ids)
        case ChangeKind.SHOW:
            return show_areas(own, ids, team)
        case ChangeKind.TARGET:
            return show_areas(set_target(own, ids, change.period, team), ids, team)
        case ChangeKind.NEXT_TARGET:
            target = make_target(ids, change.period, team.next_target)
            return show_areas(replace(own, next_target=target), ids, team)
        case ChangeKind.ESTIMATE:
            estimates = {area: hours for area, hours in own.estimates.items() if area not in ids}
            return replace(own, estimates={**estimates, **(dict.fromkeys(ids, change.hours) if change.hours else {})})
        case ChangeKind.RESET:
            return NO_CHOICES


def set_target(own: PlanChoices, ids: Collection[str], period: str, team: PlanChoices) -> PlanChoices:
    """Return the choices with these areas as the target of a period, or with none."""
    target = make_target(ids, period, team.target or team.ended_target)
    return replace(own, target=target, ended_target=None)


def make_target(ids: Collection[str], period: str, teams: Target | None) -> Target | None:
    """Return a target; without areas, one that says so if the team has one, else None."""
    return Target(period, tuple(sorted(ids))) if ids or teams else None


def hide_areas(own: PlanChoices, ids: Collection[str]) -> PlanChoices:
    """Hide areas, which then are no targets and have no place in the order."""
    gone = frozenset(ids)
    return replace(
        own,
        order=tuple(each for each in own.order if each not in gone),
        hidden=own.hidden | gone,
        shown=own.shown - gone,
        target=own.target and own.target.without(gone),
        next_target=own.next_target and own.next_target.without(gone),
        ended_target=own.ended_target and own.ended_target.without(gone),
    )


def show_areas(own: PlanChoices, ids: Collection[str], team: PlanChoices) -> PlanChoices:
    """Have areas in the plan again, those that the team hides as well."""
    return replace(own, hidden=own.hidden.difference(ids), shown=own.shown | team.hidden.intersection(ids))


def fingerprint(*choices: PlanChoices) -> str:
    """Return what tells choices from others, for what may be done only while nothing has changed since."""
    stored = [sorted((*key, value) for key, value in store_choices(each).items()) for each in choices]
    return blake2b(repr(stored).encode(), digest_size=6).hexdigest()
