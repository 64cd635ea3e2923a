"""What is said when something did not work."""

from __future__ import annotations

from bot.slack.blocks import Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape


def not_booked() -> Message:
    """The database did not take it."""
    return compose(section("*Not booked, try again.* The database did not answer just now, so nothing was saved."))


def not_read() -> Message:
    """The database did not answer a question."""
    return compose(section("*No answer just now, try again.* The database did not answer; nothing was changed."))


def lost() -> Message:
    """An answer that did not get through; what was asked for is done by then, or is not."""
    return compose(
        section(
            "*Slack lost the answer on its way to you.* What you asked for may be done: "
            "look at `/log list` or `/plan` before you try again."
        )
    )


def not_answered() -> Message:
    """Something of ours broke."""
    return compose(
        section(
            "*That did not work, and it is our mistake.* Nothing was changed. "
            "Try again, or ask an admin to look at the log."
        )
    )


def malformed(field: str) -> Message:
    """A request without a part that it needs."""
    return compose(section(f"That request came without its `{field}`, so nothing was done. Try again from Slack."))


def gone() -> Message:
    """Somebody was forgotten while another acted, or has not been met."""
    return compose(section("Somebody whom this is about is not known to Roadmate here any more; nothing was changed."))


def stale(what: str = "button") -> Message:
    """Something to press or send whose value no longer means anything."""
    return compose(section(f"This {what} is too old to use, and nothing was changed. Type the command again."))


def not_allowed(what: str, who: str) -> Message:
    """A role is missing, which admins could give."""
    return compose(section(f"{what} is for {who}. Ask an admin if you should be one."))


def not_mentored(name: str) -> Message:
    """A mentor, but not that member's; the name where they have named them themselves."""
    who = escape(clip(name.lstrip("@"), 60)) or "that member"
    return compose(section(f"You do not mentor {who}. `/roadmate mentees` shows whom you mentor."))


def not_for_guests(what: str) -> Message:
    """Guests of the workspace have no part in it."""
    return compose(section(f"{what} is for members of this workspace, not for its guests."))


def not_yours(what: str, who: str) -> Message:
    """It is another person's."""
    return compose(section(f"{what} is for {who}."))


def unknown_words(words: str, command: str, examples: tuple[str, ...]) -> Message:
    """Words that a command does not know."""
    tries = ", ".join(f"`{example}`" for example in examples)
    return compose(
        section(f"I do not understand “{words}” here. Try {tries}."),
        actions(Press("Help", "help.open", command or "-")),
    )
