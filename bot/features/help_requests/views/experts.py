"""Who may be asked about something, the question to them, and what they say to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from slackblocks import SectionBlock

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.catalog.models import Roadmap
from bot.features.help_requests.payloads import ExpertQuestionPayload
from bot.features.help_requests.rules import Expert, ExpertReason
from bot.slack.blocks import ButtonSpec, action_rows, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, person_name, strip_markup

MAX_EXPERTS: Final = 8  # people on a page


@dataclass(frozen=True, slots=True)
class ExpertsPage:
    """What a page is about, in words; the questions that its buttons put; whether the reader may be named as well."""

    about: str
    questions: Sequence[ExpertQuestionPayload]
    is_named: bool = False
    prefix: str = ""


def render_experts(experts: Sequence[Expert], page: ExpertsPage, catalog: Catalog, *, lead: str = "") -> Message:
    """Who agreed to be asked, most experienced first, each with a button that asks them."""
    more = f"And {format_count(len(experts) - MAX_EXPERTS, 'other')}. " if len(experts) > MAX_EXPERTS else ""
    small = "They agreed to be asked. Hours and what mentors confirmed make the order; nobody's hours are shown."
    return compose_message(
        section(f"{lead}\n*Who knows {page.about}*".lstrip()),
        expert_rows(experts[:MAX_EXPERTS], page.questions, catalog),
        context(f"{more}{small} {_naming_text(page)}"),
    )


def render_no_experts(page: ExpertsPage, *, lead: str = "") -> Message:
    """Nobody who is known to know it has agreed to be asked."""
    words = f"Nobody who knows {page.about} has agreed to be asked yet."
    stuck = f"Stuck with it? `/{page.prefix}roadmate stuck` and what with tells your mentor."
    return compose_message(section(f"{lead}\n{words} {stuck}".lstrip()), context(_naming_text(page)))


def expert_rows(
    experts: Sequence[Expert], questions: Sequence[ExpertQuestionPayload], catalog: Catalog
) -> list[SectionBlock]:
    """A line for each with what they know it from, and the question where it was not put yet."""
    put = {question.knower: question for question in questions}
    return [
        section(
            f"*{person_name(each.name)}*: {expert_reason_text(each, catalog)}{_asked_text(put, each)}",
            _ask_button(each, put.get(each.member)),
        )
        for each in experts
    ]


def expert_reason_text(expert: Expert, catalog: Catalog) -> str:
    """`Terraform advanced, confirmed by Ben`, or `most hours on the topic`: never a number of hours."""
    if expert.reason is ExpertReason.LEVEL:
        road = catalog.find_roadmap(expert.level_in)
        by = f" by {person_name(expert.confirmed_by)}" if expert.confirmed_by else ""
        return f"{road.name if road else escape(expert.level_in)} {expert.level}, confirmed{by}"
    what = {
        ExpertReason.TOPIC: "on the topic",
        ExpertReason.ROADMAP: "in the roadmap",
        ExpertReason.AREA: "in the area",
    }[expert.reason]
    return f"{'most hours' if expert.has_most_hours else 'hours'} {what}"


def render_expert_subject_choice(typed: str, options: Sequence[tuple[str, str]]) -> Message:
    """Words that name several things, or are near some; each with the value that asks for it."""
    presses = [ButtonSpec(clip(label, 70), "who.show", value) for label, value in options]
    return compose_message(section(f"*Which “{escape(clip(typed, 80))}” do you mean?*"), action_rows(presses))


def render_unknown_expert_subject(
    typed: str, suggestions: Sequence[tuple[str, str]], roadmaps: Sequence[Roadmap], prefix: str
) -> Message:
    """No words, or words that the content does not know."""
    got = f"“{escape(clip(typed, 80))}” is no focus area, roadmap or topic I know. " if typed else ""
    options = suggestions or [(each.name, f"roadmap:{each.id}") for each in roadmaps[:10]]
    return _render_subject_prompt(f"{got}Who knows what?", options, prefix)


def render_person_not_subject(name: str, roadmaps: Sequence[Roadmap], prefix: str) -> Message:
    """Somebody was named: what they know is not told, but who knows something is."""
    options = [(each.name, f"roadmap:{each.id}") for each in roadmaps[:10]]
    return _render_subject_prompt(f"I say who knows something, not what {person_name(name)} knows.", options, prefix)


def _render_subject_prompt(lead: str, options: Sequence[tuple[str, str]], prefix: str) -> Message:
    presses = [ButtonSpec(clip(label, 70), "who.show", value) for label, value in options]
    return compose_message(
        section(f"{lead} Name it: `/{prefix}roadmate who terraform`, or press one."), action_rows(presses)
    )


def subject_label(subject: Subject) -> str:
    """`State Management, Terraform`, or `Networking`."""
    if subject.topic_ref:
        return f"{subject.topic_ref.topic.name}, {subject.topic_ref.roadmap.name}"
    return subject.name


def question_sent_text(name: str, *, was_asked: bool) -> str:
    """What became of a pressed button."""
    return (
        f"{person_name(name)} was asked already."
        if was_asked
        else f"*I asked {person_name(name)}* and tell you the answer."
    )


def not_askable_text(name: str) -> str:
    """They left, or changed their mind, since the page was made."""
    return f"{person_name(name)} is not to be asked any more, so I wrote to nobody."


def render_expert_question(
    asker_name: str, about: str, note: str, payload: ExpertQuestionPayload, prefix: str
) -> Message:
    """Somebody would like to ask the reader, who decides whether they do."""
    who, is_stuck = person_name(asker_name), payload.on.startswith("s")
    lead = f"*{who} is stuck with {about}*" if is_stuck else f"*{who} would like to ask you about {about}*"
    return compose_message(
        section(f"{lead}{note}\nIf you have a moment, write to {who}."),
        actions(
            ButtonSpec(
                f"I will write to {strip_markup(clip(asker_name, 40))}", "knower.yes", payload.encode(), style="primary"
            ),
            ButtonSpec("Not now", "knower.no", payload.encode()),
        ),
        context(f"You are asked because you agreed to be; `/{prefix}roadmate named off` ends that."),
    )


def render_expert_accepts(expert_name: str, about: str, payload: ExpertQuestionPayload) -> Message:
    """Whom one asked says yes."""
    return compose_message(
        section(f"*{person_name(expert_name)} will write to you* about {about}."), actions(*_follow_up_buttons(payload))
    )


def render_expert_declines(expert_name: str, about: str, payload: ExpertQuestionPayload) -> Message:
    """Whom one asked says no, which is nobody's fault."""
    words = f"{person_name(expert_name)} cannot help with {about} just now. Somebody else may."
    return compose_message(section(words), actions(*_follow_up_buttons(payload)))


def render_question_answered(asker_name: str, *, is_accepted: bool) -> Message:
    """Said to who answers."""
    words = f"Thank you. I told {person_name(asker_name)} that you will write."
    return compose_message(
        section(words if is_accepted else f"Fine. I told {person_name(asker_name)} that it does not suit you just now.")
    )


def render_already_answered() -> Message:
    """The other button was pressed, or this one twice."""
    return compose_message(section("You answered that already, so I wrote nothing more."))


def render_asker_left(name: str) -> Message:
    """Who asked is not here any more."""
    return compose_message(section(f"{person_name(name)} has left since, so there is nobody to write to."))


def render_question_outcome(words: str) -> Message:
    """What became of a question, where there is no page to go back to."""
    return compose_message(section(words))


def render_question_not_yours() -> Message:
    """A question that is not the presser's to put or to answer."""
    return compose_message(section("That question is for the person it was put to, so nothing was sent."))


def _ask_button(expert: Expert, payload: ExpertQuestionPayload | None) -> ButtonSpec | None:
    return (
        ButtonSpec(f"Ask {strip_markup(clip(expert.name, 40))}", "knower.ask", payload.encode())
        if payload and payload.fits_in_button()
        else None
    )


def _asked_text(payloads: Mapping[str, ExpertQuestionPayload], expert: Expert) -> str:
    """Whom one has asked is not asked again."""
    return "" if expert.member in payloads else "; you asked them"


def _naming_text(page: ExpertsPage) -> str:
    command = f"/{page.prefix}roadmate named"
    return f"You may be named too (`{command} off` ends that)." if page.is_named else f"`{command} on` names you too."


def _follow_up_buttons(payload: ExpertQuestionPayload) -> list[ButtonSpec]:
    """Whom else to ask, where the content knows what it is about; and that one is through."""
    over = [ButtonSpec("I am through", "stuck.over", payload.on[1:])] if payload.on.startswith("s") else []
    return [*([ButtonSpec("Who else knows", "who.show", payload.subject)] if payload.subject else []), *over]
