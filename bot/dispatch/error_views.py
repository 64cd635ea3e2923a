"""What is said when something did not work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, join_words


def render_not_booked() -> Message:
    """The database did not take it."""
    return compose_message(
        section("*Not booked, try again.* The database did not answer just now, so nothing was saved.")
    )


def render_database_unavailable() -> Message:
    """The database did not answer a question."""
    return compose_message(
        section("*No answer just now, try again.* The database did not answer; nothing was changed.")
    )


def render_response_lost() -> Message:
    """An answer that did not get through; what was asked for is done by then, or is not."""
    return compose_message(
        section(
            "*Slack lost the answer on its way to you.* What you asked for may be done: "
            "look at `/log list` or `/plan` before you try again."
        )
    )


def render_internal_error() -> Message:
    """Something of ours broke."""
    return compose_message(
        section(
            "*That did not work, and it is our mistake.* Nothing was changed. "
            "Try again, or ask an admin to look at the log."
        )
    )


def render_malformed_request(field: str) -> Message:
    """A request without a part that it needs."""
    return compose_message(
        section(f"That request came without its `{field}`, so nothing was done. Try again from Slack.")
    )


def render_person_unknown() -> Message:
    """Somebody was forgotten while another acted, or has not been met."""
    return compose_message(
        section("Somebody whom this is about is not known to Roadmate here any more; nothing was changed.")
    )


def render_stale_control(control: str = "button") -> Message:
    """Something to press or send whose value no longer means anything."""
    return compose_message(
        section(f"This {control} is too old to use, and nothing was changed. Type the command again.")
    )


def render_not_allowed(action: str, allowed_roles: str) -> Message:
    """A role is missing, which admins could give."""
    return compose_message(section(f"{action} is for {allowed_roles}. Ask an admin if you should be one."))


def render_not_mentored(name: str) -> Message:
    """A mentor, but not that member's; the name where they have named them themselves."""
    who = escape(clip(name.lstrip("@"), 60)) or "that member"
    return compose_message(section(f"You do not mentor {who}. `/roadmate mentees` shows whom you mentor."))


def render_not_for_guests(action: str) -> Message:
    """Guests of the workspace have no part in it."""
    return compose_message(section(f"{action} is for members of this workspace, not for its guests."))


def render_not_yours(action: str, owner: str) -> Message:
    """It is another person's."""
    return compose_message(section(f"{action} is for {owner}."))


def render_unknown_words(words: str, command: str, examples: tuple[str, ...]) -> Message:
    """Words that a command does not know."""
    tries = ", ".join(f"`{example}`" for example in examples)
    return compose_message(
        section(f"I do not understand “{words}” here. Try {tries}."),
        actions(ButtonSpec("Help", "help.open", command or "-")),
    )


def render_not_admin(admins: Sequence[str]) -> Message:
    """Somebody who may not change settings, and who may."""
    return compose_message(section(f"Nothing was changed. {who_can_change_settings(admins)}"))


def who_can_change_settings(admins: Sequence[str]) -> str:
    """Who changes the workspace's settings, without calling anybody."""
    if not admins:
        return "Only admins of this workspace can change its settings."
    names = join_words([escape(clip(name, 60)) for name in admins[:5]], "or")
    return f"Only admins can change the settings; ask {names}."


MAX_NAME_LENGTH: Final = 28


MAX_NAMED_MEMBERS: Final = 5  # people by name


def render_no_mentees(waiting_names: Sequence[str], prefix: str) -> Message:
    """A mentor whom nobody is paired with yet; `waiting` are those about whom they were asked, and have to answer."""
    lead = "*You have no mentees yet*, so there is nothing to show here."
    if waiting_names:
        names = join_words(
            [escape(clip(each.lstrip("@"), MAX_NAME_LENGTH)) for each in waiting_names[:MAX_NAMED_MEMBERS]]
        )
        words = f"To mentor {names} waits for *your* answer: `/{prefix}roadmate mentees`."
        return compose_message(section(f"{lead} {words}"), actions(ButtonSpec("Answer", "pair.mentees")))
    return compose_message(
        section(
            f"{lead} An admin pairs you with `/{prefix}team mentor @you for @member`; "
            f"a member can ask you with `/{prefix}roadmate mentor`."
        )
    )
