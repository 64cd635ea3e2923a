"""The form for the workspace's settings, with what is in force in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot import setting_values
from bot.calendar import zones
from bot.calendar.date_text import WEEKDAYS
from bot.calendar.schedule import WeeklySlot, slot_text
from bot.core.people.workspaces import Workspace
from bot.core.time_off import TimeOff
from bot.features.settings import rules
from bot.features.settings.payloads import SettingsFormPayload
from bot.setting_values import Part, SettingErrorReason
from bot.slack.blocks import ButtonSpec, section
from bot.slack.modals import (
    FormErrors,
    InputBlock,
    Modal,
    SelectOption,
    build_modal,
    channel_input,
    checkboxes_input,
    select_input,
    text_input,
    time_input,
    typeahead_input,
)
from bot.timeexpr.durations import parse
from bot.ui import time_off_text

SWITCHES_FIELD: Final = "on"
CHANNEL_FIELD: Final = "channel"
DAY_FIELDS: Final = {"digest": "digest_day", "nudge": "nudge_day"}
TIME_FIELDS: Final = {"digest": "digest_at", "nudge": "nudge_at"}
DIGEST_PARTS_FIELD: Final = "parts"
TIME_ZONE_FIELD: Final = "zone"
GOAL_FIELD: Final = "goal"
RANKING_FIELD: Final = "by"
RETENTION_FIELD: Final = "kept"
_DAY_CHOICES: Final = tuple(SelectOption(day, day.casefold()) for day in WEEKDAYS)
SWITCH_CHOICES: Final = (
    SelectOption("A weekly digest", "digest_on"),
    SelectOption("A weekly nudge to people below their goal", "nudge_on"),
    SelectOption("A leaderboard; each member can hide", "board_on"),
)
_DIGEST_PART_CHOICES: Final = tuple(SelectOption(part.label, part) for part in Part)
RANKING_CHOICES: Final = (SelectOption("Hours", "hours"), SelectOption("Share of one's own goal", "goal"))


def render_settings_form(workspace: Workspace, holidays: Sequence[TimeOff], today: date) -> Modal:
    """Render all settings as they are, one field each; the holidays, which are a list, behind a button."""
    fields = current_fields(workspace)
    return build_modal(
        "Workspace settings",
        checkboxes_input(SWITCHES_FIELD, "What is on", SWITCH_CHOICES, values=fields[SWITCHES_FIELD].split(",")),
        channel_input(
            CHANNEL_FIELD,
            "Learning channel",
            value=fields[CHANNEL_FIELD],
            is_optional=True,
            hint="Where the digest goes; invite me there. Leave empty for the default channel.",
        ),
        *_weekly_inputs("digest", "Digest", workspace.digest_slot, "In the workspace's time zone."),
        checkboxes_input(
            DIGEST_PARTS_FIELD,
            "What goes into the digest",
            _DIGEST_PART_CHOICES,
            values=fields[DIGEST_PARTS_FIELD].split(","),
        ),
        *_weekly_inputs("nudge", "Nudge", workspace.nudge_slot, "In each member's time zone, between 08:00 and 20:00."),
        typeahead_input(
            TIME_ZONE_FIELD,
            "Time zone",
            "settings.zone",
            value=SelectOption(workspace.zone.key, workspace.zone.key),
            placeholder="Berlin",
            hint="Used for boards and the digest, and for members without a time zone.",
        ),
        text_input(
            GOAL_FIELD,
            "Weekly goal",
            value=fields[GOAL_FIELD],
            placeholder="3h, 90m or 1:30",
            hint="The team default, for members without a goal of their own.",
            max_length=40,
        ),
        text_input(
            RETENTION_FIELD,
            "Retention",
            value=fields[RETENTION_FIELD],
            placeholder="24 months, or off",
            hint="After that, people who left and old notes and logs are deleted.",
            max_length=40,
        ),
        select_input(RANKING_FIELD, "The leaderboard ranks by", RANKING_CHOICES, value=fields[RANKING_FIELD]),
        section(
            f"Team holidays: {time_off_text.time_off_summary(holidays, today)}",
            ButtonSpec("Team holidays", "settings.holidays"),
        ),
        callback_id="settings.save",
        submit_label="Save",
        close_label="Cancel",
        metadata=SettingsFormPayload(fields=fields).encode(),
    )


def current_fields(workspace: Workspace) -> dict[str, str]:
    """Return what stands in each field, as an untouched form brings it back."""
    on = (name for name, is_on in (("digest_on", workspace.digest_on), ("nudge_on", workspace.nudge_on)) if is_on)
    slots = {"digest": workspace.digest_slot, "nudge": workspace.nudge_slot}
    return {
        SWITCHES_FIELD: ",".join([*on, *(["board_on"] if workspace.leaderboard_on else [])]),
        CHANNEL_FIELD: workspace.learning_channel or "",
        **{DAY_FIELDS[name]: slot_text(slot).casefold()[:3] for name, slot in slots.items()},
        **{TIME_FIELDS[name]: f"{slot.time_of_day:%H:%M}" for name, slot in slots.items()},
        DIGEST_PARTS_FIELD: ",".join(part for part in Part if part in workspace.digest_parts),
        TIME_ZONE_FIELD: workspace.zone.key,
        GOAL_FIELD: parse.spell(workspace.goal_minutes),
        RETENTION_FIELD: setting_values.format_retention(workspace.retention_months),
        RANKING_FIELD: workspace.leaderboard_order,
    }


def time_zone_choices(zone_names: Sequence[str]) -> list[SelectOption]:
    """Return time zones to choose from."""
    return [SelectOption(zone, zone) for zone in zone_names]


def _weekly_inputs(name: str, label: str, slot: WeeklySlot, hint: str) -> list[InputBlock]:
    day = select_input(DAY_FIELDS[name], f"{label}: day", _DAY_CHOICES, value=slot_text(slot).casefold()[:3])
    return [day, time_input(TIME_FIELDS[name], f"{label}: time", value=slot.time_of_day, hint=hint)]


def parse_settings_form(fields: Mapping[str, str], initial_fields: Mapping[str, str]) -> dict[str, Any] | FormErrors:
    """Parse what was changed in the form into values by column, or return what is wrong with it."""
    errors: dict[str, str] = {}
    changed = {name for name in initial_fields if _is_changed(name, fields.get(name, ""), initial_fields[name])}
    parsers = {
        CHANNEL_FIELD: _parse_channel_field,
        TIME_ZONE_FIELD: _parse_time_zone_field,
        GOAL_FIELD: _parse_goal_field,
        DIGEST_PARTS_FIELD: _parse_digest_parts_field,
        RANKING_FIELD: _parse_ranking_field,
        RETENTION_FIELD: _parse_retention_field,
    }
    values: dict[str, Any] = _changed_switches(fields.get(SWITCHES_FIELD, ""), initial_fields.get(SWITCHES_FIELD, ""))
    for name, parse_field in parsers.items():
        parsed = parse_field(fields.get(name, "")) if name in changed else {}
        if isinstance(parsed, str):
            errors[name] = parsed
        else:
            values |= parsed
    for name in ("digest", "nudge"):
        if changed & {DAY_FIELDS[name], TIME_FIELDS[name]}:
            slot = rules.normalize_slot(f"{fields.get(DAY_FIELDS[name], '')} {fields.get(TIME_FIELDS[name], '')}")
            values[name] = slot
            if slot is None:
                errors[TIME_FIELDS[name]] = "Choose a weekday and a time of day."
            elif name == "nudge" and rules.is_in_quiet_hours(slot):
                errors[TIME_FIELDS[name]] = "Nobody is nudged from 20:00 to 08:00."
    return FormErrors(errors) if errors else values


def _is_changed(name: str, current: str, initial: str) -> bool:
    """Return whether a field differs; ticks come in the order in which they were set."""
    if name in (SWITCHES_FIELD, DIGEST_PARTS_FIELD):
        return set(current.split(",")) != set(initial.split(","))
    return current != initial


def _changed_switches(current: str, initial: str) -> dict[str, Any]:
    """Return the switches that were changed."""
    names, on, was_on = [each.value for each in SWITCH_CHOICES], current.split(","), initial.split(",")
    return {name: name in on for name in names if (name in on) != (name in was_on)}


def _parse_channel_field(value: str) -> dict[str, Any] | str:
    channel = rules.parse_channel(value)
    return {"learning_channel": channel} if channel or not value else "Choose a channel of this workspace."


def _parse_time_zone_field(value: str) -> dict[str, Any] | str:
    zone = zones.find_zone(value)
    return {"timezone": zone} if zone else "I don't know that time zone."


def _parse_goal_field(value: str) -> dict[str, Any] | str:
    minutes = rules.parse_weekly_goal(value)
    if isinstance(minutes, int):
        return {"goal_minutes": minutes}
    if minutes.minute_options:
        return f"Minutes or hours? Write {' or '.join(parse.spell(each) for each in minutes.minute_options)}."
    if minutes.reason is SettingErrorReason.RANGE:
        return "A weekly goal can be 15 min to 60 h."
    return "Write hours or minutes, like 3h or 90m."


def _parse_retention_field(value: str) -> dict[str, Any] | str:
    months = setting_values.parse_retention(value)
    if isinstance(months, int):
        return {"retention_months": months}
    bounds = f"{setting_values.MIN_RETENTION_MONTHS} to {setting_values.MAX_RETENTION_MONTHS}"
    return f"Write {bounds} months, like 24 months, or off."


def _parse_digest_parts_field(value: str) -> dict[str, Any] | str:
    return {"digest_parts": rules.encode_digest_parts(value.split(","))}


def _parse_ranking_field(value: str) -> dict[str, Any] | str:
    known = value in {choice.value for choice in RANKING_CHOICES}
    return {"board_by": rules.encode_ranking(value)} if known else "Choose one of the two."
