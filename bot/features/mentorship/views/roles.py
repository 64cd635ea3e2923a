"""Messages for admins: who is a mentor, who is a lead mentor, and what each of them sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from slackblocks import ActionsBlock

from bot.core.people.member import Member
from bot.core.people.roles import IneligibleReason, MentorRole
from bot.features.privacy.rules import VISIBLE_TO_MENTORS
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count

_UNFIT_TEXTS: Final[Mapping[IneligibleReason, str]] = {
    IneligibleReason.UNKNOWN: "“{name}” is nobody I can find in this workspace, so nothing was changed.",
    IneligibleReason.LEFT: "{name} has left this workspace or is an app, so nothing was changed.",
    IneligibleReason.GUEST: "{name} is a guest here. Guests neither mentor nor are mentored, so nothing was changed.",
}


def render_has_role(member: Member, *, mentee_count: int, prefix: str) -> Message:
    """They have the role already; ending that takes a confirmed press."""
    return compose_message(
        section(f"{_short_name(member.name)} is {_role_name(member)} and {_visibility_text(member, prefix)}."),
        _role_buttons(member, mentee_count),
    )


def render_role_given(member: Member, *, mentee_count: int, prefix: str) -> Message:
    """What they see from now on, and what comes next."""
    words = f"*{_short_name(member.name)} is {_role_name(member)} now* and {_visibility_text(member, prefix)}."
    pair = f"\nPair them with `/{prefix}team mentor @mentor for @mentee`: both are asked."
    return compose_message(section(words + ("" if member.is_lead else pair)), _role_buttons(member, mentee_count))


def render_role_ended(member: Member, role: MentorRole, *, mentee_count: int, prefix: str) -> Message:
    """What they no longer see, and whose mentor they are no more."""
    if role is MentorRole.LEAD:
        words = f"*{_short_name(member.name)} is no longer a lead mentor*, still a mentor, and {_visibility_text(member, prefix)}."
        return compose_message(section(words), actions(ButtonSpec("Make lead again", "team.lead", member.id)))
    left = (
        f"still {_visibility_text(member, prefix)}" if member.is_admin else "sees nobody else's hours and plan any more"
    )
    words = f"*{_short_name(member.name)} is no longer a mentor* and {left}."
    told = (
        f" {format_count(mentee_count, 'pair')} ended, and I told the {_mentee_word(mentee_count)}."
        if mentee_count
        else ""
    )
    return compose_message(section(words + told), actions(ButtonSpec("Make mentor again", "team.mentor", member.id)))


def render_unfit(reason: IneligibleReason, name: str) -> Message:
    """Somebody who can neither mentor nor be mentored, and the reason."""
    return compose_message(section(_UNFIT_TEXTS[reason].format(name=_short_name(name))))


def render_name_one_member(role: MentorRole, prefix: str) -> Message:
    """The role without a member, or with several."""
    pairing = f" To pair two people: `/{prefix}team mentor @mentor for @mentee`." if role is MentorRole.MENTOR else ""
    return compose_message(section(f"Name one member: `/{prefix}team {role} @member`.{pairing}"))


def _role_buttons(member: Member, mentee_count: int) -> ActionsBlock | None:
    """What can be made of a mentor, or ended; admins see the team without being a lead mentor."""
    if member.is_lead:
        return actions(_end_lead_button(member), _end_mentor_button(member, mentee_count))
    return actions(
        _end_mentor_button(member, mentee_count),
        None if member.is_admin else ButtonSpec("Make lead mentor", "team.lead", member.id),
    )


def _end_lead_button(member: Member) -> ButtonSpec:
    sees = "still see the team as an admin" if member.is_admin else "see no more than their own mentees"
    effect = f"{_short_name(member.name)} will {sees}. They stay a mentor."
    return ButtonSpec(
        "End lead", "team.unlead", member.id, "danger", ConfirmSpec("End lead mentoring?", effect, "End it")
    )


def _end_mentor_button(member: Member, mentee_count: int) -> ButtonSpec:
    but = "; as an admin, they still will" if member.is_admin else ""
    effect = f"As a mentor, {_short_name(member.name)} will no longer see anybody's {VISIBLE_TO_MENTORS}{but}."
    pairs = (
        f" {format_count(mentee_count, 'pair')} will end, and the {_mentee_word(mentee_count)} will be told."
        if mentee_count
        else ""
    )
    confirm = ConfirmSpec("End mentoring?", effect + pairs, "End it")
    return ButtonSpec("End mentoring", "team.unmentor", member.id, "danger", confirm)


def _mentee_word(number: int) -> str:
    return "mentee" if number == 1 else "mentees"


def _role_name(member: Member) -> str:
    return "a lead mentor" if member.is_lead else "a mentor"


def _visibility_text(member: Member, prefix: str) -> str:
    """What their roles let them see, an admin's too."""
    if member.may_see_team:
        return f"sees{', as an admin,' if member.is_admin else ''} with `/{prefix}team` the {VISIBLE_TO_MENTORS} of the whole team"
    return f"sees the {VISIBLE_TO_MENTORS} of their own mentees, and of nobody else"


def _short_name(name: str) -> str:
    return escape(clip(name.lstrip("@"), 60))
