"""Messages of a run: a question, what is said of an answer, and what can't be answered any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.catalog.catalog import Catalog
from bot.core.knowing.asking import ShuffledQuestion
from bot.features.quiz.payloads import AnswerPayload, AskedPayload
from bot.features.quiz.rules.days import days_text
from bot.features.quiz.rules.runs import AskedQuestion
from bot.features.quiz.views.days import STOP_ACTION
from bot.slack.blocks import ButtonSpec, action_rows, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape
from bot.slack.slash import SLASH
from bot.ui import question_text

ANSWER_ACTION: Final = "quiz.answer"
NEXT_ACTION: Final = "quiz.next"
WRONG_ACTION: Final = "quiz.wrong"
_QUIZ: Final = f"{SLASH}roadmap quiz"


def render_asked(
    asked: AskedQuestion,
    question: ShuffledQuestion,
    *,
    member: str,
    stop: ButtonSpec | None = None,
    lead: str = "",
    is_new: bool = False,
    is_beside: bool = False,
) -> Message:
    """Render a question of a run; a letter has a button that stops them, and its answer `is_beside` a nudge's head.

    `lead` says how the words were taken that asked for it; one on a topic that `is_new` to them says what that means.
    """

    def encode(place: int) -> str:
        payload = AnswerPayload(
            member=member,
            run=asked.run,
            number=asked.number,
            question=asked.question,
            version=asked.version,
            place=place,
            is_beside=is_beside,
        )
        return payload.encode()

    topic = escape(question.reference.topic_ref.label)
    heading = f"Question {asked.number} of {asked.total} · {topic}" if asked.total > 1 else f"Question · {topic}"
    return question_text.render_question(
        question,
        action_id=ANSWER_ACTION,
        encode=encode,
        heading=f"{escape(lead)}\n{heading}" if lead else heading,
        note="You haven't learned this topic yet, so a miss doesn't count." if is_new else "",
        menu=stop,
    )


def render_letter(
    asked: AskedQuestion,
    question: ShuffledQuestion,
    *,
    member: str,
    head: Message | None,
    days: Sequence[int],
    is_first: bool,
) -> Message:
    """Render the letter of a question day: the week's nudge, if one rides along, and the first question."""
    why = f"You've learned enough to be asked about it: two minutes on {days_text(days)}. Only you see your answers."
    count = "One question" if asked.total == 1 else f"{asked.total} questions"
    intro = f"{why}\n" if is_first else ""
    lead = compose_message(section(f"{intro}💡 {count} on what you've learned:"))
    stop = ButtonSpec("Stop questions", STOP_ACTION)
    asking = render_asked(asked, question, member=member, stop=stop, is_beside=head is not None)
    parts = [part for part in (head, lead, asking) if part]
    return Message("\n".join(part.text for part in parts), tuple(block for part in parts for block in part.blocks))


def render_answer(
    asked: AskedQuestion,
    question: ShuffledQuestion,
    run: Sequence[AskedQuestion],
    *,
    catalog: Catalog,
    member: str,
    is_repeated: bool = False,
) -> Message:
    """Render what is right and why, and the way on; nobody else sees it."""
    resources = question_text.find_resource(catalog, question.reference)
    lines = question_text.answer_lines(question, asked.place or 0, resources)
    lead = "You answered this before. I counted it once.\n" if is_repeated else ""
    result = "" if has_next(asked) else _result_text(run)
    return compose_message(
        section(f"{lead}*{escape(question.reference.question.ask)}*"),
        section("\n".join(lines)),
        section(result) if result else None,
        actions(way_on(asked, member), _report_button(asked, member)),
        actions(_topic_button(question), first=3, keeps_message=True),
    )


def has_next(asked: AskedQuestion) -> bool:
    """Return whether the run goes on after this question."""
    return asked.number < asked.total


def render_run_over(asked: Sequence[AskedQuestion]) -> Message:
    """Say that a run has no more questions."""
    scope = asked[-1].scope if asked else ""
    more = ButtonSpec("Three more", "roadmate.say", f"roadmap quiz {scope}".strip())
    return compose_message(section(f"That was the last one. {_result_text(asked)}".strip()), actions(more))


def render_not_yours() -> Message:
    """Say that a question was asked of somebody else."""
    return _render_unanswerable("This question isn't yours to answer. Nothing changed.", "")


def render_gone() -> Message:
    """Say that nobody knows of a question any more."""
    return _render_unanswerable("I don't have this question any more. Nothing changed.", "")


def render_expired(asked: AskedQuestion) -> Message:
    """Say that a question is too old to be answered."""
    return _render_unanswerable("This question has expired: it's over two weeks old. Nothing changed.", asked.scope)


def render_reworded(asked: AskedQuestion, *, member: str) -> Message:
    """Say that the content asks something else by now, or an admin stopped it, with the way on in the run."""
    words = "This question was changed or stopped since I asked you, so your answer doesn't count, right or wrong."
    return compose_message(section(words), actions(way_on(asked, member)))


def _render_unanswerable(words: str, scope: str) -> Message:
    again = ButtonSpec("Ask me another", "roadmate.say", f"roadmap quiz {scope}".strip(), style="primary")
    return compose_message(section(words), actions(again))


def render_no_questions(name: str) -> Message:
    """Say that there's nothing to ask about something."""
    if not name:
        return compose_message(section("I have no questions to ask yet."))
    other = ButtonSpec("Ask me something else", "roadmate.say", "roadmap quiz")
    return compose_message(section(f"I have no questions on {escape(name)} yet."), actions(other))


def render_unknown_scope(typed: str, options: Sequence[tuple[str, str]]) -> Message:
    """Ask what the quiz should be about; `options` are names with what to type."""
    got = escape(clip(typed, 60))
    buttons = [ButtonSpec(name, "roadmate.say", f"roadmap quiz {scope}") for name, scope in options[:5]]
    if not buttons:
        return compose_message(
            section(f"I don't know “{got}”. Name a roadmap or a topic, like `{_QUIZ} aws`, or just `{_QUIZ}`.")
        )
    return compose_message(section(f"A quiz on which “{got}”?"), *action_rows(buttons))


def _report_button(asked: AskedQuestion, member: str) -> ButtonSpec:
    reported = AskedPayload(member=member, run=asked.run, number=asked.number)
    return ButtonSpec("Question is wrong", WRONG_ACTION, reported.encode())


def _topic_button(question: ShuffledQuestion) -> ButtonSpec:
    """Return the button that opens the topic, beside the answer and its way on."""
    topic_ref = question.reference.topic_ref
    return ButtonSpec("See the topic", "roadmap.open", topic_ref.id, accessibility_label=f"Open {topic_ref.name}")


def way_on(asked: AskedQuestion, member: str) -> ButtonSpec:
    """Return the button for the next question of a run, or for another run after its last."""
    if not has_next(asked):
        return ButtonSpec("Three more", "roadmate.say", f"roadmap quiz {asked.scope}".strip())
    following = AskedPayload(member=member, run=asked.run, number=asked.number + 1)
    return ButtonSpec("Next question", NEXT_ACTION, following.encode(), style="primary")


def _result_text(run: Sequence[AskedQuestion]) -> str:
    answered = [each for each in run if each.answered_at]
    if len(answered) < 2:
        return ""
    right = sum(bool(each.is_right) for each in answered)
    return f"*{right} of {len(answered)} right.* Only you see this."
