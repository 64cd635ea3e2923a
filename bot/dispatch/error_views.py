"""Render the answers for when something did not work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, join_words, person_name
from bot.slack.scopes import how_to_grant
from bot.slack.slash import SLASH

MAX_NAME_LENGTH: Final = 28
MAX_NAMED_MEMBERS: Final = 5


def render_not_booked() -> Message:
    """Say that the database did not take a booking."""
    words = "⚠️ Not logged, please try again. The database didn't answer, so nothing was saved."
    return compose_message(section(words))


def render_database_unavailable() -> Message:
    """Say that the database did not answer."""
    words = "⚠️ Please try again. The database didn't answer, so nothing was changed."
    return compose_message(section(words))


def render_maybe_booked() -> Message:
    """Say that a booking may be saved or not, and that it can't be doubled by trying again soon."""
    return compose_message(
        section(
            "⚠️ I couldn't tell whether that was saved, because the database didn't answer. "
            f"Check `{SLASH}log list`, or send the same again within two minutes: I won't log it twice without asking."
        )
    )


def render_maybe_changed() -> Message:
    """Say that a change may be saved or not."""
    return compose_message(
        section(
            "⚠️ I couldn't tell whether that was saved, because the database didn't answer. "
            "Please check before you try again."
        )
    )


def render_response_lost() -> Message:
    """Say that an answer did not get through; what was asked for is done by then, or is not."""
    return compose_message(
        section(
            "⚠️ Slack lost my answer on its way to you. What you asked for may be done already: "
            f"check `{SLASH}log list` or `{SLASH}plan` before you try again."
        )
    )


def render_scope_missing(scopes: Sequence[str]) -> Message:
    """Say that Slack refused a call for lack of a permission, and who can allow it."""
    which = join_words([f"`{scope}`" for scope in scopes], "or") or "a permission"
    return compose_message(
        section(f"⚠️ I can't show you the answer here, because Roadmate lacks {which}. {how_to_grant(scopes)}")
    )


def render_internal_error(request_id: str) -> Message:
    """Say that something of ours broke, and by which code whoever runs Roadmate finds it in the log."""
    return compose_message(
        section(
            "⚠️ That didn't work, and it's our mistake. Nothing was changed. "
            f"Please try again. If it keeps failing, give this code to the person who runs Roadmate: `{request_id}`"
        )
    )


def render_malformed_request(field: str) -> Message:
    """Say which field a request lacks."""
    words = f"That request came without its `{field}`, so I did nothing. Please try again from Slack."
    return compose_message(section(words))


def render_person_unknown() -> Message:
    """Say that somebody was forgotten while another acted, or has never been here."""
    words = "I don't know one of the people in this anymore, so nothing was changed."
    return compose_message(section(words))


def render_outsider() -> Message:
    """Say to somebody of another organisation that Roadmate is not for them here."""
    words = "Roadmate is for members of the workspace that runs it, so I saved nothing. Ask in your own workspace."
    return compose_message(section(words))


def render_not_installed() -> Message:
    """Say that this workspace is not served."""
    words = "Roadmate isn't installed in this workspace, so I saved nothing. Ask the person who runs it."
    return compose_message(section(words))


def render_home_unknown() -> Message:
    """Say that Slack did not tell who it is."""
    words = "I couldn't check with Slack who you are, so I saved nothing. Please try again in a minute."
    return compose_message(section(words))


def render_being_erased() -> Message:
    """Say that the reader is being erased at this moment."""
    return compose_message(
        section(
            "I'm still deleting everything I keep about you, so nothing was done. "
            "Give me a few minutes; after that you can start fresh."
        )
    )


def render_stale_control(control: str = "button") -> Message:
    """Say that the value of a button or form means nothing any more."""
    words = f"This {control} has expired. Nothing changed; please type the command again."
    return compose_message(section(words))


def render_not_allowed(action: str, allowed_roles: str, *instead: ButtonSpec) -> Message:
    """Say which roles an action needs, that admins could give one, and what is open to everyone `instead`."""
    return compose_message(
        section(f"{action} is for {allowed_roles}. An admin can give you access."), actions(*instead)
    )


def render_not_mentored(name: str) -> Message:
    """Say to a mentor that this member is not theirs; `name` only where they have typed it themselves."""
    who = person_name(name) if name else "that member"
    return compose_message(section(f"You don't mentor {who}. Your mentees: `{SLASH}roadmate mentees`."))


def render_not_for_guests(action: str) -> Message:
    """Say that guests of the workspace have no part in it."""
    return compose_message(section(f"{action} is for members of this workspace, not for its guests."))


def render_not_yours(action: str, owner: str) -> Message:
    """Say that it is another person's."""
    return compose_message(section(f"{action} is for {owner}."))


def render_unknown_words(words: str, command: str, examples: tuple[str, ...]) -> Message:
    """Say that a command does not know these words."""
    tries = ", ".join(f"`{example}`" for example in examples)
    return compose_message(
        section(f"I don't know “{words}” here. Try {tries}."),
        actions(ButtonSpec("Help", "help.open", command or "-")),
    )


def render_not_admin(admins: Sequence[str]) -> Message:
    """Say to somebody who may not change the settings who may."""
    return compose_message(section(f"Nothing was changed. {who_can_change_settings(admins)}"))


def who_can_change_settings(admins: Sequence[str]) -> str:
    """Return a sentence on who changes the workspace's settings; the names are no mentions."""
    if not admins:
        return "Only admins of this workspace can change its settings."
    names = join_words([person_name(name) for name in admins[:5]], "or")
    return f"Only admins can change the settings; ask {names}."


def render_no_mentees(waiting_names: Sequence[str]) -> Message:
    """Say to a mentor that nobody is paired with them yet, and who waits for their answer."""
    lead = "You don't have any mentees yet."
    if waiting_names:
        names = join_words([clip(person_name(each), MAX_NAME_LENGTH) for each in waiting_names[:MAX_NAMED_MEMBERS]])
        words = f"⏳ Mentoring {names} is waiting for *your* answer: `{SLASH}roadmate mentees`."
        return compose_message(section(f"{lead} {words}"), actions(ButtonSpec("Answer", "pair.mentees")))
    return compose_message(
        section(
            f"{lead} An admin can pair you with `{SLASH}team mentor @you for @member`, "
            f"or a member can ask you with `{SLASH}roadmate mentor`."
        )
    )
