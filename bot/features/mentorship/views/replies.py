"""What people are answered who ask, agree to, decline or end a pair."""

from __future__ import annotations

from datetime import date

from bot.calendar import format as calendar_format
from bot.features.mentorship.views.pair import SEEN, Told, buttons, capital, end, mentors_page, plan
from bot.slack.blocks import actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import listed


def asked(told: Told) -> Message:
    """What whoever asked is answered: who is to say yes now."""
    return compose(
        section(f"*I asked {_waiting(told)}:* {plan(told)}. You will hear what they say."),
        actions(end(told)),
        context(SEEN) if told.is_mentee else None,
    )


def already(told: Told, today: date) -> Message:
    """The two are paired, or asked to be, already."""
    if told.pair.holds:
        words = f"{capital(plan(told))}: that holds since {calendar_format.spell(told.since, today)}."
    else:
        asked = f"that was asked on {calendar_format.spell(told.since, today)} by {told.asker}"
        words = f"{capital(plan(told))}: {asked}, and waits for an answer from {_waiting(told)}."
    return compose(section(words), actions(*buttons(told)))


def half(told: Told) -> Message:
    """The reader has said yes, and the other one not yet."""
    return compose(section(f"*Thank you.* {told.other} has not answered yet; you will hear."), actions(end(told)))


def declined(told: Told) -> Message:
    """What who said no is told."""
    return compose(section(f"Fine, nothing comes of it. I tell {_others(told)}, kindly."))


def ended(told: Told) -> Message:
    """To who ended it."""
    was = "is over" if told.pair.holds else "is withdrawn"
    tell = f" I tell {_others(told)}, kindly." if told.pair.holds else ""
    lead = mentors_page("Find a mentor") if told.is_mentee else None
    return compose(section(f"*{capital(plan(told))}: that {was}.*{tell}"), actions(lead))


def not_again(told: Told, since: date, until: date) -> Message:
    """They said no not long ago: whoever asks again so soon is asked to let it rest."""
    said = f"{told.other} said no, thanks on {calendar_format.spell(since, since)}."
    words = f"{said} Let it rest until {calendar_format.spell(until, since)}; somebody else may fit."
    return compose(section(words), actions(mentors_page("Find a mentor")))


def too_late(told: Told) -> Message:
    """A press on what is over."""
    lead = mentors_page("Find a mentor") if told.is_mentee else None
    return compose(section(f"{capital(plan(told))}: that is over by now, so nothing was changed."), actions(lead))


def oneself() -> Message:
    """A pair of one."""
    return compose(section("A pair takes two: name a mentor and somebody else as the mentee. Nothing was changed."))


def name_both(prefix: str) -> Message:
    """Not two people in the words."""
    return compose(
        section(f"Name two people: `/{prefix}team mentor @mentor for @mentee`, perhaps `in networking` after that.")
    )


def _waiting(told: Told) -> str:
    """Whose answer it waits for."""
    sides = [each for each in (told.pair.mentor, told.pair.mentee) if told.pair.waits_for(each)]
    return listed(["you" if each == told.reader else told.name(each) for each in sides])


def _others(told: Told) -> str:
    """Who hears of it beside the reader."""
    pair = told.pair
    people = (pair.mentor, pair.mentee) if pair.holds else (pair.mentor, pair.mentee, pair.asked_by)
    return " and ".join(dict.fromkeys(told.name(each) for each in people if each != told.reader))
