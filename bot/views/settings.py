"""Messages about settings: what is in force, where it comes from, and what a change brings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from bot.domain import dates, durations, weeks
from bot.domain.absence import WORKDAYS, Absence
from bot.domain.choices import NAMES, Why, Wrong
from bot.domain.goal import Standing
from bot.domain.member import Member
from bot.domain.schedule import spell_slot
from bot.domain.streaks import Streak
from bot.domain.workspace import Origin, Workspace, next_digest, next_nudge
from bot.views import away, problem
from bot.views.message import Message, compose
from bot.views.parts import Press, actions, context, section
from bot.views.text import clip, count, escape, listed

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
    Why.DAY: "“{got}” is no time of day between 00:00 and 12:00.",
    Why.RANGE: "A weekly goal lies between 15 min and 60 h, and “{got}” does not.",
    Why.HOURS_OR_MINUTES: "*“{got}”: minutes or hours a week?*",
}


def page(
    workspace: Workspace,
    origins: dict[str, Origin],
    admins: Sequence[str] | None,
    now: datetime,
    prefix: str,
    *,
    holidays: Sequence[Absence] = (),
) -> Message:
    """Every setting with where it comes from; `admins` are named to those who are none of them."""
    lines = []
    for name, column in _COLUMNS.items():
        origin = origins[column]
        if name in ("digest", "nudge") and origins[f"{name}_on"] is Origin.HERE:
            origin = Origin.HERE
        lines.append(f"{in_force(name, workspace)} ({_ORIGINS[origin]})")
    lines.append(f"Team holidays: {away.in_short(holidays, workspace.today(now))}")
    small = who_can(admins) if admins is not None else "Change: " + ", ".join(f"`{each}`" for each in _CHANGES)
    how = f", each after `/{prefix}roadmate settings`." if admins is None else ""
    return compose(
        section("*Settings of this workspace*\n" + "\n".join(lines)),
        context(coming_digest(workspace, now)),
        context(small + how),
    )


def changed(
    name: str,
    workspace: Workspace,
    member: Member,
    now: datetime,
    *,
    absent: bool = False,
    absences: Sequence[Absence] = (),
    since: str = "",
) -> Message:
    """What is in force now, and what goes out next; `absent` where we are not known to be in the channel.

    `since` says from when, where that is not now: ", from next week".
    """
    invite = f"Invite me to <#{workspace.learning_channel}> (`/invite @Roadmate`), or the digest cannot arrive there."
    return compose(
        section(f"*Changed.* {in_force(name, workspace)}{since}."),
        section(invite) if absent and workspace.learning_channel else None,
        context(f"{coming_digest(workspace, now)} {coming_nudge(workspace, member, now, absences)}"),
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


def coming_nudge(workspace: Workspace, member: Member, now: datetime, absences: Sequence[Absence] = ()) -> str:
    """When the reader's own next nudge is due, or why none is."""
    due = next_nudge(workspace, member, now, absences)
    if due:
        return f"Your next nudge: {_moment(due, now)}, {member.zone.key} time, if the week is short of your goal then."
    if not workspace.nudge_on:
        return "No nudge goes out: it is off here."
    return "You get no nudge while you are away." if member.nudged else "You get no nudge: you turned it off."


def own_goal(
    workspace: Workspace,
    member: Member,
    now: datetime,
    *,
    fresh: bool,
    week: Standing,
    streak: Streak,
    absences: Sequence[Absence] = (),
) -> Message:
    """The reader's weekly goal, how this week stands against it, and their streaks."""
    words = goal_words(member, week, fresh=fresh)
    small = "`goal 3h` sets your own, `goal off` goes back to the workspace's."
    return compose(
        section(f"{words}\n{this_week(week, member.today(now))}\n{streaks(streak)}"),
        context(f"{coming_nudge(workspace, member, now, absences)} {small}"),
    )


def goal_words(member: Member, week: Standing, *, fresh: bool) -> str:
    """The weekly goal and whose it is; from when, if it was just changed or does not hold in the running week yet."""
    whose = "your own" if member.has_own_goal else "the workspace's"
    waits = week.whole != member.goal
    return (
        f"{'*Changed.* ' if fresh else ''}Your weekly goal is *{durations.spell(member.goal)}* ({whose})"
        f"{from_when(waits=waits) if fresh or waits else ''}."
    )


def from_when(*, waits: bool) -> str:
    """Since when a goal holds: a higher one may wait for the next week."""
    return ", from next week" if waits else ", from this week"


def this_week(week: Standing, today: date) -> str:
    """What is done of the running week's goal, and why the goal is lower than usual."""
    span, done = weeks.spell(week.week, today), durations.spell(week.done)
    if week.goal == 0:
        return f"This week ({span}): {done} done; no goal, since you are away."
    lowered = f", lowered for {count(WORKDAYS - week.present, 'day')} away" if week.goal < week.whole else ""
    return f"This week ({span}): {done} of {durations.spell(week.goal)}{lowered}."


def streaks(streak: Streak) -> str:
    """Weeks and days in a row."""
    if not streak.weeks and not streak.days and not streak.best_weeks:
        return "No streak yet: it begins with a day on which you book, and a week that meets its goal."
    runs = f"{count(streak.weeks, 'week')} with the goal met, {count(streak.days, 'day')} with an entry"
    best = f" Longest of the last year: {count(streak.best_weeks, 'week')}." if streak.best_weeks > streak.weeks else ""
    return f"Streak: {runs}.{best}"


def day_start(member: Member, *, fresh: bool, prefix: str) -> Message:
    """When the reader's day begins."""
    at = f"{member.day_starts:%H:%M}"
    before = (
        f"Hours before {at} belong to the day before." if member.day_starts > time(0) else "Days go by the calendar."
    )
    stays = " What is booked stays on its day." if fresh else ""
    return compose(
        section(f"{'*Changed.* ' if fresh else ''}Your day starts at *{at}*. {before}{stays}"),
        context(f"`/{prefix}roadmate day 05:00` sets it, from 00:00 to 12:00; `day default` goes back to 04:00."),
    )


def own_nudge(
    workspace: Workspace, member: Member, now: datetime, *, fresh: bool, absences: Sequence[Absence] = ()
) -> Message:
    """Whether the reader gets a weekly nudge."""
    lead = "*Changed.* " if fresh else ""
    words = f"{lead}Your weekly nudge is *{'on' if member.nudged else 'off'}*."
    small = f"`nudge {'off' if member.nudged else 'on'}` turns it {'off' if member.nudged else 'on again'}."
    return compose(section(words), context(f"{coming_nudge(workspace, member, now, absences)} {small}"))


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
    forms = tuple(f"/{prefix}roadmate {form}" for form in ("goal 3h", "away until friday", "settings", "help"))
    return problem.unknown_words(escape(clip(words, 80)), "", forms)


def _example(setting: str) -> str:
    own = {"goal": "goal 3h", "own nudge": "nudge off", "day": "day 05:00"}
    if setting in own:
        return own[setting]
    name = setting.removeprefix("settings ")
    return "settings " + next(each for each in _CHANGES if each.startswith(name))


def _moment(due: datetime, now: datetime) -> str:
    return f"{dates.spell(due.date(), now.astimezone(due.tzinfo).date())} {due:%H:%M}"
