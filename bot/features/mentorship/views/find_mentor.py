"""`/roadmate mentor` and `/roadmate mentees`: whom one is paired with, and who would fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from slackblocks import Block

from bot.calendar import format as calendar_format
from bot.catalog.models import Area
from bot.features.mentorship.rules import Candidate, Fit, Knows
from bot.features.mentorship.views.pair import SEEN, Told, buttons
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape
from bot.slack.payloads import Sought

SHOWN: Final = 15  # people on a page
_KNOWS: Final[Mapping[Knows, str]] = {
    Knows.BEST: "knows {area} best of those who agreed to be asked",
    Knows.WELL: "knows {area} well",
    Knows.SOME: "has learned {area}",
    Knows.NOTHING: "is a mentor",
}


def mentors(own: Sequence[Told], fits: Sequence[Fit], area: Area | None, *, today: date, prefix: str) -> Message:
    """One's mentors, what is asked, and up to three who fit, with the reasons."""
    have = [each for each in own if not each.is_mentor or not each.pair.holds]
    return compose(
        section("*Your mentors*" if any(each.pair.holds for each in have) else "*You have no mentor yet.*"),
        _own(have, today),
        section(_lead(fits, area)),
        [section(_reasons(fit, area), _ask(fit, area)) for fit in fits],
        context(
            f"Suggested is who agreed to be asked: `/{prefix}roadmate named on`. `/{prefix}roadmate mentor @member` "
            f"asks somebody else, `/{prefix}roadmate mentor networking` looks in another area. {SEEN}"
        ),
    )


def mentees(own: Sequence[Told], *, today: date, prefix: str) -> Message:
    """Whom one mentors, each with a way to their card and to the end of it."""
    have = [each for each in own if each.is_mentor]
    holding = [each for each in have if each.pair.holds]
    words = f"*You mentor {count(len(holding), 'person', 'people')}.*" if holding else "*You mentor nobody.*"
    return compose(
        section(words),
        _own(have, today),
        context(f"You see of them what `/{prefix}roadmate seen-by-mentor` shows them. {SEEN}"),
    )


def one_only(prefix: str) -> Message:
    """Several people named at once."""
    return compose(section(f"Ask one at a time: `/{prefix}roadmate mentor @member`."))


def _own(own: Sequence[Told], today: date) -> list[Block]:
    """Each with its buttons: two blocks, and no more of them than a message takes."""
    pairs = ((section(_standing(told, today)), actions(*buttons(told))) for told in own[:SHOWN])
    blocks = [block for pair in pairs for block in pair if block]
    return [*blocks, *([context(f"And {len(own) - SHOWN} more.")] if len(own) > SHOWN else [])]


def _standing(told: Told, today: date) -> str:
    """`*Ben*, on Networking, since Tue 17 Nov`; before that who asked, and who is yet to answer."""
    pair, day = told.pair, calendar_format.spell(told.since, today)
    if pair.holds:
        return f"*{told.other}*{',' + told.on if told.on else ''}, since {day}"
    what = f"*{told.other}* as your {'mentee' if told.is_mentor else 'mentor'}{told.on}: {told.asker} asked on {day}"
    if not pair.waits_for(told.reader):
        return f"{what}, {told.other} has not answered yet"
    return f"{what}, and it waits for *your* answer{_from_other(told)}"


def _from_other(told: Told) -> str:
    """How far the other one is where somebody else asked both."""
    if told.pair.asked_by in (told.pair.mentor, told.pair.mentee):
        return ""
    return f"; {told.other} {'is asked too' if told.pair.waits_for(told.pair.other(told.reader)) else 'said yes'}"


def _lead(fits: Sequence[Fit], area: Area | None) -> str:
    on = f" for {escape(area.name)}" if area else ""
    if not fits:
        return f"*Nobody to suggest{on}*: nobody who agreed to be asked knows more of it than you and has time."
    return f"*Who fits{on}*"


def _reasons(fit: Fit, area: Area | None) -> str:
    """`*Chidi*: knows Networking best of those who agreed to be asked; mentors 2 people; ...`."""
    knows = _KNOWS[fit.knows].format(area=escape(area.name) if area else "the plan")
    return f"*{_name(fit.candidate)}*: {knows}; {_load(fit.candidate)}; {_common(fit.common)}"


def _load(candidate: Candidate) -> str:
    return f"mentors {count(candidate.mentees, 'person', 'people')}" if candidate.mentees else "mentors nobody yet"


def _common(common: timedelta) -> str:
    hours = common // timedelta(hours=1)
    return f"{hours} h of the working day in common" if hours else "hardly an hour of the working day in common"


def _ask(fit: Fit, area: Area | None) -> Press:
    sought = Sought(mentor=fit.candidate.id, area=area.id if area else "")
    return Press(clip(f"Ask {_name(fit.candidate)}", 40), "pair.ask", sought.value())


def _name(candidate: Candidate) -> str:
    return escape(clip(candidate.name.lstrip("@"), 60))
