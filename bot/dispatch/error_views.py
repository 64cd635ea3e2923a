"""What is said when something did not work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.slack.blocks import Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape, listed


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


def not_admin(admins: Sequence[str]) -> Message:
    """Somebody who may not change settings, and who may."""
    return compose(section(f"Nothing was changed. {who_can(admins)}"))


def who_can(admins: Sequence[str]) -> str:
    """Who changes the workspace's settings, without calling anybody."""
    if not admins:
        return "Only admins of this workspace can change its settings."
    names = listed([escape(clip(name, 60)) for name in admins[:5]], "or")
    return f"Only admins can change the settings; ask {names}."


NAME: Final = 28


ASKED: Final = 5  # people by name


def no_mentees(waiting: Sequence[str], prefix: str) -> Message:
    """A mentor whom nobody is paired with yet; `waiting` are those about whom they were asked, and have to answer."""
    lead = "*You have no mentees yet*, so there is nothing to show here."
    if waiting:
        names = listed([escape(clip(each.lstrip("@"), NAME)) for each in waiting[:ASKED]])
        words = f"To mentor {names} waits for *your* answer: `/{prefix}roadmate mentees`."
        return compose(section(f"{lead} {words}"), actions(Press("Answer", "pair.mentees")))
    return compose(
        section(
            f"{lead} An admin pairs you with `/{prefix}team mentor @you for @member`; "
            f"a member can ask you with `/{prefix}roadmate mentor`."
        )
    )
