"""The form for the workspace's settings as admins use it: opened, corrected, saved once, and written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.core import audit_log
from bot.core.people import workspaces
from bot.core.people.workspaces import Workspace
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome, claim_occurrence
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import ANA, BEN, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownKind
from bot.slack.message import block_plain_text
from tests import faults
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def accepted(outcome: ActionResult) -> ActionResult:
    assert (outcome.status, outcome.refused) == (200, ()), (outcome.status, outcome.refused, outcome.text)
    return outcome


def opened(driver: Driver, user: str = "ana") -> ActionResult:
    outcome = accepted(driver.say(user, "/roadmate settings"))
    assert outcome.last.kind is ShownKind.MODAL, outcome.text
    return outcome


def submit(driver: Driver, values: dict[str, Any], user: str = "ana") -> ActionResult:
    return accepted(driver.delivery.submit(user, values))


def shown_text(outcome: ActionResult) -> str:
    """What stands in the window, or in the message."""
    shown = outcome.last
    return "\n".join(filter(None, map(block_plain_text, shown.view["blocks"] if shown.view else shown.blocks)))


def read_workspace(driver: Driver) -> Workspace:
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        return workspaces.read_workspace(conn, workspace=TEAM_ID, settings=deps.settings)


def audited_changes(driver: Driver) -> list[tuple[str, str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        return [(each.actor, each.subject, each.detail) for each in audit_log.list_latest_acts(conn, workspace=TEAM_ID)]


def test_what_an_admin_changes_holds_at_once_and_is_noted(driver: Driver) -> None:
    opened(driver)
    saved = submit(
        driver,
        {
            "on": ["nudge_on", "digest_on", "board_on"],
            "digest_day": "tue",
            "digest_at": "10:00",
            "parts": ["board", "chart"],
            "zone": "Europe/Berlin",
            "goal": "3h",
            "kept": "1 year",
            "by": "goal",
        },
    )
    text = shown_text(saved)
    assert text.startswith("✅ Saved.\nDigest: Tue 10:00, Europe/Berlin time.\nIn the digest: chart, board.")
    assert "Next digest: Tue 24 Nov 10:00, Europe/Berlin time, in <#C0LEARNING>." in text
    assert "Next nudge: Thu 26 Nov 16:00" in text
    workspace = read_workspace(driver)
    assert (workspace.leaderboard_on, workspace.leaderboard_order, workspace.goal_minutes) == (True, "goal", 180)
    assert workspace.zone.key == "Europe/Berlin"
    assert sorted(audited_changes(driver)) == [
        (ANA.id, "board", "off -> on"),
        (ANA.id, "board by", "hours -> goal"),
        (ANA.id, "digest", "Mon 09:00 -> Tue 10:00"),
        (ANA.id, "digest parts", "everything -> chart, board"),
        (ANA.id, "goal", "2 h -> 3 h"),
        (ANA.id, "retention", "24 months -> 12 months"),
        (ANA.id, "timezone", "UTC -> Europe/Berlin"),
    ]


@SQLITE
def test_an_untouched_form_closes_and_changes_nothing(driver: Driver) -> None:
    opened(driver)
    assert submit(driver, {}).last.kind is ShownKind.MODAL_CLOSED
    assert audited_changes(driver) == []


@SQLITE
def test_mistakes_are_told_at_their_fields_and_nothing_is_saved(driver: Driver) -> None:
    opened(driver)
    wrong = submit(driver, {"goal": "lots", "zone": "Mars/Base", "by": "goal", "kept": "2 months"})
    assert wrong.last.kind is ShownKind.FIELD_ERRORS
    assert wrong.last.view
    assert set(wrong.last.view["errors"]) == {"goal", "zone", "kept"}
    assert read_workspace(driver).leaderboard_order == "hours"
    assert "Saved" in shown_text(submit(driver, {"goal": "2h 30m", "by": "goal"}))
    assert read_workspace(driver).goal_minutes == 150


@SQLITE
def test_a_channel_without_us_is_taken_with_a_warning(driver: Driver) -> None:
    opened(driver)
    saved = shown_text(submit(driver, {"channel": "C0GENERAL"}))
    assert "Learning channel: <#C0GENERAL>" in saved
    assert "Invite me to <#C0GENERAL>" in saved
    opened(driver)
    assert "Invite me" not in shown_text(submit(driver, {"channel": "C0LEARNING"}))


@SQLITE
def test_a_channel_that_slack_does_not_know_is_taken_with_a_warning(driver: Driver) -> None:
    opened(driver)
    driver.slack.faults.add("conversations.info", faults.error("channel_not_found"))
    assert "Invite me" in shown_text(driver.delivery.submit("ana", {"channel": "C0SECRET1"}))


@SQLITE
def test_two_admins_do_not_undo_each_others_changes(make_driver: Callable[..., Driver]) -> None:
    driver = make_driver(ROADMATE_ADMINS=BEN.id)
    opened(driver)
    opened(driver, "ben")
    submit(driver, {"goal": "3h"})
    submit(driver, {"by": "goal"}, "ben")
    assert (read_workspace(driver).goal_minutes, read_workspace(driver).leaderboard_order) == (180, "goal")


@SQLITE
def test_zones_are_offered_while_one_types(driver: Driver) -> None:
    driver.say("mei", "/plan")
    form = opened(driver).last
    number = [field.action_id for field in usable_elements(form)].index("settings.zone") + 1
    offered = driver.delivery.options("ana", number, "berl", form).last
    assert [each["value"] for each in offered.blocks] == ["Europe/Berlin"]
    first = [each["value"] for each in driver.delivery.options("ana", number, "", form).last.blocks]
    assert {"UTC", read_workspace(driver).zone.key} <= set(first)
    assert len(first) > 1


@SQLITE
def test_the_holidays_open_above_and_the_form_stays_below(driver: Driver) -> None:
    driver.say("ana", "/roadmate settings holidays 24 dec Christmas")
    form = opened(driver)
    assert "Team holidays: Thu 24 Dec: Christmas" in shown_text(form)
    above = accepted(driver.press("ana", form, "Team holidays"))
    assert "Thu 24 Dec: Christmas" in shown_text(above)
    stack = driver.slack.workspace.views.stacks[ANA.id]
    assert [view["callback_id"] for view in stack] == ["settings.save", ""]
    assert "Removed" in shown_text(accepted(driver.press("ana", above, "Remove")))
    assert len(driver.slack.workspace.views.stacks[ANA.id]) == 2


@SQLITE
def test_others_see_the_page_and_a_form_of_theirs_saves_nothing(make_driver: Callable[..., Driver]) -> None:
    driver = make_driver(ROADMATE_ADMINS=BEN.id)
    opened(driver, "ben")
    forms = driver.slack.workspace.views.stacks[BEN.id]
    driver.slack.workspace.views.stacks["U0SANDMEI"] = [{**forms[-1], "id": "V0MEI"}]
    assert "Nothing was changed. Only admins" in shown_text(submit(driver, {"by": "goal"}, "mei"))
    assert read_workspace(driver).leaderboard_order == "hours"
    page = accepted(driver.say("mei", "/roadmate settings"))
    assert "Only admins can change the settings" in page.text
    assert not button_labels(page)


@SQLITE
@pytest.mark.parametrize("way", ["mention", "message"])
def test_where_no_form_can_be_opened_the_page_has_a_button_that_does(driver: Driver, way: str) -> None:
    say = driver.delivery
    page = accepted(
        say.mention("ana", "#learning", "roadmate settings")
        if way == "mention"
        else say.direct_message("ana", "roadmate settings")
    )
    assert "Workspace settings" in page.text
    assert accepted(driver.press("ana", page, "Change")).last.kind is ShownKind.MODAL


@SQLITE
def test_a_digest_that_went_out_this_week_is_not_promised_again(driver: Driver) -> None:
    driver.say("ana", "/plan")
    with driver.roadmate.deps.database.begin() as conn:
        claim_occurrence(
            conn,
            workspace=TEAM_ID,
            kind=DeliveryKind.DIGEST,
            period="2026-W46",
            recipient="",
            now=driver.clock.now(),
            outcome=OccurrenceOutcome.QUEUED,
        )
    opened(driver)
    assert "Next digest: Sun 29 Nov 09:00" in shown_text(submit(driver, {"digest_day": "sun"}))


def test_a_typed_setting_is_noted_too(driver: Driver) -> None:
    driver.say("ana", "/roadmate settings board by goal")
    driver.say("ana", "/roadmate settings board by goal")
    driver.say("ben", "/roadmate settings goal 5h")
    assert audited_changes(driver) == [(ANA.id, "board by", "hours -> goal")]
