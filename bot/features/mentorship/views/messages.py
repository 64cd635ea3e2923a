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
    mentoring_text,
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
        mentor, mentee = view.name(view.pair.mentor), view.name(view.pair.mentee)
        return compose_message(section(f"✅ {mentor} is now {mentee}'s mentor{view.area_suffix}: both agreed."))
    if view.is_mentor:
        words = f"✅ *You're now {view.other_name}'s mentor*{view.area_suffix}. You see their {VISIBLE_TO_MENTORS}."
        return compose_message(section(words), actions(card_button(view), mentees_button()), context(EITHER_CAN_END))
    words = f"✅ *{view.other_name} is now your mentor*{view.area_suffix} and sees your {VISIBLE_TO_MENTORS}."
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
    """Suggest to either of the two to meet, with a button that logs half an hour."""
    who = "they're" if view.is_mentor else "you're"
    log = log_buttons.log_button(half_hour) if half_hour else None
    words = (
        f"*You and {view.other_name} haven't met for four weeks*, going by what's logged.\n"
        f"💡 Agree on half an hour and one topic {who} working on."
    )
    return compose_message(
        section(words),
        actions(card_button(view) if view.is_mentor else mentors_button("Your mentors"), log),
        context(f"{_log_button_note(half_hour)}You both got this, once. {EITHER_CAN_END}"),
    )


def _question_text(view: PairView) -> str:
    asker = view.name(view.pair.asked_by)
    if view.pair.asked_by == view.pair.mentee:
        return f"*{asker} asks you to be their mentor*{view.area_suffix}."
    if view.pair.asked_by == view.pair.mentor:
        return f"*{asker} offers to be your mentor*{view.area_suffix}."
    if view.is_mentor:
        return f"*{asker} suggests you mentor {view.other_name}*{view.area_suffix}. Would you? I'm asking them too."
    return f"*{asker} suggests {view.other_name} as your mentor*{view.area_suffix}. OK for you? I'm asking them too."


def _ended_text(view: PairView, reason: PairEndReason) -> str:
    what, mentor = mentoring_text(view), view.name(view.pair.mentor)
    by = view.name(view.pair.ended_by) if view.pair.ended_by else "The other side"
    match reason:
        case PairEndReason.DECLINED:
            return _declined_text(view, by)
        case PairEndReason.WITHDRAWN:
            return f"{by} withdrew the request for {pair_text(view)}. Nothing left to answer."
        case PairEndReason.ROLE_ENDED if view.is_mentor:
            return f"{what} has ended: you're no longer a mentor."
        case PairEndReason.ROLE_ENDED:
            return f"{what} has ended: {mentor} is no longer a mentor."
        case PairEndReason.MEMBER_LEFT:
            return f"{what} has ended: {_leaver_name(view)} is no longer a member here."
        case PairEndReason.ENDED:
            return f"{what} has ended: {by} ended it. What you learned and logged stays."


def _declined_text(view: PairView, by: str) -> str:
    """Return that one of the two said no, as the other one or whoever suggested it reads it."""
    mentor, mentee = view.name(view.pair.mentor), view.name(view.pair.mentee)
    if view.is_mentee:
        return f"{by} said no to mentoring you{view.area_suffix}. That's often about time, not about you."
    if view.is_mentor:
        return f"{by} said no to you as a mentor{view.area_suffix}. That's often about time, not about you."
    if view.pair.ended_by == view.pair.mentor:
        return f"{by} said no to mentoring {mentee}{view.area_suffix}."
    return f"{by} said no to {mentor} as a mentor{view.area_suffix}."


def _leaver_name(view: PairView) -> str:
    return view.name(view.pair.ended_by or view.pair.other_member(view.reader))


def _log_button_note(pending: PendingEntryPayload | None) -> str:
    return f"The button logs mentoring on {date_text.day_text(pending.day, pending.day)}. " if pending else ""


def render_pair_asked(view: PairView) -> Message:
    """Confirm a proposal to its asker: who is to say yes now."""
    return compose_message(
        section(_asked_text(view)),
        actions(end_button(view)),
        context(MENTOR_SEES) if view.is_mentee else None,
    )


def _asked_text(view: PairView) -> str:
    """Return who was asked, and for what where that does not go without saying."""
    if view.is_mentee:
        return f"Asked {view.other_name} to be your mentor{view.area_suffix}. I'll tell you the answer."
    if view.is_mentor:
        return f"Asked {view.other_name} if you may be their mentor{view.area_suffix}. I'll tell you the answer."
    mentor, mentee = view.name(view.pair.mentor), view.name(view.pair.mentee)
    return f"Asked {mentor} and {mentee} about mentoring{view.area_suffix}. I'll tell you their answers."


def render_pair_exists(view: PairView, today: date) -> Message:
    """Say that the two are paired, or asked to be, already."""
    return compose_message(section(_current_text(view, today)), actions(*pair_buttons(view)))


def _current_text(view: PairView, today: date) -> str:
    since, mentor = date_text.day_text(view.since, today), view.name(view.pair.mentor)
    if not view.pair.is_active:
        asker = capitalize_first(view.asker_name)
        return f"⏳ {asker} asked on {since}: {pair_text(view)}. Waiting for {_awaited_names(view)}."
    if view.is_mentor:
        return f"You've been {view.other_name}'s mentor{view.area_suffix} since {since}."
    if view.is_mentee:
        return f"{mentor} has been your mentor{view.area_suffix} since {since}."
    return f"{mentor} has been {view.name(view.pair.mentee)}'s mentor{view.area_suffix} since {since}."


def render_waiting_for_other(view: PairView) -> Message:
    """Confirm the reader's yes, while the other one has not answered."""
    return compose_message(
        section(f"Thanks! Waiting for {view.other_name}; I'll let you know."), actions(end_button(view))
    )


def render_decline_confirmed(view: PairView) -> Message:
    """Confirm the reader's no."""
    return compose_message(section(f"No problem. I'll let {_informed_names(view)} know."))


def render_end_confirmed(view: PairView) -> Message:
    """Confirm the end to whoever ended it."""
    lead = mentors_button("Find a mentor") if view.is_mentee else None
    if view.pair.is_active:
        words = f"{mentoring_text(view)} has ended. I'll let {_informed_names(view)} know."
    else:
        words = f"Withdrawn: {pair_text(view)}."
    return compose_message(section(words), actions(lead))


def render_ask_later(view: PairView, since: date, until: date) -> Message:
    """Ask to let it rest until a day, since the other one said no not long ago."""
    said_no, again = date_text.day_text(since, since), date_text.day_text(until, since)
    words = f"{view.other_name} said no on {said_no}. You can ask again from {again}; someone else may fit."
    return compose_message(section(words), actions(mentors_button("Find a mentor")))


def render_pair_over(view: PairView) -> Message:
    """Say that a pair has ended, so nothing was changed."""
    lead = mentors_button("Find a mentor") if view.is_mentee else None
    return compose_message(section(f"{mentoring_text(view)} is already over. Nothing changed."), actions(lead))


def render_needs_two_people() -> Message:
    """Refuse a pair of one person with themselves."""
    return compose_message(
        section("A pair needs two people: a mentor, and someone else as the mentee. Nothing changed.")
    )


def render_name_both() -> Message:
    """Ask for two people, where not two were named."""
    return compose_message(
        section(f"Name both: `{SLASH}team mentor @mentor for @mentee`. Add `in networking` for one area.")
    )


def _awaited_names(view: PairView) -> str:
    """Return the names of those who have not answered yet."""
    sides = [each for each in (view.pair.mentor, view.pair.mentee) if view.pair.is_waiting_for(each)]
    return join_words(["you" if each == view.reader else view.name(each) for each in sides])


def _informed_names(view: PairView) -> str:
    """Return the names of those who hear of it, without the reader."""
    people = people_told_of_end(view.pair)
    return " and ".join(dict.fromkeys(view.name(each) for each in people if each != view.reader))
