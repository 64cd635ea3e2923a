"""How somebody is doing, in words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.catalog.catalog import Catalog
from bot.features.team.rules.status import MemberStatus, StatusKind, StatusReason, StatusReasonKind
from bot.features.team.views import status
from bot.slack.mrkdwn import strip_markup

MONDAY = date(2026, 11, 23)
HOURS = StatusReason(StatusReasonKind.HOURS, minutes=20, goal=240)
AWAY = StatusReason(StatusReasonKind.AWAY, until=date(2026, 11, 27))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (AWAY, "away until Fri 27 Nov"),
        (StatusReason(StatusReasonKind.AWAY), "away"),
        (StatusReason(StatusReasonKind.NEW, days=1), "here for 1 day"),
        (StatusReason(StatusReasonKind.NEW), "joined today"),
        (StatusReason(StatusReasonKind.SILENT, days=16), "no entry for 16 days"),
        (StatusReason(StatusReasonKind.NEVER_BOOKED, days=30), "no entry yet in 30 days"),
        (StatusReason(StatusReasonKind.HOURS, minutes=90), "1 h 30 min in four weeks"),
        (HOURS, "20 min of 4 h in four weeks"),
        (StatusReason(StatusReasonKind.STUCK), "stuck since today"),
        (StatusReason(StatusReasonKind.STUCK, days=3, about="networking"), "stuck on Networking for 3 days"),
        (StatusReason(StatusReasonKind.STUCK, days=1, about="terraform"), "stuck on Terraform for 1 day"),
        (
            StatusReason(StatusReasonKind.STUCK, days=2, about="<!channel> *locks*"),
            "stuck on “&lt;!channel&gt; ∗locks∗” for 2 days",
        ),
    ],
)
def test_every_reason_has_its_words(reason: StatusReason, words: str, catalog: Catalog) -> None:
    assert status.status_reason_text(reason, MONDAY, catalog) == words


@pytest.mark.parametrize(
    ("member_status", "words"),
    [
        (MemberStatus(StatusKind.ON_TRACK, (HOURS,)), "on track"),
        (MemberStatus(StatusKind.BEHIND, (HOURS,)), "behind"),
        (
            MemberStatus(StatusKind.QUIET, (StatusReason(StatusReasonKind.SILENT, days=16), HOURS)),
            "quiet: no entry for 16 days",
        ),
        (MemberStatus(StatusKind.NEW, (StatusReason(StatusReasonKind.NEW, days=5), HOURS)), "new: here for 5 days"),
        (MemberStatus(StatusKind.AWAY, (AWAY,)), "away until Fri 27 Nov"),
        (MemberStatus(StatusKind.UNASSIGNED, (HOURS,)), "nothing assigned yet"),
        (
            MemberStatus(StatusKind.STUCK, (StatusReason(StatusReasonKind.STUCK, days=3, about="a & b"), AWAY, HOURS)),
            "stuck on “a & b” for 3 days, away until Fri 27 Nov",
        ),
    ],
)
def test_a_status_is_told_without_its_hours(member_status: MemberStatus, words: str, catalog: Catalog) -> None:
    assert status.status_text(member_status, MONDAY, catalog, strip_markup) == words
