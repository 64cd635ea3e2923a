from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core.people.workspaces import Workspace
from bot.core.time_off import TimeOff
from bot.features.settings.payloads import SettingsFormPayload
from bot.features.settings.views import form
from bot.features.settings.views.form import parse_settings_form
from bot.sandbox.validation.rules import check_view
from bot.setting_values import Part
from bot.slack.modals import FormErrors
from bot.slack.payloads import decode_payload
from tests.features.settings.samples import WORKSPACE

TODAY = date(2026, 11, 21)
INITIAL_FIELDS = form.current_fields(WORKSPACE)


@pytest.mark.parametrize(
    "workspace",
    [
        WORKSPACE,
        replace(WORKSPACE, learning_channel=None, digest_on=False, nudge_on=False, digest_parts=frozenset()),
        replace(
            WORKSPACE,
            leaderboard_on=True,
            leaderboard_order="goal",
            digest_parts=frozenset({Part.CHART}),
            goal_minutes=3600,
        ),
    ],
)
def test_the_form_holds_what_is_in_force_and_slack_takes_it(workspace: Workspace) -> None:
    made = form.render_settings_form(workspace, [TimeOff(date(2026, 12, 24), date(2027, 1, 1), "Christmas")], TODAY)
    check_view(made.view())
    assert decode_payload(SettingsFormPayload, made.metadata).fields == form.current_fields(workspace)
    assert parse_settings_form(form.current_fields(workspace), form.current_fields(workspace)) == {}


def test_ticks_in_another_order_are_no_change() -> None:
    turned = {name: ",".join(reversed(value.split(","))) for name, value in INITIAL_FIELDS.items()}
    fields = {**INITIAL_FIELDS, **{name: turned[name] for name in (form.SWITCHES_FIELD, form.DIGEST_PARTS_FIELD)}}
    assert parse_settings_form(fields, INITIAL_FIELDS) == {}


def test_only_what_was_changed_is_set() -> None:
    fields = {
        **INITIAL_FIELDS,
        form.SWITCHES_FIELD: "nudge_on,board_on",
        form.CHANNEL_FIELD: "C0GENERAL",
        form.DAY_FIELDS["digest"]: "fri",
        form.TIME_FIELDS["nudge"]: "08:30",
        form.DIGEST_PARTS_FIELD: "board,chart",
        form.TIME_ZONE_FIELD: "Asia/Singapore",
        form.GOAL_FIELD: "3h",
        form.RANKING_FIELD: "goal",
    }
    assert parse_settings_form(fields, INITIAL_FIELDS) == {
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
    fields = {**INITIAL_FIELDS, form.CHANNEL_FIELD: "", form.DIGEST_PARTS_FIELD: ""}
    assert parse_settings_form(fields, INITIAL_FIELDS) == {"learning_channel": None, "digest_parts": ""}
    everything = {**INITIAL_FIELDS, form.DIGEST_PARTS_FIELD: ",".join(Part)}
    assert parse_settings_form(everything, {**INITIAL_FIELDS, form.DIGEST_PARTS_FIELD: "chart"}) == {
        "digest_parts": None
    }


def test_every_mistake_is_told_at_its_field() -> None:
    fields = {
        **INITIAL_FIELDS,
        form.CHANNEL_FIELD: "#learning",
        form.TIME_FIELDS["digest"]: "25:00",
        form.DAY_FIELDS["nudge"]: "someday",
        form.TIME_ZONE_FIELD: "Mars/Base",
        form.GOAL_FIELD: "61h",
        form.RANKING_FIELD: "name",
    }
    wrong = parse_settings_form(fields, INITIAL_FIELDS)
    assert isinstance(wrong, FormErrors)
    assert set(wrong.errors) == {"channel", "digest_at", "nudge_at", "zone", "goal", "by"}
    assert wrong.errors["goal"] == "A weekly goal can be 15 min to 60 h."


@pytest.mark.parametrize(("at", "fits"), [("07:59", False), ("08:00", True), ("19:59", True), ("20:00", False)])
def test_a_nudge_that_would_never_come_is_refused(at: str, fits: bool) -> None:
    fields = {**INITIAL_FIELDS, form.TIME_FIELDS["nudge"]: at, form.TIME_FIELDS["digest"]: at}
    parsed = parse_settings_form(fields, INITIAL_FIELDS)
    assert isinstance(parsed, FormErrors) is not fits
    assert fits or parsed == FormErrors({"nudge_at": "Nobody is nudged from 20:00 to 08:00."})


@pytest.mark.parametrize(
    ("typed", "words"),
    [("20", "Minutes or hours? Write 20 min or 20 h."), ("lots", "Write hours or minutes, like 3h or 90m.")],
)
def test_a_goal_that_is_unclear_asks(typed: str, words: str) -> None:
    wrong = parse_settings_form({**INITIAL_FIELDS, form.GOAL_FIELD: typed}, INITIAL_FIELDS)
    assert isinstance(wrong, FormErrors)
    assert wrong.errors == {"goal": words}
