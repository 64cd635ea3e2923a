from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.schedule import parse_slot
from bot.core.people.workspace import Workspace
from bot.core.time_off.absence import Absence
from bot.features.settings.views import form
from bot.features.settings.views.form_parser import read
from bot.sandbox.validation.rules import check_view
from bot.setting_values import Part
from bot.slack.modals import Wrong
from bot.slack.payloads import Stood
from bot.slack.payloads import read as read_ticket

TODAY = date(2026, 11, 21)
PLACE = Workspace(
    *("T1", None, ZoneInfo("Europe/Berlin"), "C0LEARNING", parse_slot("mon 09:00"), parse_slot("thu 16:00")),
    *(True, True, False, 120),
)
STOOD = form.standing(PLACE)


@pytest.mark.parametrize(
    "place",
    [
        PLACE,
        replace(PLACE, learning_channel=None, digest_on=False, nudge_on=False, digest_parts=frozenset()),
        replace(PLACE, board_on=True, board_by="goal", digest_parts=frozenset({Part.CHART}), goal=3600),
    ],
)
def test_the_form_holds_what_is_in_force_and_slack_takes_it(place: Workspace) -> None:
    made = form.form(place, [Absence(date(2026, 12, 24), date(2027, 1, 1), "Christmas")], TODAY)
    check_view(made.view())
    assert read_ticket(Stood, made.metadata).fields == form.standing(place)
    assert read(form.standing(place), form.standing(place)) == {}


def test_ticks_in_another_order_are_no_change() -> None:
    turned = {name: ",".join(reversed(value.split(","))) for name, value in STOOD.items()}
    assert read({**STOOD, form.ON: turned[form.ON], form.PARTS: turned[form.PARTS]}, STOOD) == {}


def test_only_what_was_changed_is_set() -> None:
    fields = {
        **STOOD,
        form.ON: "nudge_on,board_on",
        form.CHANNEL: "C0GENERAL",
        form.DAY["digest"]: "fri",
        form.AT["nudge"]: "08:30",
        form.PARTS: "board,chart",
        form.ZONE: "Asia/Singapore",
        form.GOAL: "3h",
        form.BY: "goal",
    }
    assert read(fields, STOOD) == {
        "digest_on": False,
        "board_on": True,
        "learning_channel": "C0GENERAL",
        "digest": "fri 09:00",
        "nudge": "thu 08:30",
        "digest_parts": "chart,board",
        "timezone": "Asia/Singapore",
        "goal_minutes": 180,
        "board_by": "goal",
    }


def test_what_was_emptied_goes_back_to_what_is_usual() -> None:
    fields = {**STOOD, form.CHANNEL: "", form.PARTS: ""}
    assert read(fields, STOOD) == {"learning_channel": None, "digest_parts": ""}
    everything = {**STOOD, form.PARTS: ",".join(Part)}
    assert read(everything, {**STOOD, form.PARTS: "chart"}) == {"digest_parts": None}


def test_every_mistake_is_told_at_its_field() -> None:
    fields = {
        **STOOD,
        form.CHANNEL: "#learning",
        form.AT["digest"]: "25:00",
        form.DAY["nudge"]: "someday",
        form.ZONE: "Mars/Base",
        form.GOAL: "61h",
        form.BY: "name",
    }
    wrong = read(fields, STOOD)
    assert isinstance(wrong, Wrong)
    assert set(wrong.errors) == {"channel", "digest_at", "nudge_at", "zone", "goal", "by"}
    assert wrong.errors["goal"] == "A weekly goal lies between 15 min and 60 h."


@pytest.mark.parametrize(("at", "fits"), [("07:59", False), ("08:00", True), ("19:59", True), ("20:00", False)])
def test_a_nudge_that_would_never_come_is_refused(at: str, fits: bool) -> None:
    found = read({**STOOD, form.AT["nudge"]: at, form.AT["digest"]: at}, STOOD)
    assert isinstance(found, Wrong) is not fits
    assert fits or found == Wrong({"nudge_at": "Nobody is nudged from 20:00 to 08:00."})


@pytest.mark.parametrize(
    ("typed", "words"),
    [("20", "Minutes or hours? Write 20 min or 20 h."), ("lots", "Write a length of time, such as 3h or 90m.")],
)
def test_a_goal_that_is_unclear_asks(typed: str, words: str) -> None:
    wrong = read({**STOOD, form.GOAL: typed}, STOOD)
    assert isinstance(wrong, Wrong)
    assert wrong.errors == {"goal": words}
