"""Messages about settings: what is in force, where it comes from, and what a change brings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain import dates, durations
from bot.domain.choices import Why, Wrong
from bot.domain.member import Member
from bot.domain.schedule import spell_slot
from bot.domain.workspace import Origin, Workspace, next_digest, next_nudge
from bot.views import problem
from bot.views.message import Message, compose
from bot.views.parts import Press, actions, context, section
from bot.views.text import clip, escape, listed

_COLUMNS: Final = {
    "board": "board_on",
    "channel": "learning_channel",
    "digest": "digest",
    "nudge": "nudge",
    "timezone": "timezone",
    "goal": "goal_minutes",
}
_ORIGINS: Final = {
    Origin.HERE: "set here",
    Origin.ENVIRONMENT: "set by whoever runs Roadmate",
    Origin.DEFAULT: "the default",
}
_CHANGES: Final = (
    *("board on", "channel #learning", "digest mon 09:00", "nudge thu 16:00", "timezone Europe/Berlin", "goal 2h"),
)
_WORDS: Final = {
    Why.SWITCH: "“{got}” is neither `on` nor `off`.",
    Why.SLOT: "“{got}” is neither a weekday with a time nor `on` or `off`.",
    Why.ZONE: "“{got}” is no time zone I know.",
    Why.CHANNEL: "“{got}” is no channel I can read. Write it with its #, so that Slack makes a link of it.",
    Why.GOAL: "“{got}” is no length of time I know.",
    Why.RANGE: "A weekly goal lies between 15 min and 60 h, and “{got}” does not.",
    Why.HOURS_OR_MINUTES: "*“{got}”: minutes or hours a week?*",
}


def page(
    workspace: Workspace, origins: dict[str, Origin], admins: Sequence[str] | None, now: datetime, prefix: str
) -> Message:
    """Every setting with where it comes from; `admins` are named to those who are none of them."""
    lines = []
    for name, column in _COLUMNS.items():
        origin = origins[column]
        if name in ("digest", "nudge") and origins[f"{name}_on"] is Origin.HERE:
            origin = Origin.HERE
        lines.append(f"{in_force(name, workspace)} ({_ORIGINS[origin]})")
    small = who_can(admins) if admins is not None else "Change: " + ", ".join(f"`{each}`" for each in _CHANGES)
    how = f", each after `/{prefix}roadmate settings`." if admins is None else ""
    return compose(
        section("*Settings of this workspace*\n" + "\n".join(lines)),
        context(coming_digest(workspace, now)),
        context(small + how),
    )


def changed(name: str, workspace: Workspace, member: Member, now: datetime, *, absent: bool = False) -> Message:
    """What is in force now, and what goes out next; `absent` where we are not known to be in the channel."""
    invite = f"Invite me to <#{workspace.learning_channel}> (`/invite @Roadmate`), or the digest cannot arrive there."
    return compose(
        section(f"*Changed.* {in_force(name, workspace)}."),
        section(invite) if absent and workspace.learning_channel else None,
        context(f"{coming_digest(workspace, now)} {coming_nudge(workspace, member, now)}"),
    )


def in_force(name: str, workspace: Workspace) -> str:
    """One setting in words."""
    zone = workspace.zone.key
    channel = f"<#{workspace.learning_channel}>" if workspace.learning_channel else "none"
    digest = f"{spell_slot(workspace.digest)}, {zone} time" if workspace.digest_on else "off"
    nudge = f"{spell_slot(workspace.nudge)}, each member's own time" if workspace.nudge_on else "off"
    return {
        "board": "Leaderboard: on, each member can hide" if workspace.board_on else "Leaderboard: off",
        "channel": f"Learning channel: {channel}",
        "digest": f"Digest: {digest}",
        "nudge": f"Nudge: {nudge}",
        "timezone": f"Time zone of boards, the digest, and members without one: {zone}",
        "goal": f"Weekly goal of members without one of their own: {durations.spell(workspace.goal)}",
    }[name]


def coming_digest(workspace: Workspace, now: datetime) -> str:
    """When the next digest goes out, or why none does."""
    due = next_digest(workspace, now)
    if due:
        return f"Next digest: {_moment(due, now)}, {workspace.zone.key} time, in <#{workspace.learning_channel}>."
    if not workspace.digest_on:
        return "No digest goes out: it is off."
    return "No digest goes out: there is no learning channel."


def coming_nudge(workspace: Workspace, member: Member, now: datetime) -> str:
    """When the reader's own next nudge is due, or why none is."""
    due = next_nudge(workspace, member, now)
    if due:
        return f"Your next nudge: {_moment(due, now)}, {member.zone.key} time, if the week is short of your goal then."
    return "You get no nudge: you turned it off." if workspace.nudge_on else "No nudge goes out: it is off here."


def own_goal(workspace: Workspace, member: Member, now: datetime, *, fresh: bool) -> Message:
    """The reader's weekly goal."""
    lead = "*Changed.* " if fresh else ""
    whose = "your own" if member.has_own_goal else "the workspace's"
    words = f"{lead}Your weekly goal is *{durations.spell(member.goal)}* ({whose})."
    small = "`goal 3h` sets your own, `goal off` goes back to the workspace's."
    return compose(section(words), context(f"{coming_nudge(workspace, member, now)} {small}"))


def own_nudge(workspace: Workspace, member: Member, now: datetime, *, fresh: bool) -> Message:
    """Whether the reader gets a weekly nudge."""
    lead = "*Changed.* " if fresh else ""
    words = f"{lead}Your weekly nudge is *{'on' if member.nudged else 'off'}*."
    small = f"`nudge {'off' if member.nudged else 'on'}` turns it {'off' if member.nudged else 'on again'}."
    return compose(section(words), context(f"{coming_nudge(workspace, member, now)} {small}"))


def wrong(what: Wrong, prefix: str) -> Message:
    """Words that set nothing: what was wrong, what would be right."""
    got, near = escape(clip(what.got, 60)), escape(clip(what.near, 60))
    command = f"/{prefix}roadmate"
    if what.why is Why.NAME:
        words = f"“{got}” is no setting. " + (f"Did you mean `{command} settings {near}`? " if near else "")
        return compose(section(words + "There are " + listed([f"`{each}`" for each in _COLUMNS]) + "."))
    hint = f" Did you mean `{near}`?" if near else ""
    if not what.got:
        return compose(section(f"Set it to what? For example `{command} {_example(what.setting)}`."))
    words = _WORDS[what.why].format(got=got)
    action = "roadmate.goal" if what.setting == "goal" else "roadmate.set"
    head = "" if what.setting == "goal" else "goal "
    presses = [Press(durations.spell(minutes), action, f"{head}{minutes}m") for minutes in what.choices]
    example = "" if presses else f" For example `{command} {_example(what.setting)}`."
    return compose(section(f"{words}{hint}{example}"), actions(*presses))


def not_admin(admins: Sequence[str]) -> Message:
    """Somebody who may not change settings, and who may."""
    return compose(section(f"Nothing was changed. {who_can(admins)}"))


def who_can(admins: Sequence[str]) -> str:
    """Who changes the workspace's settings, without calling anybody."""
    if not admins:
        return "Only admins of this workspace can change its settings."
    names = listed([escape(clip(name, 60)) for name in admins[:5]], "or")
    return f"Only admins can change the settings; ask {names}."


def not_understood(words: str, prefix: str) -> Message:
    """Words that mean nothing here."""
    forms = tuple(f"/{prefix}roadmate {form}" for form in ("goal 3h", "nudge off", "settings", "help"))
    return problem.unknown_words(escape(clip(words, 80)), "", forms)


def _example(setting: str) -> str:
    own = {"goal": "goal 3h", "own nudge": "nudge off"}
    if setting in own:
        return own[setting]
    name = setting.removeprefix("settings ")
    return "settings " + next(each for each in _CHANGES if each.startswith(name))


def _moment(due: datetime, now: datetime) -> str:
    return f"{dates.spell(due.date(), now.astimezone(due.tzinfo).date())} {due:%H:%M}"
