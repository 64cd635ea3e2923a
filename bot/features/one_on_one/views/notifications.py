"""What a mentor sends from a card and what comes back: each letter says who sends it, and leads on."""

from __future__ import annotations

from datetime import date, datetime

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.core.plan.progress import Step
from bot.features.one_on_one.rules.card import id_of
from bot.features.one_on_one.views.wording import quote, thing
from bot.slack.blocks import Confirm, Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import person
from bot.slack.payloads import Asked, Opened
from bot.ui import log_buttons, next_step


def praise(author: str, words: str) -> Message:
    """To the member."""
    return compose(
        section(f"*{person(author)} praises you:*\n{quote(words)}"),
        actions(Press("My plan", "plan.open", Opened().value()), Press("Log hours", "log.form")),
        context("Only you see this."),
    )


def question(author: str, asked: Asked) -> Message:
    """To the member, who may answer."""
    return compose(
        section(f"*{person(author)} asks you:*\n{quote(asked.words)}"),
        actions(Press("Answer", "word.answer", asked.value(), style="primary")),
        context(f"Only you see this. Your answer goes only to {person(author)}."),
    )


def answer(member: str, name: str, asked: str, words: str) -> Message:
    """Back to who asked."""
    return compose(
        section(f"You asked:\n{quote(asked)}\n*{person(name)} answers:*\n{quote(words)}"),
        actions(Press("Their card", "card.open", member), Press("Praise", "word.praise", member)),
        context("This went only to you."),
    )


def nudge(author: str, step: Step, *, key: str, today: date, prefix: str) -> Message:
    """To the member: one small step."""
    return compose(
        section(f"*A nudge from {person(author)}.* A small next step: {next_step.short(step)}."),
        actions(*log_buttons.on_step(step, key=key, today=today), Press("Log other", "log.form")),
        context(
            f"{log_buttons.told(step, today)} {person(author)} can nudge you once a day at most, "
            f"and not at all after `/{prefix}roadmate nudge off`."
        ),
    )


def advised(author: str, step: Step, words: str, *, due: date | None, key: str, today: date) -> Message:
    """To the member: what their mentor would have them do next, and the way to decline."""
    until = f", due {calendar_format.spell(due, today)}" if due else ""
    line = f"\n{quote(words)}" if words else ""
    effect = f"{person(author)} is told that you set it aside. Your plan goes on by itself."
    return compose(
        section(f"*{person(author)} set your next step: {next_step.name(step)}*{until}{line}\n{next_step.words(step)}"),
        actions(
            log_buttons.press(log_buttons.booking(step, log_buttons.MINUTES[0], key=key, today=today)),
            Press("Set it aside", "step.aside", id_of(step), confirm=Confirm("Set it aside?", effect, "Set it aside")),
        ),
        context(f"{log_buttons.told(step, today)} It stands first in your plan."),
    )


def declined(member: str, name: str, subject: str, catalog: Catalog) -> Message:
    """To the mentor: the member goes on otherwise."""
    return compose(
        section(
            f"{person(name)} set *{thing(subject, catalog)}* aside as their next step. Their plan goes on by itself."
        ),
        actions(Press("Set another", "step.set", member), Press("Ask", "word.ask", member)),
    )


def note(author: str, words: str) -> Message:
    """To the member: a note that is shared with them."""
    return compose(
        section(f"*{person(author)} shares a note with you:*\n{quote(words)}"),
        actions(Press("What my mentor sees", "seen.show")),
        context(f"Only you and {person(author)} see it."),
    )


def sent(name: str, member: str, arrives: datetime | None) -> Message:
    """What becomes of a letter; `arrives` is the moment in the reader's zone at which their night ends."""
    return compose(section(told(name, arrives)), actions(Press("Their card", "card.open", member)))


def told(name: str, arrives: datetime | None) -> str:
    """`Sent to Mei.`, or when it reaches them."""
    if arrives is None:
        return f"*Sent to {person(name)}.*"
    at = f"{calendar_format.spell(arrives.date(), arrives.date())} {arrives:%H:%M}"
    return f"*Sent.* It is night there: {person(name)} gets it on {at}, their time."


def no_nudge(name: str) -> str:
    """They are away, or want no nudges."""
    return f"*Not sent:* {person(name)} wants no nudges just now. Praise and questions still reach them."


def nothing_next(name: str) -> str:
    """There is no step to send."""
    return f"*Not sent:* everything in the plan of {person(name)} is done. That is worth praise."


def nudged_before(name: str) -> str:
    """Once a day is enough."""
    return f"*Not sent:* you nudged {person(name)} today already. One a day is enough."


def answered(name: str, arrives: datetime | None) -> Message:
    """To who answered."""
    return compose(section(f"{told(name, arrives)} It goes to nobody else."))


def too_old(name: str) -> Message:
    """The question is kept no more, so nobody can say whether it was ever asked."""
    return compose(section(f"I no longer have this question, so nothing was sent. Write to {person(name)} directly."))


def was_set(name: str, member: str, step: Step, arrives: datetime | None) -> Message:
    """To the mentor."""
    return compose(
        section(
            f"*{person(name)}'s next step is {next_step.name(step)}.* {told(name, arrives)} They can set it aside."
        ),
        actions(Press("Their card", "card.open", member)),
    )


def set_aside(subject: str, catalog: Catalog, told: str) -> Message:
    """To the member who declined; `told` is the mentor who hears of it, if there is one still."""
    hears = f", and {person(told)} is told" if told else ""
    return compose(
        section(f"*{thing(subject, catalog)}* is set aside{hears}. Your plan goes on by itself."),
        actions(Press("My plan", "plan.open", Opened().value())),
    )


def not_set(subject: str, catalog: Catalog) -> Message:
    """It was set aside before, or another step was set since."""
    return compose(
        section(f"*{thing(subject, catalog)}* is not set as your next step any more, so nothing was changed."),
        actions(Press("My plan", "plan.open", Opened().value())),
    )
