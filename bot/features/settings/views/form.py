"""The form for the workspace's settings, with what is in force in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot import setting_values
from bot.calendar.format import WEEKDAYS
from bot.calendar.schedule import Slot, spell_slot
from bot.core.people.workspace import Workspace
from bot.core.time_off.absence import Absence
from bot.setting_values import Part
from bot.slack.blocks import Press, section
from bot.slack.modals import (
    Choice,
    Input,
    Modal,
    channel_input,
    checkboxes_input,
    select_input,
    text_input,
    time_input,
    typeahead_input,
    window,
)
from bot.slack.payloads import Stood
from bot.timeexpr.durations import parse
from bot.ui import time_off_text

ON: Final = "on"
CHANNEL: Final = "channel"
DAY: Final = {"digest": "digest_day", "nudge": "nudge_day"}
AT: Final = {"digest": "digest_at", "nudge": "nudge_at"}
PARTS: Final = "parts"
ZONE: Final = "zone"
GOAL: Final = "goal"
BY: Final = "by"
KEPT: Final = "kept"
_DAYS: Final = tuple(Choice(day, day.casefold()) for day in WEEKDAYS)
SWITCHES: Final = (
    Choice("The weekly digest goes out", "digest_on"),
    Choice("People short of their goal get a weekly nudge", "nudge_on"),
    Choice("There is a leaderboard; each member can hide", "board_on"),
)
_PARTS: Final = tuple(Choice(part.label, part) for part in Part)
RANKS: Final = (Choice("Hours", "hours"), Choice("Share of one's own goal", "goal"))


def form(place: Workspace, holidays: Sequence[Absence], today: date) -> Modal:
    """All settings as they are, one field each; the holidays, which are a list, behind a button."""
    stands = standing(place)
    return window(
        "Workspace settings",
        checkboxes_input(ON, "What is on", SWITCHES, values=stands[ON].split(",")),
        channel_input(
            CHANNEL,
            "Learning channel",
            value=stands[CHANNEL],
            optional=True,
            hint="Where the digest goes; Roadmate must be in it. Empty: what whoever runs Roadmate has set.",
        ),
        *_weekly("digest", "Digest", place.digest, "In the workspace's time."),
        checkboxes_input(PARTS, "What goes into the digest", _PARTS, values=stands[PARTS].split(",")),
        *_weekly("nudge", "Nudge", place.nudge, "In each member's own time. None is sent from 20:00 to 08:00."),
        typeahead_input(
            ZONE,
            "Time zone",
            "settings.zone",
            value=Choice(place.zone.key, place.zone.key),
            placeholder="Berlin",
            hint="Of boards and the digest, and of members whose own is not known.",
        ),
        text_input(
            GOAL,
            "Weekly goal",
            value=stands[GOAL],
            placeholder="3h, 90m or 1:30",
            hint="Of members without one of their own.",
            longest=40,
        ),
        text_input(
            KEPT,
            "Retention",
            value=stands[KEPT],
            placeholder="24 months, or off",
            hint="After that long who has left is forgotten, and old notes and logs are deleted.",
            longest=40,
        ),
        select_input(BY, "The leaderboard ranks by", RANKS, value=stands[BY]),
        section(
            f"Team holidays: {time_off_text.in_short(holidays, today)}",
            Press("Team holidays", "settings.holidays"),
        ),
        callback="settings.save",
        submit="Save",
        close="Cancel",
        metadata=Stood(fields=stands).value(),
    )


def standing(place: Workspace) -> dict[str, str]:
    """What stands in each field, as a form that was not touched brings it back."""
    on = (name for name, is_on in (("digest_on", place.digest_on), ("nudge_on", place.nudge_on)) if is_on)
    slots = {"digest": place.digest, "nudge": place.nudge}
    return {
        ON: ",".join([*on, *(["board_on"] if place.board_on else [])]),
        CHANNEL: place.learning_channel or "",
        **{DAY[name]: spell_slot(slot).casefold()[:3] for name, slot in slots.items()},
        **{AT[name]: f"{slot.at:%H:%M}" for name, slot in slots.items()},
        PARTS: ",".join(part for part in Part if part in place.digest_parts),
        ZONE: place.zone.key,
        GOAL: parse.spell(place.goal),
        KEPT: setting_values.spell(place.retention),
        BY: place.board_by,
    }


def offered(found: Sequence[str]) -> list[Choice]:
    """Time zones to choose from."""
    return [Choice(zone, zone) for zone in found]


def over(made: Modal) -> Modal:
    """A window that is opened over the form."""
    return replace(made, above=True)


def _weekly(name: str, label: str, slot: Slot, hint: str) -> list[Input]:
    day = select_input(DAY[name], f"{label}: day", _DAYS, value=spell_slot(slot).casefold()[:3])
    return [day, time_input(AT[name], f"{label}: time", value=slot.at, hint=hint)]
