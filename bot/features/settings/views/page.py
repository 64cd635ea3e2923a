"""Messages about settings: what is in force, where it comes from, and what a change brings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from bot import setting_values
from bot.calendar import format as calendar_format
from bot.calendar.schedule import spell_slot
from bot.core.people.member import Member
from bot.core.people.workspace import Origin, Workspace, next_digest, next_nudge, parts_in_short
from bot.core.time_off.absence import Absence
from bot.dispatch import error_views
from bot.dispatch.error_views import who_can
from bot.features.settings.rules import NAMES
from bot.setting_values import Part, Why, Wrong
from bot.slack.blocks import MAX_VALUE, Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import bare, clip, escape, listed
from bot.timeexpr.durations import parse
from bot.ui import time_off_text

_COLUMNS: Final = {
    "board": "board_on",
    "board by": "board_by",
    "channel": "learning_channel",
    "digest": "digest",
    "digest parts": "digest_parts",
    "nudge": "nudge",
    "timezone": "timezone",
    "goal": "goal_minutes",
    "retention": "retention_months",
}


_ORIGINS: Final = {
    Origin.HERE: "set here",
    Origin.ENVIRONMENT: "set by whoever runs Roadmate",
    Origin.DEFAULT: "the default",
}


_CHANGES: Final = (
    *("board on", "board by goal", "channel #learning", "digest mon 09:00", "digest parts chart, board"),
    *("nudge thu 16:00", "timezone Europe/Berlin", "goal 2h", "retention 24 months"),
)


_TOMORROW: Final = " Nothing goes by this before tomorrow, so that you can change it back."


_WORDS: Final = {
    Why.SWITCH: "“{got}” is neither `on` nor `off`.",
    Why.SLOT: "“{got}” is neither a weekday with a time nor `on` or `off`.",
    Why.ZONE: "“{got}” is no time zone I know.",
    Why.CHANNEL: "“{got}” is no channel I can read. Write it with its #, so that Slack makes a link of it.",
    Why.GOAL: "“{got}” is no length of time I know.",
    Why.DAY: "“{got}” is no time of day between 00:00 and 12:00.",
    Why.RANGE: "A weekly goal lies between 15 min and 60 h, and “{got}” does not.",
    Why.HOURS_OR_MINUTES: "*“{got}”: minutes or hours a week?*",
    Why.QUIET: "Nobody is nudged from 20:00 to 08:00, so at “{got}” none would ever come.",
    Why.PART: "“{got}” is no part of the digest. There are " + ", ".join(f"`{part}`" for part in Part) + ".",
    Why.KEPT: f"“{{got}}” is neither months, from {setting_values.SHORTEST} to {setting_values.LONGEST}, nor `off`.",
    Why.BY: "“{got}” is nothing that a leaderboard ranks by. It ranks by `hours`, or by share of one's own `goal`.",
}


def page(
    workspace: Workspace,
    origins: dict[str, Origin],
    admins: Sequence[str] | None,
    now: datetime,
    prefix: str,
    *,
    holidays: Sequence[Absence] = (),
    done: Collection[str] | None = None,
) -> Message:
    """Every setting with where it comes from; `admins` are named to those who are none of them.

    `done` are the weeks whose digest has been dealt with.
    """
    lines = []
    for name, column in _COLUMNS.items():
        origin = origins[column]
        if name in ("digest", "nudge") and origins[f"{name}_on"] is Origin.HERE:
            origin = Origin.HERE
        lines.append(f"{in_force(name, workspace)} ({_ORIGINS[origin]})")
    lines.append(f"Team holidays: {time_off_text.in_short(holidays, workspace.today(now))}")
    small = who_can(admins) if admins is not None else "Change: " + ", ".join(f"`{each}`" for each in _CHANGES)
    how = f", each after `/{prefix}roadmate settings`." if admins is None else ""
    return compose(
        section("*Settings of this workspace*\n" + "\n".join(lines)),
        context(coming_digest(workspace, now, done)),
        actions(Press("Change", "settings.form"), Press("Team holidays", "holiday.show")) if admins is None else None,
        context(small + how),
    )


def changed(
    names: Sequence[str],
    workspace: Workspace,
    member: Member,
    now: datetime,
    *,
    absent: bool = False,
    absences: Sequence[Absence] = (),
    done: Collection[str] | None = None,
    nudged: Collection[str] = (),
    waits: bool = False,
) -> Message:
    """What is in force now, and what goes out next; `absent` where we are not known to be in the channel.

    `done` are the weeks whose digest has been dealt with, `nudged` those whose nudge to the reader has.
    A goal `waits` that holds only from next week on.
    """
    invite = f"Invite me to <#{workspace.learning_channel}> (`/invite @Roadmate`), or the digest cannot arrive there."
    since = {"goal": from_when(waits=waits)}
    later = {"retention": "" if workspace.retention == setting_values.FOREVER else _TOMORROW}
    lines = [f"{in_force(name, workspace)}{since.get(name, '')}.{later.get(name, '')}" for name in names]
    next_nudge_is = coming_nudge(workspace, member, now, absences, nudged)
    return compose(
        section("*Changed.*" + (" " if len(lines) == 1 else "\n") + "\n".join(lines)),
        section(invite) if absent and workspace.learning_channel else None,
        context(f"{coming_digest(workspace, now, done)} {next_nudge_is}"),
    )


def changed_nothing() -> Message:
    """Everything was like that already."""
    return compose(section("Nothing was changed: it was so already."))


def from_when(*, waits: bool) -> str:
    """Since when a goal holds: a higher one may wait for the next week."""
    return ", from next week" if waits else ", from this week"


def in_force(name: str, workspace: Workspace) -> str:
    """One setting in words."""
    zone = workspace.zone.key
    channel = f"<#{workspace.learning_channel}>" if workspace.learning_channel else "none"
    digest = f"{spell_slot(workspace.digest)}, {zone} time" if workspace.digest_on else "off"
    nudge = f"{spell_slot(workspace.nudge)}, each member's own time" if workspace.nudge_on else "off"
    return {
        "board": "Leaderboard: on, each member can hide" if workspace.board_on else "Leaderboard: off",
        "board by": "Leaderboard ranks by: " + ("share of one's own goal" if workspace.board_by == "goal" else "hours"),
        "channel": f"Learning channel: {channel}",
        "digest": f"Digest: {digest}",
        "digest parts": f"In the digest: {parts_in_short(workspace.digest_parts)}",
        "nudge": f"Nudge: {nudge}",
        "timezone": f"Time zone of boards, the digest, and members without one: {zone}",
        "goal": f"Weekly goal of members without one of their own: {parse.spell(workspace.goal)}",
        "retention": f"Retention: {kept(workspace.retention)}",
    }[name]


def kept(months: int) -> str:
    """How long what is not needed any more stays."""
    if months == setting_values.FOREVER:
        return "off, nothing is deleted by itself"
    return f"{setting_values.spell(months)}; then who has left is forgotten, and old notes and logs go"


def coming_digest(workspace: Workspace, now: datetime, done: Collection[str] | None = None) -> str:
    """When the next digest goes out, or why none does; `done` are the weeks whose digest has been dealt with."""
    due = next_digest(workspace, now, done)
    if due and due <= now:
        return f"The digest that was due {_moment(due, now)} goes out now, in <#{workspace.learning_channel}>."
    if due:
        return f"Next digest: {_moment(due, now)}, {workspace.zone.key} time, in <#{workspace.learning_channel}>."
    if not workspace.digest_on:
        return "No digest goes out: it is off."
    return "No digest goes out: there is no learning channel."


def coming_nudge(
    workspace: Workspace,
    member: Member,
    now: datetime,
    absences: Sequence[Absence] = (),
    done: Collection[str] = (),
) -> str:
    """When the reader's own next nudge is due, or why none is; `done` are the weeks that have had theirs."""
    due = next_nudge(workspace, member, now, absences, done)
    if due:
        return f"Your next nudge: {_moment(due, now)}, {member.zone.key} time, if the week is short of your goal then."
    if not workspace.nudge_on:
        return "No nudge goes out: it is off here."
    return "You get no nudge while you are away." if member.nudged else "You get no nudge: you turned it off."


def wrong(what: Wrong, prefix: str) -> Message:
    """Words that set nothing: what was wrong, what would be right."""
    got, near = escape(clip(what.got, 60)), escape(clip(what.near, 60))
    command = f"/{prefix}roadmate"
    if what.why is Why.NAME:
        words = f"“{got}” is no setting. " + (f"Did you mean `{command} settings {near}`? " if near else "")
        return compose(section(words + "There are " + listed([f"`{each}`" for each in NAMES]) + "."))
    hint = f" Did you mean `{near}`?" if near else ""
    if not what.got:
        return compose(section(f"Set it to what? For example `{command} {_example(what.setting)}`."))
    words = _WORDS[what.why].format(got=got)
    action = "roadmate.goal" if what.setting == "goal" else "roadmate.set"
    head = "" if what.setting == "goal" else "goal "
    presses = [Press(parse.spell(minutes), action, f"{head}{minutes}m") for minutes in what.choices]
    example = "" if presses else f" For example `{command} {_example(what.setting)}`."
    return compose(section(f"{words}{hint}{example}"), actions(*presses))


def not_understood(words: str, prefix: str, *, near: str = "") -> Message:
    """Words that mean nothing here; what is `near` them is offered."""
    if near and len(near) <= MAX_VALUE:
        meant = f"/{prefix}roadmate {near}"
        return compose(
            section(f"I do not understand “{escape(clip(words, 80))}” here. Did you mean `{escape(clip(meant, 80))}`?"),
            actions(Press(bare(clip(meant, 70)), "roadmate.say", near), Press("Help", "help.open")),
        )
    forms = tuple(f"/{prefix}roadmate {form}" for form in ("goal 3h", "away until friday", "settings", "help"))
    return error_views.unknown_words(escape(clip(words, 80)), "", forms)


def elsewhere(words: str, way: str, prefix: str) -> Message:
    """Words that belong to another command."""
    typed, there = escape(clip(words, 80)), escape(clip(f"/{prefix}{way}", 80))
    return compose(section(f"“{typed}” belongs to another command: `{there}`."), actions(Press("Help", "help.open")))


def _example(setting: str) -> str:
    own = {"goal": "goal 3h", "own nudge": "nudge off", "day": "day 05:00", "named": "named on"}
    if setting in own:
        return own[setting]
    name = setting.removeprefix("settings ")
    return "settings " + next(each for each in _CHANGES if each.startswith(name))


def _moment(due: datetime, now: datetime) -> str:
    return f"{calendar_format.spell(due.date(), now.astimezone(due.tzinfo).date())} {due:%H:%M}"
