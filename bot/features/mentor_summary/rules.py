"""Rules for the mentors' Monday message: who needs a word and why, and who did something worth praise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import time
from typing import Final

from bot.calendar.schedule import WeeklySlot
from bot.core.people.member import Member
from bot.features.team.rules import status as team_status
from bot.features.team.rules.status import MemberStatus
from bot.frozen import frozen

SLOT: Final = WeeklySlot(0, time(9, 30))  # Monday, in each mentor's own time
MAX_NAMED: Final = 7  # people in one message

TeamMemberStatus = tuple[Member, MemberStatus]


@frozen
class MemberPraise:
    """Somebody who, in the week before, met their goal for so many `weeks` in a row, or finished assignments."""

    member: str
    name: str
    weeks: int = 0
    assignments: tuple[str, ...] = ()


@frozen
class TeamSnapshot:
    """Everybody's status on a Monday and a week before, and what was worth praise between."""

    current: tuple[TeamMemberStatus, ...]
    week_before: tuple[TeamMemberStatus, ...]
    praise: tuple[MemberPraise, ...] = ()


@frozen
class MemberConcern:
    """Somebody who needs a word; `is_repeated` if this mentor was told the same a week or two ago."""

    member: str
    name: str
    state: MemberStatus
    is_repeated: bool = False


@frozen
class MentorSummary:
    """The content of a mentor's message; `unchanged_count` people were named last week and are no worse."""

    concerns: tuple[MemberConcern, ...]
    unnamed_count: int
    unchanged_count: int
    praise: tuple[MemberPraise, ...]


def visible_to(snapshot: TeamSnapshot, reader: Member) -> TeamSnapshot:
    """Return the part the reader may see: the team for admins and lead mentors, for a mentor their mentees."""
    return TeamSnapshot(
        tuple(each for each in snapshot.current if reader.may_mentor(each[0].id)),
        tuple(each for each in snapshot.week_before if reader.may_mentor(each[0].id)),
        tuple(each for each in snapshot.praise if reader.may_mentor(each.member)),
    )


def build_summary(
    snapshot: TeamSnapshot, *, reader: str, previously_named: Sequence[Collection[str]]
) -> MentorSummary | None:
    """Build a mentor's message, or None for nothing to say.

    It never names the reader, and nobody for the same reason two weeks in a row unless it got worse. A team in which
    nobody needs a word is worth one message, not one every week. `previously_named` are the people whom last week's
    message named, and those of the one before it.
    """
    before = {member.id: state for member, state in snapshot.week_before if member.id != reader}
    needing = [
        (member, state)
        for member, state in snapshot.current
        if member.id != reader and team_status.status_severity(state)
    ]
    fresh = [each for each in needing if each[0].id not in previously_named[0] or _got_worse(each, before)]
    fresh.sort(key=_urgency)
    concerns = [_member_concern(each, before, previously_named) for each in fresh[:MAX_NAMED]]
    praise = tuple(each for each in snapshot.praise if each.member != reader)
    were_fine = not any(map(team_status.status_severity, before.values()))
    if not concerns and not praise and (needing or were_fine):
        return None
    return MentorSummary(tuple(concerns), len(fresh) - len(concerns), len(needing) - len(fresh), praise)


def _got_worse(status: TeamMemberStatus, states_before: dict[str, MemberStatus]) -> bool:
    """Return whether a status got worse; for somebody who had caught up in between, by today's ledger, it did not."""
    member, state = status
    before = team_status.status_severity(states_before[member.id]) if member.id in states_before else 0
    return 0 < before < team_status.status_severity(state)


def _member_concern(
    status: TeamMemberStatus, states_before: dict[str, MemberStatus], previously_named: Sequence[Collection[str]]
) -> MemberConcern:
    member, state = status
    is_same = member.id in states_before and states_before[member.id].kind is state.kind
    return MemberConcern(
        member.id, member.name, state, is_repeated=is_same and any(member.id in each for each in previously_named)
    )


def _urgency(status: TeamMemberStatus) -> tuple[int, float, str, str]:
    """Return the sort key: the most urgent first, then who has the least of their goal."""
    member, state = status
    hours = state.reasons[-1]
    return -team_status.status_severity(state), hours.minutes / max(1, hours.goal), member.name.casefold(), member.id
