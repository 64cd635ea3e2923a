"""Make the buttons of a topic and of a next step: log it, known, something else, not for me."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from bot.calendar.weeks import week_of
from bot.catalog.models import TopicReference
from bot.core.plan.progress import NextStep
from bot.frozen import frozen
from bot.slack.blocks import MAX_ROW_BUTTONS, ButtonSpec, MenuSpec, OverflowSpec
from bot.slack.mrkdwn import clip
from bot.slack.payloads import AnotherStepPayload, TopicStatePayload
from bot.ui import next_step

MAX_LABEL: Final = 75
_KEPT: Final = 4096  # values of buttons, which are alike for everybody
Control = ButtonSpec | MenuSpec | OverflowSpec


@frozen
class StepOffer:
    """One thing to do with a step: as a button, and as the words of a command where there's no room for that."""

    button: ButtonSpec
    words: str


def another_offer(value: str, label: str) -> StepOffer:
    """Return the offer of another step."""
    return StepOffer(ButtonSpec("Something else", "knowing.other", value, accessibility_label=label), "roadmap another")


def skip_offer(topic: str, value: str = "-", label: str = "") -> StepOffer:
    """Return the offer to set a topic aside."""
    return StepOffer(ButtonSpec("Not for me", "knowing.set", value, accessibility_label=label), f"roadmap {topic} skip")


def know_button(topic: TopicReference) -> ButtonSpec:
    """Return the button that marks a topic as known."""
    value = _state_value(topic.id, "known")
    return ButtonSpec("I know this", "knowing.set", value, accessibility_label=_label("I know", topic.label))


def known_offer(step: NextStep, topic: TopicReference) -> StepOffer:
    """Return the offer to mark a step's topic as known, or to be asked about one that they learned before."""
    if not step.is_refresher:
        return StepOffer(know_button(topic), f"roadmap {topic.id} known")
    words, label = f"roadmap quiz {topic.id}", _label("Ask me about", topic.label)
    return StepOffer(ButtonSpec("Ask me", "roadmate.say", words, accessibility_label=label), words)


def clear_button(topic: TopicReference, text: str) -> ButtonSpec:
    """Return the button that takes a topic's state away; `text` is what stands on it."""
    return ButtonSpec(
        text, "knowing.set", _state_value(topic.id, ""), accessibility_label=_label(f"{text}:", topic.label)
    )


def another_button(step: NextStep, today: date) -> ButtonSpec:
    """Return the button that asks for another step than this one."""
    return _another(step, today).button


def step_row(
    step: NextStep,
    log: ButtonSpec,
    *beside: Control | None,
    today: date,
    more: Sequence[tuple[str, str]] = (),
    aside: ButtonSpec | None = None,
) -> list[Control]:
    """Return the row of a next step: log it, I know this, something else, not for me, and what is `beside` them.

    Of an assignment nobody says that they know it or that it isn't for them, and a topic that they learned before asks
    them about it. `aside` takes the place of the last.
    """
    topic = step.subject if isinstance(step.subject, TopicReference) else None
    another = _another(step, today)
    offers = [known_offer(step, topic), another, *([] if aside else [_skip(topic)])] if topic else [another]
    return arrange_row(log, offers, beside=[each for each in (aside, *beside) if each], more=more)


def arrange_row(
    log: ButtonSpec, offers: Sequence[StepOffer], *, beside: Sequence[Control], more: Sequence[tuple[str, str]] = ()
) -> list[Control]:
    """Return at most five: the offers that have no room come first behind the three dots, above `more`."""
    room = MAX_ROW_BUTTONS - 1 - len(beside)
    if more or len(offers) > room:
        room -= 1
    hidden = [(each.button.label, each.words) for each in offers[room:]]
    menu = [OverflowSpec("roadmate.say", (*hidden, *more))] if hidden or more else []
    return [log, *(each.button for each in offers[:room]), *beside, *menu]


def _another(step: NextStep, today: date) -> StepOffer:
    value = _another_value(step.subject.id, week_of(today))
    return another_offer(value, _label("Something else than", next_step.step_name(step)))


@lru_cache(_KEPT)
def _another_value(subject: str, week: str) -> str:
    return AnotherStepPayload(subject=subject, week=week).encode()


@lru_cache(_KEPT)
def _state_value(topic_id: str, state: str) -> str:
    return TopicStatePayload(subject=topic_id, state=state).encode()


def _skip(topic: TopicReference) -> StepOffer:
    return skip_offer(topic.id, _state_value(topic.id, "skipped"), _label("Not for me:", topic.label))


def _label(verb: str, name: str) -> str:
    return clip(f"{verb} {name}", MAX_LABEL)
