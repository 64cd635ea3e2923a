"""What a process can't open it leaves to others: it holds up nothing else, and is tried again ever more seldom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import func, insert, select

from bot.db.tables import outbox
from bot.delivery.left_workspaces import FIRST_SECONDS, LONGEST_SECONDS, LeftWorkspaces
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender_pool import SenderPool
from bot.slack.client import SlackClient
from bot.slack.failures import NO_TOKEN, FailureKind, SlackFailure
from tests.fixtures.installed import install_workspace
from tests.fixtures.team import Team

SEALED, OPEN, WAITING = "T1SEALED", "T2OPEN", 50


class HalfOpenSlack:
    """Takes messages of all workspaces but one, whose token can't be opened here."""

    def for_jobs(self) -> HalfOpenSlack:
        return self

    def post_message(self, workspace: str, channel: str, message: Any, *, thread_ts: str | None = None) -> str:
        if workspace == SEALED:
            raise SlackFailure(FailureKind.PERMANENT, NO_TOKEN)
        return "1.0"


def test_what_waits_elsewhere_all_goes_out_beside_it(team: Team) -> None:
    deps, now = replace(team.deps, slack=cast("SlackClient", HalfOpenSlack())), team.clock.now()
    row = {"kind": "digest", "recipient": "C1", "message": {"text": "x", "blocks": []}, "state": "waiting"}
    row |= {"due_at": now, "expires_at": now + timedelta(days=1), "created_at": now}
    with team.deps.database.begin() as conn:
        for workspace in (SEALED, OPEN):
            install_workspace(conn, workspace=workspace, now=now)
        numbers = range(WAITING)
        rows = [{**row, "workspace": OPEN, "period": f"p{number}"} for number in numbers]
        conn.execute(insert(outbox), [*rows, {**row, "workspace": SEALED, "period": "p"}])
    SenderPool(deps, RateLimit(team.clock.monotonic, interval=0)).send_all_due(now)
    with team.deps.database.read() as conn:
        count = select(outbox.c.workspace, outbox.c.state, func.count()).group_by(outbox.c.workspace, outbox.c.state)
        assert sorted(map(tuple, conn.execute(count))) == [(SEALED, "waiting", 1), (OPEN, "sent", WAITING)]


def test_it_is_tried_again_ever_more_seldom_until_it_can_be_opened() -> None:
    seconds = [0.0]
    left = LeftWorkspaces(lambda: seconds[0])
    for number, waits in enumerate([FIRST_SECONDS, 240.0, 480.0, LONGEST_SECONDS, LONGEST_SECONDS]):
        assert left.leave("T1") is (number == 0)
        seconds[0] += waits - 1
        assert left.list_left() == {"T1"}
        seconds[0] += 1
        assert left.list_left() == frozenset()
    left.forget("T1")
    assert left.leave("T1"), "the next time is a first one again"
