"""What a one-to-one begins with: how somebody is doing, and what has changed since the last one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.core.assignments.assignment import Act, Stage, Step, Work
from bot.core.levels.level import Level
from bot.core.plan.state import Advice
from bot.features.help_requests.rules.request import Stuck
from bot.features.team.rules.status import State

SPAN: Final = timedelta(days=28)  # looked back on where no one-to-one was ever booked


ENDS: Final = frozenset({Act.SIGN_OFF, Act.SEND_BACK})


@dataclass(frozen=True, slots=True)
class Open:
    """An assignment that is begun and not signed off, and the day of its last change."""

    assignment: str
    stage: Stage
    due: date | None
    changed: date

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and nothing was handed in."""
        return self.due is not None and self.due < today and self.stage is not Stage.HANDED_IN


@dataclass(frozen=True, slots=True)
class Change:
    """What was done since the last one-to-one: assignments by how they ended, and levels that were said or confirmed.

    `finished` are ticked by the member's own word alone.
    """

    finished: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    sent_back: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a mentor sees of a member, on the member's own `today`.

    `met` is the day of the last one-to-one, None where there was none in the ledger; everything that changed is counted
    from `since` on. `areas` are minutes by area, most first. `state` is None for who has left. `step` is the id of what
    comes next; `untried` an area with many of these hours and no assignment begun.
    """

    today: date
    since: date
    met: date | None = None
    state: State | None = None
    areas: tuple[tuple[str, int], ...] = ()
    entries: int = 0
    change: Change = Change()
    open: tuple[Open, ...] = ()
    share: float = 0.0
    step: str = ""
    advice: Advice | None = None
    stuck: tuple[Stuck, ...] = ()
    untried: str = ""

    @property
    def minutes(self) -> int:
        """All that was booked since then."""
        return sum(minutes for _, minutes in self.areas)


def since(met: date | None, today: date) -> date:
    """The first day that counts: that of the last one-to-one, after which something may still have been booked."""
    return met or today - SPAN


def ended(steps: Mapping[str, Step], ticked: frozenset[str], levels: tuple[Level, ...]) -> Change:
    """What changed, from the last sign-off or return of each assignment, the ticks and the levels of the time."""
    by_act = {act: tuple(each for each, step in steps.items() if step.act is act) for act in ENDS}
    signed = by_act[Act.SIGN_OFF]
    finished = tuple(sorted(each for each in ticked if each not in signed))
    return Change(finished, signed, by_act[Act.SEND_BACK], levels)


def still_open(works: tuple[Work, ...], ticked: frozenset[str], day: Mapping[str, date]) -> tuple[Open, ...]:
    """What is begun and neither signed off nor ticked, what is due first at the top; `day` is that of each change."""
    left = [each for each in works if each.stage is not Stage.SIGNED_OFF]
    left = [each for each in left if each.assignment not in ticked or each.stage is Stage.HANDED_IN]
    found = (Open(each.assignment, each.stage, each.due, day[each.assignment]) for each in left)
    return tuple(sorted(found, key=lambda each: (each.due is None, each.due or date.max, each.assignment)))
