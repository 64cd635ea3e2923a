"""Messages for admins: who is a mentor, who is a lead mentor, and what each of them sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from slackblocks import ActionsBlock

from bot.core.people.member import Member
from bot.core.people.roles import Role, Unfit
from bot.features.privacy.rules.facts import FACTS
from bot.slack.blocks import Confirm, Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape

_WHY: Final[Mapping[Unfit, str]] = {
    Unfit.NOBODY: "“{name}” is nobody I can find in this workspace, so nothing was changed.",
    Unfit.GONE: "{name} has left this workspace or is an app, so nothing was changed.",
    Unfit.GUEST: "{name} is a guest here. Guests neither mentor nor are mentored, so nothing was changed.",
}


def is_one(who: Member, *, mentees: int, prefix: str) -> Message:
    """They have the role already; ending that takes a confirmed press."""
    return compose(section(f"{_name(who.name)} is {_role(who)} and {_sees(who, prefix)}."), _row(who, mentees))


def made(who: Member, *, mentees: int, prefix: str) -> Message:
    """What they see from now on, and what comes next."""
    words = f"*{_name(who.name)} is {_role(who)} now* and {_sees(who, prefix)}."
    pair = f"\nPair them with `/{prefix}team mentor @mentor for @mentee`: both are asked."
    return compose(section(words + ("" if who.is_lead else pair)), _row(who, mentees))


def ended(who: Member, role: Role, *, mentees: int, prefix: str) -> Message:
    """What they no longer see, and whose mentor they are no more."""
    if role is Role.LEAD:
        words = f"*{_name(who.name)} is no longer a lead mentor*, still a mentor, and {_sees(who, prefix)}."
        return compose(section(words), actions(Press("Make lead again", "team.lead", who.id)))
    left = f"still {_sees(who, prefix)}" if who.is_admin else "sees nobody else's hours and plan any more"
    words = f"*{_name(who.name)} is no longer a mentor* and {left}."
    told = f" {count(mentees, 'pair')} ended, and I told the {_mentees(mentees)}." if mentees else ""
    return compose(section(words + told), actions(Press("Make mentor again", "team.mentor", who.id)))


def unfit(why: Unfit, name: str) -> Message:
    """Somebody who can neither mentor nor be mentored, and the reason."""
    return compose(section(_WHY[why].format(name=_name(name))))


def name_one(role: Role, prefix: str) -> Message:
    """The role without a member, or with several."""
    pairing = f" To pair two people: `/{prefix}team mentor @mentor for @mentee`." if role is Role.MENTOR else ""
    return compose(section(f"Name one member: `/{prefix}team {role} @member`.{pairing}"))


def _row(who: Member, mentees: int) -> ActionsBlock | None:
    """What can be made of a mentor, or ended; admins see the team without being a lead mentor."""
    if who.is_lead:
        return actions(_end_lead(who), _end(who, mentees))
    return actions(_end(who, mentees), None if who.is_admin else Press("Make lead mentor", "team.lead", who.id))


def _end_lead(who: Member) -> Press:
    sees = "still see the team as an admin" if who.is_admin else "see no more than their own mentees"
    effect = f"{_name(who.name)} will {sees}. They stay a mentor."
    return Press("End lead", "team.unlead", who.id, "danger", Confirm("End lead mentoring?", effect, "End it"))


def _end(who: Member, mentees: int) -> Press:
    but = "; as an admin, they still will" if who.is_admin else ""
    effect = f"As a mentor, {_name(who.name)} will no longer see anybody's {FACTS}{but}."
    pairs = f" {count(mentees, 'pair')} will end, and the {_mentees(mentees)} will be told." if mentees else ""
    confirm = Confirm("End mentoring?", effect + pairs, "End it")
    return Press("End mentoring", "team.unmentor", who.id, "danger", confirm)


def _mentees(number: int) -> str:
    return "mentee" if number == 1 else "mentees"


def _role(who: Member) -> str:
    return "a lead mentor" if who.is_lead else "a mentor"


def _sees(who: Member, prefix: str) -> str:
    """What their roles let them see, an admin's too."""
    if who.sees_team:
        return f"sees{', as an admin,' if who.is_admin else ''} with `/{prefix}team` the {FACTS} of the whole team"
    return f"sees the {FACTS} of their own mentees, and of nobody else"


def _name(name: str) -> str:
    return escape(clip(name.lstrip("@"), 60))
