"""Who may be a mentor, and what the two roles are."""

from __future__ import annotations

from enum import StrEnum

from bot.core.people.member import Member


class MentorRole(StrEnum):
    """What an admin makes somebody: a lead mentor is a mentor as well."""

    MENTOR = "mentor"
    LEAD = "lead"


class IneligibleReason(StrEnum):
    """What keeps somebody from mentoring and from being mentored."""

    UNKNOWN = "nobody"  # Slack knows them no more than we do
    LEFT = "gone"  # has left, or is an app
    GUEST = "guest"


def has_role(member: Member, role: MentorRole) -> bool:
    """Whether somebody has the role."""
    return member.is_mentor if role is MentorRole.MENTOR else member.is_lead


def ineligible_reason(member: Member | None) -> IneligibleReason | None:
    """Why somebody can be neither mentor nor mentee; None for who can."""
    if member is None:
        return IneligibleReason.UNKNOWN
    if not member.is_active:
        return IneligibleReason.LEFT
    return IneligibleReason.GUEST if member.is_guest else None
