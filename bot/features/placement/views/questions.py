"""The questions of a placement, the level that follows from the answers, and the topics that are known with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.catalog.models import LEVELS, Roadmap, TopicReference
from bot.core.knowing.asking import LETTERS, ShuffledQuestion
from bot.core.levels import MemberLevel
from bot.features.placement.payloads import PlacementAnswerPayload, PlacementLevelPayload
from bot.features.placement.rules.level import (
    MAX_QUESTIONS,
    MIN_QUESTIONS,
    PlacementAnswer,
    find_likeliest_level,
    find_rival_level,
)
from bot.features.placement.views.known import list_names
from bot.slack.blocks import ButtonSpec, MenuSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count
from bot.slack.slash import SLASH
from bot.ui.example_roadmap import example_roadmap
from bot.ui.question_text import answer_lines, render_question

MINUTES_TO_ANSWER: Final = 5
MAX_NAMED: Final = 60  # topics; what is marked is named before, as far as one message can


def render_roadmap_choice(typed: str, roadmaps: Sequence[Roadmap]) -> Message:
    """Ask in which roadmap to find a level."""
    lead = f"I don't know the roadmap “{escape(clip(typed, 80))}”. " if typed else ""
    if not roadmaps:
        return compose_message(
            section(f"{lead}No roadmap has enough questions yet. `{SLASH}roadmate level` sets a level.")
        )
    menu = MenuSpec("Pick a roadmap", "placement.open", [(each.name, each.id) for each in roadmaps])
    example = f"{SLASH}roadmate placement {example_roadmap(roadmaps)}"
    words = f"{lead}Where should I find your level? {_length_text()} E.g. `{example}`."
    return compose_message(section(words), actions(menu))


def render_question_to_answer(
    question: ShuffledQuestion, asked: int, answers: Sequence[PlacementAnswer], *, lead: str = ""
) -> Message:
    """Render the next question of a placement; `asked` is the number that its answer is kept under."""
    number, total = len(answers) + 1, MIN_QUESTIONS if len(answers) < MIN_QUESTIONS else MAX_QUESTIONS
    roadmap = question.reference.topic_ref.roadmap.name
    heading = f"🎯 {escape(roadmap)}, question {number} of {total}"
    return render_question(
        question,
        action_id="placement.answer",
        encode=lambda place: PlacementAnswerPayload(asked=asked, place=place).encode(),
        heading=f"{lead}\n\n{heading}" if lead else heading,
        note=_first_note(roadmap) if number == 1 else "",
        menu=ButtonSpec("I don't know", "placement.answer", PlacementAnswerPayload(asked=asked).encode()),
    )


def answered_text(question: ShuffledQuestion, place: int | None) -> str:
    """Return how a question was answered, and why."""
    if place is None:
        right = f"*{LETTERS[question.right_place]}*: {escape(question.options[question.right_place])}"
        return f"It's {right}\n{escape(question.reference.question.reason)}"
    return "\n".join(answer_lines(question, place, ()))


def render_result(
    roadmap: Roadmap,
    answers: Sequence[PlacementAnswer],
    asked: int,
    *,
    current: MemberLevel | None,
    lead: str = "",
    may_repeat: bool = False,
) -> Message:
    """Render the level that follows from the answers, for the member to take or to change."""
    level, rival = find_likeliest_level(answers), find_rival_level(answers)
    right = sum(each.is_right for each in answers)
    name, found = escape(roadmap.name), LEVELS[level]
    near = f", close to {LEVELS[rival]}" if rival is not None else ""
    share = f" ({right} of {len(answers)} right)" if right * 2 >= len(answers) else ""
    words = f"🎯 Your answers put you at *{found}* in {name}{near}{share}."
    has_it = current is not None and current.claimed == found == current.effective_level
    says = f"{words} That's the level you have." if has_it else f"{words} Only you see this. Use it as your level?"
    others = [each for each in LEVELS[max(0, level - 1) : level + 2] if each != found]
    keep = f"Keep {current.effective_level}" if current else "Not now"
    row = (
        ButtonSpec("Go on", "placement.take", _level_value(asked, None), style="primary")
        if has_it
        else ButtonSpec(f"Use {found}", "placement.take", _level_value(asked, found), style="primary"),
        *(ButtonSpec(f"More like {each}", "placement.take", _level_value(asked, each)) for each in others),
        None if has_it else ButtonSpec(keep, "placement.take", _level_value(asked, None)),
        ButtonSpec("Answer new questions", "placement.again", _level_value(asked, None)) if may_repeat else None,
    )
    return compose_message(section(lead) if lead else None, section(says), actions(*row))


def render_known_offer(
    roadmap: Roadmap,
    presumed: Sequence[TopicReference],
    payload: PlacementLevelPayload,
    *,
    lead: str,
) -> Message:
    """Render the topics that somebody of a level probably knows, to be marked all at once or picked from."""
    if not presumed:
        path = ButtonSpec(
            clip(f"The path of {roadmap.name}", 70), "roadmap.open", f"{roadmap.id} path", style="primary"
        )
        words = f"{lead}\n➡️ Start with the first {escape(roadmap.name)} topics."
        return compose_message(section(words), actions(path, _next_button()))
    count, value = len(presumed), payload.encode()
    names = list_names(presumed[:MAX_NAMED])
    more = f" and {count - MAX_NAMED} more" if count > MAX_NAMED else ""
    words = f"{lead}\n💡 You probably know {format_count(count, 'topic')} already: {names}{more}."
    know = f"I know these {count}" if count > 1 else "I know it"
    return compose_message(
        section(words),
        actions(
            ButtonSpec(know, "placement.known", value, style="primary"),
            ButtonSpec("Pick from the list", "placement.pick", value),
            _next_button(),
        ),
    )


def render_gone(roadmap: Roadmap | None) -> Message:
    """Say that a placement is over, whose button was pressed."""
    if roadmap is None:
        words = f"That roadmap isn't in the content any more. Nothing changed. `{SLASH}roadmate placement` lists all."
        return compose_message(section(words))
    words = f"These {escape(roadmap.name)} questions are over, so nothing changed. Answer new ones?"
    return compose_message(section(words), actions(start_button(roadmap)))


def render_level_set_since(roadmap: Roadmap, current: MemberLevel) -> Message:
    """Say that the level was set in another way since the answers were given."""
    words = f"You've set your {escape(roadmap.name)} level since then: *{current.effective_level}*. Nothing changed."
    return compose_message(
        section(words), actions(ButtonSpec("Change it", "level.claim", roadmap.id), _list_button(roadmap))
    )


def render_too_few(roadmap: Roadmap) -> Message:
    """Say that a roadmap has too few questions to find a level by."""
    words = f"{escape(roadmap.name)} has too few questions to find your level. Pick it yourself:"
    return compose_message(section(words), actions(ButtonSpec("Pick my level", "level.claim", roadmap.id)))


def kept_level_text(roadmap: Roadmap, current: MemberLevel | None) -> str:
    """Return that the level stays as it was."""
    if current is None:
        return f"OK, no {escape(roadmap.name)} level for now."
    return f"OK, your level in {escape(roadmap.name)} stays *{current.effective_level}*."


def start_button(roadmap: Roadmap) -> ButtonSpec:
    """Return the button that starts the questions of a roadmap, or goes on with them."""
    return ButtonSpec(clip(f"Find my {roadmap.name} level", 70), "placement.open", roadmap.id)


CHANGED_SINCE: Final = "That question was changed or stopped since I asked it. It doesn't count. Here's another one."
STARTED_ANEW: Final = "You've started new questions since then, so nothing changed. Here's where you are:"
ANSWERED_BEFORE: Final = "You've already answered that one, so nothing changed. Here's where you are:"


def _level_value(asked: int, level: str | None) -> str:
    return PlacementLevelPayload.model_validate({"asked": asked, "level": level}).encode()


def _first_note(roadmap: str) -> str:
    command = f"`{SLASH}roadmate placement {escape(roadmap.lower())}`"
    ways = "They get harder with each right answer. Not sure? Saying so helps more than a guess."
    return f"{_length_text()} {ways} Only you see your answers. {command} goes on any time."


def _length_text() -> str:
    return f"{MIN_QUESTIONS} questions, about {MINUTES_TO_ANSWER} minutes."


def _next_button() -> ButtonSpec:
    return ButtonSpec("What's next", "roadmap.open", "next")


def _list_button(roadmap: Roadmap) -> ButtonSpec:
    return ButtonSpec(clip(f"Open {roadmap.name}", 70), "roadmap.open", roadmap.id)
