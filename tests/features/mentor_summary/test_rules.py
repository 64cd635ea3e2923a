"""Who is named to a mentor, and who is not named again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.people.member import Member
from bot.features.mentor_summary import rules
from bot.features.mentor_summary.rules import MemberPraise, MentorSummary, TeamMemberStatus, TeamSnapshot
from bot.features.team.rules.status import MemberStatus, StatusKind, StatusReason, StatusReasonKind

FINE = MemberStatus(StatusKind.ON_TRACK, (StatusReason(StatusReasonKind.HOURS, minutes=240, goal=240),))
NOBODY: frozenset[str] = frozenset()


def behind(minutes: int) -> MemberStatus:
    return MemberStatus(StatusKind.BEHIND, (StatusReason(StatusReasonKind.HOURS, minutes=minutes, goal=240),))


def quiet(days: int, minutes: int = 0) -> MemberStatus:
    return MemberStatus(
        StatusKind.QUIET,
        (
            StatusReason(StatusReasonKind.SILENT, days=days),
            StatusReason(StatusReasonKind.HOURS, minutes=minutes, goal=240),
        ),
    )


def team(
    now: dict[str, MemberStatus], before: dict[str, MemberStatus] | None = None, *praise: MemberPraise
) -> TeamSnapshot:
    return TeamSnapshot(statuses(now), statuses(before or {}), praise)


def statuses(by_name: dict[str, MemberStatus]) -> tuple[TeamMemberStatus, ...]:
    moment = datetime(2026, 1, 5, tzinfo=UTC)
    return tuple(
        (Member("T1", name, name, ZoneInfo("UTC"), False, False, True, False, True, None, 60, False, moment), status)
        for name, status in by_name.items()
    )


def build(
    team: TeamSnapshot, last: Collection[str] = NOBODY, earlier: Collection[str] = NOBODY, reader: str = "Ana"
) -> MentorSummary | None:
    return rules.build_summary(team, reader=reader, previously_named=(last, earlier))


def concern_names(summary: MentorSummary | None) -> list[tuple[str, bool]]:
    return [(each.name, each.is_repeated) for each in summary.concerns] if summary else []


def test_the_most_urgent_come_first_and_seven_at_most() -> None:
    states = {"Ben": behind(100), "Cy": quiet(16, 20), "Di": quiet(16), "Ed": behind(20), "Flo": quiet(60), "Gus": FINE}
    assert [name for name, _ in concern_names(build(team(states)))] == ["Flo", "Di", "Cy", "Ed", "Ben"]
    summary = build(team({f"U{number}": quiet(16) for number in range(9)}))
    assert summary is not None
    assert (len(summary.concerns), summary.unnamed_count) == (7, 2)


def test_nobody_is_named_to_themselves() -> None:
    snapshot = team({"Ana": quiet(16), "Ben": FINE}, {"Ana": quiet(14)}, MemberPraise("Ana", "Ana", 4))
    assert build(snapshot) is None
    assert concern_names(build(snapshot, reader="Ben")) == [("Ana", False)]


def test_somebody_named_last_week_is_named_again_only_if_it_got_worse() -> None:
    same = team({"Ben": quiet(23), "Cy": behind(20), "Di": quiet(16)}, {"Ben": quiet(16), "Cy": behind(20), "Di": FINE})
    summary = build(same, {"Ben", "Cy"})
    assert concern_names(summary) == [("Di", False)]
    assert summary is not None
    assert summary.unchanged_count == 2
    worse = team({"Ben": quiet(30), "Cy": quiet(14)}, {"Ben": quiet(23), "Cy": behind(20)})
    assert concern_names(build(worse, {"Ben", "Cy"})) == [("Ben", True), ("Cy", False)]


def test_somebody_who_caught_up_in_between_is_no_worse() -> None:
    assert build(team({"Ben": behind(100)}, {"Ben": FINE}), {"Ben"}) is None


def test_two_weeks_later_the_same_is_said_with_still() -> None:
    assert concern_names(build(team({"Ben": quiet(27)}, {"Ben": quiet(20)}), earlier={"Ben"})) == [("Ben", True)]


def test_a_team_without_concerns_brings_one_message() -> None:
    summary = build(team({"Ben": FINE}, {"Ben": behind(20)}))
    assert summary == MentorSummary((), 0, 0, ())
    assert build(team({"Ben": FINE}, {"Ben": FINE})) is None


def test_praise_is_worth_a_message() -> None:
    praise = MemberPraise("Ben", "Ben", 4)
    summary = build(team({"Ben": FINE}, {"Ben": FINE}, praise))
    assert summary == MentorSummary((), 0, 0, (praise,))
    assert build(team({"Ben": quiet(23)}, {"Ben": quiet(16)}), {"Ben"}) is None
