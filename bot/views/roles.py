"""Messages for admins: who is a mentor, who is a lead mentor, and what each of them sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.domain.roles import Role, Unfit
from bot.views.message import Message, compose
from bot.views.parts import Confirm, Press, actions, section
from bot.views.text import clip, count, escape

_SEES: Final[Mapping[Role, str]] = {
    Role.MENTOR: "sees the hours, plan and last entries of their own mentees, and of nobody else",
    Role.LEAD: "sees with `/{prefix}team` the hours, plans and last entries of the whole team",
}
_IS: Final[Mapping[Role, str]] = {Role.MENTOR: "a mentor", Role.LEAD: "a lead mentor"}
_WHY: Final[Mapping[Unfit, str]] = {
    Unfit.NOBODY: "“{name}” is nobody I can find in this workspace, so nothing was changed.",
    Unfit.GONE: "{name} has left this workspace or is an app, so nothing was changed.",
    Unfit.GUEST: "{name} is a guest here. Guests neither mentor nor are mentored, so nothing was changed.",
}


def is_one(member: str, name: str, role: Role, *, mentees: int, prefix: str) -> Message:
    """They have the role already; ending that takes a confirmed press."""
    words = f"{_name(name)} is {_IS[role]} and {_sees(role, prefix)}."
    return compose(section(words), actions(_end(member, name, role, mentees), _promote(member, role)))


def made(member: str, name: str, role: Role, *, prefix: str) -> Message:
    """What they see from now on, and what comes next."""
    words = f"*{_name(name)} is {_IS[role]} now* and {_sees(role, prefix)}."
    pair = f"\nPair them with `/{prefix}team mentor @mentor for @mentee`: both are asked."
    words += pair if role is Role.MENTOR else ""
    return compose(section(words), actions(_end(member, name, role, 0), _promote(member, role)))


def ended(member: str, name: str, role: Role, *, mentees: int, prefix: str) -> Message:
    """What they no longer see, and whose mentor they are no more."""
    if role is Role.LEAD:
        words = f"*{_name(name)} is no longer a lead mentor*, still a mentor, and {_sees(Role.MENTOR, prefix)}."
        return compose(section(words), actions(Press("Make lead again", "team.lead", member)))
    words = f"*{_name(name)} is no longer a mentor* and sees nobody else's hours and plan that way."
    told = f" {count(mentees, 'pair')} ended, and I told the {_mentees(mentees)}." if mentees else ""
    return compose(section(words + told), actions(Press("Make mentor again", "team.mentor", member)))


def unfit(why: Unfit, name: str) -> Message:
    """Somebody who can neither mentor nor be mentored, and the reason."""
    return compose(section(_WHY[why].format(name=_name(name))))


def name_one(role: Role, prefix: str) -> Message:
    """The role without a member, or with several."""
    pairing = f" To pair two people: `/{prefix}team mentor @mentor for @mentee`." if role is Role.MENTOR else ""
    return compose(section(f"Name one member: `/{prefix}team {role} @member`.{pairing}"))


def _end(member: str, name: str, role: Role, mentees: int) -> Press:
    if role is Role.LEAD:
        effect = f"{_name(name)} will see no more than their own mentees. They stay a mentor."
        return Press("End lead", "team.unlead", member, "danger", Confirm("End lead mentoring?", effect, "End it"))
    effect = f"{_name(name)} will no longer see anybody's hours, plan and last entries as a mentor."
    pairs = f" {count(mentees, 'pair')} will end, and the {_mentees(mentees)} will be told." if mentees else ""
    confirm = Confirm("End mentoring?", effect + pairs, "End it")
    return Press("End mentoring", "team.unmentor", member, "danger", confirm)


def _promote(member: str, role: Role) -> Press | None:
    return Press("Make lead mentor", "team.lead", member) if role is Role.MENTOR else None


def _mentees(number: int) -> str:
    return "mentee" if number == 1 else "mentees"


def _sees(role: Role, prefix: str) -> str:
    return _SEES[role].format(prefix=prefix)


def _name(name: str) -> str:
    return escape(clip(name.lstrip("@"), 60))
