"""The small windows of a one-to-one card: a word to a member, their answer, their next step, a note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.features.one_on_one.rules.next_step_options import Advisable, id_of, name_of
from bot.features.one_on_one.views.wording import quote, title
from bot.slack.blocks import section
from bot.slack.modals import Choice, Modal, checkboxes_input, date_input, text_input, typeahead_input, window
from bot.slack.mrkdwn import bare, clip
from bot.slack.payloads import Asked, Guiding

LONGEST: Final = 1000
LONGEST_NOTE: Final = 1500
WORDS: Final = "words"  # the fields
WHAT: Final = "what"
DUE: Final = "due"
SHARED: Final = "shared"


def word(ticket: Guiding, name: str, prefilled: str, *, above: bool) -> Modal:
    """Praise or a question, begun with a sentence that fits."""
    asks = ticket.kind == "ask"
    return window(
        title("Ask" if asks else "Praise", name),
        text_input(
            WORDS,
            "Your question" if asks else "Your words",
            value=prefilled,
            multiline=True,
            longest=LONGEST,
            hint=f"{_bare(name)} gets this in your name as a direct message; nobody else sees it.",
        ),
        callback="word.send",
        submit="Send",
        close="Cancel",
        metadata=ticket.value(),
        above=above,
    )


def answer(asked: Asked, name: str, *, above: bool) -> Modal:
    """The answer to a question, which stands above it."""
    return window(
        title("Answer", name),
        section(quote(asked.words)),
        text_input(
            WORDS,
            "Your answer",
            multiline=True,
            longest=LONGEST,
            hint=f"Only {_bare(name)} gets it, with the question above it.",
        ),
        callback="word.reply",
        submit="Send",
        close="Cancel",
        metadata=asked.value(),
        above=above,
    )


def step(ticket: Guiding, name: str, *, above: bool) -> Modal:
    """What somebody is to do next."""
    return window(
        title("Next step for", name),
        typeahead_input(WHAT, "Next step", "step.what", value=None, placeholder="A topic or an assignment"),
        text_input(WORDS, "A line with it", optional=True, longest=300),
        date_input(DUE, "Due", value=None, optional=True, hint="For an assignment only."),
        callback="step.save",
        submit="Set",
        close="Cancel",
        metadata=ticket.value(),
        above=above,
    )


def offered(found: Sequence[Advisable]) -> list[Choice]:
    """What the field offers."""
    return [Choice(clip(name_of(each), 75), id_of(each)) for each in found]


def note(ticket: Guiding, name: str, *, above: bool) -> Modal:
    """A note on somebody, private unless it is shared."""
    return window(
        title("Note on", name),
        text_input(WORDS, "Note", multiline=True, longest=LONGEST_NOTE),
        checkboxes_input(SHARED, "Who reads it besides you", [Choice(f"share with {_bare(name)}", SHARED)], values=()),
        callback="note.save",
        submit="Keep",
        close="Cancel",
        metadata=ticket.value(),
        above=above,
    )


def empty() -> dict[str, str]:
    """Nothing but spaces."""
    return {WORDS: "Write a word or two."}


def no_such_step() -> dict[str, str]:
    """Something that is neither topic nor assignment of the content."""
    return {WHAT: "Choose a topic or an assignment from the list."}


def ticked(name: str) -> dict[str, str]:
    """An assignment that is done."""
    return {WHAT: f"{_bare(name)} has ticked that assignment already. Choose another step."}


def not_due() -> dict[str, str]:
    """A day for something that cannot be handed in."""
    return {DUE: "Only an assignment can be due. Leave the day out, or choose an assignment."}


def past(today: date) -> dict[str, str]:
    """A day that has passed, or lies too far ahead."""
    return {DUE: f"Choose a day from {today.isoformat()} to a year ahead."}


def too_long() -> dict[str, str]:
    """A question that its own button could not carry."""
    return {WORDS: "That is a little too long to be asked. Shorten it, and send it again."}


def _bare(name: str) -> str:
    return clip(bare(name.lstrip("@")), 40)
