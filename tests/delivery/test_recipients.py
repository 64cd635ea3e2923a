"""Who is written to was asked about within the day, in every way of running; who has left is not written to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.people import members
from bot.db.tables import members as people
from bot.delivery import outbox
from bot.delivery.rate_limit import RateLimit
from bot.delivery.recipients import MAX_PROFILE_AGE
from bot.sandbox.slack_api.fixtures import TEAM_ID, SlackUser
from bot.worker.run_once import deliver_due
from bot.worker.worker import Worker
from tests import faults
from tests.faults import Fault
from tests.fixtures.team import Team
from tests.slack_world import add_person
from tests.worker.test_worker import until

THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def nudged(team: Team) -> Team:
    """Two people are due a nudge; Slack has deactivated the first ten days ago, and nobody has asked since before."""
    for user in ("U0GONE", "U0HERE"):
        team.join(user, at=THURSDAY - 30 * DAY)
    gone = team.slack.workspace.people["U0GONE"]
    team.slack.workspace.people["U0GONE"] = replace(gone, deleted=True)
    team.change_workspace(digest_on=False)
    team.turn_to(THURSDAY)
    return team


def by_cron(team: Team) -> None:
    deliver_due(team.deps, THURSDAY, rate_limit=RateLimit(team.clock.monotonic, interval=0))


def by_tick(team: Team) -> None:
    team.tick(THURSDAY)


def by_worker(team: Team) -> None:
    """The first seconds of `serve` and `worker`."""
    worker = Worker(team.deps, rate_limit=RateLimit(team.clock.monotonic, interval=0))
    worker.start()
    try:
        until(lambda: len(team.states()) == 2 and set(team.states()) == {"sent", "expired"})
    finally:
        worker.stop()


def asked(team: Team) -> list[Any]:
    return [call.payload["user"] for call in team.slack.workspace.journal.calls if call.method == "users.info"]


def states(team: Team) -> dict[str, str]:
    return {row.recipient: row.state for row in team.outbox_rows()}


@pytest.mark.parametrize("run", [by_cron, by_tick, by_worker])
def test_who_left_is_not_nudged_in_any_way_of_running(nudged: Team, run: Callable[[Team], None]) -> None:
    run(nudged)
    assert [user for user, _ in nudged.posts()] == ["U0HERE"]
    assert states(nudged) == {"U0GONE": "expired", "U0HERE": "sent"}
    with nudged.deps.database.read() as conn:
        gone = members.find_member(conn, workspace=TEAM_ID, member="U0GONE", default_zone=nudged.deps.settings.timezone)
    assert gone is not None
    assert not gone.is_active


def test_who_was_asked_about_within_the_day_is_not_asked_about_again(team: Team) -> None:
    for user, age in {"U1": DAY * 0, "U2": MAX_PROFILE_AGE, "U3": MAX_PROFILE_AGE + timedelta(seconds=1)}.items():
        team.join(user, at=THURSDAY - 30 * DAY, profile_at=THURSDAY - age)
    team.join("U4", at=THURSDAY - 30 * DAY, profile_at=THURSDAY + timedelta(seconds=1))  # by a clock that was wrong
    team.join("U5", at=THURSDAY - 30 * DAY, profile_at=None)
    team.change_workspace(digest_on=False)
    team.tick(THURSDAY)
    assert sorted(asked(team)) == ["U3", "U4", "U5"]
    assert set(states(team).values()) == {"sent"}


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (faults.error("user_not_found"), "expired"),
        (faults.error("missing_scope"), "sent"),
        (faults.error("fatal_error"), "waiting"),
        (faults.unavailable(), "waiting"),
        (faults.rate_limited(30), "waiting"),
    ],
    ids=lambda value: value.error or value.wrong if isinstance(value, Fault) else None,
)
def test_what_slack_says_instead_decides(team: Team, fault: Fault, state: str) -> None:
    team.join("U1", at=THURSDAY - 30 * DAY)
    team.change_workspace(digest_on=False)
    team.slack.faults.add("users.info", fault)
    team.tick(THURSDAY)
    assert team.states() == [state]
    team.slack.faults.clear()
    team.tick(THURSDAY + timedelta(minutes=1))
    assert team.states() == [{"waiting": "sent"}.get(state, state)], "what passes by itself only waits"


def test_slack_that_wants_a_pause_gets_it(nudged: Team) -> None:
    nudged.slack.faults.add("users.info", faults.rate_limited(30))
    nudged.tick(THURSDAY)
    calls = len(nudged.slack.workspace.journal.calls)
    nudged.tick(THURSDAY + timedelta(seconds=29))
    assert len(nudged.slack.workspace.journal.calls) == calls
    nudged.tick(THURSDAY + timedelta(seconds=31))
    assert [user for user, _ in nudged.posts()] == ["U0HERE"]


def put_notice(team: Team, *recipients: str) -> None:
    with team.deps.database.begin() as conn:
        for recipient in recipients:
            outbox.put_message(
                conn,
                workspace=TEAM_ID,
                kind="notice",
                period="1",
                recipient=recipient,
                message={"text": "Hello", "blocks": []},
                due_at=THURSDAY,
                expires_at=THURSDAY + DAY,
                now=THURSDAY,
            )


def test_a_channel_is_not_asked_about_and_somebody_new_is(team: Team) -> None:
    team.turn_to(THURSDAY)
    put_notice(team, "C0LEARNING", "U0SANDANA")
    team.sender().send_due(THURSDAY)
    assert asked(team) == ["U0SANDANA"]
    assert team.states() == ["sent", "sent"]


def test_somebody_at_home_elsewhere_gets_nothing_and_no_row(team: Team) -> None:
    team.turn_to(THURSDAY)
    add_person(team.slack.workspace, SlackUser("U0VENDOR", "vic", "Vic", home="T0VENDOR"))
    put_notice(team, "U0VENDOR")
    team.sender().send_due(THURSDAY)
    assert team.states() == ["expired"]
    with team.deps.database.read() as conn:
        assert "U0VENDOR" not in set(conn.execute(select(people.c.id)).scalars())


def test_who_leaves_while_their_letter_waits_does_not_get_it(team: Team) -> None:
    team.join("U1", at=THURSDAY - 30 * DAY, profile_at=THURSDAY)
    team.book("U1", 10, date(2026, 11, 24))
    team.change_workspace(digest_on=False)
    team.slack.faults.add("chat.postMessage", faults.unavailable())
    team.tick(THURSDAY)
    with team.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member="U1", is_active=False)
    team.tick(THURSDAY + timedelta(minutes=1))
    assert (team.states(), team.posts()) == (["expired"], [])
