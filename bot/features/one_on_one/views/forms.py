"""The windows of a one-to-one card: a message to a member, their answer, their next step, a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.features.one_on_one.payloads import MentorFormPayload, MentorQuestionPayload
from bot.features.one_on_one.rules.next_step_options import NextStepOption, option_id, option_name
from bot.features.one_on_one.views.card_facts import quote_lines, window_title
from bot.slack.blocks import section
from bot.slack.modals import Modal, SelectOption, build_modal, checkboxes_input, date_input, text_input, typeahead_input
from bot.slack.mrkdwn import clip, plain_person_name

MAX_MESSAGE_LENGTH: Final = 1000
MAX_NOTE_LENGTH: Final = 1500
WORDS_FIELD: Final = "words"
STEP_FIELD: Final = "what"
DUE_FIELD: Final = "due"
SHARED_FIELD: Final = "shared"


def render_message_form(payload: MentorFormPayload, name: str, prefilled: str, *, is_above: bool) -> Modal:
    """Render the form for praise or a question, prefilled with a sentence that fits."""
    is_question = payload.kind == "ask"
    return build_modal(
        window_title("Ask" if is_question else "Praise", name),
        text_input(
            WORDS_FIELD,
            "Your question" if is_question else "Your words",
            value=prefilled,
            is_multiline=True,
            max_length=MAX_MESSAGE_LENGTH,
            hint=f"{_bare_name(name)} gets this as a direct message from you. No one else sees it.",
        ),
        callback_id="word.send",
        submit_label="Send",
        close_label="Cancel",
        metadata=payload.encode(),
        is_stacked=is_above,
    )


def render_answer_form(payload: MentorQuestionPayload, name: str, *, is_above: bool) -> Modal:
    """Render the form for the answer to a question, which stands above it."""
    return build_modal(
        window_title("Answer", name),
        section(quote_lines(payload.words)),
        text_input(
            WORDS_FIELD,
            "Your answer",
            is_multiline=True,
            max_length=MAX_MESSAGE_LENGTH,
            hint=f"Only {_bare_name(name)} gets it, together with the question.",
        ),
        callback_id="word.reply",
        submit_label="Send",
        close_label="Cancel",
        metadata=payload.encode(),
        is_stacked=is_above,
    )


def render_next_step_form(payload: MentorFormPayload, name: str, *, is_above: bool) -> Modal:
    """Render the form for a member's next step."""
    return build_modal(
        window_title("Next step for", name),
        typeahead_input(STEP_FIELD, "Next step", "step.what", value=None, placeholder="A topic or an assignment"),
        text_input(WORDS_FIELD, "Add a short note", is_optional=True, max_length=300),
        date_input(DUE_FIELD, "Due", value=None, is_optional=True, hint="Only for an assignment."),
        callback_id="step.save",
        submit_label="Set",
        close_label="Cancel",
        metadata=payload.encode(),
        is_stacked=is_above,
    )


def next_step_choices(options: Sequence[NextStepOption]) -> list[SelectOption]:
    """Return the steps as choices of the field."""
    return [SelectOption(clip(option_name(each), 75), option_id(each)) for each in options]


def render_note_form(payload: MentorFormPayload, name: str, *, is_above: bool) -> Modal:
    """Render the form for a note on a member, private unless it is shared."""
    return build_modal(
        window_title("Note on", name),
        text_input(WORDS_FIELD, "Note", is_multiline=True, max_length=MAX_NOTE_LENGTH),
        checkboxes_input(
            SHARED_FIELD,
            "Who else can read it",
            [SelectOption(f"Share with {_bare_name(name)}", SHARED_FIELD)],
            values=(),
        ),
        callback_id="note.save",
        submit_label="Save",
        close_label="Cancel",
        metadata=payload.encode(),
        is_stacked=is_above,
    )


def empty_error() -> dict[str, str]:
    """Return the error for nothing but spaces."""
    return {WORDS_FIELD: "Write a word or two."}


def unknown_step_error() -> dict[str, str]:
    """Return the error for what is neither topic nor assignment of the content."""
    return {STEP_FIELD: "Pick a topic or an assignment from the list."}


def ticked_error(name: str) -> dict[str, str]:
    """Return the error for an assignment that is ticked."""
    return {STEP_FIELD: f"{_bare_name(name)} has already ticked that assignment. Pick another step."}


def due_not_allowed_error() -> dict[str, str]:
    """Return the error for a due day of what cannot be handed in."""
    return {DUE_FIELD: "Only an assignment can have a due day. Clear the day, or pick an assignment."}


def due_range_error() -> dict[str, str]:
    """Return the error for a day that has passed or lies too far ahead."""
    return {DUE_FIELD: "Pick a day from today to a year ahead."}


def too_long_error() -> dict[str, str]:
    """Return the error for a text that is too long, or a question that its button cannot carry."""
    return {WORDS_FIELD: "That's a bit too long. Shorten it and send it again."}


def _bare_name(name: str) -> str:
    return plain_person_name(name, 40)
