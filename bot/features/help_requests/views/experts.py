"""Who may be asked about something, the question to them, and what they say to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from slackblocks import SectionBlock

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.catalog.models import Roadmap
from bot.features.help_requests.rules.experts import Knower, Why
from bot.slack.blocks import Press, actions, context, rows_of_actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import bare, clip, count, escape, person
from bot.slack.payloads import Question

MOST: Final = 8  # people on a page


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is about, in words; the questions that its buttons put; whether the reader may be named as well."""

    about: str
    questions: Sequence[Question]
    is_named: bool = False
    prefix: str = ""


def page(knowers: Sequence[Knower], shown: Page, catalog: Catalog, *, lead: str = "") -> Message:
    """Who agreed to be asked, most experienced first, each with a button that asks them."""
    more = f"And {count(len(knowers) - MOST, 'other')}. " if len(knowers) > MOST else ""
    small = "They agreed to be asked. Hours and what mentors confirmed make the order; nobody's hours are shown."
    return compose(
        section(f"{lead}\n*Who knows {shown.about}*".lstrip()),
        rows(knowers[:MOST], shown.questions, catalog),
        context(f"{more}{small} {_named(shown)}"),
    )


def nobody(shown: Page, *, lead: str = "") -> Message:
    """Nobody who is known to know it has agreed to be asked."""
    words = f"Nobody who knows {shown.about} has agreed to be asked yet."
    stuck = f"Stuck with it? `/{shown.prefix}roadmate stuck` and what with tells your mentor."
    return compose(section(f"{lead}\n{words} {stuck}".lstrip()), context(_named(shown)))


def rows(knowers: Sequence[Knower], questions: Sequence[Question], catalog: Catalog) -> list[SectionBlock]:
    """A line for each with what they know it from, and the question where it was not put yet."""
    put = {question.knower: question for question in questions}
    return [
        section(f"*{person(each.name)}*: {reason(each, catalog)}{_asked(put, each)}", _ask(each, put.get(each.member)))
        for each in knowers
    ]


def reason(knower: Knower, catalog: Catalog) -> str:
    """`Terraform advanced, confirmed by Ben`, or `most hours on the topic`: never a number of hours."""
    if knower.why is Why.LEVEL:
        road = catalog.find_roadmap(knower.level_in)
        by = f" by {person(knower.confirmed_by)}" if knower.confirmed_by else ""
        return f"{road.name if road else escape(knower.level_in)} {knower.level}, confirmed{by}"
    what = {Why.TOPIC: "on the topic", Why.ROADMAP: "in the roadmap", Why.AREA: "in the area"}[knower.why]
    return f"{'most hours' if knower.most else 'hours'} {what}"


def which(typed: str, options: Sequence[tuple[str, str]]) -> Message:
    """Words that name several things, or are near some; each with the value that asks for it."""
    presses = [Press(clip(label, 70), "who.show", value) for label, value in options]
    return compose(section(f"*Which “{escape(clip(typed, 80))}” do you mean?*"), rows_of_actions(presses))


def unknown(typed: str, near: Sequence[tuple[str, str]], roadmaps: Sequence[Roadmap], prefix: str) -> Message:
    """No words, or words that the content does not know."""
    got = f"“{escape(clip(typed, 80))}” is no focus area, roadmap or topic I know. " if typed else ""
    options = near or [(each.name, f"roadmap:{each.id}") for each in roadmaps[:10]]
    return _choose(f"{got}Who knows what?", options, prefix)


def of_a_person(name: str, roadmaps: Sequence[Roadmap], prefix: str) -> Message:
    """Somebody was named: what they know is not told, but who knows something is."""
    options = [(each.name, f"roadmap:{each.id}") for each in roadmaps[:10]]
    return _choose(f"I say who knows something, not what {person(name)} knows.", options, prefix)


def _choose(lead: str, options: Sequence[tuple[str, str]], prefix: str) -> Message:
    presses = [Press(clip(label, 70), "who.show", value) for label, value in options]
    return compose(
        section(f"{lead} Name it: `/{prefix}roadmate who terraform`, or press one."), rows_of_actions(presses)
    )


def subject(found: Subject) -> str:
    """`State Management, Terraform`, or `Networking`."""
    if found.place:
        return f"{found.place.topic.name}, {found.place.roadmap.name}"
    return found.name


def asked(name: str, *, already: bool) -> str:
    """What became of a pressed button."""
    return f"{person(name)} was asked already." if already else f"*I asked {person(name)}* and tell you the answer."


def not_to_be_asked(name: str) -> str:
    """They left, or changed their mind, since the page was made."""
    return f"{person(name)} is not to be asked any more, so I wrote to nobody."


def question(asker: str, about: str, note: str, put: Question, prefix: str) -> Message:
    """Somebody would like to ask the reader, who decides whether they do."""
    who, is_stuck = person(asker), put.on.startswith("s")
    lead = f"*{who} is stuck with {about}*" if is_stuck else f"*{who} would like to ask you about {about}*"
    return compose(
        section(f"{lead}{note}\nIf you have a moment, write to {who}."),
        actions(
            Press(f"I will write to {bare(clip(asker, 40))}", "knower.yes", put.value(), style="primary"),
            Press("Not now", "knower.no", put.value()),
        ),
        context(f"You are asked because you agreed to be; `/{prefix}roadmate named off` ends that."),
    )


def will_write(knower: str, about: str, put: Question) -> Message:
    """Whom one asked says yes."""
    return compose(section(f"*{person(knower)} will write to you* about {about}."), actions(*_onwards(put)))


def has_no_time(knower: str, about: str, put: Question) -> Message:
    """Whom one asked says no, which is nobody's fault."""
    words = f"{person(knower)} cannot help with {about} just now. Somebody else may."
    return compose(section(words), actions(*_onwards(put)))


def answered(asker: str, *, yes: bool) -> Message:
    """Said to who answers."""
    words = f"Thank you. I told {person(asker)} that you will write."
    return compose(section(words if yes else f"Fine. I told {person(asker)} that it does not suit you just now."))


def answered_before() -> Message:
    """The other button was pressed, or this one twice."""
    return compose(section("You answered that already, so I wrote nothing more."))


def has_left(name: str) -> Message:
    """Who asked is not here any more."""
    return compose(section(f"{person(name)} has left since, so there is nobody to write to."))


def only(words: str) -> Message:
    """What became of a question, where there is no page to go back to."""
    return compose(section(words))


def not_yours() -> Message:
    """A question that is not the presser's to put or to answer."""
    return compose(section("That question is for the person it was put to, so nothing was sent."))


def _ask(knower: Knower, put: Question | None) -> Press | None:
    return Press(f"Ask {bare(clip(knower.name, 40))}", "knower.ask", put.value()) if put and put.fits() else None


def _asked(put: Mapping[str, Question], knower: Knower) -> str:
    """Whom one has asked is not asked again."""
    return "" if knower.member in put else "; you asked them"


def _named(shown: Page) -> str:
    command = f"/{shown.prefix}roadmate named"
    return f"You may be named too (`{command} off` ends that)." if shown.is_named else f"`{command} on` names you too."


def _onwards(put: Question) -> list[Press]:
    """Whom else to ask, where the content knows what it is about; and that one is through."""
    over = [Press("I am through", "stuck.over", put.on[1:])] if put.on.startswith("s") else []
    return [*([Press("Who else knows", "who.show", put.subject)] if put.subject else []), *over]
