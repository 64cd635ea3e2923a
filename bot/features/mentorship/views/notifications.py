"""Letters about who is whose mentor: to everybody whom it concerns but who acted."""

from __future__ import annotations

from enum import StrEnum

from bot.calendar import format as calendar_format
from bot.features.mentorship.views.pair import (
    ENDS,
    SEEN,
    Told,
    answers,
    capital,
    card,
    mentees_page,
    mentors_page,
    plan,
    seen,
)
from bot.features.privacy.rules.facts import FACTS
from bot.slack.blocks import actions, context, section
from bot.slack.message import Message, compose
from bot.slack.payloads import Pending
from bot.ui import log_buttons


class Over(StrEnum):
    """How it came to an end."""

    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    ROLE = "role"  # the mentor mentors no more
    LEFT = "left"  # one of the two has left, or is a guest now


def question(told: Told) -> Message:
    """Somebody asks the reader for a yes."""
    return compose(section(_question(told)), actions(*answers(told)), context(SEEN))


def holds(told: Told) -> Message:
    """From now on the two are paired: to either of them, or to whoever asked for it."""
    if not told.is_side:
        return compose(section(f"*Both said yes:* {told.both}."))
    if told.is_mentor:
        words = f"*You are {told.other}'s mentor now*{told.on}. You see their {FACTS}."
        return compose(section(words), actions(card(told.pair), mentees_page()), context(ENDS))
    words = f"*{told.other} is your mentor now*{told.on} and sees your {FACTS}."
    return compose(section(words), actions(seen(told.pair.mentor), mentors_page("Your mentors")), context(ENDS))


def over(told: Told, how: Over) -> Message:
    """To who did not end it: it is over, and what the two can do next."""
    lead = mentees_page() if told.is_mentor else mentors_page("Find a mentor")
    return compose(section(_over(told, how)), actions(lead if told.is_side else None))


def quiet(told: Told, half_an_hour: Pending | None) -> Message:
    """One suggestion to meet, to either of the two, with a button that books it on the day on which it comes."""
    book = f"\nA first step: agree on half an hour and one topic that {'they are' if told.is_mentor else 'you are'} on."
    log = log_buttons.press(half_an_hour) if half_an_hour else None
    words = f"*You and {told.other} have not met for four weeks*, as far as entries tell.{book}"
    return compose(
        section(words),
        actions(card(told.pair) if told.is_mentor else mentors_page("Your mentors"), log),
        context(f"{_booked(half_an_hour)}You are asked once; both of you got this. It can be ended at any time."),
    )


def _question(told: Told) -> str:
    asker = told.name(told.pair.asked_by)
    if told.pair.asked_by == told.pair.mentee:
        return f"*{asker} asks whether you would be their mentor*{told.on}."
    if told.pair.asked_by == told.pair.mentor:
        return f"*{asker} offers to be your mentor*{told.on}."
    if told.is_mentor:
        return f"*{asker} asks whether you would be the mentor of {told.other}*{told.on}. {told.other} is asked too."
    return f"*{asker} suggests {told.other} as your mentor*{told.on}. {told.other} is asked too."


def _over(told: Told, how: Over) -> str:
    what = capital(plan(told))
    by = told.name(told.pair.ended_by) if told.pair.ended_by else "The other side"
    match how:
        case Over.DECLINED:
            console = " It often is a matter of time, not of you." if told.is_side else ""
            return f"*{by} said no, thanks* to this: {plan(told)}.{console}"
        case Over.WITHDRAWN:
            return f"*{by} took this back:* {plan(told)}. There is nothing to answer any more."
        case Over.ROLE:
            return f"*{what}: that has ended*, since {told.name(told.pair.mentor)} mentors nobody any more."
        case Over.LEFT:
            return f"*{what}: that has ended*, since {_gone(told)} is no member here any more."
        case Over.ENDED:
            return f"*{what}: that has ended*; {by} ended it. What you learned and booked stays."


def _gone(told: Told) -> str:
    return told.name(told.pair.ended_by or told.pair.other(told.reader))


def _booked(pending: Pending | None) -> str:
    return f"The button books mentoring on {calendar_format.spell(pending.day, pending.day)}. " if pending else ""
