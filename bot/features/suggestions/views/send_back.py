"""The form with which a keeper sends a suggestion back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.core.ledger.note import MAX_NOTE_LENGTH, tidy_note
from bot.features.suggestions.payloads import SuggestionPayload
from bot.features.suggestions.rules.proposals import part_version
from bot.features.suggestions.views.letters import BACK_ACTION
from bot.features.suggestions.views.suggestion_now import SuggestionNow
from bot.slack.blocks import section
from bot.slack.modals import FormErrors, Modal, build_modal, text_input
from bot.slack.mrkdwn import plain_person_name

NOTE_FIELD: Final = "words"


def render_form(now: SuggestionNow) -> Modal:
    """Ask why a suggestion isn't taken over; its author reads that."""
    suggestion = now.suggestion
    author = plain_person_name(now.names.get(suggestion.member, "Its author"), 40)
    payload = SuggestionPayload(suggestion=suggestion.id, state=suggestion.state.value, seen=part_version(now.part))
    return build_modal(
        "Send back",
        section(f"*{now.topic_name}*"),
        text_input(
            NOTE_FIELD,
            "Why not, or what's missing?",
            is_multiline=True,
            max_length=MAX_NOTE_LENGTH,
            hint=f"{author} will read this.",
        ),
        callback_id=BACK_ACTION,
        submit_label="Send back",
        close_label="Cancel",
        metadata=payload.encode(),
    )


def read_note(fields: Mapping[str, str]) -> str | FormErrors:
    """Return the word for the author, or what is wrong with it."""
    note = tidy_note(fields.get(NOTE_FIELD, ""))
    if not note:
        return FormErrors({NOTE_FIELD: "Say why, so they know what to do."})
    if len(note) > MAX_NOTE_LENGTH:
        return FormErrors({NOTE_FIELD: f"At most {MAX_NOTE_LENGTH} characters."})
    return note
