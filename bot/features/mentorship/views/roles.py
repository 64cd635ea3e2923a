"""Messages for admins about mentors and lead mentors, and what each of them sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from slackblocks import ActionsBlock

from bot.core.people.member import Member
from bot.core.people.roles import IneligibleReason, MentorRole
from bot.features.privacy.rules import VISIBLE_TO_MENTORS
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import format_count, person_name
from bot.slack.slash import SLASH

_UNFIT_TEXTS: Final[Mapping[IneligibleReason, str]] = {
    IneligibleReason.UNKNOWN: "I can't find “{name}” in this workspace. Nothing changed.",
    IneligibleReason.LEFT: "{name} has left this workspace or is an app. Nothing changed.",
    IneligibleReason.GUEST: "{name} is a guest. Guests can't mentor or be mentored. Nothing changed.",
}


def render_has_role(member: Member, *, mentee_count: int) -> Message:
    """Say that a member has the role already, with buttons that end it after a confirmation."""
    return compose_message(
        section(f"{_short_name(member.name)} is {_role_name(member)} and {_visibility_text(member)}."),
        _role_buttons(member, mentee_count),
    )


def render_role_given(member: Member, *, mentee_count: int) -> Message:
    """Say what a member with the new role sees from now on, and what comes next."""
    words = f"✅ {_short_name(member.name)} is now {_role_name(member)} and {_visibility_text(member)}."
    next_step = f"\nPair them with `{SLASH}team mentor @mentor for @mentee`: I'll ask both."
    return compose_message(section(words + ("" if member.is_lead else next_step)), _role_buttons(member, mentee_count))


def render_role_ended(member: Member, role: MentorRole, *, mentee_count: int) -> Message:
    """Say what a member without the role no longer sees, and how many pairs ended with it."""
    name = _short_name(member.name)
    if role is MentorRole.LEAD:
        words = f"{name} is no longer a lead mentor but still a mentor, and {_visibility_text(member)}."
        return compose_message(section(words), actions(_make_button("Make lead again", "lead", member)))
    sees = f"still {_visibility_text(member)}" if member.is_admin else "no longer sees anyone else's hours and plan"
    words = f"{name} is no longer a mentor and {sees}."
    if mentee_count:
        words += f" {format_count(mentee_count, 'pair')} ended, and I told the {_mentee_word(mentee_count)}."
    return compose_message(section(words), actions(_make_button("Make mentor again", "mentor", member)))


def render_current_role(member: Member, *, mentee_count: int) -> Message:
    """Say which role a member has now, with the buttons that change it."""
    if member.is_mentor:
        return render_has_role(member, mentee_count=mentee_count)
    return compose_message(
        section(f"{_short_name(member.name)} isn't a mentor."), actions(_make_button("Make mentor", "mentor", member))
    )


def role_state(member: Member, mentee_count: int | None = None) -> str:
    """Return what a button about a role is drawn in; `mentee_count` is for one that says how many pairs it ends."""
    role = "lead" if member.is_lead else "mentor" if member.is_mentor else "none"
    return role if mentee_count is None else f"{role}.{mentee_count}"


def _make_button(label: str, role: str, member: Member) -> ButtonSpec:
    return ButtonSpec(label, f"team.{role}", member.id, state=role_state(member))


def render_unfit(reason: IneligibleReason, name: str) -> Message:
    """Refuse somebody who can neither mentor nor be mentored, with the reason."""
    return compose_message(section(_UNFIT_TEXTS[reason].format(name=_short_name(name))))


def render_name_one_member(role: MentorRole) -> Message:
    """Ask for one member, where none or several were named."""
    pairing = f" To pair two people: `{SLASH}team mentor @mentor for @mentee`." if role is MentorRole.MENTOR else ""
    return compose_message(section(f"Name one member: `{SLASH}team {role} @member`.{pairing}"))


def _role_buttons(member: Member, mentee_count: int) -> ActionsBlock | None:
    """Return the buttons that change a mentor's roles; admins see the team without being a lead mentor."""
    if member.is_lead:
        return actions(_end_lead_button(member), _end_mentor_button(member, mentee_count))
    return actions(
        _end_mentor_button(member, mentee_count),
        None if member.is_admin else _make_button("Make lead mentor", "lead", member),
    )


def _end_lead_button(member: Member) -> ButtonSpec:
    sees = "still see the team as an admin" if member.is_admin else "see no more than their own mentees"
    effect = f"{_short_name(member.name)} will {sees}. They're still a mentor."
    confirm = ConfirmSpec("End lead mentoring?", effect, "End it")
    return ButtonSpec("End lead", "team.unlead", member.id, "danger", confirm, role_state(member))


def _end_mentor_button(member: Member, mentee_count: int) -> ButtonSpec:
    exception = "; as an admin, they still will" if member.is_admin else ""
    effect = f"As a mentor, {_short_name(member.name)} will no longer see anyone's {VISIBLE_TO_MENTORS}{exception}."
    if mentee_count:
        effect += f" {format_count(mentee_count, 'pair')} will end, and the {_mentee_word(mentee_count)} will be told."
    confirm = ConfirmSpec("End mentoring?", effect, "End it")
    state = role_state(member, mentee_count)
    return ButtonSpec("End mentoring", "team.unmentor", member.id, "danger", confirm, state)


def _mentee_word(number: int) -> str:
    return "mentee" if number == 1 else "mentees"


def _role_name(member: Member) -> str:
    return "a lead mentor" if member.is_lead else "a mentor"


def _visibility_text(member: Member) -> str:
    """Return what a member's roles let them see, an admin's too."""
    if member.may_see_team:
        sees = "sees, as an admin," if member.is_admin else "sees"
        return f"{sees} with `{SLASH}team` the {VISIBLE_TO_MENTORS} of the whole team"
    return f"sees the {VISIBLE_TO_MENTORS} of their own mentees only"


def _short_name(name: str) -> str:
    return person_name(name)
