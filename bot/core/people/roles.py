"""Who may be a mentor, and what the two roles are."""

from __future__ import annotations

from enum import StrEnum

from bot.core.people.member import Member


class Role(StrEnum):
    """What an admin makes somebody: a lead mentor is a mentor as well."""

    MENTOR = "mentor"
    LEAD = "lead"


class Unfit(StrEnum):
    """What keeps somebody from mentoring and from being mentored."""

    NOBODY = "nobody"  # Slack knows them no more than we do
    GONE = "gone"  # has left, or is an app
    GUEST = "guest"


def holds(member: Member, role: Role) -> bool:
    """Whether somebody has the role."""
    return member.is_mentor if role is Role.MENTOR else member.is_lead


def unfit(member: Member | None) -> Unfit | None:
    """Why somebody can be neither mentor nor mentee; None for who can."""
    if member is None:
        return Unfit.NOBODY
    if not member.is_active:
        return Unfit.GONE
    return Unfit.GUEST if member.is_guest else None
