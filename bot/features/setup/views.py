"""The checklist of the setup, its small forms, and the post that announces Roadmate."""

from __future__ import annotations

from itertools import chain
from typing import Final, Literal

from slackblocks import Block

from bot.calendar import date_text
from bot.features.setup.rules import SetupState, Step
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, SelectOption, build_modal, channel_input, person_input, typeahead_input
from bot.slack.mrkdwn import format_count, join_words, person_name
from bot.slack.slash import SLASH

CHANNEL_FIELD: Final = "channel"
ZONE_FIELD: Final = "timezone"
MENTOR_FIELD: Final = "mentor"
KEEP: Final = "keep"
_MAX_NAMED: Final = 5


def render_checklist(state: SetupState, *, note: str = "", is_letter: bool = False) -> Message:
    """Render what is done and, for each step that is left, what to press; `note` is why a press did nothing."""
    left = len(state.open_steps)
    lead = (
        f"👋 *Roadmate is installed.* {format_count(left, 'step')} left, then your team can start:"
        if left
        else f"🎉 *Setup done: your team can start.* `{SLASH}roadmate settings` changes any of it."
    )
    lines = [_DONE_LINES[step](state) for step in Step if step in state.done]
    return compose_message(
        section("\n".join((lead, *lines))),
        *chain.from_iterable(
            _open_blocks(state, step, is_first=not number) for number, step in enumerate(state.open_steps)
        ),
        section(f"⚠️ {note}") if note else None,
        context(f"I send this once, to who installed me. `{SLASH}roadmate setup` opens it again.")
        if is_letter and left
        else None,
    )


def render_announcement() -> Message:
    """Render the post for the learning channel."""
    return compose_message(
        section(
            "👋 *Hi everyone, I'm Roadmate.* I help us learn together.\n"
            f"📚 `{SLASH}roadmap aws scaling` shows what there is to learn\n"
            f"✅ `{SLASH}log 1h networking` logs your hours\n"
            f"➡️ `{SLASH}plan` shows how far you are and what's next\n"
            "Say hello to me in a direct message and I'll set you up in three questions."
        )
    )


def channel_needed_text() -> str:
    return "Choose a learning channel first; that's where I post it."


def invite_first_text(channel: str) -> str:
    return f"I'm not in <#{channel}> yet. Invite me there with `/invite @Roadmate`, then press again."


def render_channel_form(channel: str | None) -> Modal:
    """Render the form for the learning channel."""
    field = channel_input(CHANNEL_FIELD, "Learning channel", value=channel or "", hint="Digests and news go there.")
    return build_modal("Learning channel", field, callback_id="setup.save_channel", submit_label="Save")


def render_zone_form(zone: SelectOption) -> Modal:
    """Render the form for the workspace's time zone."""
    field = typeahead_input(
        ZONE_FIELD,
        "Time zone",
        "settings.zone",
        value=zone,
        hint="Used for boards and the digest, and for members without a time zone.",
    )
    return build_modal("Time zone", field, callback_id="setup.save_zone", submit_label="Save")


def render_mentor_form() -> Modal:
    """Render the form that names a mentor."""
    field = person_input(MENTOR_FIELD, "Mentor", hint="A mentor sees how their own mentees do, and signs off work.")
    return build_modal("Name a mentor", field, callback_id="setup.save_mentor", submit_label="Save")


def _open_blocks(state: SetupState, step: Step, *, is_first: bool) -> tuple[Block | None, ...]:
    """Return a step that is left with its buttons; the first one leads the eye."""
    return section(_open_text(state, step)), actions(*_step_buttons(state, step, is_first=is_first))


def _open_text(state: SetupState, step: Step) -> str:
    return {
        Step.CHANNEL: "*Learning channel*: where I post the digest and sessions.",
        Step.ZONE: f"*Time zone*: {state.workspace.zone.key}, for boards and the digest.",
        Step.BOARD: "*Leaderboard*: off until you turn it on. Each member can hide.",
        Step.MENTORS: "*Mentors*: they see how their mentees do, and sign off work.",
        Step.ANNOUNCE: "*Tell the team*: one short post in the learning channel.",
    }[step]


def _step_buttons(state: SetupState, step: Step, *, is_first: bool) -> tuple[ButtonSpec, ...]:
    style: Literal["primary"] | None = "primary" if is_first else None
    match step:
        case Step.CHANNEL:
            return (ButtonSpec("Choose a channel", "setup.channel", style=style),)
        case Step.ZONE:
            keep = ButtonSpec(f"Keep {state.workspace.zone.key}", "setup.zone", KEEP, style=style)
            return keep, ButtonSpec("Change the time zone", "setup.zone")
        case Step.BOARD:
            on = ButtonSpec("Turn the leaderboard on", "setup.board", "on", style=style)
            return on, ButtonSpec("Keep it off", "setup.board", "off")
        case Step.MENTORS:
            name = ButtonSpec("Name a mentor", "setup.mentor", style=style)
            return name, ButtonSpec("No mentors for now", "setup.mentor", KEEP)
        case Step.ANNOUNCE:
            channel = state.workspace.learning_channel
            where = f"<#{channel}>" if channel else "the learning channel"
            confirm = ConfirmSpec("Tell the team?", f"I'll post one short message in {where}.", "Post it", "Not yet")
            return (ButtonSpec("Post the announcement", "setup.announce", style=style, confirm=confirm),)


def _channel_line(state: SetupState) -> str:
    return f"✅ Learning channel: <#{state.workspace.learning_channel}>"


def _zone_line(state: SetupState) -> str:
    return f"✅ Time zone: {state.workspace.zone.key}"


def _board_line(state: SetupState) -> str:
    return "✅ Leaderboard: on" if state.workspace.leaderboard_on else "✅ Leaderboard: off"


def _mentors_line(state: SetupState) -> str:
    if not state.mentors:
        return f"✅ Mentors: none for now. `{SLASH}team mentor @name` names one."
    named = [person_name(each) for each in state.mentors[:_MAX_NAMED]]
    more = len(state.mentors) - len(named)
    return f"✅ Mentors: {join_words([*named, *([f'{more} more'] if more else [])])}"


def _announced_line(state: SetupState) -> str:
    if state.announced_on is None:
        return "✅ The team knows"
    return f"✅ Announced on {date_text.day_text(state.announced_on, state.announced_on)}"


_DONE_LINES: Final = {
    Step.CHANNEL: _channel_line,
    Step.ZONE: _zone_line,
    Step.BOARD: _board_line,
    Step.MENTORS: _mentors_line,
    Step.ANNOUNCE: _announced_line,
}
