"""Messages about pairs: to those concerned, and the answers to whoever acted."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from bot.calendar import date_text
from bot.features.mentorship.rules import people_told_of_end
from bot.features.mentorship.views.pair import (
    EITHER_CAN_END,
    MENTOR_SEES,
    PairView,
    answer_buttons,
    capitalize_first,
    card_button,
    end_button,
    learner_view_button,
    mentees_button,
    mentors_button,
    pair_buttons,
    pair_text,
)
from bot.features.privacy.rules import VISIBLE_TO_MENTORS
from bot.slack.blocks import actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import join_words
from bot.slack.payloads import PendingEntryPayload
from bot.slack.slash import SLASH
from bot.ui import log_buttons


class PairEndReason(StrEnum):
    """The reason why a pair ended."""

    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    ROLE_ENDED = "role"  # the mentor mentors no more
    MEMBER_LEFT = "left"  # one of the two has left, or is a guest now


def render_pair_question(view: PairView) -> Message:
    """Ask the reader to accept a pair."""
    return compose_message(section(_question_text(view)), actions(*answer_buttons(view)), context(MENTOR_SEES))


def render_pair_started(view: PairView) -> Message:
    """Tell either of the two, or whoever asked for it, that the pair begins."""
    if not view.is_participant:
        return compose_message(section(f"*Both said yes:* {view.both_text}."))
    if view.is_mentor:
        words = f"*You are {view.other_name}'s mentor now*{view.area_suffix}. You see their {VISIBLE_TO_MENTORS}."
        return compose_message(
            section(words), actions(card_button(view.pair), mentees_button()), context(EITHER_CAN_END)
        )
    words = f"*{view.other_name} is your mentor now*{view.area_suffix} and sees your {VISIBLE_TO_MENTORS}."
    return compose_message(
        section(words),
        actions(learner_view_button(view.pair.mentor), mentors_button("Your mentors")),
        context(EITHER_CAN_END),
    )


def render_pair_ended(view: PairView, reason: PairEndReason) -> Message:
    """Tell those who did not end it that it is over, and offer the two what they can do next."""
    button = mentees_button() if view.is_mentor else mentors_button("Find a mentor")
    return compose_message(section(_ended_text(view, reason)), actions(button if view.is_participant else None))


def render_meeting_reminder(view: PairView, half_hour: PendingEntryPayload | None) -> Message:
    """Suggest to either of the two to meet, with a button that books half an hour."""
    first_step = (
        f"\nA first step: agree on half an hour and one topic that {'they are' if view.is_mentor else 'you are'} on."
    )
    log = log_buttons.log_button(half_hour) if half_hour else None
    words = f"*You and {view.other_name} have not met for four weeks*, as far as entries tell.{first_step}"
    return compose_message(
        section(words),
        actions(card_button(view.pair) if view.is_mentor else mentors_button("Your mentors"), log),
        context(f"{_log_button_note(half_hour)}You are asked once; both of you got this. It can be ended at any time."),
    )


def _question_text(view: PairView) -> str:
    asker = view.name(view.pair.asked_by)
    if view.pair.asked_by == view.pair.mentee:
        return f"*{asker} asks whether you would be their mentor*{view.area_suffix}."
    if view.pair.asked_by == view.pair.mentor:
        return f"*{asker} offers to be your mentor*{view.area_suffix}."
    other = view.other_name
    asks = f"asks whether you would be the mentor of {other}" if view.is_mentor else f"suggests {other} as your mentor"
    return f"*{asker} {asks}*{view.area_suffix}. {other} is asked too."


def _ended_text(view: PairView, reason: PairEndReason) -> str:
    what = capitalize_first(pair_text(view))
    by = view.name(view.pair.ended_by) if view.pair.ended_by else "The other side"
    match reason:
        case PairEndReason.DECLINED:
            console = " It often is a matter of time, not of you." if view.is_participant else ""
            return f"*{by} said no, thanks* to this: {pair_text(view)}.{console}"
        case PairEndReason.WITHDRAWN:
            return f"*{by} took this back:* {pair_text(view)}. There is nothing to answer any more."
        case PairEndReason.ROLE_ENDED:
            return f"*{what}: that has ended*, since {view.name(view.pair.mentor)} mentors nobody any more."
        case PairEndReason.MEMBER_LEFT:
            return f"*{what}: that has ended*, since {_leaver_name(view)} is no member here any more."
        case PairEndReason.ENDED:
            return f"*{what}: that has ended*; {by} ended it. What you learned and booked stays."


def _leaver_name(view: PairView) -> str:
    return view.name(view.pair.ended_by or view.pair.other_member(view.reader))


def _log_button_note(pending: PendingEntryPayload | None) -> str:
    return f"The button books mentoring on {date_text.day_text(pending.day, pending.day)}. " if pending else ""


def render_pair_asked(view: PairView) -> Message:
    """Confirm a proposal to its asker: who is to say yes now."""
    return compose_message(
        section(f"*I asked {_awaited_names(view)}:* {pair_text(view)}. You will hear what they say."),
        actions(end_button(view)),
        context(MENTOR_SEES) if view.is_mentee else None,
    )


def render_pair_exists(view: PairView, today: date) -> Message:
    """Say that the two are paired, or asked to be, already."""
    if view.pair.is_active:
        words = f"{capitalize_first(pair_text(view))}: that holds since {date_text.day_text(view.since, today)}."
    else:
        asked = f"that was asked on {date_text.day_text(view.since, today)} by {view.asker_name}"
        words = f"{capitalize_first(pair_text(view))}: {asked}, and waits for an answer from {_awaited_names(view)}."
    return compose_message(section(words), actions(*pair_buttons(view)))


def render_waiting_for_other(view: PairView) -> Message:
    """Confirm the reader's yes, while the other one has not answered."""
    return compose_message(
        section(f"*Thank you.* {view.other_name} has not answered yet; you will hear."), actions(end_button(view))
    )


def render_decline_confirmed(view: PairView) -> Message:
    """Confirm the reader's no."""
    return compose_message(section(f"Fine, nothing comes of it. I tell {_informed_names(view)}, kindly."))


def render_end_confirmed(view: PairView) -> Message:
    """Confirm the end to whoever ended it."""
    outcome = "is over" if view.pair.is_active else "is withdrawn"
    informed = f" I tell {_informed_names(view)}, kindly." if view.pair.is_active else ""
    lead = mentors_button("Find a mentor") if view.is_mentee else None
    return compose_message(section(f"*{capitalize_first(pair_text(view))}: that {outcome}.*{informed}"), actions(lead))


def render_ask_later(view: PairView, since: date, until: date) -> Message:
    """Ask to let it rest until a day, since the other one said no not long ago."""
    declined = f"{view.other_name} said no, thanks on {date_text.day_text(since, since)}."
    words = f"{declined} Let it rest until {date_text.day_text(until, since)}; somebody else may fit."
    return compose_message(section(words), actions(mentors_button("Find a mentor")))


def render_pair_over(view: PairView) -> Message:
    """Say that a pair has ended, so nothing was changed."""
    lead = mentors_button("Find a mentor") if view.is_mentee else None
    return compose_message(
        section(f"{capitalize_first(pair_text(view))}: that is over by now, so nothing was changed."), actions(lead)
    )


def render_needs_two_people() -> Message:
    """Refuse a pair of one person with themselves."""
    return compose_message(
        section("A pair takes two: name a mentor and somebody else as the mentee. Nothing was changed.")
    )


def render_name_both() -> Message:
    """Ask for two people, where not two were named."""
    return compose_message(
        section(f"Name two people: `{SLASH}team mentor @mentor for @mentee`, perhaps `in networking` after that.")
    )


def _awaited_names(view: PairView) -> str:
    """Return the names of those who have not answered yet."""
    sides = [each for each in (view.pair.mentor, view.pair.mentee) if view.pair.is_waiting_for(each)]
    return join_words(["you" if each == view.reader else view.name(each) for each in sides])


def _informed_names(view: PairView) -> str:
    """Return the names of those who hear of it, without the reader."""
    people = people_told_of_end(view.pair)
    return " and ".join(dict.fromkeys(view.name(each) for each in people if each != view.reader))
