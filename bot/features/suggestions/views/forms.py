"""The windows in which somebody suggests a change: what it is about, and the form for that part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, get_args

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.catalog.layers.single_change import MAX_RESOURCES
from bot.catalog.lessons import Price, Question, Resource, ResourceKind
from bot.catalog.models import TopicReference
from bot.features.suggestions.payloads import TargetPayload
from bot.features.suggestions.rules.proposals import MAX_TERMS, Part, SuggestionKind, Target, TopicWords, part_version
from bot.features.suggestions.rules.suggestion import MAX_REASON
from bot.features.suggestions.views.form_values import DROP_FIELD, OPTION_FIELDS, WHY_FIELD
from bot.features.suggestions.views.fragments import keepers_text
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import (
    InputBlock,
    Modal,
    SelectOption,
    build_modal,
    checkboxes_input,
    select_input,
    text_input,
)
from bot.slack.mrkdwn import clip, escape
from bot.timeexpr.durations import parse
from bot.ui.resource_text import KINDS, resource_line

OPEN_ACTION: Final = "suggest.open"
FORM_ACTION: Final = "suggest.form"
SEND_FORM: Final = "suggest.send"
TITLE: Final = "Suggest a change"
_LENGTHS: Final = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 900, 1200)
_PRICES: Final = {"free": "Free", "paid": "Paid"}


def render_choice(topic_ref: TopicReference, catalog: Catalog, keepers: Sequence[str]) -> Modal:
    """Ask which part of a topic a suggestion is about."""
    details = catalog.lesson_details(topic_ref.id)
    resources = dict(details.resources) if details else {}
    can_add = details is not None and len(resources) < MAX_RESOURCES
    return build_modal(
        TITLE,
        section(f"*{escape(topic_ref.label)}*\nWhat should be different?"),
        actions(
            _form_button("Text or key terms", topic_ref, SuggestionKind.WORDS),
            _form_button("Add a resource", topic_ref, SuggestionKind.RESOURCE) if can_add else None,
            _form_button("Add a question", topic_ref, SuggestionKind.QUESTION) if resources else None,
        ),
        _resource_rows(topic_ref, resources),
        _question_rows(topic_ref, catalog),
        context(f"{keepers_text(keepers)} before anything changes."),
    )


def render_form(topic_ref: TopicReference, target: Target, part: Part | None, catalog: Catalog) -> Modal:
    """Render the form for one part, filled with what is in force."""
    builders: dict[SuggestionKind, Callable[[], Sequence[InputBlock]]] = {
        SuggestionKind.WORDS: lambda: _words_fields(part),
        SuggestionKind.RESOURCE: lambda: _resource_fields(part),
        SuggestionKind.QUESTION: lambda: _question_fields(part, topic_ref, catalog),
    }
    payload = TargetPayload(topic=target.topic, kind=target.kind.value, slug=target.slug, seen=part_version(part))
    return build_modal(
        TITLE,
        section(f"*{escape(topic_ref.label)}*: {_part_name(target)}"),
        *builders[target.kind](),
        text_input(
            WHY_FIELD,
            "Why?",
            is_multiline=True,
            is_optional=True,
            max_length=MAX_REASON,
            hint="The people who keep this content will read it.",
        ),
        callback_id=SEND_FORM,
        submit_label="Send",
        close_label="Cancel",
        metadata=payload.encode(),
    )


def render_button(topic_ref: TopicReference) -> Message:
    """Offer the window as a button, for who asked where none can be opened."""
    button = _open_button(topic_ref)
    return compose_message(section(f"What should be different on *{escape(topic_ref.label)}*?"), actions(button))


def render_gone_topic() -> Message:
    """Say that what somebody wants to change isn't there any more."""
    words = "Nothing changed: the content doesn't have this any more."
    return compose_message(section(words), actions(ButtonSpec("All roadmaps", "roadmate.say", "roadmap")))


def render_reworded(target: Target) -> Message:
    """Say that somebody has changed a part while a form was filled in, with a way to see what it says now."""
    words = "I didn't send this: it has been changed since you opened the form. See what it says now, then try again."
    payload = TargetPayload(topic=target.topic, kind=target.kind.value, slug=target.slug)
    return compose_message(section(words), actions(ButtonSpec("See what it says now", FORM_ACTION, payload.encode())))


def _part_name(target: Target) -> str:
    named = {
        SuggestionKind.WORDS: ("its text and key terms", ""),
        SuggestionKind.RESOURCE: ("a resource", "a new resource"),
        SuggestionKind.QUESTION: ("a question", "a new question"),
    }[target.kind]
    return named[1] if target.is_new else named[0]


def _open_button(topic_ref: TopicReference) -> ButtonSpec:
    return ButtonSpec(TITLE, OPEN_ACTION, TargetPayload(topic=topic_ref.id).encode())


def _form_button(label: str, topic_ref: TopicReference, kind: SuggestionKind, slug: str = "") -> ButtonSpec:
    payload = TargetPayload(topic=topic_ref.id, kind=kind.value, slug=slug)
    return ButtonSpec(label, FORM_ACTION, payload.encode())


def _row(words: str, name: str, topic_ref: TopicReference, kind: SuggestionKind, slug: str) -> Block:
    payload = TargetPayload(topic=topic_ref.id, kind=kind.value, slug=slug)
    label = clip(f"Change {name}", 75)
    return section(words, ButtonSpec("Change", FORM_ACTION, payload.encode(), accessibility_label=label))


def _resource_rows(topic_ref: TopicReference, resources: Mapping[str, Resource]) -> Iterator[Block]:
    if resources:
        yield section("*Where to learn it*: a link that's broken, or a better one")
    for slug, each in resources.items():
        yield _row(resource_line(each), each.title, topic_ref, SuggestionKind.RESOURCE, slug)


def _question_rows(topic_ref: TopicReference, catalog: Catalog) -> Iterator[Block]:
    questions = catalog.questions(topic_ref.id)
    if questions:
        yield section("*Questions*: one that's wrong or unclear")
    for each in questions:
        yield _row(escape(each.question.ask), each.question.ask, topic_ref, SuggestionKind.QUESTION, each.slug)


def _words_fields(part: Part | None) -> tuple[InputBlock, ...]:
    words = part if isinstance(part, TopicWords) else None
    return (
        text_input("text", "Text", value=words.text if words else "", is_multiline=True, max_length=600),
        text_input(
            "terms",
            "Key terms",
            value="\n".join(words.terms) if words else "",
            is_multiline=True,
            is_optional=True,
            max_length=1500,
            hint=f"One on each line, {MAX_TERMS} at most.",
        ),
    )


def _resource_fields(part: Part | None) -> tuple[InputBlock, ...]:
    found = part if isinstance(part, Resource) else None
    kinds = [SelectOption(KINDS.get(each, each).capitalize(), each) for each in get_args(ResourceKind)]
    lengths = sorted({*_LENGTHS, *([found.minutes] if found else [])})
    fields = (
        text_input("title", "Title", value=found.title if found else "", max_length=80),
        text_input("url", "Link", value=found.url if found else "", placeholder="https://", max_length=200),
        select_input("kind", "What is it?", kinds, value=found.kind if found else "docs"),
        select_input(
            "minutes",
            "How long does it take?",
            [SelectOption(parse.spell(each), str(each)) for each in lengths],
            value=str(found.minutes if found else 30),
            hint="The part of it that this topic needs.",
        ),
        select_input(
            "price",
            "Price",
            [SelectOption(_PRICES[each], each) for each in get_args(Price)],
            value=found.price if found else "free",
        ),
    )
    drop = checkboxes_input(DROP_FIELD, "Not needed any more?", [SelectOption("Take it out", "drop")], values=[])
    return (*fields, drop) if found else fields


def _question_fields(part: Part | None, topic_ref: TopicReference, catalog: Catalog) -> tuple[InputBlock, ...]:
    found = part if isinstance(part, Question) else None
    details = catalog.lesson_details(topic_ref.id)
    resources = [SelectOption(each.title, slug) for slug, each in details.resources.items()] if details else []
    return (
        text_input("ask", "Question", value=found.ask if found else "", is_multiline=True, max_length=280),
        *(
            text_input(name, f"Option {number}", value=found.options[number - 1] if found else "", max_length=110)
            for number, name in enumerate(OPTION_FIELDS, 1)
        ),
        select_input(
            "right",
            "Which is right?",
            [SelectOption(f"Option {number}", str(number)) for number in range(1, 5)],
            value=str(found.right) if found else "",
        ),
        text_input("reason", "Why that one?", value=found.reason if found else "", is_multiline=True, max_length=240),
        select_input(
            "resource",
            "Where does it say so?",
            resources,
            value=found.resource if found else (resources[0].value if resources else ""),
        ),
    )
