"""How somebody is doing, in words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.catalog.catalog import Catalog
from bot.features.team.rules.status import Kind, Reason, State, Why
from bot.features.team.views import status
from bot.slack.mrkdwn import bare

MONDAY = date(2026, 11, 23)
HOURS = Reason(Why.HOURS, minutes=20, goal=240)
GONE = Reason(Why.AWAY, until=date(2026, 11, 27))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (GONE, "away until Fri 27 Nov"),
        (Reason(Why.AWAY), "away"),
        (Reason(Why.NEW, days=1), "here for 1 day"),
        (Reason(Why.NEW), "here since today"),
        (Reason(Why.SILENT, days=16), "no entry for 16 days"),
        (Reason(Why.NEVER, days=30), "no entry yet in 30 days"),
        (Reason(Why.HOURS, minutes=90), "1 h 30 min in four weeks"),
        (HOURS, "20 min of 4 h in four weeks"),
        (Reason(Why.STUCK), "stuck since today"),
        (Reason(Why.STUCK, days=3, where="networking"), "stuck on Networking for 3 days"),
        (Reason(Why.STUCK, days=1, where="terraform"), "stuck on Terraform for 1 day"),
        (Reason(Why.STUCK, days=2, where="<!channel> *locks*"), "stuck on “&lt;!channel&gt; ∗locks∗” for 2 days"),
    ],
)
def test_every_reason_has_its_words(reason: Reason, words: str, catalog: Catalog) -> None:
    assert status.reason(reason, MONDAY, catalog) == words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State(Kind.ON_TRACK, (HOURS,)), "on track"),
        (State(Kind.BEHIND, (HOURS,)), "behind"),
        (State(Kind.QUIET, (Reason(Why.SILENT, days=16), HOURS)), "quiet: no entry for 16 days"),
        (State(Kind.NEW, (Reason(Why.NEW, days=5), HOURS)), "new: here for 5 days"),
        (State(Kind.AWAY, (GONE,)), "away until Fri 27 Nov"),
        (State(Kind.UNASSIGNED, (HOURS,)), "nothing assigned yet"),
        (
            State(Kind.STUCK, (Reason(Why.STUCK, days=3, where="a & b"), GONE, HOURS)),
            "stuck on “a & b” for 3 days, away until Fri 27 Nov",
        ),
    ],
)
def test_hours_stand_elsewhere_in_the_table(state: State, words: str, catalog: Catalog) -> None:
    assert status.in_short(state, MONDAY, catalog, bare) == words
