"""The messages that a mentor sends from a card and those that come back: each names its sender and leads on."""

from __future__ import annotations

from datetime import date, datetime

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.core.plan.progress import NextStep
from bot.features.one_on_one.payloads import MentorQuestionPayload
from bot.features.one_on_one.rules.card import step_id
from bot.features.one_on_one.views.card_facts import content_label, quote_lines
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import person_name
from bot.slack.payloads import PlanPagePayload
from bot.slack.slash import SLASH
from bot.ui import log_buttons, next_step, step_buttons
from bot.ui.outdated_button import render_as_now


def render_praise(author_name: str, words: str) -> Message:
    """Render praise for the member."""
    return compose_message(
        section(f"👏 Kudos from {person_name(author_name)}\n{quote_lines(words)}"),
        actions(ButtonSpec("My plan", "plan.open", PlanPagePayload().encode()), ButtonSpec("Log hours", "log.form")),
        context("Only you see this."),
    )


def render_question(author_name: str, payload: MentorQuestionPayload) -> Message:
    """Render a question for the member, who may answer."""
    return compose_message(
        section(f"{person_name(author_name)} has a question\n{quote_lines(payload.words)}"),
        actions(ButtonSpec("Answer", "word.answer", payload.encode(), style="primary")),
        context(f"Only {person_name(author_name)} gets your answer."),
    )


def render_answer(member: str, name: str, question: str, words: str) -> Message:
    """Render an answer for the mentor who asked."""
    asked, answered = quote_lines(question), quote_lines(words)
    return compose_message(
        section(f"{person_name(name)} answered your question\n{answered}\nYou asked:\n{asked}"),
        actions(
            ButtonSpec("Their card", "card.open", member), ButtonSpec("Praise", "word.praise", member, style="primary")
        ),
    )


def render_mentor_nudge(author_name: str, step: NextStep, *, key: str, today: date) -> Message:
    """Render a mentor's nudge for the member: one small step."""
    return compose_message(
        section(f"💡 A nudge from {person_name(author_name)}: how about a small step?\n➡️ {next_step.step_line(step)}"),
        actions(
            *step_buttons.step_row(
                step,
                log_buttons.step_log_button(step, key=key, today=today, is_named=False),
                ButtonSpec("Log other hours", "log.form"),
                today=today,
            )
        ),
        context(f"Rather not? `{SLASH}roadmate nudge off` stops all nudges."),
    )


def render_assigned_step(
    author_name: str, step: NextStep, words: str, *, due: date | None, key: str, today: date, state: str
) -> Message:
    """Render the next step that a mentor set, for the member, who may decline it."""
    until = f", due {date_text.day_text(due, today)}" if due else ""
    line = f"\n{quote_lines(words)}" if words else ""
    effect = f"I'll tell {person_name(author_name)}. Your plan goes on with its own next step."
    decline = ConfirmSpec("Set it aside?", effect, "Set it aside")
    aside = ButtonSpec("Set it aside", "step.aside", step_id(step), confirm=decline, state=state)
    log = log_buttons.step_log_button(step, key=key, today=today, is_named=False)
    return compose_message(
        section(
            f"➡️ {person_name(author_name)} picked your next step: *{next_step.step_name(step)}*{until}{line}\n"
            f"{next_step.step_description(step)}"
        ),
        actions(*step_buttons.step_row(step, log, today=today, aside=aside)),
    )


def render_step_as_set(subject: str, catalog: Catalog, state: str) -> Message:
    """Show a step that was set anew since the button was drawn, with the button that sets it aside now."""
    words = f"*{content_label(subject, catalog)}* is the next step your mentor picked."
    confirm = ConfirmSpec("Set it aside?", "I'll tell your mentor.", "Set it aside")
    button = ButtonSpec("Set it aside", "step.aside", subject, confirm=confirm, state=state)
    return render_as_now(compose_message(section(words), actions(button)))


def render_declined_step(member: str, name: str, subject: str, catalog: Catalog) -> Message:
    """Render for the mentor that the member declined a step."""
    return compose_message(
        section(
            f"{person_name(name)} set *{content_label(subject, catalog)}* aside. "
            "Their plan goes on with its own next step."
        ),
        actions(ButtonSpec("Set another", "step.set", member), ButtonSpec("Ask", "word.ask", member)),
    )


def render_shared_note(author_name: str, words: str) -> Message:
    """Render a note that is shared with the member."""
    return compose_message(
        section(f"{person_name(author_name)} shared a note with you\n{quote_lines(words)}"),
        actions(ButtonSpec("What my mentor sees", "seen.show")),
        context(f"Only you and {person_name(author_name)} see it."),
    )


def render_message_sent(name: str, member: str, arrives_at: datetime | None) -> Message:
    """Say that a message was sent; `arrives_at` is when the member's night ends, in their zone, None for now."""
    return compose_message(section(sent_text(name, arrives_at)), actions(ButtonSpec("Their card", "card.open", member)))


def sent_text(name: str, arrives_at: datetime | None) -> str:
    """Return `Sent to Mei.`, or when it reaches them."""
    if arrives_at is None:
        return f"✅ Sent to {person_name(name)}."
    return f"✅ Sent. It's night there: {person_name(name)} will see it {arrives_at:%a %H:%M} their time."


def nudge_unwanted_text(name: str) -> str:
    """Return why a nudge was not sent: they are away, or want none."""
    return f"Not sent: {person_name(name)} has nudges off or is away. Praise and questions still reach them."


def plan_done_text(name: str) -> str:
    """Return why a nudge was not sent: there is no step left."""
    return f"Not sent: {person_name(name)} has finished the whole plan. Worth some praise?"


def nudged_today_text(name: str) -> str:
    """Return why a nudge was not sent: there was one today."""
    return f"Not sent: you already nudged {person_name(name)} today."


def render_answer_sent(name: str, arrives_at: datetime | None) -> Message:
    """Say to the member that their answer was sent."""
    return compose_message(section(f"{sent_text(name, arrives_at)} No one else gets it."))


def render_expired_question(name: str) -> Message:
    """Say that the question is no longer kept, so that nobody can check whether it was asked."""
    return compose_message(
        section(f"I don't have this question any more, so I sent nothing. Write to {person_name(name)} directly.")
    )


def render_step_set(name: str, member: str, step: NextStep, arrives_at: datetime | None) -> Message:
    """Say to the mentor that the next step is set."""
    return compose_message(
        section(f"{sent_text(name, arrives_at)} {person_name(name)}'s next step is now *{next_step.step_name(step)}*."),
        actions(ButtonSpec("Their card", "card.open", member)),
    )


def render_step_set_aside(subject: str, catalog: Catalog, mentor_name: str) -> Message:
    """Say to the member that the step is set aside; `mentor_name` is empty where no mentor is notified."""
    text = f"↩️ Set aside: *{content_label(subject, catalog)}*. Your plan goes on with its own next step."
    return compose_message(
        section(f"{text} I'll tell {person_name(mentor_name)}." if mentor_name else text),
        actions(ButtonSpec("My plan", "plan.open", PlanPagePayload().encode())),
    )


def render_step_not_set(subject: str, catalog: Catalog) -> Message:
    """Say that the step was set aside before, or another one was set since."""
    return compose_message(
        section(f"*{content_label(subject, catalog)}* isn't your next step any more. Nothing changed."),
        actions(ButtonSpec("My plan", "plan.open", PlanPagePayload().encode())),
    )
