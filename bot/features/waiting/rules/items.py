"""What waits for somebody's answer, who can give it, and who else may be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.core.people.member import Member
from bot.core.people.pairs import Pair
from bot.features.help_requests.rules import HelpRequest
from bot.features.waiting.rules.workdays import WorkCalendar, add_workdays
from bot.frozen import frozen

PATIENCE: Final = 2  # working days, after which who can answer is reminded and who waits gets a word


class WaitingKind(StrEnum):
    """What kind of answer it waits for."""

    HAND_IN = "work"
    LEVEL = "level"
    STUCK = "stuck"
    PROPOSAL = "pair"


@frozen
class WaitingItem:
    """Something of `owner` that has waited since a moment for `awaited`, and that `may_answer` can all answer.

    `key` tells it from all others, also from the same thing once it was answered and asked again. `subject` is the id
    of an assignment, a roadmap and a level, or the number of a help request or a pair. `waiters` wait for the answer.
    `handed_at` is when it came to those awaited now, where somebody handed it over.
    """

    kind: WaitingKind
    key: str
    owner: str
    subject: str
    since: datetime
    awaited: tuple[str, ...]
    may_answer: frozenset[str]
    waiters: tuple[str, ...] = ()
    handed_at: datetime | None = None
    handed_by: str = ""

    @property
    def ref(self) -> str:
        """Return a digest of the key, as buttons, claims and hand-overs carry it."""
        return item_ref(self.key)

    @property
    def assignee(self) -> str:
        """Return to whom it was handed over; empty where it was not."""
        return self.awaited[0] if self.handed_at else ""

    @property
    def can_be_handed_over(self) -> bool:
        """Return whether anybody may answer in place of those who are awaited: not a yes of one's own."""
        return self.kind is not WaitingKind.PROPOSAL

    def handed_to(self, assignee: str, *, by: str, at: datetime) -> WaitingItem:
        """Return the same, waiting for one person alone."""
        return replace(self, awaited=(assignee,), handed_by=by, handed_at=at)


def item_ref(key: str) -> str:
    """Return the digest of what waits."""
    return sha256(key.encode()).hexdigest()[:16]


@frozen
class WaitingList:
    """All that waits in a workspace, oldest first, with the active people there by id.

    `names` are of these and of owners who have left. Help requests and proposals are by their numbers.
    """

    items: tuple[WaitingItem, ...]
    people: Mapping[str, Member]
    names: Mapping[str, str]
    help_requests: Mapping[str, HelpRequest]
    proposals: Mapping[str, Pair]

    def find(self, ref: str) -> WaitingItem | None:
        """Return what still waits under a digest; None where it was answered."""
        return next((each for each in self.items if each.ref == ref), None)

    def waiting_for(self, member: str) -> tuple[WaitingItem, ...]:
        """Return what waits for somebody's answer."""
        return tuple(each for each in self.items if member in each.awaited)

    def wanted_by(self, member: str) -> tuple[WaitingItem, ...]:
        """Return what somebody waits for."""
        return tuple(each for each in self.items if member in each.waiters)

    def of_others(self, reader: Member) -> tuple[WaitingItem, ...]:
        """Return what waits for others, and the reader may answer too or, as an admin, see."""
        return tuple(
            each for each in self.items if reader.id not in (*each.awaited, *each.waiters) and _may_see(reader, each)
        )

    def may_open(self, item: WaitingItem, reader: Member) -> bool:
        """Return whether it stands in one of the reader's lists."""
        return reader.id in (*item.awaited, *item.waiters) or _may_see(reader, item)


def _may_see(reader: Member, item: WaitingItem) -> bool:
    if item.kind is WaitingKind.PROPOSAL:
        return reader.is_admin
    return reader.may_mentor(item.owner)


def has_waited_long(item: WaitingItem, calendar: WorkCalendar, now: datetime) -> bool:
    """Return whether it has waited for somebody for as long as anybody should have to."""
    due = add_workdays(item.handed_at or item.since, PATIENCE, calendar)
    return due is not None and due <= now


def count_by_person(items: Iterable[WaitingItem]) -> dict[str, int]:
    """Return how much waits for each person."""
    counts: dict[str, int] = {}
    for item in items:
        for person in item.awaited:
            counts[person] = counts.get(person, 0) + 1
    return counts


def order_by_load(people: Iterable[str], counts: Mapping[str, int], names: Mapping[str, str]) -> list[str]:
    """Return people by how much waits for them, the least first; equal ones by name."""
    return sorted(people, key=lambda each: (counts.get(each, 0), names.get(each, "").casefold(), each))
