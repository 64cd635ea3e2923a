"""`/roadmate mentor` and `/roadmate mentees`: whom one is paired with, and who would fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from slackblocks import Block

from bot.calendar import date_text
from bot.catalog.models import Area
from bot.features.mentorship.payloads import MentorRequestPayload
from bot.features.mentorship.rules import AreaKnowledge, MentorCandidate, MentorSuggestion
from bot.features.mentorship.views.pair import MENTOR_SEES, PairView, pair_buttons
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count

MAX_PAIRS_SHOWN: Final = 15  # people on a page
_KNOWLEDGE_TEXTS: Final[Mapping[AreaKnowledge, str]] = {
    AreaKnowledge.BEST: "knows {area} best of those who agreed to be asked",
    AreaKnowledge.WELL: "knows {area} well",
    AreaKnowledge.SOME: "has learned {area}",
    AreaKnowledge.NOTHING: "is a mentor",
}


def render_mentors(
    pair_views: Sequence[PairView],
    suggestions: Sequence[MentorSuggestion],
    area: Area | None,
    *,
    today: date,
    prefix: str,
) -> Message:
    """One's mentors, what is asked, and up to three who fit, with the reasons."""
    have = [each for each in pair_views if not each.is_mentor or not each.pair.is_active]
    return compose_message(
        section("*Your mentors*" if any(each.pair.is_active for each in have) else "*You have no mentor yet.*"),
        _pair_blocks(have, today),
        section(_suggestions_heading(suggestions, area)),
        [section(_suggestion_text(fit, area), _ask_button(fit, area)) for fit in suggestions],
        context(
            f"Suggested is who agreed to be asked: `/{prefix}roadmate named on`. `/{prefix}roadmate mentor @member` "
            f"asks somebody else, `/{prefix}roadmate mentor networking` looks in another area. {MENTOR_SEES}"
        ),
    )


def render_mentees(pair_views: Sequence[PairView], *, today: date, prefix: str) -> Message:
    """Whom one mentors, each with a way to their card and to the end of it."""
    have = [each for each in pair_views if each.is_mentor]
    holding = [each for each in have if each.pair.is_active]
    words = f"*You mentor {format_count(len(holding), 'person', 'people')}.*" if holding else "*You mentor nobody.*"
    return compose_message(
        section(words),
        _pair_blocks(have, today),
        context(f"You see of them what `/{prefix}roadmate seen-by-mentor` shows them. {MENTOR_SEES}"),
    )


def render_ask_one_at_a_time(prefix: str) -> Message:
    """Several people named at once."""
    return compose_message(section(f"Ask one at a time: `/{prefix}roadmate mentor @member`."))


def _pair_blocks(pair_views: Sequence[PairView], today: date) -> list[Block]:
    """Each with its buttons: two blocks, and no more of them than a message takes."""
    pairs = (
        (section(_pair_status_text(told, today)), actions(*pair_buttons(told))) for told in pair_views[:MAX_PAIRS_SHOWN]
    )
    blocks = [block for pair in pairs for block in pair if block]
    return [
        *blocks,
        *([context(f"And {len(pair_views) - MAX_PAIRS_SHOWN} more.")] if len(pair_views) > MAX_PAIRS_SHOWN else []),
    ]


def _pair_status_text(view: PairView, today: date) -> str:
    """`*Ben*, on Networking, since Tue 17 Nov`; before that who asked, and who is yet to answer."""
    pair, day = view.pair, date_text.day_text(view.since, today)
    if pair.is_active:
        return f"*{view.other_name}*{',' + view.area_suffix if view.area_suffix else ''}, since {day}"
    what = f"*{view.other_name}* as your {'mentee' if view.is_mentor else 'mentor'}{view.area_suffix}: {view.asker_name} asked on {day}"
    if not pair.is_waiting_for(view.reader):
        return f"{what}, {view.other_name} has not answered yet"
    return f"{what}, and it waits for *your* answer{_other_answer_text(view)}"


def _other_answer_text(view: PairView) -> str:
    """How far the other one is where somebody else asked both."""
    if view.pair.asked_by in (view.pair.mentor, view.pair.mentee):
        return ""
    return f"; {view.other_name} {'is asked too' if view.pair.is_waiting_for(view.pair.other_member(view.reader)) else 'said yes'}"


def _suggestions_heading(suggestions: Sequence[MentorSuggestion], area: Area | None) -> str:
    on = f" for {escape(area.name)}" if area else ""
    if not suggestions:
        return f"*Nobody to suggest{on}*: nobody who agreed to be asked knows more of it than you and has time."
    return f"*Who fits{on}*"


def _suggestion_text(suggestion: MentorSuggestion, area: Area | None) -> str:
    """`*Chidi*: knows Networking best of those who agreed to be asked; mentors 2 people; ...`."""
    knows = _KNOWLEDGE_TEXTS[suggestion.knowledge].format(area=escape(area.name) if area else "the plan")
    return f"*{_candidate_name(suggestion.candidate)}*: {knows}; {_mentee_count_text(suggestion.candidate)}; {_overlap_text(suggestion.overlap)}"


def _mentee_count_text(candidate: MentorCandidate) -> str:
    return (
        f"mentors {format_count(candidate.mentees, 'person', 'people')}" if candidate.mentees else "mentors nobody yet"
    )


def _overlap_text(overlap: timedelta) -> str:
    hours = overlap // timedelta(hours=1)
    return f"{hours} h of the working day in common" if hours else "hardly an hour of the working day in common"


def _ask_button(suggestion: MentorSuggestion, area: Area | None) -> ButtonSpec:
    sought = MentorRequestPayload(mentor=suggestion.candidate.id, area=area.id if area else "")
    return ButtonSpec(clip(f"Ask {_candidate_name(suggestion.candidate)}", 40), "pair.ask", sought.encode())


def _candidate_name(candidate: MentorCandidate) -> str:
    return escape(clip(candidate.name.lstrip("@"), 60))
