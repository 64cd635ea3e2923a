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
_DIGEST_SETTINGS: Final = frozenset({"channel", "digest", "digest parts", "timezone"})
_NUDGE_SETTINGS: Final = frozenset({"nudge", "timezone", "goal"})
_ORIGIN_TEXTS: Final = {
    SettingOrigin.SLACK: " (set here)",
    SettingOrigin.ENVIRONMENT: " (set by the person who runs Roadmate)",
    SettingOrigin.DEFAULT: "",
}
_EXAMPLES: Final = (
    *("board on", "board by goal", "channel #learning", "digest mon 09:00", "digest parts chart, board"),
    *("nudge thu 16:00", "timezone Europe/Berlin", "goal 2h", "retention 24 months"),
)
_TEAM_GOAL_HINT: Final = (
    f"People without a goal or assignment get nudges once you set the team goal: `{SLASH}roadmate settings goal 2h`."
)
_RETENTION_DELAY_NOTE: Final = " It starts tomorrow, so you can still change it back."
_REJECTION_TEXTS: Final = {
    SettingErrorReason.SWITCH: "Please use `on` or `off` (you typed “{got}”).",
    SettingErrorReason.SLOT: "Please use a weekday with a time, or `on` or `off` (you typed “{got}”).",
    SettingErrorReason.ZONE: "I don't know the time zone “{got}”.",
    SettingErrorReason.CHANNEL: ("I can't find the channel “{got}”. Type it with its #, so that Slack links it."),
    SettingErrorReason.GOAL: "I can't read “{got}” as hours or minutes.",
    SettingErrorReason.DAY_START: "A day can start between 00:00 and 12:00, so not at “{got}”.",
    SettingErrorReason.RANGE: "A weekly goal can be 15 min to 60 h, so not “{got}”.",
    SettingErrorReason.HOURS_OR_MINUTES: "Is “{got}” minutes or hours a week?",
    SettingErrorReason.QUIET_HOURS: (
        "I don't nudge anyone from 20:00 to 08:00. Please choose a time in the day instead of “{got}”."
    ),
    SettingErrorReason.DIGEST_PART: (
        f"“{{got}}” isn't a part of the digest. The parts: {', '.join(f'`{part}`' for part in Part)}."
    ),
    SettingErrorReason.RETENTION: (
        f"Please use {setting_values.MIN_RETENTION_MONTHS} to {setting_values.MAX_RETENTION_MONTHS} months, or `off` "
        "(you typed “{got}”)."
    ),
    SettingErrorReason.RANKING: ("The leaderboard ranks by `hours` or by `goal` (you typed “{got}”)."),
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
        lines.append(f"{setting_text(name, workspace)}{_ORIGIN_TEXTS[origin]}")
    lines.append(f"Team holidays: {time_off_text.time_off_summary(holidays, workspace.today(now))}")
    buttons, hint = None, who_can_change_settings(admins or ())
    if admins is None:
        buttons = actions(ButtonSpec("Change", "settings.form"), ButtonSpec("Team holidays", "holiday.show"))
        examples = ", ".join(f"`{each}`" for each in _EXAMPLES)
        hint = f"Or type `{SLASH}roadmate settings` with {examples}."
    return compose_message(
        section("*Workspace settings*\n" + "\n".join(lines)),
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
    is_addressed: bool = True,
) -> Message:
    """Render what is in force now and what goes out next; `presence` is ours in a channel that was just chosen.

    `done_weeks` are those whose digest was sent or dropped, `nudged_weeks` those whose nudge to the reader was.
    `is_goal_delayed` for a goal that holds only from next week on, `is_addressed` for a reader who may be nudged.
    """
    invite = f"⚠️ Invite me to <#{workspace.learning_channel}> with `/invite @Roadmate`, so that I can post there."
    goal_start = {"goal": goal_start_text(is_delayed=is_goal_delayed)}
    delay = {"retention": "" if workspace.retention_months == setting_values.KEEP_FOREVER else _RETENTION_DELAY_NOTE}
    lines = [f"{setting_text(name, workspace)}{goal_start.get(name, '')}.{delay.get(name, '')}" for name in names]
    ahead = []
    if _DIGEST_SETTINGS.intersection(names):
        ahead.append(next_digest_text(workspace, now, done_weeks, has_news=has_news))
    if _NUDGE_SETTINGS.intersection(names):
        ahead.append(
            next_nudge_text(workspace, member, now, absences, nudged_weeks)
            if is_addressed or not workspace.nudge_on
            else _TEAM_GOAL_HINT
        )
    return compose_message(
        section("✅ Saved." + (" " if len(lines) == 1 else "\n") + "\n".join(lines)),
        section(invite if presence.is_absent else presence.unknown_text)
        if presence and not presence.is_in and workspace.learning_channel
        else None,
        context(" ".join(ahead)) if ahead else None,
    )


def render_nothing_changed() -> Message:
    """Say that everything was like that already."""
    return compose_message(section("No change: it's like that already."))


def goal_start_text(*, is_delayed: bool) -> str:
    """Return since when a goal holds: a higher one may wait for the next week."""
    return ", starting next week" if is_delayed else ", starting this week"


def setting_text(name: str, workspace: Workspace) -> str:
    """Return one setting in words."""
    zone = workspace.zone.key
    channel = f"<#{workspace.learning_channel}>" if workspace.learning_channel else "none"
    digest = f"{slot_text(workspace.digest_slot)}, {zone} time" if workspace.digest_on else "off"
    nudge = f"{slot_text(workspace.nudge_slot)}, in each member's time zone" if workspace.nudge_on else "off"
    ranking = "share of each person's own goal" if workspace.leaderboard_order == "goal" else "hours"
    return {
        "board": "Leaderboard: on, each member can hide" if workspace.leaderboard_on else "Leaderboard: off",
        "board by": f"Leaderboard ranks by: {ranking}",
        "channel": f"Learning channel: {channel}",
        "digest": f"Digest: {digest}",
        "digest parts": f"In the digest: {digest_parts_text(workspace.digest_parts)}",
        "nudge": f"Nudge: {nudge}",
        "timezone": f"Time zone for boards, the digest, and members without one: {zone}",
        "goal": f"Weekly goal (team default): {parse.spell(workspace.goal_minutes)}",
        "retention": f"Retention: {retention_text(workspace.retention_months)}",
    }[name]


def retention_text(months: int) -> str:
    """Return how long what is no longer needed is kept."""
    if months == setting_values.KEEP_FOREVER:
        return "off, I delete nothing by myself"
    return f"{setting_values.format_retention(months)}; after that I delete people who left, and old notes and logs"


def next_digest_text(
    workspace: Workspace, now: datetime, done_weeks: Collection[str] | None = None, *, has_news: bool = True
) -> str:
    """Return when the next digest goes out, or why none does; of `done_weeks` it was sent or dropped.

    `has_news` is false while there would be nothing to say in it.
    """
    due = find_next_digest(workspace, now, done_weeks)
    if due and due <= now:
        return f"The digest of {_moment_text(due, now)} goes out now, in <#{workspace.learning_channel}>."
    if due:
        week = weeks.week_text(weeks.shift_week(weeks.local_week(due, workspace.zone), -1), workspace.today(now))
        condition = "" if has_news else f", if there's something to report for {week} by then"
        moment = f"{_moment_text(due, now)}, {workspace.zone.key} time"
        return f"Next digest: {moment}, in <#{workspace.learning_channel}>{condition}."
    if not workspace.digest_on:
        return "The digest is off."
    return "No digest yet: there's no learning channel."


def render_rejected_setting(rejected: RejectedSetting) -> Message:
    """Render why words set nothing, and what would be right."""
    got, suggestion = escape(clip(rejected.typed, 60)), escape(clip(rejected.suggestion, 60))
    if rejected.reason is SettingErrorReason.NAME:
        hint = f"Did you mean `{SLASH}roadmate settings {suggestion}`? " if suggestion else ""
        names = join_words([f"`{each}`" for each in SETTING_NAMES])
        return compose_message(section(f"I don't know the setting “{got}”. {hint}The settings: {names}."))
    example = f"E.g. `{SLASH}roadmate {_example_command(rejected.setting)}`."
    if not rejected.typed:
        return compose_message(section(f"What should it be? {example}"))
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
