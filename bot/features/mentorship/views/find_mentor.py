"""`/roadmate mentor` and `/roadmate mentees`: the reader's pairs, and suggested mentors."""

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
from bot.slack.mrkdwn import clip, escape, format_count, person_name
from bot.slack.slash import SLASH

MAX_PAIRS_SHOWN: Final = 15
_KNOWLEDGE_TEXTS: Final[Mapping[AreaKnowledge, str]] = {
    AreaKnowledge.BEST: "knows {area} best of those who opted in",
    AreaKnowledge.WELL: "knows {area} well",
    AreaKnowledge.SOME: "has learned {area}",
    AreaKnowledge.NOTHING: "is a mentor",
}


def render_mentors(
    pair_views: Sequence[PairView], suggestions: Sequence[MentorSuggestion], area: Area | None, *, today: date
) -> Message:
    """Show the reader's mentors and proposals, and suggested mentors with the reasons."""
    shown = [each for each in pair_views if not each.is_mentor or not each.pair.is_active]
    return compose_message(
        section("*Your mentors*" if any(each.pair.is_active for each in shown) else "*You don't have a mentor yet.*"),
        _pair_blocks(shown, today),
        section(_suggestions_heading(suggestions, area)),
        [section(_suggestion_text(each, area), _ask_button(each, area)) for each in suggestions],
        context(
            f"Ask someone else: `{SLASH}roadmate mentor @member`. Another area: `{SLASH}roadmate mentor networking`. "
            f"{MENTOR_SEES}"
        ),
    )


def render_mentees(pair_views: Sequence[PairView], *, today: date) -> Message:
    """List the reader's mentees, each with a way to their card and a button that ends it."""
    shown = [each for each in pair_views if each.is_mentor]
    active = sum(each.pair.is_active for each in shown)
    words = f"*You mentor {format_count(active, 'person', 'people')}.*" if active else "*You don't mentor anyone.*"
    return compose_message(
        section(words),
        _pair_blocks(shown, today),
        context(f"Mentees can check what you see: `{SLASH}roadmate seen-by-mentor`. {MENTOR_SEES}") if shown else None,
    )


def render_ask_one_at_a_time() -> Message:
    """Refuse several people at once."""
    return compose_message(section(f"Ask one person at a time: `{SLASH}roadmate mentor @member`."))


def _pair_blocks(pair_views: Sequence[PairView], today: date) -> list[Block]:
    """Return each pair with its buttons, as two blocks, and no more of them than a message takes."""
    rows = [
        (section(_pair_status_text(each, today)), actions(*pair_buttons(each))) for each in pair_views[:MAX_PAIRS_SHOWN]
    ]
    left_out = len(pair_views) - MAX_PAIRS_SHOWN
    more = [context(f"And {left_out} more.")] if left_out > 0 else []
    return [*(block for row in rows for block in row if block), *more]


def _pair_status_text(view: PairView, today: date) -> str:
    """Return `*Ben*, on Networking, since Tue 17 Nov` or, before that, who asked and who is yet to answer."""
    pair, day = view.pair, date_text.day_text(view.since, today)
    if pair.is_active:
        return f"*{view.other_name}*{',' + view.area_suffix if view.area_suffix else ''}, since {day}"
    role = "mentee" if view.is_mentor else "mentor"
    what = f"*{view.other_name}* as your {role}{view.area_suffix}: {view.asker_name} asked on {day}"
    if not pair.is_waiting_for(view.reader):
        return f"{what}, waiting for {view.other_name}"
    return f"{what}, waiting for *your* answer{_other_answer_text(view)}"


def _other_answer_text(view: PairView) -> str:
    """Return whether the other one has answered, where somebody else asked both."""
    pair = view.pair
    if pair.asked_by in (pair.mentor, pair.mentee):
        return ""
    answer = "hasn't answered either" if pair.is_waiting_for(pair.other_member(view.reader)) else "said yes"
    return f"; {view.other_name} {answer}"


def _suggestions_heading(suggestions: Sequence[MentorSuggestion], area: Area | None) -> str:
    on = f" for {escape(area.name)}" if area else ""
    if not suggestions:
        return f"No match{on} yet. I only suggest people who opted in with `{SLASH}roadmate named on`."
    return f"*Mentors who fit{on}*"


def _suggestion_text(suggestion: MentorSuggestion, area: Area | None) -> str:
    """Return `*Chidi*: knows Networking best of those who agreed to be asked; mentors 2 people; ...`."""
    candidate = suggestion.candidate
    knows = _KNOWLEDGE_TEXTS[suggestion.knowledge].format(area=escape(area.name) if area else "the plan")
    reasons = (knows, _mentee_count_text(candidate), _overlap_text(suggestion.overlap))
    return f"*{_candidate_name(candidate)}*: {'; '.join(reasons)}"


def _mentee_count_text(candidate: MentorCandidate) -> str:
    number = candidate.mentees
    return f"mentors {format_count(number, 'person', 'people')}" if number else "no mentees yet"


def _overlap_text(overlap: timedelta) -> str:
    hours = overlap // timedelta(hours=1)
    return f"{hours} h of your working day in common" if hours else "less than 1 h of your working day in common"


def _ask_button(suggestion: MentorSuggestion, area: Area | None) -> ButtonSpec:
    payload = MentorRequestPayload(mentor=suggestion.candidate.id, area=area.id if area else "")
    return ButtonSpec(clip(f"Ask {_candidate_name(suggestion.candidate)}", 40), "pair.ask", payload.encode())


def _candidate_name(candidate: MentorCandidate) -> str:
    return person_name(candidate.name)
