"""Messages about settings: what is in force, where it comes from, and what a change leads to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from bot import setting_values
from bot.calendar import date_text, weeks
from bot.calendar.schedule import slot_text
from bot.core.people.member import Member
from bot.core.people.workspaces import SettingOrigin, Workspace, digest_parts_text, find_next_digest
from bot.core.time_off import TimeOff
from bot.dispatch import error_views
from bot.dispatch.channel_presence import ChannelPresence
from bot.dispatch.error_views import who_can_change_settings
from bot.features.settings.rules import SETTING_NAMES
from bot.setting_values import Part, RejectedSetting, SettingErrorReason
from bot.slack.blocks import MAX_BUTTON_VALUE, ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, join_words, strip_markup
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import time_off_text
from bot.ui.nudge_text import next_nudge_text

_SETTING_COLUMNS: Final = {
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
_ORIGIN_TEXTS: Final = {
    SettingOrigin.SLACK: "set here",
    SettingOrigin.ENVIRONMENT: "set by whoever runs Roadmate",
    SettingOrigin.DEFAULT: "the default",
}
_EXAMPLES: Final = (
    *("board on", "board by goal", "channel #learning", "digest mon 09:00", "digest parts chart, board"),
    *("nudge thu 16:00", "timezone Europe/Berlin", "goal 2h", "retention 24 months"),
)
_RETENTION_DELAY_NOTE: Final = " Nothing goes by this before tomorrow, so that you can change it back."
_REJECTION_TEXTS: Final = {
    SettingErrorReason.SWITCH: "“{got}” is neither `on` nor `off`.",
    SettingErrorReason.SLOT: "“{got}” is neither a weekday with a time nor `on` or `off`.",
    SettingErrorReason.ZONE: "“{got}” is no time zone I know.",
    SettingErrorReason.CHANNEL: (
        "“{got}” is no channel I can read. Write it with its #, so that Slack makes a link of it."
    ),
    SettingErrorReason.GOAL: "“{got}” is no length of time I know.",
    SettingErrorReason.DAY_START: "“{got}” is no time of day between 00:00 and 12:00.",
    SettingErrorReason.RANGE: "A weekly goal lies between 15 min and 60 h, and “{got}” does not.",
    SettingErrorReason.HOURS_OR_MINUTES: "*“{got}”: minutes or hours a week?*",
    SettingErrorReason.QUIET_HOURS: "Nobody is nudged from 20:00 to 08:00, so at “{got}” none would ever come.",
    SettingErrorReason.DIGEST_PART: (
        f"“{{got}}” is no part of the digest. There are {', '.join(f'`{part}`' for part in Part)}."
    ),
    SettingErrorReason.RETENTION: (
        f"“{{got}}” is neither months, from {setting_values.MIN_RETENTION_MONTHS} to "
        f"{setting_values.MAX_RETENTION_MONTHS}, nor `off`."
    ),
    SettingErrorReason.RANKING: (
        "“{got}” is nothing that a leaderboard ranks by. It ranks by `hours`, or by share of one's own `goal`."
    ),
}


def render_settings(
    workspace: Workspace,
    origins: dict[str, SettingOrigin],
    admins: Sequence[str] | None,
    now: datetime,
    *,
    holidays: Sequence[TimeOff] = (),
    done_weeks: Collection[str] | None = None,
    has_news: bool = True,
) -> Message:
    """Render every setting with where it comes from; `admins` is None for an admin, else names them.

    `done_weeks` are those whose digest was sent or dropped; `has_news` if the next one has something to say.
    """
    lines = []
    for name, column in _SETTING_COLUMNS.items():
        origin = origins[column]
        if name in ("digest", "nudge") and origins[f"{name}_on"] is SettingOrigin.SLACK:
            origin = SettingOrigin.SLACK
        lines.append(f"{setting_text(name, workspace)} ({_ORIGIN_TEXTS[origin]})")
    lines.append(f"Team holidays: {time_off_text.time_off_summary(holidays, workspace.today(now))}")
    buttons, hint = None, who_can_change_settings(admins or ())
    if admins is None:
        buttons = actions(ButtonSpec("Change", "settings.form"), ButtonSpec("Team holidays", "holiday.show"))
        examples = ", ".join(f"`{each}`" for each in _EXAMPLES)
        hint = f"Change: {examples}, each after `{SLASH}roadmate settings`."
    return compose_message(
        section("*Settings of this workspace*\n" + "\n".join(lines)),
        context(next_digest_text(workspace, now, done_weeks, has_news=has_news)),
        buttons,
        context(hint),
    )


def render_changed_settings(
    names: Sequence[str],
    workspace: Workspace,
    member: Member,
    now: datetime,
    *,
    presence: ChannelPresence | None = None,
    absences: Sequence[TimeOff] = (),
    done_weeks: Collection[str] | None = None,
    has_news: bool = True,
    nudged_weeks: Collection[str] | None = None,
    is_goal_delayed: bool = False,
) -> Message:
    """Render what is in force now and what goes out next; `presence` is ours in a channel that was just chosen.

    `done_weeks` are those whose digest was sent or dropped, `nudged_weeks` those whose nudge to the reader was.
    `is_goal_delayed` for a goal that holds only from next week on.
    """
    invite = f"Invite me to <#{workspace.learning_channel}> (`/invite @Roadmate`), or the digest cannot arrive there."
    goal_start = {"goal": goal_start_text(is_delayed=is_goal_delayed)}
    delay = {"retention": "" if workspace.retention_months == setting_values.KEEP_FOREVER else _RETENTION_DELAY_NOTE}
    lines = [f"{setting_text(name, workspace)}{goal_start.get(name, '')}.{delay.get(name, '')}" for name in names]
    next_nudge = next_nudge_text(workspace, member, now, absences, nudged_weeks)
    return compose_message(
        section("*Changed.*" + (" " if len(lines) == 1 else "\n") + "\n".join(lines)),
        section(invite if presence.is_absent else presence.unknown_text)
        if presence and not presence.is_in and workspace.learning_channel
        else None,
        context(f"{next_digest_text(workspace, now, done_weeks, has_news=has_news)} {next_nudge}"),
    )


def render_nothing_changed() -> Message:
    """Say that everything was like that already."""
    return compose_message(section("Nothing was changed: it was so already."))


def goal_start_text(*, is_delayed: bool) -> str:
    """Return since when a goal holds: a higher one may wait for the next week."""
    return ", from next week" if is_delayed else ", from this week"


def setting_text(name: str, workspace: Workspace) -> str:
    """Return one setting in words."""
    zone = workspace.zone.key
    channel = f"<#{workspace.learning_channel}>" if workspace.learning_channel else "none"
    digest = f"{slot_text(workspace.digest_slot)}, {zone} time" if workspace.digest_on else "off"
    nudge = f"{slot_text(workspace.nudge_slot)}, each member's own time" if workspace.nudge_on else "off"
    ranking = "share of one's own goal" if workspace.leaderboard_order == "goal" else "hours"
    return {
        "board": "Leaderboard: on, each member can hide" if workspace.leaderboard_on else "Leaderboard: off",
        "board by": f"Leaderboard ranks by: {ranking}",
        "channel": f"Learning channel: {channel}",
        "digest": f"Digest: {digest}",
        "digest parts": f"In the digest: {digest_parts_text(workspace.digest_parts)}",
        "nudge": f"Nudge: {nudge}",
        "timezone": f"Time zone of boards, the digest, and members without one: {zone}",
        "goal": f"Weekly goal of members without one of their own: {parse.spell(workspace.goal_minutes)}",
        "retention": f"Retention: {retention_text(workspace.retention_months)}",
    }[name]


def retention_text(months: int) -> str:
    """Return how long what is no longer needed is kept."""
    if months == setting_values.KEEP_FOREVER:
        return "off, nothing is deleted by itself"
    return f"{setting_values.format_retention(months)}; then who has left is forgotten, and old notes and logs go"


def next_digest_text(
    workspace: Workspace, now: datetime, done_weeks: Collection[str] | None = None, *, has_news: bool = True
) -> str:
    """Return when the next digest goes out, or why none does; of `done_weeks` it was sent or dropped.

    `has_news` is false while there would be nothing to say in it.
    """
    due = find_next_digest(workspace, now, done_weeks)
    if due and due <= now:
        return f"The digest that was due {_moment_text(due, now)} goes out now, in <#{workspace.learning_channel}>."
    if due:
        week = weeks.week_text(weeks.shift_week(weeks.local_week(due, workspace.zone), -1), workspace.today(now))
        condition = "" if has_news else f", but only if there is something to report for {week} by then"
        moment = f"{_moment_text(due, now)}, {workspace.zone.key} time"
        return f"Next digest: {moment}, in <#{workspace.learning_channel}>{condition}."
    if not workspace.digest_on:
        return "No digest goes out: it is off."
    return "No digest goes out: there is no learning channel."


def render_rejected_setting(rejected: RejectedSetting) -> Message:
    """Render why words set nothing, and what would be right."""
    got, suggestion = escape(clip(rejected.typed, 60)), escape(clip(rejected.suggestion, 60))
    if rejected.reason is SettingErrorReason.NAME:
        hint = f"Did you mean `{SLASH}roadmate settings {suggestion}`? " if suggestion else ""
        names = join_words([f"`{each}`" for each in SETTING_NAMES])
        return compose_message(section(f"“{got}” is no setting. {hint}There are {names}."))
    example = f"For example `{SLASH}roadmate {_example_command(rejected.setting)}`."
    if not rejected.typed:
        return compose_message(section(f"Set it to what? {example}"))
    error = _REJECTION_TEXTS[rejected.reason].format(got=got)
    hint = f" Did you mean `{suggestion}`?" if suggestion else ""
    action, head = ("roadmate.goal", "") if rejected.setting == "goal" else ("roadmate.set", "goal ")
    buttons = [ButtonSpec(parse.spell(minutes), action, f"{head}{minutes}m") for minutes in rejected.minute_options]
    return compose_message(section(f"{error}{hint}{'' if buttons else f' {example}'}"), actions(*buttons))


def render_not_understood(
    words: str,
    *,
    suggestion: str = "",
) -> Message:
    """Say that the words mean nothing here, and offer the suggestion, the line of a command, if there is one."""
    if suggestion and len(suggestion) <= MAX_BUTTON_VALUE:
        label = f"{SLASH}{strip_markup(clip(suggestion, 54))}"  # 75 with the longest prefix
        return compose_message(
            section(
                f"I don't know `{SLASH}roadmate {escape(clip(words, 80))}`. "
                f"Did you mean `{SLASH}{escape(clip(suggestion, 79))}`?"
            ),
            actions(ButtonSpec(label, "roadmate.say", suggestion), ButtonSpec("Help", "help.open")),
        )
    forms = tuple(f"{SLASH}roadmate {form}" for form in ("goal 3h", "away until friday", "settings", "help"))
    return error_views.render_unknown_words(escape(clip(words, 80)), "", forms)


def _example_command(setting: str) -> str:
    own = {"goal": "goal 3h", "own nudge": "nudge off", "day": "day 05:00", "named": "named on"}
    if setting in own:
        return own[setting]
    name = setting.removeprefix("settings ")
    return "settings " + next(each for each in _EXAMPLES if each.startswith(name))


def _moment_text(due: datetime, now: datetime) -> str:
    return f"{date_text.day_text(due.date(), now.astimezone(due.tzinfo).date())} {due:%H:%M}"
