"""What is announced is what comes: random settings, zones, moments of set-up and of looking, with simulated ticks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.calendar.schedule import WeeklySlot, slot_text
from bot.clock import AdjustableClock
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.people import members, workspaces
from bot.core.people.workspaces import Workspace, find_next_digest, find_next_nudge
from bot.delivery import occurrences
from bot.delivery.decided_occurrence import claim_and_queue
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.deps import Deps
from bot.features.settings import handlers
from bot.worker import due
from bot.worker.idle_workspaces import idle_until
from tests.examples import examples
from tests.fixtures.team import Team

SUNDAY = datetime(2026, 11, 29, 7, 0, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
ZONES = ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Pacific/Pago_Pago", "Europe/Lisbon"]
SLOTS = st.builds(WeeklySlot, st.integers(0, 6), st.builds(time, st.integers(0, 23), st.sampled_from([0, 30, 32])))
NUMBERS = count(1)


class Stage:
    """One workspace and one member of it, set up at a moment."""

    def __init__(self, deps: Deps, now: datetime, **chosen: Any) -> None:
        self.name = f"T{next(NUMBERS):06}"
        self.deps = replace(deps, clock=AdjustableClock(now, is_running=False))
        with deps.database.begin() as conn:
            workspaces.ensure_workspace(conn, workspace=self.name, now=now)
            workspaces.update_workspace(conn, workspace=self.name, **chosen)
            members.save_profile(
                conn,
                workspace=self.name,
                member="U1",
                name="Ana",
                timezone=chosen["timezone"],
                is_admin=True,
                is_active=True,
                profile_at=now,
                now=now,
            )

    def book(self, day: date) -> None:
        booking = Booking(30, "networking", None, None, day, "", "command", f"{self.name}{day}")
        with self.deps.database.begin() as conn:
            ledger_booking.book_entry(
                conn,
                workspace=self.name,
                member="U1",
                booking=booking,
                now=self.deps.clock.now(),
                is_confirmed=True,
            )

    def tick(self, now: datetime) -> list[tuple[str, datetime]]:
        """Do what a tick does; returns kind and moment of what goes out."""
        with self.deps.database.begin() as conn:
            decided = due.find_due(self.deps, conn, self.workspace, now)
            claim_and_queue(conn, decided, now)
        return [(each.kind, each.due_at) for each in decided if each.outcome is OccurrenceOutcome.QUEUED]

    @property
    def workspace(self) -> Workspace:
        with self.deps.database.read() as conn:
            return workspaces.read_workspace(conn, workspace=self.name, settings=self.deps.settings)

    def announced_digest(self) -> tuple[datetime | None, bool]:
        with self.deps.database.read() as conn:
            done, has_news = handlers.read_digest_outlook(self.deps, conn, self.workspace)
        return find_next_digest(self.workspace, self.deps.clock.now(), done), has_news

    def announced_nudge(self) -> datetime | None:
        now = self.deps.clock.now()
        with self.deps.database.read() as conn:
            member = members.find_member(
                conn, workspace=self.name, member="U1", default_zone=self.deps.settings.timezone
            )
            assert member is not None
            handled = occurrences.list_settled_weeks(
                conn, workspace=self.name, kind=DeliveryKind.NUDGE, zone=member.zone, now=now, recipient="U1"
            )
        return find_next_nudge(self.workspace, member, now, (), handled)

    def first_to_come(self, kind: str, weeks: int) -> datetime | None:
        """Return when the first of a kind goes out, within weeks from now."""
        sent = self.live_until(self.deps.clock.now() + weeks * WEEK)
        return next((due_at for found, due_at in sent if found == kind), None)

    def live_until(self, end: datetime) -> Iterator[tuple[str, datetime]]:
        """Tick whenever the worker would; yields kind and moment of what goes out."""
        now = self.deps.clock.now()
        while now < end:
            yield from self.tick(now)
            with self.deps.database.read() as conn:
                found = [self.workspace]
                now = idle_until(due.list_weekly_slots(self.deps, conn, found), found, now)[self.name]


@pytest.fixture
def stage(team: Team) -> Callable[..., Stage]:
    def make(now: datetime, **chosen: Any) -> Stage:
        return Stage(team.deps, now, **chosen)

    return make


GENERATED = settings(
    max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
EXAMPLE = {
    "set_up": st.integers(0, 24 * 14).map(lambda hours: SUNDAY - 10 * DAY + hours * HOUR),
    "looks_after": st.sampled_from([timedelta(0), HOUR, 30 * HOUR, 3 * DAY, 8 * DAY, 20 * DAY, 60 * DAY]),
    "before": SLOTS,
    "slot": SLOTS,
    "zone": st.sampled_from(ZONES),
}


def set_up(stage: Callable[..., Stage], column: str, example: dict[str, Any]) -> Stage:
    """A workspace with one slot, whose worker has ticked; then the slot is changed, and somebody looks."""
    other = "nudge_on" if column == "digest" else "digest_on"
    made = stage(example["set_up"], timezone=example["zone"], **{column: slot_text(example["before"]), other: False})
    with made.deps.database.begin() as conn:  # nobody is nudged where no goal was chosen
        workspaces.update_workspace(conn, workspace=made.name, goal_minutes=180)
    for _ in made.live_until(example["set_up"] + example["looks_after"]):
        pass
    assert isinstance(made.deps.clock, AdjustableClock)
    made.deps.clock.advance(example["looks_after"])
    with made.deps.database.begin() as conn:
        workspaces.update_workspace(conn, workspace=made.name, **{column: slot_text(example["slot"])})
    return made


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@GENERATED
@given(example=st.fixed_dictionaries({**EXAMPLE, "booked": st.lists(st.integers(0, 13), max_size=2, unique=True)}))
def test_the_digest_that_is_announced_is_the_next_to_come(stage: Callable[..., Stage], example: dict[str, Any]) -> None:
    made = set_up(stage, "digest", example)
    for back in example["booked"]:
        made.book((made.deps.clock.now() - back * DAY).date())
    announced, has_news = made.announced_digest()
    assert announced is not None
    weeks = (announced - made.deps.clock.now()) // WEEK + 2
    comes = made.first_to_come("digest", weeks)
    if has_news:
        assert comes == announced
    else:
        assert comes is None or comes > announced, "as it says: only if there is something to report by then"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@GENERATED
@given(example=st.fixed_dictionaries(EXAMPLE))
def test_the_nudge_that_is_announced_is_the_next_to_come(stage: Callable[..., Stage], example: dict[str, Any]) -> None:
    made = set_up(stage, "nudge", example)
    announced = made.announced_nudge()
    assert made.first_to_come("nudge", 4) == announced


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_the_day_of_setting_up_the_first_digest_is_a_week_away(stage: Callable[..., Stage]) -> None:
    made = stage(SUNDAY, timezone="UTC", digest="Sun 07:32", nudge_on=False)
    assert made.announced_digest() == (SUNDAY + WEEK + timedelta(minutes=32), True)
    assert made.first_to_come("digest", 2) == SUNDAY + WEEK + timedelta(minutes=32)
    quiet = stage(SUNDAY - 4 * WEEK, timezone="UTC", digest="Sun 07:32", nudge_on=False)
    quiet.tick(SUNDAY - HOUR)
    assert isinstance(quiet.deps.clock, AdjustableClock)
    quiet.deps.clock.advance_to(SUNDAY)
    assert quiet.announced_digest() == (SUNDAY + timedelta(minutes=32), False)
    with quiet.deps.database.read() as conn:
        done, has_news = handlers.read_digest_outlook(quiet.deps, conn, quiet.workspace)
    text = handlers.page.next_digest_text(quiet.workspace, SUNDAY, done, has_news=has_news)
    assert "Next digest: Sun 29 Nov 07:32" in text
    assert "if there's something to report for 16-22 Nov by then" in text
