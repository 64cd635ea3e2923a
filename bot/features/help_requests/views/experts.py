"""Messages about experts: who may be asked about a subject, the question to them, and their answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from slackblocks import SectionBlock

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.catalog.models import Roadmap
from bot.features.help_requests.payloads import ExpertQuestionPayload
from bot.features.help_requests.rules import Expert, ExpertReason
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, action_rows, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, person_name, plain_person_name
from bot.slack.slash import SLASH

MAX_EXPERTS: Final = 8  # people on a page


@frozen
class ExpertsPage:
    """A page of experts: its subject in words, the questions of its buttons, and whether the reader may be named."""

    about: str
    questions: Sequence[ExpertQuestionPayload]
    is_named: bool = False


def render_experts(experts: Sequence[Expert], page: ExpertsPage, catalog: Catalog, *, lead: str = "") -> Message:
    """List who agreed to be asked, most experienced first, each with a button that asks them."""
    more = f"And {format_count(len(experts) - MAX_EXPERTS, 'other')}. " if len(experts) > MAX_EXPERTS else ""
    small = "They opted in, most experienced first. Hours are never shown."
    return compose_message(
        section(f"{lead}\n*Who knows {page.about}*".lstrip()),
        expert_rows(experts[:MAX_EXPERTS], page.questions, catalog),
        context(f"{more}{small} {_naming_text(page)}"),
    )


def render_no_experts(page: ExpertsPage, *, lead: str = "") -> Message:
    """Say that nobody who knows the subject has agreed to be asked."""
    words = f"Nobody has volunteered to help with {page.about} yet."
    stuck = f"Stuck? `{SLASH}roadmate stuck terraform state` gets you help."
    return compose_message(section(f"{lead}\n{words} {stuck}".lstrip()), context(_naming_text(page)))


def expert_rows(
    experts: Sequence[Expert], questions: Sequence[ExpertQuestionPayload], catalog: Catalog
) -> list[SectionBlock]:
    """Return a line for each: what they know it from, and a button where they were not asked yet."""
    by_expert = {question.knower: question for question in questions}
    return [
        section(
            f"*{person_name(each.name)}*: {expert_reason_text(each, catalog)}{_asked_text(by_expert, each)}",
            _ask_button(each, by_expert.get(each.member)),
        )
        for each in experts
    ]


def expert_reason_text(expert: Expert, catalog: Catalog) -> str:
    """Return `Terraform advanced, confirmed by Ben`, or `most hours on the topic`: never a number of hours."""
    if expert.reason is ExpertReason.LEVEL:
        roadmap = catalog.find_roadmap(expert.level_in)
        by = f" by {person_name(expert.confirmed_by)}" if expert.confirmed_by else ""
        return f"{roadmap.name if roadmap else escape(expert.level_in)} {expert.level}, confirmed{by}"
    where = {
        ExpertReason.TOPIC: "on the topic",
        ExpertReason.ROADMAP: "in the roadmap",
        ExpertReason.AREA: "in the area",
    }[expert.reason]
    return f"{'most hours' if expert.has_most_hours else 'hours'} {where}"


def render_expert_subject_choice(typed: str, options: Sequence[tuple[str, str]]) -> Message:
    """Ask which of several subjects was meant; each option is a label and the key of its subject."""
    return compose_message(
        section(f"*Which one do you mean by “{escape(clip(typed, 80))}”?*"), action_rows(_subject_buttons(options))
    )


def render_unknown_expert_subject(
    typed: str, suggestions: Sequence[tuple[str, str]], roadmaps: Sequence[Roadmap]
) -> Message:
    """Ask for a subject where none was named, or none that the content knows."""
    lead = f"I don't know “{escape(clip(typed, 80))}”. " if typed else ""
    return _render_subject_prompt(f"{lead}Who knows what?", suggestions or _roadmap_options(roadmaps))


def render_person_not_subject(name: str, roadmaps: Sequence[Roadmap]) -> Message:
    """Say that what a person knows is not told, and ask for a subject instead."""
    lead = f"I can tell you who knows a subject, not what {person_name(name)} knows."
    return _render_subject_prompt(lead, _roadmap_options(roadmaps))


def _render_subject_prompt(lead: str, options: Sequence[tuple[str, str]]) -> Message:
    words = f"{lead} Pick one, or type it: `{SLASH}roadmate who terraform`."
    return compose_message(section(words), action_rows(_subject_buttons(options)))


def _roadmap_options(roadmaps: Sequence[Roadmap]) -> list[tuple[str, str]]:
    return [(each.name, f"roadmap:{each.id}") for each in roadmaps[:10]]


def _subject_buttons(options: Sequence[tuple[str, str]]) -> list[ButtonSpec]:
    return [ButtonSpec(clip(label, 70), "who.show", key) for label, key in options]


def subject_label(subject: Subject) -> str:
    """Return `State Management, Terraform`, or `Networking`."""
    place = subject.topic_ref or subject.part
    return f"{place.name}, {place.roadmap.name}" if place else subject.name


def already_solved_text() -> str:
    """Return why an expert is not asked: the help request is closed."""
    return "You've solved this already, so I didn't ask. "


def question_sent_text(name: str, *, was_asked: bool) -> str:
    """Return what the press did: the question was sent now, or was sent before."""
    if was_asked:
        return f"You already asked {person_name(name)}."
    return f"✅ Asked {person_name(name)}. I'll tell you the answer."


def not_askable_text(name: str) -> str:
    """Return that somebody left, or changed their mind, since the page was made."""
    return f"{person_name(name)} doesn't take questions anymore, so I didn't write to anyone."


def render_expert_question(asker_name: str, about: str, note: str, payload: ExpertQuestionPayload) -> Message:
    """Ask an expert to write to the asker, if they have a moment."""
    asker, is_stuck = person_name(asker_name), payload.on.startswith("s")
    lead = f"*{asker} is stuck with {about}*" if is_stuck else f"*{asker} would like to ask you about {about}*"
    return compose_message(
        section(f"{lead}{note}\nIf you have a moment, write to {asker}."),
        actions(
            ButtonSpec(
                f"I'll write to {plain_person_name(asker_name, 40)}", "knower.yes", payload.encode(), style="primary"
            ),
            ButtonSpec("Not now", "knower.no", payload.encode()),
        ),
        context(f"You get this because you opted in. Stop: `{SLASH}roadmate named off`."),
    )


def render_expert_accepts(expert_name: str, about: str, payload: ExpertQuestionPayload) -> Message:
    """Tell the asker that the expert will write to them."""
    return compose_message(
        section(f"*{person_name(expert_name)} will write to you* about {about}."), actions(*_follow_up_buttons(payload))
    )


def render_expert_declines(expert_name: str, about: str, payload: ExpertQuestionPayload) -> Message:
    """Tell the asker that the expert cannot help, which is nobody's fault."""
    words = f"{person_name(expert_name)} can't help with {about} right now. Someone else may."
    return compose_message(section(words), actions(*_follow_up_buttons(payload)))


def render_question_answered(asker_name: str, *, is_accepted: bool) -> Message:
    """Confirm to the expert that the asker is told."""
    asker = person_name(asker_name)
    if is_accepted:
        return compose_message(section(f"Thanks! I'll tell {asker} that you'll write."))
    return compose_message(section(f"OK. I'll tell {asker} that now isn't a good time."))


def render_already_answered() -> Message:
    """Refuse a second answer, by either button."""
    return compose_message(section("You already answered, so I didn't write again."))


def render_asker_left(name: str) -> Message:
    """Say that the asker has left the workspace."""
    return compose_message(section(f"{person_name(name)} has left, so there's nobody to write to."))


def render_question_outcome(words: str) -> Message:
    """Say what became of a question, where there is no page to go back to."""
    return compose_message(section(words))


def render_question_not_yours() -> Message:
    """Refuse a question that is not the reader's to ask or to answer."""
    return compose_message(section("That question isn't yours to send or answer. Nothing sent."))


def _ask_button(expert: Expert, payload: ExpertQuestionPayload | None) -> ButtonSpec | None:
    return (
        ButtonSpec(f"Ask {plain_person_name(expert.name, 40)}", "knower.ask", payload.encode())
        if payload and payload.fits_in_button()
        else None
    )


def _asked_text(payloads: Mapping[str, ExpertQuestionPayload], expert: Expert) -> str:
    """Return that an expert was asked, where no button may ask them again."""
    return "" if expert.member in payloads else "; already asked"


def _naming_text(page: ExpertsPage) -> str:
    command = f"{SLASH}roadmate named"
    return f"You're listed too (stop: `{command} off`)." if page.is_named else f"List yourself: `{command} on`."


def _follow_up_buttons(payload: ExpertQuestionPayload) -> list[ButtonSpec]:
    """Return the ways on: other experts, where the content knows the subject, and closing the help request."""
    others = [ButtonSpec("Who else knows", "who.show", payload.subject)] if payload.subject else []
    return [
        *others,
        *([ButtonSpec("Solved it", "stuck.over", payload.on[1:], state="open")] if payload.on.startswith("s") else []),
    ]
