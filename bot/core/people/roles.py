"""The roles of mentors, and who may have one."""

from __future__ import annotations

from enum import StrEnum

from bot.core.people.member import Member


class MentorRole(StrEnum):
    """The role that an admin gives; a lead mentor is a mentor as well."""

    MENTOR = "mentor"
    LEAD = "lead"


class IneligibleReason(StrEnum):
    """The reason why somebody can neither mentor nor be mentored."""

    UNKNOWN = "nobody"  # neither Slack nor we know them
    LEFT = "gone"  # has left, or is an app
    GUEST = "guest"


def has_role(member: Member, role: MentorRole) -> bool:
    """Return whether a member has the role."""
    return member.is_mentor if role is MentorRole.MENTOR else member.is_lead


def ineligible_reason(member: Member | None) -> IneligibleReason | None:
    """Return why somebody can be neither mentor nor mentee; None for whoever can."""
    if member is None:
        return IneligibleReason.UNKNOWN
    if not member.is_active:
        return IneligibleReason.LEFT
    return IneligibleReason.GUEST if member.is_guest else None
