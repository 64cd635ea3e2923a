"""What the form for the workspace's settings says when it comes back: only what was changed in it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot import setting_values
from bot.calendar import zones
from bot.features.settings import rules
from bot.features.settings.views.form import AT, BY, CHANNEL, DAY, GOAL, KEPT, ON, PARTS, RANKS, SWITCHES, ZONE
from bot.setting_values import Why
from bot.slack.modals import Wrong
from bot.timeexpr.durations import parse

_GOALS: Final = {Why.RANGE: "A weekly goal lies between 15 min and 60 h."}


def read(fields: Mapping[str, str], stood: Mapping[str, str]) -> dict[str, Any] | Wrong:
    """Values by column of what was changed in the form, or what is wrong with them."""
    errors: dict[str, str] = {}
    changed = {name for name in stood if _differs(name, fields.get(name, ""), stood[name])}
    readers = {CHANNEL: _channel, ZONE: _zone, GOAL: _goal, PARTS: _parts, BY: _by, KEPT: _kept}
    values: dict[str, Any] = _switches(fields.get(ON, ""), stood.get(ON, ""))
    for name, reader in readers.items():
        found = reader(fields.get(name, "")) if name in changed else {}
        errors |= {name: found} if isinstance(found, str) else {}
        values |= {} if isinstance(found, str) else found
    for name in ("digest", "nudge"):
        if changed & {DAY[name], AT[name]}:
            slot = rules.read_slot(f"{fields.get(DAY[name], '')} {fields.get(AT[name], '')}")
            values[name] = slot
            errors |= {} if slot else {AT[name]: "Choose a weekday and a time of day."}
            if name == "nudge" and slot and rules.is_disturbing(slot):
                errors[AT[name]] = "Nobody is nudged from 20:00 to 08:00."
    return Wrong(errors) if errors else values


def _differs(name: str, now: str, before: str) -> bool:
    """Ticks come in the order in which they were set."""
    return set(now.split(",")) != set(before.split(",")) if name in (ON, PARTS) else now != before


def _switches(now: str, before: str) -> dict[str, Any]:
    """Those that were thrown."""
    names = [switch.value for switch in SWITCHES]
    return {name: name in now.split(",") for name in names if (name in now.split(",")) != (name in before.split(","))}


def _channel(value: str) -> dict[str, Any] | str:
    found = rules.read_channel(value)
    return {"learning_channel": found} if found or not value else "Choose a channel of this workspace."


def _zone(value: str) -> dict[str, Any] | str:
    found = zones.find(value)
    return {"timezone": found} if found else "I know no such time zone."


def _goal(value: str) -> dict[str, Any] | str:
    minutes = rules.read_goal(value)
    if isinstance(minutes, int):
        return {"goal_minutes": minutes}
    if minutes.choices:
        return f"Minutes or hours? Write {' or '.join(parse.spell(each) for each in minutes.choices)}."
    return _GOALS.get(minutes.why, "Write a length of time, such as 3h or 90m.")


def _kept(value: str) -> dict[str, Any] | str:
    months = setting_values.read_retention(value)
    if isinstance(months, int):
        return {"retention_months": months}
    return f"Write months from {setting_values.SHORTEST} to {setting_values.LONGEST}, such as 24 months, or off."


def _parts(value: str) -> dict[str, Any] | str:
    return {"digest_parts": rules.stored_parts(value.split(","))}


def _by(value: str) -> dict[str, Any] | str:
    known = value in {choice.value for choice in RANKS}
    return {"board_by": rules.stored_by(value)} if known else "Choose one of the two."
